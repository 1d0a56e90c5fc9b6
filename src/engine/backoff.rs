//! Exponential backoff with jitter: how long a session waits before it connects again.
//!
//! Sans-IO: it has no clock and no random numbers of its own. The caller sleeps, and brings the jitter, so that a test can
//! leave it out. What a server asks for (`Retry-After`, the `retry` field of an event stream) is not decided here.

use std::time::Duration;

/// Waits that double from `first` to `cap`. Each is up to a quarter longer than that, so that clients which lost the same
/// server do not all come back at once.
#[derive(Clone, Debug)]
pub struct Backoff {
    first: Duration,
    cap: Duration,
    attempt: u32,
}

impl Backoff {
    /// Waits `first`, then twice as long each time, at most `cap`.
    pub fn new(first: Duration, cap: Duration) -> Self {
        Self { first, cap, attempt: 0 }
    }

    /// The next wait; `jitter` from 0.0 to 1.0 makes it up to a quarter longer, but never over the cap.
    pub fn next_delay(&mut self, jitter: f64) -> Duration {
        let doubled = self.first.saturating_mul(2_u32.saturating_pow(self.attempt)).min(self.cap);
        self.attempt = self.attempt.saturating_add(1);
        doubled.mul_f64(1.0 + 0.25 * jitter.clamp(0.0, 1.0)).min(self.cap)
    }

    /// How many waits there were since the last [`Self::reset`]: the field `attempt` of a record's `backoff` rows.
    pub fn attempt(&self) -> u32 {
        self.attempt
    }

    /// Starts at `first` again; to be called after a success.
    pub fn reset(&mut self) {
        self.attempt = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_to_the_cap_and_starts_again() {
        let mut backoff = Backoff::new(Duration::from_secs(1), Duration::from_secs(30));
        let seconds: Vec<u64> = (0..7).map(|_| backoff.next_delay(0.0).as_secs()).collect();
        assert_eq!(seconds, [1, 2, 4, 8, 16, 30, 30]);
        assert_eq!(backoff.attempt(), 7);
        backoff.reset();
        assert_eq!(backoff.next_delay(1.0), Duration::from_millis(1250));
        for _ in 0..80 {
            assert!(backoff.next_delay(1.0) <= Duration::from_secs(30));
        }
    }
}
