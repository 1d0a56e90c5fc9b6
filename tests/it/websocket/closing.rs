//! The end: who closes, what a page would be told, and peers that do not keep to it.

use std::time::Duration;

use tokio::{io::AsyncWriteExt as _, sync::mpsc::channel};
use wirelight::{
    protocols::websocket::{Command, Config, Payload},
    transcript::{Body, Entry},
};

use super::{
    Frame, agreeing, close, config, described_when_open, error, frame, hold, open, read_frame, saying, send, text,
    until_open,
};
use crate::support::{all_rows, reset_on_close, rows_until};

const SHORT: Duration = Duration::from_millis(100);

#[tokio::test]
async fn the_peers_code_and_reason_are_answered_and_reported() {
    let (server, mut frames) = saying(b"\x88\x06\x0f\xa1bye!").await;
    // The server never ends TCP: that must not make the close unclean.
    let rows = all_rows(&open(Config { closing_timeout: SHORT, ..config(&server.ws("/")) })).await;
    assert_eq!(
        described_when_open(&rows),
        [
            "in close 4001 \"bye!\"",
            "local closing 2",
            "out close 4001 \"bye!\"",
            "local close 4001 \"bye!\" clean",
            "local closed 3"
        ]
    );
    assert_eq!(frames.recv().await, Some(Frame::close(4001, "bye!")));
}

#[tokio::test]
async fn a_close_without_a_code_is_1005() {
    let (server, mut frames) = saying(b"\x88\x00").await;
    let rows = all_rows(&open(Config { closing_timeout: SHORT, ..config(&server.ws("/")) })).await;
    assert_eq!(described_when_open(&rows)[0], "in close 1005 \"\"");
    assert_eq!(described_when_open(&rows)[3], "local close 1005 \"\" clean");
    assert_eq!(frames.recv().await, Some(Frame { opcode: 8, payload: Vec::new() }));
}

#[tokio::test]
async fn an_end_without_a_close_frame_is_1006() {
    let server = agreeing(b"\x81\x02hi", |stream| async move { drop(stream) }).await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(
        described_when_open(&rows),
        ["in text hi", "local error", "local close 1006 \"\" not clean", "local closed 3"]
    );
    assert!(error(&rows).contains("without a close frame"));
}

#[tokio::test]
async fn a_reset_inside_a_message_is_1006() {
    let server = agreeing(b"\x81\x05hel", |mut stream| async move {
        // It resets only once the client has read everything: a reset throws away what is under way.
        read_frame(&mut stream).await;
        reset_on_close(&stream);
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    send(&session, text("now"));
    let rows = all_rows(&session).await;
    let summary: Vec<String> = super::described(&rows);
    assert_eq!(
        summary,
        ["out text now", "in partial 3 hel", "local error", "local close 1006 \"\" not clean", "local closed 3"]
    );
    assert!(error(&rows).contains("the connection was lost"), "{}", error(&rows));
}

#[tokio::test]
async fn our_close_comes_before_its_answer_and_what_arrives_in_between_is_recorded() {
    let server = agreeing(b"", |mut stream| async move {
        let ours = read_frame(&mut stream).await.expect("a close frame");
        assert_eq!(ours, Frame::close(3000, "why"));
        stream.write_all(&[frame(0x81, b"late"), frame(0x88, &[0x03, 0xe8])].concat()).await.expect("a client");
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    close(&session, "3000:why");
    send(&session, text("behind the close"));
    assert_eq!(
        super::described(&all_rows(&session).await),
        [
            "out close 3000 \"why\"",
            "local closing 2",
            "in text late",
            "in close 1000 \"\"",
            "local close 1000 \"\" clean",
            "local closed 3"
        ]
    );
}

#[tokio::test]
async fn a_close_can_go_without_a_code() {
    let (server, mut frames) = saying(b"").await;
    let session = open(Config { closing_timeout: SHORT, ..config(&server.ws("/")) });
    until_open(&session).await;
    close(&session, "none");
    assert_eq!(super::described(&all_rows(&session).await)[0], "out close 1005 \"\"");
    assert_eq!(frames.recv().await, Some(Frame { opcode: 8, payload: Vec::new() }));
}

#[tokio::test]
async fn a_peer_that_never_answers_our_close_is_dropped() {
    let (ended, mut has_ended) = channel(1);
    let server = agreeing(b"", move |stream| {
        let ended = ended.clone();
        async move {
            hold(stream).await;
            ended.send(()).await.ok();
        }
    })
    .await;
    let session = open(Config { closing_timeout: SHORT, ..config(&server.ws("/")) });
    until_open(&session).await;
    close(&session, "1000");
    let rows = all_rows(&session).await;
    assert_eq!(
        super::described(&rows),
        ["out close 1000 \"\"", "local closing 2", "local error", "local close 1006 \"\" not clean", "local closed 3"]
    );
    assert!(error(&rows).contains("within 0.1 s"));
    has_ended.recv().await.expect("the connection is given up");
}

#[tokio::test]
async fn data_behind_the_peers_close_is_no_message() {
    let (server, _frames) = saying(b"\x88\x02\x03\xe8\x01\x02hi").await;
    let rows = all_rows(&open(Config { closing_timeout: SHORT, ..config(&server.ws("/")) })).await;
    assert_eq!(
        described_when_open(&rows),
        [
            "in close 1000 \"\"",
            "local closing 2",
            "out close 1000 \"\"",
            "in stray close 4 \u{1}\u{2}hi",
            "local close 1000 \"\" clean",
            "local closed 3"
        ]
    );
}

#[tokio::test]
async fn dropping_the_handle_says_1001() {
    let (server, mut frames) = saying(b"").await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    drop(session);
    assert_eq!(frames.recv().await, Some(Frame::close(1001, "")));
}

#[tokio::test]
async fn a_finish_waits_for_the_connection_and_for_what_is_sent_before() {
    let (server, mut frames) = saying(b"").await;
    let session = open(Config { closing_timeout: SHORT, ..config(&server.ws("/")) });
    send(&session, text("one"));
    session.send(Command::Finish("1000".parse().expect("a close"))).expect("the session listens");
    assert_eq!(described_when_open(&all_rows(&session).await)[..2], ["out text one", "out close 1000 \"\""]);
    assert_eq!(frames.recv().await, Some(Frame::text("one")));
    assert_eq!(frames.recv().await, Some(Frame::close(1000, "")));
}

#[tokio::test]
async fn a_close_needs_no_credit() {
    // More than the session may have under way to a window that takes nothing.
    const FLOOD_BYTES: usize = 24 * 1024 * 1024;
    let (closed, mut was_closed) = channel(1);
    let server = agreeing(b"", move |stream| {
        let closed = closed.clone();
        async move {
            let (mut incoming, mut outgoing) = stream.into_split();
            let flood = async {
                let message = frame(0x82, &vec![7; 64 * 1024]);
                for _ in 0..FLOOD_BYTES / (64 * 1024) {
                    outgoing.write_all(&message).await.expect("a client");
                }
            };
            let close = async {
                let mut byte = [0; 8];
                tokio::io::AsyncReadExt::read_exact(&mut incoming, &mut byte).await.expect("a close frame");
                assert_eq!(byte[0], 0x88);
                closed.send(()).await.ok();
            };
            tokio::join!(flood, close);
            outgoing.write_all(b"\x88\x02\x03\xe8").await.expect("a client");
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    // Not until_open: the rows must stay where they are until the close has arrived.
    session.send(Command::Finish("1000".parse().expect("a close"))).expect("the session listens");
    was_closed.recv().await.expect("our close frame arrived");
    let rows = all_rows(&session).await;
    let bytes: usize = rows.iter().map(|row| row.body.payload().len()).sum();
    assert_eq!(bytes, FLOOD_BYTES);
    assert!(
        super::described(&rows).ends_with(&["local close 1000 \"\" clean".to_owned(), "local closed 3".to_owned()])
    );
}

/// WHATWG `WebSockets`, `close()`: the ready state is CLOSING before anything of it has left.
#[tokio::test]
async fn who_closes_behind_a_full_send_buffer_is_closing_at_once() {
    const WAITING_BYTES: usize = 16 * 1024 * 1024;
    let (reads, may_read) = tokio::sync::watch::channel(false);
    let server = agreeing(b"", move |stream| {
        let mut may_read = may_read.clone();
        async move {
            may_read.wait_for(|may| *may).await.ok();
            hold(stream).await;
        }
    })
    .await;
    let session = open(Config { closing_timeout: Duration::from_secs(30), ..config(&server.ws("/")) });
    until_open(&session).await;
    for _ in 0..4 {
        send(&session, Payload::Binary(vec![7; WAITING_BYTES / 4].into()));
    }
    close(&session, "1000");
    let is_closing = |row: &Entry| matches!(&row.body, Body::State(state) if state.state == "closing");
    let rows = rows_until(&session, is_closing).await;
    assert!(rows.iter().all(|row| !matches!(row.body, Body::Close(_))), "the close frame still waits");
    reads.send(true).expect("the server listens");
    let rows = rows_until(&session, |row| matches!(row.body, Body::Close(_))).await;
    let left = rows.iter().filter(|row| matches!(row.body, Body::Binary(_))).count();
    assert!(left > 0, "what was sent before leaves first");
}
