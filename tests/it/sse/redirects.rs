//! Redirects: every hop is told, secrets stay at home, each connection starts at the original URL.

use bytes::Bytes;
use http::Method;
use url::Url;
use wirelight::{
    net::headers::parse_line,
    protocols::sse::{Command, SseConfig},
    transcript::{Body, Entry},
};

use super::{NO_CONTENT, closed_reason, config, described, failure, is_backoff, open, server, stream};
use crate::support::{all_rows, rows_until};

fn redirect(status: u16, location: &str) -> String {
    format!("HTTP/1.1 {status} Elsewhere\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n")
}

fn requested(rows: &[Entry]) -> Vec<&str> {
    let urls = rows.iter().filter_map(|row| match &row.body {
        Body::Request(request) => Some(request.url.as_str()),
        _ => None,
    });
    urls.map(|url| url.rsplit('/').next().unwrap_or_default()).collect()
}

#[tokio::test]
async fn every_hop_is_told_and_the_next_connection_starts_at_the_original_url() {
    for status in [301, 302, 303, 307, 308] {
        let (server, _heads) =
            server(&[&redirect(status, "/b"), &redirect(status, "c"), &stream("data: a\n\n"), NO_CONTENT]).await;
        let rows = all_rows(&open(config(&server.http("/a")))).await;
        let hop = format!("response {status}");
        assert_eq!(
            described(&rows)[..9],
            [
                "state connecting 0",
                "request GET",
                &hop,
                "request GET",
                &hop,
                "request GET",
                "response 200",
                "state open 1",
                "event message \"a\" ",
            ]
        );
        assert_eq!(requested(&rows), ["a", "b", "c", "a"]);
    }
}

#[tokio::test]
async fn a_loop_is_given_up_after_twenty_hops_and_tried_again_later() {
    let (server, _heads) = server(&[&redirect(302, "/again")]).await;
    let handle = open(SseConfig { retry_millis: 60_000, ..config(&server.http("/first")) });
    let rows = rows_until(&handle, is_backoff).await;
    let requests = requested(&rows);
    assert_eq!((requests.len(), requests[0], requests[20]), (21, "first", "again"));
    assert_eq!(described(&rows)[43..], ["error", "backoff 60000 #1"]);
    assert!(failure(&rows).contains("redirected 20 times"));
    handle.send(Command::ReconnectNow).expect("it lives");
    let rows = rows_until(&handle, is_backoff).await;
    assert_eq!(requested(&rows)[0], "first");
}

#[tokio::test]
async fn secrets_do_not_travel_to_another_origin() {
    let (other, mut other_heads) = server(&[&stream("id: 9\ndata: a\n\n"), NO_CONTENT]).await;
    let (home, mut home_heads) = server(&[&redirect(307, "/same"), &redirect(307, &other.http("/there"))]).await;
    let lines = ["Authorization: secret", "Cookie: secret", "Proxy-Authorization: secret", "X-Own: travels"];
    let mut config = config(&home.http("/"));
    config.peer.headers = lines.map(|line| parse_line(line).expect("a header")).to_vec();
    all_rows(&open(config)).await;
    for _ in 0..2 {
        let head = home_heads.recv().await.expect("a head");
        assert_eq!(head.matches("secret").count(), 3, "{head}");
    }
    for id in [None, Some("\r\nLast-Event-ID: 9\r\n")] {
        let head = other_heads.recv().await.expect("a head");
        assert!(!head.contains("secret") && head.contains("X-Own: travels"), "{head}");
        assert!(id.is_none_or(|id| head.contains(id)), "{head}");
    }
}

#[tokio::test]
async fn credentials_of_the_url_do_not_travel_to_another_origin() {
    let (other, mut other_heads) = server(&[NO_CONTENT]).await;
    let (home, mut home_heads) = server(&[&redirect(302, &other.http("/there"))]).await;
    let mut url = Url::parse(&home.http("/")).expect("a URL");
    url.set_username("me").expect("a host");
    url.set_password(Some("pw")).expect("a host");
    all_rows(&open(config(url.as_str()))).await;
    assert!(home_heads.recv().await.expect("a head").contains("\r\nAuthorization: Basic "));
    assert!(!other_heads.recv().await.expect("a head").to_lowercase().contains("authorization"));
}

#[tokio::test]
async fn a_post_is_repeated_or_becomes_a_get() {
    for (status, method) in [(301, "GET"), (303, "GET"), (307, "POST"), (308, "POST")] {
        let (server, mut heads) = server(&[&redirect(status, "/b"), &stream("data: a\n\n")]).await;
        let data = Some(Bytes::from_static(b"hello"));
        let rows = all_rows(&open(SseConfig { method: Method::POST, data, ..config(&server.http("/a")) })).await;
        assert_eq!(described(&rows).last().map(String::as_str), Some("state closed 2"));
        assert!(heads.recv().await.expect("a head").starts_with("POST /a "));
        let head = heads.recv().await.expect("a head");
        assert!(head.starts_with(&format!("{method} /b ")), "{head}");
        assert_eq!(head.contains("Content-Length: 5"), method == "POST", "{head}");
    }
}

#[tokio::test]
async fn a_redirect_to_nowhere_ends_the_source() {
    let nowhere = "HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n";
    for (answer, reason) in
        [(nowhere.to_owned(), "without saying where to"), (redirect(302, "ftp://h/x"), "is no http or https URL")]
    {
        let (server, _heads) = server(&[&answer]).await;
        let rows = all_rows(&open(config(&server.http("/")))).await;
        assert_eq!(described(&rows), ["state connecting 0", "request GET", "response 302", "state closed 2"]);
        assert!(closed_reason(&rows).expect("a reason").contains(reason));
    }
}
