//! Opening a connection: the request head out, the answer's head in, and the body of a refusal.

use std::time::Duration;

use bytes::Bytes;
use tokio::io::AsyncReadExt as _;

use super::{
    body::BodyReader,
    config::Config,
    error::WebSocketError,
    event::{Command, Event, ReadyState},
    handshake::Upgrade,
    head::{ResponseHead, request_lines},
    queue::SendQueue,
    rows::Rows,
    task::{Stop, Task, accept},
    upkeep::Upkeep,
};
use crate::{
    net::{
        connect::{Connection, connect},
        http::preview,
        tap::WireTap,
    },
    transcript::{Body, entry::Request},
};

/// How long the body of a refusal may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(2);

/// What there is of a session before its connection is open.
pub(super) struct Opening {
    pub(super) rows: Rows,
    pub(super) queue: SendQueue,
    pub(super) upkeep: Upkeep,
}

impl Task {
    /// Connects and agrees on a WebSocket.
    pub(super) async fn open(&mut self, config: &Config, opening: &mut Opening) -> Result<WireTap<Connection>, Stop> {
        let connection = self.attend(opening, connect(&config.url, &config.tls)).await?;
        let mut tap = WireTap::before_handshake(connection.map_err(WebSocketError::from)?);
        let upgrade = Upgrade::new(config);
        let sent = self.attend(opening, tap.send_head(upgrade.head.clone())).await?;
        sent.map_err(WebSocketError::RequestLost)?;
        let mut url = config.url.clone();
        url.set_fragment(None);
        let headers = request_lines(tap.request_head());
        opening.rows.outgoing(Body::Request(Request { method: "GET".to_owned(), url: url.into(), headers }));
        let head = loop {
            let head = self.attend(opening, read_head(&mut tap)).await??;
            if !is_interim(&head) {
                break head;
            }
            opening.rows.incoming(Body::Response(head.to_record(None)));
        };
        if head.status != 101 {
            return Err(self.refused(opening, &mut tap, &head).await?.into());
        }
        opening.rows.incoming(Body::Response(head.to_record(None)));
        let agreed = upgrade.verify(&head).map_err(WebSocketError::from)?;
        tap.begin_frames(config.keep, agreed.deflate.as_ref());
        opening.rows.state(ReadyState::Open);
        Ok(tap)
    }

    async fn refused(
        &mut self,
        opening: &mut Opening,
        tap: &mut WireTap<Connection>,
        head: &ResponseHead,
    ) -> Result<WebSocketError, Stop> {
        let body = self.attend(opening, read_body(tap, head)).await?;
        opening.rows.incoming(Body::Response(head.to_record(Some(preview(&body)))));
        opening.rows.event(Event::RefusalBody(Bytes::from(body)));
        Ok(WebSocketError::Refused { status: head.status, reason_phrase: head.reason_phrase.clone() })
    }

    /// Does some of the opening, and meanwhile what the window wants.
    async fn attend<T>(&mut self, opening: &mut Opening, work: impl Future<Output = T>) -> Result<T, Stop> {
        let mut work = std::pin::pin!(work);
        loop {
            self.send_on(&mut opening.rows);
            tokio::select! {
                biased;
                () = self.io.cancel.cancelled() => return Err(Stop::Cancelled),
                Some(command) = self.io.commands.recv() => match command {
                    Command::Close(_) => return Err(WebSocketError::ClosedWhileConnecting.into()),
                    other => accept(other, &mut opening.queue, &mut opening.rows, &mut opening.upkeep),
                },
                () = self.io.outbox.flush(), if self.io.outbox.has_batch() => {}
                done = &mut work => return Ok(done),
            }
        }
    }
}

/// Reads the head of an answer and takes it apart.
async fn read_head(tap: &mut WireTap<Connection>) -> Result<ResponseHead, WebSocketError> {
    tap.receive_head()
        .await
        .map_err(|source| WebSocketError::NoAnswer { received: tap.response_head().clone(), source })?;
    Ok(ResponseHead::parse(tap.response_head())?)
}

/// Reads what there is of a refusal's body; a body that stops is shown as far as it came.
async fn read_body(tap: &mut WireTap<Connection>, head: &ResponseHead) -> Vec<u8> {
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
fn is_interim(head: &ResponseHead) -> bool {
    matches!(head.status, 100 | 102..=199)
}
