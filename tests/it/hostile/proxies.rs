//! What a proxy can do before it leads anywhere.

use std::io::{self, Read as _};

use super::{attacks, peer::Peer};

fn line_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 ")?;
    peer.say_forever("\x1b[2J")
}

fn lines_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\n")?;
    peer.say_forever("a: b\r\n")
}

fn interims(peer: &mut Peer) -> io::Result<()> {
    peer.answer("")?;
    peer.say_forever("HTTP/1.1 100 Continue\r\n\r\n")
}

fn refusal(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 407 \x1b[2J\x07\r\nProxy-Authenticate: Basic realm=\"\x1b[\"\r\n\r\n")?;
    peer.say_forever("\x1b[31m\x07 no \u{9b}")
}

fn refusal_in_chunks(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 502 No\r\nTransfer-Encoding: chunked\r\n\r\n0000000000000000000000001;")?;
    peer.say_forever("a=\"b\";")
}

fn silence(peer: &mut Peer) -> io::Result<()> {
    peer.read_head()?;
    peer.hold()
}

/// It leads to itself.
fn hostile_behind_the_tunnel(peer: &mut Peer) -> io::Result<()> {
    peer.answer("HTTP/1.1 200 OK\r\n\r\n")?;
    peer.answer("HTTP/1.1 200 OK\r\n")?;
    peer.say_forever("a: b\r\n")
}

fn socks_garbage(peer: &mut Peer) -> io::Result<()> {
    peer.stream.read_exact(&mut [0; 3])?;
    peer.say_forever([0xff])
}

fn socks_reply_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.stream.read_exact(&mut [0; 3])?;
    peer.say([5, 0])?;
    peer.stream.read_exact(&mut [0; 10])?;
    // A name of 255 bytes for an address, and then what nobody asked for.
    peer.say([5, 0, 0, 3, 255])?;
    peer.say_forever("a")
}

fn socks_refusal(peer: &mut Peer) -> io::Result<()> {
    peer.stream.read_exact(&mut [0; 3])?;
    peer.say([5, 0])?;
    peer.stream.read_exact(&mut [0; 10])?;
    peer.say([5, 5, 0, 1])?;
    peer.say_forever([0x1b])
}

fn socks_silence(peer: &mut Peer) -> io::Result<()> {
    peer.hold()
}

/// One row of the table for each subcommand, through a proxy of this scheme.
macro_rules! every_subcommand {
    ($($name:ident: $scheme:literal, $mib:expr;)*) => {$(
        mod $name {
            use super::attacks;

            const PROXY: &str = concat!($scheme, "://{host}");

            attacks! { [read window]
                ws: ws ["--proxy", super::PROXY, "ws://127.0.0.1:9/"], super::super::$name, $mib, 96;
            }

            attacks! { [read]
                sse: sse ["--proxy", super::PROXY, "http://127.0.0.1:9/"], super::super::$name, $mib, 96;
                poll: poll ["--proxy", super::PROXY, "http://127.0.0.1:9/"], super::super::$name, $mib, 96;
                upload: upload ["{file}", "--proxy", super::PROXY, "http://127.0.0.1:9/"], super::super::$name, $mib, 96;
            }
        }
    )*};
}

every_subcommand! {
    line_without_end: "http", 64;
    lines_without_end: "http", 32;
    interims: "http", 16;
    refusal: "http", 64;
    refusal_in_chunks: "http", 32;
    silence: "http", 1;
    hostile_behind_the_tunnel: "http", 32;
    socks_garbage: "socks5", 8;
    socks_reply_without_end: "socks5h", 32;
    socks_refusal: "socks5", 8;
    socks_silence: "socks5", 1;
}
