//! What we owe a peer that takes nothing: pongs that wait for it. Past a limit nothing more of it is read. Sans-IO.

use crate::{
    limits::MAX_WAITING_PONG_BYTES,
    net::tap::{Fate, Sent},
};

/// Bytes of a pong of ours beside its payload: two, and a masking key.
const HEAD_BYTES: usize = 6;

/// The pongs that the library has made and the socket has not taken.
#[derive(Debug, Default)]
pub(super) struct OwedPongs {
    bytes: usize,
    has_closed: bool,
}

impl OwedPongs {
    /// A ping came: the library answers it, as long as it knows of no close frame.
    pub(super) fn pinged(&mut self, payload: &[u8]) {
        if !self.has_closed {
            self.bytes += HEAD_BYTES + payload.len();
        }
    }

    /// The library has a close frame, ours or the peer's, and answers nothing any more.
    pub(super) fn closed(&mut self) {
        self.has_closed = true;
    }

    /// The socket has taken a frame, or it stayed in the tap.
    pub(super) fn left(&mut self, sent: &Sent) {
        if sent.head.opcode() == 10 && sent.fate != Fate::Injected {
            self.bytes = self.bytes.saturating_sub(HEAD_BYTES + sent.control_payload.len());
        }
    }

    /// Whether no ping should be read before some left.
    pub(super) fn are_too_many(&self) -> bool {
        self.bytes > MAX_WAITING_PONG_BYTES
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::FrameHead;

    fn pong(fate: Fate) -> Sent {
        Sent {
            head: FrameHead::new(&[0x8a, 0x84, 1, 2, 3, 4]).expect("a header"),
            payload_bytes: 4,
            control_payload: Bytes::from_static(b"ping"),
            deflated: None,
            fate,
        }
    }

    #[test]
    fn pongs_are_owed_until_they_left_or_stayed() {
        let mut owed = OwedPongs::default();
        let most = MAX_WAITING_PONG_BYTES / 10 + 1;
        (0..most - 1).for_each(|_| owed.pinged(b"ping"));
        assert!(!owed.are_too_many());
        (0..2).for_each(|_| owed.pinged(b"ping"));
        assert!(owed.are_too_many());
        owed.left(&pong(Fate::Injected));
        assert!(owed.are_too_many(), "a pong that the user made answers no ping");
        owed.left(&pong(Fate::Sent));
        owed.left(&pong(Fate::Withheld));
        assert!(!owed.are_too_many());
        owed.closed();
        (0..most).for_each(|_| owed.pinged(b"ping"));
        assert!(!owed.are_too_many(), "behind a close frame no ping is answered");
    }
}
