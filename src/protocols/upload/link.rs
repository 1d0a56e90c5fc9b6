//! The task's side of its session: rows, states, and waiting for work while commands are served.

use tokio::time::Instant;

use super::{Upload, config::Attended, event::Command};
use crate::{
    engine::SessionIo,
    transcript::{
        Body, Entry,
        entry::{Failure, Progress, State, Wait},
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

pub(super) struct Link {
    pub(super) io: SessionIo<Upload>,
    pub(super) attended: Attended,
    state: &'static str,
}

impl Link {
    pub(super) fn new(io: SessionIo<Upload>, attended: Attended) -> Self {
        Self { io, attended, state: "" }
    }

    /// Adds a row of ours about the peer's words (`in`), ours to it (`out`) or ourselves.
    pub(super) fn incoming(&mut self, body: Body) {
        let at = self.io.clock.micros();
        self.io.outbox.push(Entry::incoming(at, body));
    }

    pub(super) fn outgoing(&mut self, body: Body) {
        let at = self.io.clock.micros();
        self.io.outbox.push(Entry::outgoing(at, body));
    }

    pub(super) fn local(&mut self, body: Body) {
        let at = self.io.clock.micros();
        self.io.outbox.push(Entry::local(at, body));
    }

    pub(super) fn error(&mut self, error: &dyn std::error::Error) {
        self.local(Body::Error(Failure::of(error)));
    }

    pub(super) fn progress(&mut self, progress: Progress) {
        self.local(Body::Progress(progress));
    }

    /// Says which state it is, if it is another one than before.
    pub(super) fn state(&mut self, state: &'static str) {
        if self.state != state {
            self.state = state;
            self.local(Body::State(State { state: state.into(), code: None, reason: None }));
        }
    }

    /// The last row.
    pub(super) fn last_state(&mut self, state: &'static str, reason: Option<String>) {
        let at = self.io.clock.micros();
        self.io.outbox.send_urgent(Entry::local(at, Body::State(State { state: state.into(), code: None, reason })));
    }

    pub(super) fn backoff(&mut self, wait: Wait) {
        self.state("backoff");
        self.local(Body::Backoff(wait));
    }

    /// Waits for `work`, sends rows meanwhile and listens for commands.
    pub(super) async fn race<T>(&mut self, phase: Phase, work: impl Future<Output = T>) -> Raced<T> {
        let SessionIo { commands, outbox, cancel, .. } = &mut self.io;
        tokio::pin!(work);
        loop {
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Raced::Gone,
                command = commands.recv() => match command {
                    None => return Raced::Gone,
                    Some(command) if phase.heeds(command) => return Raced::Asked(command),
                    Some(_) => {}
                },
                () = outbox.flush(), if outbox.has_batch() => {}
                done = &mut work => return Raced::Done(done),
            }
        }
    }

    /// Waits until every row has left.
    pub(super) async fn flushed(&mut self, phase: Phase) -> Raced<()> {
        while self.io.outbox.has_batch() {
            let SessionIo { commands, outbox, cancel, .. } = &mut self.io;
            tokio::select! {
                biased;
                () = cancel.cancelled() => return Raced::Gone,
                command = commands.recv() => match command {
                    None => return Raced::Gone,
                    Some(command) if phase.heeds(command) => return Raced::Asked(command),
                    Some(_) => {}
                },
                () = outbox.flush() => {}
            }
        }
        Raced::Done(())
    }

    /// Waits for a moment, as [`Self::race`].
    pub(super) async fn sleep_until(&mut self, phase: Phase, moment: Instant) -> Raced<()> {
        self.race(phase, tokio::time::sleep_until(moment)).await
    }
}
