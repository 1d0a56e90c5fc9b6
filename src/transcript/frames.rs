//! The frames that a WebSocket row came in or left in, as they were on the wire, and how a transcript keeps them.
//!
//! It reads headers and knows no rule that they must obey. RFC 6455 §5.2.

mod brief;

pub use self::brief::FramesBrief;

use std::fmt::Write as _;

use bytes::Bytes;
use serde::{Deserialize, Serialize};
use smallvec::SmallVec;

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
    /// One for a message in one piece.
    pub list: Vec<Frame>,
    /// Of a compressed message, the begin of its payload as it was on the wire but unmasked, up to
    /// [`MAX_DEFLATED_BYTES`]; empty when it is not known any more.
    pub deflated: Option<Bytes>,
}

/// The frames of a row in few bytes: 3 for a short message of a server. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameTrace(SmallVec<[u8; 16]>);

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
        write!(f, "FrameHead({})", hex(self.bytes()))
    }
}

impl Frames {
    /// Bytes of payload on the wire, of all frames.
    pub fn wire_payload_bytes(&self) -> u64 {
        self.list.iter().fold(0, |sum, frame| sum.saturating_add(frame.head.payload_bytes()))
    }

    /// Whether the payload was compressed.
    pub fn is_deflated(&self) -> bool {
        self.deflated.is_some()
    }
}

/// The first byte of a trace.
const PLAIN: u8 = 0;
const LISTED: u8 = 1;

impl FrameTrace {
    /// A message in one piece that was not compressed; the frame has the time of its row.
    pub fn single(head: &FrameHead) -> Self {
        let mut bytes = SmallVec::new();
        bytes.push(PLAIN);
        bytes.extend_from_slice(head.bytes());
        Self(bytes)
    }

    /// Any frames of a row.
    pub fn new(row_at_micros: u64, frames: &Frames) -> Self {
        match (frames.list.as_slice(), &frames.deflated) {
            ([], None) => Self::default(),
            ([frame], None) if frame.at_micros == row_at_micros => Self::single(&frame.head),
            (list, deflated) => {
                let mut bytes = SmallVec::new();
                bytes.push(LISTED);
                push_number(&mut bytes, list.len() as u64);
                for frame in list {
                    push_number(&mut bytes, row_at_micros.saturating_sub(frame.at_micros));
                    bytes.push(frame.head.length);
                    bytes.extend_from_slice(frame.head.bytes());
                }
                if let Some(deflated) = deflated {
                    bytes.push(1);
                    bytes.extend_from_slice(&deflated[..deflated.len().min(MAX_DEFLATED_BYTES)]);
                }
                Self(bytes)
            }
        }
    }

    /// Whether there are no frames.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// As a transcript keeps it.
    pub fn bytes(&self) -> &[u8] {
        &self.0
    }

    /// The frames of a kept trace; `None` when there are none.
    pub fn decode(trace: &[u8], row_at_micros: u64) -> Option<Frames> {
        match trace.split_first()? {
            (&PLAIN, header) => {
                let list = vec![Frame { head: FrameHead::new(header)?, at_micros: row_at_micros }];
                Some(Frames { list, deflated: None })
            }
            (_, mut rest) => {
                let count = take_number(&mut rest)?;
                let mut list = Vec::new();
                for _ in 0..count {
                    let age_micros = take_number(&mut rest)?;
                    let (&length, tail) = rest.split_first()?;
                    let (header, tail) = tail.split_at_checked(usize::from(length))?;
                    list.push(Frame {
                        head: FrameHead::new(header)?,
                        at_micros: row_at_micros.saturating_sub(age_micros),
                    });
                    rest = tail;
                }
                let deflated = rest.split_first().map(|(_, deflated)| Bytes::copy_from_slice(deflated));
                Some(Frames { list, deflated })
            }
        }
    }
}

/// A frame as a record describes it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct FrameFields {
    fin: bool,
    rsv: u8,
    opcode: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    mask: Option<String>,
    payload_bytes: u64,
    length_bytes: u8,
    at: u64,
}

impl From<&Frame> for FrameFields {
    fn from(Frame { head, at_micros }: &Frame) -> Self {
        Self {
            fin: head.fin(),
            rsv: head.rsv(),
            opcode: head.opcode(),
            mask: head.mask().map(|mask| hex(&mask)),
            payload_bytes: head.payload_bytes(),
            length_bytes: head.extended_length_bytes() as u8,
            at: *at_micros,
        }
    }
}

impl FrameFields {
    /// The frame; `None` when the fields describe none.
    pub(super) fn to_frame(&self) -> Option<Frame> {
        let mask = match &self.mask {
            Some(mask) => Some(u32::from_str_radix(mask, 16).ok().filter(|_| mask.len() == 8)?.to_be_bytes()),
            None => None,
        };
        let mut header = vec![u8::from(self.fin) << 7 | (self.rsv & 0x07) << 4 | self.opcode & 0x0f];
        let mask_bit = if mask.is_some() { 0x80 } else { 0x00 };
        match self.length_bytes {
            0 => header.push(mask_bit | u8::try_from(self.payload_bytes).ok().filter(|&length| length < 126)?),
            2 => {
                header.push(mask_bit | 0x7e);
                header.extend_from_slice(&u16::try_from(self.payload_bytes).ok()?.to_be_bytes());
            }
            _ => {
                header.push(mask_bit | 0x7f);
                header.extend_from_slice(&self.payload_bytes.to_be_bytes());
            }
        }
        header.extend_from_slice(&mask.map_or_else(Vec::new, Vec::from));
        Some(Frame { head: FrameHead::new(&header)?, at_micros: self.at })
    }
}

fn extended_bytes(second: u8) -> usize {
    match second & 0x7f {
        126 => 2,
        127 => 8,
        _ => 0,
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut hex, byte| {
        // Writing to a string cannot fail.
        write!(hex, "{byte:02x}").ok();
        hex
    })
}

/// Seven bits a byte, the lowest first.
fn push_number(bytes: &mut SmallVec<[u8; 16]>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

fn take_number(bytes: &mut &[u8]) -> Option<u64> {
    let mut number = 0_u64;
    for shift in (0..64).step_by(7) {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(number);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn head(bytes: &[u8]) -> FrameHead {
        FrameHead::new(bytes).expect("a header")
    }

    #[test]
    fn a_header_says_what_its_bits_say() {
        let short = head(&[0xc1, 0x05]);
        assert!(short.fin() && short.rsv1() && !short.rsv2() && !short.rsv3() && !short.is_control());
        assert_eq!((short.opcode(), short.mask(), short.payload_bytes(), short.rsv()), (1, None, 5, 4));
        let medium = head(&[0x02, 0xfe, 1, 0, 1, 2, 3, 4]);
        assert_eq!((medium.mask(), medium.payload_bytes(), medium.fin()), (Some([1, 2, 3, 4]), 256, false));
        let long = head(&[0x8a, 0x7f, 0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!((long.payload_bytes(), long.is_minimal(), long.is_control()), (1, false, true));
        assert!(FrameHead::new(&[0x81]).is_none() && FrameHead::new(&[0x81, 0x85, 1, 2, 3]).is_none());
        assert!(FrameHead::new(&[0x81, 0x05, 0]).is_none());
    }

    #[test]
    fn a_plain_message_costs_three_bytes() {
        let trace = FrameTrace::single(&head(&[0x81, 0x05]));
        assert_eq!(trace.bytes().len(), 3);
        let frames = Frames { list: vec![Frame { head: head(&[0x81, 0x05]), at_micros: 7 }], deflated: None };
        assert_eq!(FrameTrace::new(7, &frames), trace);
        assert_eq!(FrameTrace::decode(trace.bytes(), 7), Some(frames));
    }

    fn any_head() -> impl Strategy<Value = FrameHead> {
        (any::<u8>(), prop::option::of(any::<[u8; 4]>()), 0..3_u8, any::<u64>()).prop_map(
            |(first, mask, form, length)| {
                let fields = FrameFields {
                    fin: first & 0x80 != 0,
                    rsv: first >> 4 & 7,
                    opcode: first & 15,
                    mask: mask.map(|mask| hex(&mask)),
                    payload_bytes: [length % 126, length % 65_536, length][usize::from(form)],
                    length_bytes: [0, 2, 8][usize::from(form)],
                    at: 0,
                };
                fields.to_frame().expect("a frame").head
            },
        )
    }

    proptest! {
        #[test]
        fn what_is_kept_is_what_there_was(
            heads in prop::collection::vec((any_head(), 0..1_000_u64), 1..6),
            deflated in prop::option::of(prop::collection::vec(any::<u8>(), 0..300)),
        ) {
            let list: Vec<Frame> = heads.into_iter().map(|(head, at_micros)| Frame { head, at_micros }).collect();
            for frame in &list {
                prop_assert_eq!(FrameFields::from(frame).to_frame(), Some(frame.clone()));
            }
            let frames = Frames { list, deflated: deflated.map(Bytes::from) };
            prop_assert_eq!(FrameTrace::decode(FrameTrace::new(1_000, &frames).bytes(), 1_000), Some(frames));
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
            if let Some(frames) = FrameTrace::decode(&bytes, 5) {
                prop_assert!(frames.list.len() <= bytes.len());
            }
        }
    }
}
