//! Why something is not sent. The connection stays as it is.

use std::{
    io,
    path::{Path, PathBuf},
};

use super::{draft::DraftProblem, fragments::NoFragment};
use crate::{
    limits::MAX_MESSAGE_BYTES,
    transcript::reason::{Code, HasReason, Reason},
};

/// Why something is not sent.
#[derive(Debug, thiserror::Error)]
pub enum SendError {
    /// A file cannot be sent.
    #[error("cannot read {}, it is not sent", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file is too big for one message.
    #[error("{} is larger than {} MiB, it is not sent", path.display(), MAX_MESSAGE_BYTES / 1024 / 1024)]
    FileTooBig {
        /// The file.
        path: PathBuf,
    },
    /// The lines of a file cannot be sent.
    #[error("cannot read {}, the rest of its lines is not sent", path.display())]
    Lines {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A line is no text.
    #[error("line {line} of {} is not UTF-8: it and what follows is not sent", path.display())]
    LineNotUtf8 {
        /// The file.
        path: PathBuf,
        /// Its number, from 1.
        line: u64,
        /// Where in the line.
        source: std::str::Utf8Error,
    },
    /// A line is longer than a message may be.
    #[error("line {line} of {} is longer than {} MiB: it and what follows is not sent", path.display(), MAX_MESSAGE_BYTES / 1024 / 1024)]
    LineTooLong {
        /// The file.
        path: PathBuf,
        /// Its number, from 1.
        line: u64,
    },
    /// Something written cannot be sent.
    #[error("this is not sent")]
    Draft(#[from] DraftProblem),
    /// A piece of a message cannot be one.
    #[error("this fragment is not sent")]
    Fragment(#[from] NoFragment),
    /// The peer takes nothing, and too much waits already.
    #[error("{waiting} bytes wait for the peer already: this message is not sent")]
    QueueFull {
        /// Payload bytes that wait.
        waiting: u64,
    },
    /// The session ended before the socket took everything.
    #[error("{messages} messages ({bytes} bytes) were not sent: the connection ended before")]
    NotSent {
        /// How many.
        messages: usize,
        /// Their payload bytes, as far as they are known.
        bytes: u64,
    },
}

impl HasReason for SendError {
    fn reason(&self) -> Reason {
        match self {
            Self::Draft(problem) => problem.reason(),
            Self::Fragment(problem) => problem.reason(),
            Self::QueueFull { waiting } => Reason::new(Code::SendQueueFull).with("waiting", *waiting),
            Self::NotSent { messages, bytes } => {
                Reason::new(Code::NotSent).with("messages", *messages).with("bytes", *bytes)
            }
            Self::File { path, source } | Self::Lines { path, source } => not_sent(path, Code::of_io(source).into()),
            Self::FileTooBig { path } => {
                not_sent(path, Reason::new(Code::FileTooBig).with("limit", MAX_MESSAGE_BYTES / 1024 / 1024))
            }
            Self::LineNotUtf8 { path, line, .. } => not_sent(path, Reason::new(Code::LineNotUtf8).with("line", *line)),
            Self::LineTooLong { path, line } => {
                let cause = Reason::new(Code::LineTooLong).with("line", *line);
                not_sent(path, cause.with("limit", MAX_MESSAGE_BYTES / 1024 / 1024))
            }
        }
    }
}

/// Something of a file was to be sent and was not.
fn not_sent(path: &Path, cause: Reason) -> Reason {
    Reason::new(Code::CannotSend).with("path", path.display().to_string()).because_of(cause)
}
