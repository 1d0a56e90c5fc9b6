//! How a lost connection is to be opened again. It only says so: the task counts and waits.

use std::time::Duration;

use serde_json::{Map, Value};

/// The first wait, unless said otherwise.
pub const DEFAULT_FIRST: Duration = Duration::from_secs(1);

/// The longest wait, unless said otherwise.
pub const DEFAULT_CAP: Duration = Duration::from_secs(30);

/// How a lost connection is opened again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReconnectPolicy {
    /// The first wait; each next one is twice as long, and up to a quarter longer by chance.
    pub first: Duration,
    /// No wait is longer.
    pub cap: Duration,
    /// Attempts in a row that fail, after which it is given up; `None`: never.
    pub limit: Option<u32>,
    /// Also after a close frame of the peer that we did not ask for.
    pub after_close: bool,
}

impl Default for ReconnectPolicy {
    fn default() -> Self {
        Self { first: DEFAULT_FIRST, cap: DEFAULT_CAP, limit: None, after_close: false }
    }
}

impl ReconnectPolicy {
    /// What the record's first line says of it.
    pub fn settings(&self) -> Map<String, Value> {
        let mut reconnect = Map::new();
        reconnect.insert("firstMillis".to_owned(), Value::from(self.first.as_millis() as u64));
        reconnect.insert("capMillis".to_owned(), Value::from(self.cap.as_millis() as u64));
        reconnect.extend(self.limit.map(|limit| ("attempts".to_owned(), Value::from(limit))));
        reconnect.insert("afterClose".to_owned(), Value::from(self.after_close));
        Map::from_iter([("reconnect".to_owned(), Value::Object(reconnect))])
    }
}
