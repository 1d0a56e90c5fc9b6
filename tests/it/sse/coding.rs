//! Streams in content codings: each event when it is flushed, and words for what is wrong.

use tokio::{io::AsyncWriteExt as _, sync::mpsc::channel};
use wirelight::{
    net::coding::ask_for_codings,
    transcript::{Body, Entry, Kind},
};

use super::{closed_reason, config, describe, described, failure, is_backoff, open};
use crate::{
    coded::{BROTLI_BOMB, brotli, flushed, gzip},
    support::{RawServer, all_rows, read_head, rows_until},
};

fn head(coding: &str) -> Vec<u8> {
    format!("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: {coding}\r\n\r\n").into_bytes()
}

/// A stream that ends with its connection.
async fn server(coding: &str, body: &[u8]) -> RawServer {
    RawServer::answering(vec![[head(coding), body.to_vec()].concat(), b"HTTP/1.1 204 No\r\n\r\n".to_vec()]).await
}

/// The codes of what was found, and how it is told.
fn findings(rows: &[Entry]) -> Vec<(&str, &str)> {
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::Finding(finding) => Some((&*finding.code, finding.message.as_str())),
            _ => None,
        })
        .collect()
}

#[tokio::test]
async fn every_event_of_a_coded_stream_is_there_when_it_is_flushed() {
    let texts = ["data: one\n\n", "data: two\n\n", "data: three\nid: 3\n\n"];
    for coding in ["gzip", "deflate", "br"] {
        let pieces = flushed(coding, &texts);
        let (go, goes) = channel::<()>(1);
        let mut goes = Some(goes);
        let server = RawServer::start(move |_, mut stream| {
            let (pieces, goes) = (pieces.clone(), goes.take());
            async move {
                read_head(&mut stream).await;
                let Some(mut goes) = goes else { return };
                stream.write_all(&head(coding)).await.ok();
                for piece in pieces {
                    stream.write_all(&piece).await.ok();
                    // Not before the test has seen what this piece says.
                    goes.recv().await;
                }
            }
        })
        .await;
        let mut asking = config(&server.http("/"));
        ask_for_codings(&mut asking.peer.headers);
        let source = open(asking);
        for text in ["one", "two", "three"] {
            let rows = rows_until(&source, |row| row.body.kind() == Kind::Event).await;
            let event = rows.last().expect("a row");
            assert_eq!(event.body.payload(), text.as_bytes(), "{coding}");
            assert!(findings(&rows).is_empty(), "{rows:?}");
            go.send(()).await.expect("the server runs");
        }
        rows_until(&source, is_backoff).await;
    }
}

#[tokio::test]
async fn a_coding_that_was_not_asked_for_is_taken_off_and_found() {
    let server = server("br", &brotli("data: a\n\n")).await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let Body::Request(request) = &rows[1].body else { panic!("{rows:?}") };
    assert!(!request.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("accept-encoding")));
    assert_eq!(rows[3].body.kind(), Kind::Finding);
    let words = "the answer has the content coding \"br\", which was not asked for";
    assert_eq!(findings(&rows), [("unaskedCoding", words)]);
    assert_eq!(describe(&rows[4].body), "state open 1");
    assert_eq!(describe(&rows[5].body), "event message \"a\" ");
}

#[tokio::test]
async fn a_coding_that_nobody_knows_stays_on() {
    let server = server("zstd", b"data: as it came\n\n").await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let codes: Vec<_> = findings(&rows).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["unaskedCoding", "unknownCoding"]);
    assert_eq!(describe(&rows[6].body), "event message \"as it came\" ");
}

#[tokio::test]
async fn what_is_wrong_with_the_data_is_the_error_of_the_stream() {
    let whole = gzip("data: a\n\ndata: b\n\n");
    let mut damaged = whole.clone();
    *damaged.last_mut().expect("bytes") ^= 1;
    for (coding, body, words) in [
        ("gzip", b"data: no\n\n".to_vec(), "has gzip data that is damaged near byte 0: it does not begin with 1f 8b"),
        ("gzip", damaged, "its length is "),
        ("gzip", whole[..whole.len() - 3].to_vec(), "ends inside its gzip data, after "),
        ("br", BROTLI_BOMB.to_vec(), "is larger than 1000 times its bytes once its br data is decoded"),
    ] {
        let server = server(coding, &body).await;
        let source = open(config(&server.http("/")));
        let rows = rows_until(&source, is_backoff).await;
        let summary = failure(&rows);
        assert!(summary.contains(words), "{summary}");
    }
}

#[tokio::test]
async fn bytes_behind_the_data_are_counted() {
    let server = server("gzip", &[gzip("data: a\n\n"), b"garbage".to_vec()].concat()).await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let words = "7 bytes stand behind the end of the answer's gzip data and are left out";
    assert_eq!(findings(&rows).last(), Some(&("trailingBytes", words)));
}

#[tokio::test]
async fn a_refusal_shows_its_text() {
    let body = gzip(b"\xed\xe5\xf2");
    let lines = "Content-Type: text/plain; charset=\"windows-1251\"\r\nContent-Encoding: x-gzip\r\n";
    let head = format!("HTTP/1.1 404 Not Here\r\n{lines}Content-Length: {}\r\n\r\n", body.len());
    let server = RawServer::answering(vec![[head.into_bytes(), body].concat()]).await;
    let mut asking = config(&server.http("/"));
    ask_for_codings(&mut asking.peer.headers);
    let rows = all_rows(&open(asking)).await;
    assert_eq!(described(&rows)[1..], ["request GET", "response 404", "state closed 2"]);
    let Body::Response(response) = &rows[2].body else { panic!("{rows:?}") };
    assert_eq!(response.body_preview.as_deref(), Some("нет"));
    assert!(closed_reason(&rows).is_some());
    // The same with data that is none: what is wrong stands beside the reason.
    let head = "HTTP/1.1 404 Not Here\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello";
    let server = RawServer::answering(vec![head.into()]).await;
    let rows = all_rows(&open(config(&server.http("/")))).await;
    let codes: Vec<_> = findings(&rows).into_iter().map(|(code, _)| code).collect();
    assert_eq!(codes, ["unaskedCoding", "codingDamaged"]);
}
