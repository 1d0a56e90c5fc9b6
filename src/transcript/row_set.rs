//! Some rows of a transcript, by number: what a filter shows, for a worker that saves or copies them.

use std::sync::Arc;

/// Row numbers in ascending order, in blocks that are shared and not copied.
#[derive(Clone, Debug, Default)]
pub struct RowSet {
    blocks: Vec<Arc<[u64]>>,
}

impl RowSet {
    /// From blocks that follow each other.
    pub fn new(blocks: Vec<Arc<[u64]>>) -> Self {
        Self { blocks }
    }

    /// How many rows.
    pub fn len(&self) -> u64 {
        self.blocks.iter().map(|block| block.len() as u64).sum()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many rows stand before this one; `None` where it is none of them.
    pub fn place_of(&self, number: u64) -> Option<u64> {
        let block = self.blocks.partition_point(|block| block.last().is_some_and(|&last| last < number));
        let place = self.blocks.get(block)?.binary_search(&number).ok()?;
        Some(self.blocks[..block].iter().map(|block| block.len() as u64).sum::<u64>() + place as u64)
    }

    /// The numbers, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u64> {
        self.blocks.iter().flat_map(|block| block.iter().copied())
    }
}

impl FromIterator<u64> for RowSet {
    fn from_iter<I: IntoIterator<Item = u64>>(numbers: I) -> Self {
        Self { blocks: vec![numbers.into_iter().collect()] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_knows_its_place_among_the_others() {
        let rows = RowSet::new(vec![Arc::new([2, 3]), Arc::new([7]), Arc::new([10, 11])]);
        let places: Vec<_> = rows.iter().map(|row| rows.place_of(row)).collect();
        assert_eq!(places, [Some(0), Some(1), Some(2), Some(3), Some(4)]);
        assert!([0, 4, 8, 12].iter().all(|&row| rows.place_of(row).is_none()));
    }
}
