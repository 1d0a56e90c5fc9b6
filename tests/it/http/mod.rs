//! Answers at the edge of HTTP/1.1, byte by byte, for each protocol that asks by HTTP.

mod early;
mod lenient;
mod limits;
mod proxies;
mod redirects;
mod refusals;
mod reuse;
mod tls;
mod waiting;
mod wire_rows;

use tokio::io::AsyncWriteExt as _;
use url::Url;
use wirelight::{
    net::peer::PeerOptions,
    protocols::{
        long_poll::{LongPoll, PollConfig},
        sse::{Sse, SseConfig},
        upload::{Upload, UploadConfig},
        websocket::{Config as WebSocketConfig, WebSocket},
    },
    transcript::{Body, Entry, entry::Response},
};

use crate::support::{RawServer, open, read_head, rows_until};

/// What an endless answer sends at most before it gives up: far more than any limit.
const ENDLESS_BYTES: usize = 8 * 1024 * 1024;

/// Who asks.
#[derive(Clone, Copy, Debug)]
enum Asker {
    Sse,
    Poll,
    Upload,
    WebSocket,
}

/// Those to whom an answer can be a good one.
const ASKERS: [Asker; 3] = [Asker::Sse, Asker::Poll, Asker::Upload];

/// All four: any answer but an agreement refuses a WebSocket.
const EVERYBODY: [Asker; 4] = [Asker::Sse, Asker::Poll, Asker::Upload, Asker::WebSocket];

impl Asker {
    /// Asks until a row is the last that is wanted.
    async fn rows(self, url: &str, done: impl FnMut(&Entry) -> bool) -> Vec<Entry> {
        self.rows_of(url, PeerOptions::default(), done).await
    }

    /// The same on another way to the peer.
    async fn rows_of(self, url: &str, peer: PeerOptions, done: impl FnMut(&Entry) -> bool) -> Vec<Entry> {
        let url: Url = url.parse().expect("a URL");
        match self {
            Self::Sse => rows_until(&open::<Sse>(SseConfig { peer, ..SseConfig::new(url) }), done).await,
            Self::Poll => {
                let config = PollConfig { peer, ..PollConfig::get(url.as_str()).expect("a URL") };
                rows_until(&open::<LongPoll>(config), done).await
            }
            Self::Upload => {
                let file = tempfile::NamedTempFile::new().expect("a file");
                std::fs::write(file.path(), "hello").expect("written");
                let config = UploadConfig { peer, ..UploadConfig::new(file.path().to_owned(), url) };
                rows_until(&open::<Upload>(config), done).await
            }
            Self::WebSocket => {
                let url = url.as_str().replacen("http", "ws", 1).parse().expect("a URL");
                rows_until(&open::<WebSocket>(WebSocketConfig { peer, ..WebSocketConfig::new(url) }), done).await
            }
        }
    }

    /// An answer that each of them takes, with this behind its status line and this behind its head.
    fn good(self, lines: &str, body: &str) -> String {
        let content_type = if matches!(self, Self::Sse) { "Content-Type: text/event-stream\r\n" } else { "" };
        format!("HTTP/1.1 200 OK\r\n{content_type}{lines}\r\n{body}")
    }
}

/// A server that answers each connection with these bytes, then with `again` over and over until nobody takes it.
async fn endless(answer: String, again: &'static str) -> RawServer {
    RawServer::start(move |_, mut stream| {
        let answer = answer.clone();
        async move {
            read_head(&mut stream).await;
            stream.write_all(answer.as_bytes()).await.ok();
            let piece = again.repeat(64 * 1024 / again.len().max(1));
            let mut left = if again.is_empty() { 0 } else { ENDLESS_BYTES };
            while left > 0 && stream.write_all(piece.as_bytes()).await.is_ok() {
                left = left.saturating_sub(piece.len());
            }
            stream.shutdown().await.ok();
        }
    })
    .await
}

fn is_error(row: &Entry) -> bool {
    matches!(row.body, Body::Error(_))
}

/// The only error, in words.
fn error(rows: &[Entry]) -> String {
    let failure = rows.iter().find_map(|row| match &row.body {
        Body::Error(failure) => Some([std::slice::from_ref(&failure.message), &failure.causes].concat()),
        _ => None,
    });
    failure.expect("an error").join(": ")
}

fn responses(rows: &[Entry]) -> Vec<&Response> {
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::Response(response) => Some(&**response),
            _ => None,
        })
        .collect()
}
