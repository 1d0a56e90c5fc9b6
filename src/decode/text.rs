//! Whether bytes are text that a person can read, or JSON.

/// Whether bytes are text that a person can read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    !bytes.is_empty() && first_unreadable(bytes).is_none()
}

/// The first byte that is no text for a person: not UTF-8, or a control character.
pub(super) fn first_unreadable(bytes: &[u8]) -> Option<usize> {
    let chunk = bytes.utf8_chunks().next()?;
    let is_control = |sign: char| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t' | '\u{1e}');
    let control = chunk.valid().char_indices().find(|(_, sign)| is_control(*sign)).map(|(at, _)| at);
    control.or_else(|| (!chunk.invalid().is_empty()).then(|| chunk.valid().len()))
}

/// Whether bytes are JSON with something in it.
pub(super) fn is_json_tree(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|byte| b"{[".contains(byte)) && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}
