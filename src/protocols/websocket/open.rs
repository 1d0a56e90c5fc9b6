//! Opening a connection: the request head out, the answer's head in, and the body of a refusal.

use std::time::Duration;

use tokio::io::AsyncReadExt as _;

use super::{body::BodyReader, error::WebSocketError, head::ResponseHead};
use crate::net::{connect::Connection, tap::WireTap};

/// How long the body of a refusal may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// Reads the head of an answer and takes it apart.
///
/// # Errors
/// When no head comes or it cannot be taken apart.
pub(super) async fn read_head(tap: &mut WireTap<Connection>) -> Result<ResponseHead, WebSocketError> {
    tap.receive_head()
        .await
        .map_err(|source| WebSocketError::NoAnswer { received: tap.response_head().clone(), source })?;
    Ok(ResponseHead::parse(tap.response_head())?)
}

/// Reads what there is of a refusal's body; a body that stops is shown as far as it came.
pub(super) async fn read_body(tap: &mut WireTap<Connection>, head: &ResponseHead) -> Vec<u8> {
    let mut body = BodyReader::new(head);
    let reading = async {
        let mut piece = Vec::with_capacity(8 * 1024);
        while !body.is_complete() {
            piece.clear();
            match tap.read_buf(&mut piece).await {
                Ok(length) if length > 0 => body.push(&piece),
                _ => break,
            }
        }
    };
    tokio::time::timeout(BODY_TIMEOUT, reading).await.ok();
    body.into_body()
}

/// Whether an answer only comes before the final one. RFC 9110 §15.2.
pub(super) fn is_interim(head: &ResponseHead) -> bool {
    matches!(head.status, 100 | 102..=199)
}
