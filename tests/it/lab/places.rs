//! The lab's places for connections: who waits too long loses one, and who is slowest makes room.

use std::time::Duration;

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    time::{Instant, sleep},
};
use tokio_tungstenite::tungstenite::Message;
use wirelight::lab::{Lab, LabOptions};

use super::client::{Answer, answer, get, options, post, read_until, send, start, ws, ws_request};

const UPLOAD: &str = "POST /upload/javascript-info/upload";

/// Everything up to the end of a connection, also one that is reset.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.ok();
    String::from_utf8_lossy(&bytes).into_owned()
}

#[tokio::test(start_paused = true)]
async fn a_body_may_be_idle_for_30_seconds_and_no_longer() {
    let lab = start().await;
    for head in ["POST /poll/publish", "POST /upload/javascript-info/upload\nX-File-Id: a"] {
        let mut stream = send(&lab, &format!("{head}\nContent-Length: 10"), b"12345").await;
        let began = Instant::now();
        let answer = Answer::parse(rest(&mut stream).await.as_bytes());
        assert_eq!(answer.status, 408, "{head}: {}", answer.text());
        assert!(answer.text().contains("30 seconds"), "{}", answer.text());
        let took = began.elapsed();
        assert!((29..=32).contains(&took.as_secs()), "{took:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_body_that_goes_on_may_take_any_time() {
    let lab = start().await;
    let mut stream = send(&lab, &format!("{UPLOAD}\nX-File-Id: a\nContent-Length: 50"), b"").await;
    for _ in 0..50 {
        sleep(Duration::from_secs(25)).await;
        stream.write_all(b"x").await.expect("written");
    }
    assert_eq!(Answer::parse(rest(&mut stream).await.as_bytes()).status, 200);
    assert_eq!(lab.uploads().stats().bytes, 50);
}

#[tokio::test(start_paused = true)]
async fn a_head_that_does_not_come_whole_is_told_so_after_30_seconds() {
    let lab = start().await;
    let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
    stream.write_all(b"GET / HTTP/1.1\r\nHost: loc").await.expect("written");
    let began = Instant::now();
    let answer = Answer::parse(rest(&mut stream).await.as_bytes());
    assert_eq!(answer.status, 408, "{}", answer.text());
    assert!(answer.text().contains("30 seconds") && began.elapsed() < Duration::from_secs(32), "{:?}", began.elapsed());
}

#[tokio::test]
async fn a_head_that_is_too_long_or_none_is_refused_in_words() {
    let lab = start().await;
    for (request, status, words) in [
        (format!("GET / HTTP/1.1\r\nX-Long: {}\r\n\r\n", "x".repeat(300_000)), 431, "at most 65536 bytes"),
        (format!("GET /?{} HTTP/1.1\r\n\r\n", "x".repeat(300_000)), 431, "at most 65536 bytes"),
        ("nonsense\r\n\r\n".to_owned(), 400, "no HTTP/1.1 request"),
    ] {
        let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
        let (mut reading, mut writing) = stream.split();
        let mut answered = vec![0; 4096];
        // The lab does not read all of it.
        let (_, read) = tokio::join!(writing.write_all(request.as_bytes()), reading.read(&mut answered));
        answered.truncate(read.expect("an answer"));
        let answer = Answer::parse(&answered);
        assert_eq!(answer.status, status);
        assert!(answer.text().contains(words), "{}", answer.text());
    }
}

/// Takes every place of a lab in one way, and looks whether others are served.
async fn others_are_served(lab: &Lab, slow: &mut [TcpStream]) {
    for _ in 0..slow.len() * 2 {
        assert_eq!(get(lab, "/sse/stop", "").await.status, 204);
    }
    let ended = rest(&mut slow[0]).await;
    // Who has an answer already cannot get another one.
    assert!(ended.starts_with("HTTP/1.1 200 ") || ended.contains("no place left"), "{ended}");
}

#[tokio::test]
async fn slow_bodies_heads_and_readers_lock_nobody_out() {
    const PLACES: usize = 20;
    let heads = [
        format!("{UPLOAD}\nContent-Length: 10\nX-File-Id: "),
        "POST /poll/publish\nContent-Length: 10\nX: ".to_owned(),
        "GET /poll/subscribe\nX: ".to_owned(),
        "GET /sse/flood?size=1000000\nX: ".to_owned(),
    ];
    for head in heads {
        let lab = Lab::start(LabOptions { max_connections: PLACES, ..options() }).await.expect("a lab");
        let mut slow = Vec::new();
        for number in 0..PLACES {
            slow.push(send(&lab, &format!("{head}{number}"), b"12345").await);
        }
        others_are_served(&lab, &mut slow).await;
    }
    let lab = Lab::start(LabOptions { max_connections: PLACES, ..options() }).await.expect("a lab");
    let mut slow = Vec::new();
    for _ in 0..PLACES {
        let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
        stream.write_all(b"GET / HTTP/1.1\r\nHo").await.expect("written");
        slow.push(stream);
    }
    others_are_served(&lab, &mut slow).await;
}

#[tokio::test]
async fn a_slow_body_makes_room_before_a_held_poll_and_a_quiet_websocket_do() {
    let lab = Lab::start(LabOptions { max_connections: 5, ..options() }).await.expect("a lab");
    let (mut socket, _) = ws(&lab, ws_request(&lab, "/ws/echo")).await;
    let held = send(&lab, "GET /poll/subscribe", b"").await;
    let mut slow = send(&lab, "POST /poll/publish\nContent-Length: 10", b"12345").await;
    let mut streams = Vec::new();
    for _ in 0..2 {
        let mut stream = send(&lab, "GET /sse/typed", b"").await;
        read_until(&mut stream, |text| text.contains("data: ")).await;
        streams.push(stream);
    }
    // Every place is taken, and the body is not the oldest.
    assert_eq!(post(&lab, "/poll/publish", "", b"news").await.text(), "ok");
    assert!(rest(&mut slow).await.starts_with("HTTP/1.1 503 "));
    assert_eq!(answer(held).await.text(), "news");
    let hello = Message::text("still here");
    socket.send(hello.clone()).await.expect("sent");
    assert_eq!(socket.next().await.expect("an echo").expect("an echo"), hello);
    for mut stream in streams {
        read_until(&mut stream, |text| text.contains("data: ")).await;
    }
}

#[tokio::test]
async fn without_any_place_a_connection_is_told_so() {
    let lab = Lab::start(LabOptions { max_connections: 0, ..options() }).await.expect("a lab");
    let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
    let summary = read_until(&mut stream, |text| text.ends_with(".\n")).await;
    assert!(summary.starts_with("HTTP/1.1 503 ") && summary.contains("0 connections"), "{summary}");
}
