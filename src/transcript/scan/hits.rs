//! The numbers of the rows that were found, in blocks that can be shared. Positions count from the first kept one.

use std::{collections::VecDeque, sync::Arc};

use crate::transcript::row_set::RowSet;

/// So many hits become a block.
const BLOCK_HITS: usize = 8192;

/// Row numbers in ascending order.
#[derive(Debug, Default)]
pub(super) struct Hits {
    blocks: VecDeque<Block>,
    tail: Vec<u64>,
    /// Hits that there were in all, the forgotten ones included.
    end: u64,
    /// Hits that were forgotten.
    gone: u64,
    /// Rows before this one are forgotten already.
    first_row: u64,
}

#[derive(Debug)]
struct Block {
    /// Hits before its first one, the forgotten ones included.
    start: u64,
    rows: Arc<[u64]>,
}

impl Hits {
    pub(super) fn len(&self) -> u64 {
        self.end - self.gone
    }

    /// Appends hits that follow the ones before. Those of forgotten rows are left out.
    pub(super) fn append(&mut self, mut hits: Vec<u64>) {
        if hits.first().is_some_and(|&first| first < self.first_row) {
            hits.retain(|&hit| hit >= self.first_row);
        }
        self.end += hits.len() as u64;
        if hits.len() >= BLOCK_HITS / 4 {
            self.freeze_tail(hits.len() as u64);
            self.blocks.push_back(Block { start: self.end - hits.len() as u64, rows: hits.into() });
        } else {
            self.tail.extend(hits);
            if self.tail.len() >= BLOCK_HITS {
                self.freeze_tail(0);
            }
        }
    }

    /// The number at a position.
    pub(super) fn at(&self, position: u64) -> Option<u64> {
        let place = position + self.gone;
        if place >= self.tail_start() {
            return self.tail.get((place - self.tail_start()) as usize).copied();
        }
        let block = &self.blocks[self.blocks.partition_point(|block| block.start <= place).checked_sub(1)?];
        block.rows.get((place - block.start) as usize).copied()
    }

    /// The position of a number, or where it would be.
    pub(super) fn position_of(&self, number: u64) -> u64 {
        let block = self.blocks.partition_point(|block| block.rows.last().is_some_and(|&last| last < number));
        let place = match self.blocks.get(block) {
            Some(block) => block.start + block.rows.partition_point(|&row| row < number) as u64,
            None => self.tail_start() + self.tail.partition_point(|&row| row < number) as u64,
        };
        place.saturating_sub(self.gone)
    }

    /// Forgets the hits before a row.
    pub(super) fn forget_before(&mut self, first_row: u64) {
        if first_row <= self.first_row {
            return;
        }
        self.first_row = first_row;
        while self.blocks.front().is_some_and(|block| block.rows.last().is_none_or(|&last| last < first_row)) {
            self.blocks.pop_front();
        }
        let place = if let Some(block) = self.blocks.front() {
            block.start + block.rows.partition_point(|&row| row < first_row) as u64
        } else {
            self.tail.drain(..self.tail.partition_point(|&row| row < first_row));
            self.tail_start()
        };
        self.gone = self.gone.max(place);
    }

    /// All of them, for a worker: at most two blocks are copied.
    pub(super) fn shared(&self) -> RowSet {
        let mut blocks: Vec<Arc<[u64]>> = self.blocks.iter().map(|block| block.rows.clone()).collect();
        if let (Some(first), Some(block)) = (blocks.first_mut(), self.blocks.front()) {
            let skip = self.gone.saturating_sub(block.start) as usize;
            if skip > 0 {
                *first = block.rows[skip..].into();
            }
        }
        if !self.tail.is_empty() {
            blocks.push(self.tail.as_slice().into());
        }
        RowSet::new(blocks)
    }

    fn tail_start(&self) -> u64 {
        self.end - self.tail.len() as u64
    }

    /// Makes a block of the tail, which stands before the last `after` hits.
    fn freeze_tail(&mut self, after: u64) {
        if !self.tail.is_empty() {
            let start = self.end - after - self.tail.len() as u64;
            self.blocks.push_back(Block { start, rows: std::mem::take(&mut self.tail).into() });
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn hits_answer_as_a_plain_list_does(
            steps in prop::collection::vec((prop_oneof![1_usize..40, 1_000_usize..9_000], 0_u64..3), 1..12),
            forget in 0_u64..30_000,
        ) {
            let (mut hits, mut plain, mut number) = (Hits::default(), Vec::new(), 0);
            for (count, gap) in steps {
                let rows: Vec<u64> = (0..count as u64).map(|n| number + n * (gap + 1)).collect();
                number = rows.last().expect("not empty") + 1;
                plain.extend(&rows);
                hits.append(rows);
            }
            hits.forget_before(forget);
            plain.retain(|&row| row >= forget);
            prop_assert_eq!(hits.len(), plain.len() as u64);
            prop_assert_eq!(hits.shared().iter().collect::<Vec<_>>(), plain.clone());
            for position in (0..plain.len()).step_by(97).chain(plain.len().checked_sub(1)) {
                let row = plain[position];
                prop_assert_eq!(hits.at(position as u64), Some(row));
                prop_assert_eq!(hits.position_of(row), position as u64);
                prop_assert_eq!(hits.position_of(row + 1), position as u64 + 1);
            }
            prop_assert_eq!(hits.at(plain.len() as u64), None);
            prop_assert_eq!(hits.position_of(0), 0);
        }
    }
}
