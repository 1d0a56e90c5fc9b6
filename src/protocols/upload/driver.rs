//! The task's side of its session: rows, states, and waiting for work while commands are served.

use std::{future::ready, pin::pin};

use tokio::time::Instant;
use url::Url;

use super::{
    Upload,
    event::{Command, Event, UploadNote},
};
use crate::{
    engine::SessionIo,
    net::{cookies::CookieJar, http1::head::ResponseHead},
    session::{Driver, Input, When},
    transcript::{
        Body,
        entry::{Finding, Progress, SessionState, State, Wait},
        reason::{Explanation, HasReason},
    },
};

/// What the task does now, and so which commands mean something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// A request is under way.
    Busy,
    /// Between two attempts.
    Waiting,
    /// Until somebody decides.
    Paused,
}

impl Phase {
    /// Whether a command means something now; others are passed over.
    pub(super) fn handles(self, command: &Command) -> bool {
        match command {
            // It interrupts nothing.
            Command::ChangeCookies(_) => false,
            Command::Restart | Command::Cancel => true,
            Command::Pause => self != Self::Paused,
            Command::Resume => self != Self::Busy,
            Command::RetryNow => self == Self::Waiting,
        }
    }
}

/// What came first.
pub(super) enum Raced<T> {
    /// The work is done.
    Done(T),
    /// The window wants something else.
    Asked(Command),
    /// The tab was closed or the program ends.
    Gone,
}

/// The session of an upload: what its driver does, and what is said of its states.
pub(super) struct UploadDriver {
    driver: Driver<Upload>,
    pub(super) interactive: bool,
    /// What requests take along.
    pub(super) cookies: CookieJar,
    state: Option<SessionState>,
}

impl UploadDriver {
    pub(super) fn new(io: SessionIo<Upload>, interactive: bool, cookies: CookieJar) -> Self {
        Self { driver: Driver::new(io), interactive, cookies, state: None }
    }

    /// Keeps the cookies of an answer.
    pub(super) fn keep_cookies(&mut self, url: &Url, head: &ResponseHead) {
        let kept = self.cookies.keep(url, head);
        kept.limits.iter().for_each(|limit| self.error(limit));
        kept.changes.into_iter().for_each(|change| self.driver.rows.event(Event::Cookies(change)));
    }

    /// Adds a row of the peer's words.
    pub(super) fn incoming(&mut self, body: Body) {
        self.driver.rows.incoming(body);
    }

    /// Adds a row of ours to it.
    pub(super) fn outgoing(&mut self, body: Body) {
        self.driver.rows.outgoing(body);
    }

    /// Adds what a check of the last exchange has found.
    pub(super) fn finding(&mut self, finding: Finding) {
        self.driver.rows.finding(finding);
    }

    pub(super) fn error(&mut self, error: &dyn HasReason) {
        self.driver.rows.error(error);
    }

    /// Whether rows wait for credit.
    pub(super) fn has_rows(&self) -> bool {
        self.driver.rows.are_waiting()
    }

    pub(super) fn progress(&mut self, progress: Progress) {
        self.driver.rows.local(Body::Progress(progress));
    }

    /// Says which state it is, if it is another one than before.
    pub(super) fn state(&mut self, state: SessionState) {
        if self.state.replace(state) != Some(state) {
            self.driver.rows.local(Body::State(State::new(state)));
        }
    }

    /// The last row of an upload that the server has as a whole.
    pub(super) fn done(mut self, note: Option<UploadNote>) {
        let done = State::new(SessionState::Done);
        self.driver.rows.last(Body::State(match note {
            Some(note) => done.because(Explanation::of(&note)),
            None => done,
        }));
    }

    /// The last row of any other.
    pub(super) fn failed(mut self, why: Explanation) {
        self.driver.rows.last(Body::State(State::new(SessionState::Failed).because(why)));
    }

    pub(super) fn backoff(&mut self, wait: Wait) {
        self.state(SessionState::Backoff);
        self.driver.rows.local(Body::Backoff(wait));
    }

    /// Waits for `work`, sends rows meanwhile and listens for commands.
    pub(super) async fn race<T>(&mut self, phase: Phase, work: impl Future<Output = T>) -> Raced<T> {
        self.race_when(phase, When::AtOnce, work).await
    }

    /// Waits until every row has left.
    pub(super) async fn flushed(&mut self, phase: Phase) -> Raced<()> {
        self.race_when(phase, When::RowsAreTaken, ready(())).await
    }

    /// As [`Self::race`], for work that may have to wait for its rows.
    pub(super) async fn race_when<T>(&mut self, phase: Phase, when: When, work: impl Future<Output = T>) -> Raced<T> {
        let mut work = pin!(work);
        loop {
            match self.driver.next(when, work.as_mut()).await {
                Input::Cancelled => return Raced::Gone,
                Input::Command(command) if phase.handles(&command) => return Raced::Asked(command),
                Input::Command(Command::ChangeCookies(change)) => {
                    self.cookies.apply(&change);
                    self.driver.rows.event(Event::Cookies(change));
                }
                Input::Command(_) => {}
                Input::Done(done) => return Raced::Done(done),
            }
        }
    }

    /// Waits for a moment, as [`Self::race`].
    pub(super) async fn sleep_until(&mut self, phase: Phase, moment: Instant) -> Raced<()> {
        self.race(phase, tokio::time::sleep_until(moment)).await
    }
}
