//! When something is due: the end of a close that takes too long, the next report of `bufferedAmount`.
//!
//! Its types are told what time it is and wait for nothing.

use std::time::Duration;

use tokio::time::Instant;

use super::{super::error::WebSocketError, OpenConnection};

/// How long a peer may take to end TCP once both close frames have gone, and to be told that we fail.
pub(in super::super) const TCP_END_TIMEOUT: Duration = Duration::from_secs(2);

/// `bufferedAmount` is reported at most so often, and always when it is 0.
const BUFFERED_INTERVAL: Duration = Duration::from_millis(50);

/// A change by so much is reported at once: a large message must not come and go unseen.
const BIG_STEP_BYTES: u64 = 1024 * 1024;

/// When a close that does not end is cut short.
#[derive(Debug, Default)]
pub(in super::super) struct Deadline {
    stage: Stage,
    buffered_bytes: u64,
    /// When it is over.
    pub(in super::super) at: Option<Instant>,
    limit: Duration,
}

/// How far the end has come; each stage has a time of its own.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
enum Stage {
    #[default]
    Open,
    /// A peer that takes nothing is not waited for.
    WantingToClose,
    CloseSent,
    OnlyTcpIsLeft,
}

impl Deadline {
    /// Starts the time of a stage that has been reached.
    pub(in super::super) fn observe(&mut self, connection: &OpenConnection, closing_timeout: Duration) {
        let (stage, limit) = if connection.closing.is_received() || connection.write_error().is_some() {
            (Stage::OnlyTcpIsLeft, closing_timeout.min(TCP_END_TIMEOUT))
        } else if connection.closing.is_sent() {
            (Stage::CloseSent, closing_timeout)
        } else if connection.queue.is_in_a_hurry() {
            (Stage::WantingToClose, closing_timeout)
        } else {
            return;
        };
        let buffered_bytes = connection.queue.buffered_bytes();
        let goes_on = stage == Stage::WantingToClose && buffered_bytes < self.buffered_bytes;
        if stage > self.stage || goes_on {
            *self = Self { stage, buffered_bytes, at: Instant::now().checked_add(limit), limit };
        }
    }

    /// Whether it is over.
    pub(in super::super) fn has_passed(&self, now: Instant) -> bool {
        self.at.is_some_and(|at| at <= now)
    }

    /// What that means: nothing bad, if both close frames have gone.
    pub(in super::super) fn meaning(&self, connection: &mut OpenConnection) -> Option<WebSocketError> {
        if connection.closing.is_agreed() {
            return None;
        }
        let timeout = WebSocketError::CloseTimeout { limit: self.limit };
        Some(connection.take_write_error().map_or(timeout, WebSocketError::Lost))
    }
}

/// What the window knows of `bufferedAmount`.
#[derive(Debug, Default)]
pub(in super::super) struct Buffered {
    reported: u64,
    reported_at: Option<Instant>,
    /// When a value that came too soon is reported.
    pub(in super::super) report_at: Option<Instant>,
}

impl Buffered {
    /// The value, if it is time to report it.
    pub(in super::super) fn due(&mut self, bytes: u64, now: Instant) -> Option<u64> {
        self.report_at = None;
        if bytes == self.reported {
            return None;
        }
        let is_small_step = bytes > 0 && bytes.abs_diff(self.reported) < BIG_STEP_BYTES;
        let next = self
            .reported_at
            .map(|reported_at| reported_at + BUFFERED_INTERVAL)
            .filter(|next| *next > now && is_small_step);
        if next.is_some() {
            self.report_at = next;
            return None;
        }
        self.reported = bytes;
        self.reported_at = Some(now);
        Some(bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_message_is_reported_at_once_and_small_ones_now_and_then() {
        let now = Instant::now();
        let mut buffered = Buffered::default();
        assert_eq!(buffered.due(0, now), None);
        assert_eq!(buffered.due(10, now), Some(10));
        assert_eq!((buffered.due(20, now), buffered.report_at), (None, Some(now + BUFFERED_INTERVAL)));
        assert_eq!(buffered.due(20, now + BUFFERED_INTERVAL), Some(20));
        assert_eq!(buffered.due(0, now + BUFFERED_INTERVAL), Some(0));
        assert_eq!(buffered.due(BIG_STEP_BYTES, now + BUFFERED_INTERVAL), Some(BIG_STEP_BYTES));
        assert_eq!(buffered.due(0, now + BUFFERED_INTERVAL), Some(0));
    }
}
