//! Event streams: the published `digits` demo, clocks, retries, floods and answers that are no stream at all.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::State,
    response::{IntoResponse as _, Response},
    routing::get,
};
use bytes::Bytes;
use futures_util::{
    Stream, StreamExt as _,
    stream::{self, unfold},
};
use http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use tokio::time::{Instant, sleep_until};

use super::{
    clock::time_now,
    endpoint::Endpoint,
    pace::{Flood, Numbered, Pace},
    query::{LONGEST_MILLIS, Params, plain_number},
    refusal::{PLAIN_TEXT, Refusal, bare_status},
    state::LabState,
};
use crate::limits::LAB_PIECE_BYTES;

/// What this file serves.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/sse/digits",
        query: "",
        about: "1, 2, 3, a second apart, then the event bye and the end; no ids, so each reconnect starts again.",
        route: || get(async |State(lab): State<Arc<LabState>>| event_stream(&lab, digits())),
    },
    Endpoint {
        method: "GET",
        path: "/sse/clock",
        query: "every=1000",
        about: "The time, with ids from 1 that go on after Last-Event-ID.",
        route: || get(clock),
    },
    Endpoint {
        method: "GET",
        path: "/sse/typed",
        query: "",
        about: "Each second one of add, update, remove and an event without a type, in turn.",
        route: || get(async |State(lab): State<Arc<LabState>>| event_stream(&lab, typed())),
    },
    Endpoint {
        method: "GET",
        path: "/sse/retry",
        query: "millis=1000",
        about: "Sets the reconnection time, sends one event with the next id, and ends.",
        route: || get(retry),
    },
    Endpoint {
        method: "GET",
        path: "/sse/stop",
        query: "",
        about: "204: tells a client to stop reconnecting.",
        route: || get(async || StatusCode::NO_CONTENT),
    },
    Endpoint {
        method: "GET",
        path: "/sse/status",
        query: "code=500",
        about: "An event stream with that status, which a client has to refuse.",
        route: || get(status),
    },
    Endpoint {
        method: "GET",
        path: "/sse/wrong-type",
        query: "",
        about: "Events that are called text/plain, which a client has to refuse.",
        route: || get(async || ([(header::CONTENT_TYPE, PLAIN_TEXT)], "data: never an event\n\n")),
    },
    Endpoint {
        method: "GET",
        path: "/sse/flood",
        query: "count=1000000&size=64&perSecond=0",
        about: "That many events of exactly that many bytes; the last has the id end, after which it answers 204.",
        route: || get(flood),
    },
];

const SECOND: Duration = Duration::from_secs(1);

fn digits() -> impl Stream<Item = Bytes> + Send {
    const EVENTS: [&str; 4] = ["data: 1\n\n", "data: 2\n\n", "data: 3\n\n", "event: bye\ndata: bye-bye\n\n"];
    let started = Instant::now();
    stream::iter((0..).zip(EVENTS)).then(move |(second, event)| async move {
        sleep_until(started + SECOND * second).await;
        Bytes::from_static(event.as_bytes())
    })
}

fn typed() -> impl Stream<Item = Bytes> + Send {
    const TYPES: [&str; 4] = ["event: add\n", "event: update\n", "event: remove\n", ""];
    ticks(SECOND).map(|tick| {
        let (line, item) = (TYPES[(tick % 4) as usize], tick / 4 + 1);
        Bytes::from(format!("{line}data: {{\"item\":{item}}}\n\n"))
    })
}

async fn clock(State(lab): State<Arc<LabState>>, uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    let every = Params::of(&uri).millis("every", 1_000, 1)?;
    let first = next_id(&headers);
    let events = ticks(Duration::from_millis(every)).map(move |tick| {
        let (id, now) = (first.saturating_add(tick), time_now());
        Bytes::from(format!("id: {id}\ndata: {now}\n\n"))
    });
    Ok(event_stream(&lab, events))
}

async fn retry(State(lab): State<Arc<LabState>>, uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    let millis = Params::of(&uri).number("millis", 1_000, 0..=LONGEST_MILLIS, "milliseconds")?;
    let id = next_id(&headers);
    let event = Bytes::from(format!("retry: {millis}\nid: {id}\ndata: visit {id}\n\n"));
    Ok(event_stream(&lab, stream::iter([event])))
}

async fn status(uri: Uri) -> Result<Response, Refusal> {
    let status = Params::of(&uri).status("code", StatusCode::INTERNAL_SERVER_ERROR)?;
    let mut response = bare_status(status);
    if !matches!(status.as_u16(), 204 | 205 | 304) {
        *response.body_mut() = Body::from(format!("data: status {}\n\n", status.as_u16()));
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream"));
    }
    Ok(response)
}

async fn flood(State(lab): State<Arc<LabState>>, uri: Uri, headers: HeaderMap) -> Result<Response, Refusal> {
    let flood = Flood::from_params(&Params::of(&uri))?;
    if headers.get("last-event-id").is_some_and(|id| id == "end") {
        return Ok(StatusCode::NO_CONTENT.into_response());
    }
    let batches = unfold((Pace::new(flood.per_second), Events::new(flood)), move |(mut pace, mut events)| async move {
        if events.is_over() {
            return None;
        }
        let due = if events.is_between() { pace.due(flood.batch().min(events.left())).await } else { 1 };
        Some((events.next_piece(due), (pace, events)))
    });
    Ok(event_stream(&lab, batches))
}

/// The events of a flood, made in pieces.
struct Events {
    flood: Flood,
    number: u64,
    open: Option<Numbered>,
}

impl Events {
    fn new(flood: Flood) -> Self {
        Self { flood, number: 0, open: None }
    }

    fn is_over(&self) -> bool {
        self.number == self.flood.count
    }

    fn is_between(&self) -> bool {
        self.open.is_none()
    }

    fn left(&self) -> u64 {
        self.flood.count - self.number
    }

    /// Up to `due` events, or the next piece of one that is larger than a piece.
    fn next_piece(&mut self, due: u64) -> Bytes {
        let mut piece = Vec::with_capacity(LAB_PIECE_BYTES + 64);
        for _ in 0..due {
            let mut event = self.open.take().unwrap_or_else(|| {
                if self.number + 1 == self.flood.count {
                    piece.extend_from_slice(b"id: end\n");
                }
                piece.extend_from_slice(b"data: ");
                Numbered::new(self.number, self.flood.size_bytes)
            });
            event.append(&mut piece, LAB_PIECE_BYTES);
            if event.left_bytes() > 0 {
                self.open = Some(event);
                break;
            }
            piece.extend_from_slice(b"\n\n");
            self.number += 1;
        }
        Bytes::from(piece)
    }
}

/// A stream that ends with the lab.
fn event_stream(lab: &LabState, events: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let until_stop = events.take_until(lab.stop.clone().cancelled_owned()).map(Ok::<_, std::convert::Infallible>);
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-cache")];
    (headers, Body::from_stream(until_stop)).into_response()
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
