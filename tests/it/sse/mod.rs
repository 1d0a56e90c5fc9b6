//! The source against raw servers: rows and their order, reconnects, redirects, refusals, limits.

mod coding;
mod failures;
mod flood;
mod lab;
mod reconnect;
mod redirects;
mod refusals;
#[cfg(feature = "gui")]
mod tab;
#[cfg(feature = "gui")]
mod view;

use tokio::{
    io::AsyncWriteExt as _,
    sync::mpsc::{Receiver, channel},
};
use url::Url;
use wirelight::{
    engine::SessionHandle,
    protocols::sse::{Sse, SseConfig},
    transcript::{Body, Entry},
};

use crate::support::{self, RawServer, read_head};

/// The head of an answer whose body ends with the connection.
const STREAM: &str = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";

const NO_CONTENT: &str = "HTTP/1.1 204 No Content\r\n\r\n";

fn stream(body: &str) -> String {
    format!("{STREAM}{body}")
}

fn config(url: &str) -> SseConfig {
    SseConfig { retry_millis: 5, ..SseConfig::new(Url::parse(url).expect("a URL")) }
}

fn open(config: SseConfig) -> SessionHandle<Sse> {
    support::open::<Sse>(config)
}

/// Answers each connection with the next answer and tells which heads came.
async fn server(answers: &[&str]) -> (RawServer, Receiver<String>) {
    let answers: Vec<Vec<u8>> = answers.iter().map(|answer| answer.as_bytes().to_vec()).collect();
    let (heads, seen) = channel(64);
    let server = RawServer::start(move |number, mut stream| {
        let answer = answers[number.min(answers.len() - 1)].clone();
        let heads = heads.clone();
        async move {
            heads.try_send(read_head(&mut stream).await).ok();
            stream.write_all(&answer).await.ok();
            stream.shutdown().await.ok();
        }
    })
    .await;
    (server, seen)
}

/// Rows in a few words each.
fn described(rows: &[Entry]) -> Vec<String> {
    support::row_words(rows, |row| describe(&row.body))
}

fn describe(body: &Body) -> String {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    match body {
        Body::State(state) => format!("state {} {}", state.state, state.code.expect("a readyState")),
        Body::Request(request) => format!("request {}", request.method),
        Body::Response(response) => format!("response {}", response.status),
        Body::Event(head, data) => format!("event {} {:?} {}", head.event_type, text(data), head.last_event_id),
        Body::Id(head) => format!("id {}", head.last_event_id),
        Body::Comment(comment) => format!("comment{}", text(comment)),
        Body::Retry(retry) => format!("retry {}", retry.millis),
        Body::Ignored(ignored, line) => format!("{} {}", ignored.reason, text(line)),
        Body::Backoff(wait) => format!("backoff {} #{}", wait.millis, wait.attempt),
        Body::Error(_) => "error".to_owned(),
        Body::Finding(finding) => format!("finding {}", finding.code),
        other => panic!("a source has no such row: {other:?}"),
    }
}

/// The reason of the last row, which has to be `closed`.
fn closed_reason(rows: &[Entry]) -> Option<String> {
    match &rows.last().expect("rows").body {
        Body::State(state) if state.state == "closed" => state.reason.clone(),
        other => panic!("the last row is {other:?}"),
    }
}

/// Message and causes of the first `error`.
fn failure(rows: &[Entry]) -> String {
    let failure = rows.iter().find_map(|row| match &row.body {
        Body::Error(failure) => Some(failure),
        _ => None,
    });
    let failure = failure.expect("an error row");
    format!("{}: {}", failure.message, failure.causes.join(": "))
}

fn is_backoff(row: &Entry) -> bool {
    matches!(row.body, Body::Backoff(_))
}
