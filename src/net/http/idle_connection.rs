//! A connection that is kept for the next request to its origin, for [`IDLE_CONNECTION_LIFE`]. Whether its server has closed
//! it meanwhile is found out when it is used.

use std::time::Duration;

use tokio::time::Instant;
use url::Url;

use super::super::{connect::Connection, redirect::is_same_origin};

/// How long an idle connection is kept. Servers close theirs after five seconds and more, and a request that
/// crosses such an end fails without an answer.
pub const IDLE_CONNECTION_LIFE: Duration = Duration::from_secs(4);

/// A connection that waits for its next request.
#[derive(Debug)]
pub struct IdleConnection {
    stream: Connection,
    /// The URL of its last request: another one has to be of the same origin.
    url: Url,
    until: Instant,
}

impl IdleConnection {
    pub(super) fn new(stream: Connection, url: Url) -> Self {
        Self { stream, url, until: Instant::now() + IDLE_CONNECTION_LIFE }
    }

    /// When it is too old to be used.
    pub fn until(&self) -> Instant {
        self.until
    }

    /// The connection, unless it is too old or leads to another origin.
    pub(super) fn fresh(self, url: &Url) -> Option<Connection> {
        (Instant::now() < self.until && is_same_origin(&self.url, url)).then_some(self.stream)
    }
}
