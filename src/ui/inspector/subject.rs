//! The payload that the tabs show: borrowed for a frame, shared with a worker where it is long.

use crate::transcript::{SharedPayload, Transcript};

/// Up to this many bytes are worked on at once, in the frame.
pub(super) const AT_ONCE_BYTES: usize = 64 * 1024;

/// A row of one of this program's transcripts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RowKey {
    /// Which transcript, by its number.
    pub transcript: u64,
    /// Which row of it.
    pub number: u64,
}

/// A payload and where it is from.
#[derive(Clone, Copy, Debug)]
pub(super) struct Subject<'a> {
    pub(super) key: RowKey,
    pub(super) bytes: &'a [u8],
    source: Source<'a>,
}

/// Where a payload can be shared from.
#[derive(Clone, Copy, Debug)]
enum Source<'a> {
    Row(&'a Transcript),
    Made(&'a SharedPayload),
}

/// Stands for the transcript of what was made of a payload.
const MADE: u64 = u64::MAX;

impl<'a> Subject<'a> {
    /// The payload of a row.
    pub(super) fn new(transcript: &'a Transcript, number: u64, bytes: &'a [u8]) -> Self {
        Self { key: RowKey { transcript: transcript.id(), number }, bytes, source: Source::Row(transcript) }
    }

    /// What was made of a payload; another number for each.
    pub(super) fn made(number: u64, payload: &'a SharedPayload) -> Self {
        Self { key: RowKey { transcript: MADE, number }, bytes: payload, source: Source::Made(payload) }
    }

    /// The payload for a worker; without copying where the row is sealed.
    pub(super) fn shared(&self) -> SharedPayload {
        let shared = match self.source {
            Source::Row(transcript) => transcript.payload(self.key.number),
            Source::Made(payload) => Some(payload.clone()),
        };
        shared.filter(|payload| payload.len() == self.bytes.len()).unwrap_or_else(|| self.bytes.into())
    }
}
