//! Bodies of requests: how long they may be idle, and those that are taken whole.

use std::{
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
    time::Duration,
};

use axum::body::Body;
use bytes::{Bytes, BytesMut};
use http::StatusCode;
use http_body::{Body as _, Frame, SizeHint};
use http_body_util::BodyExt as _;
use tokio::time::{Instant, Sleep, sleep};

use super::{
    budget::{Account, Place},
    connection::Connection,
    refusal::Refusal,
};
use crate::limits::{LAB_FREE_BYTES, MAX_LAB_BODY_BYTES};

/// How long a body may be idle. There is no limit to how long it takes in all.
const IDLE_TIME: Duration = Duration::from_secs(30);

/// Why a body did not come whole.
#[derive(Debug, thiserror::Error)]
enum IdleError {
    #[error("nothing of it came for {} seconds", IDLE_TIME.as_secs())]
    Idle,
}

/// A body that ends with an error when nothing of it comes for too long.
struct IdleLimited {
    body: Body,
    connection: Arc<Connection>,
    idle: Pin<Box<Sleep>>,
    waits: bool,
}

/// The same body, which may be idle for 30 seconds at a time.
pub(super) fn with_idle_limit(body: Body, connection: Arc<Connection>) -> Body {
    if body.is_end_stream() {
        return body;
    }
    Body::new(IdleLimited { body, connection, idle: Box::pin(sleep(IDLE_TIME)), waits: false })
}

impl http_body::Body for IdleLimited {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(cx) {
            self.await_more(false);
            return Poll::Ready(frame);
        }
        if !self.waits {
            self.await_more(true);
            self.idle.as_mut().reset(Instant::now() + IDLE_TIME);
        }
        ready!(self.idle.as_mut().poll(cx));
        self.await_more(false);
        Poll::Ready(Some(Err(axum::Error::new(IdleError::Idle))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

impl IdleLimited {
    fn await_more(&mut self, waits: bool) {
        self.waits = waits;
        self.connection.awaits_body(waits);
    }
}

impl Drop for IdleLimited {
    fn drop(&mut self) {
        self.connection.awaits_body(false);
    }
}

/// What is said of a body that did not come whole: 408 when nothing came for too long, else 400.
pub(in crate::lab) fn cut_short(error: &axum::Error) -> Refusal {
    let is_idle = std::iter::successors(Some(error as &(dyn std::error::Error + 'static)), |error| error.source())
        .any(<dyn std::error::Error>::is::<IdleError>);
    let status = if is_idle { StatusCode::REQUEST_TIMEOUT } else { StatusCode::BAD_REQUEST };
    Refusal::new(status, format!("The body was cut short: {error}."))
}

/// 413 for everything but uploads.
pub(super) fn too_large() -> Refusal {
    Refusal::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        format!("A body that is no upload has at most {MAX_LAB_BODY_BYTES} bytes."),
    )
}

/// Takes a body whole, with its place in the budget. A large one waits for that place before it is read on.
///
/// # Errors
/// With the answer: 413 for a body that is too large, 400 or 408 for one that did not come whole.
pub(in crate::lab) async fn collect(mut body: Body, account: &Account) -> Result<(Bytes, Option<Place>), Refusal> {
    let announced = body.size_hint().exact().unwrap_or(0).min(MAX_LAB_BODY_BYTES) as usize;
    let mut taken = BytesMut::new();
    let mut place = None;
    while let Some(frame) = body.frame().await {
        let Ok(piece) = frame.map_err(|error| cut_short(&error))?.into_data() else { continue };
        let length = taken.len() + piece.len();
        if length as u64 > MAX_LAB_BODY_BYTES {
            return Err(too_large());
        }
        if length > LAB_FREE_BYTES && place.is_none() {
            let bytes = if announced > 0 { announced } else { MAX_LAB_BODY_BYTES as usize };
            place = account.place_for(bytes).await;
            taken.reserve(bytes.saturating_sub(taken.len()));
        }
        taken.extend_from_slice(&piece);
    }
    Ok((taken.freeze(), place))
}
