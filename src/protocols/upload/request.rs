//! The requests of an upload, each with its rows.

use http::{HeaderMap, HeaderValue, Method};
use tokio::time::Instant;
use url::Url;

use super::{
    UploadConfig, UploadError,
    dialect::{self, MAX_STATUS_BYTES},
    event::STALL_TIMEOUT,
    link::{Link, Phase, Raced},
    source::FileFacts,
};
use crate::{
    net::{
        headers,
        http::{self as net_http, Client, Head, HttpError, Prepared, Sending},
    },
    transcript::{
        Body,
        entry::{Finding, Offset, Response},
    },
};

/// What the requests of one upload have in common.
pub(super) struct Server {
    pub(super) client: Client,
    pub(super) file_id: HeaderValue,
}

/// An answer with the begin of its body.
pub(super) struct Answer {
    pub(super) head: Response,
    pub(super) body: Vec<u8>,
    /// What is to be said of the body's codings.
    pub(super) findings: Vec<Finding>,
    /// What ended the body early.
    pub(super) fault: Option<Box<HttpError>>,
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
    pub(super) fn new(config: &UploadConfig, facts: &FileFacts) -> Result<Self, UploadError> {
        let id = config.file_id.clone().unwrap_or_else(|| facts.default_id());
        let file_id = super::file_id::header_value(&id, config.file_id_encoding)?;
        // A connection for each request: a pooled one that the server has closed would cost a body.
        let client = Client::new(&config.tls, &config.connect);
        Ok(Self { client, file_id })
    }

    /// Asks which byte the server wants next.
    pub(super) async fn probe(
        &self,
        link: &mut Link,
        config: &UploadConfig,
        size_bytes: u64,
        phase: Phase,
    ) -> Raced<Result<Probed, UploadError>> {
        let url = dialect::status_url(&config.url);
        let head = headers::request_headers(&url, &dialect::status_headers(&self.file_id), &config.headers);
        let answer = match self.get(link, &url, head, MAX_STATUS_BYTES, phase).await {
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
            link.incoming(Body::Offset(Offset { confirmed }));
        }
        Raced::Done(offset.map(Probed::At))
    }

    /// A `GET` with its two rows. Its answer is small and has to come in time.
    pub(super) async fn get(
        &self,
        link: &mut Link,
        url: &Url,
        head: HeaderMap,
        max_bytes: usize,
        phase: Phase,
    ) -> Raced<Result<Answer, UploadError>> {
        let prepared = net_http::prepare(&self.client, &Method::GET, url, head, None);
        link.outgoing(Body::Request(prepared.record.clone()));
        let mut exchange = Exchange::new(prepared, max_bytes);
        // A connection that has died in silence would hold the upload for ever.
        let deadline = Instant::now() + STALL_TIMEOUT;
        loop {
            let part = tokio::time::timeout_at(deadline, exchange.next());
            let part = async { part.await.map_err(|_elapsed| UploadError::NoAnswer)?.map_err(UploadError::Http) };
            let answer = match link.race(phase, part).await {
                Raced::Done(Ok(Part::Interim(head))) => {
                    link.incoming(Body::Response(head));
                    match link.flushed(phase).await {
                        Raced::Done(()) => continue,
                        Raced::Asked(command) => return Raced::Asked(command),
                        Raced::Gone => return Raced::Gone,
                    }
                }
                Raced::Done(Ok(Part::Answer(answer))) => answer,
                Raced::Done(Err(error)) => return Raced::Done(Err(error)),
                Raced::Asked(command) => return Raced::Asked(command),
                Raced::Gone => return Raced::Gone,
            };
            return Raced::Done(link.answer(answer).map_err(UploadError::Http));
        }
    }
}

/// What comes of a request.
pub(super) enum Part {
    /// A head that only comes before the final one.
    Interim(Response),
    /// The answer, and the last part.
    Answer(Answer),
}

/// A request on its way, and of its answer's body at most about `max_bytes`.
pub(super) struct Exchange {
    sending: Sending,
    max_bytes: usize,
}

impl Exchange {
    pub(super) fn new(prepared: Prepared, max_bytes: usize) -> Self {
        Self { sending: net_http::send(prepared), max_bytes }
    }

    /// Waits for the next part; the request leaves meanwhile. Only the head may take its time.
    pub(super) async fn next(&mut self) -> Result<Part, HttpError> {
        let mut answered = match self.sending.head().await? {
            Head::Interim(head) => return Ok(Part::Interim(head)),
            Head::Final(answered) => answered,
        };
        if !answered.status().is_success() {
            let head = answered.head_with_preview().await;
            let findings = answered.take_findings();
            return Ok(Part::Answer(Answer { head, body: Vec::new(), findings, fault: None }));
        }
        let head = answered.head();
        let (mut body, mut fault) = (Vec::new(), None);
        while body.len() <= self.max_bytes
            && let Ok(chunk) = tokio::time::timeout(STALL_TIMEOUT, answered.chunk()).await
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
        Ok(Part::Answer(Answer { head, body, findings: answered.take_findings(), fault }))
    }
}
