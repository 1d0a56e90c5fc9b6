//! The way to a peer for every protocol: name, TCP, proxy, TLS, each step with its time.
//!
//! [`connect`] leads to the host of a URL and gives the stream with what was learnt on the way (addresses, times, the
//! certificate), which the record shows. [`connect_to_proxy`] stops at an HTTP proxy that passes requests on itself. All steps
//! share one time-out, and an error names its step and its host.
//!
//! It makes one attempt and says nothing over HTTP but CONNECT: retries, redirects and kept connections are decided above.

mod ask;
mod deadline;
mod error;
pub mod proxy;
mod reason;
mod socks;
mod target;
mod tcp;
mod tunnel;

use std::{sync::Arc, time::Duration};

use rustls::ClientConfig;
use tokio::{net::TcpStream, time::Instant};
use tokio_rustls::{TlsConnector, client::TlsStream};
use tokio_util::either::Either;
use url::Url;

pub use self::{
    ask::ask_proxy,
    error::{ConnectError, ProxyError, Step},
    proxy::{Proxy, ProxyKind, ProxyUrlError},
};
use self::{
    deadline::{Deadline, micros_since},
    target::Target,
};
pub use super::connection::{Connection, Underlay, tcp_stream};
use super::{
    CONNECT_TIMEOUT,
    tls::{self, TlsOptions, certificate::describe, refused_certificate},
};
use crate::transcript::entry::{ConnectionFacts, TlsFacts};

/// How a peer is reached.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConnectOptions {
    /// A proxy that leads there.
    pub proxy: Option<Proxy>,
    /// How long the whole way may take: name, TCP, proxy, TLS.
    pub timeout: Duration,
    /// The socket's send buffer in bytes, so that a slow reader is felt early; the system's choice otherwise.
    pub send_buffer_bytes: Option<u32>,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self { proxy: None, timeout: CONNECT_TIMEOUT, send_buffer_bytes: None }
    }
}

/// A connection, and what was learnt on the way.
#[derive(Debug)]
pub struct Connected {
    /// For the protocol.
    pub stream: Connection,
    /// For the record.
    pub facts: ConnectionFacts,
}

/// Connects to the URL's host; `https` and `wss` speak TLS. All steps together may take the time of the options.
///
/// # Errors
/// When a step fails or takes too long.
pub async fn connect(url: &Url, tls: &TlsOptions, options: &ConnectOptions) -> Result<Connected, ConnectError> {
    let target = Target::of(url)?;
    let uses_tls = matches!(url.scheme(), "wss" | "https");
    // Before anything is sent, so that a wrong file is an error of the file.
    let config = if uses_tls { Some(Arc::new(tls::client_config(tls).await?)) } else { None };
    let proxy_config = match &options.proxy {
        Some(proxy) => proxy_tls(proxy, tls).await?,
        None => None,
    };
    let deadline = Deadline::starting_now(options.timeout);
    let mut facts = ConnectionFacts::default();
    let underlay = match &options.proxy {
        None => Either::Left(tcp::open(&target, options, deadline, &mut facts).await?),
        Some(proxy) => connect_through(proxy, &target, proxy_config, options, deadline, &mut facts).await?,
    };
    let Some(config) = config else { return Ok(Connected { stream: Either::Left(underlay), facts }) };
    let started = Instant::now();
    let stream = tls_handshake(config, &target, underlay, Step::Tls, deadline).await?;
    facts.tls_micros = Some(micros_since(started));
    facts.tls = Some(tls_facts(stream.get_ref().1));
    Ok(Connected { stream: Either::Right(Box::new(stream)), facts })
}

/// Connects to an HTTP proxy that is to pass requests on itself, as it does for plain `http`. RFC 9112 §3.2.2.
///
/// # Errors
/// As [`connect`].
pub async fn connect_to_proxy(
    proxy: &Proxy,
    tls: &TlsOptions,
    options: &ConnectOptions,
) -> Result<Connected, ConnectError> {
    let tls = proxy_tls(proxy, tls).await?;
    let deadline = Deadline::starting_now(options.timeout);
    let mut facts = ConnectionFacts { proxy: Some(proxy.to_string()), ..ConnectionFacts::default() };
    let tcp = tcp::open(&proxy.target(), options, deadline, &mut facts).await?;
    let started = Instant::now();
    let stream = proxy_underlay(proxy, tcp, tls, deadline).await?;
    facts.proxy_micros = Some(micros_since(started));
    Ok(Connected { stream: Either::Left(stream), facts })
}

/// Connects to a proxy and lets it lead on to the target.
async fn connect_through(
    proxy: &Proxy,
    target: &Target,
    tls: Option<Arc<ClientConfig>>,
    options: &ConnectOptions,
    deadline: Deadline,
    facts: &mut ConnectionFacts,
) -> Result<Underlay, ConnectError> {
    let by = proxy.target();
    facts.proxy = Some(proxy.to_string());
    let tcp = tcp::open(&by, options, deadline, facts).await?;
    let started = Instant::now();
    let failed = |source| ConnectError::Proxy { proxy: by.label.clone(), host: target.label.clone(), source };
    let underlay = match proxy.kind() {
        ProxyKind::Http | ProxyKind::Https => {
            let mut stream = proxy_underlay(proxy, tcp, tls, deadline).await?;
            let asking = tunnel::open(&mut stream, target, proxy.credentials());
            deadline.within(Step::Proxy, &by.label, asking).await?.map_err(failed)?;
            stream
        }
        ProxyKind::Socks5 { names_by_proxy } => {
            let target = if names_by_proxy { target.clone() } else { tcp::resolved(target, deadline, facts).await? };
            let asking = socks::open(tcp, &target, proxy.login());
            Either::Left(deadline.within(Step::Proxy, &by.label, asking).await?.map_err(failed)?)
        }
    };
    facts.proxy_micros = Some(micros_since(started));
    Ok(underlay)
}

/// The stream to a proxy: TLS where its scheme is `https`, TCP otherwise.
async fn proxy_underlay(
    proxy: &Proxy,
    tcp: TcpStream,
    tls: Option<Arc<ClientConfig>>,
    deadline: Deadline,
) -> Result<Underlay, ConnectError> {
    let Some(config) = tls else { return Ok(Either::Left(tcp)) };
    Ok(Either::Right(Box::new(tls_handshake(config, &proxy.target(), tcp, Step::ProxyTls, deadline).await?)))
}

/// The TLS configuration for a proxy that wants TLS.
async fn proxy_tls(proxy: &Proxy, tls: &TlsOptions) -> Result<Option<Arc<ClientConfig>>, ConnectError> {
    if proxy.kind() != ProxyKind::Https {
        return Ok(None);
    }
    Ok(Some(Arc::new(tls::client_config(&tls.for_proxy()).await?)))
}

/// Makes the TLS handshake on a stream.
async fn tls_handshake<S: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin>(
    config: Arc<ClientConfig>,
    target: &Target,
    stream: S,
    step: Step,
    deadline: Deadline,
) -> Result<TlsStream<S>, ConnectError> {
    let agreeing = TlsConnector::from(config).connect(target.server_name()?, stream);
    let host = target.label.clone();
    deadline.within(step, &host, agreeing).await?.map_err(|source| {
        match source.get_ref().and_then(|inner| inner.downcast_ref()).and_then(refused_certificate) {
            Some(source) => ConnectError::Certificate { host, source },
            None => ConnectError::Tls { host, source },
        }
    })
}

fn tls_facts(connection: &rustls::ClientConnection) -> TlsFacts {
    let version = match connection.protocol_version() {
        Some(rustls::ProtocolVersion::TLSv1_3) => "TLS 1.3".to_owned(),
        Some(rustls::ProtocolVersion::TLSv1_2) => "TLS 1.2".to_owned(),
        other => other.map(|version| format!("{version:?}")).unwrap_or_default(),
    };
    let suite = connection.negotiated_cipher_suite().and_then(|suite| suite.suite().as_str());
    TlsFacts {
        version,
        cipher: suite.unwrap_or_default().replace("TLS13_", "TLS_"),
        alpn: connection.alpn_protocol().map(|name| String::from_utf8_lossy(name).into_owned()),
        certificate: connection.peer_certificates().and_then(|chain| chain.first()).map(describe),
    }
}
