//! Limits on what a peer may say: what comes beyond them is counted or refused, and named.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use wirelight::{
    limits::{MAX_FRAME_HEADS, MAX_INTERIM_ANSWERS},
    net::tap::Keep,
    protocols::websocket::{Config, replies::Replies},
    transcript::{Body, FrameTrace, Frames},
};

use super::{
    agreement, config, described, described_when_open, error, frame, hold, open, read_frame, saying_owned, server,
};
use crate::support::{RawServer, all_rows, rows_until};

const BOTH_CLOSE: &[u8] = b"\x88\x02\x03\xe8";

fn framed(url: &str) -> Config {
    Config { keep: Keep::Frames, deflate: None, ..config(url) }
}

fn frames(row: &wirelight::transcript::Entry) -> Frames {
    FrameTrace::decode(row.frames.bytes(), row.at_micros).expect("frames")
}

#[tokio::test]
async fn of_a_message_the_first_frames_are_kept_and_the_rest_is_counted() {
    let fragments = 5_000;
    let mut bytes = frame(0x02, b"a");
    for _ in 0..fragments {
        bytes.extend_from_slice(&frame(0x00, b"b"));
    }
    // Control frames in between are rows of their own.
    bytes.extend_from_slice(&frame(0x8a, b"pong"));
    bytes.extend_from_slice(&frame(0x80, b""));
    bytes.extend_from_slice(&frame(0x81, b"next"));
    bytes.extend_from_slice(BOTH_CLOSE);
    let (server, _seen) = saying_owned(bytes).await;
    let rows = all_rows(&open(framed(&server.ws("/")))).await;
    let messages: Vec<_> = rows.iter().filter(|row| matches!(row.body, Body::Binary(_) | Body::Text(_))).collect();
    let many = frames(messages[0]);
    assert_eq!((many.list.len(), many.count()), (MAX_FRAME_HEADS, fragments + 2));
    assert_eq!(many.wire_payload_bytes(), fragments + 1);
    assert_eq!(many.list[0].head.opcode(), 2);
    let next = frames(messages[1]);
    assert_eq!((next.list.len(), next.omitted.count), (1, 0));
    let pong = rows.iter().find(|row| matches!(row.body, Body::Pong(_))).expect("a pong");
    assert_eq!(frames(pong).list[0].head.bytes(), [0x8a, 4]);
}

#[tokio::test]
async fn a_message_that_is_cut_off_keeps_its_first_frames_too() {
    let fragments = 3_000;
    let mut bytes = frame(0x01, b"begun ");
    (0..fragments).for_each(|_| bytes.extend_from_slice(&frame(0x00, b"")));
    let server = server(move |head, mut stream| {
        let bytes = [agreement(&head).as_bytes(), &bytes].concat();
        async move { stream.write_all(&bytes).await.expect("a client that listens") }
    })
    .await;
    let rows = all_rows(&open(framed(&server.ws("/")))).await;
    let cut = rows.iter().find(|row| matches!(row.body, Body::Partial(..))).expect("a row");
    let Body::Partial(partial, payload) = &cut.body else { unreachable!("a part") };
    assert_eq!((partial.bytes, partial.of, payload.as_ref()), (6, None, &b"begun "[..]));
    assert_eq!((frames(cut).list.len(), frames(cut).count()), (MAX_FRAME_HEADS, fragments + 1));
}

/// A peer that takes nothing at first makes us stop reading; once it takes the pongs, all go on and none is lost.
#[tokio::test]
async fn every_ping_is_answered_in_the_end() {
    const PINGS: u32 = 40_000;
    let server = server(|head, stream| async move {
        let (mut from_us, mut to_us) = stream.into_split();
        to_us.write_all(agreement(&head).as_bytes()).await.expect("a client that listens");
        let pings: Vec<u8> = (0..PINGS).flat_map(|n| frame(0x89, format!("{n:0120}").as_bytes())).collect();
        // Not a byte is read before the client has taken all that it wants to take.
        let mut taken = 0;
        while let Ok(written) = tokio::time::timeout(Duration::from_millis(300), to_us.write(&pings[taken..])).await {
            taken += written.expect("a client that listens");
            if taken == pings.len() {
                break;
            }
        }
        let rest = to_us.write_all(&pings[taken..]);
        let answers = async {
            for n in 0..PINGS {
                let pong = read_frame(&mut from_us).await.expect("a pong");
                assert_eq!((pong.opcode, pong.payload), (10, format!("{n:0120}").into_bytes()));
            }
        };
        tokio::join!(async { rest.await.expect("a client that listens") }, answers);
        to_us.write_all(BOTH_CLOSE).await.expect("a client that listens");
    })
    .await;
    let rows = all_rows(&open(framed(&server.ws("/")))).await;
    let count = |found: fn(&Body) -> bool| rows.iter().filter(|row| found(&row.body)).count();
    assert_eq!(count(|body| matches!(body, Body::Ping(_))), PINGS as usize);
    assert_eq!(count(|body| matches!(body, Body::Pong(_))), PINGS as usize);
    assert_eq!(count(|body| matches!(body, Body::Error(_))), 0);
}

#[tokio::test]
async fn interim_answers_are_limited_in_number() {
    for (interims, expected) in [(MAX_INTERIM_ANSWERS, None), (MAX_INTERIM_ANSWERS + 1, Some("more than 100 interim"))]
    {
        let server = server(move |head, mut stream| async move {
            let interim = "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(interims);
            let bytes = [interim.as_bytes(), agreement(&head).as_bytes(), BOTH_CLOSE].concat();
            stream.write_all(&bytes).await.expect("a client that listens");
            hold(stream).await;
        })
        .await;
        let rows = all_rows(&open(config(&server.ws("/")))).await;
        let responses = rows.iter().filter(|row| matches!(row.body, Body::Response(_))).count();
        match expected {
            None => {
                assert_eq!(responses, MAX_INTERIM_ANSWERS + 1);
                assert_eq!(described_when_open(&rows)[0], "in close 1000 \"\"");
            }
            Some(words) => {
                assert_eq!(responses, MAX_INTERIM_ANSWERS);
                assert!(error(&rows).contains(words), "{}", error(&rows));
            }
        }
    }
}

#[tokio::test]
async fn a_head_and_its_lines_are_limited() {
    let lines = |count: usize, length: usize| {
        let line = format!("X-Long: {}\r\n", "a".repeat(length - 10));
        format!("HTTP/1.1 200 OK\r\n{}\r\n", line.repeat(count)).into_bytes()
    };
    for (answer, words) in [
        (lines(1, 64 * 1024), "it answered 200 OK"),
        (lines(1, 64 * 1024 + 1), "has a header line of more than 64 KiB: \"X-Long\""),
        (lines(15, 64 * 1024), "it answered 200 OK"),
        (lines(16, 64 * 1024), "has a head of more than 1024 KiB"),
    ] {
        let server = RawServer::answering(vec![answer]).await;
        let rows = all_rows(&open(config(&server.ws("/")))).await;
        assert!(error(&rows).contains(words), "{words}: {}", error(&rows));
    }
}

#[tokio::test]
async fn what_a_peer_wrote_is_told_in_part_when_it_is_long() {
    let long = "x".repeat(60_000);
    for (line, words) in [
        (format!("Sec-WebSocket-Extensions: {long}"), "the extension \"xxx"),
        (format!("Sec-WebSocket-Extensions: permessage-deflate; {long}"), "the parameter \"xxx"),
        (format!("Sec-WebSocket-Protocol: {long}"), "the subprotocol \"xxx"),
    ] {
        let server = server(move |head, mut stream| {
            let answer = agreement(&head).replacen("\r\n\r\n", &format!("\r\n{line}\r\n\r\n"), 1);
            async move {
                stream.write_all(answer.as_bytes()).await.expect("a client that listens");
                hold(stream).await;
            }
        })
        .await;
        let summary = error(&all_rows(&open(config(&server.ws("/")))).await);
        assert!(summary.contains(words) && summary.contains("bytes more") && summary.len() < 1_000, "{summary}");
    }
    let server =
        RawServer::answering(vec![format!("HTTP/1.1 403 {long}\r\nContent-Length: 0\r\n\r\n").into_bytes()]).await;
    let summary = error(&all_rows(&open(config(&server.ws("/")))).await);
    assert!(
        summary.contains("it answered 403 xxx") && summary.contains("bytes more") && summary.len() < 3_000,
        "{summary}"
    );
}

#[tokio::test]
async fn a_server_that_does_not_answer_is_given_up_after_the_connect_time_out() {
    let silent: fn(usize) -> Vec<u8> = |_| Vec::new();
    let half: fn(usize) -> Vec<u8> = |_| b"HTTP/1.1 101 Switching Pro".to_vec();
    let interim: fn(usize) -> Vec<u8> = |_| b"HTTP/1.1 103 Early Hints\r\n\r\n".to_vec();
    for says in [silent, half, interim] {
        let server = server(move |_, mut stream| async move {
            stream.write_all(&says(0)).await.expect("a client that listens");
            hold(stream).await;
        })
        .await;
        let mut config = config(&server.ws("/"));
        config.peer.connect.timeout = Duration::from_millis(150);
        let rows = all_rows(&open(config)).await;
        assert!(error(&rows).contains("did not answer the WebSocket request within 0.15 s"), "{}", error(&rows));
        assert_eq!(described(&rows).last().map(String::as_str), Some("local closed 3"));
    }
}

#[tokio::test]
async fn a_bomb_is_refused_and_the_limit_is_said() {
    let mut deflater = wirelight::net::deflate::Deflater::new(15, true).expect("a window");
    let mut bomb = Vec::new();
    deflater.push(&vec![0; 3 * 1024 * 1024], true, &mut bomb);
    let bomb = frame(0xc2, &bomb);
    let server = server(move |head, mut stream| {
        let answer =
            agreement(&head).replacen("\r\n\r\n", "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n", 1);
        let bytes = [answer.as_bytes(), &bomb].concat();
        async move {
            stream.write_all(&bytes).await.expect("a client that listens");
            let close = read_frame(&mut stream).await.expect("a close frame");
            assert_eq!((close.opcode, &close.payload[..2]), (8, &1009_u16.to_be_bytes()[..]));
            hold(stream).await;
        }
    })
    .await;
    let rows = all_rows(&open(Config { max_message_bytes: 1024 * 1024, ..config(&server.ws("/")) })).await;
    assert!(error(&rows).contains("the limit is 1 MiB"), "{}", error(&rows));
    assert!(!rows.iter().any(|row| matches!(row.body, Body::Binary(_))));
}

/// A close by the user is not kept waiting by a peer that takes no pong.
#[tokio::test]
async fn a_session_whose_pongs_nobody_takes_can_be_cancelled() {
    let server = server(|head, mut stream| async move {
        stream.write_all(agreement(&head).as_bytes()).await.expect("a client that listens");
        let pings = frame(0x89, &[b'p'; 125]).repeat(512);
        while stream.write_all(&pings).await.is_ok() {}
    })
    .await;
    let session = open(Config { replies: Replies::echo(), ..config(&server.ws("/")) });
    let mut pings = 0;
    rows_until(&session, |row| {
        pings += usize::from(matches!(row.body, Body::Ping(_)));
        pings > 8_000
    })
    .await;
    session.cancel();
    let rows = all_rows(&session).await;
    assert_eq!(described(&rows).last().map(String::as_str), Some("local closed 3"));
}
