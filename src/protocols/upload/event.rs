//! What may be asked of a running upload, what it reports, and what can go wrong with it.

use std::time::Duration;

use super::{
    file_id::FileIdError,
    source::{Change, SourceError},
};
use crate::{
    engine::Weigh,
    net::{cookies::CookieChange, http::HttpError, redirect::NotFollowed},
    protocols::Report,
    transcript::{
        Entry,
        reason::{Code, HasReason, Reason},
    },
};

/// A body of which no byte has moved, or a question that has no answer, is given up and tried again after this.
pub const STALL_TIMEOUT: Duration = Duration::from_secs(30);

/// What the window asks of a running upload.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Command {
    /// Abort the request, and ask what the server has kept.
    Pause,
    /// Ask again, and go on from the server's byte.
    Resume,
    /// Send everything again, from the first byte.
    Restart,
    /// Do not wait any longer.
    RetryNow,
    /// Give up.
    Cancel,
    /// Another cookie, or one less.
    ChangeCookies(CookieChange),
}

/// What a running upload reports.
#[derive(Clone, Debug, PartialEq)]
pub enum Event {
    /// A row of the record.
    Row(Entry),
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
        if let Self::Row(row) = self { Some(row) } else { None }
    }

    fn cookie_change(&self) -> Option<&CookieChange> {
        if let Self::Cookies(change) = self { Some(change) } else { None }
    }
}

impl Weigh for Event {
    fn weight_bytes(&self) -> usize {
        match self {
            Self::Row(row) => row.weight_bytes(),
            Self::Cookies(change) => size_of::<Self>() + change.weight_bytes(),
        }
    }
}

/// Why an upload does not go on; the message of an `error` row.
#[derive(Debug, thiserror::Error)]
pub enum UploadError {
    /// The file cannot be sent.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// The ID cannot be sent.
    #[error(transparent)]
    FileId(#[from] FileIdError),
    /// No answer, or one that was cut.
    #[error(transparent)]
    Http(#[from] HttpError),
    /// A redirect that is not followed, though the user wants them to be.
    #[error(transparent)]
    Redirect(#[from] NotFollowed),
    /// The connection ended inside our body.
    #[error("the server closed the connection while the file was being sent; it may have answered before that")]
    CutWhileSending(#[source] HttpError),
    /// All of it was sent, but it is not the file any more that it was at the beginning.
    #[error(
        "the file changed while it was sent ({change}): what the server has may be neither the old file nor the new one. Restart from 0"
    )]
    ChangedWhileSent {
        /// What is different.
        change: Change,
    },
    /// The file is shorter than it was.
    #[error("the file ended {missing_bytes} bytes early: it was cut while it was being sent")]
    FileCut {
        /// What was promised and is not there.
        missing_bytes: u64,
    },
    /// The file could not be read to its end.
    #[error("the file could not be read any further")]
    FileRead(#[source] std::io::Error),
    /// Nobody waits for the body any more; only the HTTP exchange sees this.
    #[error("the request is over")]
    Abandoned,
    /// Nothing moves.
    #[error("no byte has moved for {} s", STALL_TIMEOUT.as_secs())]
    Stalled,
    /// A question has no answer.
    #[error("no answer within {} s", STALL_TIMEOUT.as_secs())]
    NoAnswer,
    /// The server answered something that is no number.
    #[error("the server's answer to status is not a number: {answer:?}")]
    NotANumber {
        /// The beginning of the answer.
        answer: String,
    },
    /// The server says that it has more than there is.
    #[error("the server says it has {answer} bytes, but the file has {size_bytes}: this ID belongs to another file")]
    BeyondTheFile {
        /// The server's number.
        answer: String,
        /// The file's size.
        size_bytes: u64,
    },
    /// The server has less than it said before.
    #[error("the server's number went back: it said {before}, now it says {now}. Restart from 0")]
    WentBack {
        /// What it said.
        before: u64,
        /// What it says.
        now: u64,
    },
    /// The server does not take it.
    #[error("the server answered {status} {reason_phrase}")]
    Refused {
        /// The status.
        status: u16,
        /// The phrase behind it.
        reason_phrase: String,
    },
    /// It is stored, but not as we have it.
    #[error("the server stored other bytes: its SHA-256 is {stored}, ours {local}")]
    ChecksumDiffers {
        /// Of the server's bytes.
        stored: String,
        /// Of our file.
        local: String,
    },
    /// The list of stored files does not have it.
    #[error("the server's list of stored files does not have this ID")]
    NotListed,
    /// The list of stored files is not one.
    #[error("the server's list of stored files cannot be read")]
    BadList(#[source] serde_json::Error),
}

impl HasReason for UploadError {
    fn reason(&self) -> Reason {
        match self {
            Self::Source(error) => error.reason(),
            Self::FileId(error) => error.reason(),
            Self::Http(error) => error.reason(),
            Self::Redirect(error) => error.reason(),
            Self::CutWhileSending(error) => Reason::new(Code::CutWhileSending).because(error.code()),
            Self::ChangedWhileSent { change } => Reason::new(Code::FileChangedWhileSent).because_of(change.reason()),
            Self::FileCut { missing_bytes } => Reason::new(Code::FileCut).with("missing", *missing_bytes),
            Self::FileRead(error) => Reason::new(Code::FileReadFailed).because(Code::of_io(error)),
            Self::Abandoned => Code::RequestAbandoned.into(),
            Self::Stalled => Reason::new(Code::UploadStalled).with("seconds", STALL_TIMEOUT),
            Self::NoAnswer => Reason::new(Code::StatusTimeout).with("seconds", STALL_TIMEOUT),
            Self::NotANumber { answer } => Reason::new(Code::OffsetNotANumber).with("answer", answer),
            Self::BeyondTheFile { answer, size_bytes } => {
                Reason::new(Code::OffsetBeyondFile).with("answer", answer).with("size", *size_bytes)
            }
            Self::WentBack { before, now } => {
                Reason::new(Code::OffsetWentBack).with("before", *before).with("now", *now)
            }
            Self::Refused { status, reason_phrase } => {
                Reason::new(Code::UnexpectedStatus).with("status", *status).with("phrase", reason_phrase)
            }
            Self::ChecksumDiffers { stored, local } => {
                Reason::new(Code::ChecksumMismatch).with("stored", stored).with("local", local)
            }
            Self::NotListed => Code::NotListed.into(),
            Self::BadList(_) => Code::ListUnreadable.into(),
        }
    }
}

/// What is to be said of an upload that has not failed, or that was ended; the `reason` of a `state` or a `backoff`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UploadNote {
    /// There was nothing to send.
    #[error("the server has the whole file")]
    AlreadyComplete,
    /// A success was answered, and bytes are missing all the same.
    #[error("the server took the request but has {confirmed} of {size_bytes} bytes")]
    Incomplete {
        /// What the server has.
        confirmed: u64,
        /// The file's size.
        size_bytes: u64,
    },
    /// The server tells no checksum.
    #[error("the server has the whole file, but no checksum to compare with")]
    NothingToCompare,
    /// The server forgets a finished upload, so it is not asked.
    #[error("the server took it all; with X-File-Size it forgets the upload then, so it is not asked")]
    TakenWhole,
    /// The tab was closed or the program ends.
    #[error("the program ended it")]
    ProgramEnded,
    /// The user gave it up. The word of the record.
    #[error("cancelled")]
    Cancelled,
}

impl HasReason for UploadNote {
    fn reason(&self) -> Reason {
        match *self {
            Self::AlreadyComplete => Code::AlreadyComplete.into(),
            Self::Incomplete { confirmed, size_bytes } => {
                Reason::new(Code::Incomplete).with("confirmed", confirmed).with("size", size_bytes)
            }
            Self::NothingToCompare => Code::NothingToCompare.into(),
            Self::TakenWhole => Code::TakenWhole.into(),
            Self::ProgramEnded => Code::ProgramEnded.into(),
            Self::Cancelled => Code::Cancelled.into(),
        }
    }
}
