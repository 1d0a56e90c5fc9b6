//! The event streams that a person watches: digits, a clock, types, retries, statuses.

use std::{sync::Arc, time::Duration};

use axum::{body::Body, extract::State, response::Response};
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, unfold},
};
use http::{HeaderMap, StatusCode, Uri, header};
use tokio::time::{Instant, sleep_until};

use super::{
    super::server::{LONGEST_MILLIS, Params, Refusal, ServerState, bare_status, plain_number, time_now},
    event_stream::{EVENT_STREAM, event_stream},
};

const SECOND: Duration = Duration::from_secs(1);

/// The published demo.
pub(super) async fn digits(State(server): State<Arc<ServerState>>) -> Response {
    const EVENTS: [&str; 4] = ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n", "event: bye\ndata: bye-bye\n\n"];
    let started = Instant::now();
    let events = stream::iter((0..).zip(EVENTS)).then(move |(second, event)| async move {
        sleep_until(started + SECOND * second).await;
        Bytes::from_static(event.as_bytes())
    });
    event_stream(&server, events)
}

/// Events of several types, in turn.
pub(super) async fn typed(State(server): State<Arc<ServerState>>) -> Response {
    const TYPES: [&str; 4] = ["event: add\n", "event: update\n", "event: remove\n", ""];
    let events = ticks(SECOND).map(|tick| {
        let (line, item) = (TYPES[(tick % 4) as usize], tick / 4 + 1);
        Bytes::from(format!("{line}data: {{\"item\":{item}}}\n\n"))
    });
    event_stream(&server, events)
}

/// The time, with ids that go on.
pub(super) async fn clock(
    State(server): State<Arc<ServerState>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let every = Params::of(&uri).millis("every", 1_000, 1)?;
    let first = next_id(&headers);
    let events = ticks(Duration::from_millis(every)).map(move |tick| {
        let (id, now) = (first.saturating_add(tick), time_now());
        Bytes::from(format!("id: {id}\ndata: {now}\n\n"))
    });
    Ok(event_stream(&server, events))
}

/// Sets the reconnection time.
pub(super) async fn retry(
    State(server): State<Arc<ServerState>>,
    uri: Uri,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let millis = Params::of(&uri).number("millis", 1_000, 0..=LONGEST_MILLIS, "milliseconds")?;
    let id = next_id(&headers);
    let event = Bytes::from(format!("retry: {millis}\nid: {id}\ndata: visit {id}\n\n"));
    Ok(event_stream(&server, stream::iter([event])))
}

/// An event stream with a status of the client's choice.
pub(super) async fn status(uri: Uri) -> Result<Response, Refusal> {
    let status = Params::of(&uri).status("code", StatusCode::INTERNAL_SERVER_ERROR)?;
    let mut response = bare_status(status);
    if !matches!(status.as_u16(), 204 | 205 | 304) {
        *response.body_mut() = Body::from(format!("data: status {}\n\n", status.as_u16()));
        response.headers_mut().insert(header::CONTENT_TYPE, EVENT_STREAM);
    }
    Ok(response)
}

/// 0 at once, then one more after each period.
fn ticks(period: Duration) -> impl Stream<Item = u64> + Send {
    let mut interval = tokio::time::interval(period);
    interval.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    unfold((interval, 0), |(mut interval, tick)| async move {
        interval.tick().await;
        Some((tick, (interval, tick + 1)))
    })
}

/// The id behind that of `Last-Event-ID`, or 1.
fn next_id(headers: &HeaderMap) -> u64 {
    let last = headers.get("last-event-id").and_then(|id| plain_number(id.to_str().ok()?)).unwrap_or(0);
    last.saturating_add(1)
}
