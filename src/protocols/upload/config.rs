//! What an upload is asked to do, validated.

use std::path::PathBuf;

use serde_json::{Map, Value};
use url::Url;

use super::file_id::FileIdEncoding;
use crate::{
    net::peer::PeerOptions,
    transcript::{
        parse_bytes,
        reason::{Code, HasReason, Reason},
    },
};

/// The file's path in a record's settings.
const FILE: &str = "file";
/// The file's size in a record's settings.
const SIZE_BYTES: &str = "sizeBytes";

/// A validated description of an upload.
#[derive(Clone)]
pub struct UploadConfig {
    /// The file.
    pub path: PathBuf,
    /// The base URL; `/status` and `/upload` are added to its path.
    pub url: Url,
    /// The file's ID; `None` makes it from name, size and time.
    pub file_id: Option<String>,
    /// How the ID becomes a header value.
    pub file_id_encoding: FileIdEncoding,
    /// Whether `X-File-Size` is sent, after which that server forgets a finished upload.
    pub file_size_header: FileSizeHeader,
    /// Where it starts.
    pub start: Start,
    /// At most this many bytes a second.
    pub limit_bytes_per_sec: Option<u64>,
    /// How the server is asked.
    pub peer: PeerOptions,
    /// A list of stored files with their checksums, as the lab has it; the upload is compared with it at the end.
    pub stored_url: Option<Url>,
    /// Whether a person can decide what happens next: what needs a decision then pauses the upload, and fails it elsewhere.
    pub interactive: bool,
}

/// Whether `X-File-Size` is sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum FileSizeHeader {
    /// Not sent, as the published client does it.
    #[default]
    Omitted,
    /// Sent.
    Sent,
}

/// Where an upload starts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Start {
    /// At the byte that the server wants next.
    #[default]
    AtServersByte,
    /// At the first byte; the server forgets what it has.
    FromZero,
}

/// Without secrets: it may end in a log or a panic.
impl std::fmt::Debug for UploadConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = crate::transcript::secrets::mask_url(self.url.as_str());
        f.debug_struct("UploadConfig").field("url", &url).field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl UploadConfig {
    /// An upload without anything special.
    pub fn new(path: PathBuf, url: Url) -> Self {
        Self {
            path,
            url,
            file_id: None,
            file_id_encoding: FileIdEncoding::default(),
            file_size_header: FileSizeHeader::default(),
            start: Start::default(),
            limit_bytes_per_sec: None,
            peer: PeerOptions::default(),
            stored_url: None,
            interactive: false,
        }
    }

    /// What a record's first line says of it, and of the file's size where that is known.
    pub fn settings(&self, size_bytes: Option<u64>) -> Map<String, Value> {
        let mut settings = self.peer.settings();
        settings.insert(FILE.to_owned(), Value::from(self.path.to_string_lossy()));
        settings.extend(size_bytes.map(|bytes| (SIZE_BYTES.to_owned(), Value::from(bytes))));
        settings.insert("dialect".to_owned(), Value::from("javascript-info"));
        settings.insert("fileIdEncoding".to_owned(), Value::from(self.file_id_encoding.name()));
        settings.insert("xFileSize".to_owned(), Value::from(self.file_size_header == FileSizeHeader::Sent));
        settings.insert("followRedirects".to_owned(), Value::from(self.peer.follows_redirects));
        settings.insert("restart".to_owned(), Value::from(self.start == Start::FromZero));
        if let Some(id) = &self.file_id {
            settings.insert("fileId".to_owned(), Value::from(id.as_str()));
        }
        if let Some(rate) = self.limit_bytes_per_sec {
            settings.insert("limitBytesPerSec".to_owned(), Value::from(rate));
        }
        settings
    }
}

/// The file of an upload and its size in bytes when it began, by its record's settings; 0 where that is not known.
pub(super) fn file_of(settings: &Map<String, Value>) -> (PathBuf, u64) {
    let path = settings.get(FILE).and_then(Value::as_str).unwrap_or_default();
    (path.into(), settings.get(SIZE_BYTES).and_then(Value::as_u64).unwrap_or_default())
}

/// The lab's list of stored files, when a base URL has the lab's form `…/upload/javascript-info`.
pub fn stored_url_beside(base: &Url) -> Option<Url> {
    let path = base.path().trim_end_matches('/').strip_suffix("/javascript-info")?;
    if !path.ends_with("/upload") {
        return None;
    }
    let mut url = base.clone();
    url.set_path(&format!("{path}/stored"));
    url.set_query(None);
    Some(url)
}

/// The highest limit of a rate, in bytes a second: 1024G. No disk and no network is faster.
const MAX_RATE: u64 = 1024 * 1024 * 1024 * 1024;

/// Why a rate cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{text:?} is no rate: write bytes a second, like 500K, 2M or 1G, from 1 to 1024G")]
pub struct RateError {
    /// What was typed.
    pub text: String,
}

/// Reads bytes a second: a number, with `K`, `M` or `G` for 1024, 1024² or 1024³ of them.
///
/// # Errors
/// When it is no number, below 1, or above 1024 GiB a second; the upload does not begin.
pub fn parse_rate(text: &str) -> Result<u64, RateError> {
    let rate = parse_bytes(text).ok().flatten().filter(|rate| (1..=MAX_RATE).contains(rate));
    rate.ok_or_else(|| RateError { text: text.to_owned() })
}

impl HasReason for RateError {
    fn reason(&self) -> Reason {
        Reason::new(Code::RateInvalid).with("text", &self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_an_upload_is_read_from_what_its_record_says() {
        let config = UploadConfig::new("/a b/x.bin".into(), "http://h/".parse().expect("a URL"));
        assert_eq!(file_of(&config.settings(Some(7))), ("/a b/x.bin".into(), 7));
        assert_eq!(file_of(&config.settings(None)), ("/a b/x.bin".into(), 0));
        assert_eq!(file_of(&Map::new()), (PathBuf::new(), 0));
    }

    #[test]
    fn rates_are_read_with_their_units() {
        for (text, rate) in [("1000", 1000), ("500K", 512_000), ("1.5m", 1_572_864), ("1G", 1_073_741_824)] {
            assert_eq!(parse_rate(text), Ok(rate));
        }
        for text in ["", "K", "0", "-1", "1T", "inf", "NaN", "0.2", "1 0", "1024.1G", "1e308", "18446744073709551616"] {
            assert!(parse_rate(text).is_err(), "{text}");
        }
    }

    #[test]
    fn the_labs_list_is_found_beside_its_base() {
        let beside = |text: &str| stored_url_beside(&text.parse().expect("a URL")).map(String::from);
        assert_eq!(beside("http://h:1/upload/javascript-info").as_deref(), Some("http://h:1/upload/stored"));
        assert_eq!(beside("http://h:1/a/upload/javascript-info/?q").as_deref(), Some("http://h:1/a/upload/stored"));
        assert_eq!(beside("http://h:1/files/"), None);
    }
}
