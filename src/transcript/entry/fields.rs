//! The fields of each kind of row, named as the record names them.

use std::{borrow::Cow, sync::Arc};

use serde::{Deserialize, Serialize};

use super::{ConnectionFacts, cut_label};
use crate::transcript::{
    charset::{self, Charset},
    reason::{Code, Vocabulary, Word},
};

/// Header lines in order, with repeated names.
pub type Headers = Vec<(String, String)>;

/// Head of `request`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Request {
    /// The method.
    pub method: String,
    /// The whole URL.
    pub url: String,
    /// The lines on the wire.
    pub headers: Headers,
    /// How the peer was reached, where that is known and was done for this request.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub connection: Option<Box<ConnectionFacts>>,
    /// Its connection had carried another request before.
    #[serde(default, skip_serializing_if = "is_false")]
    pub reused: bool,
    /// It repeats a request whose connection, which had been kept, was dead.
    #[serde(default, skip_serializing_if = "is_false")]
    pub resent: bool,
}

impl Request {
    /// A request of which nothing else is known yet.
    pub fn new(method: &str, url: impl Into<String>, headers: Headers) -> Self {
        Self { method: method.to_owned(), url: url.into(), headers, connection: None, reused: false, resent: false }
    }

    /// The first value of a header, in whatever case its name is spelled.
    pub fn header(&self, name: &str) -> Option<&str> {
        header_value(&self.headers, name)
    }
}

/// The first value of a header, in whatever case its name is spelled. RFC 9110 §5.1.
pub fn header_value<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks so")]
fn is_false(value: &bool) -> bool {
    !value
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
    /// The phrase's whole length, where only its begin is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_phrase_bytes: Option<u32>,
    /// `HTTP/1.1` or `HTTP/1.0`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub http_version: Option<Cow<'static, str>>,
    /// Its header lines.
    pub headers: Headers,
    /// The first 4096 bytes of the body where the answer is an error.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_preview: Option<String>,
    /// The body's whole length, where the preview has less and it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub body_bytes: Option<u64>,
}

impl Response {
    /// A head without a body. A long reason phrase is cut, and its whole length noted.
    pub fn new(status: u16, reason_phrase: Option<String>, headers: Headers) -> Self {
        let (reason_phrase, reason_phrase_bytes) = match reason_phrase.map(cut_label) {
            Some((phrase, whole_bytes)) => (Some(phrase), whole_bytes),
            None => (None, None),
        };
        Self {
            status,
            reason_phrase,
            reason_phrase_bytes,
            http_version: None,
            headers,
            body_preview: None,
            body_bytes: None,
        }
    }

    /// With the text of the first `shown_bytes` of a body that has `whole_bytes`, where that is known.
    #[must_use]
    pub fn with_preview(self, preview: String, shown_bytes: usize, whole_bytes: Option<u64>) -> Self {
        let body_bytes = whole_bytes.filter(|&whole| whole > shown_bytes as u64);
        Self { body_preview: Some(preview), body_bytes, ..self }
    }

    /// The first value of a header, in whatever case its name is spelled.
    pub fn header(&self, name: &str) -> Option<&str> {
        header_value(&self.headers, name)
    }

    /// Whether it only comes before the final one. RFC 9110 §15.2.
    pub fn is_interim(&self) -> bool {
        is_interim(self.status)
    }
}

/// Whether an answer with this status only comes before the final one; 101 is final. RFC 9110 §15.2.
pub fn is_interim(status: u16) -> bool {
    matches!(status, 100 | 102..=199)
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

/// Head of `frame`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FrameNote {
    /// The rules that it breaks, by their names in the record.
    pub illegal: Vec<Cow<'static, str>>,
}

/// Head of `event`. WHATWG HTML §9.2.6.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct EventHead {
    /// `message` when the block did not name one.
    #[serde(rename = "type")]
    pub event_type: Cow<'static, str>,
    /// The type's whole length, where only its begin is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub type_bytes: Option<u32>,
    /// The source's last event ID when the event was dispatched: one text for all events that have it.
    pub last_event_id: Arc<str>,
}

impl Default for EventHead {
    fn default() -> Self {
        Self { event_type: Cow::Borrowed("message"), type_bytes: None, last_event_id: Arc::default() }
    }
}

/// Head of `id`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IdHead {
    /// The new last event ID.
    pub last_event_id: Arc<str>,
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
    /// The line's whole length, where only its begin is kept.
    #[serde(default, skip_serializing_if = "Option::is_none", rename = "lineBytes")]
    pub line_bytes: Option<u64>,
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
    /// The charset of its body, where that is not UTF-8.
    #[serde(default, skip_serializing_if = "Option::is_none", deserialize_with = "charset::lenient")]
    pub charset: Option<Charset>,
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

/// Head of `trailers`: the fields behind a body in chunks. RFC 9110 §6.5.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trailers {
    /// Their lines.
    pub headers: Headers,
}

/// Head of `finding`: what a check found that a peer does wrong.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// A stable word for it.
    pub code: Cow<'static, str>,
    /// What is wrong.
    pub message: String,
    /// The rows that show it, by their numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<u64>,
    /// The paragraph that says how it should be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<Cow<'static, str>>,
}

/// Head of `dropped`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Dropped {
    /// How many rows went.
    pub rows: u64,
    /// Their payload bytes.
    pub bytes: u64,
    /// What removed them.
    pub reason: String,
    /// The code of the reason; a record of an older version has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason_code: Option<Word<Code>>,
}

impl Dropped {
    /// Nothing yet, and what would remove it.
    pub fn by(reason: DropReason) -> Self {
        Self { rows: 0, bytes: 0, reason: reason.name().to_owned(), reason_code: Some(reason.code().into()) }
    }

    /// The code of the reason, also of a record that has only its words.
    pub fn code(&self) -> Option<Code> {
        let by_words = || DropReason::from_name(&self.reason).map(DropReason::code);
        self.reason_code.as_ref().map_or_else(by_words, Word::known)
    }
}

/// What leaves rows out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DropReason {
    /// The window keeps no more.
    TranscriptLimit,
    /// `--max-events` of the command line.
    MaxEvents,
    /// The source was closed, and nobody takes the rest of its block.
    Closed,
}

impl DropReason {
    fn code(self) -> Code {
        match self {
            Self::TranscriptLimit => Code::TranscriptLimit,
            Self::MaxEvents => Code::MaxEvents,
            Self::Closed => Code::Closed,
        }
    }
}

impl Vocabulary for DropReason {
    const ALL: &'static [Self] = &[Self::TranscriptLimit, Self::MaxEvents, Self::Closed];

    fn name(self) -> &'static str {
        match self {
            Self::TranscriptLimit => "transcript limit",
            Self::MaxEvents => "--max-events",
            Self::Closed => "closed",
        }
    }
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
