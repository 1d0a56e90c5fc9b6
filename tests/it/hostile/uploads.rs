//! What a server can do to an upload: the answers to `status`, and to the file.

use std::io;

use super::{attacks, peer::Peer};
use crate::coded::BROTLI_BOMB;

const NUMBER: &str = "HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n0";

/// Whether this is the question for the byte.
fn is_question(head: &str) -> bool {
    head.starts_with("GET ")
}

/// Answers questions with 0, up to the request that brings the file.
fn until_the_file(peer: &mut Peer) -> io::Result<()> {
    while is_question(&peer.read_head()?) {
        peer.say(NUMBER)?;
    }
    Ok(())
}

fn digits_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\n\r\n")?;
    peer.say_forever("0")
}

fn status_in_chunks(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    peer.say_forever("1\r\n \r\n")
}

fn status_of_control_characters(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n")?;
    peer.say("\x1b[2J\x07\u{9b}".repeat(200))
}

fn huge_numbers(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n{}", "9".repeat(1000)))?;
    Ok(())
}

fn file_never_read(peer: &mut Peer) -> io::Result<()> {
    until_the_file(peer)?;
    peer.hold()
}

fn interims_instead_of_reading(peer: &mut Peer) -> io::Result<()> {
    until_the_file(peer)?;
    peer.say_forever("HTTP/1.1 104 Upload Resumption Supported\r\nUpload-Offset: 0\r\n\r\n")
}

fn answer_before_the_file(peer: &mut Peer) -> io::Result<()> {
    until_the_file(peer)?;
    peer.say("HTTP/1.1 200 OK\r\n\r\n")?;
    peer.say_forever("done")
}

fn refusal_while_sending(peer: &mut Peer) -> io::Result<()> {
    until_the_file(peer)?;
    peer.read_bytes(1024)?;
    peer.say("HTTP/1.1 413 \x1b[2J\r\n\r\n")?;
    peer.say_forever("\x07")
}

fn always_zero(peer: &mut Peer) -> io::Result<()> {
    loop {
        if !is_question(&peer.read_head()?) {
            peer.read_bytes(4 * 1024 * 1024)?;
        }
        peer.say(NUMBER)?;
    }
}

fn conflicts(peer: &mut Peer) -> io::Result<()> {
    loop {
        let question = is_question(&peer.read_head()?);
        peer.say(if question { NUMBER } else { "HTTP/1.1 409 Conflict\r\nContent-Length: 0\r\n\r\n" })?;
    }
}

fn large_refusal_heads(peer: &mut Peer) -> io::Result<()> {
    let lines = format!("X-Filler: {}\r\n", "\x01".repeat(60_000)).repeat(15);
    peer.answer(format!("HTTP/1.1 500 No\r\n{lines}Content-Length: 0\r\n\r\n"))?;
    Ok(())
}

fn brotli_bomb(peer: &mut Peer) -> io::Result<()> {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: {}\r\n\r\n", BROTLI_BOMB.len());
    peer.answer([head.as_bytes(), BROTLI_BOMB].concat())?;
    Ok(())
}

attacks! { [read blocked window]
    digits_that_do_not_end: upload ["{file}", "{http}"], super::digits_without_end, 64, 96;
    spaces_in_chunks: upload ["{file}", "{http}"], super::status_in_chunks, 32, 96;
    control_characters_for_a_number: upload ["{file}", "{http}"], super::status_of_control_characters, 1, 96;
    number_of_1000_digits: upload ["{file}", "{http}"], super::huge_numbers, 1, 96;
    file_that_nobody_reads: upload ["{file}", "{http}"], super::file_never_read, 1, 96;
    interims_without_end: upload ["{file}", "{http}"], super::interims_instead_of_reading, 16, 96;
    answer_that_does_not_end: upload ["{file}", "{http}"], super::answer_before_the_file, 96, 96;
    refusal_that_does_not_end: upload ["{file}", "{http}"], super::refusal_while_sending, 96, 96;
    byte_that_never_moves: upload ["{file}", "{http}"], super::always_zero, 1, 96;
    conflicts_without_end: upload ["{file}", "{http}"], super::conflicts, 1, 96;
    bomb_in_br: upload ["{file}", "{http}"], super::brotli_bomb, 1, 96;
    heads_just_short: upload ["{file}", "{http}"], super::large_refusal_heads, 32, 96;
}
