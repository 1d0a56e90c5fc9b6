//! What HTTP clients can do to the lab.

use std::io;

use super::{client::lab_attacks, peer::Peer};

const CHUNKED: &str = "Transfer-Encoding: chunked\r\n\r\n";

fn line_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.say("GET /")?;
    peer.say_forever("a")
}

fn header_line_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.ask("GET", "/", "X: ")?;
    peer.say_forever("a")
}

fn header_lines_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.ask("GET", "/", "")?;
    peer.say_forever("a: b\r\n")
}

fn garbage(peer: &mut Peer) -> io::Result<()> {
    peer.say_forever([0x16, 3, 1, 0xff])
}

fn requests_and_never_reads(peer: &mut Peer) -> io::Result<()> {
    let host = peer.stream.peer_addr()?;
    peer.say_forever(format!("GET / HTTP/1.1\r\nHost: {host}\r\n\r\n"))
}

fn half_heads(peer: &mut Peer) -> io::Result<()> {
    peer.ask("GET", "/", &format!("X: {}", "a".repeat(60_000)))?;
    peer.hold()
}

fn slow_bodies(peer: &mut Peer) -> io::Result<()> {
    peer.ask("POST", "/poll/publish", "Content-Length: 16000000\r\n\r\n")?;
    peer.say(vec![b'a'; 30_000])?;
    peer.hold()
}

fn body_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.ask("POST", "/poll/publish", CHUNKED)?;
    peer.say_forever(format!("1000\r\n{}\r\n", "a".repeat(0x1000)))
}

fn tiny_chunks(peer: &mut Peer) -> io::Result<()> {
    peer.ask("POST", "/poll/publish", CHUNKED)?;
    peer.say_forever("1\r\na\r\n")
}

fn chunk_extension(peer: &mut Peer) -> io::Result<()> {
    peer.ask("POST", "/poll/publish", CHUNKED)?;
    peer.say("1;")?;
    peer.say_forever("a=b;")
}

fn trailers(peer: &mut Peer) -> io::Result<()> {
    peer.ask("POST", "/poll/publish", CHUNKED)?;
    peer.say("0\r\n")?;
    peer.say_forever("a: b\r\n")
}

/// Bodies of 12 MiB that are almost whole.
fn large_bodies(peer: &mut Peer) -> io::Result<()> {
    peer.ask("POST", "/poll/publish", "Content-Length: 12000000\r\n\r\n")?;
    peer.say(vec![b'a'; 11_999_999])?;
    peer.hold()
}

/// Readers that do not read, and one that publishes.
fn messages_to_many(peer: &mut Peer) -> io::Result<()> {
    if peer.number > 0 {
        peer.ask("GET", "/poll/subscribe", "\r\n")?;
        return peer.hold();
    }
    loop {
        peer.ask("POST", "/poll/publish", "Content-Length: 4000000\r\n\r\n")?;
        peer.say(vec![b'a'; 4_000_000])?;
        peer.read_head()?;
    }
}

fn streams_unread(peer: &mut Peer) -> io::Result<()> {
    peer.ask("GET", "/sse/flood?count=100000000&size=1048576", "\r\n")?;
    peer.hold()
}

fn streams_read(peer: &mut Peer) -> io::Result<()> {
    peer.ask("GET", "/sse/flood?count=100000000&size=0", "\r\n")?;
    peer.read_on()
}

/// IDs as long as a header takes them.
fn long_ids(peer: &mut Peer) -> io::Result<()> {
    let filler = "i".repeat(300_000);
    for number in 0_u64.. {
        let id = format!("{}-{number}{filler}", peer.number);
        let lines = format!("X-File-Id: {id}\r\nX-Start-Byte: 0\r\nContent-Length: 1\r\n\r\na");
        peer.ask("POST", "/upload/javascript-info/upload", &lines)?;
        peer.read_head()?;
        peer.read_available();
    }
    Ok(())
}

fn many_ids(peer: &mut Peer) -> io::Result<()> {
    for number in 0_u64.. {
        let lines = format!("X-File-Id: {}-{number}\r\nX-Start-Byte: 0\r\nContent-Length: 1\r\n\r\na", peer.number);
        peer.ask("POST", "/upload/javascript-info/upload", &lines)?;
        peer.read_head()?;
        peer.read_available();
    }
    Ok(())
}

fn uploads_that_stop(peer: &mut Peer) -> io::Result<()> {
    let lines = format!("X-File-Id: {}\r\nX-Start-Byte: 0\r\nContent-Length: 99999999\r\n\r\n", peer.number);
    peer.ask("POST", "/upload/javascript-info/upload", &lines)?;
    peer.say(vec![b'a'; 100_000])?;
    peer.hold()
}

lab_attacks! {
    request_line_that_does_not_end: 4, line_without_end, 64, 96;
    header_line_that_does_not_end: 4, header_line_without_end, 64, 96;
    header_lines_that_do_not_end: 4, header_lines_without_end, 32, 96;
    bytes_that_are_no_request: 4, garbage, 32, 96;
    answers_unread: 8, requests_and_never_reads, 32, 96;
    heads_that_stop: 200, half_heads, 64, 96;
    bodies_that_stop: 300, slow_bodies, 64, 96;
    body_that_does_not_end: 2, body_without_end, 64, 96;
    chunks_of_a_byte: 2, tiny_chunks, 16, 96;
    chunk_extension_that_does_not_end: 2, chunk_extension, 32, 96;
    trailers_that_do_not_end: 2, trailers, 32, 96;
    large_bodies_that_stop: 12, large_bodies, 200, 230;
    messages_to_readers_that_do_not_read: 100, messages_to_many, 48, 230;
    streams_of_a_mib_unread: 30, streams_unread, 1, 128;
    stream_of_tiny_events: 1, streams_read, 24, 96;
    ids_of_300_kb: 1, long_ids, 12, 96, writes 3;
    ids_in_great_number: 2, many_ids, 1, 96, writes 10;
    uploads_that_are_idle: 300, uploads_that_stop, 64, 96;
}
