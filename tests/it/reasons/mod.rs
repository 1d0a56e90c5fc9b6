//! Codes of reasons and errors: the table in both languages, in the records of real sessions, and in the window.

mod codes;
#[cfg(feature = "gui")]
mod forms;
#[cfg(feature = "gui")]
mod patterns;
mod records;
#[cfg(feature = "gui")]
mod window;
#[cfg(feature = "gui")]
mod wrong_fields;

use std::{io::Write as _, net::SocketAddr, time::Duration};

use tempfile::NamedTempFile;
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};
use wirelight::{
    engine::Protocol,
    protocols::{
        Report,
        long_poll::{Command as PollCommand, LongPoll, PollConfig},
        sse::{Command as SseCommand, Sse, SseConfig},
        upload::{Command as UploadCommand, Upload, UploadConfig},
        websocket::{Config as WebSocketConfig, WebSocket},
    },
    transcript::{
        Body, Entry,
        record::{RecordHeader, RecordWriter},
        secrets::Secrets,
    },
};

use crate::support::{RawServer, all_rows, open, read_head, rows_until};

/// The protocols by their names in a record.
const PROTOCOLS: [&str; 4] = ["websocket", "sse", "longPoll", "upload"];

/// What a server does to whoever connects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Trouble {
    /// Nobody listens.
    Refused,
    /// The connection ends before an answer.
    EarlyEnd,
    /// The answer is none of HTTP.
    BadHead,
    /// The answer is one that the protocol has no use for.
    WrongStatus,
}

const TROUBLES: [Trouble; 4] = [Trouble::Refused, Trouble::EarlyEnd, Trouble::BadHead, Trouble::WrongStatus];

/// A server that makes trouble; `None` in its place where nobody listens.
struct Troubled {
    address: SocketAddr,
    _server: Option<RawServer>,
}

impl Troubled {
    async fn start(trouble: Trouble) -> Self {
        if trouble == Trouble::Refused {
            let gone = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
            return Self { address: gone.local_addr().expect("an address"), _server: None };
        }
        let server = RawServer::start(move |_, stream| serve(stream, trouble)).await;
        Self { address: server.addr, _server: Some(server) }
    }

    fn url(&self, protocol: &str) -> String {
        let scheme = if protocol == "websocket" { "ws" } else { "http" };
        format!("{scheme}://{}/x", self.address)
    }
}

async fn serve(mut stream: TcpStream, trouble: Trouble) {
    read_head(&mut stream).await;
    let answer: &[u8] = match trouble {
        Trouble::Refused | Trouble::EarlyEnd => b"",
        Trouble::BadHead => b"220 mail.example ESMTP\r\n\r\n",
        Trouble::WrongStatus => b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
    };
    stream.write_all(answer).await.ok();
    stream.shutdown().await.ok();
    // Until the other end has seen it: bytes that nobody reads would become a reset.
    let mut rest = Vec::new();
    tokio::time::timeout(Duration::from_secs(5), stream.read_to_end(&mut rest)).await.ok();
}

/// A session that fails, up to its end or to the first wait that it makes of it.
async fn failed(protocol: &str, url: &str) -> Vec<Entry> {
    let waits = |row: &Entry| matches!(row.body, Body::Backoff(_));
    let target = url.parse().expect("a URL");
    match protocol {
        "websocket" => all_rows(&open::<WebSocket>(WebSocketConfig::new(target))).await,
        "sse" => until_it_waits::<Sse>(SseConfig::new(target), SseCommand::Close, waits).await,
        "longPoll" => until_it_waits::<LongPoll>(PollConfig::get(url).expect("a URL"), PollCommand::Stop, waits).await,
        "upload" => {
            let file = file();
            let config = UploadConfig::new(file.path().to_owned(), target);
            until_it_waits::<Upload>(config, UploadCommand::Cancel, waits).await
        }
        other => unreachable!("{other}"),
    }
}

async fn until_it_waits<P>(config: P::Config, end: P::Command, waits: fn(&Entry) -> bool) -> Vec<Entry>
where
    P: Protocol,
    P::Event: Report,
{
    let handle = open::<P>(config);
    let mut rows = rows_until(&handle, waits).await;
    if rows.last().is_some_and(waits) {
        handle.send(end).ok();
        rows.extend(all_rows(&handle).await);
    }
    rows
}

fn file() -> NamedTempFile {
    let mut file = NamedTempFile::new().expect("a file");
    file.write_all(&[7; 100]).expect("written");
    file
}

/// The rows as a record.
fn record(protocol: &'static str, url: &str, rows: &[Entry]) -> String {
    let header = RecordHeader {
        protocol: protocol.into(),
        url: url.to_owned(),
        started_at: "2026-11-22T20:00:00.123Z".parse().expect("a time"),
        settings: serde_json::Map::new(),
    };
    let mut writer = RecordWriter::start(Vec::new(), &header, Secrets::masked()).expect("memory");
    for row in rows {
        writer.entry(row).expect("memory");
    }
    String::from_utf8(writer.into_inner()).expect("UTF-8")
}
