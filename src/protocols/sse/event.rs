//! The commands of a source, what it reports, how it can fail, and why it closes.

use super::decoder::BlockTooLong;
use crate::{
    engine::Weigh,
    net::{cookies::CookieChange, http::HttpError, quoted::Quoted, redirect::NotFollowed},
    protocols::{
        Report,
        awaiting::{AnswerTimeout, Awaited},
    },
    transcript::{
        Entry,
        reason::{Code, HasReason, Reason},
    },
};

/// Redirects that one connection follows. Fetch §4.4.
pub const MAX_REDIRECTS: u32 = 20;

/// What the window asks of a running source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// `EventSource.close()`: final.
    Close,
    /// Do not wait any longer.
    ReconnectNow,
    /// Another reconnection time in milliseconds, from the next wait on.
    SetRetry(u64),
    /// Another cookie, or one less.
    ChangeCookies(CookieChange),
}

/// What a running source reports.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A row of the record.
    Row(Entry),
    /// A [`Command::SetRetry`] is in force.
    RetrySet(u64),
    /// The head of an answer takes its time. It is no row: when it comes, its row tells when.
    Awaiting(Awaited),
    /// The cookies have changed.
    Cookies(CookieChange),
}

impl From<Entry> for Event {
    fn from(row: Entry) -> Self {
        Self::Row(row)
    }
}

impl Report for Event {
    fn entry(&self) -> Option<&Entry> {
        match self {
            Self::Row(row) => Some(row),
            Self::RetrySet(_) | Self::Awaiting(_) | Self::Cookies(_) => None,
        }
    }

    fn cookie_change(&self) -> Option<&CookieChange> {
        if let Self::Cookies(change) = self { Some(change) } else { None }
    }

    fn notice(&self) -> Option<String> {
        match self {
            Self::Awaiting(awaited) => Some(awaited.notice()),
            Self::Row(_) | Self::RetrySet(_) | Self::Cookies(_) => None,
        }
    }
}

impl Weigh for Event {
    fn weight_bytes(&self) -> usize {
        match self {
            Self::Row(row) => row.weight_bytes(),
            Self::RetrySet(_) => size_of::<Self>(),
            Self::Awaiting(awaited) => size_of::<Self>() + awaited.host.len(),
            Self::Cookies(change) => size_of::<Self>() + change.weight_bytes(),
        }
    }
}

/// What went wrong on the way; the message of an `error` row.
#[derive(Debug, thiserror::Error)]
pub enum SseError {
    /// No answer, or one that was cut.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// The user has set a limit for the answer's head.
    #[error(transparent)]
    AnswerTimeout(#[from] AnswerTimeout),
    /// The server sends us from one place to the next without an end.
    #[error(transparent)]
    Redirect(#[from] NotFollowed),
    /// The stream wants more memory than we give it.
    #[error(transparent)]
    BlockTooLong(#[from] BlockTooLong),
    /// The ID cannot be written into a header, so it is not sent.
    #[error("Last-Event-ID is left out: {id} holds a control character, which no header may have")]
    UnsendableId {
        /// The begin of the last event ID.
        id: Quoted,
    },
}

impl SseError {
    /// Whether trying again could not help.
    pub fn is_hopeless(&self) -> bool {
        match self {
            Self::Http(error) => error.is_hopeless(),
            Self::BlockTooLong(_) | Self::AnswerTimeout(_) => true,
            Self::Redirect(_) | Self::UnsendableId { .. } => false,
        }
    }
}

impl HasReason for SseError {
    fn reason(&self) -> Reason {
        match self {
            Self::Http(error) => error.reason(),
            Self::AnswerTimeout(error) => error.reason(),
            Self::Redirect(error) => error.reason(),
            Self::BlockTooLong(error) => error.reason(),
            Self::UnsendableId { id } => Reason::new(Code::EventIdUnsendable).with("id", id.to_string()),
        }
    }
}

/// Why a source waits that has not failed: the `reason` of a `backoff`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("the stream ended")]
pub struct StreamEnded;

impl HasReason for StreamEnded {
    fn reason(&self) -> Reason {
        Code::StreamEnded.into()
    }
}

/// Why a source is closed that nobody asked to close: the `reason` of the last `state`.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// How a server says that a source shall not come back.
    #[error("the server answered 204 No Content: nothing more will come")]
    NoContent,
    /// Any other status but 200.
    #[error("the server answered {}, a source wants 200", spoken(*status, phrase))]
    Status {
        /// The status code.
        status: u16,
        /// The phrase behind it, empty if there is none.
        phrase: String,
    },
    /// 200, but without a type.
    #[error("the answer has no content type, a source wants text/event-stream")]
    NoContentType,
    /// 200, but something else.
    #[error("the answer's content type is {value}, a source wants text/event-stream")]
    ContentType {
        /// The begin of the header's value.
        value: Quoted,
    },
    /// A redirect to nowhere.
    #[error("the server answered {} without saying where to", spoken(*status, phrase))]
    NoLocation {
        /// The status code.
        status: u16,
        /// The phrase behind it, empty if there is none.
        phrase: String,
    },
    /// The end of a stream whose source does not come back.
    #[error("the stream ended, and this source does not reconnect")]
    Ended,
    /// The network failed under a source that does not come back.
    #[error("the connection failed, and this source does not reconnect")]
    Failed,
}

fn spoken(status: u16, phrase: &str) -> String {
    format!("{status} {phrase}").trim_end().to_owned()
}

impl HasReason for Refusal {
    fn reason(&self) -> Reason {
        match self {
            Self::NoContent => Code::NoContent.into(),
            Self::Status { status, phrase } => {
                Reason::new(Code::UnexpectedStatus).with("status", *status).with("phrase", phrase)
            }
            Self::NoContentType => Code::ContentTypeMissing.into(),
            Self::ContentType { value } => Reason::new(Code::ContentTypeWrong).with("value", value.to_string()),
            Self::NoLocation { status, .. } => Reason::new(Code::RedirectWithoutLocation).with("status", *status),
            Self::Ended => Code::EndedWithoutReconnect.into(),
            Self::Failed => Code::FailedWithoutReconnect.into(),
        }
    }
}
