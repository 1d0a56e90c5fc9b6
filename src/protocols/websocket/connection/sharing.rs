//! Payloads share the buffer that they were read into, which is kept while one of them is. That costs nothing while
//! payloads are what is read; a small one among many bytes that make no row would keep all of them. Sans-IO.

use bytes::Bytes;

use crate::transcript::frames::MAX_HEAD_BYTES;

/// Bytes that payloads may keep beside their own.
const MAX_SHARED_BYTES: u64 = 4 * 1024 * 1024;

/// The library's buffer has this size from the start, however little comes: what comes first would keep all of it, and a
/// session of many short connections one for each.
const FIRST_BUFFER_BYTES: u64 = 512 * 1024;

/// A larger payload is never copied: it keeps less than a buffer's worth beside itself.
const MAX_COPIED_BYTES: usize = 64 * 1024;

/// Which payloads share their buffer.
#[derive(Debug, Default)]
pub(super) struct Sharing {
    /// Bytes of messages and their headers among those that the library was handed.
    reported_bytes: u64,
    /// What it had been handed when nothing waited to be sent.
    queue_empty_at: u64,
}

impl Sharing {
    /// Whether a row needs a copy of a payload of so many bytes, when the library has been handed so many.
    pub(super) fn keeps_row_apart(&mut self, payload_bytes: usize, handed_bytes: u64) -> bool {
        let reported = self.reported_bytes + (payload_bytes + MAX_HEAD_BYTES) as u64;
        // Short headers now are no room for many bytes later.
        self.reported_bytes = reported.min(handed_bytes);
        let is_lonely = handed_bytes < FIRST_BUFFER_BYTES || handed_bytes - self.reported_bytes > MAX_SHARED_BYTES;
        payload_bytes <= MAX_COPIED_BYTES && is_lonely
    }

    /// Whether the queue of what is sent does, which a peer can make wait.
    pub(super) fn keeps_answer_apart(&mut self, payload_bytes: usize, handed_bytes: u64, queue_is_empty: bool) -> bool {
        if queue_is_empty {
            self.queue_empty_at = handed_bytes;
        }
        payload_bytes <= MAX_COPIED_BYTES && handed_bytes - self.queue_empty_at > MAX_SHARED_BYTES
    }
}

/// A payload, shared or not.
pub(super) fn owned(payload: Bytes, is_apart: bool) -> Bytes {
    if is_apart { Bytes::copy_from_slice(&payload) } else { payload }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BUFFER_BYTES: u64 = 512 * 1024;

    #[test]
    fn the_first_messages_of_a_connection_do_not_keep_its_whole_buffer() {
        let mut sharing = Sharing::default();
        assert!(sharing.keeps_row_apart(1, 3) && sharing.keeps_row_apart(1_000, BUFFER_BYTES - 1));
        assert!(!sharing.keeps_row_apart(1_000, BUFFER_BYTES));
        assert!(!Sharing::default().keeps_row_apart(100_000, 100_010));
    }

    #[test]
    fn messages_share_and_crumbs_among_other_bytes_do_not() {
        let mut sharing = Sharing::default();
        let mut handed = BUFFER_BYTES;
        for _ in 0..1_000_000 {
            assert!(!sharing.keeps_row_apart(64, handed));
            handed += 66;
        }
        let shared = (0..1_000).filter(|_| {
            handed += BUFFER_BYTES;
            !sharing.keeps_row_apart(64, handed)
        });
        assert!(shared.count() as u64 <= MAX_SHARED_BYTES / BUFFER_BYTES);
        assert!(!sharing.keeps_row_apart(MAX_COPIED_BYTES + 1, handed));
    }

    #[test]
    fn what_waits_long_is_kept_apart() {
        let mut sharing = Sharing::default();
        assert!(!sharing.keeps_answer_apart(1, 100 * BUFFER_BYTES, true));
        assert!(!sharing.keeps_answer_apart(1, 101 * BUFFER_BYTES, false));
        assert!(sharing.keeps_answer_apart(1, 110 * BUFFER_BYTES, false));
        assert!(!sharing.keeps_answer_apart(1, 110 * BUFFER_BYTES, true));
    }

    #[test]
    fn a_copy_is_one() {
        let payload = Bytes::from_static(b"x");
        assert_eq!(owned(payload.clone(), false).as_ptr(), payload.as_ptr());
        assert_ne!(owned(payload.clone(), true).as_ptr(), payload.as_ptr());
    }
}
