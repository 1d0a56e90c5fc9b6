//! Frames that come: messages, pings, and what breaks a rule.

use bytes::Bytes;
use tokio::io::AsyncWriteExt as _;
use wirelight::{
    net::tap::Keep,
    protocols::websocket::{Command, Config, replies::Replies},
    transcript::{FrameTrace, Kind},
};

use super::{Frame, agreeing, config, described_when_open, error, frame, open, read_frame, saying, until_open};
use crate::support::{all_rows, rows_until};

#[tokio::test]
async fn a_broken_rule_is_named_and_the_peer_is_told_with_a_code() {
    for (bytes, code, words) in [
        (&b"\x81\x02\xc3\x28"[..], 1007, "not UTF-8 (RFC 6455 §8.1)"),
        (b"\x88\x03\x03\xe8\xff", 1007, "not UTF-8"),
        (b"\xc1\x00", 1002, "a reserved bit set that no extension in use gives a meaning (RFC 6455 §5.2)"),
        (b"\x81\x82abcd\0\0", 1002, "masked a frame (RFC 6455 §5.1)"),
        (b"\x09\x00", 1002, "a control frame is fragmented (RFC 6455 §5.5)"),
        (b"\x83\x00", 1002, "the reserved opcode 3 (RFC 6455 §5.2)"),
        (b"\x8b\x00", 1002, "the reserved opcode 11 (RFC 6455 §5.2)"),
        (b"\x80\x00", 1002, "no message is open (RFC 6455 §5.4)"),
        (b"\x01\x00\x81\x00", 1002, "before the last one ended (RFC 6455 §5.4)"),
        (b"\x88\x01\x03", 1002, "one byte, which is no close code (RFC 6455 §5.5.1)"),
        (b"\x81\x7e\0\x01a", 1002, "as few bytes as it can be (RFC 6455 §5.2)"),
        (b"\x82\x7f\0\0\0\0\x04\0\0\x01", 1009, "67108865 bytes or more, the limit is 64 MiB"),
    ] {
        let (server, mut frames) = saying(bytes).await;
        let session = open(config(&server.ws("/")));
        // The server answers nothing, but ends TCP when we do.
        let rows = all_rows(&session).await;
        let summary = described_when_open(&rows);
        // What breaks a rule of the framing is a row, too, and so is a message that did not end.
        let before = match bytes {
            _ if code == 1009 => &["in partial 0 "][..],
            b"\x01\x00\x81\x00" => &["in partial 0 ", "in frame"],
            _ => &["in frame"],
        };
        assert_eq!(summary[..before.len()], *before);
        assert_eq!(
            summary[before.len()..],
            [
                "local error".to_owned(),
                format!("out close {code} \"\""),
                "local closing 2".to_owned(),
                "local close 1006 \"\" not clean".to_owned(),
                "local closed 3".to_owned()
            ]
        );
        assert!(error(&rows).contains(words), "{}", error(&rows));
        assert_eq!(frames.recv().await, Some(Frame::close(code, "")));
    }
}

#[tokio::test]
async fn after_a_broken_rule_not_even_a_close_frame_counts() {
    let server = agreeing(b"\xc1\x00", |mut stream| async move {
        read_frame(&mut stream).await.expect("our close frame");
        stream.write_all(b"\x88\x02\x03\xe8").await.ok();
    })
    .await;
    let summary = described_when_open(&all_rows(&open(config(&server.ws("/")))).await);
    assert_eq!(summary[summary.len() - 2..], ["local close 1006 \"\" not clean", "local closed 3"]);
}

#[tokio::test]
async fn messages_of_several_frames_are_one_row_and_a_ping_between_them_is_answered() {
    let (server, mut frames) = saying(b"\x01\x04one \x89\x02hi\x80\x03two\x82\x02\x00\xff\x88\x00").await;
    let session = open(config(&server.ws("/")));
    let rows = rows_until(&session, |row| row.body.payload() == b"\x00\xff").await;
    assert_eq!(
        described_when_open(&rows)[..4],
        ["in ping hi", "out pong hi", "in text one two", "in binary \u{0}\u{fffd}"]
    );
    assert_eq!(frames.recv().await, Some(Frame { opcode: 10, payload: b"hi".to_vec() }));
}

#[tokio::test]
async fn a_message_that_the_end_cuts_off_is_told_with_its_frames_where_they_are_kept() {
    let server = agreeing(b"\x01\x04one \x89\x00\x00\x03two", |_| async {}).await;
    let rows = all_rows(&open(Config { keep: Keep::Frames, ..config(&server.ws("/")) })).await;
    let cut = rows.iter().find(|row| row.body.kind() == Kind::Partial).expect("a row of it");
    assert_eq!(cut.body.payload(), b"one two");
    let frames = FrameTrace::decode(cut.frames.bytes(), cut.at_micros).expect("frames");
    assert_eq!(frames.list.iter().map(|frame| frame.head.opcode()).collect::<Vec<_>>(), [1, 0]);
    assert!(error(&rows).contains("without a close frame"), "{}", error(&rows));
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    let cut = rows.iter().find(|row| row.body.kind() == Kind::Partial).expect("a row of it");
    assert_eq!((cut.body.payload(), cut.frames.bytes()), (&b"one two"[..], &[][..]));
}

#[tokio::test]
async fn our_ping_and_its_pong_are_rows() {
    let server = agreeing(b"", |mut stream| async move {
        let ping = read_frame(&mut stream).await.expect("a ping");
        stream.write_all(&frame(0x8a, &ping.payload)).await.expect("a client");
        read_frame(&mut stream).await;
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    session.send(Command::Ping(Bytes::from_static(b"are you").try_into().expect("short"))).expect("it listens");
    let rows = rows_until(&session, |row| row.direction.name() == "in").await;
    assert_eq!(super::described(&rows), ["out ping are you", "in pong are you"]);
}

#[tokio::test]
async fn a_limit_size_message_passes() {
    const LIMIT: usize = 64 * 1024 * 1024;
    let server = agreeing(b"", |mut stream| async move {
        stream.write_all(&frame(0x82, &vec![1; LIMIT])).await.expect("a client");
        stream.write_all(b"\x88\x00").await.expect("a client");
        read_frame(&mut stream).await;
    })
    .await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(rows.iter().map(|row| row.body.payload().len()).max(), Some(LIMIT));
}

#[tokio::test]
async fn an_echo_sends_each_message_back_as_it_came() {
    let (server, mut frames) = saying(b"\x81\x01a\x82\x01b").await;
    let session = open(Config { replies: Replies::echo(), ..config(&server.ws("/")) });
    assert_eq!(frames.recv().await, Some(Frame::text("a")));
    assert_eq!(frames.recv().await, Some(Frame { opcode: 2, payload: b"b".to_vec() }));
    let rows = rows_until(&session, |row| row.body.payload() == b"b" && row.direction.name() == "out").await;
    let mut summary = described_when_open(&rows);
    summary.sort();
    assert_eq!(summary, ["in binary b", "in text a", "out binary b", "out text a"]);
}
