//! Answers to the question for the byte in content codings.

use wirelight::{net::coding::ask_for_codings, protocols::upload::Command, transcript::Entry};

use super::{
    Source, described, ended, errors, is_backoff, open,
    peer::{Peer, Status},
    send,
};
use crate::{
    coded::gzip,
    support::{all_rows, rows_until},
};

fn coded(body: &[u8]) -> Status {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\n\r\n", body.len());
    Status::Bytes([head.as_bytes(), body].concat())
}

fn begin(rows: &[Entry]) -> Vec<String> {
    let mut begin = described(rows);
    begin.truncate(4);
    begin
}

#[tokio::test]
async fn a_number_in_gzip_is_a_number() {
    let source = Source::new(1000);
    let peer = Peer::start(Vec::new(), vec![coded(&gzip("0"))]);
    let mut asking = source.config(&peer);
    ask_for_codings(&mut asking.peer.headers);
    let rows = all_rows(&open(asking)).await;
    assert_eq!(begin(&rows), ["state probing", "GET", "response 200", "offset 0"]);
    assert_eq!(ended(&rows, "done"), None);
    let peer = Peer::start(Vec::new(), vec![coded(&gzip("0"))]);
    let rows = all_rows(&open(source.config(&peer))).await;
    assert_eq!(begin(&rows), ["state probing", "GET", "response 200", "finding unaskedCoding"]);
    assert_eq!(ended(&rows, "done"), None);
}

#[tokio::test]
async fn a_number_that_cannot_be_decoded_is_asked_for_again() {
    let source = Source::new(1000);
    let peer = Peer::start(Vec::new(), vec![coded(b"0")]);
    let mut asking = source.config(&peer);
    ask_for_codings(&mut asking.peer.headers);
    let handle = open(asking);
    let rows = rows_until(&handle, is_backoff).await;
    assert_eq!(described(&rows), ["state probing", "GET", "response 200", "error", "state backoff", "backoff #1"]);
    let summary = errors(&rows)[0];
    assert!(
        summary.contains("ends inside its gzip data") || summary.contains("does not begin with 1f 8b"),
        "{summary}"
    );
    send(&handle, Command::RetryNow);
    assert_eq!(ended(&all_rows(&handle).await, "done"), None);
}
