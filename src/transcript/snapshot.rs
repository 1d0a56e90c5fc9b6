//! A look at a transcript that does not change any more: for workers that search, save or export while rows
//! go on coming. Making one copies at most the growing segment.

use std::sync::Arc;

use super::{
    dropped_rows::DroppedRows,
    segment::{RowRef, Segment},
};

/// Rows as they were at one moment.
#[derive(Clone, Debug, Default)]
pub struct Snapshot {
    pub(super) segments: Vec<Arc<Segment>>,
    pub(super) start: u64,
    pub(super) end: u64,
    pub(super) dropped: DroppedRows,
}

impl Snapshot {
    /// The number of its first row.
    pub fn first_row(&self) -> u64 {
        self.segments.first().map_or(self.end, |first| first.first_row.max(self.start))
    }

    /// One more than the number of its last row.
    pub fn end_row(&self) -> u64 {
        self.end
    }

    /// How many rows it has.
    pub fn len(&self) -> u64 {
        self.end_row() - self.first_row()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// What a limit had removed before its first row.
    pub fn dropped(&self) -> DroppedRows {
        self.dropped
    }

    /// The row with this number.
    pub fn row(&self, number: u64) -> Option<RowRef<'_>> {
        let segment = self.segments.partition_point(|segment| segment.first_row <= number).checked_sub(1)?;
        self.segments[segment].row(number).filter(|row| row.number >= self.start)
    }

    /// The rows from `start` on, in order.
    pub fn rows_from(&self, start: u64) -> impl Iterator<Item = RowRef<'_>> {
        let start = start.max(self.start);
        let skip = self.segments.partition_point(|segment| segment.end_row() <= start);
        self.segments.iter().skip(skip).flat_map(move |segment| segment.rows_from(start))
    }
}
