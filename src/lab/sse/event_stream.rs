//! The answer that an event stream is.

use axum::{
    body::Body,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use futures_util::{Stream, StreamExt as _};
use http::{HeaderValue, header};

use super::super::server::ServerState;

/// The media type of an event stream.
pub(super) const EVENT_STREAM: HeaderValue = HeaderValue::from_static("text/event-stream");

/// A stream that ends with the lab.
pub(super) fn event_stream(server: &ServerState, events: impl Stream<Item = Bytes> + Send + 'static) -> Response {
    let until_stop = events.take_until(server.stop.clone().cancelled_owned()).map(Ok::<_, std::convert::Infallible>);
    let headers = [(header::CONTENT_TYPE, EVENT_STREAM), (header::CACHE_CONTROL, HeaderValue::from_static("no-cache"))];
    (headers, Body::from_stream(until_stop)).into_response()
}
