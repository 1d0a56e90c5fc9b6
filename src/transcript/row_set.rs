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
