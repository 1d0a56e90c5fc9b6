//! The event stream decoder beside `sse-core`, which also keeps every rule but tells less of what it skipped.
//!
//! Each pair runs in the same process, so that their ratio says more than their times.

use std::{fmt::Write as _, hint::black_box};

use divan::{Bencher, counter::BytesCount};
use wirelight::protocols::sse::decoder::Decoder;

const EVENTS: usize = 100_000;
const CHUNK_BYTES: usize = 16 * 1024;

/// Streams as servers send them.
const STREAMS: [&str; 3] = ["tiny", "tick", "llm"];

fn main() {
    divan::main();
}

/// `tiny`: a number. `tick`: an ID, a type and 30 bytes of JSON. `llm`: 160 bytes of JSON.
fn stream(name: &str) -> Vec<u8> {
    let mut text = String::new();
    for n in 0..EVENTS {
        match name {
            "tiny" => write!(text, "data: {n}\n\n"),
            "tick" => write!(text, "id: {n}\nevent: tick\ndata: {{\"n\":{n:07},\"load\":0.3125}}\n\n"),
            _ => write!(
                text,
                "data: {{\"id\":\"{n:012}\",\"choices\":[{{\"delta\":{{\"content\":\"{:a<100}\"}}}}]}}\n\n",
                ""
            ),
        }
        .ok();
    }
    text.into_bytes()
}

#[divan::bench(args = STREAMS, sample_count = 20, sample_size = 1)]
fn ours(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = stream(name);
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        let mut decoder = Decoder::new("".into());
        let mut events = 0;
        for mut chunk in bytes.chunks(CHUNK_BYTES) {
            while let Ok(Some(item)) = decoder.next(&mut chunk) {
                black_box(item);
                events += 1;
            }
        }
        assert_eq!(events, EVENTS);
    });
}

#[divan::bench(args = STREAMS, sample_count = 20, sample_size = 1)]
fn sse_core(bencher: Bencher<'_, '_>, name: &str) {
    let bytes = stream(name);
    bencher.counter(BytesCount::new(bytes.len())).bench_local(|| {
        let mut decoder = sse_core::SseDecoder::new();
        let mut events = 0;
        for mut chunk in bytes.chunks(CHUNK_BYTES) {
            while let Some(Ok(item)) = decoder.next(&mut chunk) {
                black_box(item);
                events += 1;
            }
        }
        assert_eq!(events, EVENTS);
    });
}
