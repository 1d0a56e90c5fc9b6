//! The HTTP client as every protocol uses it: one request in the record is one on the wire.

mod content;
mod error;

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use tokio::time::Instant;
use url::Url;

pub use self::error::HttpError;
pub use super::http1::request::RequestBody;
use super::{
    coding::AskedCodings,
    connect::{ConnectError, ConnectOptions, Connected, Connection, Proxy, ProxyKind, connect, connect_to_proxy},
    content::Content,
    headers,
    http1::{
        decoder::BodyDecoder,
        exchange::{HeadError, NoAnswer, PieceError, Wire, poll_is_quiet},
        framing::{Framing, may_be_reused},
        head::ResponseHead,
        request::{Outgoing, TargetForm, frame},
    },
    tls::TlsOptions,
};
use crate::{
    limits::MAX_INTERIM_ANSWERS,
    transcript::entry::{Request, Response},
};

/// Bytes of an error's body that the record keeps.
pub const BODY_PREVIEW_BYTES: usize = 4096;

/// How long an error's body may take; a stream that calls itself an error must not hold a session.
const BODY_PREVIEW_TIMEOUT: Duration = Duration::from_secs(2);

/// How long an idle connection is kept. Servers close theirs after five seconds and more, and a request that
/// crosses such an end fails without an answer.
pub const IDLE_CONNECTION_LIFE: Duration = Duration::from_secs(4);

/// How requests reach a server: no redirects, no retries, no cookies, no total time-out.
/// A proxy is used where the options name one; the environment is not asked.
#[derive(Clone, Debug)]
pub struct Client(Arc<Way>);

#[derive(Debug)]
struct Way {
    tls: TlsOptions,
    connect: ConnectOptions,
}

impl Client {
    /// For a session with these options. Nothing is read or asked before the first request: that it cannot be set up
    /// is the error of a request.
    pub fn new(tls: &TlsOptions, connect: &ConnectOptions) -> Self {
        Self(Arc::new(Way { tls: tls.clone(), connect: connect.clone() }))
    }

    /// The proxy that passes a request on as it is: that of a plain URL. RFC 9112 §3.2.2.
    fn forwarder(&self, url: &Url) -> Option<&Proxy> {
        let speaks_http = |proxy: &&Proxy| matches!(proxy.kind(), ProxyKind::Http | ProxyKind::Https);
        self.0.connect.proxy.as_ref().filter(|proxy| url.scheme() == "http" && speaks_http(proxy))
    }

    async fn connect(self, url: Url) -> Result<Connected, ConnectError> {
        let Way { tls, connect: options } = &*self.0;
        match self.forwarder(&url) {
            Some(proxy) => connect_to_proxy(proxy, tls, options).await,
            None => connect(&url, tls, options).await,
        }
    }
}

/// A request that is ready to leave, and what the record says of it.
#[derive(Debug)]
pub struct Prepared {
    /// For the record.
    pub record: Request,
    client: Client,
    url: Url,
    is_head: bool,
    asked: AskedCodings,
    outgoing: Outgoing,
}

/// Puts a request together. `headers` is the whole head, as [`headers::request_headers`] makes it; where the body ends
/// is added.
pub fn prepare(
    client: &Client,
    method: &Method,
    url: &Url,
    mut headers: HeaderMap,
    body: Option<RequestBody>,
) -> Prepared {
    frame(&mut headers, body.as_ref());
    let forwarder = client.forwarder(url);
    if let Some(credentials) = forwarder.and_then(Proxy::credentials)
        && !headers.contains_key(header::PROXY_AUTHORIZATION)
    {
        headers.insert(header::PROXY_AUTHORIZATION, credentials);
    }
    let form = if forwarder.is_some() { TargetForm::Absolute } else { TargetForm::Origin };
    let record = Request {
        method: method.to_string(),
        url: url.to_string(),
        headers: headers::to_record(&headers),
        connection: None,
    };
    let asked = AskedCodings::by(&record.headers);
    let outgoing = Outgoing::new(method, url, form, &headers, body);
    Prepared { record, client: client.clone(), url: url.clone(), is_head: method == Method::HEAD, asked, outgoing }
}

/// Sends a request on a connection of its own. Nothing happens until its [`Sending::head`] is asked for.
pub fn send(prepared: Prepared) -> Sending {
    send_on(None, prepared)
}

/// Sends a request on a connection that is kept, or on a new one where it has died meanwhile.
pub fn send_on(kept: Option<Kept>, prepared: Prepared) -> Sending {
    let Prepared { client, url, is_head, asked, outgoing, .. } = prepared;
    let host = headers::host_header(&url);
    Sending { client, url, host, is_head, asked, interim: 0, stage: Stage::Ready(kept, outgoing) }
}

/// A request on its way. Dropping it gives it up.
#[derive(Debug)]
pub struct Sending {
    client: Client,
    url: Url,
    host: String,
    is_head: bool,
    asked: AskedCodings,
    interim: usize,
    stage: Stage,
}

enum Stage {
    Ready(Option<Kept>, Outgoing),
    Connecting(Pin<Box<dyn Future<Output = Result<Connected, ConnectError>> + Send>>, Outgoing),
    Waiting { wire: Wire, is_reused: bool },
    Over,
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(..) => "Ready",
            Self::Connecting(..) => "Connecting",
            Self::Waiting { .. } => "Waiting",
            Self::Over => "Over",
        })
    }
}

/// The next head of an answer.
#[derive(Debug)]
pub enum Head {
    /// One that only comes before the final one. RFC 9110 §15.2.
    Interim(Response),
    /// The final one.
    Final(Box<Answered>),
}

impl Sending {
    /// The next head; after the final one there is none. While it is waited for, the request leaves. Cancel-safe.
    ///
    /// # Errors
    /// When no connection could be made, it ended before an answer, or what came is none.
    pub async fn head(&mut self) -> Result<Head, HttpError> {
        poll_fn(|cx| self.poll_head(cx)).await
    }

    /// The final head; the interim ones are passed over.
    ///
    /// # Errors
    /// As [`Sending::head`].
    pub async fn answer(mut self) -> Result<Answered, HttpError> {
        loop {
            if let Head::Final(answered) = self.head().await? {
                return Ok(*answered);
            }
        }
    }

    fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<Result<Head, HttpError>> {
        loop {
            match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Ready(kept, outgoing) => {
                    let live = kept.filter(Kept::is_fresh).map(|kept| kept.stream);
                    self.stage = match live.and_then(|mut live| poll_is_quiet(&mut live, cx).then_some(live)) {
                        Some(live) => Stage::Waiting { wire: Wire::new(live, outgoing), is_reused: true },
                        None => self.connecting(outgoing),
                    };
                }
                Stage::Connecting(mut connecting, outgoing) => match connecting.as_mut().poll(cx) {
                    Poll::Ready(connected) => {
                        let wire = Wire::new(connected?.stream, outgoing);
                        self.stage = Stage::Waiting { wire, is_reused: false };
                    }
                    Poll::Pending => {
                        self.stage = Stage::Connecting(connecting, outgoing);
                        return Poll::Pending;
                    }
                },
                Stage::Waiting { mut wire, is_reused } => match wire.poll_head(cx) {
                    Poll::Pending => {
                        self.stage = Stage::Waiting { wire, is_reused };
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok(head)) => return Poll::Ready(self.take(head, wire, is_reused)),
                    Poll::Ready(Err(error)) => {
                        // Not a byte has left: nobody has seen this request.
                        match wire.take_unsent().filter(|_| is_reused && was_dead(&error)) {
                            Some(outgoing) => self.stage = self.connecting(outgoing),
                            None => return Poll::Ready(Err(self.failed(error))),
                        }
                    }
                },
                Stage::Over => return Poll::Ready(Err(self.failed(HeadError::NoAnswer(NoAnswer::Ended)))),
            }
        }
    }

    fn connecting(&self, outgoing: Outgoing) -> Stage {
        Stage::Connecting(Box::pin(self.client.clone().connect(self.url.clone())), outgoing)
    }

    fn take(&mut self, head: ResponseHead, wire: Wire, is_reused: bool) -> Result<Head, HttpError> {
        if head.is_interim() {
            self.interim += 1;
            if self.interim > MAX_INTERIM_ANSWERS {
                return Err(HttpError::TooManyInterim { host: self.host.clone(), limit: MAX_INTERIM_ANSWERS });
            }
            self.stage = Stage::Waiting { wire, is_reused };
            return Ok(Head::Interim(head.to_record(None)));
        }
        let framing = Framing::of(&head, self.is_head);
        let may_be_kept = framing.as_ref().is_ok_and(|&framing| may_be_reused(&head, framing));
        let body = BodyDecoder::new(framing);
        let content = Content::of(&head, &self.asked, !body.is_over());
        Ok(Head::Final(Box::new(Answered { head, body, content, wire, may_be_kept, host: self.host.clone() })))
    }

    fn failed(&self, error: HeadError) -> HttpError {
        let host = self.host.clone();
        match error {
            HeadError::NoAnswer(source) => HttpError::Exchange { host, source },
            HeadError::Fault(fault) => HttpError::Head { host, fault },
        }
    }
}

fn was_dead(error: &HeadError) -> bool {
    matches!(error, HeadError::NoAnswer(NoAnswer::RequestLost(_)))
}

/// A connection that waits for its next request.
#[derive(Debug)]
pub struct Kept {
    stream: Connection,
    until: Instant,
}

impl Kept {
    /// When it is too old to be used.
    pub fn until(&self) -> Instant {
        self.until
    }

    fn is_fresh(&self) -> bool {
        Instant::now() < self.until
    }
}

/// An answer whose body is still to be read.
#[derive(Debug)]
pub struct Answered {
    head: ResponseHead,
    body: BodyDecoder,
    content: Content,
    wire: Wire,
    may_be_kept: bool,
    host: String,
}

impl Answered {
    /// The status code.
    pub fn status(&self) -> StatusCode {
        // Every head has a code of three digits, from 100 on.
        StatusCode::from_u16(self.head.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// The header lines by name; those that are no header by its rules are only in [`Answered::head`].
    pub fn headers(&self) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in &self.head.headers {
            if let (Ok(name), Ok(value)) = (name.parse::<HeaderName>(), HeaderValue::from_bytes(value.as_bytes())) {
                // Full at 32,768 lines.
                headers.try_append(name, value).ok();
            }
        }
        headers
    }

    /// The head for the record.
    pub fn head(&self) -> Response {
        self.head.to_record(None)
    }

    /// The next piece of the body without its content codings, at most 64 KiB; `None` at its end. Nothing is read before
    /// it is asked for. Cancel-safe.
    ///
    /// # Errors
    /// When the connection ends inside the body, or the body is not what its framing or its codings say.
    pub async fn chunk(&mut self) -> Result<Option<Bytes>, HttpError> {
        poll_fn(|cx| self.poll_content(cx)).await
    }

    fn poll_coded(&mut self, cx: &mut Context<'_>) -> Poll<Result<Option<Bytes>, HttpError>> {
        Poll::Ready(ready!(self.wire.poll_piece(&mut self.body, cx)).map_err(|error| {
            let host = self.host.clone();
            match error {
                PieceError::Cut(source) => HttpError::Body { host, source },
                PieceError::Fault(fault) => HttpError::Framing { host, fault },
            }
        }))
    }

    /// The head with the begin of the body, for an answer that is an error.
    pub async fn into_head_with_preview(mut self) -> Response {
        self.head_with_preview().await
    }

    /// The same, where the connection is wanted again.
    pub async fn head_with_preview(&mut self) -> Response {
        let mut body = Vec::new();
        // What came in time is shown, cut off or not.
        tokio::time::timeout(BODY_PREVIEW_TIMEOUT, self.read_begin(&mut body)).await.ok();
        self.head.to_record(Some(self.preview(&body)))
    }

    /// The connection for the next request, if this one and its answer are whole and the server wants one.
    pub fn into_kept(self) -> Option<Kept> {
        (self.may_be_kept && self.body.is_over() && self.wire.is_clean())
            .then(|| Kept { stream: self.wire.into_stream(), until: Instant::now() + IDLE_CONNECTION_LIFE })
    }
}
