//! Traffic in equal steps of time: never more of them than a fixed number, since they become wider.

use std::ops::Range;

use crate::transcript::traffic::Tally;

/// More than this many are merged: 128 KiB at most.
const MOST: u64 = 4096;
/// How wide they are at first: a session of 40 s has full resolution.
const FIRST_WIDTH_MICROS: u64 = 10_000;

/// The traffic of a stretch of time, for drawing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bin {
    /// Where it begins.
    pub start_micros: u64,
    /// How long it is.
    pub width_micros: u64,
    /// What came in it.
    pub incoming: Tally,
    /// What went in it.
    pub outgoing: Tally,
}

impl Bin {
    /// An amount of this bin as an amount a second.
    pub fn per_second(&self, amount: u64) -> f64 {
        amount as f64 * 1e6 / self.width_micros.max(1) as f64
    }
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Bucket {
    pub(super) incoming: Tally,
    pub(super) outgoing: Tally,
}

#[derive(Debug, Default)]
pub(super) struct Buckets {
    /// From the session's start on, without holes.
    buckets: Vec<Bucket>,
    /// How often they were merged: by two and by five in turn, so that a second is always a round number of them.
    merges: u32,
}

impl Buckets {
    pub(super) fn width_micros(&self) -> u64 {
        let odd = if self.merges.is_multiple_of(2) { 1 } else { 2 };
        FIRST_WIDTH_MICROS * 10_u64.pow(self.merges / 2) * odd
    }

    /// The bucket of a time since the start.
    pub(super) fn at(&mut self, since_start_micros: u64) -> &mut Bucket {
        while since_start_micros / self.width_micros() >= MOST {
            self.merge();
        }
        let place = (since_start_micros / self.width_micros()) as usize;
        if place >= self.buckets.len() {
            self.buckets.resize(place + 1, Bucket::default());
        }
        &mut self.buckets[place]
    }

    /// Those that a range of times touches, several in one where they would be narrower than asked.
    /// Bins are counted from the start, so that they do not flicker while the session grows.
    pub(super) fn bins(&self, start_micros: u64, range: Range<u64>, least_width_micros: u64) -> Vec<Bin> {
        let width = self.width_micros();
        let together = least_width_micros.div_ceil(width).clamp(1, MOST) as usize;
        let place = |at: u64| (at.saturating_sub(start_micros) / width) as usize;
        let first = place(range.start) / together * together;
        let end = (place(range.end) + 1).min(self.buckets.len());
        let buckets = self.buckets.get(first..end).unwrap_or_default();
        let bin = |(number, chunk): (usize, &[Bucket])| {
            let start_micros = start_micros.saturating_add((first + number * together) as u64 * width);
            let mut bin = Bin { start_micros, width_micros: width * together as u64, ..Bin::default() };
            Bucket { incoming: bin.incoming, outgoing: bin.outgoing } = sum(chunk);
            bin
        };
        buckets.chunks(together).enumerate().map(bin).collect()
    }

    fn merge(&mut self) {
        let together = if self.merges.is_multiple_of(2) { 2 } else { 5 };
        self.buckets = self.buckets.chunks(together).map(sum).collect();
        self.merges += 1;
    }
}

fn sum(buckets: &[Bucket]) -> Bucket {
    let mut sum = Bucket::default();
    for bucket in buckets {
        sum.incoming.add(bucket.incoming);
        sum.outgoing.add(bucket.outgoing);
    }
    sum
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn count(buckets: &mut Buckets, at: u64, bytes: u64) {
        let bucket = buckets.at(at);
        bucket.incoming.messages += 1;
        bucket.incoming.bytes += bytes;
    }

    fn totals(bins: &[Bin]) -> (u64, u64) {
        bins.iter()
            .fold((0, 0), |(messages, bytes), bin| (messages + bin.incoming.messages, bytes + bin.incoming.bytes))
    }

    proptest! {
        /// Times from a second to centuries, so that every number of merges is met.
        #[test]
        fn merging_keeps_the_totals_whenever_it_happens(
            mut rows in prop::collection::vec((0_u32..54, 0_u64..1 << 20, 0_u64..10_000), 1..200),
            least in 0_u64..10_000_000_000,
            merges in 0_u32..20,
        ) {
            let rows: Vec<(u64, u64)> = rows.drain(..).map(|(scale, at, bytes)| (at << scale >> 10, bytes)).collect();
            let (mut once, mut early, mut sorted) = (Buckets::default(), Buckets::default(), Buckets::default());
            for _ in 0..merges {
                early.merge();
            }
            let mut ascending = rows.clone();
            ascending.sort_unstable();
            for ((at, bytes), (sorted_at, sorted_bytes)) in rows.iter().zip(&ascending) {
                count(&mut once, *at, *bytes);
                count(&mut early, *at, *bytes);
                count(&mut sorted, *sorted_at, *sorted_bytes);
            }
            prop_assert!(once.buckets.len() as u64 <= MOST);
            prop_assert_eq!((&once.buckets, once.merges), (&sorted.buckets, sorted.merges));
            while once.merges < early.merges {
                once.merge();
            }
            prop_assert_eq!(&once.buckets, &early.buckets);
            let bins = once.bins(0, 0..u64::MAX, least);
            prop_assert_eq!(totals(&bins), (rows.len() as u64, rows.iter().map(|row| row.1).sum()));
            prop_assert!(bins.iter().all(|bin| bin.width_micros >= least.min(once.width_micros() * MOST)));
            prop_assert!(bins.windows(2).all(|pair| pair[0].start_micros + pair[0].width_micros == pair[1].start_micros));
        }
    }

    #[test]
    fn no_time_is_too_late() {
        let mut buckets = Buckets::default();
        count(&mut buckets, 0, 1);
        count(&mut buckets, u64::MAX, 1);
        assert!(buckets.buckets.len() as u64 <= MOST);
        assert_eq!(totals(&buckets.bins(0, 0..u64::MAX, 0)), (2, 2));
    }

    #[test]
    fn a_range_gives_the_bins_that_it_touches() {
        let mut buckets = Buckets::default();
        for second in 0..10 {
            count(&mut buckets, second * 1_000_000, 5);
        }
        let bins = buckets.bins(0, 2_500_000..4_000_000, 1_000_000);
        let starts: Vec<_> = bins.iter().map(|bin| bin.start_micros).collect();
        assert_eq!(starts, [2_000_000, 3_000_000, 4_000_000]);
        assert!((bins[0].per_second(bins[0].incoming.bytes) - 5.0).abs() < 1e-9);
    }
}
