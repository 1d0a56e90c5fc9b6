//! One HTTP/1.1 exchange on a connection: a request leaves, and heads and pieces of a body come. The only part of `http1`
//! that touches a socket; what the bytes mean is decided by the sans-IO parts.
//!
//! Everything is polled by its owner, so that dropping it ends the connection, and nothing is read before it is asked for:
//! a slow reader slows the peer. A request is written while an answer is awaited, since a server may answer before it has
//! read all of it; when the connection breaks on the way out, that is noted and the answer is still read.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::{Bytes, BytesMut};
use tokio::{io::AsyncWrite as _, time::Instant};
use tokio_util::io::poll_read_buf;

use super::{
    super::{connection::Connection, quoted::Quoted},
    decoder::{BodyDecoder, BodyFault, Missing, Piece},
    head::ResponseHead,
    reader::{HeadFault, HeadReader, first_line},
    request::{BodyError, Outgoing},
};

/// Room for one read.
const READ_BYTES: usize = 64 * 1024;

/// With less room than this the buffer grows before the next read.
const LEAST_READ_BYTES: usize = 16 * 1024;

/// A kept connection that ends so soon after a request was sent had been closed by its peer before the request came: it
/// goes again on a new one. One that ends later may have been at work on it.
const RESEND_WITHIN: Duration = Duration::from_secs(1);

/// Bytes that belong to no answer are read up to about here, so that their row can count them. The row keeps fewer:
/// [`crate::limits::MAX_STRAY_BYTES`].
const STRAY_READ_BYTES: usize = 64 * 1024;

/// Why an exchange has no answer.
#[derive(Debug, thiserror::Error)]
pub enum NoAnswer {
    /// The peer ended the connection at once.
    #[error("the server closed the connection")]
    Ended,
    /// It ended it inside the head.
    #[error("the server closed the connection in the head of its answer, after {bytes} bytes that begin with {first}")]
    EndedInHead {
        /// How many had come.
        bytes: usize,
        /// The first line.
        first: Quoted,
    },
    /// The connection broke while we waited.
    #[error("the connection was lost")]
    Lost(#[source] io::Error),
    /// The connection broke while we sent.
    #[error("the connection was lost while the request was being sent")]
    RequestLost(#[source] io::Error),
    /// Our own body could not be read.
    #[error("the body of the request could not be read")]
    RequestBody(#[source] BodyError),
}

/// Why there is no next head.
#[derive(Debug)]
pub(in crate::net) enum HeadError {
    NoAnswer(NoAnswer),
    Fault(HeadFault),
}

/// What ends a body too early.
#[derive(Debug, thiserror::Error)]
pub enum CutBy {
    /// The end of the connection.
    #[error(transparent)]
    End(#[from] Missing),
    /// The connection broke.
    #[error("the connection was lost")]
    Lost(#[source] io::Error),
}

/// Why there is no next piece of a body.
#[derive(Debug)]
pub(in crate::net) enum PieceError {
    Cut(CutBy),
    Fault(BodyFault),
}

/// A connection with one request on its way.
#[derive(Debug)]
pub(in crate::net) struct Wire {
    stream: Connection,
    received: BytesMut,
    heads: HeadReader,
    /// What is still to be sent.
    outgoing: Option<Outgoing>,
    /// The whole request, where it can be sent once more.
    again: Option<Outgoing>,
    /// When all of it had been sent.
    sent_at: Option<Instant>,
    /// Why nothing more is sent; the answer may have come all the same.
    unsent: Option<NoAnswer>,
}

impl Wire {
    pub(in crate::net) fn new(stream: Connection, outgoing: Outgoing) -> Self {
        let again = outgoing.copy();
        Self {
            stream,
            received: BytesMut::new(),
            heads: HeadReader::default(),
            outgoing: Some(outgoing),
            again,
            sent_at: None,
            unsent: None,
        }
    }

    /// Whether the request has left and nothing has come that belongs to no answer.
    pub(in crate::net) fn is_clean(&self) -> bool {
        self.outgoing.is_none() && self.unsent.is_none() && self.received.is_empty()
    }

    /// The connection again, for the next request.
    pub(in crate::net) fn into_stream(self) -> Connection {
        self.stream
    }

    /// The request back, for a connection that was dead: where nothing of it has left, or where asking twice does no
    /// harm and the peer can hardly have begun with it. RFC 9112 §9.3.1.
    pub(in crate::net) fn take_again(&mut self, is_idempotent: bool) -> Option<Outgoing> {
        if !self.received.is_empty() {
            return None;
        }
        if let Some(untouched) = self.outgoing.take_if(|outgoing| !outgoing.has_begun()) {
            return Some(untouched);
        }
        let is_early = self.sent_at.is_none_or(|sent_at| sent_at.elapsed() <= RESEND_WITHIN);
        self.again.take_if(|_| is_idempotent && is_early)
    }

    /// What has come behind the answer and belongs to nothing: as much as is there already. Nothing is waited for.
    pub(in crate::net) fn poll_stray(&mut self, cx: &mut Context<'_>) -> Bytes {
        while self.received.len() < STRAY_READ_BYTES
            && let Poll::Ready(Ok(1..)) = poll_fill(&mut self.stream, &mut self.received, cx)
        {}
        self.received.split().freeze()
    }

    /// Waits for the next head; the request leaves meanwhile.
    pub(in crate::net) fn poll_head(&mut self, cx: &mut Context<'_>) -> Poll<Result<ResponseHead, HeadError>> {
        if let Err(error) = self.poll_send(cx) {
            return Poll::Ready(Err(HeadError::NoAnswer(NoAnswer::RequestBody(error))));
        }
        loop {
            if let Some(head) = self.heads.next(&mut self.received).map_err(HeadError::Fault)? {
                return Poll::Ready(Ok(head));
            }
            match ready!(poll_fill(&mut self.stream, &mut self.received, cx)) {
                Ok(0) => return Poll::Ready(Err(HeadError::NoAnswer(self.ended()))),
                Ok(_) => {}
                Err(error) => {
                    let lost = self.unsent.take().unwrap_or(NoAnswer::Lost(error));
                    return Poll::Ready(Err(HeadError::NoAnswer(lost)));
                }
            }
        }
    }

    /// Waits for the next piece of a body, at most 64 KiB; `None` at its end.
    pub(in crate::net) fn poll_piece(
        &mut self,
        body: &mut BodyDecoder,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Bytes>, PieceError>> {
        // The answer is there: what becomes of the rest of the request does not matter any more.
        if self.poll_send(cx).is_err() {
            self.outgoing = None;
        }
        loop {
            match body.next(&mut self.received).map_err(PieceError::Fault)? {
                Piece::Data(data) => return Poll::Ready(Ok(Some(data))),
                Piece::End => return Poll::Ready(Ok(None)),
                Piece::More => {}
            }
            match ready!(poll_fill(&mut self.stream, &mut self.received, cx)) {
                Ok(0) => {
                    let ended = body.end().map(|()| None).map_err(|missing| PieceError::Cut(missing.into()));
                    return Poll::Ready(ended);
                }
                Ok(_) => {}
                Err(error) => return Poll::Ready(Err(PieceError::Cut(CutBy::Lost(error)))),
            }
        }
    }

    /// Sends as much as the socket takes. A connection that breaks is only noted: the answer may be there.
    ///
    /// # Errors
    /// When our body cannot be read.
    fn poll_send(&mut self, cx: &mut Context<'_>) -> Result<(), BodyError> {
        if self.unsent.is_some() {
            return Ok(());
        }
        let Some(outgoing) = &mut self.outgoing else { return Ok(()) };
        let mut stream = Pin::new(&mut self.stream);
        let written = loop {
            let ready = match outgoing.poll_ready(cx) {
                Poll::Ready(ready) => ready?,
                Poll::Pending => {
                    // TLS may hold some of it back.
                    match stream.as_mut().poll_flush(cx) {
                        Poll::Ready(Err(error)) => break Err(error),
                        _ => return Ok(()),
                    }
                }
            };
            let Some(ready) = ready else {
                match stream.as_mut().poll_flush(cx) {
                    Poll::Ready(flushed) => break flushed,
                    Poll::Pending => return Ok(()),
                }
            };
            match stream.as_mut().poll_write(cx, ready) {
                Poll::Ready(Ok(0)) => break Err(io::ErrorKind::WriteZero.into()),
                Poll::Ready(Ok(count)) => outgoing.taken(count),
                Poll::Ready(Err(error)) => break Err(error),
                Poll::Pending => return Ok(()),
            }
        };
        match written {
            Ok(()) => {
                self.outgoing = None;
                self.sent_at = Some(Instant::now());
            }
            Err(error) => self.unsent = Some(NoAnswer::RequestLost(error)),
        }
        Ok(())
    }

    fn ended(&mut self) -> NoAnswer {
        if let Some(lost) = self.unsent.take() {
            return lost;
        }
        if self.received.is_empty() {
            return NoAnswer::Ended;
        }
        NoAnswer::EndedInHead { bytes: self.received.len(), first: first_line(&self.received) }
    }
}

/// What a connection has done while it was kept.
#[derive(Debug)]
pub(in crate::net) enum Idle {
    /// Nothing: it can carry a request.
    Quiet,
    /// It has ended, or it has said something that answers nothing.
    Over(Bytes),
}

/// Looks at a connection that was kept, without waiting.
pub(in crate::net) fn poll_idle(stream: &mut Connection, cx: &mut Context<'_>) -> Idle {
    let mut received = BytesMut::new();
    loop {
        match poll_fill(stream, &mut received, cx) {
            Poll::Pending if received.is_empty() => return Idle::Quiet,
            Poll::Ready(Ok(1..)) if received.len() < STRAY_READ_BYTES => {}
            _ => return Idle::Over(received.freeze()),
        }
    }
}

fn poll_fill(stream: &mut Connection, received: &mut BytesMut, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
    if received.capacity() - received.len() < LEAST_READ_BYTES {
        received.reserve(READ_BYTES);
    }
    poll_read_buf(Pin::new(stream), cx, received)
}
