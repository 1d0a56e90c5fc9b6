//! What the rows tell of the wire: the connection of a request, a body that ended early, and bytes behind one.

use std::{sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc,
};
use wirelight::{
    protocols::{
        long_poll::{Command, LongPoll, PollConfig},
        sse::{Command as SseCommand, Sse, SseConfig},
    },
    transcript::{
        Body, Entry,
        entry::{Partial, Request, Stray, Trailers},
    },
};

use super::{ASKERS, Asker, is_error};
use crate::support::{RawServer, all_rows, open, read_head, reset_on_close, rows_until};

fn requests(rows: &[Entry]) -> Vec<&Request> {
    let requests = rows.iter().filter_map(|row| match &row.body {
        Body::Request(request) => Some(&**request),
        _ => None,
    });
    requests.collect()
}

fn is_answer(row: &Entry) -> bool {
    matches!(row.body, Body::Response(_))
}

/// A server that says `answers` on each connection, one after each request.
async fn keeping(answers: &'static [&'static str], then_reset: bool) -> RawServer {
    RawServer::start(move |_, mut stream| async move {
        for answer in answers {
            if read_head(&mut stream).await.is_empty() {
                return;
            }
            stream.write_all(answer.as_bytes()).await.ok();
        }
        if then_reset {
            // The next request crosses the end of the connection.
            read_head(&mut stream).await;
            reset_on_close(&stream);
        }
    })
    .await
}

async fn polled(server: &RawServer, change: fn(&mut PollConfig), messages: usize) -> Vec<Entry> {
    let mut config = PollConfig::get(&server.http("/")).expect("a URL");
    change(&mut config);
    let mut seen = 0;
    rows_until(&open::<LongPoll>(config), |row| {
        seen += usize::from(matches!(row.body, Body::Message(..)));
        seen == messages
    })
    .await
}

#[tokio::test]
async fn a_request_tells_how_the_server_was_reached() {
    for asker in ASKERS {
        let server = RawServer::answering(vec![b"HTTP/1.0 404 No\r\nA: b\r\n\r\n".to_vec()]).await;
        let rows = asker.rows(&server.http("/"), is_answer).await;
        let request = requests(&rows)[0];
        let connection = request.connection.as_deref().expect("facts");
        assert_eq!(connection.remote.as_deref(), Some(&*server.addr.to_string()), "{asker:?}");
        assert!(connection.tcp_micros.is_some() && !request.reused && !request.resent, "{asker:?}");
        assert_eq!(super::responses(&rows)[0].http_version.as_deref(), Some("HTTP/1.0"), "{asker:?}");
    }
}

#[tokio::test]
async fn a_request_without_a_connection_is_told_before_its_error() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("an address");
    for asker in ASKERS {
        let rows = asker.rows(&format!("http://{free}/"), is_error).await;
        let request = requests(&rows)[0];
        assert!(request.connection.is_none() && !request.reused, "{asker:?}");
    }
}

const HI: &str = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

#[tokio::test]
async fn a_kept_connection_is_told_and_one_that_died_costs_no_error() {
    for method in [http::Method::GET, http::Method::POST] {
        let server = keeping(&[HI, HI], true).await;
        let rows = polled(
            &server,
            if method == http::Method::GET { |_| () } else { |config| config.method = http::Method::POST },
            4,
        )
        .await;
        let summary: Vec<_> = requests(&rows).iter().map(|request| (request.reused, request.resent)).collect();
        let errors = rows.iter().filter(|row| is_error(row)).count();
        if method == http::Method::GET {
            assert_eq!(summary[..4], [(false, false), (true, false), (true, false), (false, true)]);
            assert_eq!(errors, 0);
        } else {
            // Somebody may have done what it asked for.
            assert_eq!(summary[..4], [(false, false), (true, false), (true, false), (false, false)]);
            assert_eq!(errors, 1);
        }
        assert!(requests(&rows).iter().all(|request| request.reused != request.connection.is_some()));
    }
}

#[tokio::test]
async fn a_request_that_was_held_for_a_while_is_not_sent_again() {
    let (held, mut is_held) = mpsc::channel::<()>(4);
    let (go, going) = mpsc::channel::<()>(1);
    let going = Arc::new(tokio::sync::Mutex::new(going));
    let server = RawServer::start(move |number, mut stream| {
        let (held, going) = (held.clone(), going.clone());
        async move {
            read_head(&mut stream).await;
            stream.write_all(HI.as_bytes()).await.ok();
            if number == 0 {
                read_head(&mut stream).await;
                held.try_send(()).ok();
                // As a proxy that gives up.
                going.lock().await.recv().await;
            }
        }
    })
    .await;
    let handle = open::<LongPoll>(PollConfig::get(&server.http("/")).expect("a URL"));
    is_held.recv().await.expect("the second request");
    tokio::time::pause();
    tokio::time::advance(Duration::from_millis(1_200)).await;
    tokio::time::resume();
    go.try_send(()).expect("it waits");
    let rows = rows_until(&handle, is_error).await;
    assert_eq!(requests(&rows).iter().map(|request| request.reused).collect::<Vec<_>>(), [false, true]);
}

#[tokio::test]
async fn a_body_that_ended_early_is_in_a_row() {
    for (answer, of) in [
        ("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nthese bytes did come", Some(100)),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n14\r\nthese bytes did come\r\n5\r\n", None),
    ] {
        let server = RawServer::answering(vec![answer.into()]).await;
        let rows = Asker::Poll.rows(&server.http("/"), is_error).await;
        let came = &b"these bytes did come"[..];
        let head = Partial { bytes: came.len() as u64, of, ..Partial::default() };
        assert!(rows.iter().any(|row| row.body == Body::Partial(Box::new(head.clone()), came.into())), "{rows:#?}");
    }
}

#[tokio::test]
async fn a_body_that_nobody_waits_for_any_longer_is_in_a_row() {
    let server = RawServer::start(|_, mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nbegun").await.ok();
        while stream.read_u8().await.is_ok() {}
    })
    .await;
    let handle = open::<LongPoll>(PollConfig::get(&server.http("/")).expect("a URL"));
    let is_there = |rows: &[Entry]| {
        rows.iter()
            .any(|row| matches!(&row.body, Body::Partial(head, came) if head.bytes == 5 && &came[..] == b"begun"))
    };
    rows_until(&handle, is_answer).await;
    handle.send(Command::Stop).expect("it runs");
    assert!(is_there(&all_rows(&handle).await));
}

#[tokio::test]
async fn lines_of_an_event_that_nobody_waits_for_any_longer_are_in_rows() {
    let server = RawServer::start(|_, mut stream| async move {
        read_head(&mut stream).await;
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n: a\ndata: x\nda").await.ok();
        while stream.read_u8().await.is_ok() {}
    })
    .await;
    let handle = open::<Sse>(SseConfig::new(server.http("/").parse().expect("a URL")));
    rows_until(&handle, |row| matches!(row.body, Body::Comment(_))).await;
    handle.send(SseCommand::Close).expect("it runs");
    let lines = all_rows(&handle).await.into_iter().filter_map(|row| match row.body {
        Body::Ignored(_, line) => Some(line),
        _ => None,
    });
    assert_eq!(lines.collect::<Vec<_>>(), [&b"data: x"[..], b"da"]);
}

#[tokio::test]
async fn what_comes_behind_a_body_is_in_rows() {
    let answer = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n\
                  9\r\ndata: a\n\n\r\n0\r\nX-Sum: 7\r\nodd\r\n\r\nHTTP/1.1 500 Evil\r\n";
    for asker in [Asker::Sse, Asker::Poll] {
        let server = RawServer::answering(vec![answer.into()]).await;
        let mut strays = 0;
        let rows = asker.rows(&server.http("/"), |row| matches!(row.body, Body::Stray(..))).await;
        for row in &rows {
            match &row.body {
                Body::Trailers(Trailers { headers }) => {
                    assert_eq!(headers[..], [("X-Sum".into(), "7".into()), ("odd".into(), String::new())]);
                }
                Body::Stray(Stray { after, bytes }, came) => {
                    assert_eq!((&**after, *bytes, &came[..]), ("body", 19, &b"HTTP/1.1 500 Evil\r\n"[..]), "{asker:?}");
                    strays += 1;
                }
                _ => {}
            }
        }
        assert!(strays == 1 && rows.iter().any(|row| matches!(row.body, Body::Trailers(_))), "{asker:?}");
    }
}

#[tokio::test]
async fn bytes_that_come_while_nothing_is_asked_are_in_a_row() {
    let (answered, mut is_answered) = mpsc::channel::<TcpStream>(1);
    let server = RawServer::start(move |_, mut stream| {
        let answered = answered.clone();
        async move {
            read_head(&mut stream).await;
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nRetry-After: 1\r\n\r\nhi").await.ok();
            answered.try_send(stream).ok();
        }
    })
    .await;
    let handle = open::<LongPoll>(PollConfig::get(&server.http("/")).expect("a URL"));
    rows_until(&handle, |row| matches!(row.body, Body::Backoff(_))).await;
    let mut stream = is_answered.recv().await.expect("a connection");
    stream.write_all(b"HTTP/1.1 408 Too late\r\n\r\n").await.expect("it is kept");
    let rows = rows_until(&handle, |row| matches!(row.body, Body::Request(_))).await;
    assert!(rows.iter().any(|row| matches!(&row.body, Body::Stray(head, _) if head.bytes == 25)), "{rows:#?}");
    assert!(!requests(&rows)[0].reused);
}
