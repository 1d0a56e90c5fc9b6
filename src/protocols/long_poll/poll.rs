//! One poll of the task: its requests, its answer, and the rows of both.

use std::{
    borrow::Cow,
    time::{Duration, SystemTime},
};

use bytes::{Bytes, BytesMut};
use tokio::time::{Instant, timeout_at};
use url::Url;

use super::{
    Event, PollError,
    answer::{self, Pause, ResponseClass},
    exchange,
    task::{Stopped, Task},
};
use crate::{
    limits::MAX_PARTIAL_BYTES,
    net::{
        headers,
        http::{self, Client, Exchange, ExchangeEvent, IncomingResponse},
        redirect::is_redirect,
    },
    protocols::awaiting::{AnswerTimeout, AnswerWait, Awaited, Elapsed},
    transcript::{
        Body, Charset, Entry,
        entry::{Answer, Response},
    },
};

/// So many redirects of one poll are followed.
const MAX_REDIRECTS: u32 = 10;

/// What was read of an answer.
struct Reading {
    response: Response,
    class: ResponseClass,
    body: Bytes,
    /// Its charset, where that is not UTF-8.
    charset: Option<Charset>,
    /// When all of it was there.
    done: Instant,
    /// What ended it early.
    error: Option<PollError>,
}

impl Task {
    /// One request, or those that redirects make of it, and the answer; returns the wait that it asks for.
    ///
    /// # Errors
    /// When the session is stopped, or asking again could not help: the task then ends.
    pub(super) async fn poll(&mut self, client: &Client) -> Result<Option<Pause>, Stopped> {
        let begun = Instant::now();
        self.pacer.start(begun);
        self.first_started.get_or_insert(begun);
        let mut step = self.config.first_step();
        let pause = loop {
            let (prepared, not_sent) = exchange::prepare(client, &self.config, &step, &self.cookies);
            self.push_limits(not_sent);
            let exchange = http::send_on(self.idle.take(), prepared);
            let incoming = self.head(&step.url, exchange).await?;
            let head_at = Instant::now();
            self.flushed().await?;
            let incoming = match incoming {
                Ok(incoming) => incoming,
                Err(error) if error.is_final() => {
                    self.push_error(head_at, &error);
                    return Err(Stopped);
                }
                Err(error) => break self.failed(head_at, None, &error),
            };
            let kept = self.cookies.keep(&step.url, incoming.response_head());
            self.push_limits(kept.limits);
            kept.changes.into_iter().for_each(|change| self.driver.rows.event(Event::Cookies(change)));
            if !self.config.peer.follows_redirects || !is_redirect(incoming.status()) {
                break self.answer(incoming, self.held_since.unwrap_or(begun), head_at).await?;
            }
            let (status, location) = (incoming.status(), incoming.location().map(Cow::into_owned));
            self.read(incoming, head_at).await?;
            step = match step.follow(status, location.as_deref(), MAX_REDIRECTS) {
                Ok(next) => next,
                Err(error) => break self.failed(head_at, None, &error.into()),
            };
        };
        self.held_since = None;
        Ok(pause)
    }

    /// Waits for the head of an answer, as long as it wants or as the user has said.
    async fn head(
        &mut self,
        url: &Url,
        mut exchange: Exchange,
    ) -> Result<Result<IncomingResponse, PollError>, Stopped> {
        let wait = AnswerWait::new(self.config.peer.answer_timeout);
        let mut wait = if self.was_noticed { wait.without_notice() } else { wait };
        loop {
            let event = self.next_event(url, &mut exchange, &mut wait).await?;
            let now = Instant::now();
            match event {
                Ok(ExchangeEvent::Stray(bytes)) => self.push_in(now, http::stray_row(&bytes)),
                Ok(ExchangeEvent::Request(request)) => {
                    self.held_since = Some(now);
                    self.push(now, Entry::outgoing, Body::Request(request));
                }
                Ok(ExchangeEvent::Interim(head)) => {
                    self.push(now, Entry::incoming, Body::from(head));
                    self.flushed().await?;
                }
                Ok(ExchangeEvent::Response(incoming)) => return Ok(Ok(*incoming)),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    async fn next_event(
        &mut self,
        url: &Url,
        exchange: &mut Exchange,
        wait: &mut AnswerWait,
    ) -> Result<Result<ExchangeEvent, PollError>, Stopped> {
        let host = headers::host_header(url);
        let since_micros = self.driver.rows.now_micros();
        let mut next = Box::pin(exchange.next());
        loop {
            let Some(deadline) = wait.deadline() else {
                return Ok(self.serving(next).await?.map_err(PollError::Http));
            };
            if let Ok(event) = self.serving(Box::pin(timeout_at(deadline, next.as_mut()))).await? {
                return Ok(event.map_err(PollError::Http));
            }
            match wait.elapsed() {
                Elapsed::Notice => {
                    self.was_noticed = true;
                    let awaited = Awaited { host: host.clone(), since_micros };
                    self.driver.rows.event(Event::Awaiting(awaited));
                }
                Elapsed::GiveUp(limit) => return Ok(Err(AnswerTimeout { host, limit }.into())),
            }
        }
    }

    async fn answer(
        &mut self,
        incoming: IncomingResponse,
        started: Instant,
        head_at: Instant,
    ) -> Result<Option<Pause>, Stopped> {
        let status = incoming.status();
        let retry_after = answer::retry_after(&incoming.headers(), SystemTime::now());
        let Reading { response, class, body, charset, done, error } = self.read(incoming, head_at).await?;
        if let Some(error) = error {
            return Ok(self.failed(done, retry_after, &error));
        }
        let held = done - started;
        if answer::is_good(class, held) {
            self.attempt = 0;
        }
        if class.is_error() {
            self.push_error(done, &PollError::of_status(&response));
            return Ok(answer::pause_after(class, held, retry_after));
        }
        let held_millis = held.as_micros() as f64 / 1000.0;
        let fields = Answer { status: status.as_u16(), held_millis, cursor: None, charset: None };
        let row = match class {
            ResponseClass::Message => Body::Message(Answer { charset, ..fields }, body),
            _ => Body::Empty(fields),
        };
        self.push(done, Entry::incoming, row);
        Ok(answer::pause_after(class, held, retry_after))
    }

    /// Reads what belongs to an answer, and reports all of it but the message.
    async fn read(&mut self, mut incoming: IncomingResponse, head_at: Instant) -> Result<Reading, Stopped> {
        let status = incoming.status();
        let mut response = incoming.head();
        if status.is_success() {
            // A server may send it long before the body.
            self.push(head_at, Entry::incoming, Body::from(response.clone()));
            self.push_findings(&mut incoming);
        }
        let mut body = BytesMut::new();
        let read = self.serving(Box::pin(exchange::read_body(&mut incoming, &mut body))).await;
        let (done, body) = (Instant::now(), body.freeze());
        let class = answer::classify(status, !body.is_empty());
        if !status.is_success() {
            if class.is_error() || !body.is_empty() {
                response = incoming.head_with_begin(&body);
            }
            self.push(head_at, Entry::incoming, Body::from(response.clone()));
        }
        if status.is_success() && !matches!(read, Ok(None)) {
            // Whoever ends a session must not wait for 64 MiB of it to be written.
            let is_cut = matches!(read, Ok(Some(PollError::Cut { .. })));
            let limit_bytes = if is_cut { body.len() } else { MAX_PARTIAL_BYTES };
            self.push_in(done, exchange::partial_row(&body, incoming.missing_bytes(), limit_bytes));
        }
        self.push_findings(&mut incoming);
        let charset = incoming.charset(&body);
        let error = read?;
        self.push_in(done, incoming.rows_behind().await);
        self.idle = incoming.into_idle();
        Ok(Reading { response, class, body, charset, done, error })
    }

    fn push_findings(&mut self, incoming: &mut IncomingResponse) {
        for finding in incoming.take_findings() {
            self.driver.rows.finding(finding);
        }
    }

    fn failed(&mut self, at: Instant, retry_after: Option<Duration>, error: &PollError) -> Option<Pause> {
        self.push_error(at, error);
        answer::pause_after(ResponseClass::Error, Duration::ZERO, retry_after)
    }
}
