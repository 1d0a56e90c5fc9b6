//! What is sent, before it waits for its turn: a message or a ping, whole.

use std::{num::NonZeroUsize, path::PathBuf};

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio_tungstenite::tungstenite::Utf8Bytes;

use crate::{
    net::tap::MAX_CONTROL_PAYLOAD,
    transcript::reason::{Code, HasReason, Reason},
};

/// A message or a ping on its way out.
#[derive(Debug)]
pub struct Outgoing {
    /// What is sent.
    pub payload: Payload,
    /// Given back when the socket has taken the message, so that a fast source can be slowed down.
    pub slot: Option<OwnedSemaphorePermit>,
    /// It is sent in frames of so many bytes; in one if not set.
    pub fragment_bytes: Option<NonZeroUsize>,
}

impl From<Payload> for Outgoing {
    fn from(payload: Payload) -> Self {
        Self { payload, slot: None, fragment_bytes: None }
    }
}

/// What is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// A text message.
    Text(Utf8Bytes),
    /// A binary message.
    Binary(Bytes),
    /// A binary message with a file's bytes, read when its turn comes.
    File(PathBuf),
    /// A ping.
    Ping(PingPayload),
}

impl Payload {
    /// Bytes that wait, as far as they are known before a file is read.
    pub fn known_bytes(&self) -> usize {
        match self {
            Self::Text(text) => text.len(),
            Self::Binary(bytes) => bytes.len(),
            Self::File(_) | Self::Ping(_) => 0,
        }
    }
}

/// What a ping carries: at most 125 bytes. RFC 6455 §5.5.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PingPayload(Bytes);

/// A ping's payload is too long.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the payload has {bytes} bytes, a ping has room for {MAX_CONTROL_PAYLOAD}")]
pub struct PingTooLong {
    /// Its length.
    pub bytes: usize,
}

impl TryFrom<Bytes> for PingPayload {
    type Error = PingTooLong;

    fn try_from(bytes: Bytes) -> Result<Self, PingTooLong> {
        if bytes.len() > MAX_CONTROL_PAYLOAD { Err(PingTooLong { bytes: bytes.len() }) } else { Ok(Self(bytes)) }
    }
}

impl From<PingPayload> for Bytes {
    fn from(PingPayload(bytes): PingPayload) -> Self {
        bytes
    }
}

impl HasReason for PingTooLong {
    fn reason(&self) -> Reason {
        Reason::new(Code::PingTooLong).with("bytes", self.bytes).with("limit", MAX_CONTROL_PAYLOAD)
    }
}
