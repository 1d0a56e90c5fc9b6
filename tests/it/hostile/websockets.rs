//! What a server can do after the handshake of a WebSocket.

use std::io;

use super::{
    attacks,
    frames::{BINARY, CLOSE, CONTINUATION, FIN, PING, PONG, RSV1, TEXT, deflated_zeros, frame, header},
    peer::Peer,
};

const DEFLATE: &str = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

fn empty_fragments(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(TEXT, b""))?;
    peer.say_forever(frame(CONTINUATION, b""))
}

fn tiny_fragments(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(BINARY, b""))?;
    peer.say_forever(frame(CONTINUATION, b"a"))
}

fn fragments_and_pings(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(TEXT, b""))?;
    peer.say_forever([frame(CONTINUATION, b""), frame(FIN | PING, b"")].concat())
}

fn deflated_fragments(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade_with(DEFLATE)?;
    peer.say(frame(RSV1 | TEXT, b""))?;
    peer.say_forever(frame(CONTINUATION, b""))
}

/// Many messages, each of many frames.
fn fragmented_messages(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    let rest = frame(CONTINUATION, b"").repeat(20_000);
    peer.say_forever([frame(TEXT, b"a"), rest, frame(FIN | CONTINUATION, b"")].concat())
}

fn message_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(BINARY, b""))?;
    peer.say_forever(frame(CONTINUATION, &vec![0; 60_000]))
}

fn pings_and_never_reads(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say_forever(frame(FIN | PING, &[b'p'; 125]))
}

fn empty_pings_and_never_reads(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say_forever(frame(FIN | PING, b""))
}

fn pings_and_reads(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.read_aside()?;
    peer.say_forever(frame(FIN | PING, &[b'p'; 125]))
}

fn pongs(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say_forever(frame(FIN | PONG, b""))
}

fn empty_messages(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say_forever(frame(FIN | TEXT, b""))
}

fn tiny_messages(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.read_aside()?;
    peer.say_forever(frame(FIN | BINARY, &[1]))
}

fn messages_and_never_reads(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say_forever(frame(FIN | TEXT, &[b'a'; 4_000]))
}

fn control_characters(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say_forever(frame(FIN | TEXT, &vec![1; 50_000]))
}

fn large_messages(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    let length = 20 * 1024 * 1024;
    loop {
        peer.say(header(FIN | BINARY, length))?;
        peer.say(vec![0; length as usize])?;
    }
}

fn huge_lengths(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    let lengths = [1 << 63, u64::MAX, (1 << 63) - 1, 1 << 40, 64 * 1024 * 1024];
    peer.say(header(FIN | BINARY, lengths[peer.number as usize % lengths.len()]))?;
    peer.say_forever("a")
}

fn illegal_frames(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    let first = [0x70 | FIN | TEXT, FIN | 3, FIN | 0xb, PING, FIN | CONTINUATION];
    peer.say(frame(first[peer.number as usize % first.len()], &[0x1b; 120]))?;
    peer.say_forever(frame(FIN | RSV1 | CONTINUATION, b""))
}

fn close_and_more(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(FIN | CLOSE, &[b"\x03\xe8", "\x1b[2J\x07".repeat(20).as_bytes()].concat()))?;
    peer.say_forever(frame(FIN | CLOSE, b"\x03\xe8"))
}

fn broken_close(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    let payloads: [&[u8]; 4] = [b"\x03", b"\x03\xed", b"\x03\xe8\xff\xfe\x1b", b"\xff\xff\x1b[2J"];
    peer.say(frame(FIN | CLOSE, payloads[peer.number as usize % payloads.len()]))?;
    peer.end()
}

/// Our close frame has no answer.
fn never_closes(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(FIN | TEXT, b"a"))?;
    peer.hold()
}

/// As large as a message may be, out of 64 KiB.
fn bombs(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade_with(DEFLATE)?;
    let bomb = deflated_zeros(60 * 1024 * 1024);
    loop {
        peer.say(frame(FIN | RSV1 | BINARY, &bomb))?;
    }
}

fn bomb_beyond_the_limit(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade_with(DEFLATE)?;
    let bomb = deflated_zeros(400 * 1024 * 1024);
    peer.say_forever(frame(FIN | RSV1 | BINARY, &bomb))
}

fn small_bombs(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade_with(DEFLATE)?;
    peer.say_forever(frame(FIN | RSV1 | BINARY, &deflated_zeros(100 * 1024)))
}

fn damaged_deflate(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade_with(DEFLATE)?;
    peer.say_forever(frame(FIN | RSV1 | BINARY, &[0xff; 100]))
}

/// A cookie more with each attempt.
fn cookies(peer: &mut Peer) -> io::Result<()> {
    let cookie = |n: u64| format!("Set-Cookie: c{}-{n}={}\r\n", peer.number, "a".repeat(4_000));
    let lines: String = (0..12).map(cookie).collect();
    peer.upgrade_with(&lines)?;
    peer.say(frame(FIN | CLOSE, b"\x03\xe8"))
}

/// Nothing but attempts.
fn drops(peer: &mut Peer) -> io::Result<()> {
    peer.upgrade()?;
    peer.say(frame(FIN | TEXT, b"a"))
}

const RECONNECT: [&str; 5] =
    ["{ws}", "--reconnect", "--reconnect-delay=1", "--reconnect-cap=1", "--reconnect-after-close"];

attacks! { [read blocked window]
    empty_fragments_in_frames: ws ["{ws}", "--frames"], super::empty_fragments, 6, 96;
    empty_fragments_in_messages: ws ["{ws}"], super::empty_fragments, 6, 96;
    tiny_fragments_in_frames: ws ["{ws}", "--frames"], super::tiny_fragments, 6, 96;
    fragments_with_pings: ws ["{ws}", "--frames"], super::fragments_and_pings, 4, 96;
    fragments_with_deflate: ws ["{ws}", "--frames"], super::deflated_fragments, 6, 96;
    messages_in_fragments: ws ["{ws}", "--frames"], super::fragmented_messages, 6, 96;
    message_that_does_not_end: ws ["{ws}", "--frames"], super::message_without_end, 96, 200;
    pings_unread: ws ["{ws}"], super::pings_and_never_reads, 128, 96;
    pings_unread_in_frames: ws ["{ws}", "--frames"], super::pings_and_never_reads, 96, 96;
    pings_unread_while_echoing: ws ["{ws}", "--echo"], super::pings_and_never_reads, 96, 96;
    empty_pings_unread: ws ["{ws}"], super::empty_pings_and_never_reads, 8, 96;
    pings_read: ws ["{ws}"], super::pings_and_reads, 32, 96;
    pongs_nobody_asked_for: ws ["{ws}", "--frames"], super::pongs, 4, 96;
    messages_without_a_byte: ws ["{ws}", "--frames"], super::empty_messages, 4, 96;
    messages_of_a_byte: ws ["{ws}", "--echo"], super::tiny_messages, 2, 96;
    echoes_unread: ws ["{ws}", "--echo"], super::messages_and_never_reads, 96, 96;
    text_of_control_characters: ws ["{ws}"], super::control_characters, 32, 96;
    messages_of_20_mib: ws ["{ws}"], super::large_messages, 64, 230;
    lengths_without_bytes: ws ["{ws}", "--reconnect", "--reconnect-delay=1"], super::huge_lengths, 96, 230;
    frames_against_the_rules: ws ["{ws}", "--reconnect", "--reconnect-delay=1"], super::illegal_frames, 8, 96;
    close_frames: ws ["{ws}"], super::close_and_more, 8, 96;
    close_frames_against_the_rules: ws super::RECONNECT, super::broken_close, 1, 96;
    no_close_frame: ws ["{ws}"], super::never_closes, 1, 96;
    deflated_bombs: ws ["{ws}"], super::bombs, 1, 250;
    deflated_bomb_beyond_the_limit: ws ["{ws}"], super::bomb_beyond_the_limit, 4, 230;
    deflated_small_bombs: ws ["{ws}", "--frames"], super::small_bombs, 1, 128;
    deflate_that_is_none: ws ["{ws}"], super::damaged_deflate, 1, 96;
    cookies_of_many_attempts: ws super::RECONNECT, super::cookies, 16, 96;
    connections_that_drop: ws super::RECONNECT, super::drops, 1, 96;
}

/// Nobody reads the record, and nobody waits: the second signal ends the process at once.
mod second_signal {
    use super::{empty_messages, never_closes};
    use crate::hostile::{Attack, command};

    const FLOOD: Attack = Attack {
        name: module_path!(),
        subcommand: "ws",
        arguments: &["{ws}", "--frames"],
        serve: empty_messages,
        mib: 4,
        ceiling_mib: 96,
    };

    #[test]
    fn of_a_flooded_session() {
        command::second_signal(&FLOOD);
    }

    #[test]
    fn of_a_session_that_does_not_close() {
        command::second_signal(&Attack { serve: never_closes, ..FLOOD });
    }
}
