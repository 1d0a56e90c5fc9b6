//! Any bytes as the heads of an answer: what they are does not depend on how they come, and reading them does not panic.

#![no_main]

use bytes::BytesMut;
use libfuzzer_sys::fuzz_target;
use wirelight::net::{
    deflate::{Agreement, Offer, parse_extensions},
    http1::{head::ResponseHead, reader::HeadReader},
};

fuzz_target!(|input: &[u8]| {
    let [step, bytes @ ..] = input else { return };
    let cut = read(bytes, usize::from(*step).max(1));
    let whole = read(bytes, usize::MAX);
    assert_eq!(cut, whole, "the cuts matter");
    for head in whole.0 {
        let extensions: Vec<&str> = head.values("sec-websocket-extensions").collect();
        for extension in parse_extensions(extensions) {
            Agreement::of_answer(&[Offer::default()], &extension).ok();
        }
    }
});

/// The heads up to the final one, and whether something else than a head came. What an error quotes depends on how much
/// of it has come.
fn read(bytes: &[u8], step: usize) -> (Vec<ResponseHead>, bool) {
    let (mut reader, mut waiting, mut heads) = (HeadReader::default(), BytesMut::new(), Vec::new());
    for piece in bytes.chunks(step) {
        waiting.extend_from_slice(piece);
        loop {
            match reader.next(&mut waiting) {
                Ok(Some(head)) if head.is_interim() => heads.push(head),
                Ok(Some(head)) => {
                    heads.push(head);
                    return (heads, false);
                }
                Ok(None) => break,
                Err(_fault) => return (heads, true),
            }
        }
    }
    (heads, false)
}
