//! Why there is no connection, in words that name the step and what can be done.

use std::{io, time::Duration};

use super::super::{http1::head::HeadSyntax, tls::TlsError};
use crate::transcript::entry::RefusedCertificate;

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectError {
    /// The URL names no host.
    #[error("the URL names no host")]
    NoHost,
    /// TLS cannot be set up.
    #[error(transparent)]
    Setup(#[from] TlsError),
    /// The name has no address.
    #[error("cannot find the address of {host}")]
    Name {
        /// The host's name.
        host: String,
        /// What the system says.
        source: io::Error,
    },
    /// Nobody takes the connection.
    #[error("cannot connect to {host}")]
    Tcp {
        /// Host and port.
        host: String,
        /// What the system says.
        source: io::Error,
    },
    /// It took too long.
    #[error("no {step} with {host} within {} s", limit.as_secs_f64())]
    Timeout {
        /// What was waited for.
        step: Step,
        /// Host and port.
        host: String,
        /// How long was waited.
        limit: Duration,
    },
    /// The proxy does not lead to the server.
    #[error("the proxy {proxy} does not lead to {host}")]
    Proxy {
        /// The proxy's host and port.
        proxy: String,
        /// The server's host and port.
        host: String,
        /// What the proxy did or said.
        source: ProxyError,
    },
    /// The certificate is not trusted.
    #[error(
        "the certificate of {host} is not trusted: name its authority as an extra one, or skip verification, or pin it if the fingerprint is what its owner says"
    )]
    Certificate {
        /// Host and port.
        host: String,
        /// Which one it is, and what is wrong with it.
        source: RefusedCertificate,
    },
    /// The TLS handshake failed.
    #[error("cannot agree on TLS with {host}")]
    Tls {
        /// Host and port.
        host: String,
        /// What the system says.
        source: io::Error,
    },
    /// A certificate cannot be asked for under this name.
    #[error("{host} cannot stand in a certificate")]
    ServerName {
        /// The host.
        host: String,
        /// What is no DNS name about it.
        source: rustls::pki_types::InvalidDnsNameError,
    },
}

/// Why a proxy does not lead on.
#[derive(Debug, thiserror::Error)]
pub enum ProxyError {
    /// It answered something else than 2xx to CONNECT. RFC 9110 §9.3.6.
    #[error("it answered CONNECT with {status} {reason_phrase}{}{}", advice(*status), quoted(body))]
    Refused {
        /// The status code.
        status: u16,
        /// The phrase behind it.
        reason_phrase: String,
        /// The begin of the body.
        body: String,
    },
    /// Its answer cannot be taken apart.
    #[error("its answer is not HTTP")]
    NotHttp(#[from] HeadSyntax),
    /// Its answer has no end.
    #[error("the head of its answer is longer than {limit} bytes")]
    TooLong {
        /// What is taken at most.
        limit: usize,
    },
    /// It announces its answer again and again.
    #[error("it sent more than {limit} interim answers (1xx) and no final one (RFC 9110 §15.2)")]
    TooManyInterim {
        /// What is taken at most.
        limit: usize,
    },
    /// The connection to it ended inside its answer.
    #[error("it ended the connection in its answer")]
    Ended,
    /// The connection to it broke.
    #[error("the connection to it was lost")]
    Lost(#[from] io::Error),
    /// SOCKS went wrong. RFC 1928 §6.
    #[error("SOCKS5 failed")]
    Socks(#[from] tokio_socks::Error),
}

fn advice(status: u16) -> &'static str {
    match status {
        407 => ": put a user and a password into the proxy's URL, before the host",
        403 => ": it does not allow this server or port",
        502..=504 => ": it cannot reach the server",
        _ => "",
    }
}

fn quoted(body: &str) -> String {
    if body.is_empty() { String::new() } else { format!("; its answer says: {body}") }
}

/// A step of connecting that can take too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Finding the address of a name.
    Name,
    /// TCP.
    Connection,
    /// TLS with the proxy.
    ProxyTls,
    /// The proxy's answer.
    Proxy,
    /// The TLS handshake.
    Tls,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Name => "address for the name, asked for in a connection",
            Self::Connection => "connection",
            Self::ProxyTls => "agreement on TLS as a proxy",
            Self::Proxy => "answer as a proxy",
            Self::Tls => "agreement on TLS",
        })
    }
}
