//! One request as it leaves and one body as it comes: how much of it is read, and what ends it.

use std::time::Duration;

use ::http::{HeaderName, HeaderValue, header};
use bytes::{Bytes, BytesMut};
use tokio::time::Instant;

use super::{PollConfig, PollError};
use crate::{
    net::{
        headers,
        http::{self, Answered, Client, HttpError, Prepared},
    },
    transcript::Charset,
};

/// The largest message that is kept.
const MESSAGE_LIMIT_BYTES: usize = 64 * 1024 * 1024;

/// Of an answer that is no success only the begin is shown; reading a little more keeps the connection.
const ERROR_LIMIT_BYTES: usize = 64 * 1024;

/// How long the body of an answer that is no success may take.
const ERROR_TIMEOUT: Duration = Duration::from_secs(2);

/// The request of every poll.
pub(super) fn prepare(client: &Client, config: &PollConfig) -> Prepared {
    let own: Vec<(HeaderName, HeaderValue)> =
        config.body.iter().map(|body| (header::CONTENT_LENGTH, HeaderValue::from(body.len()))).collect();
    let headers = headers::request_headers(&config.url, &own, &config.headers);
    http::prepare(client, &config.method, &config.url, headers, config.body.clone().map(Into::into))
}

/// What was read of a body.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) body: Bytes,
    /// Its charset, where that is not UTF-8.
    pub(super) charset: Option<Charset>,
    /// When it was complete.
    pub(super) done: Instant,
    /// What ended it early.
    pub(super) error: Option<PollError>,
}

/// Reads a body to its end, or as far as it matters.
pub(super) async fn read_body(answered: &mut Answered) -> Reading {
    let mut body = BytesMut::new();
    let result = if answered.status().is_success() {
        read_up_to(answered, &mut body, MESSAGE_LIMIT_BYTES).await
    } else {
        // What came in time is shown; an error that never ends must not hold the session.
        tokio::time::timeout(ERROR_TIMEOUT, read_up_to(answered, &mut body, ERROR_LIMIT_BYTES))
            .await
            .unwrap_or(Ok(true))
    };
    let error = match result {
        // It says itself how far it got.
        Err(error @ HttpError::Coding { .. }) => Some(PollError::Http(error)),
        Err(source) => Some(PollError::Cut { received_bytes: body.len(), source }),
        Ok(false) if answered.status().is_success() => Some(PollError::TooLarge { limit_bytes: MESSAGE_LIMIT_BYTES }),
        Ok(_) => None,
    };
    let done = Instant::now();
    let charset = answered.charset(&body);
    Reading { body: body.freeze(), charset, error, done }
}

/// Returns whether the body ended within the limit.
async fn read_up_to(answered: &mut Answered, body: &mut BytesMut, limit_bytes: usize) -> Result<bool, HttpError> {
    while let Some(chunk) = answered.chunk().await? {
        if body.len() + chunk.len() > limit_bytes {
            return Ok(false);
        }
        body.extend_from_slice(&chunk);
    }
    Ok(true)
}
