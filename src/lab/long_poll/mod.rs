//! Long polling without a buffer: what is published while nobody waits is lost, as in the published demo.

mod subscribers;

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::{HeaderValue, StatusCode, Uri, header};

use self::subscribers::Subscribers;
use super::server::{
    Connection, Endpoint, PLAIN_TEXT, Params, Place, Refusal, Section, ServerState, bare_status, collect, held,
};
use crate::limits::LAB_FREE_BYTES;

/// The long polls of the lab.
pub(super) const SECTION: Section = Section {
    title: "Long polling",
    endpoints: ENDPOINTS,
    large_bodies: &[],
    share: |routes, _server| routes.layer(Extension(Arc::new(Subscribers::default()))),
};

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/poll/subscribe",
        query: "",
        about: "Waits for the next message that somebody publishes, for as long as it takes.",
        route: || get(subscribe),
    },
    Endpoint {
        method: "POST",
        path: "/poll/publish",
        query: "",
        about: "Hands the body to everybody who waits now; nothing is kept for those who come later.",
        route: || post(publish),
    },
    Endpoint {
        method: "GET",
        path: "/poll/timeout",
        query: "status=408&after=1000",
        about: "Waits and then answers with that status and no body, as servers and proxies do that give up.",
        route: || get(timeout),
    },
];

const NO_CACHE: HeaderValue = HeaderValue::from_static("no-cache, must-revalidate");

async fn subscribe(
    State(server): State<Arc<ServerState>>,
    Extension(subscribers): Extension<Arc<Subscribers>>,
    Extension(connection): Extension<Arc<Connection>>,
) -> Result<Response, Refusal> {
    let message = subscribers.subscribe().await;
    // Nobody else drops the sender than the lab that stops.
    let mut message = server.unless_stopped(message).await?.map_err(|_closed| Refusal::stopping())?;
    if message.len() > LAB_FREE_BYTES {
        // Until the client has taken it.
        message = held(message, None, Some(connection.hold()));
    }
    let kind = HeaderValue::from_static("text/plain;charset=utf-8");
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, NO_CACHE)], message).into_response())
}

async fn publish(
    State(server): State<Arc<ServerState>>,
    Extension(subscribers): Extension<Arc<Subscribers>>,
    Extension(connection): Extension<Arc<Connection>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (message, place) = collect(request.into_body(), &server.budget.account(connection)).await?;
    let message = match place {
        Some(Place { permit, .. }) => held(message, Some(permit), None),
        None => message,
    };
    subscribers.publish(&message).await;
    Ok(([(header::CONTENT_TYPE, PLAIN_TEXT)], "ok").into_response())
}

async fn timeout(State(server): State<Arc<ServerState>>, uri: Uri) -> Result<Response, Refusal> {
    let params = Params::of(&uri);
    let status = params.status("status", StatusCode::REQUEST_TIMEOUT)?;
    let after = Duration::from_millis(params.millis("after", 1_000, 0)?);
    server.unless_stopped(tokio::time::sleep(after)).await?;
    let mut response = bare_status(status);
    response.headers_mut().insert(header::CACHE_CONTROL, NO_CACHE);
    Ok(response)
}
