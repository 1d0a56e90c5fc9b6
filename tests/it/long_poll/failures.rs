//! Peers that break off, talk nonsense or say nothing, and sessions that are given up.

use wirelight::{
    protocols::long_poll::{Command, LongPoll, PollConfig},
    transcript::Body,
};

use super::{PollServer, poll, stop, until, words};
use crate::support::{open, rows_until};

#[tokio::test]
async fn a_reset_while_held_is_an_error_without_a_response() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    server.request().await.reset().await;
    let rows = rows_until(&handle, |entry| words(entry).starts_with("backoff")).await;
    let summary: Vec<_> = rows.iter().map(|row| row.body.kind().name()).collect();
    assert_eq!(summary, ["state", "request", "error", "state", "backoff"]);
    assert_eq!(words(&rows[4]), "backoff 1000 1 error");
    let Body::Error(failure) = &rows[2].body else { panic!("no error") };
    assert!(failure.message.contains("ended before an answer came"), "{failure:?}");
    assert!(!failure.causes.is_empty(), "{failure:?}");
    handle.send(Command::PollNow).expect("the session runs");
    assert_eq!(server.request().await.connection, 1);
    stop(&handle).await;
}

#[tokio::test]
async fn a_body_that_is_cut_is_an_error_that_counts_what_came() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    held.part("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nonly this").await;
    held.close().await;
    let summary = until(&handle, "backoff").await;
    assert_eq!(summary[1..3], ["request", "response 200"]);
    assert_eq!(summary[3..5], ["partial", "error the answer ended after 9 bytes of its body"]);
    assert_eq!(summary[6], "backoff 1000 1 error");
    handle.send(Command::PollNow).expect("the session runs");
    let held = server.request().await;
    held.part("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n").await;
    let summary = until(&handle, "backoff").await;
    assert!(summary[3].contains("has a chunk whose size is no hexadecimal number"), "{summary:?}");
    stop(&handle).await;
}

#[tokio::test]
async fn nonsense_and_a_refused_connection_are_errors() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    server.request().await.part("I am no web server\r\n\r\n").await;
    let summary = until(&handle, "backoff").await;
    assert!(summary[1] == "request" && summary[2].starts_with("error"), "{summary:?}");
    let url = server.url("/");
    stop(&handle).await;
    drop(server);
    let handle = open::<LongPoll>(PollConfig::get(&url).expect("a URL"));
    let summary = until(&handle, "backoff").await;
    assert!(summary[1] == "request" && summary[2].starts_with("error cannot connect to 127.0.0.1:"), "{summary:?}");
    stop(&handle).await;
}

#[tokio::test]
async fn an_error_that_never_ends_does_not_hold_the_session() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    held.part("HTTP/1.1 500 Oops\r\nContent-Length: 200000\r\n\r\n").await;
    held.part(&"x".repeat(70_000)).await;
    let summary = until(&handle, "backoff").await;
    assert_eq!(summary[2..4], ["response 500", "error the server answered 500 Oops"]);
    stop(&handle).await;
}

#[tokio::test]
async fn stop_gives_up_a_request_that_is_held() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    let rows = stop(&handle).await;
    assert_eq!(rows.iter().map(words).collect::<Vec<_>>(), ["state waiting", "request", "state stopped"]);
    held.given_up().await;
}

#[tokio::test]
async fn stop_ends_a_wait() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    server.answer("503 Later\r\nRetry-After: 3600").await;
    until(&handle, "backoff").await;
    let rows = stop(&handle).await;
    assert_eq!(rows.iter().map(words).collect::<Vec<_>>(), ["state stopped"]);
}

#[tokio::test]
async fn dropping_the_handle_gives_up_the_request() {
    let mut server = PollServer::start().await;
    let handle = poll(&server);
    let held = server.request().await;
    drop(handle);
    held.given_up().await;
}

#[tokio::test]
async fn a_session_that_cannot_be_set_up_says_why() {
    let mut config = PollConfig::get("https://127.0.0.1/").expect("a URL");
    config.peer.tls.extra_ca = Some("no/such/file.pem".into());
    let handle = open::<LongPoll>(config);
    let summary = until(&handle, "state stopped").await;
    assert_eq!(summary[..2], ["state waiting", "request"]);
    assert!(summary[2].contains("no/such/file.pem"), "{summary:?}");
    assert_eq!(summary.len(), 4);
}
