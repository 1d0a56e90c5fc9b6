//! The async driver of a source: moves bytes from the socket to the decoder and rows to the window.

use std::{borrow::Cow, convert::Infallible, pin::pin, sync::Arc, time::Duration};

use ::http::HeaderValue;
use bytes::{Buf as _, Bytes};
use tokio::time::timeout_at;

use super::{
    Sse,
    config::SseConfig,
    decoder::{Decoder, Item},
    event::{Command, Event, MAX_REDIRECTS, Refusal, SseError},
    request,
    session::ReadyState,
    verdict::{Verdict, judge},
};
use crate::{
    engine::SessionIo,
    net::{
        cookies::{CookieJar, CookieLimit},
        headers as header_lines,
        http::{self, Answered, Client, Part, Sending},
        quoted::Quoted,
        redirect::NotFollowed,
    },
    protocols::awaiting::{AnswerTimeout, Awaited, Elapsed, Patience},
    transcript::{
        Body, Entry,
        entry::{Dropped, Failure, Request, State, Wait},
    },
};

/// Runs a source until it is closed.
pub(super) async fn run(config: SseConfig, io: SessionIo<Sse>) {
    let client = Client::new(&config.tls, &config.connect);
    let mut source = Source {
        retry_millis: config.retry_millis,
        last_event_id: config.last_event_id.as_str().into(),
        config,
        io,
        state: ReadyState::Closed,
        attempt: 0,
        client,
        cookies: CookieJar::default(),
    };
    source.change_state(ReadyState::Connecting);
    let Err(closed) = source.live().await;
    source.close(closed);
}

struct Source {
    config: SseConfig,
    io: SessionIo<Sse>,
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
    reason: Option<String>,
}

impl Closed {
    fn because(reason: &impl ToString) -> Self {
        Self { reason: Some(reason.to_string()) }
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
                StreamEnd::Body => ("the stream ended".to_owned(), Refusal::Ended),
                StreamEnd::Failed(error) => {
                    self.push_error(&error);
                    if error.is_hopeless() {
                        return Err(Closed::because(&error));
                    }
                    (error.to_string(), Refusal::Failed)
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
            let mut answered = match self.head(host, http::send(prepared)).await? {
                Ok(answered) => answered,
                Err(error) => return Ok(StreamEnd::Failed(error)),
            };
            let limits = self.cookies.keep(&step.url, answered.response_head());
            self.push_limits(limits);
            let (head, headers) = (answered.head(), answered.headers());
            match judge(answered.status(), head.reason_phrase.as_deref(), &headers) {
                Verdict::Open => {
                    self.push_in(Body::from(head));
                    self.push_findings(&mut answered);
                    self.change_state(ReadyState::Open);
                    self.attempt = 0;
                    return self.follow(answered).await;
                }
                Verdict::Redirect => {
                    self.push_in(Body::from(head));
                    let location = answered.location();
                    step = match step.follow(answered.status(), location.as_deref(), MAX_REDIRECTS) {
                        Ok(next) => next,
                        Err(error @ NotFollowed::TooMany { .. }) => return Ok(StreamEnd::Failed(error.into())),
                        Err(refusal) => return Err(Closed::because(&refusal)),
                    };
                }
                Verdict::Refused(refusal) => {
                    // An answer that was asked to stop halfway is still shown.
                    let (head, closed) = match self.serve(answered.head_with_preview()).await {
                        Ok(with_preview) => (with_preview, Closed::because(&refusal)),
                        Err(closed) => (head, closed),
                    };
                    self.push_in(Body::from(head));
                    self.push_findings(&mut answered);
                    return Err(closed);
                }
            }
        }
    }

    /// Waits for the head of an answer, as long as it wants or as the user has said.
    async fn head(&mut self, host: String, mut sending: Sending) -> Result<Result<Answered, SseError>, Closed> {
        let mut patience = Patience::new(self.config.answer_timeout);
        loop {
            match self.next_part(&host, &mut sending, &mut patience).await? {
                // No connection is kept.
                Ok(Part::Stray(_)) => {}
                Ok(Part::Request(request)) => self.push_request(*request),
                Ok(Part::Interim(head)) => self.push_in(Body::from(head)),
                Ok(Part::Answer(answered)) => return Ok(Ok(*answered)),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    async fn next_part(
        &mut self,
        host: &str,
        sending: &mut Sending,
        patience: &mut Patience,
    ) -> Result<Result<Part, SseError>, Closed> {
        let since_micros = self.io.clock.micros();
        let mut part = pin!(sending.next());
        loop {
            let Some(deadline) = patience.deadline() else {
                return Ok(self.serve(part.as_mut()).await?.map_err(SseError::Http));
            };
            if let Ok(part) = self.serve(timeout_at(deadline, part.as_mut())).await? {
                return Ok(part.map_err(SseError::Http));
            }
            let host = host.to_owned();
            match patience.elapsed() {
                Elapsed::Tell => self.io.outbox.push(Event::Awaiting(Awaited { host, since_micros })),
                Elapsed::GiveUp(limit) => return Ok(Err(AnswerTimeout { host, limit }.into())),
            }
        }
    }

    /// Reads an open stream. While the window has no room for more, nothing is read.
    async fn follow(&mut self, mut answered: Answered) -> Result<StreamEnd, Closed> {
        let mut decoder = Decoder::new(self.last_event_id.clone());
        let mut chunk = Bytes::new();
        let mut arrived_micros = self.io.clock.micros();
        let end = loop {
            if let Err(error) = self.decode(&mut decoder, &mut chunk, arrived_micros) {
                return Ok(StreamEnd::Failed(error));
            }
            let outbox = &mut self.io.outbox;
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Err(self.give_up(&mut decoder, Closed { reason: None })),
                command = self.io.commands.recv() => {
                    if let Err(closed) = self.obey(command) {
                        return Err(self.give_up(&mut decoder, closed));
                    }
                }
                read = answered.chunk(), if chunk.is_empty() && !outbox.is_full() => match read {
                    Ok(Some(bytes)) => {
                        chunk = bytes;
                        arrived_micros = self.io.clock.micros();
                    }
                    Ok(None) => break StreamEnd::Body,
                    Err(error) => break StreamEnd::Failed(error.into()),
                },
                () = outbox.flush(), if outbox.has_batch() => {}
            }
        };
        self.push_findings(&mut answered);
        for row in answered.rows_behind().await {
            self.push_in(row);
        }
        let ended_micros = self.io.clock.micros();
        while let Some(item) = decoder.next_unfinished() {
            self.io.outbox.push(item.into_entry(ended_micros).into());
            if self.io.outbox.is_full() {
                self.serve(std::future::ready(())).await?;
            }
        }
        self.last_event_id = decoder.last_event_id().clone();
        Ok(end)
    }

    /// Tells what of a block had come when the source is closed: as many lines as fit, and how many do not.
    fn give_up(&mut self, decoder: &mut Decoder, closed: Closed) -> Closed {
        let micros = self.io.clock.micros();
        let mut left_out = Dropped { rows: 0, bytes: 0, reason: "closed".to_owned() };
        while let Some(item) = decoder.next_unfinished() {
            let row = item.into_entry(micros);
            if self.io.outbox.is_full() {
                left_out.rows += 1;
                left_out.bytes += row.body.payload().len() as u64;
            } else {
                self.io.outbox.push(row.into());
            }
        }
        if left_out.rows > 0 {
            self.push_local(Body::Dropped(left_out));
        }
        closed
    }

    /// Turns bytes into rows until there are no more or the batch is large enough.
    fn decode(&mut self, decoder: &mut Decoder, chunk: &mut Bytes, at_micros: u64) -> Result<(), SseError> {
        let mut input = &chunk[..];
        while !self.io.outbox.is_full()
            && let Some(item) = decoder.next(&mut input)?
        {
            if let Item::Retry(millis) = item {
                self.retry_millis = millis;
            }
            self.io.outbox.push(item.into_entry(at_micros).into());
        }
        let taken = chunk.len() - input.len();
        chunk.advance(taken);
        Ok(())
    }

    /// Waits for the reconnection time, or until somebody is in a hurry.
    async fn wait(&mut self, reason: String) -> Result<(), Closed> {
        let millis = self.retry_millis;
        self.attempt = self.attempt.saturating_add(1);
        let wait = Wait { millis, attempt: self.attempt, reason };
        self.push_local(Body::Backoff(wait));
        let over = tokio::time::sleep(Duration::from_millis(millis));
        tokio::pin!(over);
        loop {
            let outbox = &mut self.io.outbox;
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Err(Closed { reason: None }),
                command = self.io.commands.recv() => match command {
                    Some(Command::ReconnectNow) => return Ok(()),
                    other => self.obey(other)?,
                },
                () = &mut over => return Ok(()),
                () = outbox.flush(), if outbox.has_batch() => {}
            }
        }
    }

    /// Hands all rows over, then does `work`; commands are obeyed meanwhile.
    async fn serve<T>(&mut self, work: impl Future<Output = T>) -> Result<T, Closed> {
        tokio::pin!(work);
        loop {
            let outbox = &mut self.io.outbox;
            let has_batch = outbox.has_batch();
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Err(Closed { reason: None }),
                command = self.io.commands.recv() => self.obey(command)?,
                () = outbox.flush(), if has_batch => {}
                done = &mut work, if !has_batch => return Ok(done),
            }
        }
    }

    fn obey(&mut self, command: Option<Command>) -> Result<(), Closed> {
        match command {
            None | Some(Command::Close) => Err(Closed { reason: None }),
            Some(Command::SetRetry(millis)) => {
                self.retry_millis = millis;
                self.io.outbox.push(Event::RetrySet(millis));
                Ok(())
            }
            // There is nothing to wait for.
            Some(Command::ReconnectNow) => Ok(()),
        }
    }

    /// The last event ID as a header, if there is one and it can be sent.
    fn sendable_id(&mut self) -> Option<HeaderValue> {
        if self.last_event_id.is_empty() {
            return None;
        }
        let value = HeaderValue::from_bytes(self.last_event_id.as_bytes()).ok();
        if value.is_none() {
            self.push_error(&SseError::UnsendableId { id: Quoted::new(&*self.last_event_id) });
        }
        value
    }

    fn close(mut self, closed: Closed) {
        let state = state_row(ReadyState::Closed, closed.reason);
        self.io.outbox.send_urgent(Entry::local(self.io.clock.micros(), Body::State(state)).into());
    }

    fn change_state(&mut self, state: ReadyState) {
        if self.state != state {
            self.state = state;
            self.push_local(Body::State(state_row(state, None)));
        }
    }

    fn push_request(&mut self, request: Request) {
        self.io.outbox.push(Entry::outgoing(self.io.clock.micros(), Body::from(request)).into());
    }

    fn push_in(&mut self, body: Body) {
        self.io.outbox.push(Entry::incoming(self.io.clock.micros(), body).into());
    }

    fn push_local(&mut self, body: Body) {
        self.io.outbox.push(Entry::local(self.io.clock.micros(), body).into());
    }

    /// Cookies that are not kept or not sent.
    fn push_limits(&mut self, limits: impl IntoIterator<Item = CookieLimit>) {
        limits.into_iter().for_each(|limit| self.push_local(Body::Error(Failure::of(&limit))));
    }

    fn push_findings(&mut self, answered: &mut Answered) {
        for finding in answered.take_findings() {
            self.push_local(Body::Finding(Box::new(finding)));
        }
    }

    fn push_error(&mut self, error: &SseError) {
        let failure = Failure::of(error);
        self.push_local(Body::Error(match error {
            SseError::AnswerTimeout(_) => failure.with_code(AnswerTimeout::CODE),
            _ => failure,
        }));
    }
}

fn state_row(state: ReadyState, reason: Option<String>) -> State {
    State { state: Cow::Borrowed(state.name()), code: Some(state.code()), reason }
}
