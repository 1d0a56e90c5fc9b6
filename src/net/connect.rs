//! The way to a peer for protocols that bring their own HTTP: name, TCP, TLS. No proxy, no retry.

use std::{io, sync::Arc, time::Duration};

use rustls::pki_types::ServerName;
use tokio::net::TcpStream;
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::either::Either;
use url::{Host, Url};

use super::{
    CONNECT_TIMEOUT,
    headers::host_header,
    tls::{self, TlsError, TlsOptions},
};

/// A TCP connection, or TLS on one.
pub type Connection = Either<TcpStream, Box<TlsStream<TcpStream>>>;

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
        /// Why.
        source: io::Error,
    },
    /// Nobody takes the connection.
    #[error("cannot connect to {host}")]
    Tcp {
        /// Host and port.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// It took too long.
    #[error("no {step} with {host} within {} s", limit.as_secs())]
    Timeout {
        /// What was waited for.
        step: Step,
        /// Host and port.
        host: String,
        /// How long was waited.
        limit: Duration,
    },
    /// The certificate is not trusted.
    #[error("the certificate of {host} is not trusted: name its authority as an extra one, or skip verification")]
    Certificate {
        /// Host and port.
        host: String,
        /// What is wrong with it.
        source: io::Error,
    },
    /// The TLS handshake failed.
    #[error("cannot agree on TLS with {host}")]
    Tls {
        /// Host and port.
        host: String,
        /// Why.
        source: io::Error,
    },
    /// A certificate cannot be asked for under this name.
    #[error("{host} cannot stand in a certificate")]
    ServerName {
        /// The host.
        host: String,
        /// Why.
        source: rustls::pki_types::InvalidDnsNameError,
    },
}

/// A step of connecting that can take too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Name and TCP.
    Connection,
    /// The TLS handshake.
    Tls,
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Connection => "connection",
            Self::Tls => "agreement on TLS",
        })
    }
}

/// Connects to the URL's host; `https` and `wss` speak TLS. Each step may take [`CONNECT_TIMEOUT`].
///
/// # Errors
/// When a step fails or takes too long.
pub async fn connect(url: &Url, options: &TlsOptions) -> Result<Connection, ConnectError> {
    let host = url.host().ok_or(ConnectError::NoHost)?;
    let port = url.port_or_known_default().ok_or(ConnectError::NoHost)?;
    let label = host_header(url);
    let uses_tls = matches!(url.scheme(), "wss" | "https");
    // Before anything is sent, so that a wrong file is an error of the file.
    let config = if uses_tls { Some(Arc::new(tls::client_config(options)?)) } else { None };
    let tcp = within(Step::Connection, &label, tcp(&host, port, &label)).await??;
    let Some(config) = config else { return Ok(Either::Left(tcp)) };
    let name = match &host {
        Host::Domain(name) => ServerName::try_from((*name).to_owned())
            .map_err(|source| ConnectError::ServerName { host: label.clone(), source })?,
        Host::Ipv4(ip) => ServerName::from(std::net::IpAddr::V4(*ip)),
        Host::Ipv6(ip) => ServerName::from(std::net::IpAddr::V6(*ip)),
    };
    let agreed = within(Step::Tls, &label, TlsConnector::from(config).connect(name, tcp)).await?;
    agreed.map(|stream| Either::Right(Box::new(stream))).map_err(|source| match rustls_error(&source) {
        Some(rustls::Error::InvalidCertificate(_)) => ConnectError::Certificate { host: label, source },
        _ => ConnectError::Tls { host: label, source },
    })
}

async fn tcp(host: &Host<&str>, port: u16, label: &str) -> Result<TcpStream, ConnectError> {
    let refused = |source| ConnectError::Tcp { host: label.to_owned(), source };
    let stream = match host {
        Host::Ipv4(ip) => TcpStream::connect((*ip, port)).await.map_err(refused)?,
        Host::Ipv6(ip) => TcpStream::connect((*ip, port)).await.map_err(refused)?,
        Host::Domain(name) => {
            let addresses = tokio::net::lookup_host((*name, port))
                .await
                .map_err(|source| ConnectError::Name { host: (*name).to_owned(), source })?;
            let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
            let mut connected = None;
            for address in addresses {
                match TcpStream::connect(address).await {
                    Ok(stream) => {
                        connected = Some(stream);
                        break;
                    }
                    Err(error) => last = error,
                }
            }
            connected.ok_or_else(|| refused(last))?
        }
    };
    stream.set_nodelay(true).map_err(refused)?;
    Ok(stream)
}

async fn within<T>(step: Step, host: &str, work: impl Future<Output = T>) -> Result<T, ConnectError> {
    let timeout = |_| ConnectError::Timeout { step, host: host.to_owned(), limit: CONNECT_TIMEOUT };
    tokio::time::timeout(CONNECT_TIMEOUT, work).await.map_err(timeout)
}

fn rustls_error(error: &io::Error) -> Option<&rustls::Error> {
    error.get_ref().and_then(|inner| inner.downcast_ref())
}
