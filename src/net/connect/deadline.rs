//! The time-out that all steps of connecting share.

use std::time::Duration;

use tokio::time::Instant;

use super::error::{ConnectError, Step};

/// When connecting began, and how long all of it may take.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deadline {
    limit: Duration,
    started: Instant,
}

impl Deadline {
    pub(super) fn starting_now(limit: Duration) -> Self {
        Self { limit, started: Instant::now() }
    }

    pub(super) fn left(self) -> Duration {
        self.limit.saturating_sub(self.started.elapsed())
    }

    pub(super) async fn within<T>(
        self,
        step: Step,
        host: &str,
        work: impl Future<Output = T>,
    ) -> Result<T, ConnectError> {
        tokio::time::timeout(self.left(), work).await.map_err(|_elapsed| self.timed_out(step, host))
    }

    pub(super) fn timed_out(self, step: Step, host: &str) -> ConnectError {
        ConnectError::Timeout { step, host: host.to_owned(), limit: self.limit }
    }
}

pub(super) fn micros_since(started: Instant) -> u64 {
    started.elapsed().as_micros() as u64
}
