//! Turns compressed messages into plain frames for a library that knows no compression. Sans-IO.

use bytes::Bytes;

use super::{
    keep::MAX_KEPT_BYTES,
    outgoing::{apply_mask, header},
    rules::Side,
};
use crate::{
    net::deflate::{InflateError, Inflater},
    transcript::{FrameHead, entry::FirstBytes, frames::MAX_DEFLATED_BYTES},
};

/// The library is given no more before it has taken what is ready: what a bomb costs at a time.
const READY_BYTES: usize = 512 * 1024;

/// A compressed payload is inflated in steps of so many bytes, each to about 1 MiB at most.
const STEP_BYTES: usize = 1024;

/// A message is handed on in frames of about this size.
const FRAME_BYTES: usize = 64 * 1024;

/// One direction's compressed messages.
#[derive(Debug)]
pub(super) struct Inflation {
    inflater: Inflater,
    sender: Side,
    /// The message that is coming is compressed.
    deflated: bool,
    in_deflated_payload: bool,
    opcode: u8,
    mask: Option<[u8; 4]>,
    mask_at: usize,
    /// The begin of the message on the wire, and how much of it has come.
    wire: Vec<u8>,
    wire_bytes: u64,
    /// What of the message has been handed on.
    handed_on: FirstBytes,
    begin_of_text: Vec<u8>,
    inflated: Vec<u8>,
    raw: Vec<u8>,
    ready: Vec<u8>,
    ready_at: usize,
}

/// What the end of a frame brought.
pub(super) struct Inflated<'a> {
    /// Of a compressed message, the begin of its payload on the wire.
    pub(super) deflated: Option<Bytes>,
    /// What the frame inflated to, or its begin.
    pub(super) begin_of_text: &'a [u8],
}

impl Inflation {
    pub(super) fn new(sender: Side, keeps_context: bool) -> Self {
        Self {
            inflater: Inflater::new(keeps_context),
            sender,
            deflated: false,
            in_deflated_payload: false,
            opcode: 0,
            mask: None,
            mask_at: 0,
            wire: Vec::new(),
            wire_bytes: 0,
            handed_on: FirstBytes::of_partial(),
            begin_of_text: Vec::new(),
            inflated: Vec::new(),
            raw: Vec::new(),
            ready: Vec::new(),
            ready_at: 0,
        }
    }

    /// Bytes as read from the wire go here.
    pub(super) fn raw(&mut self) -> &mut Vec<u8> {
        &mut self.raw
    }

    pub(super) fn take_raw(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.raw)
    }

    /// Gives back the bytes that were taken, of which the first ones are done with.
    pub(super) fn put_back(&mut self, mut raw: Vec<u8>, done: usize) {
        raw.drain(..done);
        self.raw = raw;
    }

    /// What is ready for the library.
    pub(super) fn ready(&self) -> &[u8] {
        &self.ready[self.ready_at..]
    }

    /// The library has taken so much of it.
    pub(super) fn taken(&mut self, bytes: usize) {
        self.ready_at += bytes;
        if self.ready_at == self.ready.len() {
            self.ready.clear();
            self.ready_at = 0;
        }
    }

    pub(super) fn wants_more(&self) -> bool {
        self.ready.len() - self.ready_at < READY_BYTES
    }

    pub(super) fn step_bytes(&self) -> usize {
        if self.in_deflated_payload { STEP_BYTES } else { READY_BYTES }
    }

    /// Whether the payload that comes now is compressed.
    pub(super) fn is_deflated(&self) -> bool {
        self.in_deflated_payload
    }

    /// Whether the message that is coming is compressed.
    pub(super) fn message_is_deflated(&self) -> bool {
        self.deflated
    }

    /// What the message that is coming has inflated to so far.
    pub(super) fn message(&self) -> FirstBytes {
        let mut message = self.handed_on.clone();
        message.push(&self.inflated);
        message
    }

    /// How many bytes that is.
    pub(super) fn message_bytes(&self) -> u64 {
        self.handed_on.bytes() + self.inflated.len() as u64
    }

    /// The begin of the message on the wire, and how many bytes of it have come.
    pub(super) fn wire(&self) -> (&[u8], u64) {
        (&self.wire, self.wire_bytes)
    }

    /// A frame begins.
    pub(super) fn begin(&mut self, head: &FrameHead) {
        if matches!(head.opcode(), 1 | 2) {
            self.deflated = head.rsv1();
            self.opcode = head.opcode();
            self.wire.clear();
            self.wire_bytes = 0;
            self.handed_on.clear();
            self.inflated.clear();
        }
        self.in_deflated_payload = self.deflated && !head.is_control();
        (self.mask, self.mask_at) = (head.mask(), 0);
        self.begin_of_text.clear();
        if !self.in_deflated_payload {
            self.ready.extend_from_slice(head.bytes());
        }
    }

    /// Some of its payload.
    pub(super) fn payload(&mut self, payload: &[u8], keeps_wire: bool) -> Result<(), InflateError> {
        if !self.in_deflated_payload {
            self.ready.extend_from_slice(payload);
            return Ok(());
        }
        match self.mask {
            None => self.inflate(payload, keeps_wire),
            Some(mask) => {
                let mut plain = payload.to_vec();
                apply_mask(&mut plain, mask, self.mask_at);
                self.mask_at = (self.mask_at + payload.len()) % 4;
                self.inflate(&plain, keeps_wire)
            }
        }
    }

    /// A frame has ended; `tells_wire` when somebody wants to know what a message was on the wire.
    pub(super) fn end(&mut self, head: &FrameHead, tells_wire: bool) -> Result<Inflated<'_>, InflateError> {
        if head.is_control() || !self.deflated {
            return Ok(Inflated { deflated: None, begin_of_text: &[] });
        }
        let mut deflated = None;
        if head.fin() {
            self.inflater.finish()?;
            deflated = tells_wire.then(|| Bytes::copy_from_slice(&self.wire));
            self.hand_on(true);
            self.deflated = false;
        } else if self.inflated.len() >= FRAME_BYTES {
            self.hand_on(false);
        }
        self.in_deflated_payload = false;
        Ok(Inflated { deflated, begin_of_text: &self.begin_of_text })
    }

    fn inflate(&mut self, plain: &[u8], keeps_wire: bool) -> Result<(), InflateError> {
        self.wire_bytes += plain.len() as u64;
        if keeps_wire {
            let room = MAX_DEFLATED_BYTES - self.wire.len();
            self.wire.extend_from_slice(&plain[..plain.len().min(room)]);
        }
        self.inflater.push(plain, &mut self.inflated)?;
        if self.inflated.len() >= FRAME_BYTES {
            self.hand_on(false);
        }
        Ok(())
    }

    /// A plain frame with what has been inflated; the library wants a mask from a client, even one that masks nothing.
    fn hand_on(&mut self, fin: bool) {
        let mask = (self.sender == Side::Client).then_some([0; 4]);
        let first = u8::from(fin) << 7 | std::mem::take(&mut self.opcode);
        self.ready.extend_from_slice(&header(first, mask, self.inflated.len()));
        let room = MAX_KEPT_BYTES.saturating_sub(self.begin_of_text.len());
        self.begin_of_text.extend_from_slice(&self.inflated[..self.inflated.len().min(room)]);
        if !fin {
            self.handed_on.push(&self.inflated);
        }
        self.ready.append(&mut self.inflated);
    }
}
