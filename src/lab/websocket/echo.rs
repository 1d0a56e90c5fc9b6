//! `/ws/echo`, `/ws/drop` and `/ws/origin`: each message is sent back as it came.

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use http::{HeaderMap, StatusCode, header, request::Parts};
use tokio_tungstenite::tungstenite::{Error, Message};

use super::{
    super::server::{Page, Params, Refusal, shortened},
    behavior::{Behavior, Ending},
    compression::Compression,
    socket::{Socket, echo},
};
use crate::limits::{MAX_LAB_COUNT, MAX_LAB_TEXT_BYTES};

/// Sends messages back until the client closes.
#[derive(Debug)]
pub(super) struct Echo;

impl Behavior for Echo {
    const SUBPROTOCOLS: &'static [&'static str] = &["chat", "superchat"];

    fn from_parts(_parts: &Parts) -> Result<Self, Refusal> {
        Ok(Self)
    }

    /// Unless the query says no.
    fn compression(&self, params: &Params) -> Result<Compression, Refusal> {
        Compression::from_params(params, true)
    }

    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        echo_all(socket).await
    }
}

/// Sends so many messages back and then ends the connection without a close frame.
#[derive(Debug)]
pub(super) struct EchoThenDrop {
    after: u64,
}

impl Behavior for EchoThenDrop {
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        Ok(Self { after: Params::of(&parts.uri).number("after", 0, 0..=MAX_LAB_COUNT, "messages")? })
    }

    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        echo_up_to(socket, Some(self.after)).await
    }
}

/// An echo for pages of one origin only.
#[derive(Debug)]
pub(super) struct OriginEcho {
    allow: String,
}

impl Behavior for OriginEcho {
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        Ok(Self { allow: params.short_text("allow", "https://javascript.info", MAX_LAB_TEXT_BYTES)?.to_owned() })
    }

    /// Any page may try: its origin is what this is about.
    fn check_page(_page: &Page) -> Result<(), Refusal> {
        Ok(())
    }

    fn check_headers(&self, headers: &HeaderMap) -> Result<(), Refusal> {
        let mut lines = headers.get_all(header::ORIGIN).iter().map(|origin| String::from_utf8_lossy(origin.as_bytes()));
        let origin = lines.next();
        if origin.as_deref() == Some(&self.allow) && lines.next().is_none() {
            return Ok(());
        }
        let seen = origin.map_or_else(|| "none".to_owned(), |origin| shortened(&origin));
        let sentence = format!("The origin is {seen}, and only {} is let in.", shortened(&self.allow));
        Err(Refusal::new(StatusCode::FORBIDDEN, sentence))
    }

    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        echo_all(socket).await
    }
}

/// Sends messages back until the client closes.
pub(super) async fn echo_all(socket: &mut Socket) -> Result<Ending, Error> {
    echo_up_to(socket, None).await
}

/// Sends messages back, flushing when no more are waiting. After `limit` of them it drops the connection.
async fn echo_up_to(socket: &mut Socket, limit: Option<u64>) -> Result<Ending, Error> {
    let mut echoed = 0;
    while limit.is_none_or(|limit| echoed < limit) {
        let next = if let Some(next) = socket.next().now_or_never() {
            next
        } else {
            socket.flush().await?;
            socket.next().await
        };
        match next.transpose()? {
            Some(message @ (Message::Text(_) | Message::Binary(_))) => {
                echo(socket, message).await?;
                echoed += 1;
            }
            Some(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Some(Message::Close(_)) | None => return Ok(Ending::Peer),
        }
    }
    socket.flush().await?;
    Ok(Ending::Drop)
}
