//! What a lab takes at its peak when its clients do their worst, in a process of its own.

use std::fs;

use futures_util::future::join_all;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};

use super::LabProcess;

/// No client makes the lab larger than this.
const MOST_MIB: u64 = 256;

impl LabProcess {
    /// The most memory that it ever had, in MiB.
    fn peak_mib(&self) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.child.id())).expect("a status");
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).expect("a peak");
        line.trim().trim_end_matches(" kB").parse::<u64>().expect("a number") / 1024
    }

    fn check_peak(&self, what: &str) {
        let peak = self.peak_mib();
        assert!(peak < MOST_MIB, "{what}: {peak} MiB");
    }

    /// A connection with this behind its head, without `Host`.
    async fn send(&self, head: &str) -> TcpStream {
        let address = self.http.strip_prefix("http://").expect("an address");
        let mut stream = TcpStream::connect(address).await.expect("a connection");
        let (line, lines) = head.split_once('\n').unwrap_or((head, ""));
        let lines: String = lines.lines().flat_map(|line| [line.trim(), "\r\n"]).collect();
        let request = format!("{line} HTTP/1.1\r\nHost: {address}\r\n{lines}\r\n");
        stream.write_all(request.as_bytes()).await.expect("written");
        stream
    }

    async fn ws_at(&self, path: &str, lines: &str) -> TcpStream {
        let mut stream = self
            .send(&format!(
                "GET {path}\nConnection: Upgrade\nUpgrade: websocket\nSec-WebSocket-Version: 13\n\
                 Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\n{lines}"
            ))
            .await;
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.expect("a head"));
        }
        assert!(head.starts_with(b"HTTP/1.1 101 "), "{}", String::from_utf8_lossy(&head));
        stream
    }

    /// Reads a whole flood: whatever the others began has had its time on the workers.
    async fn serve_another(&self) {
        let mut stream = self.send("GET /sse/flood?count=40&size=1000000\nConnection: close").await;
        let (mut all, mut block) = (0, vec![0; 256 * 1024]);
        loop {
            match stream.read(&mut block).await.expect("the flood") {
                0 => break,
                read => all += read,
            }
        }
        assert!(all > 40_000_000, "{all} bytes");
    }
}

#[tokio::test]
async fn floods_that_nobody_reads_hold_next_to_nothing() {
    for path in [
        "/ws/flood?count=10&size=134217728",
        "/ws/flood?count=1000&size=1048576&binary=true",
        "/ws/fragments?count=128&size=1048576",
        "/ws/flood?count=2&size=2097152&deflate=on",
    ] {
        let lab = LabProcess::start(None);
        let mut unread = Vec::new();
        for _ in 0..40 {
            unread.push(lab.ws_at(path, "Sec-WebSocket-Extensions: permessage-deflate").await);
        }
        lab.serve_another().await;
        lab.check_peak(path);
    }
    let lab = LabProcess::start(None);
    let mut unread = Vec::new();
    for _ in 0..40 {
        unread.push(lab.send("GET /sse/flood?count=10&size=134217728").await);
    }
    lab.serve_another().await;
    lab.check_peak("/sse/flood");
}

#[tokio::test]
async fn messages_and_bodies_that_do_not_end_hold_what_the_budget_has() {
    const MIB: usize = 1024 * 1024;
    let piece = vec![b'x'; MIB];
    let lab = LabProcess::start(None);
    let echoes = (0..6).map(|_| async {
        let mut stream = lab.ws_at("/ws/echo", "").await;
        // A binary frame of 64 MiB, of which the last byte is missing.
        stream.write_all(&[0x82, 0xff, 0, 0, 0, 0, 4, 0, 0, 0, 1, 2, 3, 4]).await.expect("written");
        for _ in 0..63 {
            stream.write_all(&piece).await?;
        }
        stream.write_all(&piece[1..]).await
    });
    for written in join_all(echoes).await {
        written.expect("the lab takes one after the other");
    }
    lab.check_peak("/ws/echo");

    let lab = LabProcess::start(None);
    let bodies = (0..40).map(|_| async {
        let mut stream = lab.send(&format!("POST /poll/publish\nContent-Length: {}", 16 * MIB)).await;
        for _ in 0..15 {
            stream.write_all(&piece).await?;
        }
        stream.write_all(&piece[1..]).await
    });
    for written in join_all(bodies).await {
        written.expect("the lab takes one after the other");
    }
    lab.check_peak("/poll/publish");
}

#[tokio::test]
async fn who_holds_a_place_and_does_not_use_it_makes_room_for_who_waits() {
    let lab = LabProcess::start(None);
    let mut idle = Vec::new();
    for _ in 0..8 {
        let mut stream = lab.send("POST /poll/publish\nContent-Length: 16777216").await;
        stream.write_all(&vec![b'x'; 128 * 1024]).await.expect("written");
        idle.push(stream);
    }
    let mut stream = lab.send("POST /poll/publish\nContent-Length: 16777216\nConnection: close").await;
    stream.write_all(&vec![b'x'; 16 * 1024 * 1024]).await.expect("written");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.expect("an answer");
    assert!(answer.starts_with("HTTP/1.1 200 ") && answer.ends_with("ok"), "{answer}");
}

#[tokio::test]
async fn half_heads_that_are_as_long_as_may_be_stay_small() {
    let lab = LabProcess::start(None);
    let mut halves = Vec::new();
    for _ in 0..400 {
        halves.push(lab.send(&format!("GET /sse/typed\nX: {}", "x".repeat(60_000))).await);
        let mut half = lab.send("GET /sse/stop").await;
        half.write_all(format!("GET / HTTP/1.1\r\nX: {}", "x".repeat(60_000)).as_bytes()).await.expect("written");
        halves.push(half);
    }
    lab.serve_another().await;
    lab.check_peak("heads");
}
