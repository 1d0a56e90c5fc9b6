//! The words of an event stream's rows: their keys, and values as they are shown.

use std::time::Duration;

use crate::{protocols::countdown::Countdown, transcript::Kind, ui::format};

/// The key of the word for a kind of row that not every protocol has.
pub(super) fn kind_key(kind: Kind) -> Option<&'static str> {
    Some(match kind {
        Kind::Event => "sse-kind-event",
        Kind::Id => "sse-kind-id",
        Kind::Comment => "sse-kind-comment",
        Kind::Retry => "sse-kind-retry",
        Kind::Ignored => "sse-kind-ignored",
        _ => return None,
    })
}

/// How long a wait still is.
pub(super) fn left_text(countdown: &Countdown, now_micros: u64) -> String {
    format::countdown(Duration::from_millis(countdown.left_millis(now_micros)))
}

/// The end of an ID, which tells it from the one before, with … where it was cut.
pub(super) fn shortened(id: &str, chars: usize) -> String {
    let id: String = id.chars().map(|c| if c.is_control() { '·' } else { c }).collect();
    match id.chars().count().checked_sub(chars) {
        None | Some(0) => id,
        Some(over) => std::iter::once('…').chain(id.chars().skip(over + 1)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_id_shows_its_end() {
        assert_eq!(shortened("18204", 14), "18204");
        assert_eq!(shortened("12345678901234", 14), "12345678901234");
        assert_eq!(shortened("123456789012345", 14), "…3456789012345");
        assert_eq!(shortened("a\u{1}b", 14), "a·b");
    }
}
