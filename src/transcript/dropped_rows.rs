//! How much a limit has removed of a transcript.

/// What a limit has removed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DroppedRows {
    /// How many rows.
    pub rows: u64,
    /// Bytes of their heads, payloads and frames.
    pub bytes: u64,
}
