//! A message as it is written: as text, JSON, hex or base64, perhaps with placeholders. Each send makes a payload of it.
//!
//! Sans-IO: the number and the time for the placeholders are handed in.

use std::{num::NonZeroUsize, path::PathBuf};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::Bytes;
use jiff::Timestamp;
use tokio::sync::OwnedSemaphorePermit;

use super::{
    json_text::{self, NotJson},
    message::{Payload, PingTooLong},
    template::Template,
};
use crate::transcript::reason::{Code, HasReason, Reason};

/// What is sent once, or again and again.
#[derive(Debug)]
pub struct Draft {
    /// What it is made of.
    pub content: Content,
    /// A message is sent in frames of so many bytes; in one if not set.
    pub fragment_bytes: Option<NonZeroUsize>,
    /// Given back when the socket has taken the message, so that a fast source can be slowed down.
    pub slot: Option<OwnedSemaphorePermit>,
}

/// What a draft is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A text message.
    Text(Template),
    /// A text message that must be JSON.
    Json(Template),
    /// A binary message, as hexadecimal digits.
    Hex(Template),
    /// A binary message.
    Binary(Bytes),
    /// A binary message with a file's bytes.
    File(PathBuf),
    /// A ping.
    Ping(Template),
    /// A ping, as hexadecimal digits.
    PingHex(Template),
}

/// Why something cannot be sent as it is written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum DraftProblem {
    /// A sign that is no hexadecimal digit.
    #[error("{found:?} is no hexadecimal digit")]
    NoHexDigit {
        /// The sign.
        found: char,
    },
    /// Half a byte is left over.
    #[error("a byte has two hexadecimal digits: one is missing at the end")]
    HalfByte,
    /// It is no base64.
    #[error("this is not base64: {0}")]
    NoBase64(base64::DecodeError),
    /// It is no JSON.
    #[error(transparent)]
    NotJson(#[from] NotJson),
    /// No file is named.
    #[error("name a file, or choose one")]
    NoFile,
    /// It does not fit into a ping.
    #[error(transparent)]
    Ping(#[from] PingTooLong),
}

impl HasReason for DraftProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::NoHexDigit { found } => Reason::new(Code::HexDigitInvalid).with("found", found.to_string()),
            Self::HalfByte => Code::HexHalfByte.into(),
            Self::NoBase64(_) => Code::Base64Invalid.into(),
            Self::NotJson(problem) => problem.reason(),
            Self::NoFile => Code::FileNotNamed.into(),
            Self::Ping(problem) => problem.reason(),
        }
    }
}

impl From<Content> for Draft {
    fn from(content: Content) -> Self {
        Self { content, fragment_bytes: None, slot: None }
    }
}

impl Content {
    /// What is sent now.
    ///
    /// # Errors
    /// When it is not what it says it is.
    pub fn make(&self, number: u64, now: Timestamp) -> Result<Payload, DraftProblem> {
        Ok(match self {
            Self::Text(text) => Payload::Text(text.expand(number, now).into()),
            Self::Json(text) => {
                let text = text.expand(number, now);
                json_text::check(&text)?;
                Payload::Text(text.into())
            }
            Self::Hex(digits) => Payload::Binary(parse_hex(&digits.expand(number, now))?),
            Self::Binary(bytes) => Payload::Binary(bytes.clone()),
            Self::File(path) => Payload::File(path.clone()),
            Self::Ping(text) => Payload::Ping(Bytes::from(text.expand(number, now)).try_into()?),
            Self::PingHex(digits) => Payload::Ping(parse_hex(&digits.expand(number, now))?.try_into()?),
        })
    }

    /// Whether it can be sent, as far as that is known before.
    ///
    /// # Errors
    /// Why not.
    pub fn check(&self) -> Result<(), DraftProblem> {
        match self {
            Self::Text(_) | Self::Binary(_) => Ok(()),
            Self::File(path) if path.as_os_str().is_empty() => Err(DraftProblem::NoFile),
            _ => self.make(1, Timestamp::UNIX_EPOCH).map(drop),
        }
    }

    /// Whether it is a message; else it is a ping.
    pub fn is_message(&self) -> bool {
        !matches!(self, Self::Ping(_) | Self::PingHex(_))
    }

    /// Whether each send is the same.
    pub fn is_constant(&self) -> bool {
        self.template().is_none_or(Template::is_constant)
    }

    /// What stands in double braces and is no placeholder.
    pub fn unknown_placeholders(&self) -> &[String] {
        self.template().map_or(&[], Template::unknown)
    }

    fn template(&self) -> Option<&Template> {
        match self {
            Self::Text(template)
            | Self::Json(template)
            | Self::Hex(template)
            | Self::Ping(template)
            | Self::PingHex(template) => Some(template),
            Self::Binary(_) | Self::File(_) => None,
        }
    }
}

/// Hexadecimal digits; space between them, and `0x` before them, is skipped.
///
/// # Errors
/// When something else stands there, or a digit is missing.
pub fn parse_hex(text: &str) -> Result<Bytes, DraftProblem> {
    let digits = text
        .split(|c: char| c.is_whitespace() || c == ',')
        .flat_map(|word| word.strip_prefix("0x").unwrap_or(word).chars())
        .map(|c| c.to_digit(16).map(|digit| digit as u8).ok_or(DraftProblem::NoHexDigit { found: c }))
        .collect::<Result<Vec<u8>, _>>()?;
    if !digits.len().is_multiple_of(2) {
        return Err(DraftProblem::HalfByte);
    }
    Ok(digits.chunks(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Base64, with any space in it.
///
/// # Errors
/// When it is none.
pub fn parse_base64(text: &str) -> Result<Bytes, DraftProblem> {
    let compact: String = text.chars().filter(|c| !c.is_whitespace()).collect();
    BASE64_STANDARD.decode(compact).map(Bytes::from).map_err(DraftProblem::NoBase64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn placeholders_are_filled_in_before_digits_are_read() {
        let hex = Content::Hex(Template::parse("0{{n}} ff"));
        let made = |number| hex.make(number, Timestamp::UNIX_EPOCH);
        assert_eq!(made(7), Ok(Payload::Binary(Bytes::from_static(b"\x07\xff"))));
        assert_eq!(made(10), Err(DraftProblem::HalfByte));
        assert_eq!(hex.check(), Ok(()));
        assert_eq!(Content::Hex(Template::parse("{{uuid}}")).check(), Err(DraftProblem::NoHexDigit { found: '-' }));
    }

    #[test]
    fn only_json_is_checked_as_json() {
        let text = Template::parse(r#"{"id": {{n}}"#);
        assert_eq!(Content::Text(text.clone()).check(), Ok(()));
        assert!(matches!(Content::Json(text).check(), Err(DraftProblem::NotJson(_))));
        let json = Content::Json(Template::parse(r#"{"id": {{n}}, "at": "{{now}}"}"#));
        assert_eq!((json.check(), json.is_constant()), (Ok(()), false));
    }

    #[test]
    fn a_ping_has_room_for_125_bytes_once_it_is_filled_in() {
        assert_eq!(Content::Ping(Template::parse("{{random:125}}")).check(), Ok(()));
        let long = Content::Ping(Template::parse("{{random:126}}"));
        assert_eq!(long.check(), Err(DraftProblem::Ping(PingTooLong { bytes: 126 })));
        assert_eq!(
            Content::PingHex(Template::parse("00 ff")).make(1, Timestamp::UNIX_EPOCH),
            Ok(Payload::Ping(Bytes::from_static(b"\x00\xff").try_into().expect("short")))
        );
    }
}
