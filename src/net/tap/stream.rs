//! The tap as a stream for the library: what is read passes the rules, what is written may be changed on its way.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, BytesMut};
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    time::Instant,
};

use super::{WireTap, incoming::Incoming};

/// The room for one read of bytes that are inflated, or that come in very small frames.
const SMALL_READ_BYTES: usize = 64 * 1024;

/// Bytes that may be read at a stretch. The library reads on while a message is not complete, so that a peer whose
/// messages do not end would keep its task from everything else, its own end included.
const STRETCH_BYTES: u64 = 2 * 1024 * 1024;

/// The same for frames, however small.
const STRETCH_FRAMES: u64 = 32 * 1024;

/// Where frames are shorter than this on average, less is read at a time: the library works off what it has read
/// without a pause, and frames are what costs it time.
const CRUMB_BYTES: u64 = 32;

/// What has come so far.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Stretch {
    bytes: u64,
    frames: u64,
}

impl<S> WireTap<S> {
    /// Whether so much came at a stretch that somebody else should have a turn now; the task is called again at once.
    fn rests(&mut self, cx: &Context<'_>) -> bool {
        let frames = self.incoming.as_ref().map_or(0, Incoming::frame_count);
        let now = Stretch { bytes: self.received_bytes.max(self.handed_bytes), frames };
        let is_long = now.bytes.saturating_sub(self.rested_at.bytes) >= STRETCH_BYTES
            || now.frames.saturating_sub(self.rested_at.frames) >= STRETCH_FRAMES;
        if is_long {
            self.rested_at = now;
            cx.waker().wake_by_ref();
        }
        is_long
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
        if self.ahead.is_empty() {
            // Its room is not needed again.
            self.ahead = BytesMut::new();
        }
        Poll::Ready(Ok(()))
    }

    /// Few wire bytes, whatever room there is.
    fn poll_read_little(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let mut scratch = std::mem::take(&mut self.scratch);
        scratch.resize(SMALL_READ_BYTES.min(buf.remaining()), 0);
        let mut read = ReadBuf::new(&mut scratch);
        let polled = self.poll_read_wire(cx, &mut read);
        buf.put_slice(read.filled());
        self.scratch = scratch;
        polled
    }

    /// Wire bytes that pass the rules.
    fn poll_read_observed(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let begin = buf.filled().len();
        loop {
            ready!(if self.reads_crumbs { self.poll_read_little(cx, buf) } else { self.poll_read_wire(cx, buf) })?;
            let came = buf.filled().len() - begin;
            let Some(incoming) = &mut self.incoming else { return Poll::Ready(Ok(())) };
            let frames_before = incoming.frame_count();
            let passing = incoming.observe(&buf.filled()[begin..], Instant::now());
            self.reads_crumbs = (incoming.frame_count() - frames_before) * CRUMB_BYTES > passing as u64;
            buf.set_filled(begin + passing);
            self.handed_bytes += passing as u64;
            if passing > 0 || came == 0 {
                return Poll::Ready(Ok(()));
            }
            if incoming.has_stopped() {
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
            // What belongs to nothing is no end of the stream for the library: it is read on here.
            if self.rests(cx) {
                return Poll::Pending;
            }
        }
    }

    /// Wire bytes, inflated.
    fn poll_read_restored(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let Some(incoming) = &mut self.incoming else { return Poll::Ready(Ok(())) };
            incoming.inflate_read(Instant::now());
            let has_stopped = incoming.has_stopped();
            let Some(inflation) = &mut incoming.inflation else { return Poll::Ready(Ok(())) };
            let ready = inflation.ready();
            if !ready.is_empty() {
                let length = ready.len().min(buf.remaining());
                buf.put_slice(&ready[..length]);
                inflation.taken(length);
                self.handed_bytes += length as u64;
                return Poll::Ready(Ok(()));
            }
            if has_stopped {
                return Poll::Ready(Err(io::ErrorKind::InvalidData.into()));
            }
            // What comes need not become anything for the library: it is read on here.
            if self.rests(cx) {
                return Poll::Pending;
            }
            let mut scratch = std::mem::take(&mut self.scratch);
            scratch.resize(SMALL_READ_BYTES, 0);
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
        if tap.rests(cx) {
            return Poll::Pending;
        }
        match &tap.incoming {
            None => tap.poll_read_wire(cx, buf),
            Some(incoming) if incoming.inflation.is_some() => tap.poll_read_restored(cx, buf),
            Some(incoming) if incoming.has_stopped() => Poll::Ready(Err(io::ErrorKind::InvalidData.into())),
            Some(_) => tap.poll_read_observed(cx, buf),
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
