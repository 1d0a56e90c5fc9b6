//! Cookies that a server sets again and again: how many come back is limited, and what does not is told.

use std::time::Duration;

use tokio::{io::AsyncWriteExt as _, sync::mpsc::channel};
use wirelight::{
    limits::{MAX_COOKIE_HEADER_BYTES, MAX_COOKIES_PER_HOST},
    protocols::websocket::{Config, reconnect::ReconnectPolicy},
    transcript::Body,
};

use super::{config, header, open};
use crate::support::{RawServer, all_rows, read_head};

const ATTEMPTS: u32 = 40;

/// A server that sets so many other cookies in each of its refusals, and the request heads that it gets.
async fn setting(cookies: usize, value_bytes: usize) -> (RawServer, tokio::sync::mpsc::Receiver<String>) {
    let (heads, seen) = channel(256);
    let server = RawServer::start(move |number, mut stream| {
        let heads = heads.clone();
        async move {
            heads.send(read_head(&mut stream).await).await.ok();
            let lines: Vec<_> =
                (0..cookies).map(|n| format!("Set-Cookie: c{number}-{n}={}\r\n", "x".repeat(value_bytes))).collect();
            let answer = format!("HTTP/1.1 503 Later\r\nContent-Length: 0\r\n{}\r\n", lines.concat());
            stream.write_all(answer.as_bytes()).await.ok();
        }
    })
    .await;
    (server, seen)
}

/// The `Cookie` of each request, and the errors of the session.
async fn reconnecting(cookies: usize, value_bytes: usize) -> (Vec<String>, Vec<String>) {
    let (server, mut seen) = setting(cookies, value_bytes).await;
    let policy = ReconnectPolicy {
        first: Duration::from_millis(10),
        cap: Duration::from_millis(20),
        limit: Some(ATTEMPTS),
        after_close: false,
    };
    let rows = all_rows(&open(Config { reconnect: Some(policy), ..config(&server.ws("/")) })).await;
    let mut lines = Vec::new();
    while let Ok(head) = seen.try_recv() {
        lines.push(header(&head, "Cookie").unwrap_or_default().to_owned());
    }
    assert_eq!(lines.len(), ATTEMPTS as usize + 1);
    let errors = rows.iter().filter_map(|row| match &row.body {
        Body::Error(failure) if failure.message.contains("cookies") => Some(failure.message.clone()),
        _ => None,
    });
    (lines, errors.collect())
}

#[tokio::test(start_paused = true)]
async fn a_host_has_so_many_cookies_and_the_oldest_go() {
    let (lines, errors) = reconnecting(20, 1).await;
    let counts: Vec<usize> =
        lines.iter().map(|line| line.split("; ").filter(|pair| !pair.is_empty()).count()).collect();
    assert_eq!(counts[..4], [0, 20, 40, MAX_COOKIES_PER_HOST]);
    assert!(counts[4..].iter().all(|count| *count == MAX_COOKIES_PER_HOST), "{counts:?}");
    assert!(lines[4].contains("c3-19=") && !lines[4].contains("c0-") && lines[4].contains("c1-10="), "{}", lines[4]);
    assert!(errors[0].contains("the 10 oldest cookies are no longer kept: 50"), "{errors:?}");
    assert_eq!(errors.len(), ATTEMPTS as usize + 1 - 2, "one for each answer that sets too many");
}

#[tokio::test(start_paused = true)]
async fn a_head_has_room_for_so_many_and_the_youngest_are_sent() {
    let (lines, errors) = reconnecting(5, 4000).await;
    assert!(
        lines.iter().all(|line| line.len() <= MAX_COOKIE_HEADER_BYTES),
        "{:?}",
        lines.iter().map(String::len).max()
    );
    let last = lines.last().expect("a request");
    assert!(last.contains("c39-4=") && last.contains("c39-1=") && !last.contains("c39-0="), "the youngest four");
    assert!(errors.iter().any(|error| error.contains("the 1 oldest cookies are not sent")), "{errors:?}");
}

#[tokio::test(start_paused = true)]
async fn a_cookie_that_is_too_large_never_comes_back() {
    let (lines, errors) = reconnecting(2, 5000).await;
    assert!(lines.iter().all(String::is_empty));
    assert_eq!(errors.len(), lines.len());
    assert!(errors[0].contains("2 cookies are not kept: name and value may have 4096 bytes"), "{}", errors[0]);
}
