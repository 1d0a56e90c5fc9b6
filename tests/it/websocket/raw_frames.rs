//! Frames that are sent exactly as described, withheld pongs, and the codes of closes that must not be.

use bytes::Bytes;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::{
    net::tap::Keep,
    protocols::websocket::{
        Command, Config, RawFrame,
        close::{CloseCode, CloseRequest},
    },
    transcript::{Body, FrameTrace},
};

use super::{
    agreeing, config, described, described_when_open, error, frame, open, read_frame, saying, send, text, until_open,
};
use crate::support::{all_rows, rows_until};

fn raw(fin: bool, opcode: u8, payload: &'static [u8]) -> RawFrame {
    RawFrame { fin, rsv: 0, opcode, masked: true, payload: Bytes::from_static(payload) }
}

#[tokio::test]
async fn an_illegal_frame_goes_out_byte_for_byte_in_its_turn_and_is_a_row_of_its_own() {
    let (bytes, mut seen) = tokio::sync::mpsc::channel(1);
    let server = agreeing(b"", move |mut stream| {
        let bytes = bytes.clone();
        async move {
            let before = read_frame(&mut stream).await.expect("the message before");
            let mut wire = vec![0; 7];
            stream.read_exact(&mut wire).await.expect("the illegal frame");
            let after = read_frame(&mut stream).await.expect("the message after");
            bytes.send((before.payload, wire, after.payload)).await.ok();
            read_frame(&mut stream).await;
        }
    })
    .await;
    let session = open(Config { keep: Keep::Frames, ..config(&server.ws("/")) });
    until_open(&session).await;
    send(&session, text("before"));
    let illegal = RawFrame { rsv: 4, opcode: 3, masked: false, ..raw(true, 3, b"a\xffbcd") };
    session.send(Command::SendFrame(illegal)).expect("it listens");
    send(&session, text("after"));
    let (before, wire, after) = seen.recv().await.expect("three frames");
    assert_eq!(
        (before.as_slice(), wire.as_slice(), after.as_slice()),
        (&b"before"[..], &b"\xc3\x05a\xffbcd"[..], &b"after"[..])
    );
    let rows = rows_until(&session, |row| row.body.payload() == b"after").await;
    assert_eq!(described(&rows), ["out text before", "out frame", "out text after"]);
    let Body::Frame(note, payload) = &rows[1].body else { panic!("a frame row") };
    assert_eq!(note.illegal, ["unmasked", "reservedBits", "reservedOpcode"]);
    assert_eq!(payload.as_ref(), b"a\xffbcd");
}

#[tokio::test]
async fn fragments_of_the_user_are_one_row_and_other_messages_wait_for_their_end() {
    let (server, mut seen) = saying(b"").await;
    let session = open(Config { keep: Keep::Frames, ..config(&server.ws("/")) });
    until_open(&session).await;
    session.send(Command::SendFrame(raw(false, 1, b"\xc3"))).expect("it listens");
    send(&session, text("later"));
    session.send(Command::SendFrame(raw(false, 0, b"\xa9"))).expect("it listens");
    session.send(Command::SendFrame(raw(true, 0, b"!"))).expect("it listens");
    let mut opcodes = Vec::new();
    for _ in 0..4 {
        let frame = seen.recv().await.expect("a frame");
        opcodes.push((frame.opcode, frame.payload));
    }
    let expected =
        [(1, "\u{e9}".as_bytes()[..1].to_vec()), (0, vec![0xa9]), (0, b"!".to_vec()), (1, b"later".to_vec())];
    assert_eq!(opcodes, expected);
    let rows = rows_until(&session, |row| row.body.payload() == b"later").await;
    assert_eq!(described(&rows), ["out text \u{e9}!", "out text later"]);
    let frames = FrameTrace::decode(rows[0].frames.bytes(), rows[0].at_micros).expect("frames");
    assert_eq!(frames.list.iter().map(|frame| frame.head.fin()).collect::<Vec<_>>(), [false, false, true]);
    assert!(frames.list.iter().all(|frame| frame.head.mask().is_some()));
}

#[tokio::test]
async fn a_message_that_is_begun_and_never_ended_is_told_at_the_end() {
    let (server, mut seen) = saying(b"").await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    session.send(Command::SendFrame(raw(false, 2, b"half"))).expect("it listens");
    seen.recv().await.expect("the first half");
    session.cancel();
    let rows = all_rows(&session).await;
    let unfinished = rows.iter().find_map(|row| match &row.body {
        Body::Frame(note, payload) => Some((note.illegal.clone(), payload.clone())),
        _ => None,
    });
    assert_eq!(unfinished, Some((vec!["unfinishedMessage".into()], Bytes::from_static(b"half"))));
    assert_eq!(described(&rows).last().map(String::as_str), Some("local closed 3"));
}

#[tokio::test]
async fn a_close_frame_of_the_user_is_the_only_one_that_leaves() {
    let server = agreeing(b"", |mut stream| async move {
        let close = read_frame(&mut stream).await.expect("our close");
        assert_eq!((close.opcode, close.payload.as_slice()), (8, &b"\x03"[..]));
        stream.write_all(b"\x88\x02\x03\xea").await.expect("a client");
        assert_eq!(read_frame(&mut stream).await, None);
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    session.send(Command::SendFrame(raw(true, 8, b"\x03"))).expect("it listens");
    let summary = described(&all_rows(&session).await);
    assert_eq!(summary[..3], ["out frame", "local closing 2", "in close 1002 \"\""]);
    assert_eq!(summary.last().map(String::as_str), Some("local closed 3"));
}

#[tokio::test]
async fn a_close_code_that_must_not_be_sent_goes_out_all_the_same_when_it_is_wanted() {
    for code in [0, 999, 1005, 1006, 1015, 2999, 5000, 65_535] {
        let (server, mut seen) = saying(b"").await;
        let session = open(Config { closing_timeout: std::time::Duration::from_millis(1), ..config(&server.ws("/")) });
        until_open(&session).await;
        let request = CloseRequest::new(Some(CloseCode::unchecked(code)), "why").expect("it fits");
        session.send(Command::Close(request)).expect("it listens");
        assert_eq!(seen.recv().await, Some(super::Frame::close(code, "why")));
        assert_eq!(described(&all_rows(&session).await)[0], format!("out close {code} \"why\""));
    }
}

#[tokio::test]
async fn a_close_code_that_the_peer_must_not_send_is_shown_as_it_is() {
    for (code, answer_code) in [0_u16, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65_535]
        .map(|code| (code, 1002_u16))
        .into_iter()
        .chain([(1014, 1014)])
    {
        let (server, mut seen) = super::saying_owned(frame(0x88, &[&code.to_be_bytes()[..], b"why"].concat())).await;
        // The server leaves it to us to end TCP.
        let closing_timeout = std::time::Duration::from_millis(50);
        let rows = all_rows(&open(Config { closing_timeout, ..config(&server.ws("/")) })).await;
        let summary = described_when_open(&rows);
        assert_eq!(summary[0], format!("in close {code} \"why\""));
        let local = summary.iter().find(|row| row.starts_with("local close ")).expect("how it ended");
        // As in a browser: a code that is only ever reported fails the connection, any other number ends it.
        if matches!(code, 1005 | 1006 | 1015) {
            assert!(error(&rows).contains(&format!("the code {code}, which must not be sent")), "{}", error(&rows));
            assert_eq!(local, "local close 1006 \"\" not clean");
        } else {
            assert_eq!(*local, format!("local close {code} \"why\" clean"));
            assert!(rows.iter().all(|row| !matches!(row.body, Body::Error(_))), "{summary:?}");
        }
        let answer = seen.recv().await.expect("our answer");
        assert_eq!((answer.opcode, &answer.payload[..2]), (8, &answer_code.to_be_bytes()[..]), "{code}");
    }
}

#[tokio::test]
async fn withheld_pongs_stay_here_and_are_told() {
    let server = agreeing(b"", |mut stream| async move {
        read_frame(&mut stream).await.expect("the word that it is switched");
        stream.write_all(b"\x89\x03one").await.expect("a client");
        let next = read_frame(&mut stream).await.expect("the message behind the ping");
        assert_eq!(next.opcode, 1);
        stream.write_all(b"\x89\x03two").await.expect("a client");
        assert_eq!(read_frame(&mut stream).await.map(|frame| frame.opcode), Some(10));
        read_frame(&mut stream).await;
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    session.send(Command::WithholdPongs(true)).expect("it listens");
    send(&session, text("withheld from now on"));
    let rows = rows_until(&session, |row| matches!(row.body, Body::Ignored(..))).await;
    let Some(Body::Ignored(note, line)) = rows.last().map(|row| &row.body) else { panic!("a row of it") };
    assert_eq!((note.reason.as_ref(), line.as_ref()), ("pongWithheld", &b"one"[..]));
    session.send(Command::WithholdPongs(false)).expect("it listens");
    send(&session, text("and again"));
    let rows = rows_until(&session, |row| matches!(row.body, Body::Pong(_))).await;
    assert_eq!(described(&rows), ["out text and again", "in ping two", "out pong two"]);
}
