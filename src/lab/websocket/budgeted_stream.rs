//! Between the WebSocket library and the tap: a message that is not small needs a place in the budget before the library
//! learns of it, since the library keeps a message until it is whole.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use futures_util::future::BoxFuture;
use hyper::upgrade::Upgraded;
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::super::server::{Account, Place, Share};
use crate::{
    limits::{LAB_PIECE_BYTES, MAX_LAB_FRAME_BYTES},
    net::tap::{Broken, FrameParser, Item, WireTap},
    transcript::FrameHead,
};

/// The tap of a WebSocket of the lab.
pub(super) type Tap = WireTap<TokioIo<Upgraded>>;

/// A tap whose messages have their place in the budget.
#[derive(Debug)]
pub(super) struct BudgetedStream {
    account: Account,
    sizes: Sizes,
    /// `None` once it has moved on to another library.
    inner: Option<Box<Inner>>,
}

/// What goes in one piece.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sizes {
    /// Bytes of a message from the client; the library refuses larger ones.
    pub(super) max_message_bytes: usize,
    /// Bytes of a frame to the client; what is larger goes in several.
    pub(super) frame_bytes: usize,
}

struct Inner {
    tap: Tap,
    account: Account,
    max_message_bytes: usize,
    parser: FrameParser,
    /// Bytes of the message that is coming, those that its frames have announced.
    open_bytes: usize,
    /// The frame that is coming, or came last, ends a message.
    ends: bool,
    /// What was read. The library has `passed` bytes of it and may have `safe` ones; `parsed` ones are known.
    ahead: Vec<u8>,
    passed: usize,
    safe: usize,
    parsed: usize,
    share: Share,
    place: Option<Place>,
    taking: Option<Taking>,
    /// The frame that needs it begins a message.
    is_new: bool,
}

type Taking = BoxFuture<'static, Option<Place>>;

impl std::fmt::Debug for Inner {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Inner").field("tap", &self.tap).field("open_bytes", &self.open_bytes).finish_non_exhaustive()
    }
}

impl BudgetedStream {
    /// Behind the handshake.
    pub(super) fn new(tap: Tap, account: Account, sizes: Sizes) -> Self {
        let inner = Inner {
            tap,
            account: account.clone(),
            max_message_bytes: sizes.max_message_bytes,
            parser: FrameParser::default(),
            open_bytes: 0,
            ends: true,
            ahead: Vec::new(),
            passed: 0,
            safe: 0,
            parsed: 0,
            share: Share::Free,
            place: None,
            taking: None,
            is_new: false,
        };
        Self { account, sizes, inner: Some(Box::new(inner)) }
    }

    /// The same for a library with fresh buffers; this one is at its end.
    pub(super) fn move_on(&mut self) -> Self {
        Self { account: self.account.clone(), sizes: self.sizes, inner: self.inner.take() }
    }

    /// The tap, for what goes past the library.
    pub(super) fn tap(&mut self) -> Option<&mut Tap> {
        self.inner.as_mut().map(|inner| &mut inner.tap)
    }

    /// The frame that broke a rule.
    pub(super) fn broken(&self) -> Option<&Broken> {
        self.inner.as_ref()?.tap.broken()
    }

    /// The place of the message that the library has just handed out, if it needed one. Whoever takes it renews the
    /// library before giving it back: its buffers keep the size of the message.
    pub(super) fn take_place(&mut self) -> Option<Place> {
        let inner = self.inner.as_mut()?;
        inner.share = Share::Free;
        inner.place.take()
    }

    /// What goes in one piece.
    pub(super) fn sizes(&self) -> Sizes {
        self.sizes
    }

    /// Takes places for what goes out.
    pub(super) fn account(&self) -> &Account {
        &self.account
    }
}

impl Inner {
    /// Waits for the place that the next frame needs. The library has asked for more, so it has handed out every
    /// message before this frame.
    fn poll_place(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.is_new {
            self.place = None;
        }
        let Some(taking) = &mut self.taking else { return Poll::Ready(()) };
        self.place = ready!(taking.as_mut().poll(cx));
        self.taking = None;
        self.safe = self.parsed;
        Poll::Ready(())
    }

    /// Goes through what was read, up to a frame that needs another place.
    fn parse(&mut self) {
        while self.taking.is_none() {
            let mut rest = &self.ahead[self.parsed..];
            let before = rest.len();
            let item = self.parser.next(&mut rest);
            let taken = before - rest.len();
            let is_end = matches!(item, Some(Item::End));
            match item {
                None if taken == 0 => return,
                Some(Item::Head(head)) => self.head(&head),
                _ => {}
            }
            self.parsed += taken;
            if self.taking.is_none() {
                self.safe = self.parsed;
            }
            if self.ends && self.share > Share::Free && is_end {
                // The library gets a large message and nothing behind it, so that it can be renewed in between.
                return;
            }
        }
    }

    fn head(&mut self, head: &FrameHead) {
        if head.is_control() {
            return;
        }
        let announced = usize::try_from(head.payload_bytes()).unwrap_or(usize::MAX);
        self.ends = head.fin();
        self.is_new = head.opcode() != 0;
        if self.is_new {
            self.open_bytes = 0;
            self.share = Share::Free;
        }
        if announced > self.max_message_bytes {
            return;
        }
        self.open_bytes = (self.open_bytes + announced).min(self.max_message_bytes);
        let is_open_end = !head.fin() && self.open_bytes > MAX_LAB_FRAME_BYTES;
        let share = Share::of(if is_open_end { self.max_message_bytes } else { self.open_bytes });
        if share > self.share {
            self.share = share;
            self.taking = Some(Box::pin(self.account.clone().take(share)));
        }
    }
}

impl Inner {
    fn poll_read(&mut self, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        loop {
            let safe = &self.ahead[self.passed..self.safe];
            if !safe.is_empty() {
                let length = safe.len().min(buf.remaining());
                buf.put_slice(&safe[..length]);
                self.passed += length;
                return Poll::Ready(Ok(()));
            }
            if self.taking.is_some() {
                ready!(self.poll_place(cx));
                continue;
            }
            if self.parsed < self.ahead.len() {
                self.parse();
                continue;
            }
            ready!(self.poll_fill(cx))?;
            if self.ahead.is_empty() {
                return Poll::Ready(Ok(()));
            }
            self.parse();
        }
    }

    /// Reads on; empty at the end.
    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.ahead.resize(LAB_PIECE_BYTES, 0);
        let mut read = ReadBuf::new(&mut self.ahead);
        let polled = Pin::new(&mut self.tap).poll_read(cx, &mut read);
        let length = read.filled().len();
        self.ahead.truncate(length);
        (self.passed, self.safe, self.parsed) = (0, 0, 0);
        // In the middle of a frame the next step is the client's.
        let awaits_body = polled.is_pending() && !self.parser.is_between_frames();
        self.account.connection().awaits_body(awaits_body);
        polled
    }
}

impl AsyncRead for BudgetedStream {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match &mut self.get_mut().inner {
            Some(inner) => inner.poll_read(cx, buf),
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for BudgetedStream {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut().tap() {
            Some(tap) => Pin::new(tap).poll_write(cx, buf),
            None => Poll::Ready(Err(io::ErrorKind::NotConnected.into())),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().tap().map_or(Poll::Ready(Ok(())), |tap| Pin::new(tap).poll_flush(cx))
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.get_mut().tap().map_or(Poll::Ready(Ok(())), |tap| Pin::new(tap).poll_shutdown(cx))
    }
}
