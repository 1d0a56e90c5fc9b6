//! Pause, resume, restart, cancel, and commands that mean nothing.

use wirelight::protocols::upload::Command;

use super::{
    LARGE, Source, assembled, assert_same_bytes, described, ended, errors, is_aborted, is_backoff, is_state, open,
    peer::{Peer, Post, Seen, Status},
    progress, send, starts,
};
use crate::support::{all_rows, rows_until};

/// Skips what came before the pause.
fn from_paused(summary: &[String]) -> &[String] {
    let paused = summary.iter().position(|row| row == "state paused").expect("a pause");
    &summary[paused..]
}

#[tokio::test]
async fn a_pause_aborts_the_request_and_asks_until_the_number_stands() {
    let source = Source::new(LARGE);
    let statuses = vec![Status::Truth, Status::Says("100"), Status::Says("150"), Status::Truth, Status::Truth];
    let mut peer = Peer::start(vec![Post::Stall(200_000)], statuses);
    let handle = open(source.interactive(&peer));
    peer.next_post().await;
    send(&handle, Command::Pause);
    let mut paused = false;
    let rows = rows_until(&handle, |row| {
        paused |= is_state(row, "paused");
        paused && !progress(std::slice::from_ref(row)).is_empty()
    })
    .await;
    let summary = described(&rows);
    let expected = [
        "state paused",
        "GET",
        "response 200",
        "offset 100",
        "GET",
        "response 200",
        "offset 150",
        "GET",
        "response 200",
        "offset 200000",
        "GET",
        "response 200",
        "offset 200000",
        "progress",
    ];
    assert_eq!(from_paused(&summary), expected);
    assert!(errors(&rows).is_empty());
    let last = progress(&rows).pop().expect("progress");
    assert_eq!((last.sent, last.confirmed, last.total), (200_000, 200_000, LARGE as u64));
    assert!(is_aborted(&peer.next().await), "the request is aborted before the server is asked");

    send(&handle, Command::Resume);
    let rows = all_rows(&handle).await;
    assert_eq!(
        super::described(&rows)[..5],
        ["state probing", "GET", "response 200", "offset 200000", "state sending"]
    );
    assert_eq!(ended(&rows, "done"), None);
    let (head, kept) = peer.next_post().await;
    assert_eq!(super::peer::start_byte(&head), 200_000);
    assert_same_bytes(&kept, &source.bytes[200_000..]);
}

#[tokio::test]
async fn a_resume_waits_until_the_number_stands() {
    let source = Source::new(LARGE);
    let statuses = vec![Status::Truth, Status::Says("100"), Status::Truth];
    let mut peer = Peer::start(vec![Post::Stall(200_000)], statuses);
    let handle = open(source.interactive(&peer));
    peer.next_post().await;
    send(&handle, Command::Pause);
    rows_until(&handle, |row| is_state(row, "paused")).await;
    send(&handle, Command::Resume);
    let rows = all_rows(&handle).await;
    assert_eq!(ended(&rows, "done"), None);
    // A server that checks the start byte would have refused 100.
    let log = peer.log();
    assert_eq!(starts(&log), [200_000]);
}

#[tokio::test]
async fn a_restart_sends_from_0_also_in_the_middle_of_a_body() {
    let source = Source::new(LARGE);
    let mut peer = Peer::start(vec![Post::Stall(200_000), Post::Stall(70_000)], Vec::new());
    let handle = open(source.interactive(&peer));
    for kept in [200_000, 70_000] {
        assert_eq!(peer.next_post().await.1.len(), kept);
        send(&handle, Command::Restart);
    }
    let rows = all_rows(&handle).await;
    assert_eq!(ended(&rows, "done"), None);
    let log = peer.log();
    assert_eq!(starts(&log), [0]);
    assert_same_bytes(&assembled(&log), &source.bytes);
}

#[tokio::test]
async fn cancel_ends_it_in_every_state() {
    let source = Source::new(LARGE);
    let cancelled = |rows: &[_]| assert_eq!(ended(rows, "failed").as_deref(), Some("cancelled"));

    let mut probing = Peer::start(Vec::new(), vec![Status::Silence]);
    let handle = open(source.interactive(&probing));
    assert!(matches!(probing.next().await, Seen::Status { .. }));
    send(&handle, Command::Cancel);
    cancelled(&all_rows(&handle).await);
    assert!(matches!(probing.next().await, Seen::Gone { more: 0 }));

    let mut sending = Peer::start(vec![Post::Stall(1000)], Vec::new());
    let handle = open(source.interactive(&sending));
    sending.next_post().await;
    send(&handle, Command::Cancel);
    let rows = all_rows(&handle).await;
    cancelled(&rows);
    assert_eq!(described(&rows)[4..], ["state sending", "POST from 0", "progress", "state failed: cancelled"]);

    let waiting = Peer::start(Vec::new(), vec![Status::Close]);
    let handle = open(source.interactive(&waiting));
    rows_until(&handle, is_backoff).await;
    send(&handle, Command::Cancel);
    assert_eq!(described(&all_rows(&handle).await), ["state failed: cancelled"]);

    let paused = Peer::start(Vec::new(), vec![Status::Close]);
    let handle = open(source.interactive(&paused));
    rows_until(&handle, is_backoff).await;
    send(&handle, Command::Pause);
    rows_until(&handle, |row| is_state(row, "paused")).await;
    send(&handle, Command::Cancel);
    assert_eq!(described(&all_rows(&handle).await), ["state failed: cancelled"]);
}

#[tokio::test]
async fn commands_that_mean_nothing_are_passed_over() {
    let source = Source::new(LARGE);
    let mut peer = Peer::start(vec![Post::Stall(1000)], vec![Status::Close, Status::Truth]);
    let handle = open(source.interactive(&peer));
    rows_until(&handle, is_backoff).await;
    send(&handle, Command::Pause);
    rows_until(&handle, |row| is_state(row, "paused")).await;
    for command in [Command::RetryNow, Command::Pause, Command::RetryNow, Command::Resume] {
        send(&handle, command);
    }
    peer.next_post().await;
    for command in [Command::Resume, Command::RetryNow, Command::Resume, Command::Pause] {
        send(&handle, command);
    }
    let rows = rows_until(&handle, |row| is_state(row, "paused")).await;
    let expected = [
        "state probing",
        "GET",
        "response 200",
        "offset 0",
        "state sending",
        "POST from 0",
        "progress",
        "state paused",
    ];
    assert_eq!(described(&rows)[..expected.len()], expected);
    send(&handle, Command::Resume);
    assert_eq!(ended(&all_rows(&handle).await, "done"), None);
    assert!(handle.send(Command::Pause).is_err(), "it is over");
}

#[tokio::test]
async fn a_pause_between_attempts_asks_nothing() {
    let source = Source::new(1000);
    let mut peer = Peer::start(Vec::new(), vec![Status::Close]);
    let handle = open(source.interactive(&peer));
    rows_until(&handle, is_backoff).await;
    send(&handle, Command::Pause);
    rows_until(&handle, |row| is_state(row, "paused")).await;
    send(&handle, Command::Resume);
    let rows = all_rows(&handle).await;
    assert_eq!(described(&rows)[0], "state probing");
    assert_eq!(ended(&rows, "done"), None);
    assert_same_bytes(&assembled(&peer.log()), &source.bytes);
}

#[tokio::test]
async fn dropping_the_handle_ends_the_task_and_closes_the_connection() {
    let source = Source::new(LARGE);
    let mut peer = Peer::start(vec![Post::Stall(1000)], Vec::new());
    let handle = open(source.interactive(&peer));
    peer.next_post().await;
    let commands = handle.command_sender();
    drop(handle);
    commands.closed().await;
    // The server reads its first connection to the end before it answers the next one.
    let rows = all_rows(&open(source.interactive(&peer))).await;
    assert_eq!(ended(&rows, "done"), None);
    assert!(is_aborted(&peer.next().await));
}
