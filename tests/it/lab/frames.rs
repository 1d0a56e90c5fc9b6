//! What the lab does with frames on purpose: compression, fragments, pings, and a reader that takes its time.

use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::{WebSocketStream, tungstenite::Message};
use wirelight::{
    lab::Lab,
    net::{
        deflate::{Agreement, Offer, parse_extensions},
        tap::{FrameParser, Item, Keep, Side, WireTap},
    },
};

use super::client::{get, start, ws, ws_request};

async fn open(lab: &Lab, path: &str) -> WebSocketStream<TcpStream> {
    ws(lab, ws_request(lab, path)).await.0
}

async fn next(socket: &mut WebSocketStream<TcpStream>) -> Message {
    socket.next().await.expect("a message").expect("a message")
}

#[tokio::test]
async fn an_echo_agrees_to_the_parameters_that_it_is_asked_for() {
    let lab = start().await;
    for (query, offer, answer) in [
        ("", "permessage-deflate; client_max_window_bits", Some("permessage-deflate")),
        ("?serverMaxWindowBits=10", "permessage-deflate", Some("permessage-deflate; server_max_window_bits=10")),
        (
            "?clientNoContextTakeover=true&clientMaxWindowBits=9",
            "permessage-deflate; client_max_window_bits",
            Some("permessage-deflate; client_no_context_takeover; client_max_window_bits=9"),
        ),
        ("?clientMaxWindowBits=9", "permessage-deflate", None),
        ("?deflate=off", "permessage-deflate; client_max_window_bits", None),
        ("", "x-webkit-deflate-frame", None),
    ] {
        let mut request = ws_request(&lab, &format!("/ws/echo{query}"));
        request.headers_mut().insert("sec-websocket-extensions", HeaderValue::from_static(offer));
        let (_, response) = ws(&lab, request).await;
        let answered = response.headers().get("sec-websocket-extensions").map(|value| value.to_str().expect("text"));
        assert_eq!(answered, answer, "{query} {offer}");
    }
    let refused = get(&lab, "/ws/echo?serverMaxWindowBits=7", "").await;
    assert_eq!(refused.status, 400, "{}", refused.text());
}

#[tokio::test]
async fn an_echo_of_compressed_messages_is_compressed() {
    let lab = start().await;
    let mut stream = TcpStream::connect(lab.addr()).await.expect("the lab");
    let head = format!(
        "GET /ws/echo?serverNoContextTakeover=true HTTP/1.1\r\nHost: {}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\
         Sec-WebSocket-Extensions: permessage-deflate\r\n\r\n",
        lab.host()
    );
    let mut tap = WireTap::before_handshake(&mut stream);
    tap.send_head(head.into()).await.expect("sent");
    let answer = tap.receive_head().await.expect("an answer");
    let line = answer.values("sec-websocket-extensions").next().expect("an extension");
    let offer = Offer::parse("").expect("an offer");
    let agreed = Agreement::of_answer(&[offer], &parse_extensions([line])[0]).expect("an agreement");
    assert!(agreed.server_no_context_takeover);
    tap.begin_frames(Keep::Frames, Some(&agreed));
    let role = tokio_tungstenite::tungstenite::protocol::Role::Client;
    let mut socket = WebSocketStream::from_raw_socket(tap, role, None).await;
    let text = "wire ".repeat(1_000);
    for _ in 0..2 {
        socket.send(Message::text(text.as_str())).await.expect("sent");
        assert_eq!(socket.next().await.expect("an echo").expect("an echo"), Message::text(text.as_str()));
        let echoed = socket.get_mut().next_message();
        assert!(echoed.frames[0].head.rsv1() && echoed.frames[0].head.payload_bytes() < 100, "{echoed:?}");
    }
    // A frame that breaks a rule is answered with its code, also where messages are compressed.
    drop(socket);
    stream.write_all(b"\x83\x80abcd").await.expect("sent");
    let mut rest = Vec::new();
    stream.read_to_end(&mut rest).await.expect("the end");
    assert_eq!(rest[..4], [0x88, rest.len() as u8 - 2, 0x03, 0xea], "{rest:?}");
}

#[tokio::test]
async fn fragments_come_with_pings_between_them() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/fragments?count=3&size=2").await;
    let mut said = Vec::new();
    for _ in 0..3 {
        said.push(next(&mut socket).await);
    }
    assert_eq!(
        said,
        [Message::Ping("between 1 and 2".into()), Message::Ping("between 2 and 3".into()), Message::text("abcdef")]
    );
    socket.send(Message::binary(vec![1, 2, 3, 4])).await.expect("sent");
    let mut opcodes = Vec::new();
    let mut parser = FrameParser::default();
    let stream = socket.get_mut();
    let mut bytes = [0; 256];
    while opcodes.len() < 5 {
        let length = stream.read(&mut bytes).await.expect("bytes");
        let mut rest = &bytes[..length];
        while let Some(item) = parser.next(&mut rest) {
            if let Item::Head(head) = item {
                opcodes.push((head.opcode(), head.fin(), head.payload_bytes() < 20));
            }
        }
    }
    assert_eq!(opcodes, [(2, false, true), (9, true, true), (0, false, true), (9, true, true), (0, true, true)]);
}

#[tokio::test]
async fn a_slow_reader_answers_a_close_once_it_has_read_it() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/slow-reader?bytesPerSecond=1000000").await;
    socket.send(Message::binary(vec![0; 50_000])).await.expect("sent");
    socket.close(None).await.expect("sent");
    let Message::Close(Some(frame)) = next(&mut socket).await else { panic!("a close frame") };
    assert_eq!((u16::from(frame.code), frame.reason.as_str()), (1000, "I have read all of it at last."));
}

#[tokio::test]
async fn pings_are_numbered_and_their_pongs_are_told() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/ping?every=1&payload=hey").await;
    assert_eq!(next(&mut socket).await, Message::Ping("1 hey".into()));
    let summary = loop {
        if let Message::Text(text) = next(&mut socket).await {
            break text;
        }
    };
    assert!(summary.starts_with("pong 1 after ") && summary.ends_with(" ms"), "{summary}");
    socket.send(Message::Pong("what?".into())).await.expect("sent");
    loop {
        if let Message::Text(text) = next(&mut socket).await
            && text.contains("answers no ping")
        {
            assert!(text.contains("what?"), "{text}");
            break;
        }
    }
}

#[tokio::test]
async fn a_client_that_answers_no_ping_is_closed_with_1011() {
    let lab = start().await;
    let mut stream = open(&lab, "/ws/ping?every=20&timeout=60").await.into_inner();
    let mut all = Vec::new();
    // It only reads: no pong goes out.
    let mut tap = WireTap::after_handshake(&mut stream, Side::Client);
    let mut piece = [0; 512];
    while !all.windows(2).any(|pair| pair == 1011_u16.to_be_bytes()) {
        let length = tap.read(&mut piece).await.expect("bytes");
        assert!(length > 0, "it ended without 1011");
        all.extend_from_slice(&piece[..length]);
    }
    let words = String::from_utf8_lossy(&all).into_owned();
    assert!(words.contains("No pong for ping 1 within 60 ms."), "{words}");
}

#[tokio::test]
async fn large_messages_come_back_however_their_bytes_are_cut_and_the_socket_goes_on() {
    let lab = start().await;
    for path in ["/ws/echo", "/ws/chat"] {
        let mut stream = open(&lab, path).await.into_inner();
        for size in [40_000_usize, 1_000_000, 3_000_000, 10] {
            let length = if size > 65_535 { 127_u8 } else { 126 };
            let mut head = vec![0x82, 0x80 | length];
            match length {
                127 => head.extend_from_slice(&(size as u64).to_be_bytes()),
                _ => head.extend_from_slice(&(size as u16).to_be_bytes()),
            }
            head.extend_from_slice(&[0; 4]);
            stream.write_all(&head).await.expect("sent");
            // By then the lab has read the header, and nothing else.
            assert_eq!(get(&lab, "/sse/stop", "").await.status, 204);
            let payload: Vec<u8> = (0..size).map(|n| (n % 251) as u8).collect();
            stream.write_all(&payload).await.expect("sent");
            let mut echoed = Vec::new();
            let mut parser = FrameParser::default();
            let (mut block, mut is_whole, mut fin) = (vec![0; 65_536], false, false);
            while !is_whole {
                let length = stream.read(&mut block).await.expect("bytes");
                assert!(length > 0, "{path} ended after {} of {size} bytes", echoed.len());
                let mut rest = &block[..length];
                while let Some(item) = parser.next(&mut rest) {
                    match item {
                        Item::Head(head) => fin = head.fin(),
                        Item::Payload(piece) => echoed.extend_from_slice(piece),
                        Item::End => is_whole = fin,
                    }
                }
            }
            assert!(echoed == payload, "{path}: {} bytes for {size}", echoed.len());
        }
    }
}
