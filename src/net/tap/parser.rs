//! Takes a stream of WebSocket bytes apart into headers and payloads. Sans-IO; it checks no rule. RFC 6455 §5.2.

use crate::transcript::{FrameHead, frames::MAX_HEAD_BYTES};

/// What comes next in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Item<'a> {
    /// A frame begins.
    Head(FrameHead),
    /// Some of its payload, as on the wire.
    Payload(&'a [u8]),
    /// Its last byte has passed.
    End,
}

/// Takes bytes in any pieces.
#[derive(Debug, Default)]
pub struct FrameParser {
    header: [u8; MAX_HEAD_BYTES],
    header_bytes: usize,
    payload_left: u64,
    in_frame: bool,
}

impl FrameParser {
    /// Takes the next item from the front of `bytes`; `None` when there are too few.
    pub fn next<'a>(&mut self, bytes: &mut &'a [u8]) -> Option<Item<'a>> {
        if !self.in_frame {
            return self.head(bytes).map(Item::Head);
        }
        if self.payload_left == 0 {
            self.in_frame = false;
            return Some(Item::End);
        }
        let taken = bytes.len().min(usize::try_from(self.payload_left).unwrap_or(usize::MAX));
        let (payload, rest) = bytes.split_at(taken);
        *bytes = rest;
        self.payload_left -= taken as u64;
        (taken > 0).then_some(Item::Payload(payload))
    }

    /// Whether the next byte begins a frame.
    pub fn is_between_frames(&self) -> bool {
        !self.in_frame && self.header_bytes == 0
    }

    /// How many bytes are missing to the next boundary that is known: the end of the frame, or of its header.
    pub fn missing_bytes(&self) -> u64 {
        if self.in_frame { self.payload_left } else { (self.wanted() - self.header_bytes) as u64 }
    }

    /// The bytes of a head that is not complete.
    pub fn begun_head(&self) -> &[u8] {
        &self.header[..self.header_bytes]
    }

    fn wanted(&self) -> usize {
        FrameHead::length_of(&self.header[..self.header_bytes]).unwrap_or(2)
    }

    fn head(&mut self, bytes: &mut &[u8]) -> Option<FrameHead> {
        while self.header_bytes < self.wanted() {
            let taken = bytes.len().min(self.wanted() - self.header_bytes);
            if taken == 0 {
                return None;
            }
            let (begin, rest) = bytes.split_at(taken);
            self.header[self.header_bytes..self.header_bytes + taken].copy_from_slice(begin);
            self.header_bytes += taken;
            *bytes = rest;
        }
        let head = FrameHead::new(&self.header[..self.header_bytes])?;
        self.header_bytes = 0;
        self.payload_left = head.payload_bytes();
        self.in_frame = true;
        Some(head)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Every frame's header and payload.
    fn frames(pieces: &[&[u8]]) -> Vec<(Vec<u8>, Vec<u8>)> {
        let mut parser = FrameParser::default();
        let (mut frames, mut open) = (Vec::new(), None);
        for mut piece in pieces.iter().copied() {
            while let Some(item) = parser.next(&mut piece) {
                match item {
                    Item::Head(head) => open = Some((head.bytes().to_vec(), Vec::new())),
                    Item::Payload(bytes) => open.as_mut().expect("a header").1.extend_from_slice(bytes),
                    Item::End => frames.extend(open.take()),
                }
            }
        }
        frames
    }

    #[test]
    fn headers_of_every_length_are_understood() {
        for (header, length) in [
            (b"\x81\x85mask".to_vec(), 5),
            (b"\x02\xfe\x01\x00mask".to_vec(), 256),
            (b"\x80\xff\0\0\0\0\0\x01\0\0mask".to_vec(), 65_536),
            (b"\x8a\x02".to_vec(), 2),
            (b"\x89\x80mask".to_vec(), 0),
        ] {
            let payload = vec![7; length];
            assert_eq!(frames(&[&[header.clone(), payload.clone()].concat()]), [(header, payload)]);
        }
    }

    #[test]
    fn a_frame_ends_only_with_its_last_byte() {
        assert_eq!(frames(&[b"\x81\x82mas", b"k", b"h"]), []);
        assert_eq!(frames(&[b"\x81\x82mas", b"k", b"h", b"i"]).len(), 1);
        let mut parser = FrameParser::default();
        assert!(parser.is_between_frames());
        parser.next(&mut &b"\x81"[..]);
        assert_eq!((parser.is_between_frames(), parser.missing_bytes()), (false, 1));
        parser.next(&mut &b"\x03"[..]);
        assert_eq!((parser.is_between_frames(), parser.missing_bytes()), (false, 3));
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(
            bytes in prop::collection::vec(any::<u8>(), 0..400),
            cuts in prop::collection::vec(1..60_usize, 0..40),
        ) {
            let whole = frames(&[&bytes]);
            let mut pieces = Vec::new();
            let mut rest = bytes.as_slice();
            for cut in cuts {
                let (piece, tail) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = tail;
            }
            pieces.push(rest);
            prop_assert_eq!(frames(&pieces), whole);
        }
    }
}
