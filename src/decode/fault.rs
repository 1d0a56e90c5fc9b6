//! Where and why the reading of a payload ended before the payload did.

use crate::limits::{MAX_TREE_BYTES, MAX_TREE_DEPTH};

/// Where and why a payload could not be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {problem}")]
pub struct Fault {
    /// The byte, from 0.
    pub at: usize,
    /// What is wrong with the byte, or which limit it meets.
    pub problem: Problem,
}

impl Fault {
    pub(super) fn new(at: usize, problem: Problem) -> Self {
        Self { at, problem }
    }
}

/// Why a payload could not be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It ends too early.
    #[error("it ends inside of a value")]
    UnexpectedEnd,
    /// More follows than belongs to it.
    #[error("something follows the value")]
    TrailingData,
    /// A byte that begins nothing.
    #[error("this byte begins no value")]
    InvalidByte,
    /// Text that is not UTF-8.
    #[error("text that is not UTF-8")]
    NotUtf8,
    /// JSON was expected.
    #[error("this is not JSON")]
    NotJson,
    /// A number that is too large, or none.
    #[error("this is no number that fits")]
    InvalidNumber,
    /// A group or a list without its beginning or its end.
    #[error("this ends something that was not begun")]
    Unbalanced,
    /// Too many levels.
    #[error("more than {MAX_TREE_DEPTH} levels")]
    TooDeep,
    /// The result is too long.
    #[error("the result is longer than {} MiB", MAX_TREE_BYTES / 1024 / 1024)]
    TooLong,
    /// The compressed data breaks its format's rules, or its checksum is wrong.
    #[error("the compressed data is damaged")]
    Corrupt,
    /// The reader cancelled it.
    #[error("given up")]
    Cancelled,
}
