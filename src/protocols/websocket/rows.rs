//! Rows of a session on their way to its outbox, stamped when they happen.

use crate::{
    engine::{SessionClock, Weigh as _},
    transcript::{
        Body, Entry,
        entry::{Close, Failure, State},
    },
};

use super::event::{Event, ReadyState};

/// More is not collected before it is sent on.
const FULL_BYTES: usize = 128 * 1024;

/// A batch of events, and the ready state that its rows have told.
#[derive(Debug)]
pub(super) struct Rows {
    events: Vec<Event>,
    bytes: usize,
    clock: SessionClock,
    state: Option<ReadyState>,
}

impl Rows {
    pub(super) fn new(clock: SessionClock) -> Self {
        Self { events: Vec::new(), bytes: 0, clock, state: None }
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

    pub(super) fn entry(&mut self, entry: Entry) {
        self.event(Event::Row(entry));
    }

    pub(super) fn incoming(&mut self, body: Body) {
        self.entry(Entry::incoming(self.clock.micros(), body));
    }

    pub(super) fn outgoing(&mut self, body: Body) {
        self.entry(Entry::outgoing(self.clock.micros(), body));
    }

    pub(super) fn local(&mut self, body: Body) {
        self.event(Event::Row(Entry::local(self.clock.micros(), body)));
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
        let reason = Some("no further attempt is wanted".to_owned());
        self.local(Body::State(State { reason, ..ReadyState::Closed.to_record() }));
    }

    pub(super) fn error(&mut self, error: &dyn std::error::Error) {
        self.local(Body::Error(Failure::of(error)));
    }

    /// The end: how the connection closed, and that it is closed.
    pub(super) fn closed(&mut self, close: Close) {
        self.local(Body::Close(close));
        self.state(ReadyState::Closed);
    }
}
