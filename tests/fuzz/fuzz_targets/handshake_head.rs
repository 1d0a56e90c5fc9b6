//! Any bytes as the head of an answer: where it ends does not depend on how it comes, and reading it does not panic.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::net::{
    deflate::{Agreement, Offer, parse_extensions},
    http1::head::ResponseHead,
    tap::{HeadEnd, HeadScanner},
};

fuzz_target!(|input: &[u8]| {
    let [step, bytes @ ..] = input else { return };
    let mut scanner = HeadScanner::default();
    let mut found = HeadEnd::NotYet;
    let mut length = 0;
    while matches!(found, HeadEnd::NotYet) && length < bytes.len() {
        length = (length + usize::from(*step).max(1)).min(bytes.len());
        found = scanner.scan(&bytes[..length]);
    }
    let whole = HeadScanner::default().scan(bytes);
    assert_eq!(format!("{found:?}"), format!("{whole:?}"), "the cuts matter");
    if let HeadEnd::At(end) = whole
        && let Ok(head) = ResponseHead::parse(&bytes[..end])
    {
        let extensions: Vec<&str> = head.values("sec-websocket-extensions").collect();
        for extension in parse_extensions(extensions) {
            Agreement::of_answer(&[Offer::default()], &extension).ok();
        }
    }
});
