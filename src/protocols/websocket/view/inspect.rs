//! A row in one line of words, and everything that is known about it.

use super::{
    log::WebSocketLog,
    words::{close_text, has_payload, spaced_hex},
};
use crate::{
    i18n::I18n,
    protocols::websocket::close::meaning_key,
    transcript::{
        Kind, RowRef,
        entry::{Close, FrameNote, Ignored, Response},
        frames::FramesSummary,
    },
    ui::{
        format,
        inspector::{Heads, Inspected, Payload},
        leftovers, preview, reason, row_words,
    },
};

/// Characters are counted up to this length: it is done in a frame.
const COUNTED_BYTES: usize = 256 * 1024;

/// What the preview says of a row that is no message.
pub(super) fn line(i18n: &I18n, row: &RowRef<'_>) -> String {
    match row.kind {
        Kind::Ping | Kind::Pong => control_line(row.payload),
        Kind::Ignored => {
            let reason = row.fields().map(|head: Ignored| reason::word(i18n, &head.reason)).unwrap_or_default();
            let args = [("reason", reason.into()), ("payload", control_line(row.payload).into())];
            i18n.text_with("ws-ignored", &args).into_owned()
        }
        Kind::Close => row.fields().map(|close: Close| close_text(i18n, &close)).unwrap_or_default(),
        Kind::Response => row.fields().map(|head: Response| response_line(&head)).unwrap_or_default(),
        Kind::Frame => row.fields().map(|note: FrameNote| frame_line(i18n, &note, row.payload)).unwrap_or_default(),
        _ => row_words::line(i18n, row),
    }
}

/// A row for the inspector.
pub(super) fn inspected<'r>(log: &WebSocketLog<'_>, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
    let mut meta = log.time(row);
    if has_payload(row.kind) {
        meta = format!("{meta} · {}", format::bytes(row.payload.len() as u64));
    }
    if let Some(summary) = row.frames_summary() {
        meta = format!("{meta} · {}", frames_words(log.i18n, row, summary));
    }
    let payload = match row.kind {
        Kind::Text => Payload::Text(row.payload),
        Kind::Frame | Kind::Ping | Kind::Pong if is_printable(row.payload) => Payload::Text(row.payload),
        Kind::Binary | Kind::Frame => Payload::Binary(row.payload),
        _ => leftovers::payload(row),
    };
    Inspected {
        number: row.number,
        direction: row.direction,
        is_error: matches!(row.kind, Kind::Error | Kind::Frame),
        title: format!("{} {}", log.kind_word(row.kind), row.number + 1),
        meta,
        payload,
        details: heads.explained(row.number, || details(log, row)),
    }
}

/// How many frames a message has, and its sizes before and after inflation: `3 frames · 217 → 1 481 B · 6.8×`.
pub(super) fn frames_words(i18n: &I18n, row: &RowRef<'_>, summary: FramesSummary) -> String {
    let mut words = i18n.text_with("ws-frames", &[("count", format::count(summary.count))]).into_owned();
    if summary.omitted > 0 {
        words =
            format!("{words} · {}", i18n.text_with("ws-frames-omitted", &[("count", format::count(summary.omitted))]));
    }
    // The heads of a message that is cut off say more than came.
    if !summary.is_deflated || row.kind == Kind::Partial {
        return words;
    }
    let (wire, real) = (summary.wire_payload_bytes, row.payload.len() as u64);
    let ratio = format::ratio(real, wire).map_or_else(String::new, |ratio| format!(" · {ratio}"));
    format!("{words} · {} → {} B{ratio}", format::grouped(wire), format::grouped(real))
}

/// The rules that a frame breaks, and what it carries.
fn frame_line(i18n: &I18n, note: &FrameNote, payload: &[u8]) -> String {
    let rules = note.illegal.iter().map(|rule| reason::word(i18n, rule)).collect::<Vec<_>>().join("; ");
    format!("{rules}   {}", preview::hex_line(payload)).trim().to_owned()
}

/// The file type whose signature these bytes begin with: a guess, no more.
pub(super) fn signature(payload: &[u8]) -> Option<&'static str> {
    const KNOWN: [(&[u8], &str); 8] = [
        (b"\x89PNG\r\n\x1a\n", "PNG?"),
        (b"\xff\xd8\xff", "JPEG?"),
        (b"GIF8", "GIF?"),
        (b"%PDF-", "PDF?"),
        (b"PK\x03\x04", "ZIP?"),
        (b"\x1f\x8b", "gzip?"),
        (b"\x28\xb5\x2f\xfd", "zstd?"),
        (b"\x00asm", "WebAssembly?"),
    ];
    KNOWN.iter().find(|(begin, _)| payload.starts_with(begin)).map(|(_, name)| *name)
}

fn control_line(payload: &[u8]) -> String {
    if is_printable(payload) { preview::text_line(payload) } else { preview::hex_line(payload) }
}

fn is_printable(payload: &[u8]) -> bool {
    std::str::from_utf8(payload).is_ok_and(|text| !text.chars().any(char::is_control))
}

fn response_line(head: &Response) -> String {
    let subprotocol = head.header("sec-websocket-protocol").unwrap_or_default();
    format!("{}   {subprotocol}", row_words::status_line(head)).trim_end().to_owned()
}

fn details(log: &WebSocketLog<'_>, row: &RowRef<'_>) -> Vec<(String, String)> {
    let word = |key: &'static str| log.i18n.text(key).into_owned();
    let size = row.payload.len() as u64;
    let bytes = (word("list-size"), format!("{} B", format::grouped(size)));
    match row.kind {
        Kind::Text => {
            let mut details = vec![bytes];
            if row.payload.len() <= COUNTED_BYTES {
                let characters = String::from_utf8_lossy(row.payload).chars().count() as u64;
                details.push((word("ws-detail-characters"), format::grouped(characters)));
            }
            details
        }
        Kind::Binary => {
            let mut details = vec![
                bytes,
                ("binaryType blob".to_owned(), format!("Blob, size {}", format::grouped(size))),
                ("arraybuffer".to_owned(), format!("ArrayBuffer, byteLength {}", format::grouped(size))),
            ];
            details.extend(signature(row.payload).map(|name| (word("ws-detail-signature"), name.to_owned())));
            details
        }
        Kind::Ping | Kind::Pong => {
            vec![bytes, ("hex".to_owned(), spaced_hex(row.payload))]
        }
        Kind::Close => row.fields().map(|close: Close| close_details(log.i18n, &close)).unwrap_or_default(),
        _ => row_words::record_fields(row),
    }
}

fn close_details(i18n: &I18n, close: &Close) -> Vec<(String, String)> {
    let meaning = i18n.text(meaning_key(close.code)).into_owned();
    let mut details = vec![
        ("code".to_owned(), close.code.to_string()),
        (i18n.text("ws-detail-meaning").into_owned(), meaning),
        ("reason".to_owned(), close.reason.clone()),
    ];
    details.extend(close.clean.map(|clean| ("wasClean".to_owned(), clean.to_string())));
    details
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_is_only_a_guess() {
        assert_eq!(signature(b"\x89PNG\r\n\x1a\n more"), Some("PNG?"));
        assert_eq!(signature(b"\x89PN"), None);
    }
}
