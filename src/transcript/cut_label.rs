//! Words of a peer that are meant to be short (an event type, a reason phrase) and need not be.

use crate::limits::MAX_LABEL_BYTES;

/// Keeps the first [`MAX_LABEL_BYTES`] of a text, cut between two characters; with its whole length in bytes if that is more.
pub fn cut_label(mut text: String) -> (String, Option<u32>) {
    if text.len() <= MAX_LABEL_BYTES {
        return (text, None);
    }
    let whole_bytes = u32::try_from(text.len()).unwrap_or(u32::MAX);
    text.truncate(text.floor_char_boundary(MAX_LABEL_BYTES));
    text.shrink_to_fit();
    (text, Some(whole_bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_too_long_is_cut_and_then_between_characters() {
        assert_eq!(cut_label("x".repeat(MAX_LABEL_BYTES)), ("x".repeat(MAX_LABEL_BYTES), None));
        let long = format!("x{}", "é".repeat(MAX_LABEL_BYTES));
        let (label, whole_bytes) = cut_label(long.clone());
        assert_eq!((label.len(), whole_bytes), (MAX_LABEL_BYTES - 1, Some(long.len() as u32)));
        assert!(long.starts_with(&label));
    }
}
