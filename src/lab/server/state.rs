//! What every request of the lab can see, whatever its protocol.

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{budget::Budget, hosts::AllowedHosts, origin::AllowedOrigins, refusal::Refusal};

/// One for all connections.
#[derive(Debug)]
pub(in crate::lab) struct ServerState {
    pub(in crate::lab) hosts: AllowedHosts,
    pub(in crate::lab) origins: AllowedOrigins,
    pub(in crate::lab) budget: Budget,
    pub(in crate::lab) tasks: TaskTracker,
    pub(in crate::lab) stop: CancellationToken,
}

impl ServerState {
    /// Waits for `work`.
    ///
    /// # Errors
    /// With a 503, to be answered as it is, when the lab stops before.
    pub(in crate::lab) async fn unless_stopped<T>(&self, work: impl Future<Output = T>) -> Result<T, Refusal> {
        self.stop.run_until_cancelled(work).await.ok_or_else(Refusal::stopping)
    }
}
