//! One TCP connection of the lab: what has moved on it and when, what it holds of the budget, and how it is ended.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering},
    },
    time::Duration,
};

use tokio::{sync::OwnedSemaphorePermit, time::Instant};
use tokio_util::sync::{CancellationToken, DropGuard};

/// A connection as its requests and the list of all connections see it.
#[derive(Debug)]
pub(in crate::lab) struct Connection {
    /// Ends the connection at once, without an answer.
    pub(in crate::lab) cut: CancellationToken,
    began: Instant,
    /// When the last byte moved, in milliseconds since `began`.
    moved_at_millis: AtomicU64,
    moved_bytes: AtomicU64,
    /// Bytes that had moved at the last look.
    looked_at_bytes: AtomicU64,
    /// Requests whose answer is not over; that of a WebSocket is over with it.
    requests: AtomicUsize,
    /// From the begin of a request until its answer has left whole.
    is_answering: AtomicBool,
    answer_has_begun: AtomicBool,
    /// The next step is the client's: it has to read what we write, or to send its body.
    write_is_blocked: AtomicBool,
    body_is_awaited: AtomicBool,
    holds: AtomicUsize,
    /// Looks one after the other at which it held a part of the budget and had hardly moved.
    idle_looks: AtomicUsize,
    waits: AtomicUsize,
    was_displaced: AtomicBool,
    was_late: AtomicBool,
    /// Given back when the last user of the connection is gone, the socket among them.
    _permit: Option<OwnedSemaphorePermit>,
    /// Cancelled after all that.
    ended: DropGuard,
}

impl Connection {
    /// A connection in its place.
    pub(super) fn new(permit: Option<OwnedSemaphorePermit>) -> Self {
        Self {
            cut: CancellationToken::new(),
            began: Instant::now(),
            moved_at_millis: AtomicU64::new(0),
            moved_bytes: AtomicU64::new(0),
            looked_at_bytes: AtomicU64::new(0),
            requests: AtomicUsize::new(0),
            is_answering: AtomicBool::new(false),
            answer_has_begun: AtomicBool::new(false),
            write_is_blocked: AtomicBool::new(false),
            body_is_awaited: AtomicBool::new(false),
            holds: AtomicUsize::new(0),
            idle_looks: AtomicUsize::new(0),
            waits: AtomicUsize::new(0),
            was_displaced: AtomicBool::new(false),
            was_late: AtomicBool::new(false),
            _permit: permit,
            ended: CancellationToken::new().drop_guard(),
        }
    }

    /// When the last byte moved.
    pub(super) fn moved_at(&self) -> Instant {
        self.began + Duration::from_millis(self.moved_at_millis.load(Ordering::Relaxed))
    }

    /// Whether the client has to do something next: send the rest of a request, or read an answer.
    pub(super) fn awaits_client(&self) -> bool {
        self.requests.load(Ordering::Relaxed) == 0
            || self.write_is_blocked.load(Ordering::Relaxed)
            || self.body_is_awaited.load(Ordering::Relaxed)
    }

    /// Whether it takes part of the budget, does not itself wait for more of it, and has moved fewer than `least_bytes`
    /// from each look to the next, for at least one whole period.
    pub(super) fn is_idle_holder(&self, least_bytes: u64) -> bool {
        let moved = self.moved_bytes.load(Ordering::Relaxed);
        let moved = moved - self.looked_at_bytes.swap(moved, Ordering::Relaxed);
        let uses_it =
            self.holds.load(Ordering::Relaxed) == 0 || self.waits.load(Ordering::Relaxed) > 0 || moved >= least_bytes;
        if uses_it {
            self.idle_looks.store(0, Ordering::Relaxed);
        }
        !uses_it && self.idle_looks.fetch_add(1, Ordering::Relaxed) > 0
    }

    /// Ends it because others need the places that it holds.
    pub(super) fn displace(&self) {
        self.was_displaced.store(true, Ordering::Relaxed);
        self.cut.cancel();
    }

    /// Is cancelled when the last user of the connection is gone and its place is free.
    pub(super) fn ended(&self) -> CancellationToken {
        self.ended.token().clone()
    }

    /// Whether it was ended for others.
    pub(super) fn was_displaced(&self) -> bool {
        self.was_displaced.load(Ordering::Relaxed)
    }

    /// Notes that the rest of a head did not come in time.
    pub(super) fn mark_late(&self) {
        self.was_late.store(true, Ordering::Relaxed);
    }

    /// Whether it ends because the rest of a head did not come in time.
    pub(super) fn was_late(&self) -> bool {
        self.was_late.load(Ordering::Relaxed)
    }

    /// A request has come; it is over when the guard is dropped.
    pub(super) fn begin_request(self: &Arc<Self>) -> InRequest {
        self.is_answering.store(true, Ordering::Relaxed);
        self.answer_has_begun.store(false, Ordering::Relaxed);
        self.stay_in_request()
    }

    /// The request goes on, as a WebSocket does behind its answer, until this guard is dropped as well.
    pub(in crate::lab) fn stay_in_request(self: &Arc<Self>) -> InRequest {
        self.requests.fetch_add(1, Ordering::Relaxed);
        InRequest(self.clone())
    }

    /// Whether what is written belongs to the answer of a request.
    pub(super) fn is_answering(&self) -> bool {
        self.is_answering.load(Ordering::Relaxed)
    }

    /// Whether a reason for the end can still be sent as an answer: nothing of another one has left.
    pub(super) fn may_get_reason(&self) -> bool {
        !self.is_answering() || !self.answer_has_begun.load(Ordering::Relaxed)
    }

    /// Everything that was to be written has been.
    pub(super) fn flushed(&self) {
        if self.requests.load(Ordering::Relaxed) == 0 {
            self.is_answering.store(false, Ordering::Relaxed);
        }
    }

    /// Says that this connection takes part of the budget, until the guard is dropped.
    pub(in crate::lab) fn hold(self: &Arc<Self>) -> Holding {
        // The time before says nothing of how it uses its place.
        self.idle_looks.store(0, Ordering::Relaxed);
        self.holds.fetch_add(1, Ordering::Relaxed);
        Holding(self.clone())
    }

    /// It waits for a part of the budget, or no longer.
    pub(super) fn waits(&self, waits: bool) {
        if waits {
            self.waits.fetch_add(1, Ordering::Relaxed);
        } else {
            self.waits.fetch_sub(1, Ordering::Relaxed);
        }
    }

    /// The next step is up to the client: more of a body.
    pub(in crate::lab) fn awaits_body(&self, awaits: bool) {
        self.body_is_awaited.store(awaits, Ordering::Relaxed);
    }

    /// Notes that so many bytes came.
    pub(super) fn has_read(&self, bytes: usize) {
        self.moved_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
        self.moved_at_millis.store(self.began.elapsed().as_millis() as u64, Ordering::Relaxed);
    }

    /// Notes that so many bytes went.
    pub(super) fn has_written(&self, bytes: usize) {
        self.has_read(bytes);
        self.write_is_blocked.store(false, Ordering::Relaxed);
        self.answer_has_begun.store(true, Ordering::Relaxed);
    }

    /// The client does not take what is written.
    pub(super) fn write_is_blocked(&self) {
        self.write_is_blocked.store(true, Ordering::Relaxed);
    }
}

/// A request that is being answered.
#[derive(Debug)]
pub(in crate::lab) struct InRequest(Arc<Connection>);

impl Drop for InRequest {
    fn drop(&mut self) {
        self.0.requests.fetch_sub(1, Ordering::Relaxed);
    }
}

/// A part of the budget that a connection takes.
#[derive(Debug)]
pub(in crate::lab) struct Holding(Arc<Connection>);

impl Drop for Holding {
    fn drop(&mut self) {
        self.0.holds.fetch_sub(1, Ordering::Relaxed);
    }
}
