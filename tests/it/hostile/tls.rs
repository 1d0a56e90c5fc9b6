//! What a server can do before TLS is agreed.

use std::io;

use super::{attacks, peer::Peer};

/// A record of TLS 1.2 with its length.
fn record(kind: u8, payload: &[u8]) -> Vec<u8> {
    [&[kind, 3, 3], &(payload.len() as u16).to_be_bytes()[..], payload].concat()
}

fn garbage(peer: &mut Peer) -> io::Result<()> {
    peer.say_forever([0xff])
}

fn http(peer: &mut Peer) -> io::Result<()> {
    peer.say_forever("HTTP/1.1 400 Bad Request\r\n\r\n")
}

/// A handshake message of 16 MiB that never ends.
fn handshake_without_end(peer: &mut Peer) -> io::Result<()> {
    peer.say(record(22, &[2, 0xff, 0xff, 0xff]))?;
    peer.say_forever(record(22, &[0; 16_384]))
}

fn empty_records(peer: &mut Peer) -> io::Result<()> {
    peer.say_forever(record(22, &[]))
}

fn warnings(peer: &mut Peer) -> io::Result<()> {
    peer.say_forever(record(21, &[1, 0]))
}

fn change_cipher_specs(peer: &mut Peer) -> io::Result<()> {
    peer.say_forever(record(20, &[1]))
}

fn silence(peer: &mut Peer) -> io::Result<()> {
    peer.hold()
}

/// One row of the table for each subcommand.
macro_rules! every_subcommand {
    ($($name:ident: $mib:expr;)*) => {$(
        mod $name {
            use super::attacks;

            attacks! { [read window]
                ws: ws ["wss://{host}/"], super::super::$name, $mib, 96;
            }

            attacks! { [read]
                sse: sse ["https://{host}/"], super::super::$name, $mib, 96;
                poll: poll ["https://{host}/"], super::super::$name, $mib, 96;
                upload: upload ["{file}", "https://{host}/"], super::super::$name, $mib, 96;
                proxy: sse ["--proxy", "https://{host}", "http://127.0.0.1:9/"], super::super::$name, $mib, 96;
            }
        }
    )*};
}

every_subcommand! {
    garbage: 8;
    http: 8;
    handshake_without_end: 64;
    empty_records: 8;
    warnings: 8;
    change_cipher_specs: 8;
    silence: 1;
}
