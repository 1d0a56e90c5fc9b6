//! Why a request has no answer, or only a part of one.

use crate::{
    net::{
        coding::CodingFault,
        connect::ConnectError,
        http1::{
            decoder::BodyFault,
            exchange::{CutBy, NoAnswer},
            reader::HeadFault,
        },
        tls::TlsError,
    },
    transcript::{
        entry::RefusedCertificate,
        reason::{Code, HasReason, Reason},
    },
};

/// Why no request could be made or answered. `host` is host and port.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(TlsError),
    /// No connection could be made.
    #[error(transparent)]
    Connect(ConnectError),
    /// The server's certificate was refused; it will be the same next time.
    #[error(
        "the certificate of {host} is not trusted: name its authority as an extra one, or skip verification, or pin it if the fingerprint is what its owner says"
    )]
    Untrusted {
        /// Who showed it.
        host: String,
        /// Which one it is, and what is wrong with it.
        source: RefusedCertificate,
    },
    /// The connection ended before the answer.
    #[error("the connection to {host} ended before an answer came")]
    Exchange {
        /// Who was asked.
        host: String,
        /// How the exchange ended.
        source: NoAnswer,
    },
    /// What came is no answer, or has a head that is not taken.
    #[error("the answer of {host} {fault}")]
    Head {
        /// Who was asked.
        host: String,
        /// What is wrong with it.
        fault: HeadFault,
    },
    /// There are more 1xx answers than we take.
    #[error("{host} sent more than {limit} interim answers (1xx) to one request")]
    TooManyInterim {
        /// Who was asked.
        host: String,
        /// How many are taken.
        limit: usize,
    },
    /// The connection ended inside the answer's body.
    #[error("the answer of {host} was cut short")]
    Body {
        /// Who was asked.
        host: String,
        /// What ended the body.
        source: CutBy,
    },
    /// The body does not keep to its framing, or passes a limit.
    #[error("the answer of {host} {fault}")]
    Framing {
        /// Who was asked.
        host: String,
        /// What is wrong with it.
        fault: BodyFault,
    },
    /// The body cannot be decoded, or holds more than it may.
    #[error("the answer of {host} {fault}")]
    Coding {
        /// Who was asked.
        host: String,
        /// What is wrong with it.
        fault: CodingFault,
    },
}

impl From<TlsError> for HttpError {
    fn from(error: TlsError) -> Self {
        Self::Tls(error)
    }
}

impl From<ConnectError> for HttpError {
    fn from(error: ConnectError) -> Self {
        match error {
            ConnectError::Setup(error) => Self::Tls(error),
            ConnectError::Certificate { host, source } => Self::Untrusted { host, source },
            other => Self::Connect(other),
        }
    }
}

impl HttpError {
    /// Whether asking again could not help: our own side cannot be set up.
    pub fn is_hopeless(&self) -> bool {
        matches!(self, Self::Tls(_))
    }
}

impl HasReason for HttpError {
    fn reason(&self) -> Reason {
        match self {
            Self::Tls(error) => error.reason(),
            Self::Connect(error) => error.reason(),
            Self::Untrusted { host, source } => source.reason.clone().with("host", host),
            Self::Exchange { host, source } => source.reason().with("host", host),
            Self::Head { host, fault } => fault.reason().with("host", host),
            Self::TooManyInterim { host, limit } => {
                Reason::new(Code::TooManyInterim).with("limit", *limit).with("host", host)
            }
            Self::Body { host, source } => source.reason().with("host", host),
            Self::Framing { host, fault } => fault.reason().with("host", host),
            Self::Coding { host, fault } => fault.reason().with("host", host),
        }
    }
}
