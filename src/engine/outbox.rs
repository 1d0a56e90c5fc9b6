//! The way from a task to its window: a bounded channel with credit by bytes.
//!
//! A task collects events in a batch and sends the batch once it has credit for it. The credit comes
//! back when the window has dealt with the batch, so a window that stops draining stops the task's
//! reading, and TCP then slows the peer. Memory is bounded and nothing is lost.

use std::{
    future::poll_fn,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Poll, ready},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError, TryRecvError};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio_util::sync::PollSemaphore;

use super::Wake;

/// Bytes that one session may have under way to its window.
pub const CREDIT_BYTES: usize = 4 * 1024 * 1024;

/// The least credit a batch takes, so that the number of batches under way is bounded too.
const MIN_BATCH_CREDIT: usize = 1024;

/// A batch is sent when it reaches this size, even if more could be read at once. Each one wakes the thread that takes it,
/// which is felt when a batch holds only a few messages.
const BATCH_BYTES: usize = 256 * 1024;

/// Slots for events that need no credit: the close frames and states at the end of a session.
const URGENT_SLOTS: usize = 256;

/// What an event costs in credit, in bytes.
pub trait Weigh {
    /// Bytes of memory that this event holds, roughly.
    fn weight_bytes(&self) -> usize;
}

/// The task's end. Events are in order, also those that need no credit.
#[derive(Debug)]
pub struct Outbox<E> {
    batch: Vec<E>,
    batch_bytes: usize,
    /// Events of the last batch: the next one is likely to be as long, and does not grow step by step.
    usual_events: usize,
    credit: PollSemaphore,
    line: Line<E>,
}

/// The channel itself, and what says that something is in it.
#[derive(Debug)]
struct Line<E> {
    sender: crossbeam_channel::Sender<Envelope<E>>,
    pending: Arc<AtomicBool>,
    wake: Wake,
}

impl<E> Line<E> {
    fn send(&self, events: Vec<E>, credit: Option<OwnedSemaphorePermit>) {
        // Never full: batches with credit are bounded by it, urgent ones have slots of their own.
        if self.sender.try_send(Envelope { events, _credit: credit }).is_err() {
            tracing::debug!("nobody takes this session's events any more");
        }
        if !self.pending.swap(true, Ordering::AcqRel) {
            self.wake.wake();
        }
    }
}

/// What is said about a task that can say nothing more itself.
#[derive(Debug)]
pub(super) struct LastWords<E>(Line<E>);

impl<E> LastWords<E> {
    /// Sends events behind everything that the task has sent, without credit.
    pub(super) fn send(&self, events: Vec<E>) {
        self.0.send(events, None);
    }
}

/// A task that ends early, or is torn down, loses no row that it has reported.
impl<E> Drop for Outbox<E> {
    fn drop(&mut self) {
        if !self.batch.is_empty() {
            self.line.send(std::mem::take(&mut self.batch), None);
        }
    }
}

impl<E> Outbox<E> {
    pub(super) fn last_words(&self) -> LastWords<E> {
        let Line { sender, pending, wake } = &self.line;
        LastWords(Line { sender: sender.clone(), pending: pending.clone(), wake: wake.clone() })
    }
}

impl<E: Weigh> Outbox<E> {
    /// Adds an event to the batch. Call [`Self::flush`] before waiting for anything else.
    pub fn push(&mut self, event: E) {
        self.batch_bytes += event.weight_bytes();
        if self.batch.is_empty() {
            self.batch.reserve(self.usual_events);
        }
        self.batch.push(event);
    }

    /// Events that wait for [`Self::flush`].
    pub fn waiting(&self) -> usize {
        self.batch.len()
    }

    /// Whether the batch is large enough to be sent before more is read.
    pub fn is_full(&self) -> bool {
        self.batch_bytes >= BATCH_BYTES
    }

    /// Sends the batch once there is credit. Cancel-safe: a batch that was not sent stays.
    pub async fn flush(&mut self) {
        poll_fn(|cx| self.poll_flush(cx)).await;
    }

    /// As [`Self::flush`], for a task that looks after several things at a time.
    pub fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if !self.batch.is_empty() {
            let credit = self.batch_bytes.clamp(MIN_BATCH_CREDIT, CREDIT_BYTES) as u32;
            // The semaphore is never closed.
            let permit = ready!(self.credit.poll_acquire_many(cx, credit));
            self.send_batch(permit);
        }
        Poll::Ready(())
    }

    /// Adds an event and waits for credit.
    pub async fn send(&mut self, event: E) {
        self.push(event);
        self.flush().await;
    }

    /// Sends an event, and the batch before it, without credit. Only for the few events that end a
    /// session or answer a command.
    pub fn send_urgent(&mut self, event: E) {
        self.push(event);
        self.send_batch(None);
    }

    fn send_batch(&mut self, credit: Option<OwnedSemaphorePermit>) {
        let events = std::mem::take(&mut self.batch);
        self.usual_events = events.len();
        self.batch_bytes = 0;
        self.line.send(events, credit);
    }
}

/// A batch on its way. Dropping it gives its credit back.
#[derive(Debug)]
pub struct Envelope<E> {
    /// The events, oldest first.
    pub events: Vec<E>,
    _credit: Option<OwnedSemaphorePermit>,
}

/// The window's end.
#[derive(Debug)]
pub struct Inbox<E> {
    receiver: Receiver<Envelope<E>>,
    pending: Arc<AtomicBool>,
    wake: Wake,
}

/// What [`Inbox::drain`] left behind.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Drained {
    /// Nothing waits.
    Empty,
    /// The budget ran out first; the wake was called again.
    More,
}

impl<E> Inbox<E> {
    /// Applies what has come, for at most about `budget`.
    pub fn drain(&self, budget: Duration, mut apply: impl FnMut(E)) -> Drained {
        // Before reading, or an event that comes in between would wake nobody.
        self.pending.store(false, Ordering::Release);
        let started = Instant::now();
        while let Ok(envelope) = self.receiver.try_recv() {
            let Envelope { events, _credit } = envelope;
            events.into_iter().for_each(&mut apply);
            if started.elapsed() >= budget {
                break;
            }
        }
        if self.receiver.is_empty() {
            return Drained::Empty;
        }
        if !self.pending.swap(true, Ordering::AcqRel) {
            self.wake.wake();
        }
        Drained::More
    }

    /// The channel itself, for a thread that waits for several things at once.
    pub fn receiver(&self) -> &Receiver<Envelope<E>> {
        &self.receiver
    }

    /// The next batch if one waits.
    ///
    /// # Errors
    /// When none waits, or none can come any more.
    pub fn try_next(&self) -> Result<Envelope<E>, TryRecvError> {
        self.receiver.try_recv()
    }

    /// Waits for the next batch, blocking the thread: for the command line, never for a window.
    ///
    /// # Errors
    /// When none came in time, or none can come any more.
    pub fn wait_next(&self, timeout: Duration) -> Result<Envelope<E>, RecvTimeoutError> {
        self.receiver.recv_timeout(timeout)
    }
}

pub(super) fn pair<E>(wake: Wake) -> (Outbox<E>, Inbox<E>) {
    let slots = CREDIT_BYTES / MIN_BATCH_CREDIT + URGENT_SLOTS;
    let (sender, receiver) = crossbeam_channel::bounded(slots);
    let pending = Arc::new(AtomicBool::new(false));
    let outbox = Outbox {
        batch: Vec::new(),
        batch_bytes: 0,
        usual_events: 0,
        credit: PollSemaphore::new(Arc::new(Semaphore::new(CREDIT_BYTES))),
        line: Line { sender, pending: pending.clone(), wake: wake.clone() },
    };
    (outbox, Inbox { receiver, pending, wake })
}
