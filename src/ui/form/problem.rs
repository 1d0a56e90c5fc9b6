//! What can be wrong with the fields that all tabs have, and the section in which it can be mended.

use std::time::Duration;

use crate::{
    net::{UrlError, connect::ProxyUrlError, headers::HeaderError, tls::PinError},
    transcript::reason::{Code, HasReason, Reason},
};

/// A section; `O` names those of the protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FormSection<O> {
    /// More header lines.
    Headers,
    /// How the server is reached.
    Connection,
    /// How it is checked, and who we are there.
    Security,
    /// The cookies of the tab.
    Cookies,
    /// One of the protocol's own.
    Own(O),
}

/// Why a form describes no session. The window says it by its code.
pub trait Problem<O>: HasReason {
    /// The section in which it can be mended; `None`: the address.
    fn section(&self) -> Option<FormSection<O>>;
}

/// Why these fields describe no way to a peer.
#[derive(Debug, thiserror::Error)]
pub enum PeerProblem {
    /// The URL.
    #[error(transparent)]
    Url(#[from] UrlError),
    /// A header line.
    #[error(transparent)]
    Header(#[from] HeaderError),
    /// The proxy.
    #[error(transparent)]
    Proxy(#[from] ProxyUrlError),
    /// The time for a connection.
    #[error("the time for a connection is a number of seconds above 0, up to {limit_seconds}, not {text:?}")]
    ConnectTimeout {
        /// What was typed.
        text: String,
        /// The longest that may be typed.
        limit_seconds: f64,
    },
    /// The time for an answer.
    #[error("the time for an answer is a number of seconds above 0, up to {limit_seconds}, or empty: not {text:?}")]
    AnswerTimeout {
        /// What was typed.
        text: String,
        /// The longest that may be typed.
        limit_seconds: f64,
    },
    /// The cookies.
    #[error("these cookies cannot be sent")]
    Cookies(#[source] HeaderError),
    /// The login.
    #[error("this login cannot be sent")]
    Login(#[source] HeaderError),
    /// The fingerprint of the trusted certificate.
    #[error(transparent)]
    Pin(#[from] PinError),
}

impl PeerProblem {
    /// The section in which it can be mended; `None`: the address.
    pub fn section<O>(&self) -> Option<FormSection<O>> {
        Some(match self {
            Self::Url(_) => return None,
            Self::Header(_) => FormSection::Headers,
            Self::Proxy(_) | Self::ConnectTimeout { .. } | Self::AnswerTimeout { .. } => FormSection::Connection,
            Self::Cookies(_) => FormSection::Cookies,
            Self::Login(_) | Self::Pin(_) => FormSection::Security,
        })
    }
}

impl HasReason for PeerProblem {
    fn reason(&self) -> Reason {
        let time = |code: Code, text: &String, limit_seconds: f64| {
            Reason::new(code).with("text", text).with("limit", Duration::from_secs_f64(limit_seconds))
        };
        match self {
            Self::Url(error) => error.reason(),
            Self::Header(error) => error.reason(),
            Self::Proxy(error) => error.reason(),
            Self::ConnectTimeout { text, limit_seconds } => time(Code::ConnectTimeInvalid, text, *limit_seconds),
            Self::AnswerTimeout { text, limit_seconds } => time(Code::AnswerTimeInvalid, text, *limit_seconds),
            Self::Cookies(error) => Reason::new(Code::CookiesUnsendable).because_of(error.reason()),
            Self::Login(error) => Reason::new(Code::LoginUnsendable).because_of(error.reason()),
            Self::Pin(error) => error.reason(),
        }
    }
}
