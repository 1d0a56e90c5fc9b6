//! Requests with a method and a body of the user's, as a raw server reads them.

use std::sync::mpsc::{Receiver, channel};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    runtime::Runtime,
};

use super::{refused, run};
use crate::support::{RawServer, read_head};

/// A server that gives everybody the same answer, and the whole requests that it gets.
pub(super) fn hearing(runtime: &Runtime, answer: &'static str) -> (RawServer, Receiver<String>) {
    let (requests, heard) = channel();
    let server = runtime.block_on(RawServer::start(move |_, mut stream| {
        let requests = requests.clone();
        async move {
            let lines = read_head(&mut stream).await;
            let pairs = lines.lines().filter_map(|line| line.split_once(": "));
            let mut length =
                pairs.filter(|(name, _)| name.eq_ignore_ascii_case("content-length")).map(|(_, value)| value);
            let mut body = vec![0; length.next().map_or(0, |value| value.parse().expect("a length"))];
            stream.read_exact(&mut body).await.ok();
            requests.send(lines + &String::from_utf8_lossy(&body)).ok();
            stream.write_all(answer.as_bytes()).await.ok();
            stream.shutdown().await.ok();
        }
    }));
    (server, heard)
}

pub(super) const MESSAGE: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nhi";

#[test]
fn a_poll_has_the_method_and_the_body_that_were_asked_for() {
    let runtime = Runtime::new().expect("a runtime");
    let (server, heard) = hearing(&runtime, MESSAGE);
    for (number, (flags, method, body)) in [
        (&[][..], "GET", ""),
        (&["--data", "{\"a\": 1}"], "POST", "{\"a\": 1}"),
        (&["--data", ""], "POST", ""),
        (&["--method", "put", "--data", "é"], "PUT", "é"),
        (&["--method", "QUERY"], "QUERY", ""),
    ]
    .into_iter()
    .enumerate()
    {
        let (url, line) = (server.http(&format!("/{number}")), format!("{method} /{number} HTTP/1.1"));
        let finished = run(&[&["poll", &url, "--max-events", "1"], flags].concat());
        assert_eq!(finished.status, 0, "{}", finished.errors);
        // The next poll of the one before may have been on its way.
        let request = heard.iter().find(|request| request.contains(&format!(" /{number} "))).expect("a request");
        let (lines, body_sent) = request.split_once("\r\n\r\n").expect("a head");
        assert_eq!((lines.lines().next(), body_sent), (Some(&*line), body), "{flags:?}");
        assert_eq!(finished.of_kind("request")[0]["method"], method);
        assert_eq!(finished.rows[0]["settings"]["data"].as_str(), flags.contains(&"--data").then_some(body));
    }
}

#[test]
fn a_method_without_an_answer_that_can_be_read_is_refused() {
    for protocol in ["sse", "poll"] {
        for method in ["HEAD", "connect", "two words", ""] {
            let words = refused(&[protocol, "http://127.0.0.1:9/", "--method", method]);
            assert!(words.contains("method") || words.contains("answer"), "{words}");
        }
    }
}
