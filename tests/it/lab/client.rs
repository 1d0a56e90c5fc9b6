//! What the tests of the lab share: a lab on a free port, and requests as plain bytes.

use std::net::SocketAddr;

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_tungstenite::{
    WebSocketStream, client_async,
    tungstenite::{
        client::IntoClientRequest as _,
        handshake::client::{Request, Response},
    },
};
use wirelight::lab::{Lab, LabOptions};

/// Options for a lab on a free port with temporary uploads.
pub(crate) fn options() -> LabOptions {
    LabOptions { listen: SocketAddr::from(([127, 0, 0, 1], 0)), ..LabOptions::default() }
}

pub(crate) async fn start() -> Lab {
    Lab::start(options()).await.expect("a lab")
}

/// An answer, taken apart.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) reason_phrase: String,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let split = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("the end of a head");
        let head = String::from_utf8(bytes[..split].to_vec()).expect("a head in UTF-8");
        let mut words = head.lines().next().expect("a status line").splitn(3, ' ').skip(1);
        let status = words.next().and_then(|word| word.parse().ok()).expect("a status");
        let reason_phrase = words.next().unwrap_or_default().to_owned();
        let body = &bytes[split + 4..];
        let body = if head.contains("transfer-encoding: chunked") { unchunk(body) } else { body.to_vec() };
        Self { status, reason_phrase, head, body }
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.body.clone()).expect("a body in UTF-8")
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let lines = self.head.lines().skip(1).filter_map(|line| line.split_once(": "));
        lines.filter(|(other, _)| *other == name).map(|(_, value)| value).next()
    }
}

fn unchunk(mut bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    loop {
        let end = bytes.windows(2).position(|two| two == b"\r\n").expect("the end of a chunk's size");
        let size = std::str::from_utf8(&bytes[..end]).ok().and_then(|hex| usize::from_str_radix(hex, 16).ok());
        let size = size.expect("a chunk's size");
        if size == 0 {
            return body;
        }
        body.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = &bytes[end + 4 + size..];
    }
}

/// Sends a head (without `Host` and `Connection`, which are added) and a body; the connection stays open.
pub(crate) async fn send(lab: &Lab, head: &str, body: &[u8]) -> TcpStream {
    let mut stream = TcpStream::connect(lab.addr()).await.expect("a connection");
    let (line, lines) = head.split_once('\n').unwrap_or((head, ""));
    let mut request = format!("{line} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n", lab.addr());
    for line in lines.lines() {
        request.push_str(line.trim());
        request.push_str("\r\n");
    }
    request.push_str("\r\n");
    stream.write_all(request.as_bytes()).await.expect("written");
    // The lab may have answered and closed before a refused body was written.
    stream.write_all(body).await.ok();
    stream
}

/// Reads an answer to the end of the connection.
pub(crate) async fn answer(mut stream: TcpStream) -> Answer {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).await.expect("an answer");
    Answer::parse(&bytes)
}

/// `GET` with further header lines.
pub(crate) async fn get(lab: &Lab, target: &str, lines: &str) -> Answer {
    answer(send(lab, &format!("GET {target}\n{lines}"), b"").await).await
}

/// `POST` with a body of known length and further header lines.
pub(crate) async fn post(lab: &Lab, target: &str, lines: &str, body: &[u8]) -> Answer {
    let head = format!("POST {target}\nContent-Length: {}\n{lines}", body.len());
    answer(send(lab, &head, body).await).await
}

/// Reads a stream until `enough` says so of all that has come.
pub(crate) async fn read_until(stream: &mut TcpStream, enough: impl Fn(&str) -> bool) -> String {
    let mut text = String::new();
    let mut block = [0; 4096];
    while !enough(&text) {
        let read = stream.read(&mut block).await.expect("more");
        assert!(read > 0, "the stream ended after {text}");
        text.push_str(std::str::from_utf8(&block[..read]).expect("UTF-8"));
    }
    text
}

/// A WebSocket request for a path of the lab.
pub(crate) fn ws_request(lab: &Lab, path: &str) -> Request {
    lab.ws(path).into_client_request().expect("a request")
}

/// An open WebSocket and the answer that opened it.
pub(crate) async fn ws(lab: &Lab, request: Request) -> (WebSocketStream<TcpStream>, Response) {
    let stream = TcpStream::connect(lab.addr()).await.expect("a connection");
    client_async(request, stream).await.expect("a WebSocket")
}
