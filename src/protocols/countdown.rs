//! A wait before the next attempt, as a window counts it down.

use crate::transcript::entry::Wait;

/// A wait that is under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Countdown {
    /// When it is over, in microseconds since the session began.
    pub until_micros: u64,
    /// How long it is, which one it is, and why.
    pub wait: Wait,
}

impl Countdown {
    /// The wait of a `backoff` row.
    pub fn new(at_micros: u64, wait: Wait) -> Self {
        Self { until_micros: at_micros.saturating_add(wait.millis.saturating_mul(1000)), wait }
    }

    /// Milliseconds that are left.
    pub fn left_millis(&self, now_micros: u64) -> u64 {
        self.until_micros.saturating_sub(now_micros).div_ceil(1000)
    }

    /// How much of it is left, from 1.0 to 0.0.
    pub fn share_left(&self, now_micros: u64) -> f32 {
        self.left_millis(now_micros) as f32 / self.wait.millis.max(1) as f32
    }
}
