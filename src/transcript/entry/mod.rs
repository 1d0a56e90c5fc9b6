//! The rows of the session record as types: what a task reports and what a record line says.
//!
//! A row is a small JSON *head* (the fields of its kind) and a *payload* (the bytes that came or went).
//! The split lets a transcript keep payloads as they are and write a record without decoding them.

mod connection;
mod failure;
mod fields;
mod leftover;
mod state;
mod weight;

pub use self::connection::{Certificate, ConnectionFacts, RefusedCertificate, TlsFacts};
pub use self::failure::Failure;
pub use self::fields::{
    Answer, Close, DropReason, Dropped, EventHead, Finding, FrameNote, Headers, IdHead, Ignored, Mark, Offset,
    Progress, Request, Response, Retry, Trailers, Verified, header_value, is_interim,
};
pub use self::leftover::{FirstBytes, Partial, Stray};
pub use self::state::{SessionState, State, Wait};

use bytes::Bytes;

pub use super::cut_label::cut_label;
use super::{charset::Charset, frames::FrameTrace};

/// One row of a session.
#[derive(Clone, Debug, PartialEq)]
pub struct Entry {
    /// Microseconds since the session began.
    pub at_micros: u64,
    /// Who said it.
    pub direction: Direction,
    /// What was said.
    pub body: Body,
    /// The WebSocket frames that it came or left in, where they are kept.
    pub frames: FrameTrace,
}

impl Entry {
    /// A row that came from the peer.
    pub fn incoming(at_micros: u64, body: Body) -> Self {
        Self::new(at_micros, Direction::In, body)
    }

    /// A row that went to the peer.
    pub fn outgoing(at_micros: u64, body: Body) -> Self {
        Self::new(at_micros, Direction::Out, body)
    }

    /// A row about ourselves.
    pub fn local(at_micros: u64, body: Body) -> Self {
        Self::new(at_micros, Direction::Local, body)
    }

    /// A row without frames.
    pub fn new(at_micros: u64, direction: Direction, body: Body) -> Self {
        Self { at_micros, direction, body, frames: FrameTrace::default() }
    }

    /// With the frames that it came or left in.
    #[must_use]
    pub fn with_frames(self, frames: FrameTrace) -> Self {
        Self { frames, ..self }
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

impl Kind {
    /// Whether it is a message of the peer or to it, and not what the protocol needs around them.
    #[inline]
    pub fn is_message(self) -> bool {
        matches!(self, Self::Text | Self::Binary | Self::Event | Self::Message)
    }
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
    Frame "frame",
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
    Partial "partial",
    Stray "stray",
    Trailers "trailers",
    Finding "finding",
    Dropped "dropped",
    Mark "mark",
}

// Rows are moved several times on their way; those that are larger cost a fifth of the messages a second.
const _: () = assert!(size_of::<Entry>() <= 128, "a row is moved without a call");

/// A row's content. Payloads are bytes as they came; everything else is its kind's head.
#[derive(Clone, Debug, PartialEq)]
pub enum Body {
    /// The session changed its state.
    State(State),
    /// A request head as it left. Boxed, as a response is: they are rare, and large beside a message.
    Request(Box<Request>),
    /// A response head as it came.
    Response(Box<Response>),
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
    /// A WebSocket frame that is no message: one that breaks a rule, with its payload unmasked.
    Frame(FrameNote, Bytes),
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
    /// Something failed. Boxed: it is rare.
    Error(Box<Failure>),
    /// What had come of a body, message or event when it ended early.
    Partial(Box<Partial>, Bytes),
    /// Bytes of the peer that belong to nothing.
    Stray(Stray, Bytes),
    /// The fields behind a body in chunks.
    Trailers(Trailers),
    /// What a check found.
    Finding(Box<Finding>),
    /// Rows that a limit removed.
    Dropped(Dropped),
    /// A mark that the user set.
    Mark(Mark),
}

impl From<Request> for Body {
    fn from(request: Request) -> Self {
        Self::Request(Box::new(request))
    }
}

impl From<Failure> for Body {
    fn from(failure: Failure) -> Self {
        Self::Error(Box::new(failure))
    }
}

impl From<Response> for Body {
    fn from(response: Response) -> Self {
        Self::Response(Box::new(response))
    }
}

/// The payload of a body, borrowed as the body is: the kinds that have one stand here and nowhere else.
macro_rules! payload_of {
    ($body:expr) => {
        match $body {
            Body::Text(bytes)
            | Body::Binary(bytes)
            | Body::Ping(bytes)
            | Body::Pong(bytes)
            | Body::Comment(bytes)
            | Body::Event(_, bytes)
            | Body::Frame(_, bytes)
            | Body::Ignored(_, bytes)
            | Body::Message(_, bytes)
            | Body::Partial(_, bytes)
            | Body::Stray(_, bytes) => Some(bytes),
            _ => None,
        }
    };
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
            Self::Frame(..) => Kind::Frame,
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
            Self::Partial(..) => Kind::Partial,
            Self::Stray(..) => Kind::Stray,
            Self::Trailers(_) => Kind::Trailers,
            Self::Finding(_) => Kind::Finding,
            Self::Dropped(_) => Kind::Dropped,
            Self::Mark(_) => Kind::Mark,
        }
    }

    /// The bytes that came or went; empty for kinds without.
    pub fn payload(&self) -> &[u8] {
        payload_of!(self).map_or(&[], |bytes| bytes)
    }

    /// Those bytes, to hand them on without copying them; `None` for kinds without.
    pub(in crate::transcript) fn payload_mut(&mut self) -> Option<&mut Bytes> {
        payload_of!(self)
    }

    /// The charset of the payload, where it is text in another one than UTF-8.
    pub fn charset(&self) -> Option<Charset> {
        match self {
            Self::Message(fields, _) => fields.charset,
            _ => None,
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
            Self::Frame(fields, _) => serde_json::to_writer(head, fields),
            Self::Id(fields) => serde_json::to_writer(head, fields),
            Self::Retry(fields) => serde_json::to_writer(head, fields),
            Self::Ignored(fields, _) => serde_json::to_writer(head, fields),
            Self::Message(fields, _) | Self::Empty(fields) => serde_json::to_writer(head, fields),
            Self::Backoff(fields) => serde_json::to_writer(head, fields),
            Self::Offset(fields) => serde_json::to_writer(head, fields),
            Self::Progress(fields) => serde_json::to_writer(head, fields),
            Self::Verified(fields) => serde_json::to_writer(head, fields),
            Self::Error(fields) => serde_json::to_writer(head, fields),
            Self::Partial(fields, _) => serde_json::to_writer(head, fields),
            Self::Stray(fields, _) => serde_json::to_writer(head, fields),
            Self::Trailers(fields) => serde_json::to_writer(head, fields),
            Self::Finding(fields) => serde_json::to_writer(head, fields),
            Self::Dropped(fields) => serde_json::to_writer(head, fields),
            Self::Mark(fields) => serde_json::to_writer(head, fields),
        };
        if let Err(error) = written {
            tracing::error!(%error, "a row's head could not be written");
        }
    }
}
