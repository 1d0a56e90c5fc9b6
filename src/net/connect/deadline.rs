//! How long the way to a peer may take, and has taken.

use std::time::Duration;

use tokio::time::Instant;

use super::error::{ConnectError, Step};

/// The time that all steps share.
#[derive(Clone, Copy, Debug)]
pub(super) struct Time {
    limit: Duration,
    started: Instant,
}

impl Time {
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
        tokio::time::timeout(self.left(), work).await.map_err(|_elapsed| self.is_over(step, host))
    }

    pub(super) fn is_over(self, step: Step, host: &str) -> ConnectError {
        ConnectError::Timeout { step, host: host.to_owned(), limit: self.limit }
    }
}

pub(super) fn micros_since(started: Instant) -> u64 {
    started.elapsed().as_micros() as u64
}
