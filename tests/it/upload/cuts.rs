//! Connections that end too early or fall silent: what is told, how long it waits, where it goes on.

use tokio::time::Duration;
use wirelight::{
    protocols::upload::{Command, event::STALL_TIMEOUT},
    transcript::{Body, Entry},
};

use super::{
    LARGE, Source, assembled, assert_same_bytes, described, ended, errors, is_aborted, is_backoff, is_state, open,
    peer::{Peer, Post, Seen, Status},
    progress, rows_without_waiting, send, starts, states,
};
use crate::support::{all_rows, rows_until};

fn waits(rows: &[Entry]) -> Vec<(u32, u64)> {
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::Backoff(wait) => Some((wait.attempt, wait.millis)),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn a_cut_body_is_told_and_goes_on_at_the_servers_byte() {
    for cut in [Post::Reset(300_000), Post::Close(300_000)] {
        let source = Source::new(LARGE);
        let mut peer = Peer::start(vec![cut.clone()], Vec::new());
        let rows = rows_without_waiting(&open(source.config(&peer))).await;
        let expected = [
            "state probing",
            "GET",
            "response 200",
            "offset 0",
            "state sending",
            "POST from 0",
            "progress",
            "error",
            "state backoff",
            "backoff #1",
            "state probing",
            "GET",
            "response 200",
            "offset 300000",
            "state sending",
            "POST from 300000",
            "progress",
            "response 200",
            "state confirming",
            "GET",
            "response 200",
            "offset 12582912",
            "state done",
        ];
        assert_eq!(described(&rows), expected, "{cut:?}");
        assert!(errors(&rows)[0].starts_with("the server closed the connection while"), "{:?}", errors(&rows));
        let (_, millis) = waits(&rows)[0];
        assert!((1000..=1250).contains(&millis), "{millis}");
        assert_same_bytes(&assembled(&peer.log()), &source.bytes);
    }
}

#[tokio::test]
async fn the_waits_grow_until_the_offset_moves() {
    let source = Source::new(LARGE);
    let posts = vec![Post::Reset(0), Post::Reset(0), Post::Reset(50_000), Post::Close(0), Post::Reset(1)];
    let mut peer = Peer::start(posts, Vec::new());
    let rows = rows_without_waiting(&open(source.config(&peer))).await;
    assert_eq!(ended(&rows, "done"), None);
    let waits = waits(&rows);
    let attempts: Vec<u32> = waits.iter().map(|(attempt, _)| *attempt).collect();
    assert_eq!(attempts, [1, 2, 3, 1, 2]);
    for (attempt, millis) in waits {
        let least = 1000 << (attempt - 1);
        assert!((least..=least + least / 4).contains(&millis), "{millis} ms in wait {attempt}");
    }
    let log = peer.log();
    assert_eq!(starts(&log), [0, 0, 0, 50_000, 50_000, 50_001]);
    assert_same_bytes(&assembled(&log), &source.bytes);
}

#[tokio::test(start_paused = true)]
async fn it_goes_on_by_itself_after_the_wait() {
    let source = Source::new(400_000);
    let mut peer = Peer::start(vec![Post::Reset(100_000)], Vec::new());
    let rows = all_rows(&open(source.config(&peer))).await;
    assert_eq!(ended(&rows, "done"), None);
    let wait = rows.iter().position(is_backoff).expect("a wait");
    let waited = (rows[wait + 1].at_micros - rows[wait].at_micros) / 1000;
    let (_, millis) = waits(&rows)[0];
    assert!((millis..=millis + 2).contains(&waited), "{waited} of {millis} ms");
    assert_same_bytes(&assembled(&peer.log()), &source.bytes);
}

#[tokio::test]
async fn a_question_without_an_answer_is_asked_again() {
    let source = Source::new(100_000);
    let cut = Status::Raw("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n0");
    let mut peer = Peer::start(Vec::new(), vec![Status::Close, cut, Status::Truth, Status::Close]);
    let rows = rows_without_waiting(&open(source.config(&peer))).await;
    let expected = [
        "state probing",
        "GET",
        "error",
        "state backoff",
        "backoff #1",
        "state probing",
        "GET",
        "response 200",
        "error",
        "state backoff",
        "backoff #2",
        "state probing",
        "GET",
        "response 200",
        "offset 0",
        "state sending",
        "POST from 0",
        "progress",
        "response 200",
        "state confirming",
        "GET",
        "error",
        "state backoff",
        "backoff #3",
        "state probing",
        "GET",
        "response 200",
        "offset 100000",
        "state done: the server has the whole file",
    ];
    assert_eq!(described(&rows), expected);
    assert_same_bytes(&assembled(&peer.log()), &source.bytes);
}

#[tokio::test]
async fn a_refused_connection_is_tried_again() {
    let source = Source::new(10);
    let peer = Peer::start(Vec::new(), Vec::new());
    let config = source.config(&peer);
    drop(peer);
    let handle = open(config);
    let rows = rows_until(&handle, is_backoff).await;
    assert_eq!(described(&rows), ["state probing", "GET", "error", "state backoff", "backoff #1"]);
    assert!(errors(&rows)[0].starts_with("cannot connect to 127.0.0.1:"), "{:?}", errors(&rows));
    send(&handle, Command::Cancel);
    assert_eq!(ended(&all_rows(&handle).await, "failed").as_deref(), Some("cancelled"));
}

/// Lets the clock jump.
async fn skip(time: Duration) {
    tokio::time::pause();
    tokio::time::advance(time).await;
    tokio::time::resume();
}

fn is_error(row: &Entry) -> bool {
    matches!(row.body, Body::Error(_))
}

#[tokio::test]
async fn a_server_that_stops_reading_is_given_up_and_tried_again() {
    let source = Source::new(LARGE);
    let mut peer = Peer::start(vec![Post::Stall(70_000)], Vec::new());
    let handle = open(source.config(&peer));
    peer.next_post().await;
    rows_until(&handle, |row| !progress(std::slice::from_ref(row)).is_empty()).await;
    // What the system still takes is progress; after that the same jump is a stall.
    let error = loop {
        skip(STALL_TIMEOUT).await;
        let rows = rows_until(&handle, |row| is_error(row) || matches!(row.body, Body::Progress(_))).await;
        if let Some(error) = rows.into_iter().find(is_error) {
            break error;
        }
    };
    assert_eq!(errors(&[error]), ["no byte has moved for 30 s"]);
    let rows = rows_without_waiting(&handle).await;
    assert_eq!(ended(&rows, "done"), None);
    let log = peer.log();
    assert!(log.iter().any(is_aborted), "the stalled connection is closed");
    assert_eq!(starts(&log), [70_000]);
    assert_same_bytes(&assembled(&log), &source.bytes[70_000..]);
}

#[tokio::test]
async fn a_question_that_nobody_answers_is_given_up_and_asked_again() {
    let source = Source::new(1000);
    let mut peer = Peer::start(Vec::new(), vec![Status::Silence, Status::Truth, Status::Silence]);
    let handle = open(source.config(&peer));
    for _ in 0..2 {
        // The silent questions are the first one and the one behind the body.
        while !matches!(peer.next().await, Seen::Status { silent: true, .. }) {}
        skip(STALL_TIMEOUT).await;
        let rows = rows_until(&handle, is_backoff).await;
        assert_eq!(errors(&rows), ["no answer within 30 s"]);
        assert!(matches!(peer.next().await, Seen::Gone { more: 0 }));
        send(&handle, Command::RetryNow);
    }
    assert!(ended(&all_rows(&handle).await, "done").expect("a reason").contains("whole"));
}

#[tokio::test]
async fn once_all_is_sent_the_server_may_take_its_time() {
    let source = Source::new(1000);
    let mut peer = Peer::start(vec![Post::Stall(1000)], Vec::new());
    let handle = open(source.config(&peer));
    peer.next_post().await;
    rows_until(&handle, |row| progress(std::slice::from_ref(row)).iter().any(|now| now.sent == 1000)).await;
    for _ in 0..4 {
        skip(STALL_TIMEOUT).await;
    }
    send(&handle, Command::Pause);
    let rows = rows_until(&handle, |row| is_state(row, "paused")).await;
    assert_eq!(states(&rows), ["paused"]);
    assert!(errors(&rows).is_empty());
    send(&handle, Command::Resume);
    assert!(ended(&all_rows(&handle).await, "done").expect("a reason").contains("whole"));
}
