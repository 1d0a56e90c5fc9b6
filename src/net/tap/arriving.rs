//! The message and the control frame that are coming: so much of them as a row shows when nothing more comes. Sans-IO;
//! of a compressed message [`super::inflation`] knows the same.

use bytes::Bytes;

use super::received::Received;
use crate::transcript::{
    FrameHead,
    entry::{FirstBytes, Partial},
};

/// Something that has begun and not ended.
#[derive(Clone, Debug)]
pub struct Unfinished {
    /// What it would have become, and how much of it came.
    pub head: Partial,
    /// The begin of what came.
    pub payload: Bytes,
    /// The frames of it.
    pub frames: Received,
}

/// What of a peer's frames is not yet complete.
#[derive(Debug)]
pub(super) struct Arriving {
    message: FirstBytes,
    control: FirstBytes,
    /// Text or binary, and what its frames have announced so far.
    opcode: u8,
    announced_bytes: u64,
    /// The payload that comes now does not come whole at once.
    is_kept: bool,
}

impl Default for Arriving {
    fn default() -> Self {
        let (message, control) = (FirstBytes::of_partial(), FirstBytes::of_partial());
        Self { message, control, opcode: 0, announced_bytes: 0, is_kept: false }
    }
}

impl Arriving {
    /// A frame begins, and so many of the bytes behind its head are there already. What comes whole at once is handed
    /// on before anybody can ask for it, and costs nothing here.
    pub(super) fn begin(&mut self, head: &FrameHead, bytes_at_hand: usize) {
        let is_whole = head.payload_bytes() <= bytes_at_hand as u64;
        self.is_kept = !(is_whole && head.fin());
        if head.is_control() {
            self.control.clear();
            return;
        }
        if head.opcode() != 0 {
            self.message.clear();
            (self.opcode, self.announced_bytes) = (head.opcode(), 0);
        }
        self.announced_bytes = self.announced_bytes.saturating_add(head.payload_bytes());
    }

    /// Some of its payload.
    pub(super) fn payload(&mut self, head: &FrameHead, payload: &[u8]) {
        if self.is_kept {
            if head.is_control() { &mut self.control } else { &mut self.message }.push(payload);
        }
    }

    /// The begin of the payload of a frame that makes its message too large: no more of it is read.
    pub(super) fn keep(&mut self, payload: &[u8]) {
        self.message.push(payload);
    }

    /// The frame is complete.
    pub(super) fn end(&mut self, head: &FrameHead) {
        if head.is_control() {
            self.control.clear();
        } else if head.fin() {
            self.message.clear();
        }
    }

    /// How many bytes the frames of the message have announced.
    pub(super) fn announced_bytes(&self) -> u64 {
        self.announced_bytes
    }

    /// The message, whose last frame is `last` if that has begun.
    pub(super) fn message(&self, last: Option<&FrameHead>, frames: Received) -> Unfinished {
        let of = last.filter(|last| last.fin()).map(|_| self.announced_bytes);
        unfinished(name(self.opcode), &self.message, of, frames)
    }

    /// The same where it is compressed, with what it has inflated to and how many bytes of it came.
    pub(super) fn deflated_message(&self, inflated: &FirstBytes, deflated_bytes: u64, frames: Received) -> Unfinished {
        let mut message = unfinished(name(self.opcode), inflated, None, frames);
        message.head.deflated_bytes = Some(deflated_bytes);
        message
    }

    /// The control frame.
    pub(super) fn control(&self, head: &FrameHead, frames: Received) -> Unfinished {
        unfinished(name(head.opcode()), &self.control, Some(head.payload_bytes()), frames)
    }
}

/// The begin of a frame's head, of which no more is known.
pub(super) fn frame_head(bytes: &[u8]) -> Unfinished {
    let mut begun = FirstBytes::of_partial();
    begun.push(bytes);
    unfinished("frameHead", &begun, None, Received::default())
}

fn unfinished(name: &'static str, came: &FirstBytes, of: Option<u64>, frames: Received) -> Unfinished {
    let head = Partial { bytes: came.bytes(), of, partial_type: Some(name.into()), deflated_bytes: None };
    Unfinished { head, payload: Bytes::copy_from_slice(came.kept()), frames }
}

/// A frame's opcode as the rows of the record are called. RFC 6455 §5.2.
fn name(opcode: u8) -> &'static str {
    match opcode {
        1 => "text",
        8 => "close",
        9 => "ping",
        10 => "pong",
        _ => "binary",
    }
}
