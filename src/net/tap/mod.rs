//! A stream between the socket and the WebSocket library, that a console can look into and interfere with.
//!
//! It captures both heads of the handshake as they are on the wire, sees every frame in both directions, restores and
//! squeezes compressed messages, and stops at the first frame that breaks a rule. State and UTF-8 are the library's.

mod head;
mod incoming;
mod inflation;
mod outgoing;
mod parser;
mod rules;
mod text_log;

pub use self::{
    head::{HeadEnd, HeadScanner, MAX_HEAD_BYTES},
    incoming::{Broken, Received, TimedHead},
    outgoing::{Fate, Sent, apply_mask, header},
    parser::{FrameParser, Item},
    rules::{FrameRule, FrameRules, MAX_CONTROL_PAYLOAD, Side},
};

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes};
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf},
    time::Instant,
};

use self::{incoming::Incoming, outgoing::Outgoing};
use super::deflate::{Agreement, Deflater};
use crate::transcript::FrameHead;

/// The least room for one read of a head.
const READ_BYTES: usize = 2048;

/// The room for one read of bytes that are restored.
const INFLATE_READ_BYTES: usize = 64 * 1024;

/// Sits between the socket (TCP or TLS) and the WebSocket library, on either side of a connection.
#[derive(Debug)]
pub struct WireTap<S> {
    stream: S,
    side: Side,
    request_head: Bytes,
    response_head: Bytes,
    /// Read together with the head, but not part of it.
    ahead: Bytes,
    incoming: Option<Incoming>,
    outgoing: Outgoing,
    scratch: Vec<u8>,
    received_bytes: u64,
}

/// Why no response head could be read. What came instead is in [`WireTap::response_head`].
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The connection broke.
    #[error("the connection was lost before the answer was complete")]
    Lost(#[from] io::Error),
    /// The peer ended the connection first.
    #[error("the server ended the connection before its answer was complete")]
    Ended,
    /// The first bytes are no HTTP.
    #[error("the server did not answer in HTTP/1.1")]
    NotHttp,
    /// It does not end.
    #[error("the head of the answer is longer than {} KiB", MAX_HEAD_BYTES / 1024)]
    TooLong,
}

/// How many frames are kept for a transcript.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Keep {
    /// None but what a close needs.
    #[default]
    Closes,
    /// The header of every frame, and the begin of what was compressed.
    Frames,
}

impl<S> WireTap<S> {
    /// For the client's side of a connection on which the handshake is still to be made.
    pub fn before_handshake(stream: S) -> Self {
        Self::after_handshake(stream, Side::Client)
    }

    /// For one side of a connection whose handshake is over.
    pub fn after_handshake(stream: S, side: Side) -> Self {
        Self {
            stream,
            side,
            request_head: Bytes::new(),
            response_head: Bytes::new(),
            ahead: Bytes::new(),
            incoming: None,
            outgoing: Outgoing::default(),
            scratch: Vec::new(),
            received_bytes: 0,
        }
    }

    /// Follows the peer's frames from now on, and compresses if that was agreed on.
    pub fn begin_frames(&mut self, keep: Keep, agreement: Option<&Agreement>) {
        let (peer, keeps_frames) = match self.side {
            Side::Client => (Side::Server, keep == Keep::Frames),
            Side::Server => (Side::Client, keep == Keep::Frames),
        };
        let mut incoming = Incoming::of(peer, keeps_frames);
        if let Some(agreed) = agreement {
            let (bits, ours_alone, theirs_alone) = match self.side {
                Side::Client => {
                    (agreed.client_window_bits, agreed.client_no_context_takeover, agreed.server_no_context_takeover)
                }
                Side::Server => {
                    (agreed.server_window_bits, agreed.server_no_context_takeover, agreed.client_no_context_takeover)
                }
            };
            incoming.inflate(!theirs_alone);
            self.outgoing.deflate(Deflater::new(bits, !ours_alone));
        }
        self.incoming = Some(incoming);
    }

    /// Bytes that came so far, with those of the handshake.
    pub fn received_bytes(&self) -> u64 {
        self.received_bytes
    }

    /// The stream underneath.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// Whether answers to pings stay here.
    pub fn withhold_pongs(&mut self, withholds: bool) {
        self.outgoing.withhold_pongs(withholds);
    }

    /// The library's next close frame carries this instead.
    pub fn answer_close_with(&mut self, payload: Bytes) {
        self.outgoing.replace_close(payload);
    }

    /// Adds a frame that the library does not know, as it is; everything before it must have been flushed.
    pub fn inject(&mut self, head: FrameHead, bytes: &[u8]) {
        self.outgoing.inject(head, bytes);
    }

    /// The frames of the next message that the library hands out; empty unless they are kept.
    pub fn next_message(&mut self) -> Received {
        self.incoming.as_mut().map(Incoming::next_message).unwrap_or_default()
    }

    /// The next control frame that the library hands out; unless frames are kept, the next close.
    pub fn next_control(&mut self) -> Option<Received> {
        self.incoming.as_mut()?.next_control()
    }

    /// The library has handed out a text message.
    pub fn text_delivered(&mut self) {
        if let Some(incoming) = &mut self.incoming {
            incoming.text_delivered();
        }
    }

    /// The text message that the library refused: its frames and the begin of its payload.
    pub fn refused_text(&mut self) -> (Received, Bytes) {
        self.incoming.as_mut().map(Incoming::refused_text).unwrap_or_default()
    }

    /// The frame that broke a rule, once everything before it has been read.
    pub fn broken(&self) -> Option<&Broken> {
        self.incoming.as_ref()?.broken.as_ref()
    }

    /// The frames of a message that has begun and not ended.
    pub fn unfinished(&self) -> Option<&Received> {
        self.incoming.as_ref()?.unfinished()
    }

    /// Looks at nothing that comes any more.
    pub fn ignore_incoming(&mut self) {
        self.incoming = None;
    }

    /// The request head as it left, with the empty line.
    pub fn request_head(&self) -> &Bytes {
        &self.request_head
    }

    /// The response head as it came, with the empty line; after a [`HeadError`], what came instead.
    pub fn response_head(&self) -> &Bytes {
        &self.response_head
    }

    /// The next frame that the socket has taken whole, or that stayed here.
    pub fn next_sent(&mut self) -> Option<Sent> {
        self.outgoing.next_sent()
    }
}

impl<S: AsyncWrite + Unpin> WireTap<S> {
    /// Sends the request head and remembers it.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn send_head(&mut self, head: Bytes) -> io::Result<()> {
        self.stream.write_all(&head).await?;
        self.stream.flush().await?;
        self.request_head = head;
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> WireTap<S> {
    /// Reads and remembers one response head. What comes behind it is handed out by later reads.
    ///
    /// # Errors
    /// When what comes is no head, or too little of one.
    pub async fn receive_head(&mut self) -> Result<(), HeadError> {
        let mut scanner = HeadScanner::default();
        let mut head = std::mem::take(&mut self.ahead).to_vec();
        let found = loop {
            match scanner.scan(&head) {
                HeadEnd::At(end) => break Ok(end),
                HeadEnd::NotHttp => break Err(HeadError::NotHttp),
                HeadEnd::TooLong => break Err(HeadError::TooLong),
                HeadEnd::NotYet => {}
            }
            head.reserve(READ_BYTES);
            match self.stream.read_buf(&mut head).await {
                Ok(0) => break Err(HeadError::Ended),
                Ok(_) => {}
                Err(error) => break Err(error.into()),
            }
        };
        self.response_head = Bytes::from(head);
        self.ahead = self.response_head.split_off(found?);
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> WireTap<S> {
    /// Wire bytes as they are: those that came with the head first.
    fn poll_read_wire(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if self.ahead.is_empty() {
            let begin = buf.filled().len();
            let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
            self.received_bytes += (buf.filled().len() - begin) as u64;
            return polled;
        }
        let length = self.ahead.len().min(buf.remaining());
        buf.put_slice(&self.ahead[..length]);
        self.ahead.advance(length);
        Poll::Ready(Ok(()))
    }

    /// Wire bytes, restored.
    fn poll_read_restored(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let Some(incoming) = &mut self.incoming else { return Poll::Ready(Ok(())) };
            incoming.restore(Instant::now());
            let is_broken = incoming.broken.is_some();
            let Some(inflation) = &mut incoming.inflation else { return Poll::Ready(Ok(())) };
            let ready = inflation.ready();
            if !ready.is_empty() {
                let length = ready.len().min(buf.remaining());
                buf.put_slice(&ready[..length]);
                inflation.taken(length);
                return Poll::Ready(Ok(()));
            }
            if is_broken {
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
            let mut scratch = std::mem::take(&mut self.scratch);
            scratch.resize(INFLATE_READ_BYTES, 0);
            let mut read = ReadBuf::new(&mut scratch);
            let polled = self.poll_read_wire(cx, &mut read);
            let length = read.filled().len();
            if let Some(inflation) = self.incoming.as_mut().and_then(|incoming| incoming.inflation.as_mut()) {
                inflation.raw().extend_from_slice(&scratch[..length]);
            }
            self.scratch = scratch;
            ready!(polled)?;
            if length == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for WireTap<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let tap = self.get_mut();
        match &tap.incoming {
            None => tap.poll_read_wire(cx, buf),
            Some(incoming) if incoming.inflation.is_some() => tap.poll_read_restored(cx, buf),
            Some(incoming) if incoming.broken.is_some() => Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
            Some(_) => {
                let begin = buf.filled().len();
                ready!(tap.poll_read_wire(cx, buf))?;
                let Some(incoming) = &mut tap.incoming else { return Poll::Ready(Ok(())) };
                let passing = incoming.observe(&buf.filled()[begin..], Instant::now());
                if passing == 0 && buf.filled().len() > begin {
                    buf.set_filled(begin);
                    return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
                }
                buf.set_filled(begin + passing);
                Poll::Ready(Ok(()))
            }
        }
    }
}

impl<S: AsyncWrite + Unpin> WireTap<S> {
    /// Hands the socket everything that waits.
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        while !self.outgoing.waiting().is_empty() {
            let taken = ready!(Pin::new(&mut self.stream).poll_write(cx, self.outgoing.waiting()))?;
            if taken == 0 {
                return Poll::Ready(Err(io::ErrorKind::WriteZero.into()));
            }
            self.outgoing.taken(taken);
        }
        Poll::Ready(Ok(()))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WireTap<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let tap = self.get_mut();
        if tap.outgoing.changes() {
            if tap.outgoing.is_full() {
                ready!(tap.poll_drain(cx))?;
            }
            tap.outgoing.change(buf);
            // What the socket does not take now, a flush brings to it.
            if let Poll::Ready(drained) = tap.poll_drain(cx) {
                drained?;
            }
            return Poll::Ready(Ok(buf.len()));
        }
        ready!(tap.poll_drain(cx))?;
        let offered = &buf[..tap.outgoing.plain_bytes(buf.len())];
        let taken = ready!(Pin::new(&mut tap.stream).poll_write(cx, offered))?;
        tap.outgoing.observe(&buf[..taken]);
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tap = self.get_mut();
        ready!(tap.poll_drain(cx))?;
        Pin::new(&mut tap.stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let tap = self.get_mut();
        ready!(tap.poll_drain(cx))?;
        Pin::new(&mut tap.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests;
