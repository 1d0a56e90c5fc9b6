//! A frame in words: what each part of its header says, and one sentence for the whole.

use super::{
    super::words::spaced_hex,
    wire::{RowFrames, Wire},
};
use crate::{
    i18n::I18n,
    transcript::frames::FrameHead,
    ui::{format, reason},
};

/// The name of an opcode, as the standard has it. RFC 6455 §5.2.
pub(super) fn opcode_name(opcode: u8) -> &'static str {
    match opcode {
        0 => "continuation",
        1 => "text",
        2 => "binary",
        8 => "close",
        9 => "ping",
        10 => "pong",
        _ => "reserved",
    }
}

/// What is known of a frame, as names and values.
pub(super) fn facts(i18n: &I18n, row: &RowFrames, number: usize, wire: &Wire<'_>) -> Vec<(String, String)> {
    let head = &wire.head;
    let word = |key: &'static str| i18n.text(key).into_owned();
    let bit = |on: bool| if on { "1" } else { "0" };
    let fin = if head.fin() { word("frame-fin-1") } else { word("frame-fin-0") };
    let mut facts = vec![
        ("FIN".to_owned(), format!("{} · {fin}", bit(head.fin()))),
        (
            "RSV1–3".to_owned(),
            format!("RSV1 {} · RSV2 {} · RSV3 {}", bit(head.rsv1()), bit(head.rsv2()), bit(head.rsv3())),
        ),
        ("opcode".to_owned(), format!("{} {}", head.opcode(), opcode_name(head.opcode()))),
        (word("frame-mask"), head.mask().map_or_else(|| word("frame-no-mask"), |mask| spaced_hex(&mask))),
        (word("frame-length"), length(i18n, head)),
    ];
    if row.len() > 1 {
        let delta = format::delta_millis(row.since_first(number));
        let args = [("delta", delta.into())];
        facts.push((word("frame-time"), i18n.text_with("frame-time-since", &args).into_owned()));
    }
    let args =
        [("header", (wire.header_bytes() as u64).into()), ("payload", format::grouped(head.payload_bytes()).into())];
    facts.push((word("frame-size"), i18n.text_with("frame-size-value", &args).into_owned()));
    if row.frames.is_deflated() {
        facts.push((word("frame-inflation"), inflation(row)));
    }
    facts.extend(row.rules.iter().map(|rule| (word("frame-rule"), reason::word(i18n, rule))));
    facts
}

/// Bytes before and after inflation, of the whole message.
fn inflation(row: &RowFrames) -> String {
    let (wire, real) = (row.frames.wire_payload_bytes(), row.message_bytes);
    let sizes = format!("{} → {} B", format::grouped(wire), format::grouped(real));
    format::ratio(real, wire).map_or(sizes.clone(), |ratio| format!("{sizes} · {ratio}"))
}

/// How the length is written.
fn length(i18n: &I18n, head: &FrameHead) -> String {
    let extended = head.extended_length_bytes();
    let bytes = format::grouped(head.payload_bytes());
    if extended == 0 {
        return i18n.text_with("frame-length-7", &[("bytes", bytes.into())]).into_owned();
    }
    let (bits, marker) = if extended == 2 { (16_u64, 126_u64) } else { (64, 127) };
    let digits = spaced_hex(head.bytes().get(2..2 + extended).unwrap_or_default());
    let args = [("bits", bits.into()), ("marker", marker.into()), ("hex", digits.into()), ("bytes", bytes.into())];
    let words = i18n.text_with("frame-length-more", &args).into_owned();
    if head.is_minimal() { words } else { format!("{words} · {}", i18n.text("frame-length-not-minimal")) }
}

/// One plain sentence, or two, on what the first bits mean.
pub(super) fn sentence(i18n: &I18n, row: &RowFrames, head: &FrameHead) -> String {
    let name = opcode_name(head.opcode());
    let key = match (head.opcode(), head.fin()) {
        (1 | 2, true) => "frame-says-whole",
        (1 | 2, false) => "frame-says-first",
        (0, true) => "frame-says-last",
        (0, false) => "frame-says-middle",
        (8..=10, _) => "frame-says-control",
        _ => "frame-says-reserved",
    };
    let opcode = u64::from(head.opcode());
    let mut words = i18n.text_with(key, &[("name", name.into()), ("opcode", opcode.into())]).into_owned();
    if head.rsv1() && row.frames.is_deflated() {
        let args = [
            ("real", format::count(row.message_bytes)),
            ("wire", format::grouped(row.frames.wire_payload_bytes()).into()),
        ];
        words = format!("{words} {}", i18n.text_with("frame-says-compressed", &args));
    }
    words
}
