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
    body, connection::Connection, origin::Page, refusal::Refusal, state::LabState, upload::takes_large_bodies,
};
use crate::limits::{MAX_LAB_BODY_BYTES, MAX_LAB_PARAMETERS};

/// Lets a request through whose host is ours, whose page is, and whose body is not too large.
pub(super) async fn admit(State(lab): State<Arc<LabState>>, request: Request, next: Next) -> Response {
    let (mut parts, body) = request.into_parts();
    let host = match lab.hosts.check(&parts.uri, &parts.headers) {
        Ok(host) => host,
        Err(refusal) => return refusal.into_response(),
    };
    let page = lab.origins.page_of(&host, &parts.headers);
    if parts.method == Method::OPTIONS && page.is_allowed_by_hand() {
        return lab.origins.answer_preflight(&parts.headers);
    }
    if let Err(refusal) = check_rest(&parts, &page) {
        return refusal.into_response();
    }
    let cors = lab.origins.cors_headers(&page, &parts.headers);
    // Handlers that change state on a GET, as a WebSocket may, ask for it.
    parts.extensions.insert(page);
    let body = match parts.extensions.get::<Arc<Connection>>() {
        Some(connection) => body::impatient(body, connection.clone()),
        None => body,
    };
    let mut response = next.run(Request::from_parts(parts, body)).await;
    response.headers_mut().extend(cors);
    response
}

fn check_rest(parts: &http::request::Parts, page: &Page) -> Result<(), Refusal> {
    if !matches!(parts.method, Method::GET | Method::HEAD) {
        page.check()?;
    }
    let parameters = parts.uri.query().map_or(0, |query| query.split('&').count());
    if parameters > MAX_LAB_PARAMETERS {
        let sentence = format!("The query has {parameters} parameters: expected at most {MAX_LAB_PARAMETERS}.");
        return Err(Refusal::bad_request(sentence));
    }
    let announced = parts.headers.get(header::CONTENT_LENGTH).and_then(|value| value.to_str().ok()?.parse().ok());
    if !takes_large_bodies(parts.uri.path()) && announced.is_some_and(|n: u64| n > MAX_LAB_BODY_BYTES) {
        return Err(body::too_large());
    }
    Ok(())
}
