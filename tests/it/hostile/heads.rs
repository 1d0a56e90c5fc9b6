//! Heads, interim answers, redirects and refusals: what every subcommand reads before its own protocol begins.

use std::io;

use super::{attacks, peer::Peer};

const EVENTS: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n";

fn endless_line(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\nX-Long: ")?;
    peer.say_forever("a")
}

fn endless_lines(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\n")?;
    peer.say_forever("a:\r\n")
}

fn endless_folding(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\na: b\r\n")?;
    peer.say_forever(" \t\x01\r\n")
}

fn endless_reason(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 500 ")?;
    peer.say_forever("\x1b[31m\x07")
}

fn endless_zeros(peer: &mut Peer) -> io::Result<()> {
    peer.answer("")?;
    peer.say_forever([0])
}

fn endless_line_ends(peer: &mut Peer) -> io::Result<()> {
    peer.answer("")?;
    peer.say_forever("\r\n")
}

fn endless_interims(peer: &mut Peer) -> io::Result<()> {
    peer.answer("")?;
    peer.say_forever("HTTP/1.1 100 Continue\r\n\r\n")
}

fn large_interims(peer: &mut Peer) -> io::Result<()> {
    peer.answer("")?;
    peer.say_forever(format!("HTTP/1.1 103 Early Hints\r\nLink: <{}>\r\n\r\n", "a".repeat(60_000)))
}

/// Under every limit, again and again: what is left is what a reader of many heads keeps.
fn just_short_heads(peer: &mut Peer) -> io::Result<()> {
    let lines = format!("X-Filler: {}\r\n", "\x01".repeat(60_000)).repeat(15);
    peer.answer(format!("HTTP/1.1 503 {}\r\n{lines}Content-Length: 0\r\n\r\n", "\x02".repeat(60_000)))?;
    Ok(())
}

fn many_lines(peer: &mut Peer) -> io::Result<()> {
    let lines = "a:b\r\n".repeat(190_000);
    peer.answer(format!("{EVENTS}{lines}Content-Length: 0\r\n\r\n"))?;
    Ok(())
}

fn no_colon(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("HTTP/1.1 200 OK\r\nSet-Cookie {}\r\n\r\n", "\x1b]0;x\x07".repeat(9_000)))?;
    Ok(())
}

fn control_characters(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 403 \x1b[2J\x07\u{9b}31m\r\nX: \x1b[1m\r\n\r\n\x1b[2J refused \x07\x08")?;
    Ok(())
}

fn redirects(peer: &mut Peer) -> io::Result<()> {
    let head = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\nSet-Cookie: ";
    let number = peer.number;
    let filler = "a".repeat(4_000);
    peer.answer(format!("{head}c{number}={filler}\r\nLocation: /{number}?{}\r\n\r\n", filler.repeat(14)))?;
    Ok(())
}

fn redirect_with_an_endless_body(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 307 Temporary Redirect\r\nLocation: /\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    peer.say_forever("1\r\na\r\n")
}

fn refusal_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 403 Forbidden\r\nContent-Type: text/html\r\n\r\n")?;
    peer.say_forever("\x1b[2J<p>no")
}

fn refusal_of_huge_length(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 404 Not Found\r\nContent-Length: 18446744073709551615\r\n\r\n")?;
    peer.say_forever("no")
}

fn refusal_in_chunks(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n")?;
    peer.say_forever("1\r\na\r\n")
}

fn chunk_extension(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{EVENTS}Transfer-Encoding: chunked\r\n\r\n5;"))?;
    peer.say_forever("a=b;")
}

fn chunk_size(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{EVENTS}Transfer-Encoding: chunked\r\n\r\n"))?;
    peer.say_forever("0")
}

fn huge_chunk(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\nffffffffffffffff\r\n")?;
    peer.say_forever("a")
}

fn trailers(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{EVENTS}Transfer-Encoding: chunked\r\n\r\n1\r\n0\r\n0\r\n"))?;
    peer.say_forever("X-Trailer: a\r\n")
}

fn trailer_line(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{EVENTS}Transfer-Encoding: chunked\r\n\r\n1\r\n0\r\n0\r\nX: "))?;
    peer.say_forever("a")
}

fn bytes_behind_the_answer(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 204 No Content\r\n\r\n")?;
    peer.say_forever("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
}

fn silence(peer: &mut Peer) -> io::Result<()> {
    peer.hold()
}

fn silence_after_a_head(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{EVENTS}Content-Length: 9\r\n\r\n"))?;
    peer.hold()
}

/// Connections that end in a reset, again and again.
fn resets(peer: &mut Peer) -> io::Result<()> {
    peer.answer(format!("{EVENTS}Content-Length: 9\r\n\r\nretry: 0\n"))?;
    peer.reset_on_close()
}

/// One row of the table for each subcommand.
macro_rules! every_subcommand {
    ($ways:tt $($name:ident: $mib:expr, $ceiling:expr;)*) => {$(
        mod $name {
            use super::attacks;

            attacks! { $ways
                ws: ws ["{ws}", "--follow-redirects"], super::super::$name, $mib, $ceiling;
                sse: sse ["{http}", "--retry", "0"], super::super::$name, $mib, $ceiling;
                poll: poll ["{http}", "--max-rate", "off"], super::super::$name, $mib, $ceiling;
                upload: upload ["{file}", "{http}"], super::super::$name, $mib, $ceiling;
            }
        }
    )*};
}

every_subcommand! { [read window]
    endless_line: 160, 96;
    endless_lines: 32, 96;
    endless_folding: 32, 96;
    endless_reason: 32, 96;
    endless_zeros: 64, 96;
    endless_line_ends: 64, 96;
    endless_interims: 16, 96;
    no_colon: 8, 96;
    control_characters: 1, 96;
    redirect_with_an_endless_body: 64, 96;
    refusal_without_end: 160, 96;
    refusal_of_huge_length: 160, 96;
    refusal_in_chunks: 32, 96;
    chunk_extension: 64, 96;
    chunk_size: 64, 96;
    huge_chunk: 160, 96;
    trailers: 32, 96;
    trailer_line: 96, 96;
    bytes_behind_the_answer: 32, 96;
    silence: 1, 96;
    silence_after_a_head: 1, 96;
    resets: 1, 96;
}

// Those that print a lot.
every_subcommand! { [read blocked window]
    large_interims: 96, 96;
    just_short_heads: 96, 96;
    many_lines: 8, 128;
    redirects: 32, 96;
}
