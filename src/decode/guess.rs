//! What a payload looks like. Nothing here is certain: short bytes mean something in more than one format.

use super::{compressed, engine_io, format::Format, protobuf, read::tree_of, text::is_text};

/// The formats that a payload looks like, the likeliest first; none for JSON and for other text.
pub(super) fn looks_like(bytes: &[u8], cancelled: &dyn Fn() -> bool) -> Vec<Format> {
    if bytes.starts_with(&[0x1f, 0x8b, 0x08]) {
        return vec![Format::Gzip];
    }
    if is_text(bytes) {
        let packets = std::str::from_utf8(bytes).is_ok_and(engine_io::looks_like);
        return if packets && reads(bytes, Format::EngineIo, cancelled) { vec![Format::EngineIo] } else { Vec::new() };
    }
    if compressed::looks_like_zlib(bytes) {
        return vec![Format::Zlib];
    }
    let mut found = Vec::new();
    if holds_message_pack(bytes) && reads(bytes, Format::MessagePack, cancelled) {
        found.push(Format::MessagePack);
    }
    if holds_cbor(bytes) && reads(bytes, Format::Cbor, cancelled) {
        found.push(Format::Cbor);
    }
    if bytes.len() > 1 && protobuf::is_message(bytes) {
        found.push(Format::Protobuf);
    }
    found
}

fn reads(bytes: &[u8], format: Format, cancelled: &dyn Fn() -> bool) -> bool {
    tree_of(bytes, format, cancelled).1.is_none()
}

/// A map, an array, or an extension.
fn holds_message_pack(bytes: &[u8]) -> bool {
    matches!(bytes.first(), Some(0x81..=0x9f | 0xc7..=0xc9 | 0xd4..=0xd8 | 0xdc..=0xdf))
}

/// An array, a map, or something with a tag.
fn holds_cbor(bytes: &[u8]) -> bool {
    matches!(bytes.first(), Some(0x81..=0x9f | 0xa1..=0xdf))
}
