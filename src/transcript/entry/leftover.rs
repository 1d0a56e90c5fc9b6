//! Rows of bytes that are no whole message: what had come when something ended early, and what belongs to nothing.
//!
//! Both keep the first bytes only, so that a peer cannot make them large, and both say how many there were.

use std::borrow::Cow;

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::Body;
use crate::limits::{MAX_PARTIAL_BYTES, MAX_STRAY_BYTES};

/// Head of `partial`: a body, message or event that ended early. The payload is what came, or the begin of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Partial {
    /// How many bytes came, also those that the payload has not.
    pub bytes: u64,
    /// How many there should have been, where that is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<u64>,
    /// What of a WebSocket it would have become: `text`, `binary`, `ping`, `pong`, `close`, or with `frameHead` no more
    /// is known than the begin of a frame's head.
    #[serde(rename = "type", default, skip_serializing_if = "Option::is_none")]
    pub partial_type: Option<Cow<'static, str>>,
    /// Of a compressed message, how many bytes of it came; `bytes` and the payload are what they inflate to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deflated_bytes: Option<u64>,
}

/// Head of `stray`: bytes that belong to nothing. The payload is the first [`MAX_STRAY_BYTES`] of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stray {
    /// Behind what they came: [`Self::BODY`] or [`Self::CLOSE`].
    pub after: Cow<'static, str>,
    /// How many came.
    pub bytes: u64,
}

impl Stray {
    /// Behind the end of a body, where no answer was due.
    pub const BODY: &'static str = "body";
    /// Behind the peer's close frame. RFC 6455 §5.5.1.
    pub const CLOSE: &'static str = "close";
}

/// The first bytes of something that comes in pieces, and how many all of them are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FirstBytes {
    kept: Vec<u8>,
    bytes: u64,
    limit_bytes: usize,
}

impl FirstBytes {
    /// For a `partial` row.
    pub fn of_partial() -> Self {
        Self { kept: Vec::new(), bytes: 0, limit_bytes: MAX_PARTIAL_BYTES }
    }

    /// For a `stray` row.
    pub fn of_stray() -> Self {
        Self { kept: Vec::new(), bytes: 0, limit_bytes: MAX_STRAY_BYTES }
    }

    /// The next piece; past the limit it is only counted.
    pub fn push(&mut self, piece: &[u8]) {
        let room = self.limit_bytes - self.kept.len();
        self.kept.extend_from_slice(&piece[..piece.len().min(room)]);
        self.bytes += piece.len() as u64;
    }

    /// How many came so far.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The first of them.
    pub fn kept(&self) -> &[u8] {
        &self.kept
    }

    /// What comes next is something else. Room that was made stays.
    pub fn clear(&mut self) {
        self.kept.clear();
        self.bytes = 0;
    }

    /// The row of something that ended after these bytes of `of`; `None` when none came.
    pub fn partial(&self, of: Option<u64>) -> Option<Body> {
        let head = Partial { bytes: self.bytes, of, ..Partial::default() };
        (self.bytes > 0).then(|| Body::Partial(Box::new(head), Bytes::copy_from_slice(&self.kept)))
    }

    /// The row of bytes that came behind a `body` or a `close`; `None` when none came.
    pub fn stray(&self, after: &'static str) -> Option<Body> {
        let head = Stray { after: after.into(), bytes: self.bytes };
        (self.bytes > 0).then(|| Body::Stray(head, Bytes::copy_from_slice(&self.kept)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bytes_are_kept_and_all_are_counted() {
        let mut stray = FirstBytes::of_stray();
        assert_eq!((stray.stray(Stray::BODY), stray.partial(None)), (None, None));
        for _ in 0..3 {
            stray.push(&[7; 3_000]);
        }
        let head = Stray { after: "close".into(), bytes: 9_000 };
        assert_eq!(stray.stray(Stray::CLOSE), Some(Body::Stray(head, vec![7; MAX_STRAY_BYTES].into())));
        let mut partial = FirstBytes::of_partial();
        partial.push(&vec![7; MAX_PARTIAL_BYTES + 5]);
        assert_eq!((partial.bytes(), partial.kept().len()), (MAX_PARTIAL_BYTES as u64 + 5, MAX_PARTIAL_BYTES));
        partial.clear();
        partial.push(b"ab");
        let head = Partial { bytes: 2, of: Some(5), ..Partial::default() };
        assert_eq!(partial.partial(Some(5)), Some(Body::Partial(Box::new(head), Bytes::from_static(b"ab"))));
    }
}
