//! What a server can do inside of an event stream.

use std::io;

use super::{attacks, peer::Peer};
use crate::coded::BROTLI_BOMB;

const OPEN: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\nretry: 0\n";

const CHUNKED: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";

const MIB: usize = 1024 * 1024;

/// A stream that says the same without end.
macro_rules! streams {
    ($($name:ident: $begin:expr, $again:expr;)*) => {$(
        fn $name(peer: &mut Peer) -> io::Result<()> {
            peer.answer(OPEN)?;
            peer.say($begin)?;
            peer.say_forever($again)
        }
    )*};
}

streams! {
    id_in_each_event: format!("id: {}\n\n", "\x01".repeat(4 * MIB)), "data\n\n";
    id_just_short_in_each_event: format!("id: {}\n\n", "\x01".repeat(16_000)), "data\n\n";
    large_ids: "", format!("id: {}\n\n", "\x01".repeat(MIB));
    large_types: "", format!("event: {}\ndata\n\n", "\x01".repeat(MIB));
    line_without_end: "data: ", "a";
    control_line_without_end: ":", "\x01";
    data_lines_without_end: "", "data\n";
    id_lines_without_end: "", "id: a\n";
    event_lines_without_end: "", "event: a\n";
    empty_lines: "", "\n";
    comments: "", ":\n";
    unknown_fields: "", "a\n";
    retries: "", format!("retry: {}\n", "9".repeat(MIB));
    short_retries: "", "retry: 1\n";
    ids_with_nul: "", "id: \0\n";
    types_without_data: "", "event: a\n\n";
    marks: "", "\u{feff}";
    bytes_beyond_utf8: "", b"data: \xff\xfe\xff\xfe\xff\n\n";
    empty_events: "", "data\n\n";
}

fn many_types(peer: &mut Peer) -> io::Result<()> {
    peer.answer(OPEN)?;
    peer.say_each(|number| format!("event: t{number}\ndata\n\n").into_bytes())
}

fn many_ids(peer: &mut Peer) -> io::Result<()> {
    peer.answer(OPEN)?;
    let filler = "i".repeat(15_000);
    peer.say_each(|number| format!("id: {number}{filler}\ndata\n\n").into_bytes())
}

/// The ID goes into each request, the stream ends at once.
fn reconnects_with_a_large_id(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{OPEN}id: {}\n\n", "i".repeat(4 * MIB)))?;
    Ok(())
}

fn reconnects(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{OPEN}data\n\n"))?;
    Ok(())
}

fn chunks_of_a_byte(peer: &mut Peer) -> io::Result<()> {
    peer.answer(CHUNKED)?;
    peer.say_forever("1\r\n:\r\n1\r\n\n\r\n")
}

fn chunk_extensions(peer: &mut Peer) -> io::Result<()> {
    peer.answer(CHUNKED)?;
    peer.say_forever(format!("1;{}\r\n:\r\n1\r\n\n\r\n", "a=b;".repeat(2_000)))
}

fn gzip(zeros: usize) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    io::copy(&mut io::Read::take(io::repeat(b'\n'), zeros as u64), &mut encoder).expect("compressed");
    encoder.finish().expect("compressed")
}

fn gzip_bomb(peer: &mut Peer) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n";
    peer.answer(head)?;
    peer.say(gzip(512 * MIB))
}

fn brotli_bomb(peer: &mut Peer) -> io::Result<()> {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: br\r\n\r\n";
    peer.answer([head.as_bytes(), BROTLI_BOMB].concat())?;
    Ok(())
}

attacks! { [read blocked window]
    id_of_4_mib: sse ["{http}"], super::id_in_each_event, 8, 128;
    id_within_the_limit: sse ["{http}"], super::id_just_short_in_each_event, 1, 96;
    ids_of_a_mib: sse ["{http}"], super::large_ids, 24, 96;
    types_of_a_mib: sse ["{http}"], super::large_types, 24, 96;
    line_that_does_not_end: sse ["{http}"], super::line_without_end, 96, 230;
    comment_that_does_not_end: sse ["{http}"], super::control_line_without_end, 96, 230;
    data_lines_in_one_block: sse ["{http}"], super::data_lines_without_end, 24, 230;
    id_lines_in_one_block: sse ["{http}"], super::id_lines_without_end, 24, 230;
    event_lines_in_one_block: sse ["{http}"], super::event_lines_without_end, 24, 230;
    lines_without_a_byte: sse ["{http}"], super::empty_lines, 32, 96;
    comments_without_a_byte: sse ["{http}"], super::comments, 2, 96;
    fields_that_are_unknown: sse ["{http}"], super::unknown_fields, 2, 96;
    retries_of_a_mib: sse ["{http}"], super::retries, 24, 96;
    retries_that_are_short: sse ["{http}"], super::short_retries, 4, 96;
    ids_that_have_a_nul: sse ["{http}"], super::ids_with_nul, 3, 96;
    types_that_have_no_data: sse ["{http}"], super::types_without_data, 4, 96;
    byte_order_marks: sse ["{http}"], super::marks, 16, 128;
    bytes_that_are_no_text: sse ["{http}"], super::bytes_beyond_utf8, 4, 96;
    events_without_a_byte: sse ["{http}"], super::empty_events, 3, 96;
    types_that_differ: sse ["{http}"], super::many_types, 8, 96;
    ids_that_differ: sse ["{http}"], super::many_ids, 24, 96;
    reconnects_sending_a_large_id: sse ["{http}"], super::reconnects_with_a_large_id, 64, 128;
    reconnects_at_once: sse ["{http}"], super::reconnects, 1, 96;
    chunks_that_are_tiny: sse ["{http}"], super::chunks_of_a_byte, 4, 96;
    chunks_with_extensions: sse ["{http}"], super::chunk_extensions, 32, 96;
    bomb_in_gzip: sse ["{http}"], super::gzip_bomb, 8, 96;
    bomb_in_br: sse ["{http}", "--retry", "0"], super::brotli_bomb, 1, 96;
}
