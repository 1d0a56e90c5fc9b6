//! The requests of an upload, each with its rows.

use std::sync::Arc;

use http::{HeaderName, HeaderValue, Method, StatusCode};
use tokio::time::Instant;
use url::Url;

use super::{
    UploadConfig, UploadError,
    dialect::{self, MAX_STATUS_BYTES},
    driver::{Phase, Raced, UploadDriver},
    event::STALL_TIMEOUT,
    source::FileFacts,
};
use crate::{
    net::{
        headers::{HeaderLine, RequestHeaders},
        http::{self as net_http, Client, Exchange, ExchangeEvent, HttpError, Prepared, RequestBody},
        http1::head::ResponseHead,
        redirect::{RedirectStep, is_redirect},
    },
    transcript::{
        Body,
        entry::{Finding, Offset, Request, Response},
    },
};

/// So many redirects of one request are followed.
const MAX_REDIRECTS: u32 = 10;

/// What the requests of one upload have in common.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) file_id: HeaderValue,
    secret_headers: Arc<[String]>,
    follows_redirects: bool,
}

/// An answer with the begin of its body.
pub(super) struct Answer {
    pub(super) head: Response,
    pub(super) body: Vec<u8>,
    wire_head: ResponseHead,
    /// Rows of what came behind the body.
    rows_behind: Vec<Body>,
    /// What is to be said of the body's codings.
    findings: Vec<Finding>,
    /// What ended the body early.
    fault: Option<Box<HttpError>>,
}

impl Answer {
    pub(super) fn is_success(&self) -> bool {
        (200..300).contains(&self.head.status)
    }
}

/// What came of a question.
pub(super) enum Probed {
    /// The byte that the server wants next.
    At(u64),
    /// It answered something else than a success.
    Refused(Response),
}

impl Server {
    /// For the requests that send one file.
    ///
    /// # Errors
    /// When the ID cannot be a header's value: the upload fails before its first request.
    pub(super) fn new(config: &UploadConfig, facts: &FileFacts) -> Result<Self, UploadError> {
        let id = config.file_id.clone().unwrap_or_else(|| facts.default_id());
        let file_id = super::file_id::header_value(&id, config.file_id_encoding)?;
        // A connection for each request: a pooled one that the server has closed would cost a body.
        let client = Client::new(&config.peer.tls, &config.peer.connect);
        let follows_redirects = config.peer.follows_redirects;
        Ok(Self { client, file_id, secret_headers: config.peer.secret_headers.clone(), follows_redirects })
    }

    /// Where a request begins; redirects may lead it on.
    pub(super) fn first_step(&self, url: Url, method: Method) -> RedirectStep {
        RedirectStep::first(url, method, None, self.secret_headers.clone())
    }

    /// A request of an upload: the dialect's own lines, the user's, and the cookies that belong there.
    pub(super) fn prepare(
        &self,
        driver: &mut UploadDriver,
        step: &RedirectStep,
        own: Vec<(HeaderName, HeaderValue)>,
        custom: &[HeaderLine],
        body: Option<RequestBody>,
    ) -> Prepared {
        let own = own.into_iter().filter(|(name, _)| step.carries_option(name.as_str()));
        let mut headers = RequestHeaders::of(&step.url, own, &step.carried(custom));
        if let Some(not_sent) = driver.cookies.add_to(&step.url, &mut headers) {
            driver.error(&not_sent);
        }
        net_http::prepare(&self.client, &step.method, &step.url, headers, body)
    }

    /// Takes the rows and the cookies of an answer. Returns where the request goes on, if it redirects and that is followed.
    ///
    /// # Errors
    /// When its body ended early, or it redirects to nowhere, or too often.
    pub(super) fn answered(
        &mut self,
        driver: &mut UploadDriver,
        step: &RedirectStep,
        answer: &mut Answer,
    ) -> Result<Option<RedirectStep>, UploadError> {
        driver.incoming(Body::from(answer.head.clone()));
        answer.rows_behind.iter().for_each(|row| driver.incoming(row.clone()));
        answer.findings.iter().for_each(|finding| driver.finding(finding.clone()));
        driver.keep_cookies(&step.url, &answer.wire_head);
        if let Some(fault) = answer.fault.take() {
            return Err(UploadError::Http(*fault));
        }
        let status = StatusCode::from_u16(answer.head.status).unwrap_or_default();
        // What has a body keeps it, or is not repeated.
        let may_be_followed = step.method == Method::GET || matches!(status.as_u16(), 307 | 308);
        if !self.follows_redirects || !is_redirect(status) || !may_be_followed {
            return Ok(None);
        }
        Ok(Some(step.clone().follow(status, answer.wire_head.location().as_deref(), MAX_REDIRECTS)?))
    }

    /// Asks which byte the server wants next.
    pub(super) async fn probe(
        &mut self,
        driver: &mut UploadDriver,
        config: &UploadConfig,
        size_bytes: u64,
        phase: Phase,
    ) -> Raced<Result<Probed, UploadError>> {
        let url = dialect::status_url(&config.url);
        let own = dialect::status_headers(&self.file_id);
        let answer = match self.get(driver, url, &own, &config.peer.headers, MAX_STATUS_BYTES, phase).await {
            Raced::Done(Ok(answer)) => answer,
            Raced::Done(Err(error)) => return Raced::Done(Err(error)),
            Raced::Asked(command) => return Raced::Asked(command),
            Raced::Gone => return Raced::Gone,
        };
        if !answer.is_success() {
            return Raced::Done(Ok(Probed::Refused(answer.head)));
        }
        let offset = dialect::read_offset(&answer.body, size_bytes);
        if let Ok(confirmed) = offset {
            driver.incoming(Body::Offset(Offset { confirmed }));
        }
        Raced::Done(offset.map(Probed::At))
    }

    /// A `GET` with its rows, and those that redirects make of it. Its answer is small and has to come in time.
    pub(super) async fn get(
        &mut self,
        driver: &mut UploadDriver,
        url: Url,
        own: &[(HeaderName, HeaderValue)],
        custom: &[HeaderLine],
        max_bytes: usize,
        phase: Phase,
    ) -> Raced<Result<Answer, UploadError>> {
        let mut step = self.first_step(url, Method::GET);
        // A connection that has died in silence would hold the upload for ever.
        let deadline = Instant::now() + STALL_TIMEOUT;
        loop {
            let prepared = self.prepare(driver, &step, own.to_vec(), custom, None);
            let mut answer = match ask(driver, prepared, max_bytes, phase, deadline).await {
                Raced::Done(Ok(answer)) => answer,
                other => return other,
            };
            match self.answered(driver, &step, &mut answer) {
                Ok(Some(next)) => step = next,
                Ok(None) => return Raced::Done(Ok(answer)),
                Err(error) => return Raced::Done(Err(error)),
            }
        }
    }
}

/// One request without a body, up to its answer, which has no row yet.
async fn ask(
    driver: &mut UploadDriver,
    prepared: Prepared,
    max_bytes: usize,
    phase: Phase,
    deadline: Instant,
) -> Raced<Result<Answer, UploadError>> {
    let mut exchange = BufferedExchange::new(prepared, max_bytes);
    loop {
        let event = tokio::time::timeout_at(deadline, exchange.next());
        let event = async { event.await.map_err(|_elapsed| UploadError::NoAnswer)?.map_err(UploadError::Http) };
        match driver.race(phase, event).await {
            Raced::Done(Ok(BufferedEvent::Request(request))) => driver.outgoing(Body::Request(request)),
            Raced::Done(Ok(BufferedEvent::Interim(head))) => {
                driver.incoming(Body::from(head));
                match driver.flushed(phase).await {
                    Raced::Done(()) => {}
                    Raced::Asked(command) => return Raced::Asked(command),
                    Raced::Gone => return Raced::Gone,
                }
            }
            Raced::Done(Ok(BufferedEvent::Answer(answer))) => return Raced::Done(Ok(*answer)),
            Raced::Done(Err(error)) => return Raced::Done(Err(error)),
            Raced::Asked(command) => return Raced::Asked(command),
            Raced::Gone => return Raced::Gone,
        }
    }
}

/// What comes of a request.
pub(super) enum BufferedEvent {
    /// It begins to leave.
    Request(Box<Request>),
    /// A head that only comes before the final one.
    Interim(Response),
    /// The answer, and the last part.
    Answer(Box<Answer>),
}

/// A request on its way, and of its answer's body at most about `max_bytes`.
pub(super) struct BufferedExchange {
    exchange: Exchange,
    max_bytes: usize,
}

impl BufferedExchange {
    pub(super) fn new(prepared: Prepared, max_bytes: usize) -> Self {
        Self { exchange: net_http::send(prepared), max_bytes }
    }

    /// Waits for the next part; the request leaves meanwhile. Only the head may take its time.
    ///
    /// # Errors
    /// When no connection could be made, or it ended before an answer: the request is over.
    pub(super) async fn next(&mut self) -> Result<BufferedEvent, HttpError> {
        let mut incoming = loop {
            match self.exchange.next().await? {
                // No connection is kept.
                ExchangeEvent::Stray(_) => {}
                ExchangeEvent::Request(request) => return Ok(BufferedEvent::Request(request)),
                ExchangeEvent::Interim(head) => return Ok(BufferedEvent::Interim(head)),
                ExchangeEvent::Response(incoming) => break incoming,
            }
        };
        let wire_head = incoming.response_head().clone();
        if !incoming.status().is_success() {
            let head = incoming.head_with_preview().await;
            let findings = incoming.take_findings();
            let (body, rows_behind) = (Vec::new(), Vec::new());
            return Ok(BufferedEvent::Answer(Box::new(Answer {
                head,
                body,
                wire_head,
                rows_behind,
                findings,
                fault: None,
            })));
        }
        let head = incoming.head();
        let (mut body, mut fault) = (Vec::new(), None);
        while body.len() <= self.max_bytes
            && let Ok(chunk) = tokio::time::timeout(STALL_TIMEOUT, incoming.chunk()).await
        {
            match chunk {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => {
                    fault = Some(Box::new(error));
                    break;
                }
            }
        }
        let (rows_behind, findings) = (incoming.rows_behind().await, incoming.take_findings());
        Ok(BufferedEvent::Answer(Box::new(Answer { head, body, wire_head, rows_behind, findings, fault })))
    }
}
