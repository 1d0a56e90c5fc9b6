//! How long the last polls were held: exact percentiles and a histogram of a bounded number of them.

use std::collections::VecDeque;

/// Polls that are remembered. Ten a second fill it in a minute and a half, half-minute ones in eight hours.
const REMEMBERED: usize = 1000;

/// Held times of the newest polls, in microseconds.
#[derive(Clone, Debug, Default)]
pub struct HeldTimes {
    in_order: VecDeque<u64>,
    sorted: Vec<u64>,
}

impl HeldTimes {
    /// Counts a poll; beyond the thousandth the oldest is forgotten.
    pub fn add(&mut self, held_micros: u64) {
        if self.in_order.len() == REMEMBERED
            && let Some(oldest) = self.in_order.pop_front()
            && let Ok(at) = self.sorted.binary_search(&oldest)
        {
            self.sorted.remove(at);
        }
        self.in_order.push_back(held_micros);
        self.sorted.insert(self.sorted.partition_point(|&held| held < held_micros), held_micros);
    }

    /// How many polls are remembered.
    pub fn len(&self) -> usize {
        self.sorted.len()
    }

    /// Whether no poll has ended yet.
    pub fn is_empty(&self) -> bool {
        self.sorted.is_empty()
    }

    /// The held time that `percent` of the polls do not exceed (nearest rank).
    pub fn percentile(&self, percent: u8) -> Option<u64> {
        let rank = (self.sorted.len() * usize::from(percent.min(100))).div_ceil(100).max(1);
        self.sorted.get(rank - 1).copied()
    }

    /// The longest.
    pub fn longest(&self) -> Option<u64> {
        self.sorted.last().copied()
    }

    /// How many polls fall into each of `bars` equal parts of 0 to `limit_micros`; longer ones count in the last.
    pub fn histogram(&self, bars: usize, limit_micros: u64) -> Vec<usize> {
        let mut below = 0;
        (1..=bars)
            .map(|bar| {
                let edge = (u128::from(limit_micros) * bar as u128 / bars as u128) as u64;
                let end =
                    if bar == bars { self.sorted.len() } else { self.sorted.partition_point(|&held| held < edge) };
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

    #[test]
    fn percentiles_are_held_times_that_were_seen() {
        let mut held = HeldTimes::default();
        assert_eq!(held.percentile(50), None);
        held.add(7);
        assert_eq!((held.percentile(0), held.percentile(50), held.percentile(99)), (Some(7), Some(7), Some(7)));
        for micros in 1..=99 {
            held.add(micros);
        }
        assert_eq!((held.percentile(50), held.percentile(99), held.longest()), (Some(49), Some(98), Some(99)));
    }

    #[test]
    fn the_histogram_counts_every_poll_once() {
        let mut held = HeldTimes::default();
        for micros in [0, 9, 10, 19, 20, 29, 30, 1000] {
            held.add(micros);
        }
        assert_eq!(held.histogram(3, 30), [2, 2, 4]);
        assert_eq!(HeldTimes::default().histogram(2, 30), [0, 0]);
        assert_eq!(held.histogram(0, 30), Vec::<usize>::new());
    }

    proptest! {
        #[test]
        fn only_the_newest_are_remembered(times in prop::collection::vec(0_u64..50, 0..2500)) {
            let mut held = HeldTimes::default();
            for &micros in &times {
                held.add(micros);
            }
            let mut newest: Vec<u64> = times.iter().rev().take(REMEMBERED).copied().collect();
            newest.sort_unstable();
            prop_assert_eq!(held.histogram(7, 50).iter().sum::<usize>(), newest.len());
            prop_assert_eq!(held.sorted, newest);
        }
    }
}
