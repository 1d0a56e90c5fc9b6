//! The codes of what the operating system says, and of faults of our own tasks.

use std::io::{self, ErrorKind};

use super::{Code, HasReason, Reason};
use crate::engine::{JobLost, TaskPanicked};

impl Code {
    /// What the system says of a file or a connection.
    pub fn of_io(error: &io::Error) -> Self {
        match error.kind() {
            ErrorKind::NotFound => Self::OsNotFound,
            ErrorKind::PermissionDenied => Self::OsPermissionDenied,
            ErrorKind::ConnectionRefused => Self::OsConnectionRefused,
            ErrorKind::ConnectionReset => Self::OsConnectionReset,
            ErrorKind::ConnectionAborted => Self::OsConnectionAborted,
            ErrorKind::BrokenPipe => Self::OsBrokenPipe,
            ErrorKind::NotConnected => Self::OsNotConnected,
            ErrorKind::HostUnreachable => Self::OsHostUnreachable,
            ErrorKind::NetworkUnreachable | ErrorKind::NetworkDown => Self::OsNetworkUnreachable,
            ErrorKind::TimedOut => Self::OsTimedOut,
            ErrorKind::UnexpectedEof => Self::OsUnexpectedEnd,
            ErrorKind::AddrInUse => Self::OsAddressInUse,
            ErrorKind::AddrNotAvailable => Self::OsAddressNotAvailable,
            ErrorKind::AlreadyExists => Self::OsAlreadyExists,
            ErrorKind::NotADirectory => Self::OsNotADirectory,
            ErrorKind::IsADirectory => Self::OsIsADirectory,
            ErrorKind::ReadOnlyFilesystem => Self::OsReadOnly,
            ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Self::OsStorageFull,
            ErrorKind::FileTooLarge => Self::OsFileTooLarge,
            ErrorKind::InvalidData => Self::OsInvalidData,
            ErrorKind::InvalidInput => Self::OsInvalidInput,
            ErrorKind::OutOfMemory => Self::OsOutOfMemory,
            _ => Self::OsOther,
        }
    }
}

impl HasReason for io::Error {
    fn reason(&self) -> Reason {
        Code::of_io(self).into()
    }
}

impl HasReason for JobLost {
    fn reason(&self) -> Reason {
        match self {
            Self::Panicked { message } => Reason::new(Code::JobPanicked).with("message", message),
            Self::Cancelled => Code::WorkGivenUp.into(),
        }
    }
}

impl HasReason for TaskPanicked {
    fn reason(&self) -> Reason {
        Reason::new(Code::ProgramFault).with("message", &self.message)
    }
}
