//! The dialect that javascript.info publishes, sans-IO: which URLs and headers, and what an answer means.
//!
//! `GET status` with `X-File-Id` answers the byte the server has; `POST upload` sends from there on.

use http::{HeaderName, HeaderValue, header};
use url::Url;

use super::{config::FileSizeHeader, event::UploadError};
use crate::transcript::entry::Response;

/// The longest answer to `status` that is read; a number has at most 20 digits.
pub const MAX_STATUS_BYTES: usize = 1024;

/// Quoted of an answer that is no number, in characters.
const QUOTE_CHARS: usize = 80;

const FILE_ID: HeaderName = HeaderName::from_static("x-file-id");
const START_BYTE: HeaderName = HeaderName::from_static("x-start-byte");
const FILE_SIZE: HeaderName = HeaderName::from_static("x-file-size");

/// Where an upload asks.
pub fn status_url(base: &Url) -> Url {
    below(base, "status")
}

/// Where an upload sends.
pub fn upload_url(base: &Url) -> Url {
    below(base, "upload")
}

/// Adds a segment to a URL's path, with one slash between, and keeps its query.
fn below(base: &Url, segment: &str) -> Url {
    let mut url = base.clone();
    url.set_path(&format!("{}/{segment}", base.path().trim_end_matches('/')));
    url.set_fragment(None);
    url
}

/// The headers of a question.
pub fn status_headers(file_id: &HeaderValue) -> Vec<(HeaderName, HeaderValue)> {
    vec![(FILE_ID, file_id.clone())]
}

/// The headers of the rest of a file.
pub fn upload_headers(
    file_id: &HeaderValue,
    start_byte: u64,
    size_bytes: u64,
    file_size: FileSizeHeader,
) -> Vec<(HeaderName, HeaderValue)> {
    let mut headers = vec![
        (FILE_ID, file_id.clone()),
        (START_BYTE, HeaderValue::from(start_byte)),
        (header::CONTENT_LENGTH, HeaderValue::from(size_bytes.saturating_sub(start_byte))),
    ];
    if file_size == FileSizeHeader::Sent {
        headers.push((FILE_SIZE, HeaderValue::from(size_bytes)));
    }
    headers
}

/// The byte that the server wants next. White space around the number is passed over.
///
/// # Errors
/// When it is no plain number, or larger than the file.
pub fn read_offset(body: &[u8], size_bytes: u64) -> Result<u64, UploadError> {
    let text = String::from_utf8_lossy(body);
    let digits = text.trim_matches(|c: char| c.is_ascii_whitespace());
    let is_plain = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_plain {
        return Err(UploadError::NotANumber { answer: digits.chars().take(QUOTE_CHARS).collect() });
    }
    match digits.parse::<u64>() {
        Ok(offset) if offset <= size_bytes => Ok(offset),
        // Too large for 64 bits is larger than any file.
        _ => Err(UploadError::BeyondTheFile { answer: digits.chars().take(QUOTE_CHARS).collect(), size_bytes }),
    }
}

/// What an answer that is no success asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Wait, ask for the byte, go on.
    TryAgain,
    /// It will not be different next time.
    Final,
}

/// Whether it makes sense to try again after this answer.
pub fn refusal(response: &Response) -> Refusal {
    let wrong_start =
        response.reason_phrase.as_deref().is_some_and(|phrase| phrase.eq_ignore_ascii_case("wrong start byte"));
    match response.status {
        408 | 409 | 423 | 425 | 429 | 500.. => Refusal::TryAgain,
        400 if wrong_start => Refusal::TryAgain,
        _ => Refusal::Final,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_slash_joins_and_the_query_stays() {
        for (base, status) in [
            ("http://h/", "http://h/status"),
            ("http://h", "http://h/status"),
            ("http://h/a/b//?k=v#f", "http://h/a/b/status?k=v"),
            ("http://h/a%20b", "http://h/a%20b/status"),
        ] {
            assert_eq!(status_url(&base.parse().expect("a URL")).as_str(), status);
        }
        assert_eq!(upload_url(&"http://h/x".parse().expect("a URL")).as_str(), "http://h/x/upload");
    }

    #[test]
    fn the_servers_number_is_not_trusted_blindly() {
        for (answer, offset) in [("0", 0), ("100", 100), (" 42\r\n", 42), ("007", 7)] {
            assert_eq!(read_offset(answer.as_bytes(), 100).expect("a number"), offset);
        }
        for answer in ["", " ", "-1", "+1", "1.0", "0x10", "ten", "1 2", "<html>", "１"] {
            assert!(matches!(read_offset(answer.as_bytes(), 100), Err(UploadError::NotANumber { .. })), "{answer}");
        }
        for answer in ["101", "99999999999999999999999"] {
            let error = read_offset(answer.as_bytes(), 100).expect_err("too large");
            assert!(error.to_string().contains(answer), "{error}");
        }
    }

    #[test]
    fn only_passing_refusals_are_tried_again() {
        let answer = |status, phrase: &str| {
            let reason_phrase = Some(phrase.to_owned());
            refusal(&Response::new(status, reason_phrase, Vec::new()))
        };
        for status in [408, 409, 423, 425, 429, 500, 502, 503, 504] {
            assert_eq!(answer(status, ""), Refusal::TryAgain, "{status}");
        }
        assert_eq!(answer(400, "Wrong start byte"), Refusal::TryAgain);
        for status in [400, 401, 403, 404, 410, 413, 301, 308] {
            assert_eq!(answer(status, "No file id"), Refusal::Final, "{status}");
        }
    }
}
