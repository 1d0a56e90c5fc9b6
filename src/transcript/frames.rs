//! The frames that a WebSocket row came in or left in, as they were on the wire, and how a transcript keeps them.
//!
//! It reads headers and knows no rule that they must follow. RFC 6455 §5.2.

mod fields;
mod summary;
mod trace;

pub(super) use self::fields::{FrameFields, FrameList};
pub use self::{summary::FramesSummary, trace::FrameTrace};

use bytes::Bytes;
use data_encoding::HEXLOWER;

use crate::limits::MAX_FRAME_HEADS;

/// Bytes that a frame's header may have: two, a length of up to eight, and a masking key of four.
pub const MAX_HEAD_BYTES: usize = 14;

/// Bytes of a compressed message that are kept as they came.
pub const MAX_DEFLATED_BYTES: usize = 64 * 1024;

/// The header of a frame as it is on the wire.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct FrameHead {
    bytes: [u8; MAX_HEAD_BYTES],
    length: u8,
}

/// A frame of a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// Its header.
    pub head: FrameHead,
    /// When its last byte passed, in microseconds since the session began.
    pub at_micros: u64,
}

/// The frames of a row, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frames {
    /// One for a message in one piece; of many, the first [`MAX_FRAME_HEADS`].
    pub list: Vec<Frame>,
    /// Those behind them.
    pub omitted: OmittedFrames,
    /// Of a compressed message, the begin of its payload as it was on the wire but unmasked, up to
    /// [`MAX_DEFLATED_BYTES`]; empty when it is not known any more.
    pub deflated: Option<Bytes>,
}

/// Frames that are counted and not kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OmittedFrames {
    /// How many.
    pub count: u64,
    /// Bytes of their payload on the wire.
    pub payload_bytes: u64,
}

impl OmittedFrames {
    /// One more.
    pub fn add(&mut self, head: &FrameHead) {
        self.count += 1;
        self.payload_bytes = self.payload_bytes.saturating_add(head.payload_bytes());
    }
}

impl FrameHead {
    /// A header; `None` when these are not exactly its bytes.
    pub fn new(header: &[u8]) -> Option<Self> {
        let length = Self::length_of(header)?;
        if length != header.len() {
            return None;
        }
        let mut bytes = [0; MAX_HEAD_BYTES];
        bytes[..length].copy_from_slice(header);
        Some(Self { bytes, length: length as u8 })
    }

    /// How many bytes a header has, once its first two are known.
    pub fn length_of(begin: &[u8]) -> Option<usize> {
        let [_, second, ..] = begin else { return None };
        Some(2 + extended_bytes(*second) + if second & 0x80 == 0 { 0 } else { 4 })
    }

    /// As on the wire.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.length)]
    }

    /// Whether it ends its message.
    pub fn fin(&self) -> bool {
        self.bytes[0] & 0x80 != 0
    }

    /// The first reserved bit: of a first frame with permessage-deflate, that the message is compressed.
    pub fn rsv1(&self) -> bool {
        self.bytes[0] & 0x40 != 0
    }

    /// The second reserved bit.
    pub fn rsv2(&self) -> bool {
        self.bytes[0] & 0x20 != 0
    }

    /// The third reserved bit.
    pub fn rsv3(&self) -> bool {
        self.bytes[0] & 0x10 != 0
    }

    /// All three reserved bits, the first one highest.
    pub fn rsv(&self) -> u8 {
        self.bytes[0] >> 4 & 0x07
    }

    /// 0 continues a message, 1 text, 2 binary, 8 close, 9 ping, 10 pong.
    pub fn opcode(&self) -> u8 {
        self.bytes[0] & 0x0f
    }

    /// Whether it is a close, a ping, a pong or a reserved one of their kind.
    pub fn is_control(&self) -> bool {
        self.bytes[0] & 0x08 != 0
    }

    /// The masking key.
    pub fn mask(&self) -> Option<[u8; 4]> {
        (self.bytes[1] & 0x80 != 0).then(|| self.bytes().last_chunk().copied()).flatten()
    }

    /// Bytes of the length behind the first two: 0, 2 or 8.
    pub fn extended_length_bytes(&self) -> usize {
        extended_bytes(self.bytes[1])
    }

    /// Bytes of payload on the wire.
    pub fn payload_bytes(&self) -> u64 {
        match self.extended_length_bytes() {
            0 => u64::from(self.bytes[1] & 0x7f),
            extended => self.bytes[2..2 + extended].iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
        }
    }

    /// Whether the length stands in as few bytes as it can.
    pub fn is_minimal(&self) -> bool {
        match self.extended_length_bytes() {
            0 => true,
            2 => self.payload_bytes() > 125,
            _ => self.payload_bytes() > 0xffff,
        }
    }
}

impl std::fmt::Debug for FrameHead {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "FrameHead({})", HEXLOWER.encode(self.bytes()))
    }
}

impl Frames {
    /// Frames in order, of which the first [`MAX_FRAME_HEADS`] are kept.
    pub fn new(frames: impl IntoIterator<Item = Frame>, deflated: Option<Bytes>) -> Self {
        let mut all = Self { deflated, ..Self::default() };
        frames.into_iter().for_each(|frame| all.push(frame));
        all
    }

    /// The next frame; it is only counted once there are [`MAX_FRAME_HEADS`].
    pub fn push(&mut self, frame: Frame) {
        if self.list.len() < MAX_FRAME_HEADS {
            self.list.push(frame);
        } else {
            self.omitted.add(&frame.head);
        }
    }

    /// How many there were.
    pub fn count(&self) -> u64 {
        self.list.len() as u64 + self.omitted.count
    }

    /// Bytes of payload on the wire, of all frames.
    pub fn wire_payload_bytes(&self) -> u64 {
        self.list.iter().fold(self.omitted.payload_bytes, |sum, frame| sum.saturating_add(frame.head.payload_bytes()))
    }

    /// Whether the payload was compressed.
    pub fn is_deflated(&self) -> bool {
        self.deflated.is_some()
    }
}

fn extended_bytes(second: u8) -> usize {
    match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    }
}

#[cfg(test)]
mod tests;
