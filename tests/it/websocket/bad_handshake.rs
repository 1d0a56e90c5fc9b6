//! What the lab answers wrongly to an upgrade, seen by the client: it refuses, and says which rule was broken.

use super::{config, described, error, open, send, text, until_open};
use crate::{
    lab::client::{get, start},
    support::{all_rows, rows_until},
};

#[tokio::test]
async fn an_answer_of_the_lab_that_breaks_a_rule_is_refused_with_that_rule() {
    let lab = start().await;
    for (kind, words) in [
        ("accept", "Sec-WebSocket-Accept header must be"),
        ("noAccept", "Sec-WebSocket-Accept header must be"),
        ("connection", "Connection header must name Upgrade"),
        ("upgrade", "Upgrade header must be websocket"),
        ("subprotocol", "nobody-asked-for-this"),
        ("extension", "permessage-foo"),
        ("deflateBits", "server_max_window_bits"),
        ("status", "200"),
        ("http10", "HTTP/1.0"),
    ] {
        let rows = all_rows(&open(config(&lab.ws(&format!("/ws/bad-handshake?kind={kind}"))))).await;
        assert!(error(&rows).contains(words), "{kind}: {}", error(&rows));
        assert_eq!(described(&rows).last().map(String::as_str), Some("local closed 3"), "{kind}");
    }
}

#[tokio::test]
async fn an_answer_that_only_looks_odd_opens_a_socket() {
    let lab = start().await;
    for query in ["kind=keepAlive", "kind=slow&delay=1"] {
        let session = open(config(&lab.ws(&format!("/ws/bad-handshake?{query}"))));
        until_open(&session).await;
        send(&session, text("hello"));
        rows_until(&session, |row| row.direction.name() == "in" && row.body.payload() == b"hello").await;
    }
    let answer = get(&lab, "/ws/bad-handshake?kind=nice", "").await;
    assert_eq!(answer.status, 400);
    assert!(answer.text().contains("keepAlive") && answer.text().contains("deflateBits"), "{}", answer.text());
}
