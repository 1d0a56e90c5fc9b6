//! The ready state that a session has reported, and the rows of its changes. Sans-IO.

use super::event::{Event, NoFurtherAttempt, ReadyState};
use crate::{
    session::Rows,
    transcript::{Body, entry::Close, reason::Explanation},
};

/// What the rows so far have said.
#[derive(Debug, Default)]
pub(super) struct Lifecycle {
    reported: Option<ReadyState>,
}

impl Lifecycle {
    /// The ready state is this now. Saying it twice, or going back, says nothing.
    pub(super) fn reach(&mut self, state: ReadyState, rows: &mut Rows<Event>) {
        if self.reported.is_none_or(|reported| reported.code() < state.code()) {
            self.reported = Some(state);
            rows.local(Body::State(state.to_record()));
        }
    }

    /// Another connection is about to be made: the ready state begins again.
    pub(super) fn begin_again(&mut self, rows: &mut Rows<Event>) {
        self.reported = None;
        self.reach(ReadyState::Connecting, rows);
    }

    /// The connection has closed in this way, and another one is to be made.
    pub(super) fn closed(&mut self, close: Close, rows: &mut Rows<Event>) {
        rows.local(Body::Close(close));
        self.reach(ReadyState::Closed, rows);
    }
}

/// The end of a session whose connection has closed, with both of its rows. They need no credit.
pub(super) fn end(close: Close, rows: &mut Rows<Event>) {
    rows.local(Body::Close(close));
    rows.last(Body::State(ReadyState::Closed.to_record()));
}

/// The end of one that waited for another connection.
pub(super) fn end_waiting(rows: &mut Rows<Event>) {
    let closed = ReadyState::Closed.to_record();
    rows.last(Body::State(closed.because(Explanation::of(&NoFurtherAttempt))));
}
