//! The fields of a source's tab, and the source that they describe.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    net::{Schemes, parse_url},
    protocols::{
        sse::config::{DEFAULT_RETRY_MILLIS, Reconnect, SseConfig},
        tab::{LAB_ADDRESS, RecordStart},
    },
    transcript::reason::{Code, HasReason, Reason},
    ui::form::{FormMethod, FormSection, PeerFields, PeerForm, PeerProblem, Problem},
};

/// The fields of the shared sections that a source has.
pub(super) const FIELDS: PeerFields = PeerFields { answer_timeout: true, chooses_redirects: false };

/// The sections that only this protocol has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// When it connects again.
    Reconnect,
    /// The request's body.
    Body,
}

/// What is typed into a tab; it outlives the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct SseForm {
    /// Where the stream is.
    pub url: String,
    /// How it is asked for.
    pub method: FormMethod,
    /// The request's body, unless it is a GET.
    pub data: String,
    /// The last event ID to begin with.
    pub last_event_id: String,
    /// The first reconnection time, in milliseconds.
    pub retry_millis: String,
    /// Whether it reconnects by itself.
    pub reconnects: bool,
    /// What all tabs ask.
    #[serde(flatten)]
    pub peer: PeerForm,
}

/// Why a form describes no source.
#[derive(Debug, thiserror::Error)]
pub enum FormProblem {
    /// What all tabs ask.
    #[error(transparent)]
    Peer(#[from] PeerProblem),
    /// The reconnection time.
    #[error("the reconnection time is a number of milliseconds, not {text:?}")]
    Retry {
        /// What was typed.
        text: String,
        /// Why it is none.
        source: std::num::ParseIntError,
    },
}

impl HasReason for FormProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Peer(problem) => problem.reason(),
            Self::Retry { text, .. } => Reason::new(Code::RetryTimeInvalid).with("text", text),
        }
    }
}

impl Problem<Own> for FormProblem {
    fn section(&self) -> Option<FormSection<Own>> {
        match self {
            Self::Peer(problem) => problem.section(),
            Self::Retry { .. } => Some(FormSection::Own(Own::Reconnect)),
        }
    }
}

impl Default for SseForm {
    fn default() -> Self {
        Self {
            url: format!("http://{LAB_ADDRESS}/sse/digits"),
            method: FormMethod::Get,
            data: String::new(),
            last_event_id: String::new(),
            retry_millis: DEFAULT_RETRY_MILLIS.to_string(),
            reconnects: true,
            peer: PeerForm::default(),
        }
    }
}

impl SseForm {
    /// The reconnection time that is typed.
    ///
    /// # Errors
    /// When it is no number.
    pub fn retry(&self) -> Result<u64, FormProblem> {
        let text = self.retry_millis.trim();
        text.parse().map_err(|source| FormProblem::Retry { text: text.to_owned(), source })
    }

    /// The source, and what its record begins with.
    ///
    /// # Errors
    /// When a field makes no sense.
    pub fn config(&self) -> Result<(SseConfig, RecordStart), FormProblem> {
        let sends_data = self.method.has_body() && !self.data.is_empty();
        let config = SseConfig {
            peer: self.peer.options()?,
            method: self.method.method(),
            data: sends_data.then(|| Bytes::from(self.data.clone())),
            retry_millis: self.retry()?,
            last_event_id: self.last_event_id.clone(),
            reconnect: if self.reconnects { Reconnect::Standard } else { Reconnect::Never },
            ..SseConfig::new(parse_url(&self.url, Schemes::Http).map_err(PeerProblem::Url)?)
        };
        let record = RecordStart { url: config.url.to_string(), settings: config.settings() };
        Ok((config, record))
    }

    /// Whether this source comes back after its stream's end.
    pub fn comes_back(&self) -> bool {
        self.reconnects && !self.method.has_body()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::UrlError;

    #[test]
    fn a_body_goes_with_a_post_only() {
        let form = SseForm { data: "hello".to_owned(), ..SseForm::default() };
        assert!(form.config().expect("a source").0.data.is_none());
        let post = SseForm { method: FormMethod::Post, ..form };
        let (config, record) = post.config().expect("a source");
        assert_eq!(config.data.as_deref(), Some(b"hello".as_slice()));
        assert!(!config.reconnects() && !post.comes_back());
        assert_eq!(record.settings["method"], "POST");
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let form = |url: &str, retry: &str| {
            let form = SseForm { url: url.to_owned(), retry_millis: retry.to_owned(), ..SseForm::default() };
            form.config().expect_err("a problem")
        };
        assert!(matches!(form("ws://h/", "1"), FormProblem::Peer(PeerProblem::Url(UrlError::Scheme { .. }))));
        assert!(matches!(form("nowhere", "1"), FormProblem::Peer(PeerProblem::Url(UrlError::Invalid { .. }))));
        assert!(matches!(form("http://h/", "soon"), FormProblem::Retry { .. }));
    }

    #[test]
    fn fields_that_a_settings_file_lacks_take_their_defaults() {
        let form: SseForm = toml::from_str("url = \"http://h/\"\nmethod = \"POST\"").expect("a form");
        assert_eq!(
            (form.url.as_str(), form.method, form.retry_millis.as_str()),
            ("http://h/", FormMethod::Post, "3000")
        );
        assert!(form.reconnects);
    }
}
