//! The async driver of a source: moves bytes from the socket to the decoder and rows to the window.

use std::{convert::Infallible, future::ready, mem, pin::pin, sync::Arc, time::Duration};

use ::http::HeaderValue;
use bytes::{Buf as _, Bytes};
use tokio::time::timeout_at;

use super::{
    Sse,
    config::SseConfig,
    decoder::{Decoder, Item},
    event::{Command, Event, MAX_REDIRECTS, Refusal, SseError, StreamEnded},
    request,
    response_class::{ResponseClass, judge},
    session::ReadyState,
};
use crate::{
    engine::SessionIo,
    net::{
        cookies::{CookieJar, CookieLimit},
        headers as header_lines,
        http::{self, Client, Exchange, ExchangeEvent, IncomingResponse},
        quoted::Quoted,
        redirect::NotFollowed,
    },
    protocols::awaiting::{AnswerTimeout, AnswerWait, Awaited, Elapsed},
    session::{Driver, Input, When},
    transcript::{
        Body,
        entry::{DropReason, Dropped, Wait},
        reason::{Explanation, HasReason},
    },
};

/// Runs a source until it is closed.
pub(super) async fn run(mut config: SseConfig, io: SessionIo<Sse>) {
    let client = Client::new(&config.peer.tls, &config.peer.connect);
    let mut source = Source {
        retry_millis: config.retry_millis,
        last_event_id: config.last_event_id.as_str().into(),
        cookies: mem::take(&mut config.peer.cookies),
        config,
        driver: Driver::new(io),
        state: ReadyState::Closed,
        attempt: 0,
        client,
    };
    source.change_state(ReadyState::Connecting);
    let Err(closed) = source.live().await;
    source.close(closed);
}

struct Source {
    config: SseConfig,
    driver: Driver<Sse>,
    state: ReadyState,
    last_event_id: Arc<str>,
    retry_millis: u64,
    /// Waits since the last open stream.
    attempt: u32,
    /// Each request has a connection of its own: one that the server closed while it was idle would look like a failure.
    client: Client,
    cookies: CookieJar,
}

/// The source is over; the reason is left out when it was asked for.
struct Closed {
    reason: Option<Explanation>,
}

impl Closed {
    fn because(reason: &dyn HasReason) -> Self {
        Self { reason: Some(Explanation::of(reason)) }
    }
}

/// How a stream that was open ended.
enum StreamEnd {
    Body,
    Failed(SseError),
}

impl Source {
    async fn live(&mut self) -> Result<Infallible, Closed> {
        loop {
            let (why, refusal) = match self.connect().await? {
                StreamEnd::Body => (Explanation::of(&StreamEnded), Refusal::Ended),
                StreamEnd::Failed(error) => {
                    self.driver.rows.error(&error);
                    if error.is_hopeless() {
                        return Err(Closed::because(&error));
                    }
                    (Explanation::of(&error), Refusal::Failed)
                }
            };
            if !self.config.reconnects() {
                return Err(Closed::because(&refusal));
            }
            self.change_state(ReadyState::Connecting);
            self.wait(why).await?;
        }
    }

    /// From the first request to the end of the stream.
    async fn connect(&mut self) -> Result<StreamEnd, Closed> {
        let last_event_id = self.sendable_id();
        let mut step = self.config.first_step();
        loop {
            let mut headers = request::headers(&step, &self.config, last_event_id.as_ref());
            let not_sent = self.cookies.add_to(&step.url, &mut headers);
            self.push_limits(not_sent);
            let body = step.body.clone().map(Into::into);
            let prepared = http::prepare(&self.client, &step.method, &step.url, headers, body);
            let host = header_lines::host_header(&step.url);
            let mut incoming = match self.head(host, http::send(prepared)).await? {
                Ok(incoming) => incoming,
                Err(error) => return Ok(StreamEnd::Failed(error)),
            };
            let kept = self.cookies.keep(&step.url, incoming.response_head());
            self.push_limits(kept.limits);
            kept.changes.into_iter().for_each(|change| self.driver.rows.event(Event::Cookies(change)));
            let (head, headers) = (incoming.head(), incoming.headers());
            match judge(incoming.status(), head.reason_phrase.as_deref(), &headers) {
                ResponseClass::Open => {
                    self.driver.rows.incoming(Body::from(head));
                    self.push_findings(&mut incoming);
                    self.change_state(ReadyState::Open);
                    self.attempt = 0;
                    return self.follow(incoming).await;
                }
                ResponseClass::Redirect => {
                    self.driver.rows.incoming(Body::from(head));
                    let location = incoming.location();
                    step = match step.follow(incoming.status(), location.as_deref(), MAX_REDIRECTS) {
                        Ok(next) => next,
                        Err(error @ NotFollowed::TooMany { .. }) => return Ok(StreamEnd::Failed(error.into())),
                        Err(refusal) => return Err(Closed::because(&refusal)),
                    };
                }
                ResponseClass::Refused(refusal) => {
                    // An answer that was asked to stop halfway is still shown.
                    let (head, closed) = match self.serve(incoming.head_with_preview()).await {
                        Ok(with_preview) => (with_preview, Closed::because(&refusal)),
                        Err(closed) => (head, closed),
                    };
                    self.driver.rows.incoming(Body::from(head));
                    self.push_findings(&mut incoming);
                    return Err(closed);
                }
            }
        }
    }

    /// Waits for the head of an answer, as long as it wants or as the user has said.
    async fn head(
        &mut self,
        host: String,
        mut exchange: Exchange,
    ) -> Result<Result<IncomingResponse, SseError>, Closed> {
        let mut wait = AnswerWait::new(self.config.peer.answer_timeout);
        loop {
            match self.next_event(&host, &mut exchange, &mut wait).await? {
                // No connection is kept.
                Ok(ExchangeEvent::Stray(_)) => {}
                Ok(ExchangeEvent::Request(request)) => self.driver.rows.outgoing(Body::Request(request)),
                Ok(ExchangeEvent::Interim(head)) => self.driver.rows.incoming(Body::from(head)),
                Ok(ExchangeEvent::Response(incoming)) => return Ok(Ok(*incoming)),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    async fn next_event(
        &mut self,
        host: &str,
        exchange: &mut Exchange,
        wait: &mut AnswerWait,
    ) -> Result<Result<ExchangeEvent, SseError>, Closed> {
        let since_micros = self.driver.rows.now_micros();
        let mut next = pin!(exchange.next());
        loop {
            let Some(deadline) = wait.deadline() else {
                return Ok(self.serve(next.as_mut()).await?.map_err(SseError::Http));
            };
            if let Ok(event) = self.serve(timeout_at(deadline, next.as_mut())).await? {
                return Ok(event.map_err(SseError::Http));
            }
            let host = host.to_owned();
            match wait.elapsed() {
                Elapsed::Notice => self.driver.rows.event(Event::Awaiting(Awaited { host, since_micros })),
                Elapsed::GiveUp(limit) => return Ok(Err(AnswerTimeout { host, limit }.into())),
            }
        }
    }

    /// Reads an open stream. While the window has no room for more, nothing is read.
    async fn follow(&mut self, mut incoming: IncomingResponse) -> Result<StreamEnd, Closed> {
        let mut decoder = Decoder::new(self.last_event_id.clone());
        let mut chunk = Bytes::new();
        let mut arrived_micros = self.driver.rows.now_micros();
        let end = loop {
            if let Err(error) = self.decode(&mut decoder, &mut chunk, arrived_micros) {
                return Ok(StreamEnd::Failed(error));
            }
            // While what came has no room, no more is read.
            if !chunk.is_empty() || self.driver.rows.are_full() {
                match self.serve(ready(())).await {
                    Ok(()) => continue,
                    Err(closed) => return Err(self.give_up(&mut decoder, closed)),
                }
            }
            let input = self.driver.next(When::AtOnce, pin!(incoming.chunk())).await;
            match self.handle(input) {
                Ok(Some(Ok(Some(bytes)))) => {
                    chunk = bytes;
                    arrived_micros = self.driver.rows.now_micros();
                }
                Ok(Some(Ok(None))) => break StreamEnd::Body,
                Ok(Some(Err(error))) => break StreamEnd::Failed(error.into()),
                Ok(None) => {}
                Err(closed) => return Err(self.give_up(&mut decoder, closed)),
            }
        };
        self.push_findings(&mut incoming);
        for row in incoming.rows_behind().await {
            self.driver.rows.incoming(row);
        }
        let ended_micros = self.driver.rows.now_micros();
        while let Some(item) = decoder.next_unfinished() {
            self.driver.rows.row(item.into_entry(ended_micros));
            if self.driver.rows.are_full() {
                self.serve(ready(())).await?;
            }
        }
        self.last_event_id = decoder.last_event_id().clone();
        Ok(end)
    }

    /// Tells what of a block had come when the source is closed: as many lines as fit, and how many do not.
    fn give_up(&mut self, decoder: &mut Decoder, closed: Closed) -> Closed {
        let micros = self.driver.rows.now_micros();
        let mut left_out = Dropped::by(DropReason::Closed);
        while let Some(item) = decoder.next_unfinished() {
            let row = item.into_entry(micros);
            if self.driver.rows.are_full() {
                left_out.rows += 1;
                left_out.bytes += row.body.payload().len() as u64;
            } else {
                self.driver.rows.row(row);
            }
        }
        if left_out.rows > 0 {
            self.driver.rows.local(Body::Dropped(left_out));
        }
        closed
    }

    /// Turns bytes into rows until there are no more or the batch is large enough.
    fn decode(&mut self, decoder: &mut Decoder, chunk: &mut Bytes, at_micros: u64) -> Result<(), SseError> {
        let mut input = &chunk[..];
        while !self.driver.rows.are_full()
            && let Some(item) = decoder.next(&mut input)?
        {
            if let Item::Retry(millis) = item {
                self.retry_millis = millis;
            }
            self.driver.rows.row(item.into_entry(at_micros));
        }
        let taken = chunk.len() - input.len();
        chunk.advance(taken);
        Ok(())
    }

    /// Waits for the reconnection time, or until somebody is in a hurry.
    async fn wait(&mut self, why: Explanation) -> Result<(), Closed> {
        let millis = self.retry_millis;
        self.attempt = self.attempt.saturating_add(1);
        let wait = Wait::new(millis, self.attempt, why);
        self.driver.rows.local(Body::Backoff(wait));
        let mut over = pin!(tokio::time::sleep(Duration::from_millis(millis)));
        loop {
            match self.driver.next(When::AtOnce, over.as_mut()).await {
                Input::Command(Command::ReconnectNow) => return Ok(()),
                other => {
                    if self.handle(other)?.is_some() {
                        return Ok(());
                    }
                }
            }
        }
    }

    /// Hands all rows over, then does `work`; commands are handled meanwhile.
    async fn serve<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Closed> {
        let mut work = pin!(work);
        loop {
            let input = self.driver.next(When::RowsAreTaken, work.as_mut()).await;
            if let Some(done) = self.handle(input)? {
                return Ok(done);
            }
        }
    }

    /// What an input means wherever the source waits; its work, if that is done.
    fn handle<T>(&mut self, input: Input<Command, T>) -> Result<Option<T>, Closed> {
        match input {
            Input::Cancelled | Input::Command(Command::Close) => return Err(Closed { reason: None }),
            Input::Command(Command::SetRetry(millis)) => {
                self.retry_millis = millis;
                self.driver.rows.event(Event::RetrySet(millis));
            }
            Input::Command(Command::ChangeCookies(change)) => {
                self.cookies.apply(&change);
                self.driver.rows.event(Event::Cookies(change));
            }
            // There is nothing to wait for.
            Input::Command(Command::ReconnectNow) => {}
            Input::Done(done) => return Ok(Some(done)),
        }
        Ok(None)
    }

    /// The last event ID as a header, if there is one and it can be sent.
    fn sendable_id(&mut self) -> Option<HeaderValue> {
        if self.last_event_id.is_empty() {
            return None;
        }
        let value = HeaderValue::from_bytes(self.last_event_id.as_bytes()).ok();
        if value.is_none() {
            self.driver.rows.error(&SseError::UnsendableId { id: Quoted::new(&*self.last_event_id) });
        }
        value
    }

    fn close(mut self, closed: Closed) {
        let state = ReadyState::Closed.to_record();
        self.driver.rows.last(Body::State(match closed.reason {
            Some(why) => state.because(why),
            None => state,
        }));
    }

    fn change_state(&mut self, state: ReadyState) {
        if self.state != state {
            self.state = state;
            self.driver.rows.local(Body::State(state.to_record()));
        }
    }

    /// Cookies that are not kept or not sent.
    fn push_limits(&mut self, limits: impl IntoIterator<Item = CookieLimit>) {
        limits.into_iter().for_each(|limit| self.driver.rows.error(&limit));
    }

    fn push_findings(&mut self, incoming: &mut IncomingResponse) {
        for finding in incoming.take_findings() {
            self.driver.rows.finding(finding);
        }
    }
}
