//! Whether the peer is still there and takes what we send: pings on a schedule, an alarm when nothing comes, and how much
//! waits on its way.
//!
//! It is told what time it is, and waits for nothing.

pub mod queues;
mod round_trips;

use std::time::Duration;

use bytes::Bytes;
use serde_json::{Map, Value};
use tokio::time::Instant;

pub use self::round_trips::{RoundTrip, RoundTrips, WINDOW};

/// The least time between two pings of the schedule, and before the alarm.
pub const LEAST_INTERVAL: Duration = Duration::from_millis(10);

/// What is done to notice a peer that is gone.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Options {
    /// A ping each time so much has passed.
    pub ping_every: Option<Duration>,
    /// Whether the peer's pings stay without an answer.
    pub withholds_pongs: bool,
    /// Nothing came for so long: that is said.
    pub idle_alarm: Option<Duration>,
}

impl Options {
    /// What the record's first line says of them.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = Map::new();
        let mut insert = |name: &str, value: Option<Value>| {
            settings.extend(value.map(|value| (name.to_owned(), value)));
        };
        let millis = |time: Duration| Value::from(time.as_millis() as u64);
        insert("pingEveryMillis", self.ping_every.map(millis));
        insert("withholdsPongs", self.withholds_pongs.then_some(Value::from(true)));
        insert("idleAlarmMillis", self.idle_alarm.map(millis));
        settings
    }
}

/// An alarm: nothing comes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Idle {
    /// When something came last, in microseconds since the session began.
    pub since_micros: u64,
    /// After how long that is said.
    pub after: Duration,
}

/// What is due.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Due {
    /// A ping with this payload: how many the schedule has sent, as digits.
    Ping(Bytes),
    /// Nothing came since this moment.
    Idle {
        /// When something came last.
        since: Instant,
    },
}

/// The schedule of a connection, from the moment it is open.
#[derive(Debug)]
pub struct Liveness {
    options: Options,
    ping_at: Option<Instant>,
    pings: u64,
    /// A ping that waits for the socket: no other one is added behind it.
    waits: Option<Bytes>,
    heard_at: Instant,
    is_idle: bool,
}

impl Liveness {
    /// For a connection that is open from now on.
    pub fn new(options: Options, now: Instant) -> Self {
        let mut liveness =
            Self { options: Options::default(), ping_at: None, pings: 0, waits: None, heard_at: now, is_idle: false };
        liveness.set_options(options, now);
        liveness
    }

    /// Other options, while it is open. A new interval begins now.
    pub fn set_options(&mut self, options: Options, now: Instant) {
        if self.options.ping_every != options.ping_every {
            self.ping_at = options.ping_every.map(|every| now + every.max(LEAST_INTERVAL));
        }
        self.options = options;
    }

    /// When something is due at the earliest.
    pub fn next_at(&self) -> Option<Instant> {
        self.ping_at.into_iter().chain(self.idle_at()).min()
    }

    /// What is due now. Ask again until there is nothing.
    pub fn due(&mut self, now: Instant) -> Option<Due> {
        if let Some(at) = self.ping_at.filter(|at| *at <= now) {
            let every = self.options.ping_every.unwrap_or(LEAST_INTERVAL).max(LEAST_INTERVAL);
            // After a pause there are not many pings at once.
            self.ping_at = Some((at + every).max(now + every / 2));
            if self.waits.is_none() {
                self.pings += 1;
                let payload = Bytes::from(self.pings.to_string());
                self.waits = Some(payload.clone());
                return Some(Due::Ping(payload));
            }
        }
        if self.idle_at().is_some_and(|at| at <= now) {
            self.is_idle = true;
            return Some(Due::Idle { since: self.heard_at });
        }
        None
    }

    /// The socket has taken a ping.
    pub fn ping_left(&mut self, payload: &[u8]) {
        self.waits.take_if(|waiting| waiting == payload);
    }

    /// Something came. Says whether that ends an alarm.
    pub fn heard(&mut self, now: Instant) -> bool {
        self.heard_at = now;
        std::mem::take(&mut self.is_idle)
    }

    fn idle_at(&self) -> Option<Instant> {
        let after = self.options.idle_alarm.filter(|_| !self.is_idle)?;
        self.heard_at.checked_add(after.max(LEAST_INTERVAL))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    fn ping(number: &str) -> Due {
        Due::Ping(Bytes::copy_from_slice(number.as_bytes()))
    }

    #[test]
    fn nothing_is_due_unless_it_was_asked_for() {
        let start = Instant::now();
        let mut liveness = Liveness::new(Options::default(), start);
        assert_eq!((liveness.next_at(), liveness.due(start + SECOND * 9999)), (None, None));
    }

    #[test]
    fn pings_keep_to_their_schedule_and_count() {
        let start = Instant::now();
        let mut liveness = Liveness::new(Options { ping_every: Some(SECOND), ..Options::default() }, start);
        assert_eq!(liveness.next_at(), Some(start + SECOND));
        assert_eq!(liveness.due(start + SECOND / 2), None);
        assert_eq!(liveness.due(start + SECOND * 11 / 10), Some(ping("1")));
        assert_eq!(liveness.next_at(), Some(start + SECOND * 2));
        liveness.ping_left(b"1");
        assert_eq!(liveness.due(start + SECOND * 2), Some(ping("2")));
    }

    #[test]
    fn a_ping_that_waits_for_the_socket_is_not_followed_by_another() {
        let start = Instant::now();
        let mut liveness = Liveness::new(Options { ping_every: Some(SECOND), ..Options::default() }, start);
        assert_eq!(liveness.due(start + SECOND), Some(ping("1")));
        assert_eq!(liveness.due(start + SECOND * 2), None);
        liveness.ping_left(b"by hand");
        assert_eq!(liveness.due(start + SECOND * 3), None);
        liveness.ping_left(b"1");
        assert_eq!(liveness.due(start + SECOND * 4), Some(ping("2")));
    }

    #[test]
    fn the_alarm_is_said_once_and_ends_when_something_comes() {
        let start = Instant::now();
        let mut liveness = Liveness::new(Options { idle_alarm: Some(SECOND * 30), ..Options::default() }, start);
        assert!(!liveness.heard(start + SECOND * 10));
        assert_eq!(liveness.due(start + SECOND * 30), None);
        assert_eq!(liveness.next_at(), Some(start + SECOND * 40));
        assert_eq!(liveness.due(start + SECOND * 40), Some(Due::Idle { since: start + SECOND * 10 }));
        assert_eq!((liveness.next_at(), liveness.due(start + SECOND * 99)), (None, None));
        assert!(liveness.heard(start + SECOND * 100));
        assert_eq!(liveness.next_at(), Some(start + SECOND * 130));
    }

    #[test]
    fn a_schedule_can_be_changed_while_it_is_open() {
        let start = Instant::now();
        let mut liveness = Liveness::new(Options::default(), start);
        liveness.set_options(Options { ping_every: Some(SECOND), ..Options::default() }, start + SECOND * 5);
        assert_eq!(liveness.next_at(), Some(start + SECOND * 6));
        liveness.set_options(Options::default(), start + SECOND * 6);
        assert_eq!(liveness.next_at(), None);
    }
}
