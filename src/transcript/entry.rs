//! The rows of the session record as types: what a task reports and what a record line says.
//!
//! A row is a small JSON *head* (the fields of its kind) and a *payload* (the bytes that came or went).
//! The split lets a transcript keep payloads as they are and write a record without decoding them.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::engine::Weigh;

/// One row of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Microseconds since the session began.
    pub at_micros: u64,
    /// Who said it.
    pub direction: Direction,
    /// What was said.
    pub body: Body,
}

impl Entry {
    /// A row that came from the peer.
    pub fn incoming(at_micros: u64, body: Body) -> Self {
        Self { at_micros, direction: Direction::In, body }
    }

    /// A row that went to the peer.
    pub fn outgoing(at_micros: u64, body: Body) -> Self {
        Self { at_micros, direction: Direction::Out, body }
    }

    /// A row about ourselves.
    pub fn local(at_micros: u64, body: Body) -> Self {
        Self { at_micros, direction: Direction::Local, body }
    }
}

impl Weigh for Entry {
    fn weight_bytes(&self) -> usize {
        size_of::<Self>() + self.body.payload().len()
    }
}

/// Who said it: we (`out`), the peer (`in`), or the program about itself (`local`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Direction {
    /// We sent it.
    Out,
    /// The peer sent it.
    In,
    /// Neither: it happened here.
    Local,
}

impl Direction {
    /// The word in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::Out => "out",
            Self::In => "in",
            Self::Local => "local",
        }
    }
}

macro_rules! kinds {
    ($($variant:ident $name:literal,)*) => {
        /// What a row is; the `kind` of the record.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[repr(u8)]
        pub enum Kind { $(#[doc = $name] $variant,)* }

        impl Kind {
            /// Every kind there is.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// The word in the record.
            pub fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }
        }
    };
}

kinds! {
    State "state",
    Request "request",
    Response "response",
    Text "text",
    Binary "binary",
    Ping "ping",
    Pong "pong",
    Close "close",
    Event "event",
    Id "id",
    Comment "comment",
    Retry "retry",
    Ignored "ignored",
    Message "message",
    Empty "empty",
    Backoff "backoff",
    Offset "offset",
    Progress "progress",
    Verified "verified",
    Error "error",
    Dropped "dropped",
    Mark "mark",
}

/// A row's content. Payloads are bytes as they came; everything else is its kind's head.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// The session changed its state.
    State(State),
    /// A request head as it left.
    Request(Request),
    /// A response head as it came.
    Response(Response),
    /// A WebSocket text message (valid UTF-8).
    Text(Bytes),
    /// A WebSocket binary message.
    Binary(Bytes),
    /// A WebSocket ping.
    Ping(Bytes),
    /// A WebSocket pong.
    Pong(Bytes),
    /// A close frame, or how the connection ended.
    Close(Close),
    /// A dispatched event of an event stream, with its data.
    Event(EventHead, Bytes),
    /// A block that only set the last event ID.
    Id(IdHead),
    /// A comment line after its colon.
    Comment(Bytes),
    /// A valid `retry` field.
    Retry(Retry),
    /// A line that the rules skip, with the line.
    Ignored(Ignored, Bytes),
    /// A poll's answer, with its body.
    Message(Answer, Bytes),
    /// A poll's answer without a message.
    Empty(Answer),
    /// A wait before the next attempt.
    Backoff(Wait),
    /// The byte the server says it has.
    Offset(Offset),
    /// How far an upload is.
    Progress(Progress),
    /// Two checksums are equal.
    Verified(Verified),
    /// Something failed.
    Error(Failure),
    /// Rows that a limit removed.
    Dropped(Dropped),
    /// A mark that the user set.
    Mark(Mark),
}

/// Head of `state`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct State {
    /// The state's name, as the record lists them for each protocol.
    pub state: Cow<'static, str>,
    /// The DOM's `readyState`, where it has one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<u8>,
    /// Why, where there is a reason.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// Header lines in order, with repeated names.
pub type Headers = Vec<(String, String)>;

/// Head of `request`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// HTTP: what was given to the library and what it adds. WebSocket: the lines on the wire.
    pub headers: Headers,
}

/// Head of `response`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Response {
    /// The status code.
    pub status: u16,
    /// The phrase behind it; HTTP/2 has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_phrase: Option<String>,
    /// Its header lines.
    pub headers: Headers,
    /// The first 4096 bytes of the body where the answer is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_preview: Option<String>,
}

/// Head of `close`. RFC 6455 §7.4.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Close {
    /// The close code; 1005 when the frame had none, 1006 when no frame came.
    pub code: u16,
    /// The reason, empty if none was given.
    pub reason: String,
    /// Only on the local row: `wasClean` of the DOM's `CloseEvent`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub clean: Option<bool>,
}

/// Head of `event`. WHATWG HTML §9.2.6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventHead {
    /// `message` when the block did not name one.
    #[serde(rename = "type")]
    pub event_type: Cow<'static, str>,
    /// The source's last event ID when the event was dispatched.
    pub last_event_id: String,
}

impl Default for EventHead {
    fn default() -> Self {
        Self { event_type: Cow::Borrowed("message"), last_event_id: String::new() }
    }
}

/// Head of `id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdHead {
    /// The new last event ID.
    pub last_event_id: String,
}

/// Head of `retry`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Retry {
    /// The new reconnection time.
    pub millis: u64,
}

/// Head of `ignored`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ignored {
    /// Which rule skipped the line.
    pub reason: Cow<'static, str>,
}

/// Head of `message` and `empty`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Answer {
    /// The status code.
    pub status: u16,
    /// From the request's start until its body was complete, in milliseconds.
    pub held_millis: f64,
    /// The cursor that the answer set, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

/// Head of `backoff`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    /// How long.
    pub millis: u64,
    /// From 1; starts again after a success.
    pub attempt: u32,
    /// Why.
    pub reason: String,
}

/// Head of `offset`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offset {
    /// The byte that the server wants next.
    pub confirmed: u64,
}

/// Head of `progress`: positions in the whole file, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Progress {
    /// Handed to the socket.
    pub sent: u64,
    /// Said by the server.
    pub confirmed: u64,
    /// The file's size.
    pub total: u64,
}

/// Head of `verified`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verified {
    /// The checksum, in hex.
    pub sha256: String,
    /// The file's size in bytes.
    pub size: u64,
    /// What it was compared with.
    pub against: String,
}

/// Head of `error`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// What happened.
    pub message: String,
    /// Why, outermost first.
    pub causes: Vec<String>,
}

impl Failure {
    /// An error and its chain of sources; a cause that repeats the one before it is left out.
    pub fn of(error: &dyn std::error::Error) -> Self {
        let message = error.to_string();
        let mut causes: Vec<String> = Vec::new();
        let mut source = error.source();
        while let Some(cause) = source {
            let text = cause.to_string();
            if causes.last().unwrap_or(&message) != &text {
                causes.push(text);
            }
            source = cause.source();
        }
        Self { message, causes }
    }
}

/// Head of `dropped`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dropped {
    /// How many rows went.
    pub rows: u64,
    /// Their payload bytes.
    pub bytes: u64,
    /// Which limit removed them.
    pub reason: String,
}

/// Head of `mark`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mark {
    /// The marked row, from 0.
    pub row: u64,
    /// The mark's colour.
    pub color: String,
    /// The user's words.
    pub note: String,
}

impl Body {
    /// The row's kind.
    pub fn kind(&self) -> Kind {
        match self {
            Self::State(_) => Kind::State,
            Self::Request(_) => Kind::Request,
            Self::Response(_) => Kind::Response,
            Self::Text(_) => Kind::Text,
            Self::Binary(_) => Kind::Binary,
            Self::Ping(_) => Kind::Ping,
            Self::Pong(_) => Kind::Pong,
            Self::Close(_) => Kind::Close,
            Self::Event(..) => Kind::Event,
            Self::Id(_) => Kind::Id,
            Self::Comment(_) => Kind::Comment,
            Self::Retry(_) => Kind::Retry,
            Self::Ignored(..) => Kind::Ignored,
            Self::Message(..) => Kind::Message,
            Self::Empty(_) => Kind::Empty,
            Self::Backoff(_) => Kind::Backoff,
            Self::Offset(_) => Kind::Offset,
            Self::Progress(_) => Kind::Progress,
            Self::Verified(_) => Kind::Verified,
            Self::Error(_) => Kind::Error,
            Self::Dropped(_) => Kind::Dropped,
            Self::Mark(_) => Kind::Mark,
        }
    }

    /// The bytes that came or went; empty for kinds without.
    pub fn payload(&self) -> &[u8] {
        match self {
            Self::Text(bytes)
            | Self::Binary(bytes)
            | Self::Ping(bytes)
            | Self::Pong(bytes)
            | Self::Comment(bytes)
            | Self::Event(_, bytes)
            | Self::Ignored(_, bytes)
            | Self::Message(_, bytes) => bytes,
            _ => &[],
        }
    }

    /// Appends the head as a JSON object. Kinds that are all payload, and the plainest event, have none.
    pub fn write_head(&self, head: &mut Vec<u8>) {
        let written = match self {
            Self::Text(_) | Self::Binary(_) | Self::Ping(_) | Self::Pong(_) | Self::Comment(_) => Ok(()),
            Self::Event(fields, _) if *fields == EventHead::default() => Ok(()),
            Self::Event(fields, _) => serde_json::to_writer(head, fields),
            Self::State(fields) => serde_json::to_writer(head, fields),
            Self::Request(fields) => serde_json::to_writer(head, fields),
            Self::Response(fields) => serde_json::to_writer(head, fields),
            Self::Close(fields) => serde_json::to_writer(head, fields),
            Self::Id(fields) => serde_json::to_writer(head, fields),
            Self::Retry(fields) => serde_json::to_writer(head, fields),
            Self::Ignored(fields, _) => serde_json::to_writer(head, fields),
            Self::Message(fields, _) | Self::Empty(fields) => serde_json::to_writer(head, fields),
            Self::Backoff(fields) => serde_json::to_writer(head, fields),
            Self::Offset(fields) => serde_json::to_writer(head, fields),
            Self::Progress(fields) => serde_json::to_writer(head, fields),
            Self::Verified(fields) => serde_json::to_writer(head, fields),
            Self::Error(fields) => serde_json::to_writer(head, fields),
            Self::Dropped(fields) => serde_json::to_writer(head, fields),
            Self::Mark(fields) => serde_json::to_writer(head, fields),
        };
        if let Err(error) = written {
            tracing::error!(%error, "a row's head could not be written");
        }
    }
}
