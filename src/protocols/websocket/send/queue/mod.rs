//! What waits to be sent, in order, and what the socket has not taken whole yet. Sans-IO.

mod drafts;

use std::{
    collections::VecDeque,
    num::NonZeroUsize,
    path::{Path, PathBuf},
};

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;
use tokio_tungstenite::tungstenite::{
    Message, Utf8Bytes,
    protocol::{CloseFrame, frame::coding},
};

use super::{
    error::SendError,
    fragments::Pieces,
    frame::RawFrame,
    in_flight::{InFlight, counted_bytes, counted_raw_bytes},
    message::{Outgoing, Payload},
    repeat::Backlog,
    sending::Sending,
};
use crate::{
    net::tap::Sent,
    protocols::websocket::close::CloseRequest,
    transcript::{Body, Entry},
};

/// Payload bytes that may wait for a peer that takes nothing.
const QUEUE_LIMIT_BYTES: u64 = 256 * 1024 * 1024;

/// More answers that nobody typed are not added while so much waits for a peer that takes nothing.
const MAX_WAITING_ANSWER_BYTES: u64 = 1024 * 1024;

/// What a message or a frame that waits costs beside its payload: here, in the library and in the tap.
const ITEM_BYTES: u64 = 256;

/// Everything on its way out.
#[derive(Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of its own")]
pub(crate) struct SendQueue {
    waiting: VecDeque<Waiting>,
    in_flight: InFlight,
    /// What the user wants to be sent.
    pub(crate) sending: Sending,
    /// A fragmented message of the user has begun: other messages wait for its end.
    fragment_is_open: bool,
    withholds_pongs: bool,
    buffered_bytes: u64,
    close_is_queued: bool,
    close_is_urgent: bool,
    /// Messages behind a close are never sent; their source is not asked for more.
    discarded: Vec<OwnedSemaphorePermit>,
}

/// How long a close waits for what is sent before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum CloseTimeout {
    /// The session's closing timeout, again each time that the peer takes something.
    Limited,
    /// Without an end.
    Endless,
}

#[derive(Debug)]
enum Waiting {
    Text(Utf8Bytes, Option<OwnedSemaphorePermit>),
    Binary(Bytes, Option<OwnedSemaphorePermit>),
    File(PathBuf, Option<NonZeroUsize>, Option<OwnedSemaphorePermit>),
    Pieces(Pieces),
    Ping(Bytes),
    Frame(RawFrame),
    Close(CloseRequest),
}

impl SendQueue {
    /// An empty one for the next connection.
    pub(crate) fn begin_again(&self) -> Self {
        Self { withholds_pongs: self.withholds_pongs, ..Self::default() }
    }

    /// Adds a message. Behind a close it is discarded, as a page's `send()` does. A ping has no limit.
    ///
    /// # Errors
    /// When too much waits already.
    pub(crate) fn push(&mut self, message: Outgoing) -> Result<(), SendError> {
        if let Payload::Ping(payload) = message.payload {
            self.ping(payload.into());
            return Ok(());
        }
        if self.close_is_queued {
            self.discarded.extend(message.slot);
            return Ok(());
        }
        if self.held_bytes() >= QUEUE_LIMIT_BYTES {
            return Err(SendError::QueueFull { waiting: self.held_bytes() });
        }
        let Outgoing { payload, slot, fragment_bytes } = message;
        self.buffered_bytes += payload.known_bytes() as u64;
        self.waiting.push_back(match (payload, fragment_bytes) {
            (Payload::Text(text), None) => Waiting::Text(text, slot),
            (Payload::Binary(bytes), None) => Waiting::Binary(bytes, slot),
            (Payload::Text(text), Some(piece)) => Waiting::Pieces(Pieces::new(true, text.into(), piece, slot)),
            (Payload::Binary(bytes), Some(piece)) => Waiting::Pieces(Pieces::new(false, bytes, piece, slot)),
            (Payload::File(path), piece) => Waiting::File(path, piece, slot),
            (Payload::Ping(payload), _) => Waiting::Ping(payload.into()),
        });
        Ok(())
    }

    /// Adds an answer that nobody typed: a peer can ask for many of them and take none.
    ///
    /// # Errors
    /// When too much waits already, which is much less than for what the user sends.
    pub(crate) fn push_answer(&mut self, message: Outgoing) -> Result<(), SendError> {
        if self.is_full_of_answers() && !self.close_is_queued {
            return Err(SendError::QueueFull { waiting: self.held_bytes() });
        }
        self.push(message)
    }

    /// Whether so much waits that nothing should be answered.
    pub(crate) fn is_full_of_answers(&self) -> bool {
        self.held_bytes() > MAX_WAITING_ANSWER_BYTES
    }

    /// Whether nothing waits, here or in the library.
    pub(crate) fn is_empty(&self) -> bool {
        self.waiting.is_empty() && self.in_flight.is_empty()
    }

    /// Bytes that everything which waits takes, roughly: many empty messages are not nothing.
    fn held_bytes(&self) -> u64 {
        self.buffered_bytes + ITEM_BYTES * (self.waiting.len() + self.in_flight.len()) as u64
    }

    /// Adds a frame that is sent as it is.
    ///
    /// # Errors
    /// When too much waits already.
    pub(crate) fn push_frame(&mut self, frame: RawFrame) -> Result<(), SendError> {
        if self.close_is_queued {
            return Ok(());
        }
        if self.held_bytes() >= QUEUE_LIMIT_BYTES {
            return Err(SendError::QueueFull { waiting: self.held_bytes() });
        }
        self.close_is_queued = frame.opcode == 8;
        self.close_is_urgent |= self.close_is_queued;
        self.buffered_bytes += counted_raw_bytes(frame.opcode, &frame.payload);
        self.sending.frame(&frame);
        self.waiting.push_back(Waiting::Frame(frame));
        Ok(())
    }

    /// Whether answers to pings stay here.
    pub(crate) fn withhold_pongs(&mut self, withholds: bool) {
        self.withholds_pongs = withholds;
    }

    pub(crate) fn withholds_pongs(&self) -> bool {
        self.withholds_pongs
    }

    /// Whether rows tell their frames.
    pub(crate) fn keep_frames(&mut self, keeps_frames: bool) {
        self.in_flight.keep_frames(keeps_frames);
    }

    pub(crate) fn ping(&mut self, payload: Bytes) {
        if !self.close_is_queued {
            self.waiting.push_back(Waiting::Ping(payload));
        }
    }

    /// Adds a close frame; only the first counts, but a later one can be in more of a hurry.
    pub(crate) fn close(&mut self, close: CloseRequest, timeout: CloseTimeout) {
        self.close_is_urgent |= timeout == CloseTimeout::Limited;
        if !self.close_is_queued {
            self.close_is_queued = true;
            self.waiting.push_back(Waiting::Close(close));
        }
    }

    pub(crate) fn is_closing(&self) -> bool {
        self.close_is_queued
    }

    /// Whether a peer that takes nothing is given up.
    pub(crate) fn is_in_a_hurry(&self) -> bool {
        self.close_is_urgent
    }

    /// Payload bytes that the socket has not taken, as `bufferedAmount` of the DOM.
    pub(crate) fn buffered_bytes(&self) -> u64 {
        self.buffered_bytes
    }

    /// How much waits.
    pub(crate) fn backlog(&self) -> Backlog {
        Backlog { bytes: self.buffered_bytes, messages: self.waiting.len() + self.in_flight.message_count() }
    }

    /// The next message for the library. `None` when there is none, or a file or a frame must be dealt with first.
    pub(crate) fn next(&mut self) -> Option<Message> {
        let place = self.next_place()?;
        if matches!(self.waiting.get(place), Some(Waiting::File(..) | Waiting::Pieces(_) | Waiting::Frame(_))) {
            return None;
        }
        let message = match self.waiting.remove(place)? {
            Waiting::Text(text, slot) => {
                self.in_flight.message(Body::Text(text.clone().into()), slot);
                Message::Text(text)
            }
            Waiting::Binary(bytes, slot) => {
                self.in_flight.message(Body::Binary(bytes.clone()), slot);
                Message::Binary(bytes)
            }
            Waiting::Ping(payload) => Message::Ping(payload),
            Waiting::Close(close) => close_message(&close),
            Waiting::File(..) | Waiting::Pieces(_) | Waiting::Frame(_) => return None,
        };
        Some(message)
    }

    /// Whether a frame comes next: everything before it has to be flushed.
    pub(crate) fn frame_is_next(&self) -> bool {
        let next = self.next_place().and_then(|place| self.waiting.get(place));
        matches!(next, Some(Waiting::Frame(_) | Waiting::Pieces(_)))
    }

    /// The frame that comes next, for the tap.
    pub(crate) fn next_frame(&mut self) -> Option<&RawFrame> {
        let place = self.next_place().filter(|_| self.frame_is_next())?;
        let (frame, slot) = match self.waiting.get_mut(place) {
            Some(Waiting::Pieces(pieces)) => pieces.next_frame(),
            Some(Waiting::Frame(frame)) => (std::mem::take(frame), None),
            _ => return None,
        };
        if frame.fin || !matches!(self.waiting.get(place), Some(Waiting::Pieces(_))) {
            self.waiting.remove(place);
        }
        match frame.opcode {
            1 | 2 => self.fragment_is_open = !frame.fin,
            0 => self.fragment_is_open &= !frame.fin,
            _ => {}
        }
        Some(self.in_flight.raw(frame, slot))
    }

    /// A message must not begin inside another. RFC 6455 §5.4.
    fn next_place(&self) -> Option<usize> {
        let may_go = |waiting: &Waiting| match waiting {
            _ if !self.fragment_is_open => true,
            Waiting::Pieces(pieces) => pieces.has_begun(),
            other => matches!(other, Waiting::Ping(_) | Waiting::Frame(_) | Waiting::Close(_)),
        };
        self.waiting.iter().position(may_go)
    }

    /// The file whose turn it is.
    pub(crate) fn file(&self) -> Option<&Path> {
        match self.waiting.front().filter(|_| !self.fragment_is_open) {
            Some(Waiting::File(path, ..)) => Some(path),
            _ => None,
        }
    }

    /// The file whose turn it is has been read, or cannot be sent.
    pub(crate) fn file_read(&mut self, content: Option<Bytes>) {
        if let Some(Waiting::File(_, piece, slot)) =
            self.waiting.pop_front_if(|first| matches!(first, Waiting::File(..)))
            && let Some(bytes) = content
        {
            self.buffered_bytes += bytes.len() as u64;
            self.waiting.push_front(match piece {
                None => Waiting::Binary(bytes, slot),
                Some(piece) => Waiting::Pieces(Pieces::new(false, bytes, piece, slot)),
            });
        }
    }

    /// The row of a frame that the socket has taken whole; a fragment has none before its message is complete.
    pub(crate) fn taken(&mut self, sent: &Sent, at_micros: u64) -> Option<Entry> {
        self.buffered_bytes = self.buffered_bytes.saturating_sub(counted_bytes(sent));
        self.in_flight.taken(sent, at_micros)
    }

    /// The row of a fragmented message that was begun and never ended.
    pub(crate) fn unfinished(&mut self, at_micros: u64) -> Option<Entry> {
        self.in_flight.unfinished(at_micros)
    }

    /// How many messages the socket has not taken, and their bytes.
    pub(crate) fn unsent(&self) -> (usize, u64) {
        let is_data = |item: &&Waiting| !matches!(item, Waiting::Ping(_) | Waiting::Frame(_) | Waiting::Close(_));
        (self.in_flight.message_count() + self.waiting.iter().filter(is_data).count(), self.buffered_bytes)
    }
}

/// A close frame for the library.
pub(crate) fn close_message(close: &CloseRequest) -> Message {
    Message::Close(
        close
            .code()
            .map(|code| CloseFrame { code: coding::CloseCode::from(code.number()), reason: close.reason().into() }),
    )
}

#[cfg(test)]
mod tests;
