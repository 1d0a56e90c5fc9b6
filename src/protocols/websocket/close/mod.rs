//! The end of a connection: close codes, close frames and how one is written on the command line; the closing
//! handshake. Sans-IO.

mod closing_handshake;

use std::str::FromStr;

use bytes::Bytes;

pub use self::closing_handshake::ClosingHandshake;
use crate::{
    net::tap::MAX_CLOSE_REASON_BYTES,
    transcript::reason::{Code, HasReason, Reason},
};

/// Reported when a close frame carried no code. RFC 6455 §7.1.5.
pub const NO_CODE: u16 = 1005;

/// Reported when the connection ended without a close frame. RFC 6455 §7.1.5.
pub const NO_CLOSE_FRAME: u16 = 1006;

/// A close code; one that was not checked may be illegal. RFC 6455 §7.4.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct CloseCode(u16);

impl CloseCode {
    /// The purpose is fulfilled.
    pub const NORMAL: Self = Self(1000);
    /// The tab or the program goes away.
    pub const GOING_AWAY: Self = Self(1001);
    /// The peer broke the protocol.
    pub const PROTOCOL_ERROR: Self = Self(1002);
    /// A text message was not UTF-8.
    pub const INVALID_DATA: Self = Self(1007);
    /// A message was too big.
    pub const TOO_BIG: Self = Self(1009);

    /// Any number, also one that must not be sent: to see what a peer makes of it.
    pub fn unchecked(code: u16) -> Self {
        Self(code)
    }

    /// The number.
    pub fn number(self) -> u16 {
        self.0
    }

    /// Whether it may stand in a frame.
    pub fn is_legal(self) -> bool {
        Self::try_from(self.0).is_ok()
    }
}

impl Default for CloseCode {
    fn default() -> Self {
        Self::NORMAL
    }
}

impl TryFrom<u16> for CloseCode {
    type Error = CloseError;

    fn try_from(code: u16) -> Result<Self, CloseError> {
        match code {
            1000..=1003 | 1007..=1014 | 3000..=4999 => Ok(Self(code)),
            1004..=1006 | 1015 => Err(CloseError::NeverSent { code }),
            _ => Err(CloseError::Unassigned { code }),
        }
    }
}

/// Why a close frame cannot be sent like this.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CloseError {
    /// It is reserved for what an endpoint reports (1004: reserved without a meaning).
    #[error("the close code {code} is reported, never sent (RFC 6455 §7.4.1)")]
    NeverSent {
        /// The code.
        code: u16,
    },
    /// Nobody may use it.
    #[error("the close code {code} is not assigned: use 1000 to 1003, 1007 to 1014 or 3000 to 4999 (RFC 6455 §7.4)")]
    Unassigned {
        /// The code.
        code: u16,
    },
    /// It is no number.
    #[error("a close code is a number or none, not {text:?}")]
    NoNumber {
        /// What was typed.
        text: String,
        /// What is no digit, or too large.
        source: std::num::ParseIntError,
    },
    /// The reason does not fit.
    #[error("the reason has {bytes} bytes, a close frame has room for {MAX_CLOSE_REASON_BYTES}")]
    ReasonTooLong {
        /// Its length in UTF-8.
        bytes: usize,
    },
    /// A reason needs a code before it.
    #[error("a close frame without a code cannot have a reason")]
    ReasonWithoutCode,
}

/// A close frame to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloseRequest {
    code: Option<CloseCode>,
    reason: String,
}

impl Default for CloseRequest {
    fn default() -> Self {
        Self::from(CloseCode::NORMAL)
    }
}

impl From<CloseCode> for CloseRequest {
    fn from(code: CloseCode) -> Self {
        Self { code: Some(code), reason: String::new() }
    }
}

impl CloseRequest {
    /// A close with a reason; `None` is an empty frame.
    ///
    /// # Errors
    /// When the reason is too long or has no code before it.
    pub fn new(code: Option<CloseCode>, reason: impl Into<String>) -> Result<Self, CloseError> {
        let reason = reason.into();
        if reason.len() > MAX_CLOSE_REASON_BYTES {
            return Err(CloseError::ReasonTooLong { bytes: reason.len() });
        }
        if code.is_none() && !reason.is_empty() {
            return Err(CloseError::ReasonWithoutCode);
        }
        Ok(Self { code, reason })
    }

    /// The code, if the frame carries one.
    pub fn code(&self) -> Option<CloseCode> {
        self.code
    }

    /// The reason, empty if there is none.
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The code as a record shows it.
    pub fn shown_code(&self) -> u16 {
        self.code.map_or(NO_CODE, CloseCode::number)
    }
}

/// `CODE`, `CODE:REASON` or `none`.
impl FromStr for CloseRequest {
    type Err = CloseError;

    fn from_str(text: &str) -> Result<Self, CloseError> {
        let (code, reason) = text.split_once(':').unwrap_or((text, ""));
        if code == "none" {
            return Self::new(None, reason);
        }
        let number: u16 = code.parse().map_err(|source| CloseError::NoNumber { text: code.to_owned(), source })?;
        Self::new(Some(CloseCode::try_from(number)?), reason)
    }
}

/// What a close frame's payload says: its code (1005 when there is none) and its reason.
pub fn read_payload(payload: &Bytes) -> (u16, String) {
    match payload.as_ref() {
        [high, low, reason @ ..] => (u16::from_be_bytes([*high, *low]), String::from_utf8_lossy(reason).into_owned()),
        _ => (NO_CODE, String::new()),
    }
}

/// A line of the list from which a close is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CloseChoice {
    /// The code; `None` is an empty frame.
    pub code: Option<u16>,
    /// The string that names its meaning.
    pub meaning_key: &'static str,
}

impl CloseChoice {
    /// Whether it can be sent. The others are listed because a peer's end may show them.
    pub fn can_be_sent(&self) -> bool {
        self.code.is_none_or(|code| CloseCode::try_from(code).is_ok())
    }
}

/// The whole list; 3000 to 4999 are typed by hand.
pub const CHOICES: &[CloseChoice] = &[
    choice(Some(1000), "close-1000"),
    choice(None, "close-none"),
    choice(Some(1001), "close-1001"),
    choice(Some(1002), "close-1002"),
    choice(Some(1003), "close-1003"),
    choice(Some(1004), "close-1004"),
    choice(Some(1005), "close-1005"),
    choice(Some(1006), "close-1006"),
    choice(Some(1007), "close-1007"),
    choice(Some(1008), "close-1008"),
    choice(Some(1009), "close-1009"),
    choice(Some(1010), "close-1010"),
    choice(Some(1011), "close-1011"),
    choice(Some(1012), "close-1012"),
    choice(Some(1013), "close-1013"),
    choice(Some(1014), "close-1014"),
    choice(Some(1015), "close-1015"),
];

const fn choice(code: Option<u16>, meaning_key: &'static str) -> CloseChoice {
    CloseChoice { code, meaning_key }
}

/// The string that names a code's meaning, for any code that a peer may have sent.
pub fn meaning_key(code: u16) -> &'static str {
    match code {
        3000..=3999 => "close-registered",
        4000..=4999 => "close-private",
        _ => CHOICES.iter().find(|choice| choice.code == Some(code)).map_or("close-unknown", |c| c.meaning_key),
    }
}

impl HasReason for CloseError {
    fn reason(&self) -> Reason {
        match self {
            Self::NeverSent { code } => Reason::new(Code::CloseCodeReported).with("code", *code),
            Self::Unassigned { code } => Reason::new(Code::CloseCodeUnassigned).with("code", *code),
            Self::NoNumber { text, .. } => Reason::new(Code::CloseCodeNotANumber).with("text", text),
            Self::ReasonTooLong { bytes } => {
                Reason::new(Code::CloseReasonTooLong).with("bytes", *bytes).with("limit", MAX_CLOSE_REASON_BYTES)
            }
            Self::ReasonWithoutCode => Code::CloseReasonWithoutCode.into(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_codes_that_may_stand_in_a_frame_can_be_sent() {
        for code in (1000..=1003).chain(1007..=1014).chain([3000, 3999, 4000, 4999]) {
            assert_eq!(CloseCode::try_from(code).map(CloseCode::number), Ok(code));
        }
        for code in [1004, 1005, 1006, 1015] {
            assert_eq!(CloseCode::try_from(code), Err(CloseError::NeverSent { code }));
        }
        for code in [0, 999, 1016, 2999, 5000, 65_535] {
            assert_eq!(CloseCode::try_from(code), Err(CloseError::Unassigned { code }));
        }
    }

    #[test]
    fn a_close_is_read_as_it_is_typed() {
        let close = |text: &str| text.parse::<CloseRequest>().map(|close| (close.shown_code(), close.reason));
        assert_eq!(close("1000"), Ok((1000, String::new())));
        assert_eq!(close("4001:so: long"), Ok((4001, "so: long".to_owned())));
        assert_eq!(close("none"), Ok((1005, String::new())));
        assert_eq!(close("none:x"), Err(CloseError::ReasonWithoutCode));
        assert_eq!(close(&format!("1000:{}", "é".repeat(62))), Err(CloseError::ReasonTooLong { bytes: 124 }));
        assert!(close(&format!("1000:{}x", "é".repeat(61))).is_ok());
        assert_eq!(close("1006"), Err(CloseError::NeverSent { code: 1006 }));
        for text in ["", "x", "70000", "-1", "1000 "] {
            assert!(matches!(close(text), Err(CloseError::NoNumber { .. })), "{text}");
        }
    }

    #[test]
    fn the_list_shows_what_can_be_sent_and_what_is_only_reported() {
        let unsendable: Vec<_> = CHOICES.iter().filter(|choice| !choice.can_be_sent()).map(|c| c.code).collect();
        assert_eq!(unsendable, [Some(1004), Some(1005), Some(1006), Some(1015)]);
        assert_eq!(CHOICES[0].code, Some(1000));
        assert_eq!(meaning_key(4321), "close-private");
        assert_eq!(meaning_key(2000), "close-unknown");
    }
}
