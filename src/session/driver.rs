//! A task's side of its session: the one loop in which it waits, and the rows that it reports.
//!
//! A task is a plain sequence of steps. Each step is some work (a head that is awaited, a wait, a socket), and while it
//! goes on three other things happen: the tab is closed, the window wants something, or rows that were waiting for
//! credit leave. [`Driver::next`] waits for whichever comes first and says which as one closed [`Input`]; the task
//! matches on it and goes on. Work is borrowed, so that it is still there after an input that was something else.

use std::{fmt, pin::Pin};

use tokio::time::Instant;

use crate::{
    engine::{Protocol, SessionClock, SessionIo},
    transcript::{Body, Entry, entry::Failure, reason::HasReason},
};

/// What comes next.
#[derive(Debug)]
pub enum Input<C, T> {
    /// The tab was closed or the program ends: nobody waits for more than the last rows.
    Cancelled,
    /// The window wants something.
    Command(C),
    /// All rows have been taken.
    Taken,
    /// The work is done.
    Done(T),
}

/// When work goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// Beside the rows that still wait for credit.
    AtOnce,
    /// Not before all rows have been taken: a peer must not make them faster than somebody takes them.
    RowsAreTaken,
}

/// A task's side of its session.
pub struct Driver<P: Protocol> {
    io: SessionIo<P>,
}

impl<P: Protocol> fmt::Debug for Driver<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Driver").field("protocol", &P::ID).finish_non_exhaustive()
    }
}

impl<P: Protocol> Driver<P>
where
    P::Event: From<Entry>,
{
    /// For the channels that a task was given.
    pub fn new(io: SessionIo<P>) -> Self {
        Self { io }
    }

    /// Waits for what comes first. Cancel-safe as far as the work is.
    pub async fn next<T>(&mut self, when: When, work: Pin<&mut impl Future<Output = T>>) -> Input<P::Command, T> {
        let SessionIo { commands, outbox, cancel, .. } = &mut self.io;
        let has_rows = outbox.has_batch();
        tokio::select! {
            biased;
            () = cancel.cancelled() => Input::Cancelled,
            command = commands.recv() => command.map_or(Input::Cancelled, Input::Command),
            done = work, if when == When::AtOnce || !has_rows => Input::Done(done),
            () = outbox.flush(), if has_rows => Input::Taken,
        }
    }

    /// Whether rows wait for credit.
    pub fn has_rows(&self) -> bool {
        self.io.outbox.has_batch()
    }

    /// Whether so many rows wait that nothing more should be read.
    pub fn is_full(&self) -> bool {
        self.io.outbox.is_full()
    }

    /// What rows are stamped with.
    pub fn clock(&self) -> SessionClock {
        self.io.clock
    }

    /// The time of a row that is made now.
    pub fn now_micros(&self) -> u64 {
        self.io.clock.micros()
    }

    /// Reports a row.
    pub fn row(&mut self, row: Entry) {
        self.io.outbox.push(row.into());
    }

    /// Reports a row of the peer's words.
    pub fn incoming(&mut self, body: Body) {
        self.row(Entry::incoming(self.now_micros(), body));
    }

    /// Reports a row of our words to it.
    pub fn outgoing(&mut self, body: Body) {
        self.row(Entry::outgoing(self.now_micros(), body));
    }

    /// Reports a row about ourselves.
    pub fn local(&mut self, body: Body) {
        self.row(Entry::local(self.now_micros(), body));
    }

    /// Reports what went wrong.
    pub fn error(&mut self, error: &dyn HasReason) {
        self.local(Body::from(Failure::of(error)));
    }

    /// Reports a row of a moment that has passed.
    pub fn row_at(&mut self, at: Instant, entry: fn(u64, Body) -> Entry, body: Body) {
        self.row(entry(self.io.clock.micros_at(at), body));
    }

    /// Reports something that is no row.
    pub fn event(&mut self, event: P::Event) {
        self.io.outbox.push(event);
    }

    /// The row that ends the session; it and those before it need no credit.
    pub fn last(mut self, body: Body) {
        let row = Entry::local(self.now_micros(), body);
        self.io.outbox.send_urgent(row.into());
    }
}

#[cfg(test)]
mod tests {
    use std::{future::pending, pin::pin};

    use super::*;
    use crate::{
        engine::{Spawner, TaskPanicked, Wake},
        transcript::entry::Retry,
    };

    /// A session that does what a test wants.
    #[derive(Debug)]
    struct Told;

    impl Protocol for Told {
        const ID: &'static str = "told";
        type Config = ();
        type Command = u8;
        type Event = Entry;

        async fn run((): (), io: SessionIo<Self>) {
            let mut driver = Driver::new(io);
            let told = match driver.next(When::AtOnce, pin!(pending::<()>())).await {
                Input::Command(number) => number.into(),
                _ => 0,
            };
            driver.local(Body::Retry(Retry { millis: told }));
            // Rows that nobody takes hold the work back.
            while driver.has_rows() {
                match driver.next(When::RowsAreTaken, pin!(async {})).await {
                    Input::Done(()) => unreachable!("there are rows"),
                    Input::Taken => {}
                    Input::Cancelled | Input::Command(_) => return driver.last(Body::Retry(Retry { millis: 1_000 })),
                }
            }
            driver.last(Body::Retry(Retry { millis: told + 1 }));
        }

        fn after_panic(_at_micros: u64, _panic: &TaskPanicked) -> Vec<Entry> {
            Vec::new()
        }
    }

    async fn millis(handle: &crate::engine::SessionHandle<Told>) -> Vec<u64> {
        let mut told = Vec::new();
        while told.last().is_none_or(|last| *last == 7) {
            tokio::task::yield_now().await;
            while let Ok(envelope) = handle.inbox.receiver().try_recv() {
                told.extend(envelope.events.iter().map(|row| match &row.body {
                    Body::Retry(retry) => retry.millis,
                    other => panic!("{other:?}"),
                }));
            }
        }
        told
    }

    #[tokio::test]
    async fn a_command_is_told_and_rows_leave_before_work_that_waits_for_them() {
        let handle = Spawner::new(tokio::runtime::Handle::current(), Wake::none()).open::<Told>(());
        handle.send(7).expect("it runs");
        assert_eq!(millis(&handle).await, [7, 8]);
    }

    #[tokio::test]
    async fn the_end_is_told_before_everything_else() {
        let handle = Spawner::new(tokio::runtime::Handle::current(), Wake::none()).open::<Told>(());
        handle.send(7).expect("it runs");
        handle.cancel();
        assert_eq!(millis(&handle).await, [0, 1_000]);
    }
}
