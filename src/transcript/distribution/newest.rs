//! The newest values of a kind, a bounded number of them: exact percentiles and a histogram of equal parts.

use std::collections::VecDeque;

use super::nearest_rank;

/// The last `KEPT` values, in one unit. A value costs a search and a short move in memory, a percentile nothing.
#[derive(Clone, Debug, Default)]
pub struct Newest<const KEPT: usize> {
    in_order: VecDeque<u64>,
    sorted: Vec<u64>,
}

impl<const KEPT: usize> Newest<KEPT> {
    /// Adds a value; beyond `KEPT` of them the oldest is forgotten.
    pub fn push(&mut self, value: u64) {
        if self.in_order.len() >= KEPT
            && let Some(oldest) = self.in_order.pop_front()
            && let Ok(at) = self.sorted.binary_search(&oldest)
        {
            self.sorted.remove(at);
        }
        self.in_order.push_back(value);
        self.sorted.insert(self.sorted.partition_point(|&other| other < value), value);
    }

    /// How many are kept.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The value that `percent` of them do not exceed (nearest rank).
    pub fn percentile(&self, percent: u8) -> Option<u64> {
        let rank = nearest_rank(self.sorted.len() as u64, percent)?;
        self.sorted.get(rank as usize).copied()
    }

    /// The greatest.
    pub fn max(&self) -> Option<u64> {
        self.sorted.last().copied()
    }

    /// How many fall into each of `bars` equal parts of 0 to `limit`; greater ones count in the last.
    pub fn histogram(&self, bars: usize, limit: u64) -> Vec<usize> {
        let mut below = 0;
        (1..=bars)
            .map(|bar| {
                let edge = (u128::from(limit) * bar as u128 / bars as u128) as u64;
                let end =
                    if bar == bars { self.sorted.len() } else { self.sorted.partition_point(|&value| value < edge) };
                let count = end.saturating_sub(below);
                below = below.max(end);
                count
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn newest<const KEPT: usize>(values: &[u64]) -> Newest<KEPT> {
        let mut newest = Newest::default();
        for &value in values {
            newest.push(value);
        }
        newest
    }

    #[test]
    fn percentiles_are_values_that_were_seen() {
        let none = Newest::<1>::default();
        assert_eq!((none.percentile(50), none.max(), none.is_empty()), (None, None, true));
        let values: Vec<u64> = std::iter::once(7).chain(1..=99).collect();
        let newest = newest::<100>(&values);
        assert_eq!([50, 99].map(|percent| newest.percentile(percent)), [49, 98].map(Some));
        assert_eq!((newest.max(), newest.len()), (Some(99), 100));
    }

    #[test]
    fn the_histogram_counts_every_value_once() {
        let newest = newest::<8>(&[0, 9, 10, 19, 20, 29, 30, 1000]);
        assert_eq!(newest.histogram(3, 30), [2, 2, 4]);
        assert_eq!(Newest::<8>::default().histogram(2, 30), [0, 0]);
        assert_eq!(newest.histogram(0, 30), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn only_the_newest_are_kept(values in prop::collection::vec(0_u64..50, 0..250)) {
            const KEPT: usize = 100;
            let newest = newest::<KEPT>(&values);
            let mut expected: Vec<u64> = values.iter().rev().take(KEPT).copied().collect();
            expected.sort_unstable();
            prop_assert_eq!(newest.histogram(7, 50).iter().sum::<usize>(), expected.len());
            prop_assert_eq!(newest.sorted, expected);
        }
    }
}
