//! Round-trip times: which pong answers which ping, and how long that took. It follows from the rows alone,
//! so that a saved record tells the same. Sans-IO.

use std::collections::VecDeque;

use bytes::Bytes;

use crate::transcript::distribution::Newest;

/// The newest round trips, from which the percentiles come and which the plot shows.
pub const WINDOW: usize = 1000;

/// Pings that wait for a pong at the same time. An older one counts as unanswered.
const MAX_WAITING: usize = 1000;

/// Rows of pongs that nobody asked for, by their numbers; older ones are told by their count alone.
const MAX_UNASKED_ROWS: usize = 1000;

/// A ping and its pong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RoundTrip {
    /// When the pong came, in microseconds since the session began.
    pub at_micros: u64,
    /// Since the ping was handed to the socket, in microseconds.
    pub micros: u64,
    /// The pong's row.
    pub row: u64,
}

/// Every ping and pong of a session so far. RFC 6455 §5.5.2, §5.5.3.
#[derive(Clone, Debug, Default)]
pub struct RoundTrips {
    waiting: VecDeque<(Bytes, u64)>,
    newest: VecDeque<RoundTrip>,
    newest_micros: Newest<WINDOW>,
    unasked_rows: VecDeque<u64>,
    answered: u64,
    unanswered: u64,
    unasked: u64,
}

impl RoundTrips {
    /// The socket has taken a ping.
    pub fn ping_left(&mut self, payload: Bytes, at_micros: u64) {
        if self.waiting.len() == MAX_WAITING {
            self.waiting.pop_front();
            self.unanswered += 1;
        }
        self.waiting.push_back((payload, at_micros));
    }

    /// A pong came. It answers the oldest ping with its payload; pings before that one will not be answered any
    /// more, as a peer may answer only the newest. `None`: nobody asked for it.
    pub fn pong_came(&mut self, payload: &[u8], at_micros: u64, row: u64) -> Option<RoundTrip> {
        let Some(found) = self.waiting.iter().position(|(sent, _)| sent == payload) else {
            self.unasked += 1;
            push_bounded(&mut self.unasked_rows, row, MAX_UNASKED_ROWS);
            return None;
        };
        self.unanswered += found as u64;
        let (_, sent_micros) = self.waiting.drain(..=found).next_back()?;
        let trip = RoundTrip { at_micros, micros: at_micros.saturating_sub(sent_micros), row };
        push_bounded(&mut self.newest, trip, WINDOW);
        self.newest_micros.push(trip.micros);
        self.answered += 1;
        Some(trip)
    }

    /// The connection is over: what waits gets no answer any more.
    pub fn connection_ended(&mut self) {
        self.unanswered += self.waiting.len() as u64;
        self.waiting.clear();
    }

    /// The newest round trips, oldest first: up to [`WINDOW`].
    pub fn newest(&self) -> impl ExactSizeIterator<Item = &RoundTrip> {
        self.newest.iter()
    }

    /// The last round trip.
    pub fn last(&self) -> Option<RoundTrip> {
        self.newest.back().copied()
    }

    /// A percentile of the newest round trips in microseconds (nearest rank): 50 is the median.
    pub fn percentile(&self, percent: u8) -> Option<u64> {
        self.newest_micros.percentile(percent)
    }

    /// Pings that were answered.
    pub fn answered(&self) -> u64 {
        self.answered
    }

    /// Pings that get no answer any more: a later one was answered, or the connection ended.
    pub fn unanswered(&self) -> u64 {
        self.unanswered
    }

    /// Pings that wait for their pong.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// When the oldest ping left that waits for its pong.
    pub fn waiting_since_micros(&self) -> Option<u64> {
        self.waiting.front().map(|(_, at_micros)| *at_micros)
    }

    /// Pongs that nobody asked for. They are allowed. RFC 6455 §5.5.3.
    pub fn unasked(&self) -> u64 {
        self.unasked
    }

    /// Whether the pong of this row is known to be one that nobody asked for.
    pub fn is_unasked(&self, row: u64) -> bool {
        self.unasked_rows.binary_search(&row).is_ok()
    }

    /// The round trip that the pong of this row ended, if it is one of the newest.
    pub fn of_row(&self, row: u64) -> Option<RoundTrip> {
        self.newest.binary_search_by_key(&row, |trip| trip.row).ok().and_then(|found| self.newest.get(found)).copied()
    }

    /// Whether there was a ping or a pong.
    pub fn is_empty(&self) -> bool {
        self.answered + self.unanswered + self.unasked == 0 && self.waiting.is_empty()
    }
}

fn push_bounded<T>(newest: &mut VecDeque<T>, item: T, most: usize) {
    if newest.len() == most {
        newest.pop_front();
    }
    newest.push_back(item);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ping(trips: &mut RoundTrips, payload: &'static str, at_micros: u64) {
        trips.ping_left(Bytes::from_static(payload.as_bytes()), at_micros);
    }

    #[test]
    fn a_pong_answers_the_oldest_ping_with_its_payload() {
        let mut trips = RoundTrips::default();
        ping(&mut trips, "", 100);
        ping(&mut trips, "", 200);
        assert_eq!(trips.waiting_since_micros(), Some(100));
        assert_eq!(trips.pong_came(b"", 350, 7).map(|trip| trip.micros), Some(250));
        assert_eq!(trips.pong_came(b"", 360, 8).map(|trip| trip.micros), Some(160));
        assert_eq!((trips.answered(), trips.unanswered(), trips.waiting()), (2, 0, 0));
        assert_eq!(trips.of_row(7).map(|trip| trip.micros), Some(250));
        assert_eq!(trips.of_row(9), None);
    }

    #[test]
    fn pings_that_a_pong_passes_over_stay_unanswered() {
        let mut trips = RoundTrips::default();
        for (payload, at) in [("1", 0), ("2", 10), ("3", 20), ("4", 30)] {
            ping(&mut trips, payload, at);
        }
        assert_eq!(trips.pong_came(b"3", 25, 0).map(|trip| trip.micros), Some(5));
        assert_eq!((trips.answered(), trips.unanswered(), trips.waiting()), (1, 2, 1));
        trips.connection_ended();
        assert_eq!((trips.unanswered(), trips.waiting()), (3, 0));
    }

    #[test]
    fn a_pong_that_nobody_asked_for_is_no_round_trip() {
        let mut trips = RoundTrips::default();
        ping(&mut trips, "a", 0);
        assert_eq!(trips.pong_came(b"b", 5, 3), None);
        assert_eq!((trips.unasked(), trips.waiting(), trips.last()), (1, 1, None));
        assert!(trips.is_unasked(3) && !trips.is_unasked(4));
    }

    #[test]
    fn percentiles_are_of_the_newest_round_trips_by_nearest_rank() {
        let mut trips = RoundTrips::default();
        assert_eq!(trips.percentile(50), None);
        // An old and slow one that leaves the window.
        ping(&mut trips, "x", 0);
        trips.pong_came(b"x", 1_000_000, 0);
        assert_eq!(trips.percentile(99), Some(1_000_000));
        for n in 1..=WINDOW as u64 {
            ping(&mut trips, "x", 0);
            trips.pong_came(b"x", n, n);
        }
        assert_eq!(trips.newest().len(), WINDOW);
        assert_eq!([0, 50, 99, 100].map(|percent| trips.percentile(percent)), [1, 500, 990, 1000].map(Some));
        assert_eq!(trips.last().map(|trip| trip.micros), Some(1000));
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut trips = RoundTrips::default();
        for _ in 0..=MAX_WAITING {
            ping(&mut trips, "x", 0);
        }
        assert_eq!((trips.waiting(), trips.unanswered()), (MAX_WAITING, 1));
    }
}
