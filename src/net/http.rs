//! The HTTP client as every protocol uses it: one request in the record is one on the wire.

use std::{error::Error as _, time::Duration};

use http::{HeaderMap, Method};
use hyper::ext::ReasonPhrase;
use reqwest::{Body, Client};
use url::Url;

use super::{
    connect::{ConnectOptions, ProxyKind},
    headers,
    tls::{self, TlsError, TlsOptions, refused_certificate},
};
use crate::transcript::entry::{RefusedCertificate, Request, Response};

/// Bytes of an error's body that the record keeps.
pub const BODY_PREVIEW_BYTES: usize = 4096;

/// How long an error's body may take; a stream that calls itself an error must not hold a session.
const BODY_PREVIEW_TIMEOUT: Duration = Duration::from_secs(2);

/// How long an idle connection is kept. Servers close theirs after five seconds and more, and a request that
/// crosses such an end fails without an answer.
const IDLE_CONNECTION_LIFE: Duration = Duration::from_secs(4);

/// Why no request could be made or answered.
#[derive(Debug, thiserror::Error)]
pub enum HttpError {
    /// TLS cannot be set up.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The client cannot be built.
    #[error("cannot set up the HTTP client")]
    Client(#[source] reqwest::Error),
    /// No connection could be made.
    #[error("cannot connect to {host}")]
    Connect {
        /// Host and port.
        host: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The connection took too long to be made.
    #[error("no connection to {host} in the time that it may take")]
    ConnectTimeout {
        /// Host and port.
        host: String,
        /// What the library says.
        source: reqwest::Error,
    },
    /// The server's certificate was refused; it will be the same next time.
    #[error(
        "the certificate of {host} is not trusted: name its authority as an extra one, or skip verification, or pin it if the fingerprint is what its owner says"
    )]
    Untrusted {
        /// Host and port.
        host: String,
        /// Which one it is, and what is wrong with it.
        source: RefusedCertificate,
    },
    /// The connection ended before the answer.
    #[error("the connection to {host} ended before an answer came")]
    Exchange {
        /// Host and port.
        host: String,
        /// Why.
        source: reqwest::Error,
    },
    /// The connection ended inside the answer's body.
    #[error("the answer of {host} was cut short")]
    Body {
        /// Host and port.
        host: String,
        /// Why.
        source: reqwest::Error,
    },
}

/// Whether a client keeps idle connections for its next request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reuse {
    /// A new connection for each request.
    Never,
    /// Keep-alive.
    Idle,
}

/// A client for one origin: no redirects, no retries, no cookies, no total time-out.
/// A proxy is used where the options name one; the environment is not asked.
///
/// # Errors
/// When TLS cannot be set up.
pub fn client(url: &Url, options: &TlsOptions, connect: &ConnectOptions, reuse: Reuse) -> Result<Client, HttpError> {
    let proxy = connect.proxy.as_ref();
    let is_secret = url.scheme() == "https" || proxy.is_some_and(|proxy| proxy.kind() == ProxyKind::Https);
    let tls = if is_secret { tls::client_config(options)? } else { tls::unused_config()? };
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls)
        .http1_only()
        .redirect(reqwest::redirect::Policy::none())
        .retry(reqwest::retry::never())
        .referer(false)
        .tcp_nodelay(true)
        .connect_timeout(connect.timeout)
        .pool_idle_timeout(IDLE_CONNECTION_LIFE);
    if reuse == Reuse::Never {
        builder = builder.pool_max_idle_per_host(0);
    }
    builder = match proxy {
        Some(proxy) => builder.proxy(reqwest::Proxy::all(proxy.url().clone()).map_err(HttpError::Client)?),
        None => builder.no_proxy(),
    };
    builder.build().map_err(HttpError::Client)
}

/// A request that is ready to leave, and what the record says of it.
#[derive(Debug)]
pub struct Prepared {
    /// For the client.
    pub request: reqwest::Request,
    /// For the record.
    pub record: Request,
    host: String,
}

/// Puts a request together. `headers` is the whole head, as [`headers::request_headers`] makes it.
pub fn prepare(method: &Method, url: &Url, headers: HeaderMap, body: Option<Body>) -> Prepared {
    let record = Request {
        method: method.to_string(),
        url: url.to_string(),
        headers: headers::to_record(&headers),
        connection: None,
    };
    let mut target = url.clone();
    // They are in a header already, and the library would add a second one. It cannot fail: there is a host.
    target.set_username("").ok();
    target.set_password(None).ok();
    let mut request = reqwest::Request::new(method.clone(), target);
    *request.headers_mut() = headers;
    *request.body_mut() = body;
    Prepared { request, record, host: headers::host_header(url) }
}

/// Sends a request and waits for the answer's head.
///
/// # Errors
/// When no connection could be made or it ended before an answer.
pub async fn send(client: &Client, prepared: Prepared) -> Result<Answered, HttpError> {
    let Prepared { request, host, .. } = prepared;
    match client.execute(request).await {
        Ok(response) => Ok(Answered { response, host }),
        Err(error) => Err(classify(error.without_url(), host)),
    }
}

/// An answer whose body is still to be read.
#[derive(Debug)]
pub struct Answered {
    /// The library's response.
    pub response: reqwest::Response,
    host: String,
}

impl Answered {
    /// The head for the record.
    pub fn head(&self) -> Response {
        head(&self.response)
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    /// When the connection ends inside the body.
    pub async fn chunk(&mut self) -> Result<Option<bytes::Bytes>, HttpError> {
        self.response
            .chunk()
            .await
            .map_err(|error| HttpError::Body { host: self.host.clone(), source: error.without_url() })
    }

    /// The head with the begin of the body, for an answer that is an error.
    pub async fn into_head_with_preview(mut self) -> Response {
        let mut head = self.head();
        let mut body = Vec::new();
        let reading = async {
            while body.len() < BODY_PREVIEW_BYTES
                && let Ok(Some(chunk)) = self.response.chunk().await
            {
                body.extend_from_slice(&chunk);
            }
        };
        // What came in time is shown, cut off or not.
        tokio::time::timeout(BODY_PREVIEW_TIMEOUT, reading).await.ok();
        head.body_preview = Some(preview(&body));
        head
    }
}

/// The first 4096 bytes of a body as text.
pub fn preview(body: &[u8]) -> String {
    String::from_utf8_lossy(&body[..body.len().min(BODY_PREVIEW_BYTES)]).into_owned()
}

fn head(response: &reqwest::Response) -> Response {
    let status = response.status();
    let reason_phrase = response
        .extensions()
        .get::<ReasonPhrase>()
        .map(|phrase| String::from_utf8_lossy(phrase.as_bytes()).into_owned())
        .or_else(|| status.canonical_reason().map(str::to_owned));
    Response::new(status.as_u16(), reason_phrase, headers::to_record(response.headers()))
}

fn classify(source: reqwest::Error, host: String) -> HttpError {
    if source.is_connect() && is_timeout(&source) {
        HttpError::ConnectTimeout { host, source }
    } else if let Some(source) = causes(&source).find_map(|cause| cause.downcast_ref().and_then(refused_certificate)) {
        HttpError::Untrusted { host, source }
    } else if source.is_connect() {
        HttpError::Connect { host, source }
    } else {
        HttpError::Exchange { host, source }
    }
}

fn is_timeout(error: &reqwest::Error) -> bool {
    let is_late = |io: &std::io::Error| io.kind() == std::io::ErrorKind::TimedOut;
    causes(error).any(|cause| cause.downcast_ref().is_some_and(is_late)) || error.is_timeout()
}

/// Every cause, also those that an I/O error wraps: it passes over them when it is asked for its source.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn std::error::Error + 'static)> {
    std::iter::successors(error.source(), |&cause| match cause.downcast_ref::<std::io::Error>() {
        Some(io) => io.get_ref().map(|inner| inner as _),
        None => cause.source(),
    })
}
