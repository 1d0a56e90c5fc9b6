//! The async driver: it sends polls, reads their answers and waits as the rules say.
//!
//! The next request leaves before the rows of the last answer do; its body is read once they have credit.

use std::{
    convert::Infallible,
    future::{Future, ready},
    mem,
    pin::{Pin, pin},
    task::{Context, Poll},
    time::Duration,
};

use tokio::time::Instant;

use super::{
    Command, Event, Pacer, PollConfig, PollError,
    answer::{Pause, WaitReason},
    publish::{Published, Publisher},
};
use crate::{
    engine::{Protocol, SessionIo, TaskPanicked},
    net::{
        cookies::{CookieJar, CookieLimit},
        http::{Client, IDLE_CONNECTION_LIFE, IdleConnection},
    },
    session::{Driver, Input, Rows, When, rows_after_panic, until},
    transcript::{
        Body, Entry,
        entry::{Failure, SessionState, State, Wait},
        reason::Explanation,
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

    async fn run(config: PollConfig, io: SessionIo<Self>) {
        let mut driver = Driver::new(io);
        driver.rows.local(state(SessionState::Waiting));
        let client = Client::new(&config.peer.tls, &config.peer.connect);
        let publisher = Publisher::new(&config);
        Task::new(config, driver, publisher).run(&client).await;
    }

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Event> {
        let stopped = State::new(SessionState::Stopped).because(Explanation::of(panic));
        rows_after_panic(at_micros, panic, [Body::State(stopped)])
    }
}

/// The session was stopped or its window closed.
pub(super) struct Stopped;

/// What a wait was interrupted by.
enum Turn<T> {
    Done(T),
    PollNow,
    Stop,
}

/// What goes on at a time.
enum Work<T> {
    Done(T),
    Published(Published),
    PublishIsDue,
}

pub(super) struct Task {
    pub(super) config: PollConfig,
    pub(super) driver: Driver<LongPoll>,
    pub(super) cookies: CookieJar,
    pub(super) pacer: Pacer,
    publisher: Publisher,
    pub(super) idle: Option<IdleConnection>,
    /// Waits since the last good answer.
    pub(super) attempt: u32,
    pub(super) first_started: Option<Instant>,
    pub(super) held_since: Option<Instant>,
    /// Whether somebody knows that an answer may take its time.
    pub(super) was_noticed: bool,
}

impl Task {
    fn new(mut config: PollConfig, driver: Driver<LongPoll>, publisher: Publisher) -> Self {
        let pacer = Pacer::new(config.max_rate);
        Self {
            cookies: mem::take(&mut config.peer.cookies),
            config,
            driver,
            pacer,
            publisher,
            idle: None,
            attempt: 0,
            first_started: None,
            held_since: None,
            was_noticed: false,
        }
    }

    async fn run(mut self, client: &Client) {
        let Err(Stopped) = self.polls(client).await;
        self.held_since = None;
        if self.publisher.is_busy()
            && let Ok(published) = tokio::time::timeout(PUBLISH_GRACE, self.publisher.next()).await
        {
            self.driver.rows.event(Event::Published(published));
        }
        self.driver.rows.last(state(SessionState::Stopped));
    }

    async fn polls(&mut self, client: &Client) -> Result<Infallible, Stopped> {
        loop {
            let pause = self.poll(client).await?;
            self.rest(pause).await?;
        }
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
                self.idle = None;
            }
            // Whole milliseconds, and never too early.
            let millis = pause.wait.as_micros().div_ceil(1000) as u64;
            self.attempt = self.attempt.saturating_add(1);
            let wait = Wait::new(millis, self.attempt, Explanation::word(pause.reason.code()));
            self.push(now, Entry::local, state(SessionState::Backoff));
            self.push(now, Entry::local, Body::Backoff(wait));
            self.sleep_until(now + Duration::from_millis(millis), pause.reason).await?;
            self.push(Instant::now(), Entry::local, state(SessionState::Waiting));
        }
    }

    async fn sleep_until(&mut self, deadline: Instant, reason: WaitReason) -> Result<(), Stopped> {
        let mut sleep = pin!(tokio::time::sleep_until(deadline));
        loop {
            match self.turn(sleep.as_mut()).await {
                Turn::Done(()) => return Ok(()),
                Turn::PollNow if reason != WaitReason::Guard => return Ok(()),
                Turn::PollNow => {}
                Turn::Stop => return Err(Stopped),
            }
        }
    }

    /// Waits until every row has left, so that the window's credit bounds what is read.
    ///
    /// # Errors
    /// When the session is stopped meanwhile: the task then ends.
    pub(super) async fn flushed(&mut self) -> Result<(), Stopped> {
        loop {
            match self.turn_when(When::RowsAreTaken, pin!(ready(()))).await {
                Turn::Done(()) => return Ok(()),
                Turn::PollNow => {}
                Turn::Stop => return Err(Stopped),
            }
        }
    }

    /// Waits for `work`; rows leave and commands are served meanwhile.
    ///
    /// # Errors
    /// When the session is stopped meanwhile: the work is given up, and the task ends.
    pub(super) async fn serving<T>(&mut self, mut work: Pin<Box<impl Future<Output = T>>>) -> Result<T, Stopped> {
        loop {
            match self.turn(work.as_mut()).await {
                Turn::Done(done) => return Ok(done),
                Turn::Stop => return Err(Stopped),
                Turn::PollNow => {}
            }
        }
    }

    async fn turn<T>(&mut self, work: Pin<&mut impl Future<Output = T>>) -> Turn<T> {
        self.turn_when(When::AtOnce, work).await
    }

    /// What is published goes on beside the work, also where that waits for its rows.
    async fn turn_when<T>(&mut self, when: When, mut work: Pin<&mut impl Future<Output = T>>) -> Turn<T> {
        loop {
            let mut publish_is_due = pin!(until(self.first_publish_due()));
            let input = {
                // The poll and what is published beside it have a connection each.
                let mut published = pin!(self.publisher.next());
                let any = |cx: &mut Context<'_>, rows: &mut Rows<Event>| {
                    let is_held_up = when == When::RowsAreTaken && rows.are_waiting();
                    if !is_held_up && let Poll::Ready(done) = work.as_mut().poll(cx) {
                        return Poll::Ready(Work::Done(done));
                    }
                    if let Poll::Ready(published) = published.as_mut().poll(cx) {
                        return Poll::Ready(Work::Published(published));
                    }
                    publish_is_due.as_mut().poll(cx).map(|()| Work::PublishIsDue)
                };
                self.driver.next_of(any).await
            };
            match input {
                Input::Cancelled | Input::Command(Command::Stop) => return Turn::Stop,
                Input::Command(Command::PollNow) => return Turn::PollNow,
                Input::Command(Command::Publish { text }) => self.publish(text),
                Input::Command(Command::ChangeCookies(change)) => {
                    self.cookies.apply(&change);
                    self.driver.rows.event(Event::Cookies(change));
                }
                Input::Done(Work::Done(done)) => return Turn::Done(done),
                Input::Done(Work::Published(published)) => self.driver.rows.event(Event::Published(published)),
                Input::Done(Work::PublishIsDue) => {
                    if let Some(text) = self.config.publish_when_held.take() {
                        self.publish(text);
                    }
                }
            }
        }
    }

    fn publish(&mut self, text: String) {
        if let Err(refused) = self.publisher.publish(text) {
            self.driver.rows.event(Event::Published(refused));
        }
    }

    fn first_publish_due(&self) -> Option<Instant> {
        self.config.publish_when_held.as_ref()?;
        let latest = self.first_started? + LATEST_PUBLISH;
        Some(self.held_since.map_or(latest, |held_since| latest.min(held_since + HELD_FOR_PUBLISH)))
    }

    pub(super) fn push_in(&mut self, at: Instant, rows: impl IntoIterator<Item = Body>) {
        rows.into_iter().for_each(|row| self.push(at, Entry::incoming, row));
    }

    pub(super) fn push_error(&mut self, at: Instant, error: &PollError) {
        self.push(at, Entry::local, Body::from(Failure::of(error)));
    }

    /// Cookies that are not kept or not sent.
    pub(super) fn push_limits(&mut self, limits: impl IntoIterator<Item = CookieLimit>) {
        let now = Instant::now();
        limits.into_iter().for_each(|limit| self.push(now, Entry::local, Body::from(Failure::of(&limit))));
    }

    pub(super) fn push(&mut self, at: Instant, entry: fn(u64, Body) -> Entry, body: Body) {
        self.driver.rows.row_at(at, entry, body);
    }
}

fn state(state: SessionState) -> Body {
    Body::State(State::new(state))
}
