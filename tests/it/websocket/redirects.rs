//! Answers that lead elsewhere: shown, and followed only when that is wanted.

use tokio::{
    io::AsyncWriteExt as _,
    sync::mpsc::{Receiver, channel},
};
use wirelight::{net::headers::parse_line, protocols::websocket::Config, transcript::Body};

use super::{agreement, config, described, error, open, server};
use crate::support::{RawServer, all_rows};

/// A server that leads from `/` to `/next` with a cookie, from there to `to`, and agrees anywhere else.
async fn redirecting(to: String) -> (RawServer, Receiver<String>) {
    let (heads, seen) = channel(64);
    let server = server(move |head, mut stream| {
        let (heads, to) = (heads.clone(), to.clone());
        async move {
            let answer = match head.split(' ').nth(1) {
                Some("/") => {
                    "HTTP/1.1 302 Found\r\nLocation: /next\r\nSet-Cookie: id=7; Path=/\r\n\r\nthere".to_owned()
                }
                Some("/next") => format!("HTTP/1.1 307 Again\r\nLocation: {to}\r\n\r\n"),
                _ => agreement(&head),
            };
            heads.send(head).await.ok();
            stream.write_all(answer.as_bytes()).await.ok();
            stream.write_all(b"\x88\x02\x03\xe8").await.ok();
            stream.shutdown().await.ok();
        }
    })
    .await;
    (server, seen)
}

fn following(url: &str) -> Config {
    let mut config = Config { closing_timeout: std::time::Duration::from_millis(200), ..config(url) };
    let lines = ["Authorization: Bearer hush", "Cookie: mine=hush", "X-Kept: yes"];
    config.peer.headers = lines.map(|line| parse_line(line).expect("a header")).to_vec();
    config.peer.follows_redirects = true;
    config
}

#[tokio::test]
async fn a_redirect_is_shown_and_not_followed_unless_asked_for() {
    let (server, _heads) = redirecting("/end".to_owned()).await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert_eq!(described(&rows)[..4], ["local connecting 0", "out request", "in response 302", "local error"]);
    let said = error(&rows);
    assert!(said.contains(&format!("redirects to {}", server.ws("/next"))) && said.contains("302 Found"), "{said}");
}

#[tokio::test]
async fn each_hop_has_its_request_and_answer_and_secrets_stay_at_their_origin() {
    let (end, mut at_the_end) = redirecting(String::new()).await;
    let (server, mut heads) = redirecting(end.http("/end")).await;
    let rows = all_rows(&open(following(&server.ws("/")))).await;
    assert_eq!(
        described(&rows)[..8],
        [
            "local connecting 0",
            "out request",
            "in response 302",
            "out request",
            "in response 307",
            "out request",
            "in response 101",
            "local open 1"
        ]
    );
    let asked: Vec<&str> = rows
        .iter()
        .filter_map(|row| match &row.body {
            Body::Request(request) => Some(request.url.as_str()),
            _ => None,
        })
        .collect();
    assert_eq!(asked, [server.ws("/"), server.ws("/next"), end.ws("/end")]);
    let first = heads.recv().await.expect("a head");
    assert!(first.contains("Cookie: mine=hush\r\n") && first.contains("Bearer hush"), "{first}");
    let second = heads.recv().await.expect("a head");
    assert!(second.contains("Cookie: mine=hush; id=7\r\n") && second.contains("Bearer hush"), "{second}");
    let last = at_the_end.recv().await.expect("a head");
    // Cookies know no port (RFC 6265 §8.5): the jar's own one belongs there as well.
    assert!(!last.contains("hush") && last.contains("X-Kept: yes"), "{last}");
}

#[tokio::test]
async fn a_circle_is_named() {
    let (server, _heads) = redirecting("/next".to_owned()).await;
    let rows = all_rows(&open(following(&server.ws("/")))).await;
    assert!(error(&rows).contains("go in a circle") && error(&rows).contains("/next"), "{}", error(&rows));
}

#[tokio::test]
async fn a_redirect_to_a_fragment_is_an_error_followed_or_not() {
    for follows_redirects in [true, false] {
        let (server, _heads) = redirecting("/end#part".to_owned()).await;
        let mut config = following(&server.ws("/next"));
        config.peer.follows_redirects = follows_redirects;
        let rows = all_rows(&open(config)).await;
        let said = error(&rows);
        assert!(said.contains("/end#part\" has a fragment") && said.contains("RFC 6455 §3"), "{said}");
        assert_eq!(described(&rows)[2..4], ["in response 307", "local error"]);
    }
}

#[tokio::test]
async fn a_login_that_is_wanted_is_told() {
    let server = server(|_, mut stream| async move {
        stream.write_all(b"HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n").await.ok();
    })
    .await;
    let rows = all_rows(&open(config(&server.ws("/")))).await;
    assert!(error(&rows).contains("give a user with a password, or a bearer token"));
}
