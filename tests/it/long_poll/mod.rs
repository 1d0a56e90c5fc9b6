//! Long polls over real sockets: what they make of each answer, and how fast they ask again.

mod answers;
mod coding;
mod failures;
mod lab;
mod pace;
mod publish;
mod server;
#[cfg(feature = "gui")]
mod tab;
#[cfg(feature = "gui")]
mod view;

use wirelight::{
    engine::SessionHandle,
    protocols::long_poll::{Command, Event, LongPoll, PollConfig},
    transcript::{Body, Entry},
};

use self::server::PollServer;
use crate::support::{all_rows, open, rows_until};

type Handle = SessionHandle<LongPoll>;

fn poll(server: &PollServer) -> Handle {
    open::<LongPoll>(config(server))
}

fn config(server: &PollServer) -> PollConfig {
    PollConfig::get(&server.url("/subscribe")).expect("a URL")
}

/// A row in few words.
fn words(entry: &Entry) -> String {
    let kind = entry.body.kind().name();
    match &entry.body {
        Body::State(state) => format!("{kind} {}", state.state),
        Body::Response(response) => format!("{kind} {}", response.status),
        Body::Message(answer, data) => format!("{kind} {} {}", answer.status, String::from_utf8_lossy(data)),
        Body::Empty(answer) => format!("{kind} {}", answer.status),
        Body::Backoff(wait) => format!("{kind} {} {} {}", wait.millis, wait.attempt, wait.reason),
        Body::Error(failure) => format!("{kind} {}", failure.message),
        Body::Finding(finding) => format!("{kind} {}", finding.code),
        _ => kind.to_owned(),
    }
}

/// Takes rows up to the first whose words begin so.
async fn until(handle: &Handle, begin: &str) -> Vec<String> {
    rows_until(handle, |entry| words(entry).starts_with(begin)).await.iter().map(words).collect()
}

/// Stops the session and takes what is left.
async fn stop(handle: &Handle) -> Vec<Entry> {
    handle.send(Command::Stop).expect("the session runs");
    let rows = all_rows(handle).await;
    assert_eq!(rows.last().map(words).as_deref(), Some("state stopped"));
    assert!(handle.is_over());
    rows
}

/// Takes events until a message has been published.
async fn published(handle: &Handle) -> (Vec<Entry>, String) {
    let mut rows = Vec::new();
    loop {
        if let Ok(envelope) = handle.inbox.try_next() {
            for event in envelope.events {
                match event {
                    Event::Row(entry) => rows.push(entry),
                    Event::Published(published) => return (rows, published.words()),
                    Event::Awaiting(_) | Event::Cookies(_) => {}
                }
            }
        }
        tokio::time::sleep(std::time::Duration::from_millis(1)).await;
    }
}
