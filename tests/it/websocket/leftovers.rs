//! Bytes that become no message: what the end cuts off, what breaks off a message, what stands behind the close frame.

use tokio::{io::AsyncWriteExt as _, sync::mpsc::channel};
use wirelight::{
    limits::{MAX_PARTIAL_BYTES, MAX_STRAY_BYTES},
    net::{deflate::Deflater, tap::Keep},
    protocols::websocket::Config,
    transcript::{Body, Direction, Entry, FrameTrace, entry::Partial},
};

use super::{
    agreeing, agreement, close, config, described_when_open, error, frame, hold, open, read_frame, send, server, text,
    until_open,
};
use crate::support::{RawServer, all_rows, reset_on_close};

/// Three frames of a message that has more.
const THREE: &[u8] = b"\x01\x04one \x00\x04two \x00\x05three";

const PARTIAL: &str = "in partial 13 one two three";

fn partials(rows: &[Entry]) -> Vec<(&Partial, &[u8])> {
    let of_row = |row: &'_ Entry| match &row.body {
        Body::Partial(..) => Some(row.direction),
        _ => None,
    };
    assert!(rows.iter().filter_map(of_row).all(|direction| direction == Direction::In));
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::Partial(partial, payload) => Some((&**partial, payload.as_ref())),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn fragments_before_the_end_of_the_connection_are_a_row() {
    let server = agreeing(THREE, |stream| async move { drop(stream) }).await;
    for keep in [Keep::Closes, Keep::Frames] {
        let rows = all_rows(&open(Config { keep, ..config(&server.ws("/")) })).await;
        assert_eq!(
            described_when_open(&rows),
            [PARTIAL, "local error", "local close 1006 \"\" not clean", "local closed 3"]
        );
        let (partial, _) = partials(&rows)[0];
        assert_eq!((partial.of, partial.partial_type.as_deref()), (None, Some("text")));
    }
}

#[tokio::test]
async fn fragments_before_a_reset_are_a_row() {
    let server = agreeing(THREE, |mut stream| async move {
        // It resets only once the client has read everything: a reset throws away what is under way.
        read_frame(&mut stream).await;
        reset_on_close(&stream);
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    send(&session, text("now"));
    let summary = super::described(&all_rows(&session).await);
    assert_eq!(summary, ["out text now", PARTIAL, "local error", "local close 1006 \"\" not clean", "local closed 3"]);
}

#[tokio::test]
async fn fragments_before_our_close_are_a_row() {
    let server = agreeing(THREE, |mut stream| async move {
        read_frame(&mut stream).await;
        stream.write_all(b"\x88\x02\x03\xe8").await.expect("a client");
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    close(&session, "1000");
    let summary = super::described(&all_rows(&session).await);
    assert_eq!(
        summary,
        [
            "out close 1000 \"\"",
            "local closing 2",
            "in close 1000 \"\"",
            PARTIAL,
            "local close 1000 \"\" clean",
            "local closed 3"
        ]
    );
    let silent = agreeing(THREE, hold).await;
    let closing_timeout = std::time::Duration::from_millis(100);
    let session = open(Config { closing_timeout, ..config(&silent.ws("/")) });
    until_open(&session).await;
    close(&session, "1000");
    let summary = super::described(&all_rows(&session).await);
    assert_eq!(summary[2..], [PARTIAL, "local error", "local close 1006 \"\" not clean", "local closed 3"]);
}

#[tokio::test]
async fn a_session_that_is_cancelled_tells_what_had_come() {
    let (said, mut was_said) = channel(1);
    let server = agreeing(b"\x81\x01a\x01\x04one \x00\x04two \x00\x05three", move |stream| {
        let said = said.clone();
        async move {
            said.send(()).await.ok();
            hold(stream).await;
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    was_said.recv().await.expect("it was said");
    // What came in the same packet as the first message is read with it.
    let rows = crate::support::rows_until(&session, |row| row.body.payload() == b"a").await;
    assert_eq!(super::described(&rows).last().map(String::as_str), Some("in text a"));
    session.cancel();
    let summary = super::described(&all_rows(&session).await);
    assert!(summary.contains(&PARTIAL.to_owned()), "{summary:?}");
}

#[tokio::test]
async fn fragments_before_a_frame_that_breaks_a_rule_are_a_row_before_its_own() {
    let server = agreeing(b"\x01\x04one \x00\x04two \x00\x05three\x81\x03new", hold).await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    let summary = described_when_open(&rows);
    assert_eq!(summary[..4], [PARTIAL, "in frame", "local error", "out close 1002 \"\""]);
    let frame = rows.iter().find(|row| matches!(row.body, Body::Frame(..))).expect("a frame");
    assert_eq!(frame.body.payload(), b"new");
}

#[tokio::test]
async fn fragments_that_become_too_large_are_a_row() {
    let server = agreeing(b"\x01\x04one \x00\x04two \x00\x05three\x80\x06 four!", hold).await;
    let rows = all_rows(&open(Config { max_message_bytes: 18, ..config(&server.ws("/")) })).await;
    let summary = described_when_open(&rows);
    assert_eq!(summary[1..3], ["local error", "out close 1009 \"\""]);
    assert!(error(&rows).contains("a message of 19 bytes or more, the limit is 18 bytes"), "{}", error(&rows));
    let (partial, payload) = partials(&rows)[0];
    assert_eq!((partial.bytes, partial.of, payload), (19, Some(19), &b"one two three four!"[..]));
}

#[tokio::test]
async fn each_frame_that_is_cut_off_says_how_much_of_it_is_missing() {
    for (bytes, expected) in [
        (&b"\x82\x05wor"[..], vec![("binary", 3, Some(5), &b"wor"[..])]),
        (b"\x81\x05", vec![("text", 0, Some(5), b"")]),
        (b"\x01\x02ab\x80\x05cde", vec![("text", 5, Some(7), b"abcde")]),
        (b"\x01\x02ab\x89\x05cde", vec![("text", 2, None, b"ab"), ("ping", 3, Some(5), b"cde")]),
        (b"\x88\x05\x03\xe8", vec![("close", 2, Some(5), b"\x03\xe8")]),
        (b"\x81\x02ok\x82\x7e\x01", vec![("frameHead", 3, None, b"\x82\x7e\x01")]),
        (b"\x01\x02ab\x80", vec![("text", 2, None, b"ab"), ("frameHead", 1, None, b"\x80")]),
    ] {
        let server = server(move |head, mut stream| async move {
            stream.write_all(&[agreement(&head).as_bytes(), bytes].concat()).await.expect("a client");
        })
        .await;
        let rows = all_rows(&open(Config { keep: Keep::Frames, ..config(&server.ws("/")) })).await;
        let head_alone = |row: &&Entry| matches!(&row.body, Body::Partial(head, _) if head.partial_type.as_deref() == Some("frameHead"));
        assert!(rows.iter().filter(head_alone).all(|row| row.frames.bytes().is_empty()), "a head is no frame");
        let summary: Vec<_> = partials(&rows)
            .into_iter()
            .map(|(partial, payload)| {
                (partial.partial_type.as_deref().unwrap_or_default(), partial.bytes, partial.of, payload)
            })
            .collect();
        assert_eq!(summary, expected, "{}", bytes.escape_ascii());
        assert!(error(&rows).contains("without a close frame"), "{}", error(&rows));
    }
}

#[tokio::test]
async fn of_a_large_message_the_begin_is_kept_and_all_of_it_is_counted() {
    const CAME: usize = 3_000_000;
    let server = server(|head, mut stream| async move {
        let mut bytes = agreement(&head).into_bytes();
        bytes.extend_from_slice(&frame(0x82, &vec![7; 5_000_000])[..10 + CAME]);
        stream.write_all(&bytes).await.expect("a client");
    })
    .await;
    let rows = all_rows(&open(Config { keep: Keep::Frames, ..config(&server.ws("/")) })).await;
    let (partial, payload) = partials(&rows)[0];
    assert_eq!((partial.bytes, partial.of, payload.len()), (CAME as u64, Some(5_000_000), MAX_PARTIAL_BYTES));
    let row = rows.iter().find(|row| matches!(row.body, Body::Partial(..))).expect("a row");
    let frames = FrameTrace::decode(row.frames.bytes(), row.at_micros).expect("frames");
    assert_eq!(frames.list[0].head.payload_bytes(), 5_000_000);
}

#[tokio::test]
async fn what_comes_behind_the_close_frame_is_one_row_however_much_it_is() {
    const CAME: usize = 5_000_000;
    for line in ["", "\r\nSec-WebSocket-Extensions: permessage-deflate"] {
        let server = server(move |head, mut stream| async move {
            let answer = agreement(&head).replacen("\r\n\r\n", &format!("{line}\r\n\r\n"), 1);
            let bytes = [answer.as_bytes(), b"\x01\x04half\x88\x02\x03\xe9"].concat();
            stream.write_all(&bytes).await.expect("a client");
            read_frame(&mut stream).await.expect("our close frame");
            stream.write_all(&vec![0xee; CAME]).await.expect("a client");
        })
        .await;
        let rows = all_rows(&open(config(&server.ws("/")))).await;
        let summary = described_when_open(&rows);
        assert_eq!(summary[..3], ["in close 1001 \"\"", "local closing 2", "out close 1001 \"\""]);
        assert_eq!(summary[3], "in partial 4 half");
        assert_eq!(summary[5..], ["local close 1001 \"\" clean", "local closed 3"], "{line}");
        let strays: Vec<_> = rows
            .iter()
            .filter_map(|row| match &row.body {
                Body::Stray(stray, first) => Some((row.direction, stray.after.as_ref(), stray.bytes, first.len())),
                _ => None,
            })
            .collect();
        assert_eq!(strays, [(Direction::In, "close", CAME as u64, MAX_STRAY_BYTES)]);
    }
}

#[tokio::test]
async fn a_refusal_whose_body_is_cut_or_followed_by_more_says_so() {
    for (answer, row) in [
        ("HTTP/1.1 403 No\r\nContent-Length: 9\r\n\r\nhel", "in partial 3 hel"),
        ("HTTP/1.1 403 No\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nhel\r\n", "in partial 3 hel"),
        ("HTTP/1.1 403 No\r\nContent-Length: 3\r\n\r\nhello", "in stray body 2 lo"),
    ] {
        let server = RawServer::answering(vec![answer.as_bytes().to_vec()]).await;
        let rows = all_rows(&open(config(&server.ws("/")))).await;
        assert_eq!(super::described(&rows)[2..5], ["in response 403", row, "local error"], "{answer}");
    }
}

/// A compressed message that lacks its last bytes, in one frame or in two, and a good one behind it.
fn cut_short(fragments: usize) -> (Vec<u8>, Vec<u8>) {
    let mut whole = Vec::new();
    Deflater::new(15, true).expect("a window").push(b"Hello, Hello, Hello, and so on", true, &mut whole);
    let wire = whole[..whole.len() - 4].to_vec();
    let message = match fragments {
        1 => frame(0xc1, &wire),
        _ => [frame(0x41, &wire[..9]), frame(0x80, &wire[9..])].concat(),
    };
    ([message, frame(0xc1, &whole)].concat(), wire)
}

#[tokio::test]
async fn compressed_data_that_ends_wrong_blames_its_own_message() {
    for fragments in [1, 2] {
        let (bytes, wire) = cut_short(fragments);
        let server = server(move |head, mut stream| {
            let line = "\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n";
            let answer = agreement(&head).replacen("\r\n\r\n", line, 1);
            let bytes = [answer.as_bytes(), &bytes].concat();
            async move {
                stream.write_all(&bytes).await.expect("a client");
                hold(stream).await;
            }
        })
        .await;
        let rows = all_rows(&open(Config { keep: Keep::Frames, ..config(&server.ws("/")) })).await;
        let summary = described_when_open(&rows);
        assert!(summary[0].starts_with("in partial ") && summary[0].contains("Hello, Hello"), "{summary:?}");
        assert_eq!(summary[1..4], ["in frame", "local error", "out close 1007 \"\""], "{fragments}");
        let blamed = rows.iter().find(|row| matches!(row.body, Body::Frame(..))).expect("a frame");
        assert_eq!(blamed.body.payload(), wire);
        let frames = FrameTrace::decode(blamed.frames.bytes(), blamed.at_micros).expect("frames");
        assert_eq!(frames.list.len(), fragments);
        let (partial, _) = partials(&rows)[0];
        assert_eq!(partial.deflated_bytes, Some(wire.len() as u64));
        let row = rows.iter().find(|row| matches!(row.body, Body::Partial(..))).expect("a row");
        let frames = FrameTrace::decode(row.frames.bytes(), row.at_micros).expect("frames");
        assert_eq!((frames.list.len(), frames.deflated.as_deref()), (fragments, Some(wire.as_slice())));
    }
}
