//! The lab as a whole: whom it answers, what it refuses, how it starts and stops.

use std::{collections::BTreeSet, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use wirelight::lab::{FolderError, Lab, LabError, LabOptions, Reach, endpoints};

use super::client::{Answer, answer, get, options, post, read_until, send, start, ws, ws_request};

async fn with_host_line(lab: &Lab, line: &str) -> Answer {
    let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
    let request = format!("GET /sse/stop HTTP/1.1\r\nConnection: close\r\n{line}\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    answer(stream).await
}

#[tokio::test]
async fn only_the_hosts_of_this_machine_and_allowed_ones_are_answered() {
    let lab =
        Lab::start(LabOptions { allowed_hosts: vec!["lab.example".to_owned()], ..options() }).await.expect("a lab");
    for host in ["127.0.0.1", "127.0.0.1:1", "localhost", "LocalHost:80", "[::1]", "lab.example:4460"] {
        assert_eq!(with_host_line(&lab, &format!("Host: {host}\r\n")).await.status, 204, "{host}");
    }
    for host in ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:4460", "10.0.0.1", ""] {
        let refused = with_host_line(&lab, &format!("Host: {host}\r\n")).await;
        assert_eq!(refused.status, 421, "{host}");
        assert!(refused.text().contains("--allow-host"));
    }
    assert_eq!(with_host_line(&lab, "").await.status, 400);
    assert_eq!(with_host_line(&lab, "Host: localhost\r\nHost: localhost\r\n").await.status, 400);
}

#[tokio::test]
async fn a_websocket_of_a_foreign_host_is_refused_too() {
    let lab = start().await;
    let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
    let request = "GET /ws/echo HTTP/1.1\r\nHost: evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\
                   Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("written");
    assert!(read_until(&mut stream, |text| text.contains("\r\n\r\n")).await.starts_with("HTTP/1.1 421 "));
}

#[tokio::test]
async fn the_page_lists_every_endpoint_and_every_endpoint_is_there() {
    let lab = start().await;
    let page = get(&lab, "/", "").await;
    assert_eq!((page.status, page.header("content-type")), (200, Some("text/html; charset=utf-8")));
    let page = page.text();
    assert!(!page.contains("{{"), "{page}");
    let mut seen = BTreeSet::new();
    for endpoint in endpoints() {
        assert!(seen.insert(endpoint.path), "{endpoint:?} is there twice");
        assert!(page.contains(endpoint.path) && page.contains(endpoint.about), "{endpoint:?} is not on the page");
        let wrong = answer(send(&lab, &format!("DELETE {}", endpoint.path), b"").await).await;
        assert_eq!(wrong.status, 405, "{endpoint:?}");
        assert!(wrong.text().contains(endpoint.method), "{}", wrong.text());
    }
    assert_eq!(seen.len(), 28);
}

#[tokio::test]
async fn an_unknown_path_is_404_and_a_bad_value_400_with_a_sentence() {
    let lab = start().await;
    for path in ["/nope", "/ws/nope", "/sse", "/upload/javascript-info", "/poll/subscribe/"] {
        let unknown = get(&lab, path, "").await;
        assert_eq!(unknown.status, 404);
        assert!(unknown.text().contains(path), "{}", unknown.text());
    }
    for (target, name, value) in [
        ("/ws/close?code=1005", "code", "1005"),
        ("/ws/close?code=999", "code", "999"),
        ("/ws/close?code=5000", "code", "5000"),
        ("/ws/close?code=none", "code", "none"),
        ("/ws/drop?after=-1", "after", "-1"),
        ("/ws/clock?every=abc", "every", "abc"),
        ("/ws/clock?every=0", "every", "0"),
        ("/ws/flood?count=x", "count", "x"),
        ("/ws/flood?binary=maybe", "binary", "maybe"),
        ("/ws/flood?size=999999999999", "size", "999999999999"),
        ("/sse/clock?every=1s", "every", "1s"),
        ("/sse/retry?millis=1.5", "millis", "1.5"),
        ("/sse/status?code=99", "code", "99"),
        ("/sse/flood?perSecond=-5", "perSecond", "-5"),
        ("/poll/timeout?status=abc", "status", "abc"),
        ("/poll/timeout?status=101", "status", "101"),
        ("/poll/timeout?after=", "after", ""),
    ] {
        let refused = get(&lab, target, "").await;
        assert_eq!(refused.status, 400, "{target}");
        let begin = format!("The parameter {name} is \"{value}\": expected ");
        assert!(refused.text().starts_with(&begin), "{target}: {}", refused.text());
    }
    let long = "r".repeat(124);
    assert!(get(&lab, &format!("/ws/close?reason={long}"), "").await.text().contains("123 bytes"));
}

#[tokio::test]
async fn a_body_that_is_no_upload_has_at_most_16_mib() {
    let lab = start().await;
    let announced = send(&lab, "POST /poll/publish\nContent-Length: 16777217", b"").await;
    assert_eq!(answer(announced).await.status, 413);
    assert_eq!(post(&lab, "/poll/publish", "", &vec![b'x'; 16 * 1024 * 1024]).await.text(), "ok");
    let mut chunked = send(&lab, "POST /poll/publish\nTransfer-Encoding: chunked", b"").await;
    let (mut reading, mut writing) = chunked.split();
    let write = async {
        let chunk = [b"100000\r\n".as_slice(), &vec![b'x'; 0x10_0000], b"\r\n"].concat();
        // One more than is allowed; the lab may close before it has all.
        for _ in 0..17 {
            if writing.write_all(&chunk).await.is_err() {
                break;
            }
        }
    };
    let mut head = [0; 12];
    let ((), read) = tokio::join!(write, reading.read_exact(&mut head));
    read.expect("an answer");
    assert_eq!(&head, b"HTTP/1.1 413");
}

#[tokio::test]
async fn an_address_beyond_loopback_has_to_be_asked_for() {
    let listen = SocketAddr::from(([0, 0, 0, 0], 0));
    let refused = Lab::start(LabOptions { listen, ..options() }).await.expect_err("not without being asked");
    assert!(matches!(refused, LabError::NotLoopback { .. }) && refused.to_string().contains("--expose"), "{refused}");
    let lab = Lab::start(LabOptions { listen, reach: Reach::Exposed, ..options() }).await.expect("a lab");
    assert!(lab.http("/").starts_with("http://127.0.0.1:"), "{}", lab.http("/"));
}

#[tokio::test]
async fn a_busy_port_and_a_busy_folder_are_named_and_a_window_takes_others() {
    let folder = tempfile::tempdir().expect("a folder");
    let store = Some(folder.path().join("uploads"));
    let first = Lab::start(LabOptions { store: store.clone(), ..options() }).await.expect("a lab");
    let same = LabOptions { listen: first.addr(), store: store.clone(), ..options() };
    let busy = Lab::start(same.clone()).await.expect_err("the port is taken");
    assert!(busy.to_string().contains(&first.addr().to_string()), "{busy}");
    let taken = Lab::start(LabOptions { store, ..options() }).await.expect_err("the folder is taken");
    assert!(matches!(taken, LabError::Store(FolderError::Taken { .. })), "{taken}");
    let second = Lab::start_anywhere(same.clone()).await.expect("another lab");
    assert_ne!(second.addr(), first.addr());
    assert_ne!(second.uploads().path(), first.uploads().path());
    assert_eq!(get(&second, "/sse/stop", "").await.status, 204);
    first.stop().await;
    let again = Lab::start(same).await.expect("port and folder are free again");
    again.stop().await;
}

#[tokio::test]
async fn stopping_ends_polls_streams_and_sockets() {
    let lab = start().await;
    let held = send(&lab, "GET /poll/subscribe", b"").await;
    let mut stream = send(&lab, "GET /sse/clock?every=1", b"").await;
    read_until(&mut stream, |text| text.contains("id: 3")).await;
    let (mut socket, _) = ws(&lab, ws_request(&lab, "/ws/echo")).await;
    let upload = "POST /upload/javascript-info/upload\nX-File-Id: a\nContent-Length: 10";
    let mut upload = send(&lab, upload, b"12345").await;
    let addr = lab.addr();
    // The socket has to answer the close frame meanwhile.
    let closed = async {
        use futures_util::StreamExt as _;
        let close = socket.next().await.expect("a close frame").expect("a close frame");
        while socket.next().await.is_some() {}
        close
    };
    let ((), close) = tokio::join!(lab.stop(), closed);
    assert!(close.to_string().contains("stopping"), "{close:?}");
    assert_eq!(answer(held).await.status, 503);
    let mut rest = String::new();
    stream.read_to_string(&mut rest).await.expect("the end of the stream");
    assert!(rest.ends_with("0\r\n\r\n"), "{rest}");
    let mut answered = Vec::new();
    upload.read_to_end(&mut answered).await.ok();
    assert_eq!(answered, b"", "an upload that is cut has no answer");
    assert!(TcpStream::connect(addr).await.is_err());
}
