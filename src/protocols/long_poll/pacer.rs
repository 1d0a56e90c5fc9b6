//! The guard against a server that answers at once for ever. Sans-IO: it only says how long to wait.

use std::{collections::VecDeque, time::Duration};

use tokio::time::Instant;

use super::MaxRate;

/// A little more than a second: the way to a server is not always equally long, and a server that counts
/// arrivals shall not see one too many either.
const WINDOW: Duration = Duration::from_millis(1010);

/// Remembers when the last requests started.
#[derive(Debug)]
pub struct Pacer {
    rate: MaxRate,
    starts: VecDeque<Instant>,
}

impl Pacer {
    /// Lets at most `rate` requests start in any sliding second.
    pub fn new(rate: MaxRate) -> Self {
        Self { rate, starts: VecDeque::new() }
    }

    /// How long the next request must wait; zero when it may start now.
    pub fn delay(&self, now: Instant) -> Duration {
        let MaxRate::PerSecond(count) = self.rate else { return Duration::ZERO };
        let Some(back) = self.starts.len().checked_sub(count.get() as usize) else { return Duration::ZERO };
        self.starts.get(back).map_or(Duration::ZERO, |&start| (start + WINDOW).saturating_duration_since(now))
    }

    /// A request starts.
    pub fn start(&mut self, now: Instant) {
        if self.rate == MaxRate::Off {
            return;
        }
        while self.starts.front().is_some_and(|&start| start + WINDOW <= now) {
            self.starts.pop_front();
        }
        self.starts.push_back(now);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroU32;

    use proptest::prelude::*;

    use super::*;

    fn per_second(count: u32) -> MaxRate {
        MaxRate::PerSecond(NonZeroU32::new(count).expect("a rate"))
    }

    #[test]
    fn the_eleventh_of_ten_waits_for_the_first_to_be_a_second_old() {
        let begin = Instant::now();
        let mut pacer = Pacer::new(MaxRate::default());
        for n in 0..10 {
            let now = begin + Duration::from_millis(n);
            assert_eq!(pacer.delay(now), Duration::ZERO);
            pacer.start(now);
        }
        assert_eq!(pacer.delay(begin + Duration::from_millis(9)), Duration::from_millis(1001));
        assert_eq!(pacer.delay(begin + WINDOW), Duration::ZERO);
        pacer.start(begin + WINDOW);
        assert_eq!(pacer.delay(begin + WINDOW), Duration::from_millis(1));
    }

    #[test]
    fn off_never_waits_and_remembers_nothing() {
        let now = Instant::now();
        let mut pacer = Pacer::new(MaxRate::Off);
        for _ in 0..10_000 {
            pacer.start(now);
        }
        assert_eq!(pacer.delay(now), Duration::ZERO);
        assert!(pacer.starts.is_empty());
    }

    proptest! {
        /// Whenever answers come, no sliding second holds more starts than the rate.
        #[test]
        fn no_second_has_more_starts_than_the_rate(
            count in 1_u32..20,
            answers in prop::collection::vec(prop_oneof![3 => 0_u64..2_000, 1 => 0_u64..3_000_000], 1..300),
        ) {
            let mut pacer = Pacer::new(per_second(count));
            let mut now = Instant::now();
            let mut starts: Vec<Instant> = Vec::new();
            for held_micros in answers {
                now += pacer.delay(now);
                prop_assert_eq!(pacer.delay(now), Duration::ZERO);
                pacer.start(now);
                starts.push(now);
                now += Duration::from_micros(held_micros);
            }
            for pair in starts.windows(count as usize + 1) {
                prop_assert!(pair[count as usize] - pair[0] >= Duration::from_secs(1));
            }
            prop_assert!(pacer.starts.len() <= count as usize);
        }

        /// It never waits without need: a request that may not start yet would be one too many.
        #[test]
        fn it_waits_only_where_it_must(count in 1_u32..20, gaps in prop::collection::vec(0_u64..400_000, 1..100)) {
            let mut pacer = Pacer::new(per_second(count));
            let mut now = Instant::now();
            let mut starts: Vec<Instant> = Vec::new();
            for gap_micros in gaps {
                now += Duration::from_micros(gap_micros);
                let recent = starts.iter().filter(|&&start| start + WINDOW > now).count();
                prop_assert_eq!(pacer.delay(now).is_zero(), recent < count as usize);
                now += pacer.delay(now);
                pacer.start(now);
                starts.push(now);
            }
        }
    }
}
