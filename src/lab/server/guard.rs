//! What every request has to pass: the host it names, the page it comes from, the number of its parameters and the size
//! of its body.

use std::sync::Arc;

use axum::{
    extract::{Request, State},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use http::{Method, header};

use super::{
    body::{too_large, with_idle_limit},
    connection::Connection,
    origin::Page,
    refusal::Refusal,
    state::ServerState,
};
use crate::limits::{MAX_LAB_BODY_BYTES, MAX_LAB_PARAMETERS};

/// What requests are checked against.
#[derive(Debug, Clone)]
pub(in crate::lab) struct Guard {
    pub(in crate::lab) server: Arc<ServerState>,
    /// The paths that take bodies of any size.
    pub(in crate::lab) large_bodies: Arc<[&'static str]>,
}

/// Lets a request through whose host is ours, whose page is, and whose body is not too large.
pub(in crate::lab) async fn admit(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let Guard { server, large_bodies } = guard;
    let (mut parts, body) = request.into_parts();
    let host = match server.hosts.check(&parts.uri, &parts.headers) {
        Ok(host) => host,
        Err(refusal) => return refusal.into_response(),
    };
    let page = server.origins.page_of(&host, &parts.headers);
    if parts.method == Method::OPTIONS && page.is_allowed_by_hand() {
        return server.origins.answer_preflight(&parts.headers);
    }
    if let Err(refusal) = check_rest(&parts, &page, &large_bodies) {
        return refusal.into_response();
    }
    let cors = server.origins.cors_headers(&page, &parts.headers);
    // Handlers that change state on a GET, as a WebSocket may, ask for it.
    parts.extensions.insert(page);
    let body = match parts.extensions.get::<Arc<Connection>>() {
        Some(connection) => with_idle_limit(body, connection.clone()),
        None => body,
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    response.headers_mut().extend(cors);
    response
}

fn check_rest(parts: &http::request::Parts, page: &Page, large_bodies: &[&str]) -> Result<(), Refusal> {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        page.check()?;
    }
    let parameters = parts.uri.query().map_or(0, |query| query.split('&').count());
    if parameters > MAX_LAB_PARAMETERS {
        let sentence = format!("The query has {parameters} parameters: expected at most {MAX_LAB_PARAMETERS}.");
        return Err(Refusal::bad_request(sentence));
    }
    let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if !large_bodies.contains(&parts.uri.path()) && announced.is_some_and(|n: u64| n > MAX_LAB_BODY_BYTES) {
        return Err(too_large());
    }
    Ok(())
}
