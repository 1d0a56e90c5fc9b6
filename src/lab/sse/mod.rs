//! `/sse/…`: event streams, among them the published `digits` demo, and answers that are no stream at all.

mod event_stream;
mod flood;
mod streams;

use axum::routing::get;
use http::{StatusCode, header};

use super::server::{Endpoint, PLAIN_TEXT, Section};

/// The event streams of the lab.
pub(super) const SECTION: Section =
    Section { title: "Server-Sent Events", endpoints: ENDPOINTS, large_bodies: &[], share: |routes, _server| routes };

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/sse/digits",
        query: "",
        about: "1, 2, 3, a second apart, then the event bye and the end; no ids, so each reconnect starts again.",
        route: || get(streams::digits),
    },
    Endpoint {
        method: "GET",
        path: "/sse/clock",
        query: "every=1000",
        about: "The time, with ids from 1 that go on after Last-Event-ID.",
        route: || get(streams::clock),
    },
    Endpoint {
        method: "GET",
        path: "/sse/typed",
        query: "",
        about: "Each second one of add, update, remove and an event without a type, in turn.",
        route: || get(streams::typed),
    },
    Endpoint {
        method: "GET",
        path: "/sse/retry",
        query: "millis=1000",
        about: "Sets the reconnection time, sends one event with the next id, and ends.",
        route: || get(streams::retry),
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
        route: || get(streams::status),
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
        route: || get(flood::flood),
    },
];
