//! How fast it asks again: waits that are kept, the guard, and a window that does not take its rows.

use std::{num::NonZeroU32, time::Duration};

use wirelight::{
    protocols::long_poll::{Command, LongPoll, MaxRate},
    transcript::{Entry, Kind},
};

use super::{PollServer, config, poll, stop, until, words};
use crate::support::{all_rows, open, rows_until};

fn times(rows: &[Entry], kind: Kind) -> Vec<u64> {
    rows.iter().filter(|row| row.body.kind() == kind).map(|row| row.at_micros).collect()
}

#[tokio::test]
async fn an_instant_502_waits_a_second() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    server.answer("502 Bad Gateway").await;
    let held = server.request().await;
    let rows = stop(&handle).await;
    drop(held);
    let summary: Vec<_> = rows.iter().map(words).collect();
    assert_eq!(
        summary,
        [
            "state waiting",
            "request",
            "response 502",
            "error the server answered 502 Bad Gateway",
            "state backoff",
            "backoff 1000 1 error",
            "state waiting",
            "request",
            "state stopped"
        ]
    );
    assert!(times(&rows, Kind::Request)[1] - times(&rows, Kind::Backoff)[0] >= 1_000_000);
}

#[tokio::test]
async fn a_502_after_a_second_is_asked_again_at_once() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(1010)).await;
    tokio::time::resume();
    held.answer("502 Bad Gateway").await;
    let held = server.request().await;
    let rows = stop(&handle).await;
    drop(held);
    let summary: Vec<_> = rows.iter().map(words).collect();
    let error = "error the server answered 502 Bad Gateway";
    assert_eq!(summary, ["state waiting", "request", "response 502", error, "request", "state stopped"]);
}

#[tokio::test]
async fn the_guard_delays_the_request_that_would_be_one_too_many() {
    let mut server = PollServer::start().await;
    let mut config = config(&server);
    config.max_rate = MaxRate::PerSecond(NonZeroU32::new(3).expect("a rate"));
    let handle = open::<LongPoll>(config);
    for n in 0..3 {
        server.answer(&format!("200 OK\r\n\r\n{n}")).await;
    }
    let mut rows = rows_until(&handle, |entry| words(entry).starts_with("backoff")).await;
    // Not even a person can hurry it.
    handle.send(Command::PollNow).expect("the session runs");
    let held = server.request().await;
    rows.extend(stop(&handle).await);
    drop(held);
    let summary: Vec<_> = rows.iter().map(words).collect();
    assert_eq!(summary[9..11], ["message 200 2", "state backoff"]);
    assert!(summary[11].starts_with("backoff ") && summary[11].ends_with(" 1 guard"), "{summary:?}");
    assert_eq!(summary[12..], ["state waiting", "request", "state stopped"]);
    let starts = times(&rows, Kind::Request);
    assert!(starts[3] - starts[0] >= 1_000_000, "{starts:?}");
}

#[tokio::test]
async fn without_a_limit_no_request_is_delayed() {
    let mut server = PollServer::start().await;
    let mut config = config(&server);
    config.max_rate = MaxRate::Off;
    let handle = open::<LongPoll>(config);
    for _ in 0..100 {
        server.answer("200 OK\r\n\r\nx").await;
    }
    let held = server.request().await;
    let rows = stop(&handle).await;
    drop(held);
    assert_eq!((times(&rows, Kind::Message).len(), times(&rows, Kind::Backoff).len()), (100, 0));
}

#[tokio::test]
async fn a_window_that_takes_nothing_holds_back_the_bodies_but_not_the_next_request() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let large = format!("200 OK\r\n\r\n{}", "x".repeat(3 * 1024 * 1024));
    for _ in 0..3 {
        server.answer(&large).await;
    }
    // One answer has taken all credit, one waits for it, the third is not read.
    assert!(server.stays_quiet().await);
    let rows = rows_until(&handle, |entry| entry.body.kind() == Kind::Message).await;
    assert_eq!(times(&rows, Kind::Message).len(), 1);
    server.answer("200 OK\r\n\r\nsmall").await;
    until(&handle, "message 200 small").await;
    stop(&handle).await;
}

#[tokio::test]
async fn stop_is_served_while_there_is_no_credit() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let large = format!("200 OK\r\n\r\n{}", "x".repeat(3 * 1024 * 1024));
    for _ in 0..3 {
        server.answer(&large).await;
    }
    assert!(server.stays_quiet().await);
    handle.send(Command::Stop).expect("the session runs");
    let rows = all_rows(&handle).await;
    assert_eq!(times(&rows, Kind::Message).len(), 2);
    assert_eq!(rows.last().map(words).as_deref(), Some("state stopped"));
}
