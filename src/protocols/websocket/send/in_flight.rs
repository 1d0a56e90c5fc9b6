//! What the library or the tap has and the socket has not taken whole, and the rows of what it has taken. Sans-IO.

use std::{borrow::Cow, collections::VecDeque};

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::{frame::RawFrame, raw_frames::RawFrames};
use crate::{
    net::tap::{Fate, Sent},
    protocols::websocket::close::read_payload,
    transcript::{
        Body, Entry, Frame, FrameTrace, Frames,
        entry::{Close, Ignored},
    },
};

/// Messages and frames in the order in which they leave.
#[derive(Debug, Default)]
pub(super) struct InFlight {
    messages: VecDeque<(Body, Option<OwnedSemaphorePermit>)>,
    raw: VecDeque<(RawFrame, Option<OwnedSemaphorePermit>)>,
    raw_frames: RawFrames,
    keeps_frames: bool,
}

impl InFlight {
    /// Whether rows tell their frames.
    pub(super) fn keep_frames(&mut self, keeps_frames: bool) {
        self.keeps_frames = keeps_frames;
    }

    /// The library has a message.
    pub(super) fn message(&mut self, body: Body, slot: Option<OwnedSemaphorePermit>) {
        self.messages.push_back((body, slot));
    }

    /// The tap has a frame.
    pub(super) fn raw(&mut self, frame: RawFrame, slot: Option<OwnedSemaphorePermit>) -> &RawFrame {
        &self.raw.push_back_mut((frame, slot)).0
    }

    /// Messages that the socket has not taken whole.
    pub(super) fn message_count(&self) -> usize {
        self.messages.len()
    }

    /// Messages and frames that it has not.
    pub(super) fn len(&self) -> usize {
        self.messages.len() + self.raw.len()
    }

    /// Whether it has everything.
    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row of a frame that the socket has taken whole. A fragment has none before its message is complete.
    pub(super) fn taken(&mut self, sent: &Sent, at_micros: u64) -> Option<Entry> {
        let entry = match (sent.fate, sent.head.opcode()) {
            (Fate::Injected, _) => {
                let (body, frames) = self.raw_frames.taken(self.raw.pop_front()?.0, sent.head, at_micros)?;
                let entry = Entry::outgoing(at_micros, body);
                return Some(self.with_frames(entry, &frames));
            }
            (Fate::Withheld, _) => {
                let note = Ignored { reason: Cow::Borrowed("pongWithheld"), line_bytes: None };
                return Some(Entry::local(at_micros, Body::Ignored(note, sent.control_payload.clone())));
            }
            (Fate::Sent, 1 | 2) => self.messages.pop_front().map(|(body, _slot)| body)?,
            (Fate::Sent, 8) => {
                let (code, reason) = read_payload(&sent.control_payload);
                Body::Close(Close { code, reason, clean: None })
            }
            (Fate::Sent, 9) => Body::Ping(sent.control_payload.clone()),
            (Fate::Sent, 10) => Body::Pong(sent.control_payload.clone()),
            (Fate::Sent, _) => return None,
        };
        let entry = Entry::outgoing(at_micros, entry);
        if !self.keeps_frames {
            return Some(entry);
        }
        Some(match &sent.deflated {
            None => entry.with_frames(FrameTrace::single(&sent.head)),
            Some(deflated) => {
                let frame = Frame { head: sent.head, at_micros };
                self.with_frames(entry, &Frames::new([frame], Some(deflated.clone())))
            }
        })
    }

    /// A fragmented message that was begun and never ended.
    pub(super) fn unfinished(&mut self, at_micros: u64) -> Option<Entry> {
        let (body, frames) = self.raw_frames.unfinished()?;
        let entry = Entry::outgoing(at_micros, body);
        Some(self.with_frames(entry, &frames))
    }

    fn with_frames(&self, entry: Entry, frames: &Frames) -> Entry {
        if !self.keeps_frames {
            return entry;
        }
        let trace = FrameTrace::new(entry.at_micros, frames);
        entry.with_frames(trace)
    }
}

/// Payload bytes that count as buffered: those of messages. WHATWG, WebSocket standard §3.1.
pub(super) fn counted_bytes(sent: &Sent) -> u64 {
    if sent.head.is_control() { 0 } else { sent.payload_bytes }
}

/// The same of a frame that is still to be sent.
pub(super) fn counted_raw_bytes(opcode: u8, payload: &Bytes) -> u64 {
    if opcode & 0x08 == 0 { payload.len() as u64 } else { 0 }
}
