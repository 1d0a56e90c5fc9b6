//! A row's payload as its line says it: text escaped, other bytes in base64.
//!
//! A long one is written piece by piece, so that a line costs no memory beside the payload itself: 64 MiB of control
//! characters are 384 MiB of JSON.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use super::{
    base64::push_base64,
    json::{push_json, push_text, write_escaped},
};
use crate::transcript::{
    charset::{self, Charset},
    entry::Kind,
};

/// Longer text is written in pieces of so many bytes.
const PIECE_BYTES: usize = 768 * 1024;

/// Base64 is made of so many bytes at a time: few enough to be copied while they are in the processor's cache, and a
/// multiple of three, so that there is no padding inside.
const BASE64_PIECE_BYTES: usize = 24 * 1024;

/// Appends the payload's field to a line, or both of them: text, and the bytes beside it where the text as UTF-8 is not
/// what came. Of a long payload all but the last piece, and the line before it, are in `out` already when this returns.
///
/// # Errors
/// When `out` cannot be written: the line is torn then.
pub(super) fn write(
    out: &mut impl Write,
    line: &mut Vec<u8>,
    kind: Kind,
    payload: &[u8],
    charset: Option<Charset>,
) -> io::Result<()> {
    let is_as_it_came = match kind {
        Kind::Message => text_in(out, line, payload, charset)?,
        Kind::Text | Kind::Event | Kind::Comment => text(out, line, "data", payload)?,
        Kind::Ignored => text(out, line, "line", payload)?,
        Kind::Ping | Kind::Pong | Kind::Partial | Kind::Stray if std::str::from_utf8(payload).is_ok() => {
            text(out, line, "data", payload)?
        }
        Kind::Binary | Kind::Ping | Kind::Pong | Kind::Frame | Kind::Partial | Kind::Stray => false,
        _ => true,
    };
    if is_as_it_came { Ok(()) } else { base64(out, line, payload) }
}

/// Returns whether it is UTF-8.
fn text(out: &mut impl Write, line: &mut Vec<u8>, name: &str, payload: &[u8]) -> io::Result<bool> {
    open(line, name);
    if payload.len() <= PIECE_BYTES {
        let text = String::from_utf8_lossy(payload);
        push_text(line, &text);
        return Ok(matches!(text, Cow::Borrowed(_)));
    }
    let mut is_utf8 = true;
    line.push(b'"');
    for chunk in payload.utf8_chunks() {
        let mut rest = chunk.valid();
        while !rest.is_empty() {
            let (piece, after) = rest.split_at(rest.floor_char_boundary(PIECE_BYTES));
            push_piece(out, line, piece)?;
            rest = after;
        }
        if !chunk.invalid().is_empty() {
            is_utf8 = false;
            push_piece(out, line, "\u{fffd}")?;
        }
    }
    line.push(b'"');
    Ok(is_utf8)
}

/// Text in a charset, without its byte order mark. Returns whether its UTF-8 is the payload byte for byte.
fn text_in(out: &mut impl Write, line: &mut Vec<u8>, payload: &[u8], charset: Option<Charset>) -> io::Result<bool> {
    open(line, "data");
    line.push(b'"');
    let mut came = Some(payload);
    for piece in charset::pieces(payload, charset) {
        came = came.and_then(|came| came.strip_prefix(piece.as_bytes()));
        push_piece(out, line, &piece)?;
    }
    line.push(b'"');
    Ok(came == Some(&[]))
}

fn push_piece(out: &mut impl Write, line: &mut Vec<u8>, piece: &str) -> io::Result<()> {
    let start = line.len();
    push_json(line, piece);
    // Without the quotes of its own.
    line.pop();
    line.remove(start);
    hand_on(out, line)
}

/// Base64 has no character that steers a terminal: what is long is not looked at again.
fn base64(out: &mut impl Write, line: &mut Vec<u8>, payload: &[u8]) -> io::Result<()> {
    open(line, "base64");
    line.push(b'"');
    if payload.len() <= BASE64_PIECE_BYTES {
        push_base64(line, payload);
    } else {
        write_escaped(out, line)?;
        for piece in payload.chunks(BASE64_PIECE_BYTES) {
            push_base64(line, piece);
            out.write_all(line)?;
            line.clear();
        }
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
    use base64::{Engine as _, prelude::BASE64_STANDARD};
    use proptest::prelude::*;

    use super::*;

    fn written(kind: Kind, payload: &[u8]) -> (Vec<u8>, usize) {
        let (mut out, mut line) = (Vec::new(), Vec::new());
        write(&mut out, &mut line, kind, payload, None).expect("memory");
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
            let is_utf8 = std::str::from_utf8(&payload).is_ok();
            for (kind, has_text, has_bytes) in
                [(Kind::Text, true, !is_utf8), (Kind::Message, true, !is_utf8), (Kind::Binary, false, true)]
            {
                let (mut line, _) = written(kind, &payload);
                line[0] = b'{';
                line.push(b'}');
                let fields: serde_json::Value = serde_json::from_slice(&line).expect("fields");
                let text = has_text.then(|| String::from_utf8_lossy(&payload));
                prop_assert_eq!(fields["data"].as_str(), text.as_deref());
                let bytes = fields["base64"].as_str().map(|text| BASE64_STANDARD.decode(text).expect("base64"));
                prop_assert_eq!(bytes, has_bytes.then(|| payload.clone()));
            }
        }
    }

    #[test]
    fn a_long_payload_needs_no_line_of_its_length() {
        for kind in [Kind::Text, Kind::Message, Kind::Binary] {
            let (line, room) = written(kind, &vec![1; 32 * 1024 * 1024]);
            assert!(line.len() > 40 * 1024 * 1024 && room < 12 * 1024 * 1024, "{kind:?}: {room}");
        }
    }
}
