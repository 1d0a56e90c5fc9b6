//! A row's payload as its line says it: text escaped, other bytes in base64.
//!
//! A long one is written piece by piece, so that a line costs no memory beside the payload itself: 64 MiB of control
//! characters are 384 MiB of JSON.

use std::io::{self, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::json::{push_json, write_escaped};
use crate::transcript::entry::Kind;

/// A longer payload is written in pieces of so many bytes; a multiple of three, so that base64 has no padding inside.
const PIECE_BYTES: usize = 768 * 1024;

/// Appends the payload's field to a line. Of a long payload all but the last piece, and the line before it, are in
/// `out` already when this returns.
///
/// # Errors
/// When `out` cannot be written: the line is torn then.
pub(super) fn write(out: &mut impl Write, line: &mut Vec<u8>, kind: Kind, payload: &[u8]) -> io::Result<()> {
    match kind {
        Kind::Text | Kind::Event | Kind::Message | Kind::Comment => text(out, line, "data", payload),
        Kind::Ignored => text(out, line, "line", payload),
        Kind::Ping | Kind::Pong | Kind::Partial | Kind::Stray if std::str::from_utf8(payload).is_ok() => {
            text(out, line, "data", payload)
        }
        Kind::Binary | Kind::Ping | Kind::Pong | Kind::Frame | Kind::Partial | Kind::Stray => {
            base64(out, line, payload)
        }
        _ => Ok(()),
    }
}

fn text(out: &mut impl Write, line: &mut Vec<u8>, name: &str, payload: &[u8]) -> io::Result<()> {
    open(line, name);
    if payload.len() <= PIECE_BYTES {
        push_json(line, &String::from_utf8_lossy(payload));
        return Ok(());
    }
    let mut escaped = Vec::new();
    line.push(b'"');
    for chunk in payload.utf8_chunks() {
        let mut rest = chunk.valid();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
            escaped.clear();
            push_json(&mut escaped, piece);
            line.extend_from_slice(escaped.get(1..escaped.len().saturating_sub(1)).unwrap_or_default());
            rest = after;
            hand_on(out, line)?;
        }
        if !chunk.invalid().is_empty() {
            line.extend_from_slice("\u{fffd}".as_bytes());
            hand_on(out, line)?;
        }
    }
    line.push(b'"');
    Ok(())
}

fn base64(out: &mut impl Write, line: &mut Vec<u8>, payload: &[u8]) -> io::Result<()> {
    open(line, "base64");
    line.push(b'"');
    for piece in payload.chunks(PIECE_BYTES) {
        let start = line.len();
        line.resize(start + piece.len().div_ceil(3) * 4, 0);
        // The buffer has exactly the length that the encoding needs.
        let written = BASE64_STANDARD.encode_slice(piece, &mut line[start..]).unwrap_or(0);
        line.truncate(start + written);
        hand_on(out, line)?;
    }
    line.push(b'"');
    Ok(())
}

fn open(line: &mut Vec<u8>, name: &str) {
    line.extend_from_slice(b",\"");
    line.extend_from_slice(name.as_bytes());
    line.extend_from_slice(b"\":");
}

/// Writes what there is of a line once it is long.
fn hand_on(out: &mut impl Write, line: &mut Vec<u8>) -> io::Result<()> {
    if line.len() < PIECE_BYTES {
        return Ok(());
    }
    write_escaped(out, line)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn written(kind: Kind, payload: &[u8]) -> (Vec<u8>, usize) {
        let (mut out, mut line) = (Vec::new(), Vec::new());
        write(&mut out, &mut line, kind, payload).expect("memory");
        let room = line.capacity();
        out.extend(line);
        (out, room)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(8))]
        #[test]
        fn a_long_payload_reads_as_if_it_were_written_at_once(
            piece in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'a'), Just(0xC3), Just(0xA9), Just(1)], 1..90),
            repeats in 1_usize..40_000,
        ) {
            let payload = piece.repeat(repeats);
            let (line, _) = written(Kind::Text, &payload);
            prop_assert_eq!(&line[..9], b",\"data\":\"");
            let text: String = serde_json::from_slice(&line[8..]).expect("a string");
            prop_assert_eq!(text, String::from_utf8_lossy(&payload));
            let (line, _) = written(Kind::Binary, &payload);
            let text: String = serde_json::from_slice(&line[10..]).expect("a string");
            prop_assert_eq!(BASE64_STANDARD.decode(text).expect("base64"), payload);
        }
    }

    #[test]
    fn a_long_payload_needs_no_line_of_its_length() {
        for kind in [Kind::Text, Kind::Binary] {
            let (line, room) = written(kind, &vec![1; 32 * 1024 * 1024]);
            assert!(line.len() > 40 * 1024 * 1024 && room < 12 * 1024 * 1024, "{kind:?}: {room}");
        }
    }
}
