//! A network that fails: each failure is an `error` and a new attempt.

use std::sync::Arc;

use tokio::{io::AsyncWriteExt as _, net::TcpSocket, sync::Notify};
use wirelight::protocols::sse::{Reconnect, SseConfig};
use wirelight::transcript::{Body, entry::State};

use super::{NO_CONTENT, STREAM, closed_reason, config, described, failure, is_backoff, open, server, stream};
use crate::support::{RawServer, all_rows, read_head, reset_on_close, rows_until};

/// What every stream here says before it breaks, and how it is told.
const BEFORE: [&str; 5] =
    ["state connecting 0", "request GET", "response 200", "state open 1", "event message \"a\" 1"];

#[tokio::test]
async fn a_reset_is_an_error_and_the_source_comes_back() {
    let (heads, mut seen) = tokio::sync::mpsc::channel(8);
    let event_was_read = Arc::new(Notify::new());
    let may_reset = event_was_read.clone();
    let server = RawServer::start(move |number, mut stream| {
        let (heads, may_reset) = (heads.clone(), may_reset.clone());
        async move {
            heads.try_send(read_head(&mut stream).await).ok();
            if number == 1 {
                stream.write_all(NO_CONTENT.as_bytes()).await.ok();
                return;
            }
            stream.write_all(format!("{STREAM}id: 1\ndata: a\n\ndata: lost").as_bytes()).await.ok();
            // A reset throws away what the peer has not read yet.
            may_reset.notified().await;
            reset_on_close(&stream);
        }
    })
    .await;
    let handle = open(config(&server.http("/")));
    let mut rows = rows_until(&handle, |row| matches!(row.body, Body::Event(..))).await;
    event_was_read.notify_one();
    rows.extend(all_rows(&handle).await);
    let after = [
        "unfinishedBlock data: lost",
        "error",
        "state connecting 0",
        "backoff 5 #1",
        "request GET",
        "response 204",
        "state closed 2",
    ];
    assert_eq!(described(&rows), [&BEFORE[..], &after].concat());
    assert!(failure(&rows).contains("was cut short"), "{}", failure(&rows));
    assert!(!seen.recv().await.expect("a head").to_lowercase().contains("last-event-id"));
    assert!(seen.recv().await.expect("a head").contains("\r\nLast-Event-ID: 1\r\n"));
}

#[tokio::test]
async fn a_body_that_is_cut_is_an_error() {
    let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    let sized = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 1000\r\n\r\n";
    for cut in [
        format!("{chunked}f\r\nid: 1\ndata: a\n\n\r\n"),
        format!("{chunked}f\r\nid: 1\ndata: a\n\n\r\n10\r\n"),
        format!("{chunked}f\r\nid: 1\ndata: a\n\n\r\nnonsense\r\n"),
        format!("{sized}id: 1\ndata: a\n\n"),
    ] {
        let (server, _heads) = server(&[&cut, NO_CONTENT]).await;
        let rows = all_rows(&open(config(&server.http("/")))).await;
        let after = ["error", "state connecting 0", "backoff 5 #1", "request GET", "response 204", "state closed 2"];
        assert_eq!(described(&rows), [&BEFORE[..], &after].concat(), "{cut:?}");
    }
}

#[tokio::test]
async fn a_body_that_is_whole_is_no_error() {
    let chunked = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    let sized = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 15\r\n\r\n";
    for whole in [format!("{chunked}f\r\nid: 1\ndata: a\n\n\r\n0\r\n\r\n"), format!("{sized}id: 1\ndata: a\n\n")] {
        let (server, _heads) = server(&[&whole, NO_CONTENT]).await;
        let rows = all_rows(&open(config(&server.http("/")))).await;
        let after = ["state connecting 0", "backoff 5 #1", "request GET", "response 204", "state closed 2"];
        assert_eq!(described(&rows), [&BEFORE[..], &after].concat(), "{whole:?}");
    }
}

#[tokio::test]
async fn garbage_and_a_missing_answer_are_tried_again_and_counted() {
    let (server, _heads) = server(&["\x16\x03\x01 what is this\r\n\r\n", "", &stream(""), "", NO_CONTENT]).await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    assert_eq!(
        described(&rows),
        [
            "state connecting 0",
            "request GET",
            "error",
            "backoff 5 #1",
            "request GET",
            "error",
            "backoff 5 #2",
            "request GET",
            "response 200",
            "state open 1",
            "state connecting 0",
            "backoff 5 #1",
            "request GET",
            "error",
            "backoff 5 #2",
            "request GET",
            "response 204",
            "state closed 2",
        ]
    );
}

#[tokio::test]
async fn a_refused_connection_is_tried_again_until_it_is_accepted() {
    // Bound but not listening: the port is ours and refuses.
    let socket = TcpSocket::new_v4().expect("a socket");
    socket.bind("127.0.0.1:0".parse().expect("an address")).expect("a free port");
    let url = format!("http://{}/", socket.local_addr().expect("an address"));
    let handle = open(config(&url));
    let rows = rows_until(&handle, is_backoff).await;
    assert_eq!(described(&rows), ["state connecting 0", "request GET", "error", "backoff 5 #1"]);
    assert!(failure(&rows).starts_with("cannot connect to 127.0.0.1:"), "{}", failure(&rows));
    let listener = socket.listen(8).expect("it listens");
    let answer = async {
        let (mut stream, _) = listener.accept().await.expect("a connection");
        read_head(&mut stream).await;
        stream.write_all(STREAM.as_bytes()).await.expect("written");
        stream
    };
    let is_open = |state: &State| state.state == "open";
    let (_stream, rows) =
        tokio::join!(answer, rows_until(&handle, |row| matches!(&row.body, Body::State(state) if is_open(state))));
    assert_eq!(described(&rows).last().map(String::as_str), Some("state open 1"));
}

#[tokio::test]
async fn a_failure_of_a_source_that_may_not_reconnect_ends_it() {
    let (server, _heads) = server(&[""]).await;
    let source = SseConfig { reconnect: Reconnect::Never, ..config(&server.http("/")) };
    let rows = all_rows(&open(source)).await;
    assert_eq!(described(&rows), ["state connecting 0", "request GET", "error", "state closed 2"]);
    assert!(closed_reason(&rows).expect("a reason").contains("failed"));
}

#[tokio::test]
async fn a_slow_drip_gives_the_same_rows() {
    let server = RawServer::start(|number, mut stream| async move {
        read_head(&mut stream).await;
        if number > 0 {
            stream.write_all(NO_CONTENT.as_bytes()).await.ok();
            return;
        }
        stream.set_nodelay(true).ok();
        for byte in format!("{STREAM}\u{FEFF}id: 1\r\ndata: a\r\n\r\ndata: é…\r\r: c\n").bytes() {
            stream.write_all(&[byte]).await.ok();
            tokio::task::yield_now().await;
        }
    })
    .await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let after = ["event message \"é…\" 1", "comment c", "state connecting 0", "backoff 5 #1"];
    assert_eq!(described(&rows)[..9], [&BEFORE[..], &after].concat());
}

#[tokio::test]
async fn an_event_without_an_end_is_given_up() {
    let server = RawServer::start(|_, mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(format!("{STREAM}data: ").as_bytes()).await.ok();
        let piece = vec![b'x'; 1024 * 1024];
        while stream.write_all(&piece).await.is_ok() {}
    })
    .await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let expected = ["state connecting 0", "request GET", "response 200", "state open 1", "error", "state closed 2"];
    assert_eq!(described(&rows), expected);
    assert!(closed_reason(&rows).expect("a reason").contains("larger than 64 MiB"));
}
