//! The rows that a task reports, stamped when they happen, straight into its outbox.
//!
//! A row is moved twice on its way: into the batch that it leaves in, and out of it by whoever takes it.

use std::task::{Context, Poll};

use tokio::time::Instant;

use crate::{
    engine::{Outbox, SessionClock, Weigh},
    transcript::{
        Body, Entry,
        entry::{Failure, Finding},
        reason::{Code, HasReason, Vocabulary as _},
    },
};

/// Rows of one burst that share a time: reading the clock for each is felt at a million messages a second.
const ROWS_A_STAMP: u32 = 32;

/// Where a task reports its rows, and what else happens.
#[derive(Debug)]
pub struct Rows<E> {
    outbox: Outbox<E>,
    clock: SessionClock,
    /// The time of the last row of a burst, and how many more may have it.
    at_micros: u64,
    at_left: u32,
    reported: Reported,
}

/// The numbers of rows, as a record counts them: what a finding shows as its evidence.
#[derive(Debug, Default)]
struct Reported {
    /// How many rows there were.
    rows: u64,
    /// The last request.
    request: Option<u64>,
    /// The last answer's head.
    response: Option<u64>,
}

impl Reported {
    fn count(&mut self, row: &Entry) {
        match row.body {
            Body::Request(_) => (self.request, self.response) = (Some(self.rows), None),
            Body::Response(_) => self.response = Some(self.rows),
            _ => {}
        }
        self.rows += 1;
    }
}

impl<E> Rows<E> {
    pub(super) fn new(outbox: Outbox<E>, clock: SessionClock) -> Self {
        Self { outbox, clock, at_micros: 0, at_left: 0, reported: Reported::default() }
    }

    /// What rows are stamped with.
    pub fn clock(&self) -> SessionClock {
        self.clock
    }

    /// The time of a row that is made now.
    pub fn now_micros(&self) -> u64 {
        self.clock.micros()
    }

    /// The time of a row that is one of a burst: read from the clock once for a few of them.
    pub fn stamp_micros(&mut self) -> u64 {
        if self.at_left == 0 {
            self.at_micros = self.clock.micros();
            self.at_left = ROWS_A_STAMP;
        }
        self.at_left -= 1;
        self.at_micros
    }

    /// The next row of a burst reads the clock: time may have passed.
    pub fn forget_stamp(&mut self) {
        self.at_left = 0;
    }
}

impl<E: Weigh + From<Entry>> Rows<E> {
    /// Whether rows wait for credit.
    pub fn are_waiting(&self) -> bool {
        self.waiting() > 0
    }

    /// How many do.
    pub fn waiting(&self) -> usize {
        self.outbox.waiting()
    }

    /// Whether so many wait that nothing more should be read.
    pub fn are_full(&self) -> bool {
        self.outbox.is_full()
    }

    /// Sends what waits once there is credit for it.
    pub(super) fn poll_flush(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.outbox.poll_flush(cx)
    }

    /// Reports a row.
    pub fn row(&mut self, row: Entry) {
        self.reported.count(&row);
        self.outbox.push(row.into());
    }

    /// Reports a row of the peer's words.
    pub fn incoming(&mut self, body: Body) {
        self.row_now(Entry::incoming, body);
    }

    /// Reports a row of our words to it.
    pub fn outgoing(&mut self, body: Body) {
        self.row_now(Entry::outgoing, body);
    }

    /// Reports a row about ourselves.
    pub fn local(&mut self, body: Body) {
        self.row_now(Entry::local, body);
    }

    /// Reports what went wrong.
    pub fn error(&mut self, error: &dyn HasReason) {
        self.local(Body::from(Failure::of(error)));
    }

    /// Reports what a check of the last exchange has found. Its evidence is the answer's head, and for what the request
    /// would have had to say the request as well.
    pub fn finding(&mut self, finding: Finding) {
        let request = self.reported.request.filter(|_| finding.code == Code::UnaskedCoding.name());
        let rows = request.into_iter().chain(self.reported.response).collect();
        self.local(Body::Finding(Box::new(Finding { rows, ..finding })));
    }

    /// Reports a row of a moment that has passed.
    pub fn row_at(&mut self, at: Instant, entry: fn(u64, Body) -> Entry, body: Body) {
        self.row(entry(self.clock.micros_at(at), body));
    }

    /// Reports something that is no row.
    pub fn event(&mut self, event: E) {
        self.outbox.push(event);
    }

    /// The row that ends the session; it and those before it need no credit.
    pub fn last(&mut self, body: Body) {
        let row = Entry::local(self.now_micros(), body);
        self.reported.count(&row);
        self.outbox.send_urgent(row.into());
    }

    // Rows of a burst never come before one that was made between them.
    fn row_now(&mut self, entry: fn(u64, Body) -> Entry, body: Body) {
        self.forget_stamp();
        self.row(entry(self.clock.micros(), body));
    }
}
