//! What asks a running subcommand to end, and how long it may then take: signals and `--max-time`.
//!
//! The first signal ends the session. Output that nobody reads then gets [`OUTPUT_GRACE`], a session that does not end
//! [`SESSION_GRACE`]; a second signal ends the process at once. `--max-time` ends the session, but waits for the reader.

use std::{
    io,
    time::{Duration, Instant},
};

use crossbeam_channel::Receiver;

/// Why we ended a session.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndCause {
    /// `--max-events` was reached.
    MaxEvents,
    /// `--max-time` was over.
    MaxTime,
    /// Ctrl-C or SIGTERM.
    Interrupted,
}

/// How long blocked output may take after the first signal.
const OUTPUT_GRACE: Duration = Duration::from_secs(2);

/// Output that blocks only at the very end gets this long at least: a reader needs a moment for the last rows.
const LAST_ROWS_GRACE: Duration = Duration::from_millis(600);

/// How long a session may take to end after the first signal: the closing handshake of a WebSocket takes 2 s. A task
/// that is then still there is not waited for.
const SESSION_GRACE: Duration = Duration::from_millis(2200);

/// Asks the session to end; false when it is too busy to take the command just now.
type RequestEnd = Box<dyn FnMut() -> bool>;

/// What has asked for the end so far.
pub(super) struct Shutdown {
    signals: Receiver<()>,
    deadline: Option<Instant>,
    request_end: RequestEnd,
    /// The session has to be asked, and has not taken the command yet.
    is_request_pending: bool,
    cause: Option<EndCause>,
    interrupted_at: Option<Instant>,
    is_urgent: bool,
}

impl Shutdown {
    /// Listens to signals and to the clock. `request_end` is called until the session has taken the
    /// command.
    pub(super) fn new(
        signals: Receiver<()>,
        max_time: Option<Duration>,
        request_end: impl FnMut() -> bool + 'static,
    ) -> Self {
        let deadline = max_time.and_then(|limit| Instant::now().checked_add(limit));
        Self {
            signals,
            deadline,
            request_end: Box::new(request_end),
            is_request_pending: false,
            cause: None,
            interrupted_at: None,
            is_urgent: false,
        }
    }

    /// One message for each signal.
    pub(super) fn signals(&self) -> &Receiver<()> {
        &self.signals
    }

    /// Why we ended the session, if we did.
    pub(super) fn cause(&self) -> Option<EndCause> {
        self.cause
    }

    /// A signal came.
    pub(super) fn interrupt(&mut self) {
        self.is_urgent = self.interrupted_at.is_some();
        self.interrupted_at.get_or_insert_with(Instant::now);
        self.end(EndCause::Interrupted);
    }

    /// Ends the session, if nobody has yet.
    pub(super) fn end(&mut self, cause: EndCause) {
        self.is_request_pending |= self.cause.is_none();
        if self.cause.is_none() || cause == EndCause::Interrupted {
            self.cause = Some(cause);
        }
        self.request_end();
    }

    /// How long a blocked output, which has blocked since `since`, may be waited for before the deadlines are checked again.
    ///
    /// # Errors
    /// `TimedOut` when the output has had its time, or at a second signal. (`Interrupted` would be tried again.)
    pub(super) fn output_wait(&mut self, since: Instant) -> io::Result<Duration> {
        let wait = self.check_deadlines();
        let Some(interrupted_at) = self.interrupted_at else { return Ok(wait) };
        let limit = (interrupted_at + OUTPUT_GRACE).max(since + LAST_ROWS_GRACE);
        let left = limit.saturating_duration_since(Instant::now());
        if left.is_zero() || self.is_urgent { Err(io::ErrorKind::TimedOut.into()) } else { Ok(wait.min(left)) }
    }

    /// Whether a session that does not end is waited for no longer.
    pub(super) fn is_over(&self) -> bool {
        self.is_urgent || self.interrupted_at.is_some_and(|at| at.elapsed() >= SESSION_GRACE)
    }

    /// Ends what is due, and says when that must be checked again.
    pub(super) fn check_deadlines(&mut self) -> Duration {
        let now = Instant::now();
        if self.deadline.is_some_and(|deadline| deadline <= now) {
            self.deadline = None;
            self.end(EndCause::MaxTime);
        }
        self.request_end();
        let deadlines = [self.deadline, self.interrupted_at.map(|at| at + SESSION_GRACE)];
        let next = deadlines.into_iter().flatten().map(|at| at.saturating_duration_since(now)).min();
        let next = next.unwrap_or(Duration::from_hours(1)).max(Duration::from_millis(1));
        if self.is_request_pending { next.min(Duration::from_millis(10)) } else { next }
    }

    fn request_end(&mut self) {
        self.is_request_pending = self.is_request_pending && !(self.request_end)();
    }
}
