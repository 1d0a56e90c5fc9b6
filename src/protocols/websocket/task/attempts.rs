//! Whether a connection that ended is opened again, and when: first soon, then ever later. Sans-IO.

use std::time::Duration;

use super::{
    super::{
        close::{ClosingHandshake, NO_CLOSE_FRAME},
        error::WebSocketError,
        reconnect::ReconnectPolicy,
    },
    Stop,
};
use crate::{
    engine::Backoff,
    net::connect::ConnectError,
    transcript::{
        entry::{Close, Wait},
        reason::{Code, Explanation, HasReason, Reason},
    },
};

/// How a connection, or an attempt at one, ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Ended {
    /// The tab is closed, or a close was asked for.
    pub(super) wanted: bool,
    /// It would fail in the same way each time.
    pub(super) for_good: bool,
    /// The `CloseEvent`.
    pub(super) close: Close,
    /// What failed.
    pub(super) error: Option<Explanation>,
    /// When the server wants to be asked again.
    pub(super) retry_after: Option<Duration>,
}

impl Ended {
    /// The end of a connection that nobody asked to close.
    pub(super) fn of(stop: &Stop, closing: &ClosingHandshake) -> Self {
        let error = match stop {
            Stop::Failed(error) => Some(error),
            Stop::Cancelled | Stop::Over => None,
        };
        Self {
            wanted: matches!(stop, Stop::Cancelled),
            for_good: error.is_some_and(Self::is_for_good),
            close: closing.close_event(),
            retry_after: error.and_then(WebSocketError::retry_after),
            error: error.map(|error| Explanation::of(error)),
        }
    }

    /// What failed is one for which another attempt makes no sense.
    fn is_for_good(error: &WebSocketError) -> bool {
        matches!(
            error,
            WebSocketError::ClosedWhileConnecting
                | WebSocketError::Connect(
                    ConnectError::NoHost | ConnectError::Setup(_) | ConnectError::ServerName { .. }
                )
        )
    }

    fn why(&self) -> Explanation {
        let closed = || Explanation::of(&ClosedWith { code: self.close.code, reason: self.close.reason.clone() });
        self.error.clone().unwrap_or_else(closed)
    }
}

/// A connection was closed in order that is opened again: the `reason` of its `backoff`.
#[derive(Debug, thiserror::Error)]
#[error("closed with {code}{}{reason}", if reason.is_empty() { "" } else { ": " })]
struct ClosedWith {
    code: u16,
    reason: String,
}

impl HasReason for ClosedWith {
    fn reason(&self) -> Reason {
        if self.reason.is_empty() {
            return Reason::new(Code::ClosedWith).with("code", self.code);
        }
        Reason::new(Code::ClosedWithReason).with("code", self.code).with("reason", &self.reason)
    }
}

/// The attempts of a session.
#[derive(Debug)]
pub(super) struct Reconnecting {
    policy: Option<ReconnectPolicy>,
    backoff: Backoff,
}

impl Reconnecting {
    pub(super) fn new(policy: Option<ReconnectPolicy>) -> Self {
        let ReconnectPolicy { first, cap, .. } = policy.unwrap_or_default();
        Self { policy, backoff: Backoff::new(first.min(cap), cap) }
    }

    /// The connection is open: the next failure is a first one again.
    pub(super) fn opened(&mut self) {
        self.backoff.reset();
    }

    /// How long to wait before the next attempt; `None`: there is none. `jitter` is from 0.0 to 1.0. What the server says
    /// in `Retry-After` wins, also over the longest wait.
    pub(super) fn next(&mut self, ended: &Ended, jitter: f64) -> Option<Wait> {
        let policy = self.policy.filter(|_| !ended.wanted && !ended.for_good)?;
        if ended.close.code != NO_CLOSE_FRAME && !policy.after_close {
            return None;
        }
        if policy.limit.is_some_and(|limit| self.backoff.attempt() >= limit) {
            return None;
        }
        let delay = self.backoff.next_delay(jitter);
        let millis = ended.retry_after.unwrap_or(delay).as_millis() as u64;
        Some(Wait::new(millis, self.backoff.attempt(), ended.why()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lost() -> Ended {
        Ended {
            wanted: false,
            for_good: false,
            close: Close { code: 1006, reason: String::new(), clean: Some(false) },
            error: Some(Explanation::of(&WebSocketError::NoCloseFrame)),
            retry_after: None,
        }
    }

    fn closed(code: u16, reason: &str) -> Ended {
        let close = Close { code, reason: reason.to_owned(), clean: Some(true) };
        Ended { close, error: None, ..lost() }
    }

    fn policy() -> ReconnectPolicy {
        ReconnectPolicy { first: Duration::from_millis(100), cap: Duration::from_millis(350), ..Default::default() }
    }

    #[test]
    fn waits_grow_and_begin_again_after_an_open_connection() {
        let mut attempts = Reconnecting::new(Some(policy()));
        let next = |attempts: &mut Reconnecting| attempts.next(&lost(), 0.0).map(|wait| (wait.millis, wait.attempt));
        let waits: Vec<_> = (0..4).filter_map(|_| next(&mut attempts)).collect();
        assert_eq!(waits, [(100, 1), (200, 2), (350, 3), (350, 4)]);
        attempts.opened();
        assert_eq!(next(&mut attempts), Some((100, 1)));
        assert_eq!(attempts.next(&lost(), 1.0).map(|wait| wait.millis), Some(250));
    }

    #[test]
    fn a_close_by_us_or_a_mistake_of_ours_is_the_end() {
        let mut attempts = Reconnecting::new(Some(ReconnectPolicy { after_close: true, ..policy() }));
        assert_eq!(attempts.next(&Ended { wanted: true, ..lost() }, 0.0), None);
        assert_eq!(attempts.next(&Ended { for_good: true, ..lost() }, 0.0), None);
        assert_eq!(Reconnecting::new(None).next(&lost(), 0.0), None);
        assert!(Ended::is_for_good(&WebSocketError::ClosedWhileConnecting));
        assert!(!Ended::is_for_good(&WebSocketError::NoCloseFrame));
    }

    #[test]
    fn a_close_by_the_peer_is_the_end_unless_asked_otherwise() {
        assert_eq!(Reconnecting::new(Some(policy())).next(&closed(1001, "bye"), 0.0), None);
        let mut attempts = Reconnecting::new(Some(ReconnectPolicy { after_close: true, ..policy() }));
        let reasons: Vec<_> = [closed(1001, "bye"), closed(1005, ""), lost()]
            .iter()
            .filter_map(|ended| attempts.next(ended, 0.0))
            .map(|wait| wait.reason)
            .collect();
        assert_eq!(reasons, ["closed with 1001: bye", "closed with 1005", &*WebSocketError::NoCloseFrame.to_string()]);
    }

    #[test]
    fn a_server_that_says_when_to_come_again_is_obeyed_and_its_refusals_count() {
        let refused = |seconds| Ended { retry_after: Some(Duration::from_secs(seconds)), ..lost() };
        let mut attempts = Reconnecting::new(Some(ReconnectPolicy { limit: Some(4), ..policy() }));
        let waits: Vec<_> = [refused(30), refused(0), lost(), refused(1), refused(1)]
            .iter()
            .filter_map(|ended| attempts.next(ended, 1.0))
            .map(|wait| (wait.millis, wait.attempt))
            .collect();
        assert_eq!(waits, [(30_000, 1), (0, 2), (350, 3), (1_000, 4)]);
    }

    #[test]
    fn attempts_in_a_row_are_limited() {
        let mut attempts = Reconnecting::new(Some(ReconnectPolicy { limit: Some(2), ..policy() }));
        assert!(attempts.next(&lost(), 0.0).is_some());
        assert!(attempts.next(&lost(), 0.0).is_some());
        assert_eq!(attempts.next(&lost(), 0.0), None);
        attempts.opened();
        assert!(attempts.next(&lost(), 0.0).is_some());
    }
}
