//! Publishing beside a poll: messages are posted one after the other, in the order they were typed.
//!
//! It never delays the poll, and the poll never delays it.

use std::{collections::VecDeque, future::pending, time::Duration};

use ::http::{HeaderValue, Method, header};
use futures_util::future::BoxFuture;
use tokio::time::Instant;
use url::Url;

use super::PollConfig;
use crate::{
    net::{
        headers::RequestHeaders,
        http::{self, Client, HttpError, IdleConnection},
    },
    transcript::{
        entry::Failure,
        reason::{Code, HasReason, Reason},
    },
};

/// Messages that may wait for their turn.
const QUEUE: usize = 32;

/// A publish is a short request; one that is never answered must not hold the others.
const TIMEOUT: Duration = Duration::from_secs(30);

/// What became of a message.
#[derive(Debug)]
pub struct Published {
    /// The message's size in bytes.
    pub text_bytes: usize,
    /// From the request's start until its answer was read, in milliseconds.
    pub millis: f64,
    /// What the server said.
    pub outcome: Result<PublishAnswer, PublishError>,
}

/// The answer to a publish.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PublishAnswer {
    /// The status code.
    pub status: u16,
    /// The phrase behind it.
    pub reason_phrase: Option<String>,
    /// The begin of the body.
    pub body_preview: String,
}

/// Why a message was not published.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// There is no URL for it.
    #[error("there is no URL to publish to")]
    NoUrl,
    /// Too many wait already.
    #[error("{QUEUE} messages wait to be published already")]
    Busy,
    /// No answer came in time.
    #[error("no answer within {} s", TIMEOUT.as_secs())]
    Timeout,
    /// No answer came.
    #[error(transparent)]
    Http(#[from] HttpError),
}

impl HasReason for PublishError {
    fn reason(&self) -> Reason {
        match self {
            Self::NoUrl => Code::PublishUrlMissing.into(),
            Self::Busy => Reason::new(Code::PublishQueueFull).with("limit", QUEUE),
            Self::Timeout => Reason::new(Code::PublishTimeout).with("seconds", TIMEOUT),
            Self::Http(error) => error.reason(),
        }
    }
}

impl PublishAnswer {
    /// Whether the server took it.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

impl Published {
    /// Whether the server took it.
    pub fn is_success(&self) -> bool {
        self.outcome.as_ref().is_ok_and(PublishAnswer::is_success)
    }

    /// One line for a person.
    pub fn words(&self) -> String {
        let bytes = self.text_bytes;
        match &self.outcome {
            Ok(answer) => {
                let verb = if answer.is_success() { "published" } else { "could not publish" };
                let phrase = answer.reason_phrase.as_deref().unwrap_or_default();
                format!("{verb} {bytes} bytes: {} {phrase}", answer.status).trim_end().to_owned()
            }
            Err(error) => format!("could not publish {bytes} bytes: {}", Failure::of(error).chain()),
        }
    }

    pub(super) fn weight_bytes(&self) -> usize {
        size_of::<Self>() + self.outcome.as_ref().map_or(0, |answer| answer.body_preview.len())
    }

    fn refused(text: &str, error: PublishError) -> Self {
        Self { text_bytes: text.len(), millis: 0.0, outcome: Err(error) }
    }
}

/// Posts what it is given.
pub(super) struct Publisher {
    target: Option<Target>,
    queue: VecDeque<String>,
    running: Option<BoxFuture<'static, (Published, Option<IdleConnection>)>>,
    idle: Option<IdleConnection>,
}

#[derive(Clone)]
struct Target {
    url: Url,
    headers: RequestHeaders,
    client: Client,
}

impl Publisher {
    pub(super) fn new(config: &PollConfig) -> Self {
        let target = config.publish_url.as_ref().map(|url| Target {
            url: url.clone(),
            headers: publish_headers(url, config),
            client: Client::new(&config.peer.tls, &config.peer.connect),
        });
        Self { target, queue: VecDeque::new(), running: None, idle: None }
    }

    /// Publishes a message when its turn comes.
    ///
    /// # Errors
    /// The outcome at once, when it has none.
    #[expect(clippy::result_large_err, reason = "a publish is rare, and so is its failure")]
    pub(super) fn publish(&mut self, text: String) -> Result<(), Published> {
        let Some(target) = &self.target else { return Err(Published::refused(&text, PublishError::NoUrl)) };
        if self.running.is_none() {
            self.running = Some(Box::pin(post(target.clone(), self.idle.take(), text)));
        } else if self.queue.len() < QUEUE {
            self.queue.push_back(text);
        } else {
            return Err(Published::refused(&text, PublishError::Busy));
        }
        Ok(())
    }

    /// Whether a message is on its way.
    pub(super) fn is_busy(&self) -> bool {
        self.running.is_some()
    }

    /// The next outcome; waits for ever while nothing is on its way. Cancel-safe.
    pub(super) async fn next(&mut self) -> Published {
        let Some(running) = &mut self.running else {
            if let Some(idle) = &self.idle {
                tokio::time::sleep_until(idle.until()).await;
                self.idle = None;
            }
            return pending().await;
        };
        let (published, idle) = running.await;
        self.idle = idle;
        self.running = match (self.queue.pop_front(), &self.target) {
            (Some(text), Some(target)) => Some(Box::pin(post(target.clone(), self.idle.take(), text))),
            _ => None,
        };
        published
    }
}

/// A text as a page's `fetch` posts it. The user's headers go along to the origin that is polled, and no further.
fn publish_headers(url: &Url, config: &PollConfig) -> RequestHeaders {
    let own = [(header::CONTENT_TYPE, HeaderValue::from_static("text/plain;charset=UTF-8"))];
    let custom = if url.origin() == config.url.origin() { config.peer.headers.as_slice() } else { &[] };
    RequestHeaders::of(url, own, custom)
}

async fn post(target: Target, idle: Option<IdleConnection>, text: String) -> (Published, Option<IdleConnection>) {
    let started = Instant::now();
    let text_bytes = text.len();
    let exchange = async {
        let prepared = http::prepare(&target.client, &Method::POST, &target.url, target.headers, Some(text.into()));
        let mut incoming = http::send_on(idle, prepared).answer().await?;
        let head = incoming.head_with_preview().await;
        let answer = PublishAnswer {
            status: head.status,
            reason_phrase: head.reason_phrase,
            body_preview: head.body_preview.unwrap_or_default(),
        };
        Ok((answer, incoming.into_idle()))
    };
    let outcome = tokio::time::timeout(TIMEOUT, exchange).await.unwrap_or(Err(PublishError::Timeout));
    let (outcome, idle) = match outcome {
        Ok((answer, idle)) => (Ok(answer), idle),
        Err(error) => (Err(error), None),
    };
    (Published { text_bytes, millis: started.elapsed().as_secs_f64() * 1000.0, outcome }, idle)
}
