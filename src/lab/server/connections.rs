//! The table of open connections: at most so many at a time, and who ends when one more comes or others need the budget.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use tokio::{
    sync::{OwnedSemaphorePermit, Semaphore},
    time::timeout,
};

use super::connection::Connection;

/// How long a connection that makes room may take to end.
const ROOM_TIME: Duration = Duration::from_secs(1);

/// How often idle holders of the budget are looked for: whoever holds a part of it while others wait has to move
/// [`LEAST_MOVED_BYTES`] in each of these periods.
pub(super) const LOOK_PERIOD: Duration = Duration::from_secs(1);
const LEAST_MOVED_BYTES: u64 = 32 * 1024;

/// The places for connections, and who has them.
pub(super) struct Connections {
    permits: Arc<Semaphore>,
    taken: Vec<Weak<Connection>>,
}

impl Connections {
    pub(super) fn new(max_connections: usize) -> Self {
        Self { permits: Arc::new(Semaphore::new(max_connections)), taken: Vec::new() }
    }

    /// A place, if need be that of the slowest connection.
    pub(super) async fn take(&mut self) -> Option<OwnedSemaphorePermit> {
        if let Ok(permit) = self.permits.clone().try_acquire_owned() {
            return Some(permit);
        }
        self.make_room().await;
        self.permits.clone().try_acquire_owned().ok()
    }

    /// Adds one that has its place.
    pub(super) fn remember(&mut self, connection: &Arc<Connection>) {
        if self.taken.len() == self.taken.capacity() {
            self.taken.retain(|taken| taken.strong_count() > 0);
        }
        self.taken.push(Arc::downgrade(connection));
    }

    /// Ends the connection on which nothing has moved for the longest time, first of those whose client has to do
    /// something next: a poll that is held and a quiet WebSocket do nothing wrong. Whether there is room now.
    pub(super) async fn make_room(&mut self) -> bool {
        self.taken.retain(|taken| taken.strong_count() > 0);
        let connections = self.taken.iter().filter_map(Weak::upgrade);
        let others = connections.filter(|connection| !connection.cut.is_cancelled());
        let Some(slowest) = others.min_by_key(|other| (!other.awaits_client(), other.moved_at())) else { return false };
        let ended = slowest.ended();
        slowest.displace();
        drop(slowest);
        timeout(ROOM_TIME, ended.cancelled()).await.is_ok()
    }

    /// Ends connections that keep others waiting for a part of the budget and do not use their own.
    pub(super) fn end_idle_holders(&mut self, is_short: bool) {
        self.taken.retain(|taken| taken.strong_count() > 0);
        for connection in self.taken.iter().filter_map(Weak::upgrade) {
            let is_idle = connection.is_idle_holder(LEAST_MOVED_BYTES);
            if is_short && is_idle {
                connection.displace();
            }
        }
    }
}
