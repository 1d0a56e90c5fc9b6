//! The first part: an upload that is paused, cut off, resumed, and compared by its checksum.

use std::io::Write as _;

use super::{
    DemoContext, breaking_proxy,
    watch::{StepFailed, Watched, expect_same},
};
use crate::{
    protocols::upload::{Command, Upload, UploadConfig},
    transcript::{
        Body, Entry, Kind,
        entry::{SessionState, Verified},
    },
};

const FILE_BYTES: usize = 8 * 1024 * 1024;

/// Slow enough to be paused on the way.
const LIMIT_BYTES_PER_SEC: u64 = 16 * 1024 * 1024;

/// The user pauses here.
const PAUSE_AFTER_BYTES: u64 = 1024 * 1024;

/// The proxy breaks when one connection has carried this much.
const CUT_AFTER_BYTES: usize = 3 * 1024 * 1024;

/// Plays it against the lab; returns a line for each thing that was seen.
///
/// # Errors
/// At the first step that does not hold: the demo says which, goes on with the next protocol and ends with 1.
pub(super) fn run(context: &DemoContext) -> Result<Vec<String>, StepFailed> {
    let file = some_file().map_err(StepFailed::setup("cannot make a file to send"))?;
    let proxy = context
        .block_on(breaking_proxy::start(context.lab_address()?, CUT_AFTER_BYTES, context.spawner.clone()))
        .map_err(StepFailed::setup("cannot make a wire to cut"))?;
    let mut url = context.http("/upload/javascript-info")?;
    url.set_port(Some(proxy.port())).ok();
    let mut watched = context.open::<Upload>(UploadConfig {
        limit_bytes_per_sec: Some(LIMIT_BYTES_PER_SEC),
        stored_url: Some(context.http("/upload/stored")?),
        ..UploadConfig::new(file.path().to_owned(), url)
    });

    watched.next("the first mebibyte on its way", |row| match &row.body {
        Body::Progress(progress) if progress.sent > PAUSE_AFTER_BYTES => Some(()),
        _ => None,
    })?;
    watched.command("pause", Command::Pause)?;
    watched.state(SessionState::Paused)?;
    let paused_at = settled(&mut watched)?;
    watched.command("resume", Command::Resume)?;
    expect_same(&paused_at, &next_start_byte(&mut watched)?)?;
    watched.next("the cut of the wire", |row| (row.body.kind() == Kind::Error).then_some(()))?;
    watched.next("a wait after the cut", |row| (row.body.kind() == Kind::Backoff).then_some(()))?;
    watched.command("retry now", Command::RetryNow)?;
    let kept = watched.next("the server's byte after the cut", offset)?;
    expect_same(&kept, &next_start_byte(&mut watched)?)?;
    let verified = watched.next("equal checksums", |row| match &row.body {
        Body::Verified(verified) => Some(verified.clone()),
        _ => None,
    })?;
    watched.state(SessionState::Done)?;
    let Verified { sha256, size, .. } = verified;
    Ok(vec![
        format!("paused; the server says it has {paused_at} of {FILE_BYTES} bytes"),
        format!("resumed at byte {paused_at}; the wire was cut, the server kept {kept} bytes"),
        format!("resumed at byte {kept} and done: {size} bytes"),
        format!("SHA-256 {sha256} here and in the lab"),
    ])
}

/// The byte that both sides agree on once nothing is under way any more.
fn settled(watched: &mut Watched<Upload>) -> Result<u64, StepFailed> {
    watched.next("the server's byte after the pause", |row| match &row.body {
        Body::Progress(progress) if progress.sent == progress.confirmed => Some(progress.confirmed),
        _ => None,
    })
}

fn offset(row: &Entry) -> Option<u64> {
    match &row.body {
        Body::Offset(offset) => Some(offset.confirmed),
        _ => None,
    }
}

fn next_start_byte(watched: &mut Watched<Upload>) -> Result<u64, StepFailed> {
    watched.next("the request that goes on", |row| match &row.body {
        Body::Request(request) => request.header("x-start-byte").and_then(|value| value.parse().ok()),
        _ => None,
    })
}

/// Bytes that no compression and no repetition could explain away.
fn some_file() -> std::io::Result<tempfile::NamedTempFile> {
    let mut random = fastrand::Rng::with_seed(4460);
    let mut bytes = vec![0; FILE_BYTES];
    random.fill(&mut bytes);
    let mut file = tempfile::NamedTempFile::new()?;
    file.write_all(&bytes)?;
    file.flush()?;
    Ok(file)
}
