//! The task's side of its session: rows, states, and waiting for work while commands are served.

use std::{future::ready, pin::pin};

use tokio::time::Instant;

use super::{
    Upload,
    config::Attended,
    event::{Command, UploadNote},
};
use crate::{
    engine::SessionIo,
    session::{Driver, Input, When},
    transcript::{
        Body,
        entry::{Progress, SessionState, State, Wait},
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
    pub(super) fn heeds(self, command: Command) -> bool {
        match command {
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
pub(super) struct Link {
    driver: Driver<Upload>,
    pub(super) attended: Attended,
    state: Option<SessionState>,
}

impl Link {
    pub(super) fn new(io: SessionIo<Upload>, attended: Attended) -> Self {
        Self { driver: Driver::new(io), attended, state: None }
    }

    /// Adds a row of the peer's words.
    pub(super) fn incoming(&mut self, body: Body) {
        self.driver.incoming(body);
    }

    /// Adds a row of ours to it.
    pub(super) fn outgoing(&mut self, body: Body) {
        self.driver.outgoing(body);
    }

    /// Adds a row about ourselves.
    pub(super) fn local(&mut self, body: Body) {
        self.driver.local(body);
    }

    pub(super) fn error(&mut self, error: &dyn HasReason) {
        self.driver.error(error);
    }

    /// Whether rows wait for credit.
    pub(super) fn has_rows(&self) -> bool {
        self.driver.has_rows()
    }

    pub(super) fn progress(&mut self, progress: Progress) {
        self.driver.local(Body::Progress(progress));
    }

    /// Says which state it is, if it is another one than before.
    pub(super) fn state(&mut self, state: SessionState) {
        if self.state.replace(state) != Some(state) {
            self.driver.local(Body::State(State::new(state)));
        }
    }

    /// The last row of an upload that the server has as a whole.
    pub(super) fn done(self, note: Option<UploadNote>) {
        let done = State::new(SessionState::Done);
        self.driver.last(Body::State(match note {
            Some(note) => done.because(Explanation::of(&note)),
            None => done,
        }));
    }

    /// The last row of any other.
    pub(super) fn failed(self, why: Explanation) {
        self.driver.last(Body::State(State::new(SessionState::Failed).because(why)));
    }

    pub(super) fn backoff(&mut self, wait: Wait) {
        self.state(SessionState::Backoff);
        self.driver.local(Body::Backoff(wait));
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
                Input::Command(command) if phase.heeds(command) => return Raced::Asked(command),
                Input::Command(_) | Input::Taken => {}
                Input::Done(done) => return Raced::Done(done),
            }
        }
    }

    /// Waits for a moment, as [`Self::race`].
    pub(super) async fn sleep_until(&mut self, phase: Phase, moment: Instant) -> Raced<()> {
        self.race(phase, tokio::time::sleep_until(moment)).await
    }
}
