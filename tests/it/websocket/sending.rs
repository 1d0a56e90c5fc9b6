//! What is sent: order, files, and what waits for a peer that takes nothing.

use std::sync::Arc;

use bytes::Bytes;
use tokio::sync::Notify;
use wirelight::{
    protocols::{
        Report as _,
        websocket::{Event, Payload},
    },
    transcript::Kind,
};

use super::{Frame, agreeing, config, error, open, read_frame, saying, send, text, until_open, wait_for};
use crate::support::rows_until;

#[tokio::test]
async fn messages_arrive_in_order_and_a_file_that_cannot_be_read_is_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file.bin");
    std::fs::write(&file, b"\x00\x01").expect("a file");
    let (server, mut frames) = saying(b"").await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    send(&session, text("one"));
    send(&session, Payload::File(folder.path().join("missing")));
    send(&session, Payload::File(file));
    send(&session, text("two"));
    for expected in [Frame::text("one"), Frame { opcode: 2, payload: vec![0, 1] }, Frame::text("two")] {
        assert_eq!(frames.recv().await, Some(expected));
    }
    let rows = rows_until(&session, |row| row.body.payload() == b"two").await;
    assert!(error(&rows).contains("missing, it is not sent"), "{}", error(&rows));
}

#[tokio::test]
async fn a_message_is_buffered_until_the_socket_has_it_and_only_then_a_row() {
    const SIZE: usize = 48 * 1024 * 1024;
    let go = Arc::new(Notify::new());
    let may_read = go.clone();
    let server = agreeing(b"", move |mut stream| {
        let may_read = may_read.clone();
        async move {
            may_read.notified().await;
            while read_frame(&mut stream).await.is_some() {}
        }
    })
    .await;
    let session = open(config(&server.ws("/")));
    until_open(&session).await;
    send(&session, Payload::Binary(Bytes::from(vec![0; SIZE])));
    let mut is_out = false;
    let is_row = |event: &Event| matches!(event.entry(), Some(row) if row.body.kind() == Kind::Binary);
    let first = wait_for(&session, |event| {
        is_out |= is_row(event);
        as_buffered(event)
    })
    .await;
    assert_eq!((first, is_out), (SIZE as u64, false));
    go.notify_one();
    wait_for(&session, |event| {
        is_out |= is_row(event);
        as_buffered(event).filter(|bytes| *bytes == 0)
    })
    .await;
    assert!(is_out);
}

fn as_buffered(event: &Event) -> Option<u64> {
    match event {
        Event::Buffered(bytes) => Some(*bytes),
        _ => None,
    }
}
