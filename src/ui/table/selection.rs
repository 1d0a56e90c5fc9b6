//! Which rows are chosen: ranges of row numbers, so that a million of them cost what two cost.
//!
//! A range means the rows in it that the filter shows. When the filter changes, only rows that were chosen one
//! by one stay: nothing becomes chosen that nobody saw being chosen.

use crate::transcript::{Filter, Transcript};

/// The chosen rows.
#[derive(Debug, Default)]
pub struct Selection {
    /// Inclusive, ascending, apart from each other.
    ranges: Vec<(u64, u64)>,
    /// What Shift extends: its fixed end and its moving end. It is part of `ranges`.
    active: Option<(u64, u64)>,
    /// The ranges without the active one.
    settled: Vec<(u64, u64)>,
    /// The row that the selection took for the cursor when it was last changed.
    cursor: Option<u64>,
    len: u64,
    pair: Option<(u64, u64)>,
}

impl Selection {
    /// Whether a row is chosen.
    pub fn contains(&self, row: u64) -> bool {
        let after = self.ranges.partition_point(|&(start, _)| start <= row);
        after > 0 && row <= self.ranges[after - 1].1
    }

    /// How many rows are chosen, as the list was last drawn.
    pub fn len(&self) -> u64 {
        self.len
    }

    /// Whether none is.
    pub fn is_empty(&self) -> bool {
        self.ranges.is_empty()
    }

    /// The two rows that are chosen, when these are exactly two.
    pub fn pair(&self) -> Option<(u64, u64)> {
        self.pair
    }

    /// The ranges of row numbers, inclusive and ascending; rows in them that the filter hides do not count.
    pub fn ranges(&self) -> &[(u64, u64)] {
        &self.ranges
    }

    /// Chooses this row alone, or none.
    pub(super) fn only(&mut self, row: Option<u64>) {
        self.settled.clear();
        self.active = row.map(|row| (row, row));
        self.cursor = row;
        self.join();
    }

    /// Chooses from where the last choice began up to this row.
    pub(super) fn extend(&mut self, row: u64, keep_others: bool) {
        if !keep_others {
            self.settled.clear();
        }
        let anchor = self.active.map(|(anchor, _)| anchor).or(self.cursor).unwrap_or(row);
        self.active = Some((anchor, row));
        self.cursor = Some(row);
        self.join();
    }

    /// Chooses a row beside the others, or takes it out.
    pub(super) fn toggle(&mut self, row: u64) {
        let takes_out = self.contains(row);
        self.settled = std::mem::take(&mut self.ranges);
        self.active = None;
        if takes_out {
            let cut = |&(start, end): &(u64, u64)| {
                let left = (start < row).then(|| (start, end.min(row.saturating_sub(1))));
                let right = (end > row).then(|| (start.max(row + 1), end));
                let apart = end < row || start > row;
                if apart { [Some((start, end)), None] } else { [left, right] }
            };
            self.settled = self.settled.iter().flat_map(cut).flatten().collect();
        } else {
            self.active = Some((row, row));
        }
        self.cursor = Some(row);
        self.join();
    }

    /// Chooses the rows from `first` to `last`.
    pub(super) fn all(&mut self, first: u64, last: u64) {
        self.settled.clear();
        self.active = Some((first, last));
        self.join();
    }

    /// Follows a cursor that somebody else moved.
    pub(super) fn follow(&mut self, cursor: Option<u64>) {
        if cursor != self.cursor {
            self.only(cursor);
        }
    }

    /// The filter shows other rows now.
    pub(super) fn filter_changed(&mut self) {
        self.ranges.retain(|(start, end)| start == end);
        if let Some(cursor) = self.cursor.filter(|&cursor| !self.contains(cursor)) {
            self.ranges.push((cursor, cursor));
        }
        self.settled = std::mem::take(&mut self.ranges);
        self.active = None;
        self.join();
    }

    /// Forgets rows that are not kept any more, and counts what is chosen.
    pub(super) fn refresh(&mut self, filter: &Filter, transcript: &Transcript) {
        let first_row = transcript.first_row();
        if self.ranges.first().is_some_and(|&(start, _)| start < first_row) {
            let kept = |ranges: &mut Vec<(u64, u64)>| {
                ranges.retain(|&(_, end)| end >= first_row);
                for (start, _) in ranges {
                    *start = (*start).max(first_row);
                }
            };
            kept(&mut self.settled);
            let ends = self.active.filter(|&(anchor, cursor)| anchor.max(cursor) >= first_row);
            self.active = ends.map(|(anchor, cursor)| (anchor.max(first_row), cursor.max(first_row)));
            self.join();
        }
        let count = |&(start, end): &(u64, u64)| {
            filter.position_of(transcript, end.saturating_add(1)).saturating_sub(filter.position_of(transcript, start))
        };
        self.len = self.ranges.iter().map(count).sum();
        self.pair = (self.len == 2).then(|| self.two(filter, transcript)).flatten();
    }

    fn two(&self, filter: &Filter, transcript: &Transcript) -> Option<(u64, u64)> {
        let mut rows = self.ranges.iter().flat_map(|&(start, end)| {
            let first = filter.position_of(transcript, start);
            (first..first + 2).filter_map(|position| filter.row_at(transcript, position)).filter(move |&row| row <= end)
        });
        Some((rows.next()?, rows.next()?))
    }

    fn join(&mut self) {
        let mut ranges = self.settled.clone();
        ranges.extend(self.active.map(|(a, b)| (a.min(b), a.max(b))));
        ranges.sort_unstable();
        self.ranges.clear();
        for (start, end) in ranges {
            match self.ranges.last_mut() {
                Some(last) if start <= last.1.saturating_add(1) => last.1 = last.1.max(end),
                _ => self.ranges.push((start, end)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{Body, Entry};

    #[test]
    fn clicks_with_and_without_keys_choose_as_everywhere() {
        let mut selection = Selection::default();
        selection.only(Some(5));
        selection.extend(8, false);
        assert_eq!(selection.ranges(), [(5, 8)]);
        selection.extend(3, false);
        assert_eq!(selection.ranges(), [(3, 5)]);
        selection.toggle(9);
        selection.extend(11, true);
        assert_eq!(selection.ranges(), [(3, 5), (9, 11)]);
        selection.toggle(4);
        assert_eq!(selection.ranges(), [(3, 3), (5, 5), (9, 11)]);
        selection.toggle(10);
        selection.toggle(10);
        assert_eq!(selection.ranges(), [(3, 3), (5, 5), (9, 11)]);
        selection.filter_changed();
        assert_eq!(selection.ranges(), [(3, 3), (5, 5), (10, 10)]);
        selection.follow(None);
        assert!(selection.is_empty());
    }

    #[test]
    fn everything_of_ten_million_rows_is_one_range() {
        let mut selection = Selection::default();
        selection.all(0, 9_999_999);
        assert!(selection.ranges().len() == 1 && selection.contains(5_000_000) && !selection.contains(10_000_000));
    }

    #[test]
    fn two_rows_are_a_pair_however_they_were_chosen() {
        let mut transcript = Transcript::default();
        (0..9).for_each(|n| transcript.push(&Entry::incoming(n, Body::Text(Bytes::from_static(b"x")))));
        let mut selection = Selection::default();
        for (choose, pair) in [
            ((|selection: &mut Selection| selection.only(Some(2))) as fn(&mut Selection), None),
            (|selection| selection.extend(3, false), Some((2, 3))),
            (|selection| selection.extend(4, false), None),
            (|selection| selection.only(Some(7)), None),
            (|selection| selection.toggle(1), Some((1, 7))),
        ] {
            choose(&mut selection);
            selection.refresh(&Filter::default(), &transcript);
            assert_eq!(selection.pair(), pair);
        }
        assert_eq!(selection.len(), 2);
    }
}
