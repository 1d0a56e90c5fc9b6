//! What waits to be sent, in order, and what the socket has not taken whole yet. Sans-IO.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio_tungstenite::tungstenite::{
    Message, Utf8Bytes,
    protocol::{CloseFrame, frame::coding},
};

use super::{
    close::{CloseRequest, read_payload},
    error::WebSocketError,
    event::{Outgoing, Payload},
};
use crate::{
    net::tap::OutgoingFrame,
    transcript::{Body, entry::Close},
};

/// Payload bytes that may wait for a peer that takes nothing.
const QUEUE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// Everything on its way out.
#[derive(Debug, Default)]
pub(super) struct SendQueue {
    waiting: VecDeque<Waiting>,
    /// Data messages that the library has, but the socket has not taken whole.
    in_flight: VecDeque<(Body, Option<OwnedSemaphorePermit>)>,
    buffered_bytes: u64,
    close_is_queued: bool,
    close_is_urgent: bool,
    /// Messages behind a close are never sent; their source is not asked for more.
    discarded: Vec<OwnedSemaphorePermit>,
}

/// How long a close waits for what is sent before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Patience {
    /// As long as the peer takes something now and then.
    Limited,
    /// As long as it takes.
    Endless,
}

#[derive(Debug)]
enum Waiting {
    Text(Utf8Bytes, Option<OwnedSemaphorePermit>),
    Binary(Bytes, Option<OwnedSemaphorePermit>),
    File(PathBuf, Option<OwnedSemaphorePermit>),
    Ping(Bytes),
    Close(CloseRequest),
}

impl SendQueue {
    /// Adds a message. Behind a close it is discarded, as a page's `send()` does.
    ///
    /// # Errors
    /// When too much waits already.
    pub(super) fn push(&mut self, message: Outgoing) -> Result<(), WebSocketError> {
        if self.close_is_queued {
            self.discarded.extend(message.slot);
            return Ok(());
        }
        if self.buffered_bytes >= QUEUE_LIMIT_BYTES {
            return Err(WebSocketError::QueueFull { waiting: self.buffered_bytes });
        }
        self.buffered_bytes += message.payload.known_bytes() as u64;
        self.waiting.push_back(match message.payload {
            Payload::Text(text) => Waiting::Text(text, message.slot),
            Payload::Binary(bytes) => Waiting::Binary(bytes, message.slot),
            Payload::File(path) => Waiting::File(path, message.slot),
        });
        Ok(())
    }

    pub(super) fn ping(&mut self, payload: Bytes) {
        if !self.close_is_queued {
            self.waiting.push_back(Waiting::Ping(payload));
        }
    }

    /// Adds a close frame; only the first counts, but a later one can be in more of a hurry.
    pub(super) fn close(&mut self, close: CloseRequest, patience: Patience) {
        self.close_is_urgent |= patience == Patience::Limited;
        if !self.close_is_queued {
            self.close_is_queued = true;
            self.waiting.push_back(Waiting::Close(close));
        }
    }

    pub(super) fn is_closing(&self) -> bool {
        self.close_is_queued
    }

    /// Whether a peer that takes nothing is given up.
    pub(super) fn is_in_a_hurry(&self) -> bool {
        self.close_is_urgent
    }

    /// Payload bytes that the socket has not taken, as `bufferedAmount` of the DOM.
    pub(super) fn buffered_bytes(&self) -> u64 {
        self.buffered_bytes
    }

    /// The next message for the library. `None` when there is none or a file must be read first.
    pub(super) fn next(&mut self) -> Option<Message> {
        let message = match self.waiting.pop_front()? {
            Waiting::Text(text, slot) => {
                self.in_flight.push_back((Body::Text(text.clone().into()), slot));
                Message::Text(text)
            }
            Waiting::Binary(bytes, slot) => {
                self.in_flight.push_back((Body::Binary(bytes.clone()), slot));
                Message::Binary(bytes)
            }
            Waiting::Ping(payload) => Message::Ping(payload),
            Waiting::Close(close) => close_message(&close),
            file @ Waiting::File(..) => {
                self.waiting.push_front(file);
                return None;
            }
        };
        Some(message)
    }

    /// The file whose turn it is.
    pub(super) fn file(&self) -> Option<&Path> {
        match self.waiting.front() {
            Some(Waiting::File(path, _)) => Some(path),
            _ => None,
        }
    }

    /// The file whose turn it is has been read, or cannot be sent.
    pub(super) fn file_read(&mut self, content: Option<Bytes>) {
        if let Some(Waiting::File(_, slot)) = self.waiting.pop_front_if(|first| matches!(first, Waiting::File(..)))
            && let Some(bytes) = content
        {
            self.buffered_bytes += bytes.len() as u64;
            self.waiting.push_front(Waiting::Binary(bytes, slot));
        }
    }

    /// The row of a frame that the socket has taken whole. A continuation has none.
    pub(super) fn taken(&mut self, frame: OutgoingFrame) -> Option<Body> {
        match frame.opcode {
            1 | 2 => {
                self.buffered_bytes = self.buffered_bytes.saturating_sub(frame.payload_bytes);
                self.in_flight.pop_front().map(|(body, _slot)| body)
            }
            8 => {
                let (code, reason) = read_payload(&frame.control_payload);
                Some(Body::Close(Close { code, reason, clean: None }))
            }
            9 => Some(Body::Ping(frame.control_payload)),
            10 => Some(Body::Pong(frame.control_payload)),
            _ => None,
        }
    }

    /// How many messages the socket has not taken, and their bytes.
    pub(super) fn unsent(&self) -> (usize, u64) {
        let is_data = |item: &&Waiting| !matches!(item, Waiting::Ping(_) | Waiting::Close(_));
        (self.in_flight.len() + self.waiting.iter().filter(is_data).count(), self.buffered_bytes)
    }
}

/// A close frame for the library.
pub(super) fn close_message(close: &CloseRequest) -> Message {
    Message::Close(
        close
            .code()
            .map(|code| CloseFrame { code: coding::CloseCode::from(code.number()), reason: close.reason().into() }),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(opcode: u8, payload_bytes: u64) -> OutgoingFrame {
        OutgoingFrame { opcode, payload_bytes, control_payload: Bytes::new() }
    }

    fn text(text: &str) -> Outgoing {
        Payload::Text(text.into()).into()
    }

    #[test]
    fn messages_leave_in_order_and_a_file_waits_for_its_turn() {
        let mut queue = SendQueue::default();
        queue.push(text("one")).expect("room");
        queue.push(Payload::File("f".into()).into()).expect("room");
        queue.ping(Bytes::from_static(b"p"));
        queue.close(CloseRequest::default(), Patience::Endless);
        queue.close(CloseRequest::default(), Patience::Endless);
        queue.push(text("behind the close")).expect("discarded");
        assert_eq!(queue.file(), None);
        assert_eq!(queue.next(), Some(Message::text("one")));
        assert_eq!((queue.next(), queue.file()), (None, Some(Path::new("f"))));
        queue.file_read(Some(Bytes::from_static(b"content")));
        assert_eq!(queue.next(), Some(Message::binary("content")));
        assert_eq!(queue.next(), Some(Message::Ping(Bytes::from_static(b"p"))));
        assert!(matches!(queue.next(), Some(Message::Close(Some(_)))));
        assert_eq!(queue.next(), None);
    }

    #[test]
    fn a_message_counts_as_buffered_until_the_socket_has_it() {
        let mut queue = SendQueue::default();
        queue.push(text("four")).expect("room");
        queue.push(text("seven77")).expect("room");
        assert_eq!(queue.unsent(), (2, 11));
        queue.next();
        assert_eq!(queue.buffered_bytes(), 11);
        assert_eq!(queue.taken(frame(1, 4)), Some(Body::Text(Bytes::from_static(b"four"))));
        assert_eq!(queue.unsent(), (1, 7));
        assert_eq!(queue.taken(frame(10, 0)), Some(Body::Pong(Bytes::new())));
        assert_eq!(queue.unsent(), (1, 7));
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut queue = SendQueue::default();
        let megabytes = Bytes::from(vec![0; 64 * 1024 * 1024]);
        for _ in 0..4 {
            queue.push(Payload::Binary(megabytes.clone()).into()).expect("room");
        }
        assert!(matches!(queue.push(text("x")), Err(WebSocketError::QueueFull { .. })));
        assert_eq!(queue.unsent().0, 4);
    }
}
