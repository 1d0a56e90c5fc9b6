//! The fields of an upload's tab, and the upload that they describe.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use url::Url;

use crate::{
    net::{Schemes, parse_url},
    protocols::{
        tab::{LAB_ADDRESS, RecordStart},
        upload::{
            FileFacts, UploadConfig,
            config::{FileSizeHeader, RateError, Start, parse_rate, stored_url_beside},
            file_id::{FileIdEncoding, FileIdError, header_value},
        },
    },
    transcript::reason::{Code, HasReason, Reason},
    ui::form::{FormSection, PeerFields, PeerForm, PeerProblem, Problem},
};

/// The fields of the shared sections that an upload has.
pub(super) const FIELDS: PeerFields = PeerFields { answer_timeout: false, chooses_redirects: true };

/// The sections that only this protocol has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The file and its ID.
    File,
    /// What else the dialect knows, and the speed.
    Options,
}

/// What is typed into a tab; it outlives the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct UploadForm {
    /// The base URL.
    pub url: String,
    /// Where the file is.
    pub path: String,
    /// The ID as it was edited; empty for the one made from name, size and time.
    pub file_id: String,
    /// How the ID becomes a header value.
    pub file_id_encoding: FileIdEncoding,
    /// Whether `X-File-Size` is sent.
    pub sends_file_size: bool,
    /// Bytes a second; empty for no limit.
    pub rate_limit: String,
    /// What all tabs ask.
    #[serde(flatten)]
    pub peer: PeerForm,
    /// What is at the path, once it has been looked at.
    #[serde(skip)]
    pub facts: Option<FileFacts>,
}

/// Why a form describes no upload.
#[derive(Debug, thiserror::Error)]
pub enum FormProblem {
    /// No file.
    #[error("choose a file first")]
    NoFile,
    /// The ID.
    #[error(transparent)]
    FileId(#[from] FileIdError),
    /// What all tabs ask.
    #[error(transparent)]
    Peer(#[from] PeerProblem),
    /// The limit.
    #[error(transparent)]
    Rate(#[from] RateError),
}

impl HasReason for FormProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::NoFile => Code::FileNotChosen.into(),
            Self::FileId(error) => error.reason(),
            Self::Peer(problem) => problem.reason(),
            Self::Rate(error) => error.reason(),
        }
    }
}

impl Problem<Own> for FormProblem {
    fn section(&self) -> Option<FormSection<Own>> {
        match self {
            Self::Peer(problem) => problem.section(),
            Self::NoFile | Self::FileId(_) => Some(FormSection::Own(Own::File)),
            Self::Rate(_) => Some(FormSection::Own(Own::Options)),
        }
    }
}

impl Default for UploadForm {
    fn default() -> Self {
        Self {
            url: format!("http://{LAB_ADDRESS}/upload/javascript-info"),
            path: String::new(),
            file_id: String::new(),
            file_id_encoding: FileIdEncoding::default(),
            sends_file_size: false,
            rate_limit: String::new(),
            peer: PeerForm::default(),
            facts: None,
        }
    }
}

impl UploadForm {
    /// Another file: what was edited for the one before does not fit it.
    pub fn set_path(&mut self, path: String) {
        self.path = path;
        self.facts = None;
        self.file_id.clear();
    }

    /// The path that is typed or pasted, also as file managers copy it. `None` when there is none.
    pub fn file_path(&self) -> Option<PathBuf> {
        let text = self.path.trim();
        let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
        if text.is_empty() {
            return None;
        }
        if text.starts_with("file://")
            && let Some(path) = Url::parse(text).ok().and_then(|url| url.to_file_path().ok())
        {
            return Some(path);
        }
        if let Some(rest) = text.strip_prefix("~/")
            && let Some(dirs) = directories::UserDirs::new()
        {
            return Some(dirs.home_dir().join(rest));
        }
        Some(PathBuf::from(text))
    }

    /// The ID that will be sent, as far as it is known.
    pub fn shown_id(&self) -> String {
        if self.file_id.is_empty() {
            self.facts.as_ref().map(FileFacts::default_id).unwrap_or_default()
        } else {
            self.file_id.clone()
        }
    }

    /// The limit that is typed, in bytes a second.
    ///
    /// # Errors
    /// When it is no rate.
    pub fn limit_bytes_per_sec(&self) -> Result<Option<u64>, RateError> {
        if self.rate_limit.trim().is_empty() { Ok(None) } else { parse_rate(&self.rate_limit).map(Some) }
    }

    /// The upload, and what its record begins with.
    ///
    /// # Errors
    /// When a field cannot be used.
    pub fn config(&self, start: Start) -> Result<(UploadConfig, RecordStart), FormProblem> {
        let url = parse_url(&self.url, Schemes::Http).map_err(PeerProblem::Url)?;
        let path = self.file_path().ok_or(FormProblem::NoFile)?;
        let id = self.shown_id();
        if !id.is_empty() {
            header_value(&id, self.file_id_encoding)?;
        }
        let config = UploadConfig {
            file_id: (!self.file_id.is_empty()).then(|| self.file_id.clone()),
            file_id_encoding: self.file_id_encoding,
            file_size_header: if self.sends_file_size { FileSizeHeader::Sent } else { FileSizeHeader::Omitted },
            start,
            limit_bytes_per_sec: self.limit_bytes_per_sec()?,
            stored_url: stored_url_beside(&url),
            interactive: true,
            peer: self.peer.options()?,
            ..UploadConfig::new(path, url)
        };
        let record = RecordStart {
            url: config.url.to_string(),
            settings: config.settings(self.facts.as_ref().map(|facts| facts.size_bytes)),
        };
        Ok((config, record))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_path(path: &str) -> UploadForm {
        UploadForm { path: path.to_owned(), ..UploadForm::default() }
    }

    #[test]
    fn a_path_is_understood_as_it_is_pasted() {
        assert_eq!(with_path(" ").file_path(), None);
        for text in ["/a b/ü.iso", " \"/a b/ü.iso\" ", "file:///a%20b/%C3%BC.iso"] {
            assert_eq!(with_path(text).file_path(), Some(PathBuf::from("/a b/ü.iso")), "{text}");
        }
    }

    #[test]
    fn an_edited_id_belongs_to_its_file() {
        let mut form = UploadForm { file_id: "mine".to_owned(), ..with_path("/a") };
        assert_eq!(form.config(Start::AtServersByte).expect("an upload").0.file_id.as_deref(), Some("mine"));
        form.set_path("/b".to_owned());
        assert_eq!(form.config(Start::AtServersByte).expect("an upload").0.file_id, None);
    }

    #[test]
    fn what_cannot_be_used_is_said() {
        assert!(matches!(with_path("").config(Start::AtServersByte), Err(FormProblem::NoFile)));
        let form = UploadForm { rate_limit: "fast".to_owned(), ..with_path("/a") };
        assert!(matches!(form.config(Start::AtServersByte), Err(FormProblem::Rate(_))));
        let form = UploadForm { url: "ws://h/".to_owned(), ..with_path("/a") };
        assert!(matches!(form.config(Start::AtServersByte), Err(FormProblem::Peer(PeerProblem::Url(_)))));
    }

    #[test]
    fn uploads_to_the_lab_are_compared_with_what_it_stored() {
        let (config, record) = with_path("/a").config(Start::FromZero).expect("an upload");
        assert_eq!(config.stored_url.map(String::from).as_deref(), Some("http://127.0.0.1:4460/upload/stored"));
        assert_eq!(record.url, "http://127.0.0.1:4460/upload/javascript-info");
        assert!(config.interactive);
    }
}
