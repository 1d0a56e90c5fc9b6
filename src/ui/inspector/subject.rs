//! The payload that the tabs show: borrowed for a frame, shared with a worker where it is long.

use crate::transcript::{SharedPayload, Transcript};

/// Up to this many bytes are worked on at once, in the frame.
pub(super) const AT_ONCE_BYTES: usize = 64 * 1024;

/// A row of one of this program's transcripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct RowKey {
    pub(super) transcript: u64,
    pub(super) number: u64,
}

/// A payload and where it is from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) key: RowKey,
    pub(super) bytes: &'a [u8],
    transcript: &'a Transcript,
}

impl<'a> Subject<'a> {
    /// The payload of a row.
    pub(super) fn new(transcript: &'a Transcript, number: u64, bytes: &'a [u8]) -> Self {
        Self { key: RowKey { transcript: transcript.id(), number }, bytes, transcript }
    }

    /// The payload for a worker; without copying where the row is sealed.
    pub(super) fn shared(&self) -> SharedPayload {
        let shared = self.transcript.payload(self.key.number);
        shared.filter(|payload| payload.len() == self.bytes.len()).unwrap_or_else(|| self.bytes.into())
    }
}
