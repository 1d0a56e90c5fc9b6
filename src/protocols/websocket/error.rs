//! What can go wrong with a WebSocket, in words that name the rule.

use std::{borrow::Cow, io, time::Duration};

use tokio_tungstenite::tungstenite::{
    Error as LibraryError,
    error::{CapacityError, ProtocolError},
};

use super::{
    close::CloseCode,
    handshake::{HandshakeRule, redirects::RedirectError},
};
pub use crate::net::tap::FrameRule;
use crate::{
    limits::{MAX_INTERIM_ANSWERS, MAX_LABEL_BYTES},
    net::{
        connect::ConnectError,
        http1::{exchange::NoAnswer, reader::HeadFault},
        tap::HeadError,
    },
    transcript::PatternProblem,
};

/// Why a connection failed, or an attempt at one. What cannot be sent has errors of its own: [`super::send::SendError`].
#[derive(Debug, thiserror::Error)]
pub enum WebSocketError {
    /// There is no connection.
    #[error(transparent)]
    Connect(#[from] ConnectError),
    /// The request could not be sent.
    #[error("the connection was lost before the request was sent")]
    RequestLost(#[source] io::Error),
    /// The connection ended before the answer.
    #[error("the connection ended before the WebSocket request was answered")]
    NoAnswer(#[source] NoAnswer),
    /// What came is no answer, or has a head that is not taken.
    #[error("the answer to the WebSocket request {0}")]
    BadHead(HeadFault),
    /// Nothing came, or nothing that ends.
    #[error("the server did not answer the WebSocket request within {} s: it listens, but does not speak HTTP here, or is too busy", limit.as_secs_f64())]
    AnswerTimeout {
        /// How long was waited.
        limit: Duration,
    },
    /// Answers that only come before the final one, without end.
    #[error("the server sent more than {MAX_INTERIM_ANSWERS} interim answers (1xx) and no final one (RFC 9110 §15.2)")]
    TooManyInterim,
    /// The server does not want a WebSocket here.
    #[error(
        "the server refused the WebSocket: it answered {status} {} instead of 101{}{}",
        begin_of(reason_phrase),
        advice(*status),
        come_again(*retry_after)
    )]
    Refused {
        /// The status code.
        status: u16,
        /// The phrase behind it.
        reason_phrase: String,
        /// When it wants to be asked again, if it says so: `Retry-After`.
        retry_after: Option<Duration>,
    },
    /// The server sends us elsewhere, and we were not asked to go there.
    #[error(
        "the server redirects to {}: it answered {status} {}. Allow redirects to be followed, or connect to that URL",
        begin_of(to),
        begin_of(reason_phrase)
    )]
    Redirected {
        /// The status code.
        status: u16,
        /// The phrase behind it.
        reason_phrase: String,
        /// Where to.
        to: String,
    },
    /// The server sends us elsewhere, and we cannot go there.
    #[error("the redirect of the server cannot be followed")]
    Redirect(#[from] RedirectError),
    /// The server agreed, but broke a rule of the handshake.
    #[error("the server's answer breaks the WebSocket handshake")]
    Handshake(#[from] HandshakeRule),
    /// We were asked to close before the connection was open.
    #[error("closed before the connection was open")]
    ClosedWhileConnecting,
    /// The peer broke a rule of the framing.
    #[error("the peer broke the WebSocket protocol")]
    Frame(#[from] FrameRule),
    /// A text message is not UTF-8.
    #[error("the peer sent text that is not UTF-8 (RFC 6455 §8.1)")]
    NotUtf8,
    /// A message is too big.
    #[error("the peer sent a message of {bytes} bytes or more, the limit is {}", in_mebibytes(*limit))]
    MessageTooBig {
        /// Its size, as far as it is known.
        bytes: u64,
        /// What is taken at most.
        limit: usize,
    },
    /// TCP ended, but no close frame came.
    #[error("the peer ended the connection without a close frame (RFC 6455 §7.1.5)")]
    NoCloseFrame,
    /// The connection broke.
    #[error("the connection was lost")]
    Lost(#[source] io::Error),
    /// The peer does not answer our close frame.
    #[error("the peer did not finish the close within {} s", limit.as_secs_f64())]
    CloseTimeout {
        /// How long was waited.
        limit: Duration,
    },
    /// A reply rule cannot be used.
    #[error("a reply rule cannot be used")]
    ReplyRule(#[source] PatternProblem),
    /// The library says what should never be said.
    #[error("the WebSocket library failed")]
    Library(#[source] LibraryError),
}

/// What can be done about a refusal.
fn advice(status: u16) -> &'static str {
    match status {
        401 => ". It wants a login: give a user with a password, or a bearer token",
        403 => ". It does not allow this request: check the login, the cookies and the Origin header",
        404 => ". It has nothing at this path: check the URL",
        407 => ". A proxy wants a login: put a user and a password into the proxy's URL, before the host",
        426 => ". It wants another protocol or version: its Upgrade and Sec-WebSocket-Version headers say which",
        _ => "",
    }
}

/// What a refusal says of when to come again.
fn come_again(retry_after: Option<Duration>) -> String {
    retry_after.map_or_else(String::new, |wait| format!(". It wants to be asked again in {} s", wait.as_secs()))
}

/// A limit as a person would say it.
fn in_mebibytes(bytes: usize) -> String {
    const MEBIBYTE: usize = 1024 * 1024;
    if bytes.is_multiple_of(MEBIBYTE) { format!("{} MiB", bytes / MEBIBYTE) } else { format!("{bytes} bytes") }
}

/// A label of the peer's, whole unless it is longer than any has reason to be.
fn begin_of(text: &str) -> Cow<'_, str> {
    if text.len() <= MAX_LABEL_BYTES {
        return text.into();
    }
    let begin = &text[..text.floor_char_boundary(MAX_LABEL_BYTES)];
    format!("{begin}… ({} bytes more)", text.len() - begin.len()).into()
}

impl WebSocketError {
    /// What a failed read means. `None` when it only says that the peer ended TCP after the closing handshake.
    pub fn of_read(error: LibraryError) -> Option<Self> {
        Some(match error {
            LibraryError::ConnectionClosed
            | LibraryError::AlreadyClosed
            // After its close frame a peer has nothing more to say. RFC 6455 §1.4.
            | LibraryError::Protocol(ProtocolError::ReceivedAfterClosing) => return None,
            LibraryError::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Self::NoCloseFrame,
            LibraryError::Protocol(rule) => Self::Frame(rule.into()),
            LibraryError::Utf8(_) => Self::NotUtf8,
            LibraryError::Capacity(CapacityError::MessageTooLong { size, max_size }) => {
                Self::MessageTooBig { bytes: size as u64, limit: max_size }
            }
            // A TLS peer that ends TCP without saying so first.
            LibraryError::Io(error) if error.kind() == io::ErrorKind::UnexpectedEof => Self::NoCloseFrame,
            LibraryError::Io(error) => Self::Lost(error),
            other => Self::Library(other),
        })
    }

    /// How long the server wants us to wait before we ask again, if it says so. RFC 9110 §10.2.3.
    pub fn retry_after(&self) -> Option<Duration> {
        match self {
            Self::Refused { retry_after, .. } => *retry_after,
            _ => None,
        }
    }

    /// The code with which we fail the connection, if the peer can still be told. RFC 6455 §7.1.7.
    pub fn close_code(&self) -> Option<CloseCode> {
        match self {
            Self::Frame(FrameRule::BadDeflate) | Self::NotUtf8 => Some(CloseCode::INVALID_DATA),
            Self::Frame(_) => Some(CloseCode::PROTOCOL_ERROR),
            Self::MessageTooBig { .. } => Some(CloseCode::TOO_BIG),
            _ => None,
        }
    }
}

impl From<HeadError> for WebSocketError {
    fn from(error: HeadError) -> Self {
        match error {
            HeadError::NoAnswer(source) => Self::NoAnswer(source),
            HeadError::Fault(fault) => Self::BadHead(fault),
        }
    }
}

impl From<ProtocolError> for FrameRule {
    fn from(rule: ProtocolError) -> Self {
        match rule {
            ProtocolError::NonZeroReservedBits => Self::ReservedBits,
            ProtocolError::MaskedFrameFromServer => Self::Masked,
            ProtocolError::FragmentedControlFrame => Self::FragmentedControl,
            ProtocolError::ControlFrameTooBig => Self::ControlTooLong,
            ProtocolError::UnknownControlFrameType(opcode)
            | ProtocolError::UnknownDataFrameType(opcode)
            | ProtocolError::InvalidOpcode(opcode) => Self::Opcode { opcode },
            ProtocolError::UnexpectedContinueFrame => Self::UnexpectedContinuation,
            ProtocolError::ExpectedFragment(_) => Self::UnfinishedMessage,
            ProtocolError::InvalidCloseSequence => Self::ClosePayload,
            rule => Self::Other { rule },
        }
    }
}
