//! The list of stored files with their checksums, when it lies, is none, or is not there.

use wirelight::{protocols::upload::UploadConfig, transcript::Entry};

use super::{Source, described, ended, errors, open, peer::Peer, rows_without_waiting};
use crate::support::RawServer;

/// SHA-256 of the file `Source::new(3)`, which is the bytes 0, 31, 62.
const RIGHT: &str = "94e1c77d23e949c5fe5b5309709054b595ae0ddd29b86b0b4f89ba8a7de870fe";

fn list(id: &str, size: u64, sha256: &str) -> String {
    format!(r#"[{{"id":"other","size":1,"sha256":"00"}},{{"id":"{id}","size":{size},"sha256":"{sha256}"}}]"#)
}

fn answer(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes()
}

/// The rows of an upload of three bytes that such a list is to prove.
async fn run(lists: Vec<Vec<u8>>) -> Vec<Entry> {
    let source = Source::new(3);
    let peer = Peer::start(Vec::new(), Vec::new());
    let stored = RawServer::answering(lists).await;
    let config = UploadConfig {
        file_id: Some("me".to_owned()),
        stored_url: Some(stored.http("/stored").parse().expect("a URL")),
        ..source.config(&peer)
    };
    rows_without_waiting(&open(config)).await
}

#[tokio::test]
async fn a_list_with_the_right_checksum_is_a_proof() {
    let rows = run(vec![answer("200 OK", &list("me", 3, RIGHT))]).await;
    assert_eq!(described(&rows).iter().rev().take(2).collect::<Vec<_>>(), ["state done", "verified"]);
}

#[tokio::test]
async fn a_list_that_says_otherwise_fails_the_upload() {
    let other = "0".repeat(64);
    for (body, expected) in [
        (list("me", 3, &other), format!("the server stored other bytes: its SHA-256 is {other}, ours {RIGHT}")),
        (list("me", 4, RIGHT), format!("the server stored other bytes: its SHA-256 is {RIGHT}, ours {RIGHT}")),
        (list("you", 3, RIGHT), "the server's list of stored files does not have this ID".to_owned()),
    ] {
        let rows = run(vec![answer("200 OK", &body)]).await;
        assert_eq!(ended(&rows, "failed"), Some(expected.clone()));
        assert_eq!(errors(&rows), [expected.as_str()]);
        assert!(!described(&rows).contains(&"verified".to_owned()));
    }
}

#[tokio::test]
async fn a_server_without_a_list_is_done_without_a_proof() {
    for (answered, errors_told) in [
        (answer("404 Not Found", "no such page"), &[][..]),
        (answer("200 OK", "<html>"), &["the server's list of stored files cannot be read"]),
    ] {
        let rows = run(vec![answered]).await;
        assert!(ended(&rows, "done").expect("a reason").contains("no checksum"));
        assert_eq!(errors(&rows), errors_told);
        assert!(!described(&rows).contains(&"verified".to_owned()));
    }
}

#[tokio::test]
async fn a_list_that_is_not_there_yet_is_asked_for_again() {
    let rows = run(vec![answer("503 Later", ""), Vec::new(), answer("200 OK", &list("me", 3, RIGHT))]).await;
    assert!(ended(&rows, "done").expect("a reason").contains("whole"));
    assert_eq!(described(&rows).iter().filter(|row| *row == "POST from 0").count(), 1, "nothing is sent twice");
}
