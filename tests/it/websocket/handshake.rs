//! Opening: heads as on the wire, refusals, broken rules, servers that are none.

use tokio::{io::AsyncWriteExt as _, sync::mpsc::channel, task::yield_now};
use wirelight::{
    net::{coding::ask_for_codings, headers::parse_line},
    protocols::websocket::Event,
    transcript::{Body, Entry},
};

use super::{agreement, close, config, described, error, frame, open, send, server, text, until_open, wait_for};
use crate::{
    coded::gzip,
    support::{RawServer, all_rows},
};

const NEVER_OPEN: [&str; 6] = [
    "local connecting 0",
    "out request",
    "in response 101",
    "local error",
    "local close 1006 \"\" not clean",
    "local closed 3",
];

#[tokio::test]
async fn the_request_row_is_the_head_that_the_server_got() {
    let (heads, mut seen) = channel(1);
    let server = server(move |head, mut stream| {
        let heads = heads.clone();
        async move {
            stream.write_all(agreement(&head).as_bytes()).await.expect("a client");
            heads.send(head).await.ok();
        }
    })
    .await;
    let mut config = config(&server.ws("/a?b#c"));
    config.peer.headers = vec![parse_line("x-token: ü").expect("a header")];
    config.subprotocols = Vec::new();
    config.origin = Some("https://javascript.info".parse().expect("an origin"));
    let rows = until_open(&open(config)).await;
    let head = seen.recv().await.expect("a head");
    let Some(Body::Request(request)) = rows.iter().map(|row| &row.body).find(|body| matches!(body, Body::Request(_)))
    else {
        panic!("no request in {rows:#?}");
    };
    let mut lines = vec!["GET /a?b HTTP/1.1".to_owned()];
    lines.extend(request.headers.iter().map(|(name, value)| format!("{name}: {value}")));
    assert_eq!(head, format!("{}\r\n\r\n", lines.join("\r\n")));
    assert_eq!(request.url, server.ws("/a?b"));
    assert!(head.contains("\r\nx-token: ü\r\n") && head.contains("\r\nOrigin: https://javascript.info\r\n"));
}

fn refusal(rows: &[Entry]) -> (u16, String, Option<String>) {
    rows.iter()
        .find_map(|row| match &row.body {
            Body::Response(head) => {
                Some((head.status, head.reason_phrase.clone().unwrap_or_default(), head.body_preview.clone()))
            }
            _ => None,
        })
        .expect("an answer")
}

#[tokio::test]
async fn a_refusal_shows_its_head_and_its_body_that_comes_in_pieces() {
    let server = server(|_, mut stream| async move {
        let head = "HTTP/1.1 403 Not For You\r\nX-Why: no\r\nContent-Length: 11\r\n\r\n";
        for piece in [head, "hel", "lo ", "world"] {
            stream.write_all(piece.as_bytes()).await.expect("a client");
            yield_now().await;
        }
    })
    .await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(refusal(&rows), (403, "Not For You".to_owned(), Some("hello world".to_owned())));
    assert_eq!(described(&rows)[2..4], ["in response 403", "local error"]);
    assert!(error(&rows).contains("403 Not For You"));
}

#[tokio::test]
async fn a_refusals_body_is_decoded() {
    let server = server(|_, mut stream| async move {
        let body = gzip(b"\xed\xe5\xf2");
        let lines = "Content-Type: text/plain;charset=windows-1251\r\nContent-Encoding: gzip";
        let head = format!("HTTP/1.1 403 No\r\n{lines}\r\nContent-Length: {}\r\n\r\n", body.len());
        stream.write_all(&[head.into_bytes(), body].concat()).await.expect("a client");
    })
    .await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(refusal(&rows).2.as_deref(), Some("нет"));
    assert_eq!(described(&rows)[2..5], ["in response 403", "local finding", "local error"]);
    let mut asking = config(&server.ws("/"));
    ask_for_codings(&mut asking.peer.headers);
    let rows = all_rows(&open(asking)).await;
    assert_eq!(described(&rows)[2..4], ["in response 403", "local error"]);
}

#[tokio::test]
async fn the_window_gets_more_of_a_refusals_body_than_the_record() {
    let server = server(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 500 No\r\n\r\n").await.expect("a client");
        stream.write_all(&vec![b'x'; 1_100_000]).await.ok();
    })
    .await;
    let session = open(config(&server.ws("/")));
    let mut body_bytes = 0;
    let mut preview_bytes = 0;
    wait_for(&session, |event| {
        match event {
            Event::RefusalBody(body) => body_bytes = body.len(),
            Event::Row(Entry { body: Body::Response(head), .. }) => {
                preview_bytes = head.body_preview.as_ref().map_or(0, String::len);
            }
            _ => {}
        }
        (body_bytes > 0).then_some(())
    })
    .await;
    assert_eq!((body_bytes, preview_bytes), (1024 * 1024, 4096));
}

#[tokio::test]
async fn an_agreement_that_breaks_a_rule_is_shown_and_the_rule_is_named() {
    for (from, to, words) in [
        ("Sec-WebSocket-Accept: ", "Sec-WebSocket-Accept: x", "Sec-WebSocket-Accept"),
        ("Upgrade: websocket\r\n", "", "the Upgrade header must be websocket, it is missing"),
        ("Connection: Upgrade", "Connection: close", "the Connection header must name Upgrade"),
        ("\r\n\r\n", "\r\nSec-WebSocket-Protocol: chat\r\n\r\n", "the subprotocol \"chat\", which was not offered"),
        ("\r\n\r\n", "\r\nSec-WebSocket-Extensions: x\r\n\r\n", "the extension \"x\", which was not offered"),
    ] {
        let server = server(move |head, mut stream| async move {
            stream.write_all(agreement(&head).replacen(from, to, 1).as_bytes()).await.expect("a client");
        })
        .await;
        let rows = all_rows(&open(config(&server.ws("/")))).await;
        assert_eq!(described(&rows), NEVER_OPEN);
        assert!(error(&rows).contains(words) && error(&rows).contains("RFC 6455 §4.1"), "{}", error(&rows));
    }
}

#[tokio::test]
async fn an_offered_subprotocol_must_be_chosen() {
    let server = server(|head, mut stream| async move {
        stream.write_all(agreement(&head).as_bytes()).await.expect("a client");
    })
    .await;
    let mut config = config(&server.ws("/"));
    config.subprotocols = vec!["chat".to_owned()];
    let rows = all_rows(&open(config)).await;
    assert_eq!(described(&rows), NEVER_OPEN);
    assert!(error(&rows).contains("none of the offered subprotocols"));
}

#[tokio::test]
async fn what_is_no_http_is_quoted() {
    for (bytes, words) in [
        (&b"SSH-2.0-OpenSSH\r\n"[..], "is not HTTP/1.1: it begins with \"SSH-2.0-OpenSSH\" (it is an SSH server)"),
        (b"\x15\x03\x01\x00\x02\x02\x46", "(it speaks TLS: write the URL with https://)"),
        (b"\0\0\x12\x04\0\0\0\0\0", "(it speaks HTTP/2 only)"),
        (b"220 mail.example ESMTP\r\n", "is not HTTP/1.1: it begins with \"220 mail.example ESMTP\""),
        (b"", "before the WebSocket request was answered the server closed the connection"),
        (b"HTTP/1.1 101 Swi", "in the head of its answer, after 16 bytes that begin with \"HTTP/1.1 101 Swi\""),
        (b"HTTP/1.1 abc\r\n\r\n", "no status line: \"HTTP/1.1 abc\""),
    ] {
        let server = server(move |_, mut stream| async move {
            stream.write_all(bytes).await.expect("a client");
        })
        .await;
        let rows = all_rows(&open(config(&server.ws("/")))).await;
        assert_eq!(
            described(&rows),
            ["local connecting 0", "out request", "local error", "local close 1006 \"\" not clean", "local closed 3"]
        );
        assert!(error(&rows).contains(words), "{}", error(&rows));
    }
}

#[tokio::test]
async fn an_interim_answer_is_a_row_before_the_final_one() {
    let server = server(|head, mut stream| async move {
        let answer = format!("HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n{}", agreement(&head));
        stream.write_all(answer.as_bytes()).await.expect("a client");
    })
    .await;
    let rows = until_open(&open(config(&server.ws("/")))).await;
    assert_eq!(described(&rows)[2..], ["in response 103", "in response 101", "local open 1"]);
}

#[tokio::test]
async fn a_message_right_behind_the_agreement_is_not_lost() {
    let server = server(|head, mut stream| async move {
        let bytes = [agreement(&head).into_bytes(), frame(0x81, b"hello"), frame(0x88, b"")].concat();
        stream.write_all(&bytes).await.expect("a client");
    })
    .await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(super::described_when_open(&rows)[0], "in text hello");
}

#[tokio::test]
async fn nothing_was_requested_where_nobody_listens() {
    let nobody = RawServer::answering(vec![Vec::new()]).await;
    let url = nobody.ws("/");
    drop(nobody);
    // The listener is closed when its task has ended.
    while tokio::net::TcpStream::connect(url.trim_start_matches("ws://").trim_end_matches('/')).await.is_ok() {
        yield_now().await;
    }
    let rows = all_rows(&open(config(&url))).await;
    assert_eq!(
        described(&rows),
        ["local connecting 0", "local error", "local close 1006 \"\" not clean", "local closed 3"]
    );
    assert!(error(&rows).starts_with("cannot connect to 127.0.0.1:"));
}

#[tokio::test]
async fn a_close_ends_the_wait_for_a_silent_server() {
    let (asked, mut was_asked) = channel(1);
    let server = server(move |_, stream| {
        let asked = asked.clone();
        async move {
            asked.send(()).await.ok();
            super::hold(stream).await;
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    was_asked.recv().await.expect("a request");
    send(&session, text("never sent"));
    close(&session, "1000");
    let rows = all_rows(&session).await;
    assert_eq!(described(&rows)[2..], ["local error", "local close 1006 \"\" not clean", "local closed 3"]);
    assert!(error(&rows).contains("closed before the connection was open"));
}

#[tokio::test]
async fn dropping_the_handle_ends_the_wait_for_a_silent_server() {
    let (ended, mut has_ended) = channel(1);
    let (asked, mut was_asked) = channel(1);
    let server = server(move |_, stream| {
        let (asked, ended) = (asked.clone(), ended.clone());
        async move {
            asked.send(()).await.ok();
            super::hold(stream).await;
            ended.send(()).await.ok();
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    was_asked.recv().await.expect("a request");
    drop(session);
    has_ended.recv().await.expect("the client ended the connection");
}
