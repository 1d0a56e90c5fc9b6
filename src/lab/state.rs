//! What every request of the lab can see.

use tokio_util::{sync::CancellationToken, task::TaskTracker};

use super::{
    budget::Budget, chat::Room, hosts::AllowedHosts, origin::AllowedOrigins, store::Uploads, waiting::Waiting,
};

/// One for all connections.
#[derive(Debug)]
pub(super) struct LabState {
    pub(super) hosts: AllowedHosts,
    pub(super) origins: AllowedOrigins,
    pub(super) budget: Budget,
    pub(super) uploads: Uploads,
    pub(super) waiting: Waiting,
    pub(super) chat: Room,
    pub(super) tasks: TaskTracker,
    pub(super) stop: CancellationToken,
}
