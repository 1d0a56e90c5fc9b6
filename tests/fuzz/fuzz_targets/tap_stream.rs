//! Any bytes, cut anywhere, through the tap of either side, with compression and without: what the library hands out
//! does not depend on the cuts, and nothing panics or grows without bound.

#![no_main]

use std::{
    pin::Pin,
    task::{Context, Poll, Waker},
};

use futures_util::{Sink as _, Stream as _};
use libfuzzer_sys::fuzz_target;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::{
        Error, Message,
        protocol::{Role, WebSocketConfig},
    },
};
use wirelight::net::{
    deflate::Agreement,
    tap::{Keep, Side, WireTap},
};
use wirelight_fuzz::Pieces;

/// As large as a message may be here.
const LIMIT_BYTES: usize = 256 * 1024;

/// What a conversation came to.
#[derive(Debug, PartialEq)]
struct Told {
    messages: Vec<Message>,
    ended_well: bool,
}

fuzz_target!(|input: &[u8]| {
    let [setup, takes, count, rest @ ..] = input else { return };
    let Some((lengths, bytes)) = rest.split_at_checked(usize::from(count % 16)) else { return };
    let cut = converse(*setup, bytes, lengths, usize::from(*takes).max(1));
    let whole = converse(*setup, bytes, &[], usize::MAX);
    assert_eq!(cut, whole, "the cuts matter");
});

fn converse(setup: u8, bytes: &[u8], lengths: &[u8], takes: usize) -> Told {
    let (side, role) = if setup & 1 == 0 { (Side::Client, Role::Client) } else { (Side::Server, Role::Server) };
    let agreement = (setup & 2 != 0).then(|| Agreement {
        server_no_context_takeover: setup & 4 != 0,
        client_no_context_takeover: setup & 8 != 0,
        server_window_bits: 8 + (setup >> 5),
        client_window_bits: 15 - (setup >> 5),
    });
    let keep = if setup & 16 == 0 { Keep::Closes } else { Keep::Frames };
    let mut tap = WireTap::after_handshake(Pieces { bytes, lengths, turn: 0, takes, written_bytes: 0 }, side);
    tap.begin_frames(keep, agreement.as_ref());
    let config = WebSocketConfig::default().max_message_size(Some(LIMIT_BYTES)).max_frame_size(Some(LIMIT_BYTES));
    // Nothing here waits: the future is ready when it is looked at.
    let mut cx = Context::from_waker(Waker::noop());
    let Poll::Ready(mut socket) =
        std::pin::pin!(WebSocketStream::from_raw_socket(tap, role, Some(config))).as_mut().poll(&mut cx)
    else {
        unreachable!("nothing is awaited")
    };
    let mut summary = Told { messages: Vec::new(), ended_well: true };
    loop {
        match Pin::new(&mut socket).poll_next(&mut cx) {
            Poll::Ready(Some(Ok(message))) => {
                follow(&mut socket, &message);
                echo(&mut socket, &message, &mut cx);
                summary.messages.push(message);
            }
            Poll::Ready(Some(Err(error))) => {
                let tap = socket.get_mut();
                if matches!(error, Error::Utf8(_)) {
                    tap.refused_text();
                }
                let _ = (tap.broken(), tap.unfinished(), tap.stray());
                summary.ended_well = false;
                break;
            }
            Poll::Ready(None) => break,
            // The tap lets others have a turn now and then; the socket is always ready.
            Poll::Pending => {}
        }
    }
    summary
}

/// What a console does with a message: it takes the frames of it.
fn follow(socket: &mut WebSocketStream<WireTap<Pieces<'_>>>, message: &Message) {
    let tap = socket.get_mut();
    match message {
        Message::Text(_) => {
            tap.text_delivered();
            tap.next_message();
        }
        Message::Binary(_) => {
            tap.next_message();
        }
        _ => {
            tap.next_control();
        }
    }
    while tap.next_sent().is_some() {}
}

/// Sends it back, so that the write side works, too.
fn echo(socket: &mut WebSocketStream<WireTap<Pieces<'_>>>, message: &Message, cx: &mut Context<'_>) {
    if matches!(message, Message::Text(_) | Message::Binary(_)) {
        let mut socket = Pin::new(socket);
        if let Poll::Ready(Ok(())) = socket.as_mut().poll_ready(cx) {
            socket.as_mut().start_send(message.clone()).ok();
            let _ = socket.poll_flush(cx);
        }
    }
}
