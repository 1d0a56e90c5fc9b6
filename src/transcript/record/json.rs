//! JSON on its way into a line of a record.

use std::io::{self, Write};

/// Appends a value.
pub(super) fn push_json(line: &mut Vec<u8>, value: &(impl serde::Serialize + ?Sized)) {
    if let Err(error) = serde_json::to_writer(line, value) {
        tracing::error!(%error, "a value could not be written");
    }
}

/// Appends a text in quotes.
pub(super) fn push_text(line: &mut Vec<u8>, text: &str) {
    // Without a branch for each byte, several can be compared at a time.
    if text.as_bytes().iter().fold(true, |plain, &byte| plain & is_plain(byte)) {
        line.push(b'"');
        line.extend_from_slice(text.as_bytes());
        line.push(b'"');
    } else {
        push_json(line, text);
    }
}

/// Whether a byte stands in a string of JSON as it is.
fn is_plain(byte: u8) -> bool {
    matches!(byte, b' ' | b'!' | b'#'..=b'[' | b']'..=b'~')
}

/// Writes a line, or a piece of one that ends between two characters, and empties it.
///
/// # Errors
/// When `out` cannot be written.
pub(super) fn write_escaped(out: &mut impl Write, line: &mut Vec<u8>) -> io::Result<()> {
    let written = match with_controls_escaped(line) {
        Some(escaped) => out.write_all(&escaped),
        None => out.write_all(line),
    };
    line.clear();
    written
}

/// A longer line is searched at once.
const SHORT_LINE_BYTES: usize = 1024;

/// A line of JSON with the characters escaped that steer a terminal and that JSON leaves as they are: DEL, C1 and those
/// that turn the direction of text. They can only stand in strings. `None`: there are none.
fn with_controls_escaped(line: &[u8]) -> Option<Vec<u8>> {
    // Most lines have none of their bytes, which is quickly seen of a short one.
    if line.len() <= SHORT_LINE_BYTES && line.iter().fold(0, |most, &byte| most.max(byte)) < 0x7F {
        return None;
    }
    let mut escaped = Vec::new();
    let mut copied = 0;
    // A lead byte stands nowhere but at the begin of a character.
    for at in memchr::memchr3_iter(0x7F, 0xC2, 0xE2, line) {
        let (code, length) = match line[at..] {
            [0x7F, ..] => (0x7F, 1),
            [0xC2, low @ 0x80..=0x9F, ..] => (u32::from(low), 2),
            [0xE2, 0x80, low @ 0xA8..=0xAE, ..] => (0x2000 | u32::from(low & 0x3F), 3),
            [0xE2, 0x81, low @ 0xA6..=0xA9, ..] => (0x2040 | u32::from(low & 0x3F), 3),
            _ => continue,
        };
        escaped.extend_from_slice(&line[copied..at]);
        escaped.extend_from_slice(format!("\\u{code:04x}").as_bytes());
        copied = at + length;
    }
    (copied > 0).then(|| {
        escaped.extend_from_slice(&line[copied..]);
        escaped
    })
}
