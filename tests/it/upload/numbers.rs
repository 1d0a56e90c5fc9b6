//! The server's number is not trusted: garbage, more than there is, less than before.

use wirelight::protocols::upload::{Command, UploadConfig, config::Start};

use super::{
    LARGE, Source, assembled, assert_same_bytes, described, ended, errors, is_state, open,
    peer::{Peer, Post, Status},
    rows_without_waiting, send, starts, states,
};
use crate::support::{all_rows, rows_until};

#[tokio::test]
async fn what_is_no_number_is_quoted_and_nothing_is_sent() {
    let no_content = "HTTP/1.1 204 No Content\r\n\r\n";
    let not_a_number = "the server's answer to status is not a number:";
    for (status, error) in [
        (Status::Says("<html>hello"), format!("{not_a_number} \"<html>hello\"")),
        (Status::Says(""), format!("{not_a_number} \"\"")),
        (Status::Says("-1"), format!("{not_a_number} \"-1\"")),
        (Status::Raw(no_content), format!("{not_a_number} \"\"")),
        (
            Status::Says("101"),
            "the server says it has 101 bytes, but the file has 100: this ID belongs to another file".to_owned(),
        ),
        (
            Status::Says("99999999999999999999999999"),
            "the server says it has 99999999999999999999999999 bytes, but the file has 100: \
             this ID belongs to another file"
                .to_owned(),
        ),
    ] {
        let source = Source::new(100);
        let mut peer = Peer::start(Vec::new(), vec![status.clone()]);
        let rows = all_rows(&open(source.config(&peer))).await;
        assert_eq!(errors(&rows), [error.as_str()], "{status:?}");
        assert_eq!(ended(&rows, "failed"), Some(error));
        assert_eq!(states(&rows), ["probing", "failed"]);
        assert!(starts(&peer.log()).is_empty());
    }
}

#[tokio::test]
async fn a_number_that_goes_back_is_refused_with_both_numbers() {
    let source = Source::new(LARGE);
    let statuses = vec![Status::Truth, Status::Truth, Status::Says("4999")];
    let mut peer = Peer::start(vec![Post::Reset(5000), Post::Reset(1)], statuses);
    let rows = rows_without_waiting(&open(source.config(&peer))).await;
    let error = "the server's number went back: it said 5000, now it says 4999. Restart from 0";
    assert_eq!(errors(&rows).last(), Some(&error));
    assert_eq!(ended(&rows, "failed").as_deref(), Some(error));
    assert_eq!(starts(&peer.log()), [0, 5000]);
}

#[tokio::test]
async fn a_number_that_goes_back_after_a_pause_is_refused_too() {
    let source = Source::new(LARGE);
    let statuses = vec![Status::Truth, Status::Says("4999")];
    let mut peer = Peer::holding(source.bytes[..5000].to_vec(), vec![Post::Stall(10)], statuses);
    let handle = open(source.interactive(&peer));
    peer.next_post().await;
    send(&handle, Command::Pause);
    let rows = rows_until(&handle, |row| !errors(std::slice::from_ref(row)).is_empty()).await;
    assert!(errors(&rows)[0].contains("it said 5000, now it says 4999"), "{:?}", errors(&rows));
    send(&handle, Command::Restart);
    let rows = all_rows(&handle).await;
    assert_eq!(ended(&rows, "done"), None);
    let log = peer.log();
    assert_eq!(starts(&log), [0]);
    assert_same_bytes(&assembled(&log), &source.bytes);
}

#[tokio::test]
async fn a_window_may_restart_what_a_wrong_number_has_stopped() {
    let source = Source::new(100);
    let mut peer = Peer::start(Vec::new(), vec![Status::Says("101")]);
    let handle = open(source.interactive(&peer));
    let rows = rows_until(&handle, |row| is_state(row, "paused")).await;
    assert_eq!(described(&rows), ["state probing", "GET", "response 200", "error", "state paused"]);
    send(&handle, Command::Restart);
    let rows = all_rows(&handle).await;
    assert_eq!(ended(&rows, "done"), None);
    assert_same_bytes(&assembled(&peer.log()), &source.bytes);
}

#[tokio::test]
async fn a_restart_that_was_lost_on_its_way_begins_at_0_again() {
    let source = Source::new(LARGE);
    let old = vec![7; 5000];
    let mut peer = Peer::holding(old, vec![Post::Lose, Post::Reset(400)], Vec::new());
    let config = UploadConfig { start: Start::FromZero, ..source.config(&peer) };
    let rows = rows_without_waiting(&open(config)).await;
    assert_eq!(ended(&rows, "done"), None);
    let log = peer.log();
    assert_eq!(starts(&log), [0, 0, 400]);
    assert_same_bytes(&assembled(&log), &source.bytes);
}
