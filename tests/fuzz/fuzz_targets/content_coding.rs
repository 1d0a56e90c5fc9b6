//! Any body in any codings: it ends, what comes out is not more than it may be, and the cuts do not change it.

#![no_main]

use bytes::Bytes;
use libfuzzer_sys::fuzz_target;
use wirelight::{
    limits::{FREE_DECODED_BYTES, MAX_DECODED_FACTOR},
    net::coding::{ContentCoding, ContentDecoder},
    transcript::reason::{HasReason as _, Vocabulary as _},
};
use wirelight_fuzz::{pieces, split_input};

const CODINGS: [&[ContentCoding]; 6] = [
    &[ContentCoding::Gzip],
    &[ContentCoding::Deflate],
    &[ContentCoding::Brotli],
    &[ContentCoding::Gzip, ContentCoding::Gzip],
    &[ContentCoding::Brotli, ContentCoding::Deflate],
    &[ContentCoding::Deflate, ContentCoding::Brotli, ContentCoding::Gzip],
];

fuzz_target!(|input: &[u8]| {
    let [codings, rest @ ..] = input else { return };
    let Some((lengths, bytes)) = split_input(rest) else { return };
    let codings = CODINGS[usize::from(*codings) % CODINGS.len()];
    let (cut, whole) = (decode(codings, bytes, lengths), decode(codings, bytes, &[]));
    // How much has come when the limit is passed depends on how far a decoder reads ahead.
    if [cut.1, whole.1].contains(&"codingTooLarge") {
        return;
    }
    assert_eq!(cut.1, whole.1, "the cuts matter to the end");
    if whole.1 == "whole" {
        assert!(cut.0 == whole.0, "the cuts matter to the content");
    }
});

/// The content, and in a word how it ended.
fn decode(codings: &[ContentCoding], bytes: &[u8], lengths: &[u8]) -> (Vec<u8>, &'static str) {
    let limit = (bytes.len() as u64 * MAX_DECODED_FACTOR).max(FREE_DECODED_BYTES);
    let (mut decoder, mut content) = (ContentDecoder::new(codings), Vec::new());
    for piece in pieces(bytes, lengths) {
        decoder.push(Bytes::copy_from_slice(piece));
        loop {
            match decoder.next_piece() {
                Ok(Some(piece)) => {
                    assert!(!piece.is_empty());
                    content.extend_from_slice(&piece);
                    assert!(content.len() as u64 <= limit, "more than there may be");
                }
                Ok(None) => break,
                Err(fault) => return (content, fault.code().name()),
            }
        }
    }
    let end = decoder.end().map_or_else(|fault| fault.code().name(), |()| "whole");
    (content, end)
}
