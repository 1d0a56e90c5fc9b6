//! Publishing beside a poll.

use wirelight::protocols::long_poll::{Command, LongPoll};

use super::{PollServer, config, published, stop, until, words};
use crate::support::open;

#[tokio::test]
async fn a_message_is_published_once_the_poll_is_held_and_is_no_row() {
    let mut server = PollServer::start().await;
    let mut config = config(&server).publishing_to(&server.url("/publish")).expect("a URL");
    config.publish_when_held = Some("h\u{e9}llo".to_owned());
    config.peer.headers = vec![wirelight::net::headers::parse_line("Authorization: Bearer x").expect("a header")];
    let handle = open::<LongPoll>(config);
    let held = server.request().await;
    let publish = server.request().await;
    assert!(publish.head.starts_with("POST /publish HTTP/1.1\r\n"), "{}", publish.head);
    assert!(publish.head.contains("Authorization: Bearer x\r\n"), "{}", publish.head);
    assert!(publish.head.contains("Content-Type: text/plain;charset=UTF-8\r\n"), "{}", publish.head);
    assert_eq!(publish.body, "h\u{e9}llo");
    held.answer(&format!("200 OK\r\n\r\n{}", publish.body)).await;
    publish.answer("200 OK\r\n\r\nok").await;
    let held = server.request().await;
    let (rows, outcome) = published(&handle).await;
    assert_eq!(outcome, "published 6 bytes: 200 OK");
    let summary: Vec<_> = rows.iter().chain(&stop(&handle).await).map(words).collect();
    drop(held);
    assert_eq!(
        summary,
        ["state waiting", "request", "response 200", "message 200 h\u{e9}llo", "request", "state stopped"]
    );
}

#[tokio::test]
async fn messages_are_published_in_the_order_they_were_typed() {
    let mut server = PollServer::start().await;
    let handle = open::<LongPoll>(config(&server).publishing_to(&server.url("/publish")).expect("a URL"));
    let held = server.request().await;
    for text in ["one", "two", "three"] {
        handle.send(Command::Publish { text: text.to_owned() }).expect("the session runs");
    }
    for text in ["one", "two", "three"] {
        let publish = server.request().await;
        assert_eq!(publish.body, text);
        publish.answer("404 Nobody Here").await;
        assert_eq!(published(&handle).await.1, format!("could not publish {} bytes: 404 Nobody Here", text.len()));
    }
    stop(&handle).await;
    held.given_up().await;
}

#[tokio::test]
async fn without_a_url_publishing_is_refused_in_words() {
    let mut server = PollServer::start().await;
    let handle = super::poll(&server);
    let held = server.request().await;
    handle.send(Command::Publish { text: "x".to_owned() }).expect("the session runs");
    assert_eq!(published(&handle).await.1, "could not publish 1 bytes: there is no URL to publish to");
    stop(&handle).await;
    held.given_up().await;
}

#[tokio::test]
async fn the_users_headers_stay_with_the_origin_that_is_polled() {
    let mut polled = PollServer::start().await;
    let mut other = PollServer::start().await;
    let mut config = config(&polled).publishing_to(&other.url("/publish")).expect("a URL");
    config.peer.headers = vec![wirelight::net::headers::parse_line("Authorization: Bearer x").expect("a header")];
    config.publish_when_held = Some("x".to_owned());
    let handle = open::<LongPoll>(config);
    let held = polled.request().await;
    assert!(held.head.to_lowercase().contains("authorization"));
    let publish = other.request().await;
    assert!(!publish.head.to_lowercase().contains("authorization"), "{}", publish.head);
    // The end waits a little for the answer.
    publish.answer("200 OK").await;
    handle.send(Command::Stop).expect("the session runs");
    assert_eq!(published(&handle).await.1, "published 1 bytes: 200 OK");
    until(&handle, "state stopped").await;
}
