//! Sending again and again, or line after line of a file: what is due when, and what was missed. Sans-IO.

use std::{
    collections::VecDeque,
    num::NonZeroUsize,
    path::{Path, PathBuf},
    time::Duration,
};

use jiff::Timestamp;
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use super::{
    draft::{Draft, DraftProblem},
    message::{Outgoing, Payload},
};

/// A peer that takes nothing is sent nothing more while so many bytes wait.
const MOST_WAITING_BYTES: u64 = 1024 * 1024;

/// The same for messages, however small.
const MOST_WAITING_MESSAGES: usize = 1024;

/// What is to be sent, and how often.
#[derive(Debug)]
pub struct Order {
    /// What is sent.
    pub what: Supply,
    /// The time from one send to the next; none is as fast as the peer takes it.
    pub every: Duration,
    /// How often; endless if not set, or to the end of the file.
    pub times: Option<u64>,
    /// Waits before each until nothing is buffered.
    pub waits_until_empty: bool,
    /// Given back at the end, so that a source can wait for it.
    pub slot: Option<OwnedSemaphorePermit>,
}

/// What a repeated send sends.
#[derive(Debug)]
pub enum Supply {
    /// The same draft, its placeholders filled in each time.
    Draft(Draft),
    /// Each line of a file as a text message.
    Lines {
        /// The file.
        path: PathBuf,
        /// A line is sent in frames of so many bytes; in one if not set.
        fragment_bytes: Option<NonZeroUsize>,
    },
}

/// How much waits for the socket.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Backlog {
    /// Payload bytes: `bufferedAmount`.
    pub bytes: u64,
    /// Messages.
    pub messages: usize,
}

/// How far a repeated send has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Messages that were handed over.
    pub sent: u64,
    /// How many there will be, if that is known.
    pub of: Option<u64>,
    /// From one send to the next.
    pub every: Duration,
    /// Times that passed without a send, because the peer was too slow or we were.
    pub missed: u64,
    /// Whether it goes on, or why not.
    pub stage: Stage,
}

/// Whether a repeated send goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It goes on.
    Running,
    /// Everything was sent.
    Done,
    /// The user stopped it.
    Stopped,
    /// The connection closes.
    Closed,
    /// Something could not be sent.
    Failed,
}

/// The repeated send of a session: the one that runs, or the last.
#[derive(Debug, Default)]
pub struct Repeat {
    order: Option<Order>,
    progress: Option<Progress>,
    /// When the next is due; the first one is at once.
    next: Option<Instant>,
    lines: Lines,
    runs: u64,
}

/// Lines of a file that have been read and not sent.
#[derive(Debug, Default)]
struct Lines {
    ready: VecDeque<String>,
    are_awaited: bool,
}

impl Repeat {
    /// Begins; what ran before is over.
    pub fn start(&mut self, order: Order) {
        let Order { every, times, .. } = order;
        self.progress = Some(Progress { sent: 0, of: times, every, missed: 0, stage: Stage::Running });
        self.order = Some(order);
        self.next = None;
        self.lines = Lines::default();
        self.runs += 1;
    }

    /// How many have been started: lines that were asked for before a start are not for the one after it.
    pub fn runs(&self) -> u64 {
        self.runs
    }

    /// Ends; says nothing if nothing runs.
    pub fn stop(&mut self, stage: Stage) {
        if let Some(progress) = self.progress.as_mut().filter(|_| self.order.is_some()) {
            progress.stage = stage;
        }
        self.order = None;
        self.lines = Lines::default();
    }

    /// Whether something is still to be sent.
    pub fn is_running(&self) -> bool {
        self.order.is_some()
    }

    /// How far it has come, also when it is over.
    pub fn progress(&self) -> Option<Progress> {
        self.progress
    }

    /// The file of which more lines are wanted now. Each call must be answered by [`Self::lines_read`].
    pub fn wants_lines(&mut self) -> Option<&Path> {
        let Supply::Lines { path, .. } = &self.order.as_ref()?.what else { return None };
        if self.lines.are_awaited || !self.lines.ready.is_empty() {
            return None;
        }
        self.lines.are_awaited = true;
        Some(path)
    }

    /// The lines that were asked for; none at the end of the file.
    pub fn lines_read(&mut self, lines: VecDeque<String>) {
        if lines.is_empty() {
            self.stop(Stage::Done);
        } else if self.lines.are_awaited {
            self.lines = Lines { ready: lines, are_awaited: false };
        }
    }

    /// When the clock must be looked at. `None` while nothing can be sent whatever time it is.
    pub fn next_at(&self, backlog: Backlog) -> Option<Instant> {
        if self.is_blocked(backlog) { None } else { self.next }
    }

    /// What is to be sent now, with this time in its placeholders. After an error nothing more comes.
    pub fn due(&mut self, now: Instant, backlog: Backlog, time: Timestamp) -> Option<Result<Outgoing, DraftProblem>> {
        if self.is_blocked(backlog) {
            return None;
        }
        let next = *self.next.get_or_insert(now);
        if now < next {
            return None;
        }
        let (order, progress) = (self.order.as_ref()?, self.progress.as_mut()?);
        // A late send is one send: those that should have been since then are counted, not made up for.
        let missed = match order.every.as_nanos() {
            0 => 0,
            every => u32::try_from((now - next).as_nanos() / every).unwrap_or(u32::MAX),
        };
        progress.missed += u64::from(missed);
        progress.sent += 1;
        self.next = next.checked_add(order.every.saturating_mul(missed.saturating_add(1))).or(Some(now));
        let due = match &order.what {
            Supply::Draft(draft) => {
                let payload = draft.content.make(progress.sent, time);
                payload.map(|payload| Outgoing { payload, slot: None, fragment_bytes: draft.fragment_bytes })
            }
            Supply::Lines { fragment_bytes, .. } => {
                let payload = Payload::Text(self.lines.ready.pop_front()?.into());
                Ok(Outgoing { payload, slot: None, fragment_bytes: *fragment_bytes })
            }
        };
        if due.is_err() {
            progress.sent -= 1;
            self.stop(Stage::Failed);
        } else if progress.of == Some(progress.sent) {
            self.stop(Stage::Done);
        }
        Some(due)
    }

    fn is_blocked(&self, backlog: Backlog) -> bool {
        let Some(order) = &self.order else { return true };
        let waits_for_line = matches!(order.what, Supply::Lines { .. }) && self.lines.ready.is_empty();
        let is_full = backlog.bytes >= MOST_WAITING_BYTES || backlog.messages >= MOST_WAITING_MESSAGES;
        waits_for_line || is_full || order.waits_until_empty && backlog != Backlog::default()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::protocols::websocket::send::{draft::Content, template::Template};

    const FREE: Backlog = Backlog { bytes: 0, messages: 0 };
    const ONE_WAITS: Backlog = Backlog { bytes: 1, messages: 1 };

    fn order(every_millis: u64, times: Option<u64>) -> Order {
        let what = Supply::Draft(Content::Text(Template::parse("{{n}}")).into());
        Order { what, every: Duration::from_millis(every_millis), times, waits_until_empty: false, slot: None }
    }

    fn started(order: Order) -> (Repeat, Instant) {
        let mut repeat = Repeat::default();
        repeat.start(order);
        (repeat, Instant::now())
    }

    fn text(due: Option<Result<Outgoing, DraftProblem>>) -> Option<String> {
        due.map(|due| match due.expect("a message").payload {
            Payload::Text(text) => text.to_string(),
            other => panic!("no text: {other:?}"),
        })
    }

    fn numbers(repeat: &mut Repeat, now: Instant, backlog: Backlog) -> Vec<String> {
        std::iter::from_fn(|| text(repeat.due(now, backlog, Timestamp::UNIX_EPOCH))).collect()
    }

    #[test]
    fn the_first_goes_at_once_and_the_last_ends_it() {
        let (mut repeat, start) = started(order(100, Some(3)));
        assert_eq!(numbers(&mut repeat, start, FREE), ["1"]);
        assert_eq!(repeat.next_at(FREE), Some(start + Duration::from_millis(100)));
        assert!(numbers(&mut repeat, start + Duration::from_millis(99), FREE).is_empty());
        assert_eq!(numbers(&mut repeat, start + Duration::from_millis(100), FREE), ["2"]);
        assert!(repeat.is_running());
        assert_eq!(numbers(&mut repeat, start + Duration::from_millis(200), FREE), ["3"]);
        let progress = repeat.progress().expect("a progress");
        assert_eq!((progress.sent, progress.missed, progress.stage), (3, 0, Stage::Done));
        assert_eq!((repeat.is_running(), repeat.next_at(FREE)), (false, None));
    }

    #[test]
    fn what_was_missed_is_counted_and_not_made_up_for() {
        let (mut repeat, start) = started(order(100, None));
        numbers(&mut repeat, start, FREE);
        assert_eq!(numbers(&mut repeat, start + Duration::from_millis(350), FREE), ["2"]);
        assert_eq!(repeat.progress().map(|progress| progress.missed), Some(2));
        // Still on the beat of the start.
        assert_eq!(repeat.next_at(FREE), Some(start + Duration::from_millis(400)));
    }

    #[test]
    fn it_waits_for_a_peer_that_takes_nothing() {
        let (mut repeat, start) = started(Order { waits_until_empty: true, ..order(0, None) });
        assert_eq!(text(repeat.due(start, FREE, Timestamp::UNIX_EPOCH)), Some("1".to_owned()));
        assert_eq!((repeat.next_at(ONE_WAITS), numbers(&mut repeat, start, ONE_WAITS)), (None, vec![]));
        assert_eq!(text(repeat.due(start, FREE, Timestamp::UNIX_EPOCH)), Some("2".to_owned()));
        let (mut repeat, start) = started(order(0, None));
        for full in
            [Backlog { bytes: MOST_WAITING_BYTES, messages: 1 }, Backlog { bytes: 0, messages: MOST_WAITING_MESSAGES }]
        {
            assert!(numbers(&mut repeat, start, full).is_empty());
        }
        assert!(text(repeat.due(start, ONE_WAITS, Timestamp::UNIX_EPOCH)).is_some());
    }

    #[test]
    fn lines_come_in_order_to_the_end_of_the_file() {
        let what = Supply::Lines { path: "f".into(), fragment_bytes: None };
        let (mut repeat, start) = started(Order { what, ..order(0, None) });
        assert_eq!((repeat.next_at(FREE), numbers(&mut repeat, start, FREE)), (None, vec![]));
        assert_eq!(repeat.wants_lines(), Some(Path::new("f")));
        assert_eq!(repeat.wants_lines(), None);
        repeat.lines_read(["a".to_owned(), "b".to_owned()].into());
        assert_eq!(numbers(&mut repeat, start, FREE), ["a", "b"]);
        assert_eq!(repeat.wants_lines(), Some(Path::new("f")));
        repeat.lines_read(VecDeque::new());
        assert_eq!(repeat.progress().map(|progress| (progress.sent, progress.stage)), Some((2, Stage::Done)));
    }

    #[test]
    fn lines_that_come_after_the_stop_are_not_sent() {
        let what = Supply::Lines { path: "f".into(), fragment_bytes: None };
        let (mut repeat, start) = started(Order { what, ..order(0, None) });
        repeat.wants_lines();
        repeat.stop(Stage::Stopped);
        repeat.lines_read(["a".to_owned()].into());
        assert!(numbers(&mut repeat, start, FREE).is_empty());
        assert_eq!(repeat.progress().map(|progress| progress.stage), Some(Stage::Stopped));
    }

    #[test]
    fn what_cannot_be_sent_ends_it() {
        let what = Supply::Draft(Content::Hex(Template::parse("0{{n}}")).into());
        let (mut repeat, start) = started(Order { what, ..order(0, None) });
        let mut failed = None;
        while repeat.is_running() {
            failed = repeat.due(start, FREE, Timestamp::UNIX_EPOCH);
        }
        assert!(matches!(failed, Some(Err(DraftProblem::HalfByte))));
        assert_eq!(repeat.progress().map(|progress| (progress.sent, progress.stage)), Some((9, Stage::Failed)));
    }

    proptest! {
        #[test]
        fn sends_and_misses_are_as_many_as_the_ticks(steps in prop::collection::vec(0..500_u64, 1..40)) {
            let (mut repeat, start) = started(order(100, None));
            let mut passed = 0;
            for step in steps {
                passed += step;
                prop_assert!(numbers(&mut repeat, start + Duration::from_millis(passed), FREE).len() <= 1);
            }
            let progress = repeat.progress().expect("a progress");
            let ticks = passed / 100 + 1;
            let since_first = progress.sent + progress.missed;
            prop_assert!(since_first <= ticks && since_first >= 1);
        }
    }
}
