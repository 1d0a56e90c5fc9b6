//! The fields of a long poll's tab, and the session that they describe.

use bytes::Bytes;
use http::Method;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    net::{
        UrlError,
        coding::ask_for_codings,
        headers::{HeaderError, to_record},
        tls::{NoPin, Verification},
    },
    protocols::{
        long_poll::{MaxRate, MaxRateError, PollConfig},
        tab::{LAB_ADDRESS, RecordStart},
    },
    ui::{headers::HeaderLines, security::SecurityForm},
};

/// What is typed into a tab; it outlives the program.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
    /// More header lines.
    pub headers: HeaderLines,
    /// Whether compressed answers are asked for.
    pub accepts_codings: bool,
    /// How the server is checked.
    pub security: SecurityForm,
}

/// The methods that the tab offers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum FormMethod {
    /// As nearly all servers want it.
    #[default]
    Get,
    /// For servers that take their arguments as a body.
    Post,
}

/// Why a form describes no session.
#[derive(Debug, thiserror::Error)]
pub enum FormProblem {
    /// The URL.
    #[error(transparent)]
    Url(UrlError),
    /// The URL for publishing.
    #[error(transparent)]
    PublishUrl(UrlError),
    /// A header line.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The fingerprint of the trusted certificate.
    #[error(transparent)]
    Pin(#[from] NoPin),
    /// The rate.
    #[error(transparent)]
    MaxRate(#[from] MaxRateError),
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
            headers: HeaderLines::default(),
            accepts_codings: false,
            security: SecurityForm::default(),
        }
    }
}

impl FormMethod {
    /// All of them, with their names.
    pub const CHOICES: [(Self, &'static str); 2] = [(Self::Get, "GET"), (Self::Post, "POST")];
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

    /// The session, and what its record begins with.
    ///
    /// # Errors
    /// When a field makes no sense.
    pub fn config(&self) -> Result<(PollConfig, RecordStart), FormProblem> {
        let mut config = PollConfig::get(&self.url).map_err(FormProblem::Url)?;
        if self.publishes() {
            config = config.publishing_to(&self.publish_url).map_err(FormProblem::PublishUrl)?;
        }
        config.headers = self.headers.parse()?;
        if self.accepts_codings {
            ask_for_codings(&mut config.headers);
        }
        config.max_rate = self.rate()?;
        config.tls = self.security.tls_options()?;
        if self.method == FormMethod::Post {
            config.method = Method::POST;
            config.body = Some(Bytes::from(self.body.clone()));
        }
        let mut settings = config.settings();
        let headers = to_record(&config.headers);
        settings.insert("headers".to_owned(), headers.into_iter().map(|(name, value)| vec![name, value]).collect());
        let insecure = self.security.verification() == Verification::Skipped;
        settings.insert("insecure".to_owned(), Value::from(insecure));
        let record = RecordStart { url: config.url.to_string(), settings };
        Ok((config, record))
    }
}

#[cfg(test)]
mod tests {
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
        let asked = |accepts_codings| PollForm { accepts_codings, ..PollForm::default() }.config().expect("a session");
        assert!(asked(false).0.headers.is_empty());
        let (config, record) = asked(true);
        assert_eq!(config.headers[0].value(), "gzip, deflate, br");
        assert_eq!(record.settings["headers"][0][1], "gzip, deflate, br");
    }

    #[test]
    fn what_makes_no_sense_is_told() {
        let problem = |change: fn(&mut PollForm)| {
            let mut form = PollForm::default();
            change(&mut form);
            form.config().expect_err("a problem")
        };
        assert!(matches!(problem(|form| form.url = "ws://h/".to_owned()), FormProblem::Url(_)));
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
        let form: PollForm = toml::from_str("url = \"http://h/\"\nmethod = \"POST\"").expect("a form");
        let expected = PollForm { url: "http://h/".to_owned(), method: FormMethod::Post, ..PollForm::default() };
        assert_eq!(form, expected);
    }
}
