//! Opening a connection: the request head out, the answer's head in, and the body of a refusal.

use std::{
    pin::pin,
    time::{Duration, SystemTime},
};

use bytes::Bytes;
use tokio::{
    io::AsyncReadExt as _,
    time::{Instant, timeout_at},
};

use super::{
    super::{
        config::Config,
        connection::SessionParts,
        error::WebSocketError,
        event::{Command, Event, ReadyState},
        handshake::{
            Upgrade,
            redirects::{Redirects, target},
        },
    },
    Stop, Task,
};
use crate::{
    limits::MAX_INTERIM_ANSWERS,
    net::{
        coding::AskedCodings,
        connect::{Connection, connect},
        headers::RequestHeaders,
        http1::head::{ResponseHead, request_lines},
        redirect::is_redirect,
        refusal_body::BodyReader,
        retry_after,
        tap::WireTap,
    },
    session::{Input, When},
    transcript::{Body, entry::Request},
};

/// How long the body of a refusal may take.
const BODY_TIMEOUT: Duration = Duration::from_secs(5);

/// Bytes of it that are kept.
const MAX_BODY_BYTES: usize = 1024 * 1024;

/// What a server says to the request.
enum Answer {
    /// The connection is a WebSocket now.
    Agreed(Box<WireTap<Connection>>),
    /// It is none, and this is the head of the answer.
    Refused(ResponseHead),
}

impl Task {
    /// Connects and agrees on a WebSocket; follows redirects where that is wanted.
    ///
    /// # Errors
    /// When there is no connection, or the session is ended meanwhile: this attempt is over.
    pub(super) async fn open(
        &mut self,
        config: &Config,
        parts: &mut SessionParts,
    ) -> Result<WireTap<Connection>, Stop> {
        let mut redirects = Redirects::new(config);
        loop {
            let mut request = redirects.config.clone();
            let mut headers = RequestHeaders::from(request.peer.headers);
            if let Some(limit) = self.cookies.add_to(&request.url, &mut headers) {
                self.driver.rows.error(&limit);
            }
            request.peer.headers = headers.into();
            redirects.ask(&request).map_err(WebSocketError::from)?;
            let head = match self.ask(&request, parts).await? {
                Answer::Agreed(tap) => return Ok(*tap),
                Answer::Refused(head) => head,
            };
            if !is_redirect(head.status) {
                let retry_after = head.values("retry-after").next();
                let retry_after = retry_after.and_then(|value| retry_after::parse(value, SystemTime::now()));
                let (status, reason_phrase) = (head.status, head.reason_phrase);
                return Err(WebSocketError::Refused { status, reason_phrase, retry_after }.into());
            }
            if !config.peer.follows_redirects {
                let to = target(&request.url, &head).map_err(WebSocketError::from)?.into();
                let (status, reason_phrase) = (head.status, head.reason_phrase);
                return Err(WebSocketError::Redirected { status, reason_phrase, to }.into());
            }
            redirects.follow(&head).map_err(WebSocketError::from)?;
        }
    }

    /// Asks one server.
    async fn ask(&mut self, config: &Config, parts: &mut SessionParts) -> Result<Answer, Stop> {
        let connecting = Box::pin(connect(&config.url, &config.peer.tls, &config.peer.connect));
        let connected = self.serve(parts, connecting).await?.map_err(WebSocketError::from)?;
        let mut tap = WireTap::before_handshake(connected.stream);
        let upgrade = Upgrade::new(config);
        let limit = config.peer.connect.timeout;
        let over_at = Instant::now().checked_add(limit);
        let late = || WebSocketError::AnswerTimeout { limit };
        let sent = self.serve(parts, until(over_at, tap.send_head(upgrade.head.clone()))).await?;
        sent.ok_or_else(late)?.map_err(WebSocketError::RequestLost)?;
        let mut url = config.url.clone();
        url.set_fragment(None);
        let connection = Some(Box::new(connected.facts));
        let headers = request_lines(tap.request_head());
        let asked = AskedCodings::by(&headers);
        let request = Request::new("GET", url, headers);
        self.driver.rows.outgoing(Body::from(Request { connection, ..request }));
        let mut interim = 0;
        let head = loop {
            let received = self.serve(parts, until(over_at, tap.receive_head())).await?.ok_or_else(late)?;
            let head = received.map_err(WebSocketError::from)?;
            if !head.is_interim() {
                break head;
            }
            if interim == MAX_INTERIM_ANSWERS {
                return Err(WebSocketError::TooManyInterim.into());
            }
            interim += 1;
            self.driver.rows.incoming(Body::from(head.to_record()));
        };
        let kept = self.cookies.keep(&config.url, &head);
        kept.limits.iter().for_each(|limit| self.driver.rows.error(limit));
        kept.changes.into_iter().for_each(|change| self.driver.rows.event(Event::Cookies(change)));
        if head.status != 101 {
            let mut body = self.serve(parts, read_body(&mut tap, &head, &asked)).await?;
            let leftovers = [body.partial(), body.stray()];
            self.driver.rows.incoming(Body::from(body.head_with_preview(&head)));
            for finding in body.take_findings() {
                self.driver.rows.finding(finding);
            }
            self.driver.rows.event(Event::RefusalBody(Bytes::from(body.text(MAX_BODY_BYTES))));
            leftovers.into_iter().flatten().for_each(|row| self.driver.rows.incoming(row));
            return Ok(Answer::Refused(head));
        }
        self.driver.rows.incoming(Body::from(head.to_record()));
        let agreed = upgrade.verify(&head).map_err(WebSocketError::from)?;
        tap.begin_frames(config.keep, agreed.deflate.as_ref());
        tap.limit_messages(config.max_message_bytes);
        parts.lifecycle.reach(ReadyState::Open, &mut self.driver.rows);
        Ok(Answer::Agreed(Box::new(tap)))
    }

    /// Does some of the opening, and meanwhile what the window wants. While nobody takes the rows of what came before,
    /// nothing more is done: a peer could make many of them.
    async fn serve<T>(&mut self, parts: &mut SessionParts, work: impl Future<Output = T>) -> Result<T, Stop> {
        let mut work = pin!(work);
        loop {
            match self.driver.next(When::RowsAreTaken, work.as_mut()).await {
                Input::Cancelled => return Err(Stop::Cancelled),
                Input::Command(Command::Close(_)) => return Err(WebSocketError::ClosedWhileConnecting.into()),
                Input::Command(command) => self.handle(command, &mut parts.queue, &mut parts.automation),
                Input::Done(done) => return Ok(done),
            }
        }
    }
}

/// Does something up to a moment; `None` when it takes longer.
async fn until<T>(over_at: Option<Instant>, work: impl Future<Output = T>) -> Option<T> {
    match over_at {
        Some(over_at) => timeout_at(over_at, work).await.ok(),
        None => Some(work.await),
    }
}

/// Reads what there is of a refusal's body; a body that stops is shown as far as it came.
async fn read_body(tap: &mut WireTap<Connection>, head: &ResponseHead, asked: &AskedCodings) -> BodyReader {
    let mut body = BodyReader::new(head, asked, MAX_BODY_BYTES);
    let reading = async {
        let mut piece = Vec::with_capacity(64 * 1024);
        while !body.is_complete() {
            piece.clear();
            match tap.read_buf(&mut piece).await {
                Ok(length) if length > 0 => body.push(&piece),
                _ => break,
            }
        }
    };
    tokio::time::timeout(BODY_TIMEOUT, reading).await.ok();
    body
}
