//! One request as it leaves and one body as it comes: how much of it is read, and what ends it.

use std::time::Duration;

use super::{PollConfig, PollError};
use crate::{
    limits::MAX_POLL_BODY_BYTES,
    net::{
        cookies::{CookieJar, CookieLimit},
        headers::RequestHeaders,
        http::{self, Client, HttpError, IncomingResponse, Prepared},
        redirect::RedirectStep,
    },
    transcript::{Body, entry::Partial},
};
use ::http::{HeaderValue, header};
use bytes::{Bytes, BytesMut};

/// Of an answer that is no success only the begin is shown; reading a little more keeps the connection.
const ERROR_LIMIT_BYTES: usize = 64 * 1024;

/// How long the body of an answer that is no success may take.
const ERROR_TIMEOUT: Duration = Duration::from_secs(2);

/// The request of a poll, or of what a redirect made of it, with the cookies that belong to it; and those that do not fit.
pub(super) fn prepare(
    client: &Client,
    config: &PollConfig,
    step: &RedirectStep,
    cookies: &CookieJar,
) -> (Prepared, Option<CookieLimit>) {
    let own = step.body.iter().map(|body| (header::CONTENT_LENGTH, HeaderValue::from(body.len())));
    let mut headers = RequestHeaders::of(&step.url, own, &step.carried(&config.peer.headers));
    let not_sent = cookies.add_to(&step.url, &mut headers);
    let prepared = http::prepare(client, &step.method, &step.url, headers, step.body.clone().map(Into::into));
    (prepared, not_sent)
}

/// Reads a body to its end, or as far as it matters, into `body`: what has come is there when nobody waits any more.
/// Returns what ended it early.
pub(super) async fn read_body(incoming: &mut IncomingResponse, body: &mut BytesMut) -> Option<PollError> {
    let result = if incoming.status().is_success() {
        read_up_to(incoming, body, MAX_POLL_BODY_BYTES).await
    } else {
        // What came in time is shown; an error that never ends must not hold the session.
        tokio::time::timeout(ERROR_TIMEOUT, read_up_to(incoming, body, ERROR_LIMIT_BYTES)).await.unwrap_or(Ok(true))
    };
    match result {
        // Nothing was cut: what came cannot be read.
        Err(error @ (HttpError::Framing { .. } | HttpError::Coding { .. })) => Some(PollError::Http(error)),
        Err(source) => Some(PollError::Cut { received_bytes: body.len(), source }),
        Ok(false) if incoming.status().is_success() => Some(PollError::TooLarge { limit_bytes: MAX_POLL_BODY_BYTES }),
        Ok(_) => None,
    }
}

/// The row of a body that ended early, with at most `limit_bytes` of it. `None` where nothing came.
pub(super) fn partial_row(body: &Bytes, missing_bytes: Option<u64>, limit_bytes: usize) -> Option<Body> {
    let bytes = body.len() as u64;
    let head = Partial { bytes, of: missing_bytes.map(|missing| bytes + missing), ..Partial::default() };
    // A slice would keep all of it.
    let kept = if body.len() > limit_bytes { Bytes::copy_from_slice(&body[..limit_bytes]) } else { body.clone() };
    (bytes > 0).then(|| Body::Partial(Box::new(head), kept))
}

/// Returns whether the body ended within the limit.
async fn read_up_to(
    incoming: &mut IncomingResponse,
    body: &mut BytesMut,
    limit_bytes: usize,
) -> Result<bool, HttpError> {
    while let Some(chunk) = incoming.chunk().await? {
        if body.len() + chunk.len() > limit_bytes {
            return Ok(false);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partial_row_holds_no_more_than_it_shows() {
        let body = Bytes::from(vec![b'x'; 1_000]);
        for (limit_bytes, kept_bytes) in [(1_000, 1_000), (10, 10)] {
            let Some(Body::Partial(head, kept)) = partial_row(&body, Some(5), limit_bytes) else { panic!("no row") };
            assert_eq!((head.bytes, head.of, kept.len()), (1_000, Some(1_005), kept_bytes));
            assert_eq!(kept.as_ptr() == body.as_ptr(), kept_bytes == body.len(), "a part is a copy");
        }
        assert_eq!(partial_row(&Bytes::new(), Some(5), 10), None);
    }
}
