//! A request on its way: connecting, leaving, and the heads that come for it. One that was sent on a connection which had
//! died before it goes once more; its record says so each time.

use std::{
    fmt,
    future::poll_fn,
    pin::Pin,
    task::{Context, Poll},
};

use bytes::Bytes;
use http::Method;
use url::Url;

use super::{
    super::{
        coding::AskedCodings,
        connect::{ConnectError, Connected, Connection},
        headers::host_header,
        http1::{
            exchange::{HeadError, Idle, NoAnswer, Wire, poll_idle},
            head::ResponseHead,
            request::Outgoing,
        },
    },
    client::{Client, Prepared},
    error::HttpError,
    idle_connection::IdleConnection,
    incoming_response::IncomingResponse,
};
use crate::{
    limits::MAX_INTERIM_ANSWERS,
    transcript::entry::{Request, Response},
};

/// A request on its way. Dropping it gives it up.
#[derive(Debug)]
pub struct Exchange {
    record: Request,
    client: Client,
    url: Url,
    method: Method,
    interim: usize,
    stage: Stage,
}

/// What comes of a request, in this order; a part of it may come again when it is sent again.
#[derive(Debug)]
pub enum ExchangeEvent {
    /// Bytes that had come on a kept connection and belong to nothing; it is not used any more.
    Stray(Bytes),
    /// It begins to leave, or no connection could be made for it: what the record says of it.
    Request(Box<Request>),
    /// A head that only comes before the final one. RFC 9110 §15.2.
    Interim(Response),
    /// The final head. Nothing comes behind it.
    Response(Box<IncomingResponse>),
}

type Connecting = Pin<Box<dyn Future<Output = Result<Connected, ConnectError>> + Send>>;

enum Stage {
    Ready(Option<IdleConnection>, Outgoing),
    Connecting(Connecting, Outgoing),
    Connected(Connection, Outgoing, Carrier),
    Waiting(Wire, Carrier),
    Failed(HttpError),
    Over,
}

/// The next stage, and what is reported before it.
type Transition = (Stage, Option<Result<ExchangeEvent, HttpError>>);

/// Whether a connection has carried a request before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Carrier {
    Fresh,
    Reused,
}

/// Sends a request on a connection of its own. Nothing happens until its [`Exchange::next`] is asked for.
pub fn send(prepared: Prepared) -> Exchange {
    Exchange::new(None, prepared)
}

/// Sends a request on a connection that is kept, or on a new one where that has died.
pub fn send_on(kept: Option<IdleConnection>, prepared: Prepared) -> Exchange {
    Exchange::new(kept, prepared)
}

impl fmt::Debug for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Ready(..) => "Ready",
            Self::Connecting(..) => "Connecting",
            Self::Connected(..) => "Connected",
            Self::Waiting(..) => "Waiting",
            Self::Failed(_) => "Failed",
            Self::Over => "Over",
        })
    }
}

impl Exchange {
    pub(super) fn new(kept: Option<IdleConnection>, prepared: Prepared) -> Self {
        let Prepared { record, client, url, method, outgoing } = prepared;
        Self { record, client, url, method, interim: 0, stage: Stage::Ready(kept, outgoing) }
    }

    /// The next part; after the answer there is none. While it is waited for, the request leaves. Cancel-safe.
    ///
    /// # Errors
    /// When no connection could be made, it ended before an answer, or what came is none.
    pub async fn next(&mut self) -> Result<ExchangeEvent, HttpError> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The answer; everything before it is passed over.
    ///
    /// # Errors
    /// As [`Exchange::next`].
    pub async fn answer(mut self) -> Result<IncomingResponse, HttpError> {
        loop {
            if let ExchangeEvent::Response(incoming) = self.next().await? {
                return Ok(*incoming);
            }
        }
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Result<ExchangeEvent, HttpError>> {
        loop {
            let (next, part) = match std::mem::replace(&mut self.stage, Stage::Over) {
                Stage::Ready(kept, outgoing) => self.begin(kept, outgoing, cx),
                Stage::Connecting(mut connecting, outgoing) => match connecting.as_mut().poll(cx) {
                    Poll::Ready(connected) => self.connected(connected, outgoing),
                    Poll::Pending => {
                        self.stage = Stage::Connecting(connecting, outgoing);
                        return Poll::Pending;
                    }
                },
                Stage::Connected(stream, outgoing, carrier) => {
                    self.record.reused = carrier == Carrier::Reused;
                    let request = ExchangeEvent::Request(Box::new(self.record.clone()));
                    (Stage::Waiting(Wire::new(stream, outgoing), carrier), Some(Ok(request)))
                }
                Stage::Waiting(mut wire, carrier) => match wire.poll_head(cx) {
                    Poll::Pending => {
                        self.stage = Stage::Waiting(wire, carrier);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok(head)) => self.take_head(head, wire, carrier),
                    Poll::Ready(Err(error)) => self.resend_or_fail(error, wire, carrier),
                },
                Stage::Failed(error) => (Stage::Over, Some(Err(error))),
                Stage::Over => (Stage::Over, Some(Err(self.failed(HeadError::NoAnswer(NoAnswer::Ended))))),
            };
            self.stage = next;
            if let Some(part) = part {
                return Poll::Ready(part);
            }
        }
    }

    /// On the connection that is kept, if it is still good.
    fn begin(&self, kept: Option<IdleConnection>, outgoing: Outgoing, cx: &mut Context<'_>) -> Transition {
        let Some(mut stream) = kept.and_then(|kept| kept.fresh(&self.url)) else {
            return (self.connecting(outgoing), None);
        };
        match poll_idle(&mut stream, cx) {
            Idle::Quiet => (Stage::Connected(stream, outgoing, Carrier::Reused), None),
            Idle::Over(stray) => {
                let part = (!stray.is_empty()).then_some(Ok(ExchangeEvent::Stray(stray)));
                (self.connecting(outgoing), part)
            }
        }
    }

    fn connecting(&self, outgoing: Outgoing) -> Stage {
        Stage::Connecting(Box::pin(self.client.clone().connect(self.url.clone())), outgoing)
    }

    fn connected(&mut self, connected: Result<Connected, ConnectError>, outgoing: Outgoing) -> Transition {
        match connected {
            Ok(Connected { stream, facts }) => {
                self.record.connection = Some(Box::new(facts));
                (Stage::Connected(stream, outgoing, Carrier::Fresh), None)
            }
            Err(error) => {
                let request = ExchangeEvent::Request(Box::new(self.record.clone()));
                (Stage::Failed(error.into()), Some(Ok(request)))
            }
        }
    }

    fn take_head(&mut self, head: ResponseHead, wire: Wire, carrier: Carrier) -> Transition {
        if !head.is_interim() {
            let is_of_head = self.method == Method::HEAD;
            let asked = AskedCodings::by(&self.record.headers);
            let incoming = IncomingResponse::new(head, wire, is_of_head, &asked, self.url.clone());
            return (Stage::Over, Some(Ok(ExchangeEvent::Response(Box::new(incoming)))));
        }
        self.interim += 1;
        if self.interim > MAX_INTERIM_ANSWERS {
            let error = HttpError::TooManyInterim { host: host_header(&self.url), limit: MAX_INTERIM_ANSWERS };
            return (Stage::Over, Some(Err(error)));
        }
        (Stage::Waiting(wire, carrier), Some(Ok(ExchangeEvent::Interim(head.to_record()))))
    }

    /// Sends the request again, once, where its kept connection had died before it; fails otherwise.
    fn resend_or_fail(&mut self, error: HeadError, mut wire: Wire, carrier: Carrier) -> Transition {
        let may_be_dead = carrier == Carrier::Reused && self.interim == 0 && !self.record.resent;
        let again = match error {
            HeadError::NoAnswer(NoAnswer::Ended | NoAnswer::Lost(_) | NoAnswer::RequestLost(_)) if may_be_dead => {
                wire.take_again(self.method.is_idempotent())
            }
            _ => None,
        };
        match again {
            Some(outgoing) => {
                self.record.resent = true;
                (self.connecting(outgoing), None)
            }
            None => (Stage::Over, Some(Err(self.failed(error)))),
        }
    }

    fn failed(&self, error: HeadError) -> HttpError {
        let host = host_header(&self.url);
        match error {
            HeadError::NoAnswer(source) => HttpError::Exchange { host, source },
            HeadError::Fault(fault) => HttpError::Head { host, fault },
        }
    }
}
