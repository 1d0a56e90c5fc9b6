//! Uploads against a raw server that breaks off, lies and falls silent, and against the lab.

mod answers;
mod changed;
mod coding;
mod control;
mod cuts;
mod happy;
mod numbers;
mod pace;
mod peer;
mod proof;
mod random;
mod rows;

use std::path::PathBuf;

use tempfile::TempDir;
use wirelight::{
    engine::SessionHandle,
    protocols::upload::{Command, Upload, UploadConfig},
    transcript::{Body, Entry, entry::Progress},
};

use crate::support::{self, rows_until};
use peer::{Peer, Seen, start_byte};

/// More than the system buffers for a connection, so that the end of the file is still here when a server stalls.
const LARGE: usize = 12 * 1024 * 1024;

/// A file in a folder of its own.
struct Source {
    folder: TempDir,
    name: &'static str,
    bytes: Vec<u8>,
}

impl Source {
    fn new(size: usize) -> Self {
        Self::named("file.bin", size)
    }

    fn named(name: &'static str, size: usize) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        // A pattern that does not repeat at any chunk's size.
        let bytes: Vec<u8> = (0..size).map(|n| ((n * 31) ^ (n >> 8) ^ (n >> 16)) as u8).collect();
        std::fs::write(folder.path().join(name), &bytes).expect("a file");
        Self { folder, name, bytes }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(self.name)
    }

    fn config(&self, peer: &Peer) -> UploadConfig {
        UploadConfig::new(self.path(), peer.url())
    }

    fn interactive(&self, peer: &Peer) -> UploadConfig {
        UploadConfig { interactive: true, ..self.config(peer) }
    }
}

fn open(config: UploadConfig) -> SessionHandle<Upload> {
    support::open::<Upload>(config)
}

/// Takes rows until the upload is over; every wait is cut short.
async fn rows_without_waiting(handle: &SessionHandle<Upload>) -> Vec<Entry> {
    let mut rows = Vec::new();
    loop {
        let more = rows_until(handle, is_backoff).await;
        let waits = more.last().is_some_and(is_backoff);
        rows.extend(more);
        if !waits {
            return rows;
        }
        send(handle, Command::RetryNow);
    }
}

fn send(handle: &SessionHandle<Upload>, command: Command) {
    handle.send(command).expect("the session lives");
}

/// Rows in a few words each; progress rows that follow each other are one.
fn described(rows: &[Entry]) -> Vec<String> {
    let mut summary = support::row_words(rows, |row| describe(&row.body));
    summary.dedup_by(|next, before| next == "progress" && before == "progress");
    summary
}

fn describe(body: &Body) -> String {
    match body {
        Body::State(state) => match &state.reason {
            Some(reason) => format!("state {}: {reason}", state.state),
            None => format!("state {}", state.state),
        },
        Body::Request(request) => {
            let start = request.header("x-start-byte").map(|from| format!(" from {from}")).unwrap_or_default();
            format!("{}{start}", request.method)
        }
        Body::Response(response) => format!("response {}", response.status),
        Body::Offset(offset) => format!("offset {}", offset.confirmed),
        Body::Progress(_) => "progress".to_owned(),
        Body::Verified(_) => "verified".to_owned(),
        Body::Backoff(wait) => format!("backoff #{}", wait.attempt),
        Body::Error(_) => "error".to_owned(),
        Body::Finding(finding) => format!("finding {}", finding.code),
        other => panic!("an upload has no such row: {other:?}"),
    }
}

fn is_backoff(row: &Entry) -> bool {
    matches!(row.body, Body::Backoff(_))
}

fn is_state(row: &Entry, name: &str) -> bool {
    matches!(&row.body, Body::State(state) if state.state == name)
}

fn states(rows: &[Entry]) -> Vec<&str> {
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::State(state) => Some(state.state.as_str()),
            _ => None,
        })
        .collect()
}

fn progress(rows: &[Entry]) -> Vec<Progress> {
    rows.iter()
        .filter_map(|row| match row.body {
            Body::Progress(progress) => Some(progress),
            _ => None,
        })
        .collect()
}

/// The message of each `error`.
fn errors(rows: &[Entry]) -> Vec<&str> {
    rows.iter()
        .filter_map(|row| match &row.body {
            Body::Error(failure) => Some(failure.message.as_str()),
            _ => None,
        })
        .collect()
}

/// The reason of the last row, which has to be this state.
fn ended(rows: &[Entry], name: &str) -> Option<String> {
    match &rows.last().expect("rows").body {
        Body::State(state) if state.state == name => state.reason.clone(),
        other => panic!("the last row is {other:?} in {:#?}", described(rows)),
    }
}

/// What a server that truncates and appends has at the end.
fn assembled(log: &[Seen]) -> Vec<u8> {
    let mut stored = Vec::new();
    for seen in log {
        if let Seen::Post { head, kept } = seen {
            stored.truncate(start_byte(head) as usize);
            stored.extend_from_slice(kept);
        }
    }
    stored
}

/// Where each body began.
fn starts(log: &[Seen]) -> Vec<u64> {
    log.iter()
        .filter_map(|seen| match seen {
            Seen::Post { head, .. } => Some(start_byte(head)),
            _ => None,
        })
        .collect()
}

/// Whether a held connection of a large file ended with part of it unsent.
fn is_aborted(seen: &Seen) -> bool {
    matches!(seen, Seen::Gone { more } if *more < LARGE / 2)
}

/// Compares without printing megabytes.
fn assert_same_bytes(left: &[u8], right: &[u8]) {
    assert_eq!(left.len(), right.len());
    assert!(left == right, "the bytes differ from {:?} on", left.iter().zip(right).position(|(a, b)| a != b));
}
