//! A connection that is kept for the next poll, and what ends that.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::{
    protocols::long_poll::{LongPoll, PollConfig},
    transcript::{Body, Entry},
};

use crate::support::{RawServer, open, read_head, reset_on_close, rows_until};

/// Polls twice a server that sends `first` on its first connection; returns how many connections were made, and
/// whether a row was an error.
async fn connections_of_two_polls(first: &'static str, then_reset: bool) -> (usize, bool) {
    let connections = Arc::new(AtomicUsize::new(0));
    let made = connections.clone();
    let server = RawServer::start(move |number, mut stream| {
        made.store(number + 1, Ordering::Relaxed);
        async move {
            if number == 0 {
                read_head(&mut stream).await;
                stream.write_all(first.as_bytes()).await.ok();
                if then_reset {
                    reset_on_close(&stream);
                    return;
                }
                // Another request on it is answered; its end is the client's business.
                if read_head(&mut stream).await.is_empty() {
                    return;
                }
            } else {
                read_head(&mut stream).await;
            }
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecond").await.ok();
            // A third request is held.
            while stream.read_u8().await.is_ok() {}
        }
    })
    .await;
    let handle = open::<LongPoll>(PollConfig::get(&server.http("/")).expect("a URL"));
    let is_second = |row: &Entry| matches!(&row.body, Body::Message(_, body) if &body[..] == b"second");
    let rows = rows_until(&handle, is_second).await;
    (connections.load(Ordering::Relaxed), rows.iter().any(|row| matches!(row.body, Body::Error(_))))
}

#[tokio::test]
async fn a_whole_answer_leaves_its_connection_for_the_next_request() {
    for (first, connections) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 1),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 1),
        ("HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi", 1),
        ("HTTP/1.1 103 Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", 1),
        ("HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nhi", 2),
        ("HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi", 2),
        // Two lengths: who knows where the next answer begins.
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nhi\r\n0\r\n\r\n", 2),
        // Bytes that belong to nothing are not taken for the next answer.
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhiHTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nevil", 2),
    ] {
        assert_eq!(connections_of_two_polls(first, false).await, (connections, false), "{first:?}");
    }
}

#[tokio::test]
async fn a_connection_that_died_while_it_was_kept_is_replaced_without_an_error() {
    let whole = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 1\r\n\r\nhi";
    assert_eq!(connections_of_two_polls(whole, true).await, (2, false));
}
