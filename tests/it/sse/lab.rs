//! The source against the lab's event streams.

use std::time::Duration;

use wirelight::{
    lab::{Lab, LabOptions},
    protocols::sse::{Command, Event, Sse, SseConfig},
    transcript::{Body, Entry},
};

use super::{closed_reason, config, described, is_backoff, open};
use crate::support::{all_rows, rows_until};

async fn lab() -> Lab {
    let listen = "127.0.0.1:0".parse().expect("an address");
    Lab::start(LabOptions { listen, ..LabOptions::default() }).await.expect("a lab")
}

fn is_event(row: &Entry) -> bool {
    matches!(row.body, Body::Event(..))
}

#[tokio::test]
async fn retry_and_ids_are_kept_over_reconnects() {
    let lab = lab().await;
    let handle = open(config(&lab.http("/sse/retry?millis=15")));
    for visit in 1..=3 {
        let rows = rows_until(&handle, is_backoff).await;
        let summary = described(&rows);
        assert!(summary.contains(&format!("event message \"visit {visit}\" {visit}")), "{summary:?}");
        assert_eq!(summary.last().map(String::as_str), Some("backoff 15 #1"));
    }
}

#[tokio::test]
async fn a_clock_goes_on_where_it_was() {
    let lab = lab().await;
    let source = SseConfig { last_event_id: "41".to_owned(), ..config(&lab.http("/sse/clock?every=5")) };
    let handle = open(source);
    let rows = rows_until(&handle, is_event).await;
    assert!(described(&rows).last().is_some_and(|row| row.ends_with("\" 42")), "{rows:?}");
}

#[tokio::test]
async fn types_arrive_without_being_named_first() {
    let lab = lab().await;
    let handle = open(config(&lab.http("/sse/typed")));
    let rows = rows_until(&handle, |row| is_event(row) && describe_type(row) == "update").await;
    assert_eq!(rows.iter().filter(|row| is_event(row)).map(describe_type).collect::<Vec<_>>(), ["add", "update"]);
}

fn describe_type(row: &Entry) -> &str {
    match &row.body {
        Body::Event(head, _) => &head.event_type,
        other => panic!("{other:?} is no event"),
    }
}

#[tokio::test]
async fn answers_that_are_no_stream_close_the_source() {
    let lab = lab().await;
    for (path, reason) in [
        ("/sse/stop", "204 No Content"),
        ("/sse/status?code=503", "503"),
        ("/sse/wrong-type", "text/plain"),
        ("/no/such/stream", "404"),
    ] {
        let rows = all_rows(&open(config(&lab.http(path)))).await;
        assert!(!rows.iter().any(is_event), "{path}");
        assert!(closed_reason(&rows).expect("a reason").contains(reason), "{path}");
    }
}

#[tokio::test]
async fn a_flood_is_whole_and_ends_with_a_204() {
    let lab = lab().await;
    let rows = all_rows(&open(config(&lab.http("/sse/flood?count=50000&size=64")))).await;
    let events = rows.iter().filter_map(|row| match &row.body {
        Body::Event(_, data) => Some(data),
        _ => None,
    });
    let mut number = 0_u64;
    for data in events {
        let text = std::str::from_utf8(data).expect("text");
        assert_eq!((text.len(), text.trim_end_matches('.').parse()), (64, Ok(number)));
        number += 1;
    }
    assert_eq!(number, 50_000);
    assert!(closed_reason(&rows).expect("a reason").contains("204"));
}

/// A window that is slow, but not stuck: it takes one batch at a time, with commands in between.
#[tokio::test]
async fn commands_are_obeyed_in_a_flood() {
    let lab = lab().await;
    let handle = open(config(&lab.http("/sse/flood?count=1000000&size=64")));
    rows_until(&handle, is_event).await;
    handle.send(Command::SetRetry(7)).expect("it lives");
    let mut is_set = false;
    while !is_set {
        let envelope = handle.inbox.wait_next(Duration::from_millis(1));
        is_set = envelope.is_ok_and(|envelope| envelope.events.contains(&Event::RetrySet(7)));
        tokio::task::yield_now().await;
    }
    handle.send(Command::Close).expect("it lives");
    let rows = all_rows::<Sse>(&handle).await;
    assert_eq!(closed_reason(&rows), None);
}
