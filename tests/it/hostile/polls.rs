//! What a server can do to a long poll.

use std::io;

use super::{attacks, peer::Peer};
use crate::coded::BROTLI_BOMB;

const MIB: usize = 1024 * 1024;

fn body_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\n\r\n")?;
    peer.say_forever("\x01")
}

fn chunks_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    peer.say_forever("1\r\na\r\n")
}

fn huge_length(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 9223372036854775807\r\n\r\n")?;
    peer.say_forever("a")
}

fn contradicting_lengths(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 9999999999\r\n\r\n")?;
    peer.say_forever("a")
}

/// Answers on one connection, as fast as they are asked for.
fn answer_again(peer: &mut Peer, answer: impl AsRef<[u8]>) -> io::Result<()> {
    loop {
        peer.answer(&answer)?;
    }
}

fn messages(peer: &mut Peer) -> io::Result<()> {
    answer_again(peer, "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\na")
}

fn no_contents(peer: &mut Peer) -> io::Result<()> {
    answer_again(peer, "HTTP/1.1 204 No Content\r\n\r\n")
}

fn not_modified(peer: &mut Peer) -> io::Result<()> {
    answer_again(peer, "HTTP/1.1 304 Not Modified\r\nETag: \"a\"\r\n\r\n")
}

fn large_heads(peer: &mut Peer) -> io::Result<()> {
    let lines = format!("X-Filler: {}\r\n", "\x01".repeat(60_000)).repeat(15);
    answer_again(peer, format!("HTTP/1.1 200 \x02\r\n{lines}Content-Length: 1\r\n\r\na"))
}

fn large_bodies(peer: &mut Peer) -> io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", 12 * MIB).into_bytes();
    answer_again(peer, [head, vec![1; 12 * MIB]].concat())
}

fn unavailable(peer: &mut Peer) -> io::Result<()> {
    answer_again(peer, "HTTP/1.1 503 \x1b[2J\r\nRetry-After: 0\r\nContent-Length: 2\r\n\r\n\x1b[")
}

fn cookies(peer: &mut Peer) -> io::Result<()> {
    let line = |n: u64| format!("Set-Cookie: c{}-{n}={}\r\n", peer.number, "a".repeat(4_000));
    let lines: String = (0..12).map(line).collect();
    peer.answer(format!("HTTP/1.1 200 OK\r\n{lines}Content-Length: 1\r\nConnection: close\r\n\r\na"))?;
    Ok(())
}

fn gzip_bomb(peer: &mut Peer) -> io::Result<()> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    io::copy(&mut io::Read::take(io::repeat(0), 512 * MIB as u64), &mut encoder)?;
    let body = encoder.finish()?;
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
    answer_again(peer, [head.into_bytes(), body].concat())
}

fn brotli_bomb(peer: &mut Peer) -> io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: {}\r\n\r\n", BROTLI_BOMB.len());
    answer_again(peer, [head.as_bytes(), BROTLI_BOMB].concat())
}

const FAST: [&str; 3] = ["{http}", "--max-rate", "off"];

attacks! { [read blocked window]
    body_that_does_not_end: poll ["{http}"], super::body_without_end, 128, 230;
    chunks_that_do_not_end: poll ["{http}"], super::chunks_without_end, 48, 230;
    length_of_2_to_the_63: poll ["{http}"], super::huge_length, 128, 230;
    lengths_that_differ: poll ["{http}"], super::contradicting_lengths, 32, 96;
    instant_messages: poll super::FAST, super::messages, 1, 96;
    instant_no_contents: poll super::FAST, super::no_contents, 1, 96;
    instant_not_modified: poll super::FAST, super::not_modified, 1, 96;
    instant_large_heads: poll super::FAST, super::large_heads, 96, 96;
    instant_large_bodies: poll super::FAST, super::large_bodies, 64, 230;
    instant_refusals: poll super::FAST, super::unavailable, 1, 96;
    cookies_of_many_answers: poll super::FAST, super::cookies, 16, 96;
    bomb_in_gzip: poll super::FAST, super::gzip_bomb, 8, 96;
    bomb_in_br: poll super::FAST, super::brotli_bomb, 1, 96;
}
