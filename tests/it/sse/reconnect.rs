//! The end of a stream, the wait, the next request and its `Last-Event-ID`.

use bytes::Bytes;
use http::Method;
use tokio::io::AsyncWriteExt as _;
use wirelight::protocols::sse::{Command, Reconnect, SseConfig};
use wirelight::transcript::{Body, Entry};

use super::{NO_CONTENT, closed_reason, config, described, failure, is_backoff, open, server, stream};
use crate::support::{RawServer, all_rows, read_head, rows_until};

#[tokio::test]
async fn rows_stand_in_the_order_of_the_record() {
    let body =
        ": hi\nretry: 20\n\nid: 1\ndata: one\n\nevent: bye\ndata: two\n\nid: 2\n\nevent: ping\n\nnope\ndata: cut";
    let (server, mut heads) = server(&[&stream(body), NO_CONTENT]).await;
    let rows = all_rows(&open(config(&server.http("/x")))).await;
    assert_eq!(
        described(&rows),
        [
            "state connecting 0",
            "request GET",
            "response 200",
            "state open 1",
            "comment hi",
            "retry 20",
            "event message \"one\" 1",
            "event bye \"two\" 1",
            "id 2",
            "noData event: ping",
            "unknownField nope",
            "unfinishedBlock data: cut",
            "state connecting 0",
            "backoff 20 #1",
            "request GET",
            "response 204",
            "state closed 2",
        ]
    );
    assert!(rows.is_sorted_by_key(|row| row.at_micros));
    assert!(closed_reason(&rows).expect("a reason").contains("204 No Content"));
    let first = heads.recv().await.expect("a head").to_lowercase();
    assert!(first.contains("\r\naccept: text/event-stream\r\n") && first.contains("\r\ncache-control: no-cache\r\n"));
    assert!(!first.contains("last-event-id"));
    assert!(heads.recv().await.expect("a head").contains("\r\nLast-Event-ID: 2\r\n"));
}

/// Milliseconds from the `backoff` to the row behind it.
fn waited_millis(rows: &[Entry]) -> u64 {
    let wait = rows.iter().position(is_backoff).expect("a backoff");
    (rows[wait + 1].at_micros - rows[wait].at_micros) / 1000
}

#[tokio::test(start_paused = true)]
async fn waits_exactly_as_long_as_retry_says() {
    for (body, first_millis, expected) in [
        ("data: x\n\n", 3000, 3000),
        ("retry: 12345\n", 3000, 12345),
        ("retry: 1\n\nretry: 777\nretry: x\n\n", 3000, 777),
        ("", 50, 50),
    ] {
        let (server, _heads) = server(&[&stream(body), NO_CONTENT]).await;
        let source = SseConfig { retry_millis: first_millis, ..config(&server.http("/")) };
        let rows = all_rows(&open(source)).await;
        let waited = waited_millis(&rows);
        assert!((expected..=expected + 2).contains(&waited), "{waited} ms after {body:?}");
    }
}

#[tokio::test]
async fn the_id_is_kept_over_streams_that_send_none() {
    let (server, mut heads) =
        server(&[&stream("id: 7\ndata: a\n\n"), &stream("data: b\n\nid: 8\ndata: cut"), &stream("id\n\n"), NO_CONTENT])
            .await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let events: Vec<_> = described(&rows).into_iter().filter(|row| row.starts_with("event")).collect();
    assert_eq!(events, ["event message \"a\" 7", "event message \"b\" 7"]);
    for expected in [None, Some("7"), Some("7"), None] {
        let head = heads.recv().await.expect("a head");
        let id = head.lines().find_map(|line| line.strip_prefix("Last-Event-ID: ").map(str::to_owned));
        assert_eq!(id.as_deref(), expected);
    }
}

#[tokio::test]
async fn the_id_travels_as_raw_utf_8() {
    let long = "<".repeat(255);
    for id in ["…", "0123 ü", long.as_str()] {
        let (server, mut heads) = server(&[&stream(&format!("id: {id}\n\n")), NO_CONTENT]).await;
        all_rows(&open(config(&server.http("/")))).await;
        heads.recv().await.expect("a head");
        let head = heads.recv().await.expect("a head");
        assert!(head.contains(&format!("\r\nLast-Event-ID: {id}\r\n")), "{head}");
    }
}

#[tokio::test]
async fn an_id_that_no_header_can_hold_is_left_out_and_told() {
    let (server, mut heads) = server(&[&stream("id: a\u{1}b\n\n"), NO_CONTENT]).await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    assert!(failure(&rows).contains("Last-Event-ID is left out: \"a\\u{1}b\""), "{}", failure(&rows));
    heads.recv().await.expect("a head");
    assert!(!heads.recv().await.expect("a head").to_lowercase().contains("last-event-id"));
}

#[tokio::test]
async fn a_first_id_can_be_given() {
    let (server, mut heads) = server(&[NO_CONTENT]).await;
    let source = SseConfig { last_event_id: "41".to_owned(), ..config(&server.http("/")) };
    all_rows(&open(source)).await;
    assert!(heads.recv().await.expect("a head").contains("\r\nLast-Event-ID: 41\r\n"));
}

#[tokio::test]
async fn a_source_that_may_not_reconnect_ends_with_its_stream() {
    let (server, mut heads) = server(&[&stream("data: a\n\n")]).await;
    let get = config(&server.http("/"));
    let never = SseConfig { reconnect: Reconnect::Never, ..get.clone() };
    let post = SseConfig { method: Method::POST, data: Some(Bytes::from_static(b"{\"a\":1}")), ..get };
    for source in [never, post] {
        let method = source.method.clone();
        let rows = all_rows(&open(source)).await;
        let expected = [
            "state connecting 0",
            &format!("request {method}"),
            "response 200",
            "state open 1",
            "event message \"a\" ",
            "state closed 2",
        ];
        assert_eq!(described(&rows), expected);
        assert!(closed_reason(&rows).expect("a reason").contains("the stream ended"));
    }
    heads.recv().await.expect("a head");
    let post = heads.recv().await.expect("a head");
    assert!(post.starts_with("POST / ") && post.contains("\r\nContent-Length: 7\r\n"), "{post}");
    assert!(post.contains("\r\nContent-Type: application/json\r\n"), "{post}");
}

#[tokio::test]
async fn a_wait_can_be_cut_short_and_made_longer() {
    let (server, _heads) = server(&[&stream("retry: 99999999999999999999\n"), &stream(""), NO_CONTENT]).await;
    let handle = open(config(&server.http("/")));
    let rows = rows_until(&handle, is_backoff).await;
    assert!(described(&rows).contains(&format!("backoff {} #1", u64::MAX)));
    handle.send(Command::SetRetry(9_999_999)).expect("it lives");
    handle.send(Command::ReconnectNow).expect("it lives");
    let rows = rows_until(&handle, is_backoff).await;
    assert_eq!(described(&rows).last().map(String::as_str), Some("backoff 9999999 #1"));
    handle.send(Command::ReconnectNow).expect("it lives");
    let rows = all_rows(&handle).await;
    assert_eq!(described(&rows), ["request GET", "response 204", "state closed 2"]);
}

#[tokio::test]
async fn close_is_final_in_every_state() {
    let waiting = server(&[&stream("retry: 999999\n")]).await.0;
    let handle = open(config(&waiting.http("/")));
    rows_until(&handle, is_backoff).await;
    handle.send(Command::Close).expect("it lives");
    let rows = all_rows(&handle).await;
    assert_eq!((described(&rows), closed_reason(&rows)), (vec!["state closed 2".to_owned()], None));

    // One never answers, one opens its stream and says nothing.
    for answer in [Vec::new(), stream("").into_bytes()] {
        let silent = RawServer::start(move |_, mut stream| {
            let answer = answer.clone();
            async move {
                read_head(&mut stream).await;
                stream.write_all(&answer).await.ok();
                std::future::pending::<()>().await;
            }
        })
        .await;
        let handle = open(config(&silent.http("/")));
        rows_until(&handle, |row| matches!(row.body, Body::Request(_))).await;
        handle.send(Command::Close).expect("it lives");
        let rows = all_rows(&handle).await;
        assert_eq!(described(&rows).last().map(String::as_str), Some("state closed 2"));
        assert_eq!(closed_reason(&rows), None);
    }
}

#[tokio::test(start_paused = true)]
async fn the_digits_of_the_tutorial_start_again_without_an_end() {
    let digits = "data: 1\n\ndata: 2\n\ndata: 3\n\nevent: bye\ndata: bye-bye\n\n";
    let (server, _heads) = server(&[&stream(digits)]).await;
    let handle = open(SseConfig { retry_millis: 3000, ..config(&server.http("/digits")) });
    let once =
        ["message \"1\" ", "message \"2\" ", "message \"3\" ", "bye \"bye-bye\" "].map(|row| format!("event {row}"));
    for round in 0..3 {
        let rows = rows_until(&handle, is_backoff).await;
        let events: Vec<_> = described(&rows).into_iter().filter(|row| row.starts_with("event")).collect();
        assert_eq!(events, once, "round {round}");
        assert_eq!(described(&rows).last().map(String::as_str), Some("backoff 3000 #1"));
    }
}
