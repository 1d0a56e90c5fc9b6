//! A session's clock: one monotonic start and the wall-clock moment that belongs to it.
//! The clock of a saved session stands still.

use jiff::Timestamp;
use tokio::time::Instant;

/// Stamps rows in microseconds since the session began. Tests pause it with tokio's own clock.
#[derive(Clone, Copy, Debug)]
pub struct SessionClock {
    started: Option<Instant>,
    started_at: Timestamp,
}

impl SessionClock {
    /// Starts counting now.
    pub fn start() -> Self {
        Self { started: Some(Instant::now()), started_at: Timestamp::now() }
    }

    /// The clock of a session that was saved: it tells when that began, and counts no further.
    pub fn of_record(started_at: Timestamp) -> Self {
        Self { started: None, started_at }
    }

    /// Microseconds since the session began.
    pub fn micros(&self) -> u64 {
        self.micros_at(Instant::now())
    }

    /// Microseconds from the session's begin to `moment`.
    pub fn micros_at(&self, moment: Instant) -> u64 {
        self.started.map_or(0, |started| moment.saturating_duration_since(started).as_micros() as u64)
    }

    /// The wall-clock time of the session's begin.
    pub fn started_at(&self) -> Timestamp {
        self.started_at
    }
}
