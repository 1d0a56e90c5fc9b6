//! The closing handshake as far as it has come, and what a page would be told about it: code, reason and `wasClean` of
//! the `CloseEvent`. Sans-IO.

use super::NO_CLOSE_FRAME;
use crate::transcript::entry::Close;

/// The close frames of a connection so far.
#[derive(Clone, Debug, Default)]
pub struct ClosingHandshake {
    received: Option<(u16, String)>,
    sent: bool,
    failed: bool,
}

impl ClosingHandshake {
    /// The socket has taken our close frame.
    pub fn sent(&mut self) {
        self.sent = true;
    }

    /// A close frame came. Only the first counts. RFC 6455 §7.1.5.
    pub fn received(&mut self, code: u16, reason: String) {
        self.received.get_or_insert((code, reason));
    }

    /// We fail the connection: nothing that comes later counts, not even a close frame. RFC 6455 §7.1.7.
    pub fn failed(&mut self) {
        self.failed = true;
    }

    /// Whether our close frame has left.
    pub fn is_sent(&self) -> bool {
        self.sent
    }

    /// Whether the peer's close frame has come.
    pub fn is_received(&self) -> bool {
        self.received.is_some()
    }

    /// Whether a close frame has gone each way, so that only TCP is left to be ended.
    pub fn is_agreed(&self) -> bool {
        self.sent && self.received.is_some()
    }

    /// The local `close` row.
    pub fn close_event(&self) -> Close {
        let (code, reason) = match &self.received {
            Some(received) if !self.failed => received.clone(),
            _ => (NO_CLOSE_FRAME, String::new()),
        };
        Close { code, reason, clean: Some(self.is_agreed() && !self.failed) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Clone, Copy, Debug)]
    enum Step {
        Received(u16),
        Sent,
        Failed,
    }
    use Step::{Failed, Received, Sent};

    fn close(steps: &[Step]) -> (u16, bool) {
        let mut closing = ClosingHandshake::default();
        for step in steps {
            match step {
                Received(code) => closing.received(*code, "why".to_owned()),
                Sent => closing.sent(),
                Failed => closing.failed(),
            }
        }
        let close = closing.close_event();
        assert_eq!(close.reason, if close.code == NO_CLOSE_FRAME { "" } else { "why" });
        (close.code, close.clean == Some(true))
    }

    #[test]
    fn the_close_event_is_that_of_the_dom() {
        let table: [(&[Step], (u16, bool)); 8] = [
            (&[], (1006, false)),
            (&[Sent], (1006, false)),
            (&[Sent, Received(1000)], (1000, true)),
            (&[Received(1005), Sent], (1005, true)),
            (&[Received(1001)], (1001, false)),
            (&[Received(1001), Received(4999), Sent], (1001, true)),
            (&[Failed, Sent], (1006, false)),
            (&[Sent, Failed, Received(1000)], (1006, false)),
        ];
        for (steps, expected) in table {
            assert_eq!(close(steps), expected, "{steps:?}");
        }
    }
}
