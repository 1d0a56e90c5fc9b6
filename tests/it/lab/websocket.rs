//! WebSocket routes of the lab against a client library and against raw frames.

use futures_util::{SinkExt as _, StreamExt as _};
use http::HeaderValue;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{Error, Message, protocol::CloseFrame},
};
use wirelight::lab::Lab;

use super::client::{get, send, start, ws, ws_request};

type Socket = WebSocketStream<TcpStream>;

async fn open(lab: &Lab, path: &str) -> Socket {
    ws(lab, ws_request(lab, path)).await.0
}

async fn next(socket: &mut Socket) -> Message {
    socket.next().await.expect("a message").expect("a message")
}

/// Everything up to the peer's close frame, and that frame.
async fn to_close(socket: &mut Socket) -> (Vec<Message>, Option<CloseFrame>) {
    let mut messages = Vec::new();
    loop {
        match next(socket).await {
            Message::Close(frame) => return (messages, frame),
            message => messages.push(message),
        }
    }
}

fn code_and_reason(frame: Option<CloseFrame>) -> (u16, String) {
    let frame = frame.expect("a code");
    (frame.code.into(), frame.reason.to_string())
}

#[tokio::test]
async fn an_echo_has_the_same_opcode_and_bytes() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/echo").await;
    let large = Message::binary((0..3_000_000_u32).map(|n| (n % 251) as u8).collect::<Vec<_>>());
    for message in [Message::text("grüß ✓"), Message::text(""), Message::binary(vec![0, 255]), large] {
        socket.send(message.clone()).await.expect("sent");
        assert!(next(&mut socket).await == message, "another message came back");
    }
    socket.send(Message::Ping("p".into())).await.expect("sent");
    assert_eq!(next(&mut socket).await, Message::Pong("p".into()));
    for n in 0..1_000 {
        socket.feed(Message::text(n.to_string())).await.expect("sent");
    }
    socket.close(None).await.expect("sent");
    let (echoed, frame) = to_close(&mut socket).await;
    assert_eq!(echoed, (0..1_000).map(|n| Message::text(n.to_string())).collect::<Vec<_>>());
    assert_eq!(frame, None);
    assert!(socket.next().await.is_none());
}

#[tokio::test]
async fn an_echo_takes_the_first_offered_subprotocol_that_it_knows() {
    let lab = start().await;
    for (offered, chosen) in [("soap, superchat, chat", "superchat"), ("chat,superchat", "chat")] {
        let mut request = ws_request(&lab, "/ws/echo");
        request.headers_mut().insert("sec-websocket-protocol", HeaderValue::from_static(offered));
        let (_, response) = ws(&lab, request).await;
        assert_eq!(response.headers()["sec-websocket-protocol"], chosen);
    }
    let (_, response) = ws(&lab, ws_request(&lab, "/ws/echo")).await;
    assert!(response.headers().get("sec-websocket-protocol").is_none());
}

#[tokio::test]
async fn a_chat_reaches_every_client_the_sender_too() {
    let lab = start().await;
    let mut clients = [open(&lab, "/ws/chat").await, open(&lab, "/ws/chat").await, open(&lab, "/ws/chat").await];
    for (n, client) in clients.iter_mut().enumerate() {
        // Whoever hears himself is in the room.
        client.send(Message::text(format!("join {n}"))).await.expect("sent");
        while next(client).await != Message::text(format!("join {n}")) {}
    }
    for n in 0..200 {
        clients[0].feed(Message::text(format!("all {n}"))).await.expect("sent");
    }
    clients[0].send(Message::binary(vec![1, 2])).await.expect("sent");
    for client in &mut clients {
        let mut heard = Vec::new();
        loop {
            match next(client).await {
                Message::Text(text) if text.starts_with("all") => heard.push(text.to_string()),
                Message::Binary(bytes) => {
                    assert_eq!(bytes.as_ref(), [1, 2]);
                    break;
                }
                _ => {}
            }
        }
        assert_eq!(heard, (0..200).map(|n| format!("all {n}")).collect::<Vec<_>>());
    }
}

#[tokio::test]
async fn hello_greets_by_name_and_says_bye() {
    let lab = start().await;
    let (mut john, mut guest) = (open(&lab, "/ws/hello").await, open(&lab, "/ws/hello").await);
    john.send(Message::text("My name is John")).await.expect("sent");
    guest.send(Message::text("Hello!")).await.expect("sent");
    assert_eq!(next(&mut john).await, Message::text("Hello from server, John!"));
    assert_eq!(next(&mut guest).await, Message::text("Hello from server, Guest!"));
    john.send(Message::text("and again")).await.expect("sent");
    let (messages, frame) = to_close(&mut john).await;
    assert_eq!((messages, code_and_reason(frame)), (vec![], (1000, "Bye!".to_owned())));
}

#[tokio::test]
async fn a_close_has_the_code_and_reason_asked_for() {
    let lab = start().await;
    for (query, code, reason) in [
        ("", 1000, ""),
        ("?code=1001&reason=gr%C3%BC%C3%9F+dich", 1001, "grüß dich"),
        ("?code=1014", 1014, ""),
        ("?code=4999&reason=x", 4999, "x"),
    ] {
        let mut stream = send_handshake(&lab, &format!("/ws/close{query}")).await;
        let mut frame = vec![0; 4 + reason.len()];
        stream.read_exact(&mut frame).await.expect("a close frame");
        let expected = [&[0x88, 2 + reason.len() as u8], u16::to_be_bytes(code).as_slice(), reason.as_bytes()].concat();
        assert_eq!(frame, expected);
    }
}

#[tokio::test]
async fn a_drop_echoes_and_then_ends_without_a_close_frame() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/drop?after=2").await;
    for text in ["one", "two"] {
        socket.send(Message::text(text)).await.expect("sent");
        assert_eq!(next(&mut socket).await, Message::text(text));
    }
    assert!(matches!(socket.next().await, Some(Err(Error::Protocol(_)))));
    let mut at_once = send_handshake(&lab, "/ws/drop").await;
    assert_eq!(at_once.read(&mut [0; 9]).await.expect("an end"), 0);
}

#[tokio::test]
async fn a_clock_goes_on_until_the_client_closes() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/clock?every=1").await;
    for _ in 0..3 {
        assert!(next(&mut socket).await.into_text().expect("text").ends_with('Z'));
    }
    socket.close(None).await.expect("sent");
    to_close(&mut socket).await;
}

#[tokio::test]
async fn only_the_allowed_origin_is_let_in() {
    let lab = start().await;
    for (query, origin, status) in [
        ("", Some("https://javascript.info"), 101),
        ("", Some("https://evil.example"), 403),
        ("", None, 403),
        ("?allow=null", Some("null"), 101),
    ] {
        let mut request = ws_request(&lab, &format!("/ws/origin{query}"));
        if let Some(origin) = origin {
            request.headers_mut().insert("origin", HeaderValue::from_static(origin));
        }
        let stream = TcpStream::connect(lab.addr()).await.expect("a connection");
        let seen = match client_async(request, stream).await {
            Ok((_, response)) => response.status().as_u16(),
            Err(Error::Http(response)) => response.status().as_u16(),
            Err(other) => panic!("{other}"),
        };
        assert_eq!(seen, status, "{origin:?}");
    }
}

#[tokio::test]
async fn a_flood_has_exactly_the_messages_and_sizes_asked_for() {
    let lab = start().await;
    for (count, size, rate, binary) in [
        (0, 64, 0, false),
        (20_000, 64, 0, false),
        (12, 1, 0, true),
        (3, 0, 0, false),
        (3, 200_000, 0, true),
        (300, 8, 100_000, false),
    ] {
        let path = format!("/ws/flood?count={count}&size={size}&perSecond={rate}&binary={binary}");
        let mut socket = open(&lab, &path).await;
        let (messages, frame) = to_close(&mut socket).await;
        assert_eq!(code_and_reason(frame), (1000, String::new()), "{path}");
        assert_eq!(messages.len(), count, "{path}");
        for (number, message) in messages.into_iter().enumerate() {
            assert_eq!((message.is_binary(), message.len()), (binary, size), "{path}");
            let digits = number.to_string();
            let data = message.into_data();
            let text = std::str::from_utf8(&data).expect("digits and dots");
            assert_eq!(text.trim_end_matches('.'), &digits[digits.len().saturating_sub(size)..], "{path}");
        }
    }
}

#[tokio::test]
async fn a_flood_answers_pings_and_ends_when_the_client_closes() {
    let lab = start().await;
    let mut socket = open(&lab, "/ws/flood?count=1000000000").await;
    socket.send(Message::Ping("here".into())).await.expect("sent");
    while next(&mut socket).await != Message::Pong("here".into()) {}
    socket.close(None).await.expect("sent");
    assert_eq!(to_close(&mut socket).await.1, None);
}

#[tokio::test]
async fn a_client_that_breaks_a_rule_is_told_which() {
    let lab = start().await;
    let unmasked = [0x81, 1, b'x'].to_vec();
    let not_utf8 = [0x81, 0x81, 0, 0, 0, 0, 0xff].to_vec();
    let reserved_bit = [0xc1, 0x81, 0, 0, 0, 0, b'x'].to_vec();
    let too_large = [0x82, 0xff, 0, 0, 0, 0, 4, 0, 0, 1, 0, 0, 0, 0].to_vec();
    for (frame, code) in [(unmasked, 1002_u16), (not_utf8, 1007), (reserved_bit, 1002), (too_large, 1009)] {
        let mut stream = send_handshake(&lab, "/ws/echo").await;
        stream.write_all(&frame).await.expect("written");
        let mut head = [0; 4];
        stream.read_exact(&mut head).await.expect("a close frame");
        assert_eq!((head[0], u16::from_be_bytes([head[2], head[3]])), (0x88, code), "{frame:x?}");
    }
}

#[tokio::test]
async fn a_plain_request_is_told_to_upgrade() {
    let lab = start().await;
    let plain = get(&lab, "/ws/echo", "").await;
    assert_eq!(
        (plain.status, plain.header("upgrade"), plain.header("sec-websocket-version")),
        (426, Some("websocket"), Some("13"))
    );
    let old = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 8\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
    assert_eq!(get(&lab, "/ws/echo", old).await.status, 426);
    let no_key = "Connection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13";
    assert_eq!(get(&lab, "/ws/echo", no_key).await.status, 400);
}

/// A raw connection behind its handshake.
async fn send_handshake(lab: &Lab, path: &str) -> TcpStream {
    let head = format!(
        "GET {path}\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
         Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
    );
    let mut stream = send(lab, &head, b"").await;
    let mut answer = Vec::new();
    while !answer.ends_with(b"\r\n\r\n") {
        answer.push(stream.read_u8().await.expect("an answer"));
    }
    let answer = String::from_utf8(answer).expect("a head in UTF-8");
    assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
    assert!(answer.contains("sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n"), "{answer}");
    stream
}
