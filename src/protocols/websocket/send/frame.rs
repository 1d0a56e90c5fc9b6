//! A frame that is sent exactly as it is described, also against the rules. Sans-IO.

use bytes::Bytes;

use crate::{
    net::tap::{MAX_CONTROL_PAYLOAD, apply_mask, header},
    protocols::websocket::close::{CloseCode, read_payload},
    transcript::FrameHead,
};

/// A frame on its way out. Its length is written in as few bytes as it can.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RawFrame {
    /// Whether it ends its message.
    pub fin: bool,
    /// The reserved bits, 0 to 7, the first one highest.
    pub rsv: u8,
    /// 0 continues a message, 1 text, 2 binary, 8 close, 9 ping, 10 pong.
    pub opcode: u8,
    /// Whether it is masked, as every frame of a client must be.
    pub masked: bool,
    /// What it carries.
    pub payload: Bytes,
}

impl RawFrame {
    /// The rules that it breaks by itself, by their names in the record. What it breaks together with the frames
    /// before it, only the connection knows.
    pub fn illegal(&self) -> Vec<&'static str> {
        let is_control = self.opcode & 0x08 != 0;
        let mut broken = Vec::new();
        let mut check = |is_broken: bool, rule: &'static str| {
            if is_broken {
                broken.push(rule);
            }
        };
        check(!self.masked, "unmasked");
        check(self.rsv != 0, "reservedBits");
        check(!matches!(self.opcode, 0..=2 | 8..=10), "reservedOpcode");
        check(is_control && !self.fin, "fragmentedControl");
        check(is_control && self.payload.len() > MAX_CONTROL_PAYLOAD, "controlTooLong");
        check(self.opcode == 1 && self.fin && std::str::from_utf8(&self.payload).is_err(), "invalidUtf8");
        if self.opcode == 8 {
            check(self.payload.len() == 1, "closePayload");
            check(
                self.payload.len() > 1 && !CloseCode::unchecked(read_payload(&self.payload).0).is_legal(),
                "closeCode",
            );
            let reason = self.payload.get(2..).unwrap_or_default();
            check(std::str::from_utf8(reason).is_err(), "invalidUtf8");
        }
        broken
    }

    /// Its header and its payload as they go on the wire; `mask` is used if it is masked.
    pub fn encode(&self, mask: [u8; 4]) -> (Option<FrameHead>, Vec<u8>) {
        let first = u8::from(self.fin) << 7 | (self.rsv & 0x07) << 4 | self.opcode & 0x0f;
        let mask = self.masked.then_some(mask);
        let mut bytes = header(first, mask, self.payload.len()).to_vec();
        let (head, begin) = (FrameHead::new(&bytes), bytes.len());
        bytes.extend_from_slice(&self.payload);
        apply_mask(&mut bytes[begin..], mask.unwrap_or_default(), 0);
        (head, bytes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(opcode: u8, payload: &'static [u8]) -> RawFrame {
        RawFrame { fin: true, rsv: 0, opcode, masked: true, payload: Bytes::from_static(payload) }
    }

    #[test]
    fn each_broken_rule_is_named() {
        let none: [&str; 0] = [];
        for legal in [frame(1, b"a"), frame(2, b"\xff"), frame(8, b"\x03\xe8bye"), frame(8, b""), frame(9, &[0; 125])] {
            assert_eq!(legal.illegal(), none, "{legal:?}");
        }
        let first_fragment = RawFrame { fin: false, ..frame(1, b"\xc3") };
        assert_eq!(first_fragment.illegal(), none);
        for (illegal, rules) in [
            (RawFrame { masked: false, ..frame(1, b"a") }, vec!["unmasked"]),
            (RawFrame { rsv: 4, ..frame(3, b"a") }, vec!["reservedBits", "reservedOpcode"]),
            (RawFrame { fin: false, ..frame(9, &[0; 126]) }, vec!["fragmentedControl", "controlTooLong"]),
            (frame(1, b"\xff"), vec!["invalidUtf8"]),
            (frame(8, b"\x03"), vec!["closePayload"]),
            (frame(8, b"\x03\xed\xff"), vec!["closeCode", "invalidUtf8"]),
        ] {
            assert_eq!(illegal.illegal(), rules, "{illegal:?}");
        }
    }

    #[test]
    fn it_goes_out_as_described() {
        let (head, bytes) = RawFrame { fin: false, rsv: 2, ..frame(2, b"ab") }.encode([1, 2, 3, 4]);
        assert_eq!(bytes, [0x22, 0x82, 1, 2, 3, 4, b'a' ^ 1, b'b' ^ 2]);
        assert_eq!(head.and_then(|head| head.mask()), Some([1, 2, 3, 4]));
        let (_, bytes) = RawFrame { masked: false, ..frame(9, &[7; 126]) }.encode([1, 2, 3, 4]);
        assert_eq!(bytes[..4], [0x89, 126, 0, 126]);
        let (_, bytes) = RawFrame { payload: vec![0; 65_536].into(), ..frame(1, b"") }.encode([0; 4]);
        assert_eq!(bytes[..10], [0x81, 0xff, 0, 0, 0, 0, 0, 1, 0, 0]);
    }
}
