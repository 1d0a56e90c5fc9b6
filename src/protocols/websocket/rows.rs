//! Rows of a session on their way to its outbox, stamped when they happen.

use crate::{
    engine::{SessionClock, Weigh as _},
    transcript::{
        Body, Entry,
        entry::{Close, Failure},
        reason::{Explanation, HasReason},
    },
};

use super::event::{Event, NoFurtherAttempt, ReadyState};

/// More is not collected before it is sent on.
const FULL_BYTES: usize = 128 * 1024;

/// Rows of one burst that share a time: reading the clock for each is felt at a million messages a second.
const ROWS_A_STAMP: u32 = 32;

/// A batch of events, and the ready state that its rows have told.
#[derive(Debug)]
pub(super) struct Rows {
    events: Vec<Event>,
    bytes: usize,
    clock: SessionClock,
    /// The time of the last row, and how many more may have it.
    at_micros: u64,
    at_left: u32,
    state: Option<ReadyState>,
}

impl Rows {
    pub(super) fn new(clock: SessionClock) -> Self {
        Self { events: Vec::new(), bytes: 0, clock, at_micros: 0, at_left: 0, state: None }
    }

    /// Whether these should be sent on before more is read.
    pub(super) fn are_full(&self) -> bool {
        self.bytes >= FULL_BYTES
    }

    pub(super) fn are_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// Hands everything on.
    pub(super) fn take(&mut self) -> impl Iterator<Item = Event> {
        self.bytes = 0;
        self.events.drain(..)
    }

    pub(super) fn event(&mut self, event: Event) {
        self.bytes += event.weight_bytes();
        self.events.push(event);
    }

    /// The session's time.
    pub(super) fn clock(&self) -> SessionClock {
        self.clock
    }

    /// The time for a row of a message that is one of many: read from the clock once for a few of them.
    pub(super) fn stamp_micros(&mut self) -> u64 {
        if self.at_left == 0 {
            self.now_micros();
            self.at_left = ROWS_A_STAMP;
        }
        self.at_left -= 1;
        self.at_micros
    }

    /// The next stamp is read from the clock: time may have passed.
    pub(super) fn forget_stamp(&mut self) {
        self.at_left = 0;
    }

    /// The time now. It never goes back.
    pub(super) fn now_micros(&mut self) -> u64 {
        self.at_micros = self.clock.micros();
        self.at_micros
    }

    pub(super) fn entry(&mut self, entry: Entry) {
        self.event(Event::Row(entry));
    }

    pub(super) fn incoming(&mut self, body: Body) {
        let at_micros = self.now_micros();
        self.entry(Entry::incoming(at_micros, body));
    }

    pub(super) fn outgoing(&mut self, body: Body) {
        let at_micros = self.now_micros();
        self.entry(Entry::outgoing(at_micros, body));
    }

    pub(super) fn local(&mut self, body: Body) {
        let at_micros = self.now_micros();
        self.entry(Entry::local(at_micros, body));
    }

    /// Says that the ready state changed. Saying it twice, or going back, says nothing.
    pub(super) fn state(&mut self, state: ReadyState) {
        if self.state.is_none_or(|told| told.code() < state.code()) {
            self.state = Some(state);
            self.local(Body::State(state.to_record()));
        }
    }

    /// Another connection is about to be made: the ready state begins again.
    pub(super) fn begin_again(&mut self) {
        self.state = None;
        self.state(ReadyState::Connecting);
    }

    /// The wait for another connection was ended.
    pub(super) fn stopped_waiting(&mut self) {
        let closed = ReadyState::Closed.to_record();
        self.local(Body::State(closed.because(Explanation::of(&NoFurtherAttempt))));
    }

    pub(super) fn error(&mut self, error: &dyn HasReason) {
        self.local(Body::from(Failure::of(error)));
    }

    /// The end: how the connection closed, and that it is closed.
    pub(super) fn closed(&mut self, close: Close) {
        self.local(Body::Close(close));
        self.state(ReadyState::Closed);
    }
}
