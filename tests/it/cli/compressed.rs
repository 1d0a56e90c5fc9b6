//! `--compressed`: what it asks for, and what comes of it.

use std::{
    io::{Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    sync::mpsc::{Receiver, channel},
};

use super::{background, run};
use crate::coded::gzip;

/// Answers every connection with these bytes once a head has come, and tells the heads.
fn server(answer: Vec<u8>) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("an address");
    let (heads, seen) = channel();
    background(move || {
        for mut stream in listener.incoming().flatten() {
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && stream.read_exact(&mut byte).is_ok() {
                head.push(byte[0]);
            }
            stream.write_all(&answer).ok();
            if heads.send(String::from_utf8_lossy(&head).to_ascii_lowercase()).is_err() {
                return;
            }
        }
    });
    (addr, seen)
}

#[test]
fn every_protocol_asks_for_codings_only_when_it_is_told_to() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "bytes").expect("a file");
    let file = file.to_str().expect("UTF-8");
    let (addr, heads) = server(b"HTTP/1.1 404 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_vec());
    let (http, ws) = (format!("http://{addr}/"), format!("ws://{addr}/"));
    for command in
        [vec!["sse", &http], vec!["poll", &http, "--max-time", "0.3"], vec!["upload", file, &http], vec!["ws", &ws]]
    {
        for (more, line) in [
            (&[][..], None),
            (&["--compressed"], Some("accept-encoding: gzip, deflate, br")),
            (&["--compressed", "-H", "Accept-Encoding: zstd"], Some("accept-encoding: zstd")),
        ] {
            run(&[&command[..], more].concat());
            let head = heads.recv().expect("a request");
            let asked: Vec<_> = head.lines().filter(|line| line.starts_with("accept-encoding")).collect();
            assert_eq!(asked, line.into_iter().collect::<Vec<_>>(), "{command:?}");
            while heads.try_recv().is_ok() {}
        }
    }
}

#[test]
fn a_stream_in_gzip_is_a_stream_with_a_finding_unless_it_was_asked_for() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Encoding: gzip\r\n\r\n";
    let (addr, _heads) = server([&head[..], &gzip("data: a\n\n")].concat());
    let url = format!("http://{addr}/");
    let finished = run(&["sse", &url, "--no-reconnect"]);
    assert_eq!(finished.of_kind("event")[0]["data"], "a");
    let finding = finished.of_kind("finding")[0];
    assert_eq!((&finding["direction"], &finding["code"]), (&"local".into(), &"unaskedCoding".into()));
    assert_eq!(finding["source"], "RFC 9110 §12.5.3");
    let finished = run(&["sse", &url, "--no-reconnect", "--compressed"]);
    assert_eq!(finished.of_kind("event")[0]["data"], "a");
    assert_eq!((finished.status, finished.of_kind("finding").len()), (0, 0), "{}", finished.text);
}
