//! How much of what passes is kept.

use crate::limits::MAX_PARTIAL_BYTES;

/// Bytes of an illegal frame's payload, or of a text that may turn out not to be one.
pub(super) const MAX_KEPT_BYTES: usize = MAX_PARTIAL_BYTES;

/// What is kept for whoever sits behind the library; it must be taken, or it grows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// Nothing of either direction: for a side that only wants to know which rule was broken.
    Nothing,
    /// Of what comes, none but what a close needs; everything that goes.
    #[default]
    Closes,
    /// The header of every frame, and the begin of what was compressed.
    Frames,
}
