//! permessage-deflate over real sockets: what is offered, what goes over the wire, what the rows tell. RFC 7692.

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::{
    net::{
        deflate::{Deflater, Inflater, Offer},
        tap::Keep,
    },
    protocols::websocket::{Command, Config, replies::Replies},
    transcript::{Body, Entry, FrameTrace, Frames},
};

use super::{
    Frame, agreement, config, described, described_when_open, error, frame, header, hold, open, read_frame, send,
    server, text,
};
use crate::support::{RawServer, all_rows, rows_until};

/// A server that agrees to compression with these parameters, says these bytes and reads until the end.
async fn agreeing(parameters: &'static str, bytes: Vec<u8>) -> RawServer {
    server(move |head, mut stream| {
        let bytes = bytes.clone();
        async move {
            let line = format!("\r\nSec-WebSocket-Extensions: permessage-deflate{parameters}\r\n\r\n");
            let answer = agreement(&head).replacen("\r\n\r\n", &line, 1);
            stream.write_all(&[answer.as_bytes(), &bytes].concat()).await.expect("a client");
            hold(stream).await;
        }
    })
    .await
}

fn squeezed(deflater: &mut Deflater, message: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    deflater.push(message, true, &mut out);
    out
}

fn frames(row: &Entry) -> Frames {
    FrameTrace::decode(row.frames.bytes(), row.at_micros).expect("frames")
}

#[tokio::test]
async fn a_browsers_offer_is_made_and_another_one_when_it_is_wanted() {
    for (deflate, line) in [
        (Some(Offer::default()), Some("permessage-deflate; client_max_window_bits")),
        (
            Some(Offer::parse("server_max_window_bits=9").expect("an offer")),
            Some("permessage-deflate; server_max_window_bits=9"),
        ),
        (None, None),
    ] {
        let (heads, mut seen) = tokio::sync::mpsc::channel(1);
        let server = server(move |head, _| {
            let heads = heads.clone();
            async move { heads.send(head).await.expect("the test listens") }
        })
        .await;
        let session = open(Config { deflate, ..config(&server.ws("/")) });
        let head = seen.recv().await.expect("a request");
        assert_eq!(header(&head, "Sec-WebSocket-Extensions"), line);
        all_rows(&session).await;
    }
}

#[tokio::test]
async fn an_answer_that_was_not_offered_fails_the_connection_with_its_rule() {
    for (parameters, words) in [
        ("; server_max_window_bits=7", "no value that it may have (RFC 7692 §7.1)"),
        ("; window=3", "\"window\", which there is not"),
        (", permessage-deflate", "which was not offered (RFC 6455 §4.1)"),
    ] {
        let rows = all_rows(&open(config(&agreeing(parameters, Vec::new()).await.ws("/")))).await;
        assert!(error(&rows).contains(words), "{}", error(&rows));
        assert_eq!(described(&rows).last().map(String::as_str), Some("local closed 3"));
    }
    let server = agreeing("", Vec::new()).await;
    let rows = all_rows(&open(Config { deflate: None, ..config(&server.ws("/")) })).await;
    assert!(error(&rows).contains("which was not offered"), "{}", error(&rows));
}

#[tokio::test]
async fn compressed_fragments_with_a_ping_between_them_are_one_message_and_keep_their_frames() {
    let mut deflater = Deflater::new(15, true).expect("a window");
    let message = "wire ".repeat(2_000);
    let wire = squeezed(&mut deflater, message.as_bytes());
    let (first, rest) = wire.split_at(10);
    let again = squeezed(&mut deflater, message.as_bytes());
    let bytes = [
        frame(0x41, first),
        frame(0x89, b"hi"),
        frame(0x80, rest),
        frame(0xc1, &again),
        frame(0x81, b"plain"),
        frame(0x88, b"\x03\xe8"),
    ]
    .concat();
    let server = agreeing("", bytes).await;
    let rows = all_rows(&open(Config { keep: Keep::Frames, ..config(&server.ws("/")) })).await;
    let messages: Vec<&Entry> =
        rows.iter().filter(|row| row.direction.name() == "in" && row.body.kind().name() == "text").collect();
    let payloads: Vec<&[u8]> = messages.iter().map(|row| row.body.payload()).collect();
    assert_eq!(payloads, [message.as_bytes(), message.as_bytes(), b"plain"]);
    let fragmented = frames(messages[0]);
    assert_eq!(fragmented.list.iter().map(|frame| frame.head.rsv1()).collect::<Vec<_>>(), [true, false]);
    assert_eq!((fragmented.wire_payload_bytes(), fragmented.deflated.as_deref()), (wire.len() as u64, Some(&*wire)));
    assert_eq!(frames(messages[1]).wire_payload_bytes(), again.len() as u64);
    assert!(again.len() < wire.len(), "the second one refers to the first");
    assert_eq!((frames(messages[2]).deflated, frames(messages[2]).list.len()), (None, 1));
    let ping = rows.iter().find(|row| row.body.kind().name() == "ping").expect("the ping");
    assert_eq!(frames(ping).list[0].head.bytes(), [0x89, 2]);
    let close = rows.iter().find(|row| row.body.kind().name() == "close").expect("the close");
    assert_eq!(frames(close).list[0].head.bytes(), [0x88, 2]);
}

#[tokio::test]
async fn our_messages_are_compressed_as_agreed() {
    for (parameters, keeps_context, is_compressed) in
        [("", true, true), ("; client_no_context_takeover", false, true), ("; client_max_window_bits=8", true, false)]
    {
        let (sender, mut seen) = tokio::sync::mpsc::channel(8);
        let server = server(move |head, mut stream| {
            let sender = sender.clone();
            async move {
                let line = format!("\r\nSec-WebSocket-Extensions: permessage-deflate{parameters}\r\n\r\n");
                stream.write_all(agreement(&head).replacen("\r\n\r\n", &line, 1).as_bytes()).await.expect("a client");
                let mut inflater = Inflater::new(keeps_context);
                loop {
                    let mut first = [0];
                    if stream.peek(&mut first).await.is_ok_and(|length| length == 0) {
                        return;
                    }
                    let Some(Frame { payload, opcode }) = read_frame(&mut stream).await else { return };
                    let mut plain = Vec::new();
                    if first[0] & 0x40 == 0 {
                        plain = payload.clone();
                    } else {
                        inflater.push(&payload, &mut plain).expect("squeezed bytes");
                        inflater.finish().expect("squeezed bytes");
                    }
                    sender.send((opcode, first[0] & 0x40 != 0, payload.len(), plain)).await.ok();
                }
            }
        })
        .await;
        let session = open(Config { keep: Keep::Frames, ..config(&server.ws("/")) });
        let message = "wire light ".repeat(100);
        for _ in 0..2 {
            send(&session, text(&message));
        }
        send(&session, text(""));
        let mut wire_bytes = Vec::new();
        for expected in [message.as_str(), &message, ""] {
            let (opcode, deflated, length, plain) = seen.recv().await.expect("a message");
            assert_eq!((opcode, deflated, plain), (1, is_compressed, expected.as_bytes().to_vec()), "{parameters}");
            wire_bytes.push(length);
        }
        assert_eq!(wire_bytes[1] < wire_bytes[0], keeps_context && is_compressed, "{parameters}: {wire_bytes:?}");
        assert_eq!(wire_bytes[2], usize::from(is_compressed));
        let rows = rows_until(&session, |row| matches!(&row.body, Body::Text(text) if text.is_empty())).await;
        let row = rows.iter().find(|row| row.body.payload() == message.as_bytes()).expect("the first message");
        assert_eq!(frames(row).wire_payload_bytes(), wire_bytes[0] as u64);
        assert_eq!(frames(row).is_deflated(), is_compressed);
    }
}

#[tokio::test]
async fn what_cannot_be_restored_is_refused_and_a_bomb_at_the_limit() {
    let noise = agreeing("", frame(0xc2, &[0xff; 30])).await;
    let rows = all_rows(&open(config(&noise.ws("/")))).await;
    assert!(error(&rows).contains("cannot be restored (RFC 7692 §7.2.2)"), "{}", error(&rows));
    assert_eq!(described_when_open(&rows)[2], "out close 1007 \"\"");

    let bomb = squeezed(&mut Deflater::new(15, true).expect("a window"), &vec![0; 40 * 1024 * 1024]);
    assert!(bomb.len() < 64 * 1024);
    let server = agreeing("", frame(0xc2, &bomb)).await;
    let rows = all_rows(&open(Config { max_message_bytes: 1024 * 1024, ..config(&server.ws("/")) })).await;
    assert!(error(&rows).contains("the limit is 1 MiB"), "{}", error(&rows));
    assert_eq!(described_when_open(&rows)[1..3], ["local error", "out close 1009 \"\""]);
}

#[tokio::test]
async fn without_an_agreement_a_compressed_message_breaks_a_rule() {
    let server = super::agreeing(b"\xc1\x01\0", hold).await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(described_when_open(&rows)[..3], ["in frame", "local error", "out close 1002 \"\""]);
}

#[tokio::test]
async fn an_echo_of_compressed_messages_is_compressed_again() {
    let wire = squeezed(&mut Deflater::new(15, true).expect("a window"), &[b'a'; 500]);
    let (frames, mut seen) = tokio::sync::mpsc::channel(4);
    let server = server(move |head, mut stream| {
        let (frames, wire) = (frames.clone(), wire.clone());
        async move {
            let line = "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
            let answer = agreement(&head).replacen("\r\n\r\n", line, 1);
            stream.write_all(&[answer.as_bytes(), &frame(0xc1, &wire)].concat()).await.expect("a client");
            let echoed = read_frame(&mut stream).await.expect("the echo");
            frames.send(echoed).await.ok();
            let mut rest = Vec::new();
            stream.read_to_end(&mut rest).await.ok();
        }
    })
    .await;
    let session = open(Config { replies: Replies::echo(), ..config(&server.ws("/")) });
    let echoed = seen.recv().await.expect("the echo");
    let mut plain = Vec::new();
    let mut inflater = Inflater::new(true);
    inflater.push(&echoed.payload, &mut plain).expect("squeezed bytes");
    inflater.finish().expect("squeezed bytes");
    assert_eq!((echoed.opcode, plain), (1, vec![b'a'; 500]));
    session.send(Command::Close(wirelight::protocols::websocket::close::CloseRequest::default())).expect("it listens");
}
