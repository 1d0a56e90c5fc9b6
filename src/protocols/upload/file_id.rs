//! The file's ID, and how it becomes a header value.

use std::time::{SystemTime, UNIX_EPOCH};

use http::HeaderValue;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

use crate::transcript::reason::{Code, HasReason, Reason};

/// What `encodeURIComponent` leaves as it is besides letters and digits. ECMA-262 §19.2.6.4.
const ENCODE_URI_COMPONENT: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'!')
    .remove(b'~')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')');

/// How an ID becomes a header value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum FileIdEncoding {
    /// As it is; percent-encoded as a whole when it holds anything but printable ASCII.
    #[default]
    Percent,
    /// As UTF-8 bytes.
    Utf8,
    /// As Latin-1 bytes, as a browser sends characters up to U+00FF.
    Latin1,
}

impl FileIdEncoding {
    /// The word for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Percent => "percent",
            Self::Utf8 => "utf8",
            Self::Latin1 => "latin1",
        }
    }
}

/// Why an ID cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum FileIdError {
    /// It is empty.
    #[error("the file ID is empty")]
    Empty,
    /// Latin-1 has no such character.
    #[error("the file ID holds {character:?}, which Latin-1 does not have: use percent or utf8")]
    NotLatin1 {
        /// The character.
        character: char,
    },
    /// It holds a control character.
    #[error("the file ID holds a control character, which no header may have")]
    Control(#[source] http::header::InvalidHeaderValue),
}

impl HasReason for FileIdError {
    fn reason(&self) -> Reason {
        match self {
            Self::Empty => Code::FileIdEmpty.into(),
            Self::NotLatin1 { character } => {
                Reason::new(Code::FileIdNotLatin1).with("character", character.to_string())
            }
            Self::Control(_) => Code::FileIdControl.into(),
        }
    }
}

/// `name-size-mtimeMillis`, the time in whole milliseconds since 1970, rounded down.
pub fn default_file_id(name: &str, size_bytes: u64, modified: SystemTime) -> String {
    format!("{name}-{size_bytes}-{}", millis_since_1970(modified))
}

/// Milliseconds since 1970, rounded down, also before it.
fn millis_since_1970(time: SystemTime) -> i128 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => (after.as_nanos() / 1_000_000).cast_signed(),
        Err(before) => -(before.duration().as_nanos().div_ceil(1_000_000).cast_signed()),
    }
}

/// The exact value of `X-File-Id`.
///
/// # Errors
/// When the ID is empty or cannot be written in this encoding.
pub fn header_value(id: &str, encoding: FileIdEncoding) -> Result<HeaderValue, FileIdError> {
    if id.is_empty() {
        return Err(FileIdError::Empty);
    }
    let bytes = match encoding {
        FileIdEncoding::Percent if id.bytes().all(|byte| (0x20..=0x7e).contains(&byte)) => id.as_bytes().to_vec(),
        FileIdEncoding::Percent => utf8_percent_encode(id, ENCODE_URI_COMPONENT).to_string().into_bytes(),
        FileIdEncoding::Utf8 => id.as_bytes().to_vec(),
        FileIdEncoding::Latin1 => id
            .chars()
            .map(|character| u8::try_from(character).map_err(|_wide| FileIdError::NotLatin1 { character }))
            .collect::<Result<_, _>>()?,
    };
    HeaderValue::from_bytes(&bytes).map_err(FileIdError::Control)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn the_default_id_has_whole_milliseconds_rounded_down() {
        let modified = UNIX_EPOCH + Duration::from_nanos(1_700_000_000_123_999_999);
        assert_eq!(default_file_id("a b.txt", 42, modified), "a b.txt-42-1700000000123");
        assert_eq!(default_file_id("old", 0, UNIX_EPOCH - Duration::from_nanos(1)), "old-0--1");
    }

    #[test]
    fn an_id_is_sent_as_it_is_or_encoded_as_a_whole() {
        let value = |id, encoding| header_value(id, encoding).map(|value| value.as_bytes().to_vec());
        assert_eq!(value("a ~%.txt-1", FileIdEncoding::Percent).expect("sent"), b"a ~%.txt-1");
        assert_eq!(value("报 %告.txt", FileIdEncoding::Percent).expect("sent"), b"%E6%8A%A5%20%25%E5%91%8A.txt");
        assert_eq!(value("a\tb", FileIdEncoding::Percent).expect("sent"), b"a%09b");
        assert_eq!(value("it's (1)!*é", FileIdEncoding::Percent).expect("sent"), b"it's%20(1)!*%C3%A9");
        assert_eq!(value("é", FileIdEncoding::Utf8).expect("sent"), "é".as_bytes());
        assert_eq!(value("é", FileIdEncoding::Latin1).expect("sent"), [0xe9]);
        assert!(matches!(value("报", FileIdEncoding::Latin1), Err(FileIdError::NotLatin1 { character: '报' })));
        assert!(matches!(value("", FileIdEncoding::Percent), Err(FileIdError::Empty)));
        assert!(matches!(value("a\nb", FileIdEncoding::Utf8), Err(FileIdError::Control(_))));
    }
}
