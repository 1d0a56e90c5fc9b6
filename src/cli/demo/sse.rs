//! The third part: an event stream that ends, comes back with `Last-Event-ID`, and is ended for good by a 204.

use super::{
    DemoContext,
    watch::{StepFailed, expect_same},
};
use crate::{
    protocols::sse::{Command, Sse, SseConfig},
    transcript::{Body, Entry, entry::SessionState},
};

const RETRY_MILLIS: u64 = 50;

/// Plays it against the lab; returns a line for each thing that was seen.
///
/// # Errors
/// At the first step that does not hold: the demo says which, goes on with the next protocol and ends with 1.
pub(super) fn run(context: &DemoContext) -> Result<Vec<String>, StepFailed> {
    let url = context.http(&format!("/sse/retry?millis={RETRY_MILLIS}"))?;
    let mut watched = context.open::<Sse>(SseConfig::new(url));
    let first = watched.next("the first event", event_id)?;
    let waited = watched.next("the wait before the second request", |row| match &row.body {
        Body::Backoff(wait) => Some(wait.millis),
        _ => None,
    })?;
    expect_same(&RETRY_MILLIS, &waited)?;
    let second = watched.next("the second request", |row| match &row.body {
        Body::Request(request) => Some(request.header("last-event-id").map(str::to_owned)),
        _ => None,
    })?;
    expect_same(&Some(first.clone()), &second)?;
    let second = watched.next("the second event", event_id)?;
    expect_same(&"2".to_owned(), &second)?;
    watched.command("close", Command::Close)?;
    watched.state(SessionState::Closed)?;

    let mut stopped = context.open::<Sse>(SseConfig::new(context.http("/sse/stop")?));
    let status = stopped.next("the answer 204", |row| match &row.body {
        Body::Response(response) => Some(response.status),
        _ => None,
    })?;
    expect_same(&204, &status)?;
    stopped.state(SessionState::Closed)?;
    Ok(vec![
        format!(
            "event {first} came, the stream ended, {waited} ms later it was asked again with Last-Event-ID: {first}"
        ),
        format!("event {second} came"),
        "a 204 closed a stream for good".to_owned(),
    ])
}

fn event_id(row: &Entry) -> Option<String> {
    match &row.body {
        Body::Event(head, _) => Some(head.last_event_id.to_string()),
        _ => None,
    }
}
