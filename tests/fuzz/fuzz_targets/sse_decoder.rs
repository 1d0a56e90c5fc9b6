//! Any bytes as an event stream: how they are cut does not change the items, and the items hold no more than came.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::protocols::sse::decoder::{Decoder, Item};
use wirelight_fuzz::{pieces, split_input};

/// As large as a block may be here.
const LIMIT_BYTES: usize = 1024;

fuzz_target!(|input: &[u8]| {
    let Some((lengths, stream)) = split_input(input) else { return };
    let cut = decode(stream, lengths);
    assert_eq!(cut, decode(stream, &[]), "the cuts matter");
    let (items, _) = cut;
    let data_bytes: usize = items.iter().map(data_bytes).sum();
    // Lines of data are joined by one byte each, as they were parted.
    assert!(data_bytes <= stream.len(), "{data_bytes} bytes of {}", stream.len());
    for item in items {
        let _ = item.into_entry(0);
    }
});

/// The items, and whether the stream was given up.
fn decode(stream: &[u8], lengths: &[u8]) -> (Vec<Item>, bool) {
    let mut decoder = Decoder::with_limit("before".into(), LIMIT_BYTES);
    let mut items = Vec::new();
    for mut piece in pieces(stream, lengths) {
        loop {
            match decoder.next(&mut piece) {
                Ok(Some(item)) => items.push(item),
                Ok(None) => break,
                Err(_) => return (items, true),
            }
        }
    }
    items.extend(std::iter::from_fn(|| decoder.next_unfinished()));
    (items, false)
}

fn data_bytes(item: &Item) -> usize {
    match item {
        Item::Event(_, data) | Item::Comment(data) | Item::Ignored(data, _) => data.len(),
        _ => 0,
    }
}
