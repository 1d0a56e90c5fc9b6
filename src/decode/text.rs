//! Whether bytes are text that a person can read, or JSON.

/// Whether bytes are text that a person can read.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_ok_and(|text| {
        !text.is_empty()
            && !text.chars().any(|sign| sign.is_control() && !matches!(sign, '\n' | '\r' | '\t' | '\u{1e}'))
    })
}

/// Whether bytes are JSON with something in it.
pub(super) fn is_json_tree(bytes: &[u8]) -> bool {
    let first = bytes.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|byte| b"{[".contains(byte)) && serde_json::from_slice::<serde::de::IgnoredAny>(bytes).is_ok()
}
