//! The fields of a WebSocket's tab, and the session, the messages and the closes that they describe.

mod composer;
mod expert;
mod format;
mod history;
mod messages;
mod saved;

use std::time::Duration;

use http::HeaderValue;
use serde::{Deserialize, Serialize};

pub(super) use self::expert::{PRESETS, broken_rules};
pub use self::{
    composer::{ComposerForm, ComposerPanel, ComposerProblem, Snippet},
    expert::{ExpertForm, ExpertProblem, FramePayload},
    format::MessageFormat,
    history::{History, Written},
};
use super::{
    compression::{CompressionForm, CompressionProblem},
    liveness::{LivenessForm, LivenessProblem},
    replies::{RepliesForm, RuleProblem},
};
use crate::{
    net::{
        Schemes,
        headers::{HeaderError, parse_pair},
        parse_url,
        tap::Keep,
    },
    protocols::{
        tab::{LAB_ADDRESS, RecordStart},
        websocket::{
            Config,
            close::{CloseCode, CloseError, CloseRequest},
            config::{CLOSING_TIMEOUT_WINDOW, SubprotocolError, parse_subprotocols},
            replies::Replies,
        },
    },
    transcript::reason::{Code, HasReason, Reason},
    ui::form::{FormSection, PeerFields, PeerForm, PeerProblem, Problem},
};

/// The longest time that a close may be given.
const MAX_CLOSING_SECONDS: f64 = 3600.0;

/// The fields of the shared sections that a WebSocket has: the time for its connection is that for its answer, too.
pub(in crate::protocols::websocket::view) const FIELDS: PeerFields =
    PeerFields { answer_timeout: false, chooses_redirects: true };

/// The sections that only this protocol has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::protocols::websocket::view) enum Own {
    /// The subprotocols that are offered.
    Subprotocols,
    /// Of messages, and how large they may be.
    Compression,
    /// Pings, the idle alarm, reconnecting.
    Liveness,
    /// What is answered by itself.
    Replies,
    /// The rest.
    Options,
}

/// What is typed into a tab; it outlives the program.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct WebSocketForm {
    /// Where the server is.
    pub url: String,
    /// The page that a browser would name; not sent while it is empty.
    pub origin: String,
    /// Offered subprotocols, with commas between them.
    pub subprotocols: String,
    /// What all tabs ask.
    #[serde(flatten)]
    pub peer: PeerForm,
    /// What compression is offered, and how large a message may be.
    pub compression: CompressionForm,
    /// How long the peer may take to finish a close, in seconds.
    pub closing_seconds: String,
    /// Whether every message is sent back.
    pub echoes: bool,
    /// Rules that answer messages.
    pub replies: RepliesForm,
    /// Pings, the idle alarm, reconnecting.
    pub liveness: LivenessForm,
    /// Whether the plots are shown.
    pub shows_plots: bool,
    /// What a ping carries.
    pub ping: String,
    /// What is to be sent.
    pub message: String,
    /// How the message is written.
    pub format: MessageFormat,
    /// The code to close with: a number or `none`.
    pub close_code: String,
    /// The reason to close with.
    pub close_reason: String,
    /// What else the composer has.
    pub composer: ComposerForm,
}

/// Why a form describes no session.
#[derive(Debug, thiserror::Error)]
pub enum FormProblem {
    /// What all tabs ask.
    #[error(transparent)]
    Peer(#[from] PeerProblem),
    /// The origin.
    #[error("this origin cannot be sent")]
    Origin(#[source] HeaderError),
    /// The subprotocols.
    #[error(transparent)]
    Subprotocols(#[from] SubprotocolError),
    /// The compression.
    #[error(transparent)]
    Compression(#[from] CompressionProblem),
    /// Pings, the alarm or the attempts.
    #[error(transparent)]
    Liveness(#[from] LivenessProblem),
    /// A reply rule.
    #[error(transparent)]
    Reply(#[from] RuleProblem),
    /// The time for a close.
    #[error("the time for a close is a number of seconds from 0 to {MAX_CLOSING_SECONDS}, not {text:?}")]
    ClosingTime {
        /// What was typed.
        text: String,
    },
}

impl HasReason for FormProblem {
    fn reason(&self) -> Reason {
        match self {
            Self::Peer(problem) => problem.reason(),
            Self::Origin(error) => Reason::new(Code::OriginUnsendable).because_of(error.reason()),
            Self::Subprotocols(error) => error.reason(),
            Self::Compression(problem) => problem.reason(),
            Self::Liveness(problem) => problem.reason(),
            Self::Reply(problem) => problem.reason(),
            Self::ClosingTime { text } => Reason::new(Code::CloseTimeInvalid)
                .with("text", text)
                .with("limit", Duration::from_secs_f64(MAX_CLOSING_SECONDS)),
        }
    }
}

impl Problem<Own> for FormProblem {
    fn section(&self) -> Option<FormSection<Own>> {
        Some(FormSection::Own(match self {
            Self::Peer(problem) => return problem.section(),
            Self::Subprotocols(_) => Own::Subprotocols,
            Self::Compression(_) => Own::Compression,
            Self::Liveness(_) => Own::Liveness,
            Self::Reply(_) => Own::Replies,
            Self::Origin(_) | Self::ClosingTime { .. } => Own::Options,
        }))
    }
}

impl Default for WebSocketForm {
    fn default() -> Self {
        Self {
            url: format!("ws://{LAB_ADDRESS}/ws/echo"),
            origin: String::new(),
            subprotocols: String::new(),
            peer: PeerForm::default(),
            compression: CompressionForm::default(),
            closing_seconds: CLOSING_TIMEOUT_WINDOW.as_secs().to_string(),
            echoes: false,
            replies: RepliesForm::default(),
            liveness: LivenessForm::default(),
            shows_plots: false,
            ping: String::new(),
            message: "Hello, Wirelight!".to_owned(),
            format: MessageFormat::Text,
            close_code: CloseCode::NORMAL.number().to_string(),
            close_reason: String::new(),
            composer: ComposerForm::default(),
        }
    }
}

impl WebSocketForm {
    /// The session, and what its record begins with.
    ///
    /// # Errors
    /// When a field makes no sense.
    pub fn config(&self) -> Result<(Config, RecordStart), FormProblem> {
        let mut config = Config {
            peer: self.peer.options()?,
            origin: self.origin()?,
            subprotocols: self.subprotocols()?,
            closing_timeout: self.closing_timeout()?,
            replies: self.replies()?,
            liveness: self.liveness.options()?,
            reconnect: self.liveness.reconnect()?,
            watches_queues: self.shows_plots,
            deflate: self.compression.offer()?,
            max_message_bytes: self.compression.max_message_bytes()?,
            keep: Keep::Frames,
            ..Config::new(parse_url(&self.url, Schemes::WebSocket).map_err(PeerProblem::Url)?)
        };
        config.peer.connect.send_buffer_bytes = self.liveness.send_buffer_bytes();
        let record = RecordStart { url: config.url.to_string(), settings: config.settings() };
        Ok((config, record))
    }

    /// What is sent back by itself.
    ///
    /// # Errors
    /// When a rule cannot be used.
    pub fn replies(&self) -> Result<Replies, RuleProblem> {
        self.replies.replies(self.echoes)
    }

    /// The origin, if one is filled in.
    ///
    /// # Errors
    /// When it cannot stand in a header.
    pub fn origin(&self) -> Result<Option<HeaderValue>, FormProblem> {
        match self.origin.trim() {
            "" => Ok(None),
            origin => parse_pair("Origin", origin).map(|line| Some(line.value().clone())).map_err(FormProblem::Origin),
        }
    }

    /// The subprotocols that are offered.
    ///
    /// # Errors
    /// When one is none, or is there twice.
    pub fn subprotocols(&self) -> Result<Vec<String>, SubprotocolError> {
        parse_subprotocols([self.subprotocols.as_str()])
    }

    /// How long the peer may take to finish a close.
    ///
    /// # Errors
    /// When it is no time.
    pub fn closing_timeout(&self) -> Result<Duration, FormProblem> {
        let text = self.closing_seconds.trim();
        let seconds = text.parse().ok().filter(|seconds| (0.0..=MAX_CLOSING_SECONDS).contains(seconds));
        seconds.map(Duration::from_secs_f64).ok_or_else(|| FormProblem::ClosingTime { text: text.to_owned() })
    }

    /// The code to close with; `None` is a frame without one.
    ///
    /// # Errors
    /// When it is no code that may be sent.
    pub fn close_code(&self) -> Result<Option<CloseCode>, CloseError> {
        let close: CloseRequest = self.close_code.trim().parse()?;
        Ok(close.code())
    }

    /// How to close.
    ///
    /// # Errors
    /// When code or reason cannot be sent.
    pub fn close(&self) -> Result<CloseRequest, CloseError> {
        CloseRequest::new(self.close_code()?, self.close_reason.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::UrlError;

    #[test]
    fn a_form_describes_a_session_or_says_why_not() {
        let form = WebSocketForm {
            origin: "https://javascript.info".to_owned(),
            subprotocols: "chat, superchat".to_owned(),
            closing_seconds: "1.5".to_owned(),
            ..WebSocketForm::default()
        };
        let (config, record) = form.config().expect("a session");
        assert_eq!(config.subprotocols, ["chat", "superchat"]);
        assert_eq!(config.closing_timeout, Duration::from_millis(1500));
        assert_eq!(record.settings["origin"], "https://javascript.info");
        assert!(WebSocketForm::default().config().expect("a session").0.origin.is_none());
        let problem = |form: WebSocketForm| form.config().expect_err("a problem");
        for (url, is_meant) in [
            ("ftp://h/", (|error| matches!(error, UrlError::Scheme { .. })) as fn(&UrlError) -> bool),
            ("ws://h/#part", |error| matches!(error, UrlError::Fragment { .. })),
            ("localhost:81/", |error| matches!(error, UrlError::NoScheme { .. })),
        ] {
            let FormProblem::Peer(PeerProblem::Url(error)) =
                problem(WebSocketForm { url: url.to_owned(), ..form.clone() })
            else {
                panic!("{url} is taken")
            };
            assert!(is_meant(&error), "{error}");
        }
        let page = WebSocketForm { url: "https://h:81/".to_owned(), ..form.clone() };
        let (config, record) = page.config().expect("a session");
        assert_eq!((config.url.as_str(), record.url.as_str()), ("wss://h:81/", "wss://h:81/"));
        let seconds = WebSocketForm { closing_seconds: "-1".to_owned(), ..form.clone() };
        assert!(matches!(problem(seconds), FormProblem::ClosingTime { .. }));
        let origin = WebSocketForm { origin: "a\u{1}".to_owned(), ..form };
        assert!(matches!(problem(origin), FormProblem::Origin(_)));
    }

    #[test]
    fn a_close_is_a_code_with_a_reason_or_none() {
        let close = |code: &str, reason: &str| {
            WebSocketForm { close_code: code.to_owned(), close_reason: reason.to_owned(), ..WebSocketForm::default() }
                .close()
        };
        assert_eq!(
            close("4000", "a:b").map(|close| (close.shown_code(), close.reason().to_owned())),
            Ok((4000, "a:b".to_owned()))
        );
        assert_eq!(close("none", "").map(|close| close.code()), Ok(None));
        assert_eq!(close("none", "x"), Err(CloseError::ReasonWithoutCode));
        assert_eq!(close("1006", ""), Err(CloseError::NeverSent { code: 1006 }));
    }
}
