//! The codes of why there is no connection, and of what is no proxy.

use std::io;

use tokio_socks::Error as SocksError;

use super::{
    error::{ConnectError, ProxyError, Step},
    proxy::ProxyUrlError,
};
use crate::transcript::reason::{Code, HasReason, Reason};

impl HasReason for ConnectError {
    fn reason(&self) -> Reason {
        let of_host = |code: Code, host: &String| Reason::new(code).with("host", host);
        match self {
            Self::NoHost => Code::UrlWithoutHost.into(),
            Self::Setup(error) => error.reason(),
            Self::Name { host, .. } => of_host(Code::NameNotFound, host),
            Self::Tcp { host, source } => of_tcp(source).with("host", host),
            Self::Timeout { step, host, limit } => of_host(step.timeout_code(), host).with("seconds", *limit),
            Self::Proxy { proxy, host, source } => source.reason().with("proxy", proxy).with("host", host),
            Self::Certificate { host, source } => source.reason.clone().with("host", host),
            Self::Tls { host, source } => of_tls(source).with("host", host),
            Self::ServerName { host, .. } => of_host(Code::TlsNameInvalid, host),
        }
    }
}

impl Step {
    fn timeout_code(self) -> Code {
        match self {
            Self::Name => Code::NameTimeout,
            Self::Connection => Code::ConnectTimeout,
            Self::ProxyTls => Code::ProxyTlsTimeout,
            Self::Proxy => Code::ProxyTimeout,
            Self::Tls => Code::TlsTimeout,
        }
    }
}

fn of_tcp(error: &io::Error) -> Reason {
    match Code::of_io(error) {
        Code::OsConnectionRefused => Code::ConnectRefused.into(),
        Code::OsHostUnreachable | Code::OsNetworkUnreachable => Code::ConnectUnreachable.into(),
        Code::OsTimedOut => Code::ConnectTimedOut.into(),
        other => Reason::new(Code::ConnectFailed).because(other),
    }
}

/// What went wrong in a TLS handshake. RFC 8446 §6.
fn of_tls(error: &io::Error) -> Reason {
    use rustls::Error as Tls;
    let Some(tls) = error.get_ref().and_then(|inner| inner.downcast_ref::<Tls>()) else {
        return match Code::of_io(error) {
            Code::OsUnexpectedEnd => Code::TlsEnded.into(),
            cause => Reason::new(Code::TlsLost).because(cause),
        };
    };
    match tls {
        Tls::AlertReceived(alert) => Reason::new(Code::TlsAlert).with("alert", format!("{alert:?}")),
        Tls::PeerIncompatible(_) => Code::TlsIncompatible.into(),
        Tls::InvalidMessage(_) | Tls::InappropriateMessage { .. } => Code::TlsNotSpoken.into(),
        _ => Code::TlsFailed.into(),
    }
}

impl HasReason for ProxyError {
    fn reason(&self) -> Reason {
        match self {
            Self::Refused { status, reason_phrase, .. } => {
                let code = match status {
                    407 => Code::ProxyWantsLogin,
                    403 => Code::ProxyForbids,
                    502..=504 => Code::ProxyCannotReach,
                    _ => Code::ProxyRefused,
                };
                Reason::new(code).with("status", *status).with("phrase", reason_phrase)
            }
            Self::NotHttp(_) => Code::ProxyNotHttp.into(),
            Self::TooLong { limit } => Reason::new(Code::ProxyHeadTooLong).with("limit", *limit),
            Self::TooManyInterim { limit } => Reason::new(Code::ProxyTooManyInterim).with("limit", *limit),
            Self::Ended => Code::ProxyEnded.into(),
            Self::Lost(error) => Reason::new(Code::ProxyLost).because(Code::of_io(error)),
            Self::Socks(error) => of_socks(error).into(),
        }
    }
}

/// RFC 1928 §6, RFC 1929 §2.
fn of_socks(error: &SocksError) -> Code {
    match error {
        SocksError::NoAcceptableAuthMethods
        | SocksError::UnknownAuthMethod
        | SocksError::InvalidAuthValues(_)
        | SocksError::PasswordAuthFailure(_)
        | SocksError::AuthorizationRequired => Code::SocksWantsLogin,
        SocksError::ConnectionNotAllowedByRuleset => Code::SocksForbids,
        SocksError::NetworkUnreachable
        | SocksError::HostUnreachable
        | SocksError::ConnectionRefused
        | SocksError::TtlExpired => Code::SocksCannotReach,
        _ => Code::SocksFailed,
    }
}

impl HasReason for ProxyUrlError {
    fn reason(&self) -> Reason {
        match self {
            Self::NotAUrl { text, source } => {
                Reason::new(Code::ProxyUrlInvalid).with("text", text).because(Code::of_url(*source))
            }
            Self::Scheme { text, scheme } => {
                Reason::new(Code::ProxySchemeWrong).with("text", text).with("scheme", scheme)
            }
            Self::NoHost { text } => Reason::new(Code::ProxyWithoutHost).with("text", text),
        }
    }
}
