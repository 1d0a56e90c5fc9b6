//! The begin of each text message that is on its way to the library: what is shown when it turns out not to be
//! UTF-8. It holds no more than what is read ahead.

use std::collections::VecDeque;

use bytes::Bytes;

use super::keep::MAX_KEPT_BYTES;

/// Delivered bytes that may stay before the rest is moved to the front.
const SLACK_BYTES: usize = 64 * 1024;

/// Text messages in order.
#[derive(Debug, Default)]
pub(super) struct TextLog {
    bytes: Vec<u8>,
    /// Where the first undelivered message begins, and where the one that is still coming does.
    begin: usize,
    open: usize,
    ends: VecDeque<usize>,
}

impl TextLog {
    /// More of the message that is coming.
    pub(super) fn push(&mut self, piece: &[u8]) {
        let room = MAX_KEPT_BYTES.saturating_sub(self.bytes.len() - self.open);
        self.bytes.extend_from_slice(&piece[..piece.len().min(room)]);
    }

    /// The message that was coming has come.
    pub(super) fn ended(&mut self) {
        self.open = self.bytes.len();
        self.ends.push_back(self.open);
    }

    /// The first message has been taken.
    pub(super) fn delivered(&mut self) {
        let Some(end) = self.ends.pop_front() else { return };
        self.begin = end;
        if self.begin == self.bytes.len() {
            self.bytes.clear();
            (self.begin, self.open) = (0, 0);
        } else if self.begin > SLACK_BYTES {
            self.bytes.drain(..self.begin);
            self.open -= self.begin;
            self.ends.iter_mut().for_each(|end| *end -= self.begin);
            self.begin = 0;
        }
    }

    /// The first message that has not been taken, as far as it has come.
    pub(super) fn undelivered(&self) -> Bytes {
        let end = self.ends.front().copied().unwrap_or(self.bytes.len());
        Bytes::copy_from_slice(self.bytes.get(self.begin..end).unwrap_or_default())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_long_message_is_cut_and_the_next_one_is_not() {
        let mut log = TextLog::default();
        log.push(&vec![b'a'; MAX_KEPT_BYTES + 5]);
        log.ended();
        log.push(b"next");
        assert_eq!(log.undelivered().len(), MAX_KEPT_BYTES);
        log.delivered();
        assert_eq!(log.undelivered(), "next");
    }

    proptest! {
        #[test]
        fn the_first_undelivered_message_is_found(
            lengths in prop::collection::vec(0..40_000_usize, 1..30),
            ahead in 0..6_usize,
        ) {
            let mut log = TextLog::default();
            let message = |n: usize| vec![n as u8; lengths[n]];
            for n in 0..lengths.len() {
                log.push(&message(n));
                log.ended();
                if let Some(first) = n.checked_sub(ahead) {
                    prop_assert_eq!(log.undelivered(), message(first));
                    log.delivered();
                }
            }
        }
    }
}
