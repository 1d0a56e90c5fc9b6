//! What a source is asked to do.

use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value};
use url::Url;

use crate::net::{peer::PeerOptions, redirect::RedirectStep};

/// The reconnection time in a record's settings.
const RETRY_MILLIS: &str = "retryMillis";
/// The last event ID in a record's settings.
const LAST_EVENT_ID: &str = "lastEventId";

/// How long a source waits before it connects again, until the server says otherwise, in milliseconds.
pub const DEFAULT_RETRY_MILLIS: u64 = 3000;

/// A source that can be opened.
#[derive(Clone)]
pub struct SseConfig {
    /// Where every connection starts: `http` or `https`.
    pub url: Url,
    /// `GET`, as the standard has it, or another for a server that streams its answers.
    pub method: Method,
    /// The request's body.
    pub data: Option<Bytes>,
    /// The first reconnection time, in milliseconds.
    pub retry_millis: u64,
    /// The first last event ID; empty: none.
    pub last_event_id: String,
    /// Whether it connects again.
    pub reconnect: Reconnect,
    /// How the server is asked.
    pub peer: PeerOptions,
}

/// What happens when the stream ends or the network fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Reconnect {
    /// As the standard says: wait, then ask again.
    #[default]
    Standard,
    /// The source is closed.
    Never,
}

/// Without secrets: it may end in a log or a panic.
impl std::fmt::Debug for SseConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = crate::transcript::secrets::mask_url(self.url.as_str());
        f.debug_struct("SseConfig").field("url", &url).field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl SseConfig {
    /// A source as `new EventSource(url)` makes it.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            method: Method::GET,
            data: None,
            retry_millis: DEFAULT_RETRY_MILLIS,
            last_event_id: String::new(),
            reconnect: Reconnect::Standard,
            peer: PeerOptions::default(),
        }
    }

    /// Where every connection starts.
    pub(super) fn first_step(&self) -> RedirectStep {
        RedirectStep::first(self.url.clone(), self.method.clone(), self.data.clone(), self.peer.secret_headers.clone())
    }

    /// Whether it connects again after the stream's end. A request that changes something is not repeated.
    pub fn reconnects(&self) -> bool {
        self.reconnect == Reconnect::Standard && self.method == Method::GET && self.data.is_none()
    }

    /// What a record's first line says of it.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = self.peer.settings();
        settings.insert("method".to_owned(), Value::from(self.method.as_str()));
        if let Some(data) = &self.data {
            settings.insert("data".to_owned(), Value::from(String::from_utf8_lossy(data)));
        }
        settings.insert(RETRY_MILLIS.to_owned(), Value::from(self.retry_millis));
        settings.insert(LAST_EVENT_ID.to_owned(), Value::from(self.last_event_id.as_str()));
        settings.insert("reconnect".to_owned(), Value::from(self.reconnects()));
        settings
    }
}

/// The reconnection time in milliseconds and the last event ID that a source began with, by its record's settings.
pub(super) fn first_values(settings: &Map<String, Value>) -> (u64, String) {
    let retry_millis = settings.get(RETRY_MILLIS).and_then(Value::as_u64).unwrap_or(DEFAULT_RETRY_MILLIS);
    let last_event_id = settings.get(LAST_EVENT_ID).and_then(Value::as_str).unwrap_or_default();
    (retry_millis, last_event_id.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_source_begins_with_is_read_from_what_its_record_says() {
        let url = "http://h/".parse().expect("a URL");
        let config = SseConfig { retry_millis: 50, last_event_id: "7".to_owned(), ..SseConfig::new(url) };
        assert_eq!(first_values(&config.settings()), (50, "7".to_owned()));
        assert_eq!(first_values(&Map::new()), (DEFAULT_RETRY_MILLIS, String::new()));
    }

    #[test]
    fn only_a_plain_get_reconnects() {
        let get = SseConfig::new("http://h/".parse().expect("a URL"));
        assert!(get.reconnects());
        assert!(!SseConfig { method: Method::POST, ..get.clone() }.reconnects());
        assert!(!SseConfig { data: Some(Bytes::new()), ..get.clone() }.reconnects());
        assert!(!SseConfig { reconnect: Reconnect::Never, ..get }.reconnects());
    }
}
