//! Long polling without a buffer: what is published while nobody waits is lost, as in the published demo.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use http::{HeaderValue, StatusCode, Uri, header};

use super::{
    body,
    budget::{Place, held},
    connection::Connection,
    endpoint::Endpoint,
    query::Params,
    refusal::{PLAIN_TEXT, Refusal, bare_status},
    state::LabState,
};
use crate::limits::LAB_FREE_BYTES;

/// What this file serves.
pub(super) const ENDPOINTS: &[Endpoint] = &[
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

async fn subscribe(State(lab): State<Arc<LabState>>, Extension(connection): Extension<Arc<Connection>>) -> Response {
    let message = lab.waiting.join().await;
    tokio::select! {
        biased;
        () = lab.stop.cancelled() => Refusal::stopping().into_response(),
        message = message => match message {
            Ok(mut message) => {
                if message.len() > LAB_FREE_BYTES {
                    // Until the client has taken it.
                    message = held(message, None, Some(connection.hold()));
                }
                let kind = HeaderValue::from_static("text/plain;charset=utf-8");
                ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, NO_CACHE)], message).into_response()
            }
            Err(_closed) => Refusal::stopping().into_response(),
        },
    }
}

async fn publish(
    State(lab): State<Arc<LabState>>,
    Extension(connection): Extension<Arc<Connection>>,
    request: Request,
) -> Result<Response, Refusal> {
    let (message, place) = body::whole(request.into_body(), &lab.budget.account(connection)).await?;
    let message = match place {
        Some(Place { grant, .. }) => held(message, Some(grant), None),
        None => message,
    };
    lab.waiting.publish(&message).await;
    Ok(([(header::CONTENT_TYPE, PLAIN_TEXT)], "ok").into_response())
}

async fn timeout(State(lab): State<Arc<LabState>>, uri: Uri) -> Result<Response, Refusal> {
    let params = Params::of(&uri);
    let status = params.status("status", StatusCode::REQUEST_TIMEOUT)?;
    let after = Duration::from_millis(params.millis("after", 1_000, 0)?);
    tokio::select! {
        biased;
        () = lab.stop.cancelled() => Err(Refusal::stopping()),
        () = tokio::time::sleep(after) => {
            let mut response = bare_status(status);
            response.headers_mut().insert(header::CACHE_CONTROL, NO_CACHE);
            Ok(response)
        }
    }
}
