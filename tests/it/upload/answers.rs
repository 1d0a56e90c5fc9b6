//! Answers that are no plain success: which of them end an upload and which are tried again.

use wirelight::{
    protocols::upload::{Command, UploadConfig, config::FileSizeHeader},
    transcript::{Body, Entry, entry::Response},
};

use super::{
    LARGE, Source, assembled, assert_same_bytes, described, ended, errors, is_aborted, is_backoff, open,
    peer::{Peer, Post, Status},
    rows_without_waiting, send, starts, states,
};
use crate::support::{all_rows, rows_until};

const TOO_LARGE: &str = "HTTP/1.1 413 Payload Too Large\r\nContent-Length: 8\r\n\r\ntoo much";
const UNAVAILABLE: &str = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n";
const OK: &str = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

/// The last answer that is no success.
fn refusal(rows: &[Entry]) -> &Response {
    let refusal = rows.iter().rev().find_map(|row| match &row.body {
        Body::Response(response) if response.status != 200 => Some(response),
        _ => None,
    });
    refusal.expect("a refusal")
}

#[tokio::test]
async fn a_final_answer_ends_it_and_its_body_is_shown() {
    let unauthorized = "HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Basic\r\nContent-Length: 6\r\n\r\nlog in";
    let found = "HTTP/1.1 302 Found\r\nLocation: http://elsewhere/\r\nContent-Length: 0\r\n\r\n";
    for (answer, status, reason, header, preview) in [
        (TOO_LARGE, 413, "the server answered 413 Payload Too Large", ("Content-Length", "8"), "too much"),
        (unauthorized, 401, "the server answered 401 Unauthorized", ("WWW-Authenticate", "Basic"), "log in"),
        (found, 302, "the server answered 302 Found", ("Location", "http://elsewhere/"), ""),
    ] {
        let source = Source::new(LARGE);
        let peer = Peer::start(vec![Post::Answer(1000, answer)], Vec::new());
        let rows = all_rows(&open(source.config(&peer))).await;
        assert_eq!(states(&rows), ["probing", "sending", "failed"]);
        assert_eq!(ended(&rows, "failed").as_deref(), Some(reason));
        assert_eq!(errors(&rows), [reason]);
        let refusal = refusal(&rows);
        assert_eq!((refusal.status, refusal.body_preview.as_deref()), (status, Some(preview)));
        let (name, value) = header;
        assert!(refusal.headers.contains(&(name.to_owned(), value.to_owned())), "{refusal:?}");
    }
}

#[tokio::test]
async fn a_final_answer_to_the_question_ends_it_too() {
    let source = Source::new(1000);
    let peer = Peer::start(Vec::new(), vec![Status::Raw("HTTP/1.1 404 Nope\r\nContent-Length: 0\r\n\r\n")]);
    let rows = all_rows(&open(source.config(&peer))).await;
    assert_eq!(
        described(&rows),
        ["state probing", "GET", "response 404", "error", "state failed: the server answered 404 Nope"]
    );
}

#[tokio::test]
async fn an_answer_that_a_reset_may_swallow_is_asked_for_again() {
    let source = Source::new(LARGE);
    let mut posts = vec![Post::AnswerAndReset(1000, TOO_LARGE); 3];
    posts.push(Post::Answer(1000, TOO_LARGE));
    let peer = Peer::start(posts, Vec::new());
    let rows = rows_without_waiting(&open(source.config(&peer))).await;
    assert_eq!(ended(&rows, "failed").as_deref(), Some("the server answered 413 Payload Too Large"));
}

#[tokio::test]
async fn a_success_before_the_end_is_no_proof() {
    let source = Source::new(LARGE);
    let mut peer = Peer::start(vec![Post::Answer(LARGE / 2, OK)], Vec::new());
    let rows = rows_without_waiting(&open(source.config(&peer))).await;
    let expected = [
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
        "response 200",
        "offset 6291456",
        "state backoff",
        "backoff #1",
        "state probing",
        "GET",
        "response 200",
        "offset 6291456",
        "state sending",
        "POST from 6291456",
        "progress",
        "response 200",
        "state confirming",
        "GET",
        "response 200",
        "offset 12582912",
        "state done",
    ];
    assert_eq!(described(&rows), expected);
    assert_same_bytes(&assembled(&peer.log()), &source.bytes);
}

#[tokio::test]
async fn with_the_file_size_sent_a_success_before_the_end_is_asked_about() {
    let source = Source::new(LARGE);
    let mut peer = Peer::start(vec![Post::Answer(1000, OK)], Vec::new());
    let config = UploadConfig { file_size_header: FileSizeHeader::Sent, ..source.config(&peer) };
    let rows = rows_without_waiting(&open(config)).await;
    assert!(ended(&rows, "done").expect("a reason").contains("X-File-Size"));
    assert_eq!(states(&rows), ["probing", "sending", "confirming", "backoff", "probing", "sending", "done"]);
    assert_same_bytes(&assembled(&peer.log()), &source.bytes);
}

#[tokio::test]
async fn passing_refusals_are_tried_again() {
    let wrong_start = "HTTP/1.1 400 Wrong start byte\r\nContent-Length: 1\r\n\r\n0";
    for answer in [UNAVAILABLE, wrong_start] {
        let source = Source::new(50_000);
        let mut peer = Peer::start(vec![Post::Answer(20_000, answer)], vec![Status::Raw(UNAVAILABLE)]);
        let rows = rows_without_waiting(&open(source.config(&peer))).await;
        assert_eq!(ended(&rows, "done"), None);
        assert!(errors(&rows).is_empty(), "{:?}", errors(&rows));
        assert_eq!(rows.iter().filter(|row| is_backoff(row)).count(), 2);
        let log = peer.log();
        assert_eq!(starts(&log), [0, 20_000]);
        assert_same_bytes(&assembled(&log), &source.bytes);
    }
}

#[tokio::test]
async fn after_an_early_answer_nothing_more_is_sent_on_that_connection() {
    for answer in [UNAVAILABLE, OK] {
        let source = Source::new(LARGE);
        let mut peer = Peer::start(vec![Post::AnswerAndStall(1000, answer)], Vec::new());
        let handle = open(source.config(&peer));
        rows_until(&handle, is_backoff).await;
        send(&handle, Command::RetryNow);
        let rows = rows_without_waiting(&handle).await;
        assert_eq!(ended(&rows, "done"), None);
        let log = peer.log();
        assert!(log.iter().any(is_aborted), "it is cut off");
        assert_same_bytes(&assembled(&log), &source.bytes);
    }
}
