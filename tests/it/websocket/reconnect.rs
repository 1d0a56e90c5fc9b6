//! Connections that are lost and opened again, each attempt in the record.

use std::time::Duration;

use tokio::io::AsyncWriteExt as _;
use wirelight::{
    protocols::websocket::{Command, Config, reconnect::ReconnectPolicy},
    transcript::{Body, Entry, Kind},
};

use super::{Frame, agreement, close, config, describe, open, read_frame, send, text};
use crate::support::{RawServer, all_rows, read_head, rows_until};

/// A server whose `n`th connection is lost (`false`), or agrees, says `hello` and waits for a close frame.
async fn dying(fates: &'static [Fate]) -> RawServer {
    RawServer::start(move |number, mut stream| async move {
        let head = read_head(&mut stream).await;
        let fate = fates[number.min(fates.len() - 1)];
        if fate == Fate::NoAnswer {
            return;
        }
        let agreement = agreement(&head);
        stream.write_all(agreement.as_bytes()).await.expect("a client");
        match fate {
            Fate::NoAnswer | Fate::Lost => {}
            Fate::Closes => {
                stream.write_all(b"\x88\x02\x03\xe9").await.expect("a client");
                read_frame(&mut stream).await;
            }
            Fate::Stays => {
                stream.write_all(b"\x81\x05hello").await.expect("a client");
                while let Some(frame) = read_frame(&mut stream).await {
                    let mut answer = vec![0x80 | frame.opcode, frame.payload.len() as u8];
                    answer.extend_from_slice(&frame.payload);
                    stream.write_all(&answer).await.ok();
                    if frame.opcode == 8 {
                        return;
                    }
                }
            }
        }
    })
    .await
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    NoAnswer,
    Lost,
    Closes,
    Stays,
}

fn policy() -> ReconnectPolicy {
    ReconnectPolicy { first: Duration::from_secs(1), cap: Duration::from_secs(8), ..ReconnectPolicy::default() }
}

fn is_kind(kind: Kind) -> impl FnMut(&Entry) -> bool {
    move |row| row.body.kind() == kind
}

/// Rows in a few words, without the heads of requests.
fn story(rows: &[Entry]) -> Vec<String> {
    rows.iter()
        .map(|row| match &row.body {
            Body::Backoff(wait) => format!("backoff {}", wait.attempt),
            body => describe(body),
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn a_server_that_dies_twice_is_connected_to_again_and_each_attempt_is_in_the_record() {
    let server = dying(&[Fate::Lost, Fate::NoAnswer, Fate::Stays]).await;
    let session = open(Config { reconnect: Some(policy()), ..config(&server.ws("/")) });
    let mut rows = rows_until(&session, is_kind(Kind::Text)).await;
    close(&session, "1000");
    rows.extend(all_rows(&session).await);
    let lost = ["error", "close 1006 \"\" not clean", "closed 3"];
    let opened = ["connecting 0", "request", "response 101", "open 1"];
    let mut expected = Vec::new();
    expected.extend(opened);
    expected.extend(lost);
    expected.extend(["backoff 1", "connecting 0", "request"]);
    expected.extend(lost);
    expected.push("backoff 2");
    expected.extend(opened);
    expected.extend(["text hello", "close 1000 \"\"", "closing 2", "close 1000 \"\"", "close 1000 \"\" clean"]);
    expected.push("closed 3");
    assert_eq!(story(&rows), expected);
    let waits: Vec<_> = rows
        .iter()
        .filter_map(|row| if let Body::Backoff(wait) = &row.body { Some(wait.clone()) } else { None })
        .collect();
    assert!((1000..=1250).contains(&waits[0].millis) && (2000..=2500).contains(&waits[1].millis), "{waits:?}");
    assert!(waits[0].reason.contains("without a close frame"), "{waits:?}");
}

#[tokio::test(start_paused = true)]
async fn attempts_in_a_row_are_limited() {
    let server = dying(&[Fate::NoAnswer]).await;
    let policy = ReconnectPolicy { limit: Some(2), ..policy() };
    let rows = all_rows(&open(Config { reconnect: Some(policy), ..config(&server.ws("/")) })).await;
    let requests = rows.iter().filter(|row| row.body.kind() == Kind::Request).count();
    assert_eq!(requests, 3);
    assert_eq!(story(&rows).last().map(String::as_str), Some("closed 3"));
}

#[tokio::test(start_paused = true)]
async fn a_refusal_that_says_when_to_come_again_sets_the_wait() {
    let lines = [
        "503 Busy\r\nRetry-After: 30",
        "429 Slow\r\nretry-after: Sun, 06 Nov 1994 08:49:37 GMT",
        "503 Busy\r\nRetry-After: soon",
        "500 No\r\nRetry-After: 99999999",
    ];
    let answer = |line: &str| format!("HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n").into_bytes();
    let server = RawServer::answering(lines.map(answer).into()).await;
    let session = open(Config { reconnect: Some(policy()), ..config(&server.ws("/")) });
    // Not to its end: nobody waits for a day, not even by a clock that is paused.
    let rows = rows_until(&session, |row| matches!(&row.body, Body::Backoff(wait) if wait.attempt == 4)).await;
    let waits: Vec<_> =
        rows.iter().filter_map(|row| if let Body::Backoff(wait) = &row.body { Some(wait) } else { None }).collect();
    let millis: Vec<_> = waits.iter().map(|wait| wait.millis).collect();
    assert_eq!((&millis[..2], millis[3]), (&[30_000, 0][..], 86_400_000));
    assert!((4_000..=5_000).contains(&millis[2]), "{millis:?}");
    assert!(waits[0].reason.contains("503 Busy") && waits[0].reason.ends_with("in 30 s"), "{waits:?}");
}

#[tokio::test]
async fn a_wait_can_be_cut_short_and_stopped() {
    let server = dying(&[Fate::NoAnswer]).await;
    let policy = ReconnectPolicy { first: Duration::from_hours(1), cap: Duration::from_hours(1), ..policy() };
    let session = open(Config { reconnect: Some(policy), ..config(&server.ws("/")) });
    rows_until(&session, is_kind(Kind::Backoff)).await;
    session.send(Command::ReconnectNow).expect("it listens");
    let rows = rows_until(&session, is_kind(Kind::Backoff)).await;
    assert_eq!(story(&rows).last().map(String::as_str), Some("backoff 2"));
    close(&session, "1000");
    let rows = all_rows(&session).await;
    assert_eq!(story(&rows), ["closed 3"]);
    assert!(matches!(&rows[0].body, Body::State(state) if state.reason.is_some()));
}

#[tokio::test(start_paused = true)]
async fn a_close_by_the_peer_is_the_end_unless_asked_otherwise() {
    let server = dying(&[Fate::Closes, Fate::Stays]).await;
    let rows = all_rows(&open(Config { reconnect: Some(policy()), ..config(&server.ws("/")) })).await;
    assert!(!story(&rows).iter().any(|row| row.starts_with("backoff")));
    let server = dying(&[Fate::Closes, Fate::Stays]).await;
    let policy = ReconnectPolicy { after_close: true, ..policy() };
    let session = open(Config { reconnect: Some(policy), ..config(&server.ws("/")) });
    let rows = rows_until(&session, is_kind(Kind::Text)).await;
    let wait = rows.iter().find_map(|row| if let Body::Backoff(wait) = &row.body { Some(wait) } else { None });
    assert_eq!(wait.map(|wait| wait.reason.as_str()), Some("closed with 1001"));
}

#[tokio::test(start_paused = true)]
async fn what_is_sent_while_it_waits_goes_to_the_next_connection() {
    let server = dying(&[Fate::NoAnswer, Fate::Stays]).await;
    let session = open(Config { reconnect: Some(policy()), ..config(&server.ws("/")) });
    send(&session, text("kept"));
    rows_until(&session, is_kind(Kind::Backoff)).await;
    send(&session, text("later"));
    let rows =
        rows_until(&session, |row| row.direction.name() == "in" && row.body.payload() == Frame::text("later").payload)
            .await;
    let sent: Vec<_> = rows
        .iter()
        .filter(|row| row.direction.name() == "out" && row.body.kind() == Kind::Text)
        .map(|row| row.body.payload())
        .collect();
    assert_eq!(sent, [b"kept".as_slice(), b"later"]);
}
