//! Frames as a record describes them.

use data_encoding::HEXLOWER;
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{SeqAccess, Visitor},
};

use super::{Frame, FrameHead, Frames};

/// A frame as a record describes it.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(in crate::transcript) struct FrameFields {
    pub(super) fin: bool,
    pub(super) rsv: u8,
    pub(super) opcode: u8,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) mask: Option<String>,
    pub(super) payload_bytes: u64,
    pub(super) length_bytes: u8,
    pub(super) at: u64,
}

impl From<&Frame> for FrameFields {
    fn from(Frame { head, at_micros }: &Frame) -> Self {
        Self {
            fin: head.fin(),
            rsv: head.rsv(),
            opcode: head.opcode(),
            mask: head.mask().map(|mask| HEXLOWER.encode(&mask)),
            payload_bytes: head.payload_bytes(),
            length_bytes: head.extended_length_bytes() as u8,
            at: *at_micros,
        }
    }
}

impl FrameFields {
    /// The frame; `None` when the fields describe none.
    pub(in crate::transcript) fn to_frame(&self) -> Option<Frame> {
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

/// The frames of a record's row as they are read: however many there are, no more than a row keeps are held.
/// Those that describe none are left out.
#[derive(Debug, Default)]
pub(in crate::transcript) struct FrameList(pub(in crate::transcript) Frames);

impl<'de> Deserialize<'de> for FrameList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct List;
        impl<'de> Visitor<'de> for List {
            type Value = FrameList;

            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a list of frames")
            }

            fn visit_seq<A: SeqAccess<'de>>(self, mut written: A) -> Result<FrameList, A::Error> {
                let mut frames = Frames::default();
                while let Some(fields) = written.next_element::<FrameFields>()? {
                    if let Some(frame) = fields.to_frame() {
                        frames.push(frame);
                    }
                }
                Ok(FrameList(frames))
            }
        }
        deserializer.deserialize_seq(List)
    }
}
