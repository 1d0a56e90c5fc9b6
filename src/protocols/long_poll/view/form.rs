//! The fields of a long poll's tab, and the session that they describe.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use crate::{
    net::{Schemes, UrlError, parse_url},
    protocols::{
        long_poll::{MaxRate, MaxRateError, PollConfig},
        tab::{LAB_ADDRESS, RecordStart},
    },
    transcript::reason::{HasReason, Reason},
    ui::form::{FormMethod, FormSection, PeerFields, PeerForm, PeerProblem, Problem},
};

/// The fields of the shared sections that a poll has.
pub(super) const FIELDS: PeerFields = PeerFields { answer_timeout: true, chooses_redirects: true };

/// The sections that only this protocol has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Own {
    /// The request's body.
    Body,
    /// Where messages are published.
    Publish,
    /// How many requests may start.
    Pace,
}

/// What is typed into a tab; it outlives the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct PollForm {
    /// What is asked.
    pub url: String,
    /// How it is asked.
    pub method: FormMethod,
    /// The request's body, unless it is a GET.
    pub body: String,
    /// Requests that may start in a second, or `off`.
    pub max_rate: String,
    /// Where messages are posted; empty for nowhere.
    pub publish_url: String,
    /// The message in the publish box.
    pub publish_text: String,
    /// What all tabs ask.
    #[serde(flatten)]
    pub peer: PeerForm,
}

/// Why a form describes no session.
#[derive(Debug, thiserror::Error)]
pub enum FormProblem {
    /// The URL for publishing.
    #[error(transparent)]
    PublishUrl(UrlError),
    /// What all tabs ask.
    #[error(transparent)]
    Peer(#[from] PeerProblem),
    /// The rate.
    #[error(transparent)]
    MaxRate(#[from] MaxRateError),
}

impl HasReason for FormProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::PublishUrl(error) => error.reason(),
            Self::Peer(problem) => problem.reason(),
            Self::MaxRate(error) => error.reason(),
        }
    }
}

impl Problem<Own> for FormProblem {
    fn section(&self) -> Option<FormSection<Own>> {
        match self {
            Self::Peer(problem) => problem.section(),
            Self::PublishUrl(_) => Some(FormSection::Own(Own::Publish)),
            Self::MaxRate(_) => Some(FormSection::Own(Own::Pace)),
        }
    }
}

impl Default for PollForm {
    fn default() -> Self {
        Self {
            url: format!("http://{LAB_ADDRESS}/poll/subscribe"),
            method: FormMethod::Get,
            body: String::new(),
            max_rate: MaxRate::default().to_string(),
            publish_url: format!("http://{LAB_ADDRESS}/poll/publish"),
            publish_text: String::new(),
            peer: PeerForm::default(),
        }
    }
}

impl PollForm {
    /// The rate that is typed.
    ///
    /// # Errors
    /// When it is none.
    pub fn rate(&self) -> Result<MaxRate, MaxRateError> {
        self.max_rate.parse()
    }

    /// Whether messages can be published.
    pub fn publishes(&self) -> bool {
        !self.publish_url.trim().is_empty()
    }

    /// Why nothing can be published to what is typed, if nothing can.
    pub(super) fn publish_problem(&self) -> Option<UrlError> {
        if self.publishes() { parse_url(&self.publish_url, Schemes::Http).err() } else { None }
    }

    /// The session, and what its record begins with.
    ///
    /// # Errors
    /// When a field makes no sense.
    pub fn config(&self) -> Result<(PollConfig, RecordStart), FormProblem> {
        let mut config = PollConfig::get(&self.url).map_err(PeerProblem::Url)?;
        if self.publishes() {
            config = config.publishing_to(&self.publish_url).map_err(FormProblem::PublishUrl)?;
        }
        config.peer = self.peer.options()?;
        config.max_rate = self.rate()?;
        config.method = self.method.method();
        if self.method.has_body() {
            config.body = Some(Bytes::from(self.body.clone()));
        }
        let record = RecordStart { url: config.url.to_string(), settings: config.settings() };
        Ok((config, record))
    }
}

#[cfg(test)]
mod tests {
    use http::Method;

    use super::*;

    #[test]
    fn a_body_goes_with_a_post_only() {
        let form = PollForm { body: "{}".to_owned(), ..PollForm::default() };
        assert!(form.config().expect("a session").0.body.is_none());
        let post = PollForm { method: FormMethod::Post, ..form };
        let (config, record) = post.config().expect("a session");
        assert_eq!((config.method, config.body.as_deref()), (Method::POST, Some(b"{}".as_slice())));
        assert_eq!((&record.settings["method"], &record.settings["maxRate"]), (&"POST".into(), &"10".into()));
    }

    #[test]
    fn compressed_answers_are_asked_for_when_that_is_ticked() {
        let mut form = PollForm::default();
        assert!(form.config().expect("a session").0.peer.headers.is_empty());
        form.peer.accepts_codings = true;
        let (config, record) = form.config().expect("a session");
        assert_eq!(config.peer.headers[0].value(), "gzip, deflate, br");
        assert_eq!(record.settings["headers"][0][1], "gzip, deflate, br");
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let problem = |change: fn(&mut PollForm)| {
            let mut form = PollForm::default();
            change(&mut form);
            form.config().expect_err("a problem")
        };
        assert!(matches!(problem(|form| form.url = "ws://h/".to_owned()), FormProblem::Peer(PeerProblem::Url(_))));
        assert!(matches!(problem(|form| form.publish_url = "nowhere".to_owned()), FormProblem::PublishUrl(_)));
        assert!(matches!(problem(|form| form.max_rate = "fast".to_owned()), FormProblem::MaxRate(_)));
    }

    #[test]
    fn without_a_publish_url_it_only_polls() {
        let form = PollForm { publish_url: " ".to_owned(), ..PollForm::default() };
        assert!(form.config().expect("a session").0.publish_url.is_none());
    }

    #[test]
    fn fields_that_a_settings_file_lacks_take_their_defaults() {
        let saved = "url = \"http://h/\"\nmethod = \"POST\"\naccepts_codings = true\n[security]\nextra_ca = \"a.pem\"";
        let form: PollForm = toml::from_str(saved).expect("a form");
        assert_eq!((form.url.as_str(), form.method), ("http://h/", FormMethod::Post));
        assert_eq!((form.max_rate.as_str(), form.peer.accepts_codings), ("10", true));
        assert_eq!(form.peer.security.extra_ca, "a.pem");
        let back: PollForm = toml::from_str(&toml::to_string(&form).expect("written")).expect("a form");
        assert_eq!(back.peer.security, form.peer.security);
    }
}
