//! What a window may ask of a long poll, what it reports, and what may fail.

use crate::{
    engine::Weigh,
    net::{cookies::CookieChange, http::HttpError, quoted::Quoted, redirect::NotFollowed},
    protocols::{
        Report,
        awaiting::{AnswerTimeout, Awaited},
    },
    transcript::{
        Entry,
        entry::Response,
        reason::{Code, HasReason, Reason},
    },
};

use super::Published;

/// What a window may ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Give up the request that is held, and end.
    Stop,
    /// Do not wait any longer. The guard's wait stays: it is a promise to the server.
    PollNow,
    /// Send this text to the publish URL.
    Publish {
        /// The message.
        text: String,
    },
    /// Another cookie, or one less.
    ChangeCookies(CookieChange),
}

/// What a long poll reports.
#[derive(Debug)]
pub enum Event {
    /// A row of the record.
    Row(Entry),
    /// What became of a message that was to be published. It is no row: the record tells of polls only.
    Published(Published),
    /// The head of an answer takes its time: reported once, since holding is what a poll is for.
    Awaiting(Awaited),
    /// The cookies have changed.
    Cookies(CookieChange),
}

impl Weigh for Event {
    fn weight_bytes(&self) -> usize {
        match self {
            Self::Row(entry) => entry.weight_bytes(),
            Self::Published(published) => published.weight_bytes(),
            Self::Awaiting(awaited) => size_of::<Self>() + awaited.host.len(),
            Self::Cookies(change) => size_of::<Self>() + change.weight_bytes(),
        }
    }
}

impl From<Entry> for Event {
    fn from(row: Entry) -> Self {
        Self::Row(row)
    }
}

impl Report for Event {
    fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Row(entry) => Some(entry),
            Self::Published(_) | Self::Awaiting(_) | Self::Cookies(_) => None,
        }
    }

    fn cookie_change(&self) -> Option<&CookieChange> {
        if let Self::Cookies(change) = self { Some(change) } else { None }
    }

    fn notice(&self) -> Option<String> {
        match self {
            Self::Row(_) | Self::Cookies(_) => None,
            Self::Published(published) => Some(published.words()),
            Self::Awaiting(awaited) => Some(awaited.notice()),
        }
    }
}

/// Why a poll failed.
#[derive(Debug, thiserror::Error)]
pub enum PollError {
    /// No answer came, or none could be asked for.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The connection ended inside the body.
    #[error("the answer ended after {received_bytes} bytes of its body")]
    Cut {
        /// How much had come.
        received_bytes: usize,
        /// What ended the connection.
        source: HttpError,
    },
    /// The body is larger than we keep.
    #[error("the answer is larger than {} MiB", limit_bytes / 1024 / 1024)]
    TooLarge {
        /// What we keep.
        limit_bytes: usize,
    },
    /// An answer that is neither a message nor a time-out.
    #[error("the server answered {status}{}{}", spaced(phrase.as_deref()), pointing_to(location.as_ref()))]
    Status {
        /// Its status code.
        status: u16,
        /// The phrase behind it.
        phrase: Option<String>,
        /// Where a redirect points; it is not followed.
        location: Option<Quoted>,
    },
    /// A redirect that is not followed, though the user wants them to be.
    #[error(transparent)]
    Redirect(#[from] NotFollowed),
    /// The user has set a limit for the answer's head.
    #[error(transparent)]
    AnswerTimeout(#[from] AnswerTimeout),
}

impl PollError {
    /// Whether nothing is asked after it: our own side cannot be set up, or the user's limit has passed.
    pub(super) fn is_final(&self) -> bool {
        match self {
            Self::Http(error) => error.is_hopeless(),
            Self::AnswerTimeout(_) => true,
            Self::Redirect(_) | Self::Cut { .. } | Self::TooLarge { .. } | Self::Status { .. } => false,
        }
    }

    /// The error that this answer is.
    pub(super) fn of_status(head: &Response) -> Self {
        let location = head.header("location").map(Quoted::url);
        Self::Status { status: head.status, phrase: head.reason_phrase.clone(), location }
    }
}

impl HasReason for PollError {
    fn reason(&self) -> Reason {
        match self {
            Self::Http(error) => error.reason(),
            Self::Cut { received_bytes, source } => source.reason().with("received", *received_bytes),
            Self::TooLarge { limit_bytes } => {
                Reason::new(Code::AnswerTooLarge).with("limit", limit_bytes / 1024 / 1024)
            }
            Self::Status { status, phrase, location: None } => Reason::new(Code::UnexpectedStatus)
                .with("status", *status)
                .with("phrase", phrase.as_deref().unwrap_or_default()),
            Self::Status { status, location: Some(location), .. } => {
                Reason::new(Code::RedirectNotFollowed).with("status", *status).with("location", location.to_string())
            }
            Self::Redirect(error) => error.reason(),
            Self::AnswerTimeout(error) => error.reason(),
        }
    }
}

fn spaced(phrase: Option<&str>) -> String {
    phrase.filter(|phrase| !phrase.is_empty()).map_or_else(String::new, |phrase| format!(" {phrase}"))
}

fn pointing_to(location: Option<&Quoted>) -> String {
    location.map_or_else(String::new, |location| format!(" and points to {location}, which is not followed"))
}
