//! Long polling without a buffer: what is published while nobody waits is lost, as in the published demo.

use std::{sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::{get, post},
};
use bytes::Bytes;
use http::{HeaderValue, StatusCode, Uri, header};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use tokio::sync::{RwLock, oneshot};

use super::{
    LabState,
    guard::{MAX_BODY_BYTES, body_too_large},
    index::Endpoint,
    query::Params,
    refusal::{PLAIN_TEXT, Refusal, bare_status},
};

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

/// Who waits for the next message.
#[derive(Debug, Default)]
pub(super) struct Waiting(RwLock<Vec<oneshot::Sender<Bytes>>>);

impl Waiting {
    async fn join(&self) -> oneshot::Receiver<Bytes> {
        let (sender, receiver) = oneshot::channel();
        let mut waiting = self.0.write().await;
        waiting.retain(|other| !other.is_closed());
        waiting.push(sender);
        receiver
    }

    async fn publish(&self, message: &Bytes) {
        for waiting in std::mem::take(&mut *self.0.write().await) {
            // It went away just now; the message has no buffer to go to.
            waiting.send(message.clone()).ok();
        }
    }
}

async fn subscribe(State(lab): State<Arc<LabState>>) -> Response {
    let message = lab.waiting.join().await;
    tokio::select! {
        biased;
        () = lab.stop.cancelled() => Refusal::stopping().into_response(),
        message = message => match message {
            Ok(message) => {
                let kind = HeaderValue::from_static("text/plain;charset=utf-8");
                ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, NO_CACHE)], message).into_response()
            }
            Err(_closed) => Refusal::stopping().into_response(),
        },
    }
}

async fn publish(State(lab): State<Arc<LabState>>, request: Request) -> Result<Response, Refusal> {
    let message = whole_body(request.into_body()).await?;
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

async fn whole_body(body: Body) -> Result<Bytes, Refusal> {
    match Limited::new(body, MAX_BODY_BYTES as usize).collect().await {
        Ok(collected) => Ok(collected.to_bytes()),
        Err(error) if error.is::<LengthLimitError>() => Err(body_too_large()),
        Err(error) => Err(Refusal::bad_request(format!("The body was cut short: {error}."))),
    }
}
