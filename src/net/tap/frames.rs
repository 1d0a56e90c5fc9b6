//! Finds the frames in a stream of WebSocket bytes. Sans-IO; it reads headers and control payloads only.

use bytes::Bytes;

/// Bytes that a control frame may carry. RFC 6455 §5.5.
pub const MAX_CONTROL_PAYLOAD: usize = 125;

/// Two bytes, a length of up to eight and a masking key of four. RFC 6455 §5.2.
const MAX_HEADER: usize = 14;

/// A frame that passed whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingFrame {
    /// 1 text, 2 binary, 8 close, 9 ping, 10 pong; 0 continues a message.
    pub opcode: u8,
    /// Bytes of payload.
    pub payload_bytes: u64,
    /// The payload of a control frame, unmasked; empty for data.
    pub control_payload: Bytes,
}

/// Takes bytes in any pieces and says when a frame is complete.
#[derive(Debug, Default)]
pub struct FrameScanner {
    header: [u8; MAX_HEADER],
    header_bytes: usize,
    payload_bytes: u64,
    payload_left: u64,
    control_payload: Vec<u8>,
}

impl FrameScanner {
    /// Looks at the next bytes.
    pub fn scan(&mut self, mut bytes: &[u8], mut complete: impl FnMut(OutgoingFrame)) {
        while let Some((&first, rest)) = bytes.split_first() {
            if self.payload_left > 0 {
                let taken = bytes.len().min(usize::try_from(self.payload_left).unwrap_or(usize::MAX));
                self.payload(&bytes[..taken]);
                bytes = &bytes[taken..];
            } else {
                self.header[self.header_bytes] = first;
                self.header_bytes += 1;
                bytes = rest;
                if self.header_bytes < self.header_length() {
                    continue;
                }
                self.payload_bytes = self.announced_payload();
                self.payload_left = self.payload_bytes;
            }
            if self.payload_left == 0 {
                complete(self.finish());
            }
        }
    }

    /// How long the header is, as far as its first two bytes say.
    fn header_length(&self) -> usize {
        if self.header_bytes < 2 {
            return 2;
        }
        2 + self.length_bytes() + if self.header[1] & 0x80 == 0 { 0 } else { 4 }
    }

    fn length_bytes(&self) -> usize {
        match self.header[1] & 0x7f {
            126 => 2,
            127 => 8,
            _ => 0,
        }
    }

    fn announced_payload(&self) -> u64 {
        match self.length_bytes() {
            0 => u64::from(self.header[1] & 0x7f),
            extended => self.header[2..2 + extended].iter().fold(0, |sum, &byte| sum << 8 | u64::from(byte)),
        }
    }

    fn payload(&mut self, bytes: &[u8]) {
        if self.header[0] & 0x08 != 0 {
            let mask = &self.header[self.header_bytes.saturating_sub(4)..self.header_bytes];
            let masked = self.header[1] & 0x80 != 0;
            let room = MAX_CONTROL_PAYLOAD.saturating_sub(self.control_payload.len());
            for &byte in &bytes[..bytes.len().min(room)] {
                let key = if masked { mask[self.control_payload.len() % 4] } else { 0 };
                self.control_payload.push(byte ^ key);
            }
        }
        self.payload_left -= bytes.len() as u64;
    }

    fn finish(&mut self) -> OutgoingFrame {
        self.header_bytes = 0;
        OutgoingFrame {
            opcode: self.header[0] & 0x0f,
            payload_bytes: self.payload_bytes,
            control_payload: Bytes::from(std::mem::take(&mut self.control_payload)),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn scan(pieces: &[&[u8]]) -> Vec<OutgoingFrame> {
        let mut scanner = FrameScanner::default();
        let mut frames = Vec::new();
        for piece in pieces {
            scanner.scan(piece, |frame| frames.push(frame));
        }
        frames
    }

    fn frame(opcode: u8, payload_bytes: u64, control_payload: &'static [u8]) -> OutgoingFrame {
        OutgoingFrame { opcode, payload_bytes, control_payload: Bytes::from_static(control_payload) }
    }

    #[test]
    fn headers_of_every_length_are_understood() {
        let small = [b"\x81\x85".as_slice(), b"mask", &[1; 5]].concat();
        let medium = [b"\x02\xfe\x01\x00".as_slice(), b"mask", &[1; 256]].concat();
        let large = [b"\x80\xff\0\0\0\0\0\x01\0\0".as_slice(), b"mask", &vec![1; 65_536]].concat();
        let unmasked = b"\x8a\x02ok".to_vec();
        for (bytes, expected) in [
            (small, frame(1, 5, b"")),
            (medium, frame(2, 256, b"")),
            (large, frame(0, 65_536, b"")),
            (unmasked, frame(10, 2, b"ok")),
            (b"\x89\x80mask".to_vec(), frame(9, 0, b"")),
        ] {
            assert_eq!(scan(&[&bytes]), [expected]);
        }
    }

    #[test]
    fn a_control_payload_is_unmasked() {
        let bytes = [0x88, 0x84, 1, 2, 3, 4, 0x03 ^ 1, 0xe8 ^ 2, b'h' ^ 3, b'i' ^ 4];
        assert_eq!(scan(&[&bytes]), [frame(8, 4, b"\x03\xe8hi")]);
    }

    #[test]
    fn a_frame_counts_only_when_its_last_byte_passed() {
        assert_eq!(scan(&[b"\x81\x82mas", b"k", b"h"]), []);
        assert_eq!(scan(&[b"\x81\x82mas", b"k", b"h", b"i"]).len(), 1);
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_frames(
            frames in prop::collection::vec((0..16_u8, 0..300_usize, any::<bool>()), 1..8),
            cuts in prop::collection::vec(1..80_usize, 0..40),
        ) {
            let mut bytes = Vec::new();
            for (opcode, length, masked) in &frames {
                let mask_bit = if *masked { 0x80 } else { 0 };
                bytes.push(0x80 | opcode);
                if *length < 126 {
                    bytes.push(mask_bit | *length as u8);
                } else {
                    bytes.push(mask_bit | 0x7e);
                    bytes.extend_from_slice(&(*length as u16).to_be_bytes());
                }
                if *masked {
                    bytes.extend_from_slice(b"\x01\x02\x03\x04");
                }
                bytes.extend(std::iter::repeat_n(0x5a, *length));
            }
            let whole = scan(&[&bytes]);
            prop_assert_eq!(
                whole.iter().map(|frame| (frame.opcode, frame.payload_bytes as usize)).collect::<Vec<_>>(),
                frames.iter().map(|(opcode, length, _)| (*opcode, *length)).collect::<Vec<_>>()
            );
            let mut pieces = Vec::new();
            let mut rest = bytes.as_slice();
            for cut in cuts {
                let (piece, tail) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = tail;
            }
            pieces.push(rest);
            prop_assert_eq!(scan(&pieces), whole);
        }
    }
}
