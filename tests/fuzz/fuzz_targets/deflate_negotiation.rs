//! Any words in `Sec-WebSocket-Extensions`: what a server agrees to is an answer that the client accepts.

#![no_main]

use libfuzzer_sys::fuzz_target;
use wirelight::net::deflate::{Agreement, Offer, ServerLimits, parse_extensions};

fuzz_target!(|input: (u8, &str)| {
    let (setup, words) = input;
    let bits = |on: bool| on.then_some(8 + (setup & 7));
    let limits = ServerLimits {
        server_no_context_takeover: setup & 8 != 0,
        client_no_context_takeover: setup & 16 != 0,
        server_max_window_bits: bits(setup & 32 != 0),
        client_max_window_bits: bits(setup & 64 != 0),
    };
    for extension in parse_extensions([words]) {
        Agreement::of_answer(&[Offer::default()], &extension).ok();
    }
    let _ = Agreement::answer_to([words], &limits);
    if let Ok(offer) = Offer::parse(words) {
        let header = offer.header();
        assert_eq!(Offer::parse(&header).ok(), Some(offer), "{header}");
        if let Some((agreement, answer)) = Agreement::answer_to([header.as_str()], &limits) {
            let answers = parse_extensions([answer.as_str()]);
            assert_eq!(Agreement::of_answer(&[offer], &answers[0]), Ok(agreement), "{header} -> {answer}");
        }
    }
});
