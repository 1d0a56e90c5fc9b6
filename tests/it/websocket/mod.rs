//! WebSocket sessions against raw servers that say exactly the bytes a test wants, and against the lab.

mod bad_handshake;
mod bounds;
mod closing;
mod composing;
mod compression;
mod cookies;
#[cfg(feature = "gui")]
mod duplicate;
#[cfg(feature = "gui")]
mod frame_tab;
mod frames;
#[cfg(feature = "gui")]
mod frames_view;
mod handshake;
mod illegal;
mod lab;
mod leftovers;
mod liveness;
#[cfg(target_os = "linux")]
mod memory;
mod proxies;
mod raw_frames;
mod reconnect;
mod redirects;
mod replies;
mod sending;
mod streams;
#[cfg(feature = "gui")]
mod tab;
mod tls;
#[cfg(feature = "gui")]
mod view;
#[cfg(feature = "gui")]
mod view_composer;
#[cfg(feature = "gui")]
mod view_liveness;

use std::time::Duration;

use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWriteExt as _},
    net::TcpStream,
    sync::mpsc::{Receiver, Sender, channel},
};
use tokio_tungstenite::tungstenite::handshake::derive_accept_key;
use url::Url;
use wirelight::{
    engine::SessionHandle,
    protocols::websocket::{Command, Config, Event, Payload, WebSocket, close::CloseRequest},
    transcript::{Body, Entry},
};

use crate::support::{self, RawServer, read_head, rows_until};

/// No test waits so long: it is the time of a close that goes wrong.
const LONG: Duration = Duration::from_secs(20);

fn config(url: &str) -> Config {
    Config { closing_timeout: LONG, ..Config::new(Url::parse(url).expect("a URL")) }
}

fn open(config: Config) -> SessionHandle<WebSocket> {
    support::open::<WebSocket>(config)
}

async fn until_open(session: &SessionHandle<WebSocket>) -> Vec<Entry> {
    rows_until(session, |row| matches!(&row.body, Body::State(state) if state.state == "open")).await
}

fn send(session: &SessionHandle<WebSocket>, payload: Payload) {
    session.send(Command::Send(payload.into())).expect("the session listens");
}

fn text(text: &str) -> Payload {
    Payload::Text(text.into())
}

fn close(session: &SessionHandle<WebSocket>, close: &str) {
    let close: CloseRequest = close.parse().expect("a close that may be sent");
    session.send(Command::Close(close)).expect("the session listens");
}

/// Takes events until one is what `found` looks for, and the rest of its batch. Fails after 20 s of real time.
async fn wait_for<T>(session: &SessionHandle<WebSocket>, mut found: impl FnMut(&Event) -> Option<T>) -> T {
    let started = std::time::Instant::now();
    loop {
        match session.inbox.try_next() {
            Ok(envelope) => {
                let mut hits = envelope.events.iter().filter_map(&mut found);
                if let Some(hit) = hits.next() {
                    return hits.last().unwrap_or(hit);
                }
            }
            Err(error) => {
                assert!(!error.is_disconnected() && started.elapsed() < LONG, "it never came");
                tokio::time::sleep(Duration::from_millis(1)).await;
            }
        }
    }
}

/// Keeps a connection until the client ends it.
async fn hold(mut stream: TcpStream) {
    let mut scratch = vec![0; 64 * 1024];
    while stream.read(&mut scratch).await.is_ok_and(|length| length > 0) {}
}

/// A server that reads the request's head and hands the connection over.
async fn server<F, S>(serve: F) -> RawServer
where
    F: FnMut(String, TcpStream) -> S + Send + Clone + 'static,
    S: Future<Output = ()> + Send,
{
    RawServer::start(move |_, mut stream| {
        let mut serve = serve.clone();
        async move {
            let head = read_head(&mut stream).await;
            serve(head, stream).await;
        }
    })
    .await
}

/// A server that agrees to a WebSocket, sends these bytes in the same packet, and hands the connection over.
async fn agreeing<F, S>(first: &'static [u8], serve: F) -> RawServer
where
    F: FnMut(TcpStream) -> S + Send + Clone + 'static,
    S: Future<Output = ()> + Send,
{
    server(move |head, mut stream| {
        let mut serve = serve.clone();
        async move {
            let mut bytes = agreement(&head).into_bytes();
            bytes.extend_from_slice(first);
            stream.write_all(&bytes).await.expect("a client that listens");
            serve(stream).await;
        }
    })
    .await
}

/// A server that agrees, says these bytes and ends its side; it reports the frames that it gets until the client ends.
async fn saying(bytes: &'static [u8]) -> (RawServer, Receiver<Frame>) {
    saying_owned(bytes.to_vec()).await
}

/// The same with bytes that were made for it.
async fn saying_owned(bytes: Vec<u8>) -> (RawServer, Receiver<Frame>) {
    let (frames, seen) = channel(64);
    let server = server(move |head, mut stream| {
        let (frames, bytes) = (frames.clone(), bytes.clone());
        async move {
            let first = [agreement(&head).as_bytes(), &bytes].concat();
            stream.write_all(&first).await.expect("a client that listens");
            report_frames(&mut stream, &frames).await;
        }
    })
    .await;
    (server, seen)
}

/// The head of an answer that agrees.
fn agreement(request_head: &str) -> String {
    let key = header(request_head, "Sec-WebSocket-Key").expect("a key");
    format!(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {}\r\n\r\n",
        derive_accept_key(key.as_bytes())
    )
}

fn header<'a>(head: &'a str, name: &str) -> Option<&'a str> {
    head.lines().filter_map(|line| line.split_once(": ")).find(|(line, _)| *line == name).map(|(_, value)| value)
}

/// A frame of a client, unmasked.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Frame {
    opcode: u8,
    payload: Vec<u8>,
}

impl Frame {
    fn close(code: u16, reason: &str) -> Self {
        Self { opcode: 8, payload: [&code.to_be_bytes(), reason.as_bytes()].concat() }
    }

    fn text(text: &str) -> Self {
        Self { opcode: 1, payload: text.as_bytes().to_vec() }
    }
}

/// The next frame of a client; `None` when it ends the connection.
async fn read_frame(stream: &mut (impl AsyncRead + Unpin)) -> Option<Frame> {
    let opcode = stream.read_u8().await.ok()? & 0x0f;
    let short = stream.read_u8().await.ok()?;
    assert!(short & 0x80 != 0, "a client masks its frames");
    let length = match short & 0x7f {
        126 => u64::from(stream.read_u16().await.ok()?),
        127 => stream.read_u64().await.ok()?,
        short => u64::from(short),
    };
    let mut mask = [0; 4];
    stream.read_exact(&mut mask).await.ok()?;
    let mut payload = vec![0; usize::try_from(length).expect("a length that fits")];
    stream.read_exact(&mut payload).await.ok()?;
    payload.iter_mut().zip(mask.iter().cycle()).for_each(|(byte, key)| *byte ^= key);
    Some(Frame { opcode, payload })
}

async fn report_frames(stream: &mut TcpStream, frames: &Sender<Frame>) {
    while let Some(frame) = read_frame(stream).await {
        frames.send(frame).await.ok();
    }
}

/// A frame of a server.
fn frame(first_byte: u8, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![first_byte];
    match payload.len() {
        length @ 0..126 => bytes.push(length as u8),
        length @ 126..65_536 => {
            bytes.push(126);
            bytes.extend_from_slice(&(length as u16).to_be_bytes());
        }
        length => {
            bytes.push(127);
            bytes.extend_from_slice(&(length as u64).to_be_bytes());
        }
    }
    bytes.extend_from_slice(payload);
    bytes
}

/// Rows in a few words each; heads without their lines.
fn described(rows: &[Entry]) -> Vec<String> {
    support::row_words(rows, |row| format!("{} {}", row.direction.name(), describe(&row.body)))
}

fn describe(body: &Body) -> String {
    let payload = String::from_utf8_lossy(body.payload());
    match body {
        Body::State(state) => format!("{} {}", state.state, state.code.expect("a ready state")),
        Body::Response(response) => format!("response {}", response.status),
        Body::Close(close) => {
            let clean = close.clean.map_or("", |clean| if clean { " clean" } else { " not clean" });
            format!("close {} {:?}{clean}", close.code, close.reason)
        }
        Body::Text(_) | Body::Binary(_) | Body::Ping(_) | Body::Pong(_) => {
            format!("{} {payload}", body.kind().name())
        }
        Body::Partial(partial, _) => format!("partial {} {payload}", partial.bytes),
        Body::Stray(stray, _) => format!("stray {} {} {payload}", stray.after, stray.bytes),
        _ => body.kind().name().to_owned(),
    }
}

/// The rows behind the one that says that the connection is open.
fn described_when_open(rows: &[Entry]) -> Vec<String> {
    let summary = described(rows);
    let open = summary.iter().position(|row| row == "local open 1").expect("it was open");
    summary[open + 1..].to_vec()
}

/// The words of the only error, with its causes.
fn error(rows: &[Entry]) -> String {
    let mut errors = rows.iter().filter_map(|row| match &row.body {
        Body::Error(failure) => Some(format!("{} {}", failure.message, failure.causes.join(" "))),
        _ => None,
    });
    let error = errors.next().expect("an error");
    assert_eq!(errors.next(), None);
    error
}
