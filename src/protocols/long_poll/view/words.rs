//! The words of a long poll's rows: their keys, and which rows are lines.

use crate::transcript::Kind;

/// The key of the word for a kind of row that not every protocol has.
pub(super) fn kind_key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Message => "poll-kind-message",
        Kind::Empty => "poll-kind-empty",
        _ => return None,
    })
}

/// Whether a row is the one that its line shows.
pub(super) fn is_line(kind: Kind) -> bool {
    matches!(kind, Kind::Message | Kind::Empty | Kind::Error | Kind::Backoff)
}
