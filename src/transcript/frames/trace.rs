//! The frames of a row in few bytes, as a transcript keeps them.

use bytes::Bytes;
use smallvec::SmallVec;

use super::{Frame, FrameHead, Frames, MAX_DEFLATED_BYTES, OmittedFrames};
use crate::limits::MAX_FRAME_HEADS;

/// The frames of a row in few bytes: 3 for a short message of a server. The default has none.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameTrace(SmallVec<[u8; 16]>);

/// The first byte of a trace.
pub(super) const PLAIN: u8 = 0;
pub(super) const LISTED: u8 = 1;
/// As listed, behind the number and the payload bytes of those that are not.
pub(super) const LISTED_IN_PART: u8 = 2;

impl FrameTrace {
    /// A message in one piece that was not compressed; the frame has the time of its row.
    pub fn single(head: &FrameHead) -> Self {
        let mut bytes = SmallVec::new();
        bytes.push(PLAIN);
        bytes.extend_from_slice(head.bytes());
        Self(bytes)
    }

    /// Any frames of a row; of many, the first [`MAX_FRAME_HEADS`].
    pub fn new(row_at_micros: u64, frames: &Frames) -> Self {
        let (list, beyond) = frames.list.split_at(frames.list.len().min(MAX_FRAME_HEADS));
        let mut omitted = frames.omitted;
        for frame in beyond {
            omitted.add(&frame.head);
        }
        match (list, &frames.deflated) {
            ([], None) => Self::default(),
            ([frame], None) if frame.at_micros == row_at_micros && omitted.count == 0 => Self::single(&frame.head),
            (list, deflated) => {
                let mut bytes = SmallVec::new();
                if omitted.count > 0 {
                    bytes.push(LISTED_IN_PART);
                    push_number(&mut bytes, omitted.count);
                    push_number(&mut bytes, omitted.payload_bytes);
                } else {
                    bytes.push(LISTED);
                }
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
                Some(Frames::new([Frame { head: FrameHead::new(header)?, at_micros: row_at_micros }], None))
            }
            (&form, mut rest) => {
                let omitted = take_omitted(form, &mut rest)?;
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
                Some(Frames { list, omitted, deflated })
            }
        }
    }
}

/// What a trace that is listed says of frames that it does not list.
pub(super) fn take_omitted(form: u8, rest: &mut &[u8]) -> Option<OmittedFrames> {
    match form {
        LISTED => Some(OmittedFrames::default()),
        LISTED_IN_PART => Some(OmittedFrames { count: take_number(rest)?, payload_bytes: take_number(rest)? }),
        _ => None,
    }
}

/// Seven bits a byte, the lowest first.
fn push_number(bytes: &mut SmallVec<[u8; 16]>, mut number: u64) {
    while number >= 0x80 {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

pub(super) fn take_number(bytes: &mut &[u8]) -> Option<u64> {
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
