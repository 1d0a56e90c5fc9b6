//! Any answer: how its bytes are cut changes neither its heads nor its body, and no piece is larger than it may be.

#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use wirelight::net::http1::{
    decoder::{BodyDecoder, MAX_PIECE_BYTES, Piece},
    framing::Framing,
    reader::HeadReader,
};
use wirelight_fuzz::{pieces, split_input};

fuzz_target!(|input: &[u8]| {
    let Some((lengths, bytes)) = split_input(input) else { return };
    assert_eq!(read(bytes, lengths), read(bytes, &[]), "the cuts matter");
});

/// The heads, the body, and in words how it ended.
fn read(bytes: &[u8], lengths: &[u8]) -> (Vec<u16>, Vec<u8>, String) {
    let (mut heads, mut body) = (Vec::new(), Vec::new());
    let mut reader = HeadReader::default();
    let mut decoder: Option<BodyDecoder> = None;
    let mut waiting = BytesMut::new();
    for piece in pieces(bytes, lengths) {
        waiting.extend_from_slice(piece);
        loop {
            let Some(decoder) = &mut decoder else {
                match reader.next(&mut waiting) {
                    Ok(Some(head)) => {
                        heads.push(head.status);
                        if head.status >= 200 || head.status == 101 {
                            decoder = Some(BodyDecoder::new(Framing::of(&head, false)));
                        }
                        continue;
                    }
                    Ok(None) => break,
                    Err(fault) => return (heads, body, kind_of(&fault)),
                }
            };
            match decoder.next(&mut waiting) {
                Ok(Piece::Data(piece)) => {
                    assert!(!piece.is_empty() && piece.len() <= MAX_PIECE_BYTES);
                    body.extend_from_slice(&piece);
                }
                Ok(Piece::More) => break,
                Ok(Piece::End) => return (heads, body, "whole".to_owned()),
                Err(fault) => return (heads, body, kind_of(&fault)),
            }
        }
    }
    let end = decoder.map_or("in a head".to_owned(), |decoder| format!("{:?}", decoder.end()));
    (heads, body, end)
}

/// The fault's name without its fields: what a head is taken for may become clearer with more bytes of it.
fn kind_of(fault: &impl std::fmt::Debug) -> String {
    format!("{fault:?}").split([' ', '(']).next().unwrap_or_default().to_owned()
}
