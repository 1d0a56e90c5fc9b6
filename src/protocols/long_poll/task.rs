//! The async driver: it sends polls, reads their answers and waits as the rules say.
//!
//! The next request leaves before the rows of the last answer do; its body is read once they have credit.

use std::{
    convert::Infallible,
    future::{Future, pending},
    pin::{Pin, pin},
    time::{Duration, SystemTime},
};

use tokio::time::{Instant, timeout_at};

use super::{
    Command, Event, Pacer, PollConfig, PollError,
    answer::{self, Pause, Verdict, WaitReason},
    exchange::{self, Reading},
    publish::Publisher,
};
use crate::{
    engine::{Protocol, SessionIo, TaskPanicked},
    net::{
        headers,
        http::{self, Answered, Client, Head, IDLE_CONNECTION_LIFE, Kept, Sending},
    },
    protocols::awaiting::{AnswerTimeout, Awaited, Elapsed, Patience},
    transcript::{
        Body, Entry,
        entry::{Answer, Failure, State, Wait},
    },
};

/// Long after a request has left it is certainly held: a server without a buffer then has somebody to tell.
const HELD_FOR_PUBLISH: Duration = Duration::from_millis(200);

/// Where no request is ever held so long, the first message is published without.
const LATEST_PUBLISH: Duration = Duration::from_secs(3);

/// How long the end waits for the answer to a publish that is on its way.
const PUBLISH_GRACE: Duration = Duration::from_millis(300);

/// The protocol: one task polls until it is stopped.
#[derive(Debug)]
pub struct LongPoll;

impl Protocol for LongPoll {
    const ID: &'static str = "longPoll";
    type Config = PollConfig;
    type Command = Command;
    type Event = Event;

    async fn run(config: PollConfig, mut io: SessionIo<Self>) {
        let micros = io.clock.micros();
        io.outbox.push(row(Entry::local(micros, state("waiting"))));
        let client = Client::new(&config.tls, &config.connect);
        let publisher = Publisher::new(&config);
        Task::new(config, io, publisher).run(&client).await;
    }

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Event> {
        let rows = [Body::Error(Failure::of(panic)), state("stopped")];
        rows.into_iter().map(|body| row(Entry::local(at_micros, body))).collect()
    }
}

/// The session was stopped or its window closed.
struct Stopped;

/// What a wait was interrupted by.
enum Turn<T> {
    Done(T),
    Sent,
    PollNow,
    Stop,
}

struct Task {
    config: PollConfig,
    io: SessionIo<LongPoll>,
    pacer: Pacer,
    publisher: Publisher,
    kept: Option<Kept>,
    /// Waits since the last good answer.
    attempt: u32,
    first_started: Option<Instant>,
    held_since: Option<Instant>,
    /// Whether somebody knows that an answer may take its time.
    has_told: bool,
}

impl Task {
    fn new(config: PollConfig, io: SessionIo<LongPoll>, publisher: Publisher) -> Self {
        let pacer = Pacer::new(config.max_rate);
        Self {
            config,
            io,
            pacer,
            publisher,
            kept: None,
            attempt: 0,
            first_started: None,
            held_since: None,
            has_told: false,
        }
    }

    async fn run(mut self, client: &Client) {
        let Err(Stopped) = self.polls(client).await;
        self.held_since = None;
        if self.publisher.is_busy()
            && let Ok(published) = tokio::time::timeout(PUBLISH_GRACE, self.publisher.next()).await
        {
            self.io.outbox.push(Event::Published(published));
        }
        let micros = self.io.clock.micros();
        self.io.outbox.send_urgent(row(Entry::local(micros, state("stopped"))));
    }

    async fn polls(&mut self, client: &Client) -> Result<Infallible, Stopped> {
        loop {
            let pause = self.poll(client).await?;
            self.rest(pause).await?;
        }
    }

    /// One request and its answer; returns the wait that the answer asks for.
    async fn poll(&mut self, client: &Client) -> Result<Option<Pause>, Stopped> {
        let prepared = exchange::prepare(client, &self.config);
        let started = Instant::now();
        self.pacer.start(started);
        self.first_started.get_or_insert(started);
        self.held_since = Some(started);
        self.push(started, Entry::outgoing, Body::Request(prepared.record.clone()));
        let sending = http::send_on(self.kept.take(), prepared);
        let answered = self.head(sending).await?;
        let head_at = Instant::now();
        self.flushed().await?;
        let pause = match answered {
            Ok(answered) => self.answer(answered, started, head_at).await?,
            Err(error) if error.is_final() => {
                let failure = Failure::of(&error);
                let failure = match error {
                    PollError::AnswerTimeout(_) => failure.with_code(AnswerTimeout::CODE),
                    _ => failure,
                };
                self.push(head_at, Entry::local, Body::Error(failure));
                return Err(Stopped);
            }
            Err(error) => self.failed(head_at, None, &error),
        };
        self.held_since = None;
        Ok(pause)
    }

    /// Waits for the head of an answer, as long as it wants or as the user has said.
    async fn head(&mut self, mut sending: Sending) -> Result<Result<Answered, PollError>, Stopped> {
        let patience = Patience::new(self.config.answer_timeout);
        let mut patience = if self.has_told { patience.in_silence() } else { patience };
        loop {
            match self.next_head(&mut sending, &mut patience).await? {
                Ok(Head::Interim(head)) => {
                    self.push(Instant::now(), Entry::incoming, Body::Response(head));
                    self.flushed().await?;
                }
                Ok(Head::Final(answered)) => return Ok(Ok(*answered)),
                Err(error) => return Ok(Err(error)),
            }
        }
    }

    async fn next_head(
        &mut self,
        sending: &mut Sending,
        patience: &mut Patience,
    ) -> Result<Result<Head, PollError>, Stopped> {
        let host = headers::host_header(&self.config.url);
        let since_micros = self.io.clock.micros();
        let mut head = Box::pin(sending.head());
        loop {
            let Some(deadline) = patience.deadline() else {
                return Ok(self.serving(head).await?.map_err(PollError::Http));
            };
            if let Ok(head) = self.serving(Box::pin(timeout_at(deadline, head.as_mut()))).await? {
                return Ok(head.map_err(PollError::Http));
            }
            match patience.elapsed() {
                Elapsed::Tell => {
                    self.has_told = true;
                    let awaited = Awaited { host: host.clone(), since_micros };
                    self.io.outbox.push(Event::Awaiting(awaited));
                }
                Elapsed::GiveUp(limit) => return Ok(Err(AnswerTimeout { host, limit }.into())),
            }
        }
    }

    async fn answer(
        &mut self,
        mut answered: Answered,
        started: Instant,
        head_at: Instant,
    ) -> Result<Option<Pause>, Stopped> {
        let status = answered.status();
        let retry_after = answer::retry_after(&answered.headers(), SystemTime::now());
        let mut response = answered.head();
        if status.is_success() {
            // A server may send it long before the body.
            self.push(head_at, Entry::incoming, Body::Response(response.clone()));
            self.push_findings(head_at, &mut answered);
        }
        let Reading { body, charset, done, error } = self.serving(Box::pin(exchange::read_body(&mut answered))).await?;
        let held = done - started;
        let verdict = answer::classify(status, !body.is_empty());
        if !status.is_success() {
            response.body_preview = (verdict == Verdict::Error || !body.is_empty()).then(|| answered.preview(&body));
            self.push(head_at, Entry::incoming, Body::Response(response.clone()));
        }
        self.push_findings(done, &mut answered);
        self.kept = answered.into_kept();
        if let Some(error) = error {
            return Ok(self.failed(done, retry_after, &error));
        }
        if verdict == Verdict::Error {
            return Ok(self.failed(done, retry_after, &PollError::of_status(&response)));
        }
        let held_millis = held.as_micros() as f64 / 1000.0;
        let fields = Answer { status: response.status, held_millis, cursor: None, charset: None };
        if answer::is_good(verdict, held) {
            self.attempt = 0;
        }
        let body = match verdict {
            Verdict::Message => Body::Message(Answer { charset, ..fields }, body),
            _ => Body::Empty(fields),
        };
        self.push(done, Entry::incoming, body);
        Ok(answer::pause_after(verdict, held, retry_after))
    }

    fn push_findings(&mut self, at: Instant, answered: &mut Answered) {
        for finding in answered.take_findings() {
            self.push(at, Entry::local, Body::Finding(finding));
        }
    }

    fn failed(&mut self, at: Instant, retry_after: Option<Duration>, error: &PollError) -> Option<Pause> {
        self.push(at, Entry::local, Body::Error(Failure::of(error)));
        answer::pause_after(Verdict::Error, Duration::ZERO, retry_after)
    }

    /// Waits as the answer asks, and longer where the guard says so.
    async fn rest(&mut self, mut asked: Option<Pause>) -> Result<(), Stopped> {
        loop {
            let now = Instant::now();
            let guard = Pause { wait: self.pacer.delay(now), reason: WaitReason::Guard };
            let pause = asked.take().filter(|asked| asked.wait >= guard.wait).unwrap_or(guard);
            if pause.wait.is_zero() {
                return Ok(());
            }
            if pause.wait >= IDLE_CONNECTION_LIFE {
                // It would be too old by then.
                self.kept = None;
            }
            // Whole milliseconds, and never too early.
            let millis = pause.wait.as_micros().div_ceil(1000) as u64;
            self.attempt = self.attempt.saturating_add(1);
            let wait = Wait { millis, attempt: self.attempt, reason: pause.reason.name().to_owned() };
            self.push(now, Entry::local, state("backoff"));
            self.push(now, Entry::local, Body::Backoff(wait));
            self.sleep_until(now + Duration::from_millis(millis), pause.reason).await?;
            self.push(Instant::now(), Entry::local, state("waiting"));
        }
    }

    async fn sleep_until(&mut self, deadline: Instant, reason: WaitReason) -> Result<(), Stopped> {
        let mut sleep = pin!(tokio::time::sleep_until(deadline));
        loop {
            match self.turn(sleep.as_mut()).await {
                Turn::Done(()) => return Ok(()),
                Turn::PollNow if reason != WaitReason::Guard => return Ok(()),
                Turn::PollNow | Turn::Sent => {}
                Turn::Stop => return Err(Stopped),
            }
        }
    }

    /// Waits until every row has left, so that the window's credit bounds what is read.
    async fn flushed(&mut self) -> Result<(), Stopped> {
        while self.io.outbox.has_batch() {
            if let Turn::Stop = self.turn(pin!(pending::<Infallible>())).await {
                return Err(Stopped);
            }
        }
        Ok(())
    }

    /// Waits for `work`; rows leave and commands are served meanwhile.
    async fn serving<T>(&mut self, mut work: Pin<Box<impl Future<Output = T>>>) -> Result<T, Stopped> {
        loop {
            match self.turn(work.as_mut()).await {
                Turn::Done(done) => return Ok(done),
                Turn::Stop => return Err(Stopped),
                Turn::Sent | Turn::PollNow => {}
            }
        }
    }

    async fn turn<T>(&mut self, mut work: Pin<&mut impl Future<Output = T>>) -> Turn<T> {
        loop {
            let first_publish_due = self.first_publish_due();
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Turn::Stop,
                command = self.io.commands.recv() => match command {
                    None | Some(Command::Stop) => return Turn::Stop,
                    Some(Command::PollNow) => return Turn::PollNow,
                    Some(Command::Publish { text }) => self.publish(text),
                },
                done = work.as_mut() => return Turn::Done(done),
                published = self.publisher.next() => self.io.outbox.push(Event::Published(published)),
                () = until(first_publish_due) => {
                    if let Some(text) = self.config.publish_when_held.take() {
                        self.publish(text);
                    }
                }
                () = self.io.outbox.flush(), if self.io.outbox.has_batch() => return Turn::Sent,
            }
        }
    }

    fn publish(&mut self, text: String) {
        if let Err(refused) = self.publisher.publish(text) {
            self.io.outbox.push(Event::Published(refused));
        }
    }

    fn first_publish_due(&self) -> Option<Instant> {
        self.config.publish_when_held.as_ref()?;
        let latest = self.first_started? + LATEST_PUBLISH;
        Some(self.held_since.map_or(latest, |held_since| latest.min(held_since + HELD_FOR_PUBLISH)))
    }

    fn push(&mut self, at: Instant, entry: fn(u64, Body) -> Entry, body: Body) {
        let micros = self.io.clock.micros_at(at);
        self.io.outbox.push(row(entry(micros, body)));
    }
}

fn row(entry: Entry) -> Event {
    Event::Row(entry)
}

fn state(name: &'static str) -> Body {
    Body::State(State { state: name.into(), code: None, reason: None })
}

async fn until(deadline: Option<Instant>) {
    match deadline {
        Some(deadline) => tokio::time::sleep_until(deadline).await,
        None => pending().await,
    }
}
