//! The frames of a row and their bytes on the wire, computed from headers and payload: nothing is copied whole.

use bytes::Bytes;

use crate::{
    transcript::{
        Kind, RowRef,
        entry::{Close, FrameNote},
        frames::{FrameHead, Frames},
    },
    ui::inspector::RowKey,
};

/// What is known of a row's frames; kept while the row is shown.
#[derive(Debug)]
pub(super) struct RowFrames {
    pub(super) key: RowKey,
    pub(super) frames: Frames,
    /// Where the payload of each frame begins in that of all.
    begins: Vec<u64>,
    /// The rules that a frame breaks.
    pub(super) rules: Vec<String>,
    /// Bytes of the message, after inflation.
    pub(super) message_bytes: u64,
    /// The payload where it is not the row's.
    own: Option<Bytes>,
}

/// A frame's bytes on the wire, as far as they are known.
#[derive(Clone, Copy, Debug)]
pub(super) struct Wire<'a> {
    pub(super) head: FrameHead,
    /// The payload on the wire before it was masked, as far as it is known.
    pub(super) plain: &'a [u8],
    /// Where that begins in the payload of all frames.
    pub(super) begin: u64,
    pub(super) is_deflated: bool,
}

/// What a byte on the wire is part of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum FrameField {
    /// FIN, the reserved bits and the opcode.
    First,
    /// The mask bit and the short length.
    Second,
    /// The length in 16 or 64 bits.
    Length,
    /// The masking key.
    Mask,
    /// The payload, at a byte of the frame's own.
    Payload(usize),
}

impl RowFrames {
    /// The frames of a row; `None` when none are kept.
    pub(super) fn of(transcript: u64, row: &RowRef<'_>) -> Option<Self> {
        let frames = row.frames().filter(|frames| !frames.list.is_empty())?;
        let mut at = 0_u64;
        let mut begins = Vec::with_capacity(frames.list.len());
        for frame in &frames.list {
            begins.push(at);
            at = at.saturating_add(frame.head.payload_bytes());
        }
        let on_wire = frames.wire_payload_bytes();
        let rules = row.fields().filter(|_| row.kind == Kind::Frame).map(|note: FrameNote| note.illegal);
        let own = match (&frames.deflated, row.kind) {
            (Some(deflated), _) => Some(deflated.clone()),
            (None, Kind::Close) => Some(close_payload(row, on_wire)),
            // A frame that breaks a rule, or is cut off, may have been read in part only.
            (None, Kind::Frame | Kind::Partial) => None,
            (None, _) if on_wire == row.payload.len() as u64 => None,
            // What the row has is not what was on the wire.
            (None, _) => Some(Bytes::new()),
        };
        Some(Self {
            key: RowKey { transcript, number: row.number },
            frames,
            begins,
            rules: rules.unwrap_or_default().into_iter().map(std::borrow::Cow::into_owned).collect(),
            message_bytes: row.payload.len() as u64,
            own,
        })
    }

    /// How many frames are kept; at least one.
    pub(super) fn len(&self) -> usize {
        self.frames.list.len()
    }

    /// Frames that are only counted.
    pub(super) fn omitted(&self) -> u64 {
        self.frames.omitted.count
    }

    /// A frame on the wire, with the row's payload.
    pub(super) fn wire<'a>(&'a self, number: usize, payload: &'a [u8]) -> Option<Wire<'a>> {
        let head = self.frames.list.get(number)?.head;
        let begin = *self.begins.get(number)?;
        let all = self.own.as_deref().unwrap_or(payload);
        let from = usize::try_from(begin).unwrap_or(usize::MAX).min(all.len());
        let length = usize::try_from(head.payload_bytes()).unwrap_or(usize::MAX);
        let plain = &all[from..from.saturating_add(length).min(all.len())];
        Some(Wire { head, plain, begin, is_deflated: self.frames.is_deflated() })
    }

    /// Microseconds from the first frame to this one.
    pub(super) fn since_first(&self, number: usize) -> u64 {
        let at = |number: usize| self.frames.list.get(number).map_or(0, |frame| frame.at_micros);
        at(number).saturating_sub(at(0))
    }
}

impl Wire<'_> {
    /// Bytes of the header.
    pub(super) fn header_bytes(&self) -> usize {
        self.head.bytes().len()
    }

    /// Bytes that are known, header and payload.
    pub(super) fn known_bytes(&self) -> usize {
        self.header_bytes() + self.plain.len()
    }

    /// Whether all of the payload is known.
    pub(super) fn is_complete(&self) -> bool {
        self.plain.len() as u64 == self.head.payload_bytes()
    }

    /// The byte at a place on the wire.
    pub(super) fn byte(&self, at: usize) -> Option<u8> {
        match at.checked_sub(self.header_bytes()) {
            None => self.head.bytes().get(at).copied(),
            Some(payload) => Some(self.plain.get(payload)? ^ self.key_byte(payload).unwrap_or(0)),
        }
    }

    /// The byte of the masking key that a byte of the payload was masked with.
    pub(super) fn key_byte(&self, payload: usize) -> Option<u8> {
        self.head.mask().map(|mask| mask[payload % 4])
    }

    /// What a byte on the wire is part of.
    pub(super) fn part(&self, at: usize) -> FrameField {
        let lengths = 2 + self.head.extended_length_bytes();
        match at {
            0 => FrameField::First,
            1 => FrameField::Second,
            _ if at < lengths => FrameField::Length,
            _ => at.checked_sub(self.header_bytes()).map_or(FrameField::Mask, FrameField::Payload),
        }
    }
}

/// The payload of a close frame, put together again from its row; none when that does not fit the header.
fn close_payload(row: &RowRef<'_>, on_wire: u64) -> Bytes {
    let Some(close) = row.fields::<Close>() else { return Bytes::new() };
    let mut payload = close.code.to_be_bytes().to_vec();
    payload.extend_from_slice(close.reason.as_bytes());
    if payload.len() as u64 == on_wire { Bytes::from(payload) } else { Bytes::new() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::MAX_FRAME_HEADS;
    use crate::transcript::{
        Body, Entry, Transcript,
        frames::{Frame, FrameTrace},
    };

    fn frames(heads: &[&[u8]], deflated: Option<&'static [u8]>) -> Frames {
        let list = heads.iter().enumerate().map(|(number, head)| {
            let head = FrameHead::new(head).expect("a header");
            Frame { head, at_micros: number as u64 * 10 }
        });
        Frames::new(list, deflated.map(Bytes::from_static))
    }

    fn with_row(body: Body, frames: &Frames, look: impl FnOnce(&RowFrames, &RowRef<'_>)) {
        let mut transcript = Transcript::default();
        transcript.push(&Entry::outgoing(100, body).with_frames(FrameTrace::new(100, frames)));
        let row = transcript.row(0).expect("a row");
        look(&RowFrames::of(1, &row).expect("frames"), &row);
    }

    fn wire_bytes(wire: Wire<'_>) -> Vec<u8> {
        (0..wire.known_bytes()).map(|at| wire.byte(at).expect("a byte")).collect()
    }

    /// RFC 6455 §5.7.
    #[test]
    fn a_masked_hello_is_on_the_wire_as_the_standard_says() {
        let head = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d];
        with_row(Body::Text(Bytes::from_static(b"Hello")), &frames(&[&head], None), |frames, row| {
            let wire = frames.wire(0, row.payload).expect("a frame");
            assert_eq!(wire_bytes(wire), [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]);
            assert_eq!(
                [0, 1, 2, 5, 6].map(|at| wire.part(at)),
                [FrameField::First, FrameField::Second, FrameField::Mask, FrameField::Mask, FrameField::Payload(0)]
            );
        });
    }

    #[test]
    fn each_fragment_has_its_part_of_the_payload() {
        let heads: [&[u8]; 3] = [&[0x01, 0x03], &[0x00, 0x00], &[0x80, 0x02]];
        with_row(Body::Text(Bytes::from_static(b"Hello")), &frames(&heads, None), |frames, row| {
            let plain: Vec<_> = (0..3).map(|number| frames.wire(number, row.payload).expect("a frame").plain).collect();
            assert_eq!(plain, [b"Hel".as_slice(), b"", b"lo"]);
            assert_eq!([0, 1, 2].map(|number| frames.since_first(number)), [0, 10, 20]);
            assert!(frames.wire(3, row.payload).is_none());
        });
    }

    #[test]
    fn the_payload_of_the_frames_that_are_kept_is_known_beside_those_that_are_not() {
        let heads: Vec<&[u8]> = std::iter::repeat_n(&[0x00, 0x01][..], MAX_FRAME_HEADS + 2).collect();
        let payload: Vec<u8> = (0..heads.len()).map(|number| number as u8).collect();
        with_row(Body::Binary(payload.into()), &frames(&heads, None), |frames, row| {
            assert_eq!((frames.len(), frames.omitted()), (MAX_FRAME_HEADS, 2));
            let last = frames.wire(MAX_FRAME_HEADS - 1, row.payload).expect("a frame");
            assert_eq!((last.plain, last.is_complete()), (&[0xff][..], true));
        });
    }

    /// RFC 7692 §7.2.3.1.
    #[test]
    fn a_compressed_message_shows_its_compressed_bytes() {
        let deflated: &[u8] = &[0xf2, 0x48, 0xcd, 0xc9, 0xc9, 0x07, 0x00];
        with_row(Body::Text(Bytes::from_static(b"Hello")), &frames(&[&[0xc1, 0x07]], Some(deflated)), |frames, row| {
            let wire = frames.wire(0, row.payload).expect("a frame");
            assert!(wire.is_deflated && wire.is_complete());
            assert_eq!(wire_bytes(wire), [&[0xc1, 0x07], deflated].concat());
            assert_eq!(frames.message_bytes, 5);
        });
    }

    #[test]
    fn what_is_not_known_is_not_made_up() {
        let close = |code, reason: &str| Body::Close(Close { code, reason: reason.to_owned(), clean: None });
        with_row(close(1000, "bye"), &frames(&[&[0x88, 0x05]], None), |frames, row| {
            assert_eq!(frames.wire(0, row.payload).expect("a frame").plain, [0x03, 0xe8, b'b', b'y', b'e']);
        });
        with_row(close(1005, ""), &frames(&[&[0x88, 0x00]], None), |frames, row| {
            let wire = frames.wire(0, row.payload).expect("a frame");
            assert!(wire.plain.is_empty() && wire.is_complete());
        });
        with_row(Body::Text(Bytes::from_static(b"Hello")), &frames(&[&[0x81, 0x04]], None), |frames, row| {
            let wire = frames.wire(0, row.payload).expect("a frame");
            assert!(wire.plain.is_empty() && !wire.is_complete());
        });
        with_row(Body::Text(Bytes::from_static(b"Hello")), &frames(&[&[0xc1, 0x07]], Some(b"")), |frames, row| {
            assert!(!frames.wire(0, row.payload).expect("a frame").is_complete());
        });
    }
}
