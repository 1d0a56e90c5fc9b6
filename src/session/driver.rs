//! A task's side of its session: the one loop in which it waits, and the rows that it reports.
//!
//! A task is a plain sequence of steps. Each step is some work (a head that is awaited, a wait, a socket), and while it
//! goes on three other things happen: the tab is closed, the window wants something, or rows that were waiting for
//! credit leave. [`Driver::next`] waits for the first that matters and says which as one closed [`Input`]; the task
//! matches on it and goes on. Work is borrowed, so that it is still there after an input that was something else.

use std::{
    fmt,
    future::{pending, poll_fn},
    pin::{Pin, pin},
    task::{Context, Poll},
};

use tokio::{
    sync::mpsc,
    time::{Instant, sleep_until},
};
use tokio_util::sync::CancellationToken;

use super::Rows;
use crate::{
    engine::{Protocol, SessionIo},
    transcript::Entry,
};

/// What comes next.
#[derive(Debug)]
pub enum Input<C, T> {
    /// The tab was closed or the program ends: nobody waits for more than the last rows.
    Cancelled,
    /// The window wants something.
    Command(C),
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
    commands: mpsc::Receiver<P::Command>,
    cancel: CancellationToken,
    /// What the task reports.
    pub rows: Rows<P::Event>,
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
        let SessionIo { commands, outbox, cancel, clock } = io;
        Self { commands, cancel, rows: Rows::new(outbox, clock) }
    }

    /// Waits for what comes first; rows leave meanwhile. Cancel-safe as far as the work is.
    pub async fn next<T>(&mut self, when: When, mut work: Pin<&mut impl Future<Output = T>>) -> Input<P::Command, T> {
        let poll = |cx: &mut Context<'_>, rows: &mut Rows<P::Event>| match when {
            When::RowsAreTaken if rows.are_waiting() => Poll::Pending,
            When::AtOnce | When::RowsAreTaken => work.as_mut().poll(cx),
        };
        self.next_of(poll).await
    }

    /// As [`Self::next`], for work that reports rows while it goes on. It is polled again once rows have left.
    pub async fn next_of<T>(
        &mut self,
        mut work: impl FnMut(&mut Context<'_>, &mut Rows<P::Event>) -> Poll<T>,
    ) -> Input<P::Command, T> {
        let Self { commands, cancel, rows } = self;
        let mut cancelled = pin!(cancel.cancelled());
        poll_fn(|cx| {
            loop {
                if cancelled.as_mut().poll(cx).is_ready() {
                    return Poll::Ready(Input::Cancelled);
                }
                if let Poll::Ready(command) = commands.poll_recv(cx) {
                    return Poll::Ready(command.map_or(Input::Cancelled, Input::Command));
                }
                let is_held_up = rows.are_waiting() && rows.poll_flush(cx).is_pending();
                if let Poll::Ready(done) = work(cx, rows) {
                    return Poll::Ready(Input::Done(done));
                }
                if is_held_up || !rows.are_waiting() {
                    return Poll::Pending;
                }
            }
        })
        .await
    }
}

/// Waits for a moment; for ever when there is none.
pub async fn until(moment: Option<Instant>) {
    match moment {
        Some(moment) => sleep_until(moment).await,
        None => pending().await,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        engine::{Spawner, TaskPanicked, Wake},
        transcript::{Body, entry::Retry},
    };

    /// A session that does what a test wants.
    #[derive(Debug)]
    struct Reporter;

    impl Protocol for Reporter {
        const ID: &'static str = "reporter";
        type Config = ();
        type Command = u8;
        type Event = Entry;

        async fn run((): (), io: SessionIo<Self>) {
            let mut driver = Driver::new(io);
            let millis = match driver.next(When::AtOnce, pin!(pending::<()>())).await {
                Input::Command(number) => number.into(),
                _ => 0,
            };
            driver.rows.local(Body::Retry(Retry { millis }));
            // Rows that nobody takes hold the work back.
            match driver.next(When::RowsAreTaken, pin!(async {})).await {
                Input::Done(()) => assert!(!driver.rows.are_waiting()),
                Input::Cancelled | Input::Command(_) => return driver.rows.last(Body::Retry(Retry { millis: 1_000 })),
            }
            driver.rows.last(Body::Retry(Retry { millis: millis + 1 }));
        }

        fn after_panic(_at_micros: u64, _panic: &TaskPanicked) -> Vec<Entry> {
            Vec::new()
        }
    }

    async fn millis(handle: &crate::engine::SessionHandle<Reporter>) -> Vec<u64> {
        let mut reported = Vec::new();
        while reported.last().is_none_or(|last| *last == 7) {
            tokio::task::yield_now().await;
            while let Ok(envelope) = handle.inbox.receiver().try_recv() {
                reported.extend(envelope.events.iter().map(|row| match &row.body {
                    Body::Retry(retry) => retry.millis,
                    other => panic!("{other:?}"),
                }));
            }
        }
        reported
    }

    #[tokio::test]
    async fn a_command_is_handed_on_and_rows_leave_before_work_that_waits_for_them() {
        let handle = Spawner::new(tokio::runtime::Handle::current(), Wake::none()).open::<Reporter>(());
        handle.send(7).expect("it runs");
        assert_eq!(millis(&handle).await, [7, 8]);
    }

    #[tokio::test]
    async fn the_end_comes_before_everything_else() {
        let handle = Spawner::new(tokio::runtime::Handle::current(), Wake::none()).open::<Reporter>(());
        handle.send(7).expect("it runs");
        handle.cancel();
        assert_eq!(millis(&handle).await, [0, 1_000]);
    }
}
