//! What WebSocket clients can do to the lab.

use std::io;

use super::{
    client::lab_attacks,
    frames::{BINARY, CONTINUATION, FIN, PING, RSV1, TEXT, deflated_zeros, masked},
    peer::Peer,
};

const DEFLATE: &str = "Sec-WebSocket-Extensions: permessage-deflate\r\n";

fn flood_unread(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/flood?count=1000000&size=134217728", "")?;
    peer.hold()
}

fn middling_flood_unread(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/flood?count=1000000&size=8388608&binary=true", "")?;
    peer.hold()
}

fn deflated_flood_unread(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/flood?count=1000000&size=8388608&deflate=on", DEFLATE)?;
    peer.hold()
}

/// What the lab keeps of each message that it sent.
fn flood_read(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/flood?count=100000000&size=0", "")?;
    peer.read_on()
}

fn pinged_flood_read(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/fragments?count=10000&size=1&pingBetween=true", "")?;
    peer.read_on()
}

fn large_fragments(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/fragments?count=10000&size=1048576", "")?;
    peer.hold()
}

fn many_fragments(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/fragments?count=10000&size=1&deflate=on", DEFLATE)?;
    peer.hold()
}

fn pings_unread(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", "")?;
    peer.say_forever(masked(FIN | PING, &[0; 125]))
}

fn echoes_unread(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", "")?;
    peer.say_forever(masked(FIN | TEXT, &[b'a'; 4_000]))
}

fn echoes_read(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", "")?;
    peer.read_aside()?;
    peer.say_forever(masked(FIN | TEXT, b""))
}

fn empty_fragments(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", "")?;
    peer.say(masked(TEXT, b""))?;
    peer.say_forever(masked(CONTINUATION, b""))
}

fn message_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", "")?;
    peer.say(masked(BINARY, b""))?;
    peer.say_forever(masked(CONTINUATION, &vec![0; 60_000]))
}

fn large_messages(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", "")?;
    loop {
        peer.say(masked(FIN | BINARY, &vec![0; 8 * 1024 * 1024]))?;
    }
}

fn bombs(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/echo", DEFLATE)?;
    peer.say_forever(masked(FIN | RSV1 | BINARY, &deflated_zeros(100 * 1024 * 1024)))
}

/// Members of the room that do not read, and one that talks.
fn room_unread(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/chat", "")?;
    if peer.number > 0 {
        return peer.hold();
    }
    peer.say_forever(masked(FIN | TEXT, &vec![b'a'; 50_000]))
}

fn handshakes(peer: &mut Peer) -> io::Result<()> {
    peer.open("/ws/illegal?kind=reservedBits", "")?;
    peer.read_on()
}

lab_attacks! {
    floods_of_128_mib_unread: 20, flood_unread, 1, 230;
    floods_of_8_mib_unread: 60, middling_flood_unread, 1, 230;
    deflated_floods_unread: 30, deflated_flood_unread, 1, 230;
    flood_of_messages_without_a_byte: 2, flood_read, 3, 96;
    fragments_with_pings: 8, pinged_flood_read, 8, 96;
    fragments_of_a_mib: 4, large_fragments, 1, 128;
    fragments_in_great_number: 30, many_fragments, 1, 128;
    pings_whose_pongs_nobody_reads: 2, pings_unread, 96, 96;
    echoes_that_nobody_reads: 8, echoes_unread, 64, 96;
    echoes_without_a_byte: 2, echoes_read, 6, 96;
    fragments_without_a_byte: 1, empty_fragments, 12, 96;
    messages_that_do_not_end: 4, message_without_end, 200, 230;
    messages_of_8_mib_unread: 20, large_messages, 170, 230;
    bombs_of_100_mib: 4, bombs, 1, 230;
    room_that_does_not_read: 100, room_unread, 48, 128;
    connections_one_after_the_other: 8, handshakes, 1, 96;
}
