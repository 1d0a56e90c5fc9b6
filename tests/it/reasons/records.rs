//! The codes in the records of sessions that fail over real sockets.

use pretty_assertions::assert_eq;
use serde_json::Value;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use wirelight::transcript::reason::{Code, Vocabulary as _};

use super::{PROTOCOLS, TROUBLES, Trouble, Troubled, failed, record};
use crate::support::RawServer;

/// The codes of a record: of its errors, its waits and its states, in their order.
fn codes(record: &str) -> Vec<String> {
    let rows = record.lines().skip(1).map(|line| serde_json::from_str::<Value>(line).expect("a row"));
    rows.filter_map(|row| {
        let field = if row["kind"] == "error" { "code" } else { "reasonCode" };
        Some(format!("{} {}", row["kind"].as_str()?, row[field].as_str()?))
    })
    .collect()
}

#[tokio::test]
async fn a_failed_session_has_the_code_of_its_failure() {
    use Trouble::{BadHead, EarlyEnd, Refused, WrongStatus};
    let table: [(Trouble, [&[&str]; 4]); 4] = [
        (
            Refused,
            [
                &["error connectRefused"],
                &["error connectRefused", "backoff connectRefused"],
                &["error connectRefused", "backoff error"],
                &["error connectRefused", "backoff connectRefused", "state cancelled"],
            ],
        ),
        (
            EarlyEnd,
            [
                &["error connectionEnded"],
                &["error connectionEnded", "backoff connectionEnded"],
                &["error connectionEnded", "backoff error"],
                &["error connectionEnded", "backoff connectionEnded", "state cancelled"],
            ],
        ),
        (
            BadHead,
            [
                &["error notHttp"],
                &["error notHttp", "backoff notHttp"],
                &["error notHttp", "backoff error"],
                &["error notHttp", "backoff notHttp", "state cancelled"],
            ],
        ),
        (
            WrongStatus,
            [
                &["error upgradeRefused"],
                &["state unexpectedStatus"],
                &["error unexpectedStatus", "backoff error"],
                &["error unexpectedStatus", "state unexpectedStatus"],
            ],
        ),
    ];
    for (trouble, of_protocols) in table {
        let server = Troubled::start(trouble).await;
        for (protocol, expected) in PROTOCOLS.into_iter().zip(of_protocols) {
            let url = server.url(protocol);
            let record = record(protocol, &url, &failed(protocol, &url).await);
            assert_eq!(codes(&record), expected, "{trouble:?} {protocol}: {record}");
        }
    }
}

#[tokio::test]
async fn every_error_and_every_reason_of_a_record_has_a_code_of_the_table() {
    for trouble in TROUBLES {
        let server = Troubled::start(trouble).await;
        for protocol in PROTOCOLS {
            let url = server.url(protocol);
            let record = record(protocol, &url, &failed(protocol, &url).await);
            for line in record.lines().skip(1) {
                let row: Value = serde_json::from_str(line).expect("a row");
                let code = match row["kind"].as_str() {
                    Some("error") => &row["code"],
                    Some("state" | "backoff") if !row["reason"].is_null() => &row["reasonCode"],
                    _ => continue,
                };
                assert!(code.as_str().and_then(Code::from_name).is_some(), "{trouble:?} {protocol}: {line}");
            }
        }
    }
}

#[tokio::test]
async fn what_a_sentence_names_stands_in_fields() {
    let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nnineteen bytes only".to_vec();
    let server = RawServer::answering(vec![answer]).await;
    let url = server.http("/x");
    let record = record("longPoll", &url, &failed("longPoll", &url).await);
    let row = record.lines().find(|line| line.contains(r#""kind":"error""#)).expect("an error");
    let row: Value = serde_json::from_str(row).expect("a row");
    assert_eq!(row["code"], "bodyCut", "{row}");
    let host = server.addr.to_string();
    assert_eq!(row["fields"], serde_json::json!({"missing": 81, "host": host, "received": 19}));
}

#[tokio::test]
async fn a_server_that_does_not_speak_tls_is_told_by_its_code() {
    let server = RawServer::start(async |_, mut stream| {
        stream.write_all(b"220 mail.example ESMTP\r\n").await.ok();
        stream.read_to_end(&mut Vec::new()).await.ok();
    })
    .await;
    for (protocol, scheme) in PROTOCOLS.into_iter().zip(["wss", "https", "https", "https"]) {
        let url = format!("{scheme}://{}/x", server.addr);
        let record = record(protocol, &url, &failed(protocol, &url).await);
        assert_eq!(codes(&record)[0], "error tlsNotSpoken", "{record}");
    }
}
