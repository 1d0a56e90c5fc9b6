//! A session's clock: the monotonic moment at which it began, and the time of day that belongs to it.
//!
//! Rows are stamped by the monotonic one alone, so that a change of the system's time moves none of them. The time of day is
//! written once, into the first line of a record. Tests stop the clock with `tokio::time::pause`.

use jiff::Timestamp;
use tokio::time::Instant;

/// Stamps rows in microseconds since the session began.
#[derive(Clone, Copy, Debug)]
pub struct SessionClock {
    /// `None` for a saved session: its clock stands still at 0, and its rows bring their own times.
    started: Option<Instant>,
    started_at: Timestamp,
}

impl SessionClock {
    /// Starts counting now.
    pub fn start() -> Self {
        Self { started: Some(Instant::now()), started_at: Timestamp::now() }
    }

    /// The clock of a saved session: it knows when that session began, and does not run.
    pub fn of_record(started_at: Timestamp) -> Self {
        Self { started: None, started_at }
    }

    /// Microseconds since the session began.
    pub fn micros(&self) -> u64 {
        self.micros_at(Instant::now())
    }

    /// Microseconds from the session's begin to `moment`; 0 before it.
    pub fn micros_at(&self, moment: Instant) -> u64 {
        self.started.map_or(0, |started| moment.saturating_duration_since(started).as_micros() as u64)
    }

    /// The wall-clock time of the session's begin.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }
}
