//! The model of a session: what a view draws. It takes events and knows no socket and no window.

use bytes::Bytes;

use super::event::{Event, ReadyState};
use crate::transcript::{
    Body, Direction, Entry, Traffic, Transcript,
    entry::{Close, Failure, Request, Response},
};

/// Everything that is known of a session.
#[derive(Debug, Default)]
pub struct Session {
    /// Its rows.
    pub transcript: Transcript,
    /// How much went each way.
    pub traffic: Traffic,
    /// The DOM's ready state.
    pub ready_state: ReadyState,
    /// The request as on the wire.
    pub request: Option<Request>,
    /// The answer as on the wire.
    pub response: Option<Response>,
    /// The begin of the body of an answer that refuses the connection, up to 64 KiB.
    pub refusal_body: Option<Bytes>,
    /// The subprotocol that the server chose.
    pub subprotocol: Option<String>,
    /// The peer's close frame.
    pub peer_close: Option<Close>,
    /// How it ended: the `CloseEvent` of the DOM.
    pub close_event: Option<Close>,
    /// Payload bytes that the socket has not taken.
    pub buffered_amount: u64,
    /// The last error.
    pub error: Option<Failure>,
    /// When it opened, in microseconds since it began.
    pub opened_at_micros: Option<u64>,
    /// When it was over, in microseconds since it began.
    pub closed_at_micros: Option<u64>,
}

impl Session {
    /// A session that keeps about `limit_bytes` of rows.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self { transcript: Transcript::with_limit(limit_bytes), ..Self::default() }
    }

    /// Takes what the task reports.
    pub fn apply(&mut self, event: Event) {
        match event {
            Event::Row(entry) => self.row(&entry),
            Event::RefusalBody(body) => self.refusal_body = Some(body),
            Event::Buffered(bytes) => self.buffered_amount = bytes,
        }
    }

    /// The extensions that the server chose, as its head names them.
    pub fn extensions(&self) -> Option<&str> {
        self.answered("sec-websocket-extensions")
    }

    fn answered(&self, header: &str) -> Option<&str> {
        let headers = &self.response.as_ref()?.headers;
        headers.iter().find(|(name, _)| name.eq_ignore_ascii_case(header)).map(|(_, value)| value.as_str())
    }

    fn row(&mut self, entry: &Entry) {
        match (&entry.body, entry.direction) {
            (Body::State(state), _) => self.state(ReadyState::from_name(&state.state), entry.at_micros),
            (Body::Request(request), _) => self.request = Some(request.clone()),
            (Body::Response(response), _) => self.response = Some(response.clone()),
            (Body::Close(close), Direction::In) => self.peer_close = Some(close.clone()),
            (Body::Close(close), Direction::Local) => self.close_event = Some(close.clone()),
            (Body::Error(failure), _) => self.error = Some(failure.clone()),
            _ => {}
        }
        self.traffic.count(entry);
        self.transcript.push(entry);
    }

    fn state(&mut self, state: Option<ReadyState>, at_micros: u64) {
        let Some(state) = state else { return };
        self.ready_state = state;
        match state {
            ReadyState::Open => {
                self.opened_at_micros = Some(at_micros);
                self.subprotocol = self.answered("sec-websocket-protocol").map(str::to_owned);
            }
            ReadyState::Closed => self.closed_at_micros = Some(at_micros),
            ReadyState::Connecting | ReadyState::Closing => {}
        }
    }
}
