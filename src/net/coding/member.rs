//! The head of a gzip member, byte by byte: how long it is, and whether it is one. RFC 1952 §2.3. Sans-IO.

use flate2::Crc;
use memchr::memchr;

use super::{CodingProblem, step::Step};

/// The only compression method.
const DEFLATE: u8 = 8;

/// The place of the last byte that every head has.
const LAST_FIXED: u8 = 9;

const RESERVED: u8 = 0xE0;
const HEAD_CHECKSUM: u8 = 0x02;
const EXTRA: u8 = 0x04;
const NAME: u8 = 0x08;
const COMMENT: u8 = 0x10;

/// Reads one head. After a problem it is not to be asked again.
#[derive(Debug)]
pub(super) struct MemberHead {
    field: HeaderField,
    /// The flags whose parts have not begun yet.
    flags: u8,
    /// Bytes that it has so far.
    bytes: u64,
    crc: Crc,
}

#[derive(Clone, Copy, Debug)]
enum HeaderField {
    /// The ten bytes that every head has: the next one's place.
    Fixed(u8),
    /// Two bytes with the length of what follows, the first of them once it came.
    ExtraLength(Option<u8>),
    /// So many bytes that mean nothing here.
    Extra(u16),
    /// A name or a comment, up to a zero.
    Text,
    /// Two bytes, the first of them once it came.
    Checksum(Option<u8>),
    Over,
}

impl MemberHead {
    pub(super) fn new() -> Self {
        Self { field: HeaderField::Fixed(0), flags: 0, bytes: 0, crc: Crc::new() }
    }

    /// Bytes that were taken.
    pub(super) fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether all of it was taken.
    pub(super) fn is_whole(&self) -> bool {
        matches!(self.field, HeaderField::Over)
    }

    /// Takes the next bytes, up to the end of the head.
    pub(super) fn take(&mut self, input: &[u8]) -> Step {
        let mut taken = 0;
        while taken < input.len() && !self.is_whole() {
            // A name can be long.
            let skipped = match self.field {
                HeaderField::Text => memchr(0, &input[taken..]).unwrap_or(input.len() - taken),
                _ => 0,
            };
            self.crc.update(&input[taken..taken + skipped]);
            taken += skipped;
            self.bytes += skipped as u64;
            let Some(&byte) = input.get(taken) else { break };
            if let Err(problem) = self.byte(byte) {
                return Step { taken, problem: Some(problem) };
            }
            taken += 1;
            self.bytes += 1;
        }
        Step::taking(taken)
    }

    fn byte(&mut self, byte: u8) -> Result<(), CodingProblem> {
        if !matches!(self.field, HeaderField::Checksum(_)) {
            self.crc.update(&[byte]);
        }
        self.field = match (self.field, byte) {
            (HeaderField::Fixed(place), _) => {
                self.fixed(place, byte)?;
                if place < LAST_FIXED { HeaderField::Fixed(place + 1) } else { self.next_field() }
            }
            (HeaderField::ExtraLength(None), low) => HeaderField::ExtraLength(Some(low)),
            (HeaderField::ExtraLength(Some(low)), high) => match u16::from_le_bytes([low, high]) {
                0 => self.next_field(),
                length => HeaderField::Extra(length),
            },
            (HeaderField::Extra(1), _) | (HeaderField::Text, 0) => self.next_field(),
            (HeaderField::Extra(left), _) => HeaderField::Extra(left - 1),
            (HeaderField::Text, _) => HeaderField::Text,
            (HeaderField::Checksum(None), low) => HeaderField::Checksum(Some(low)),
            (HeaderField::Checksum(Some(low)), high) if u16::from_le_bytes([low, high]) == self.crc.sum() as u16 => {
                HeaderField::Over
            }
            (HeaderField::Checksum(Some(_)), _) => return Err(CodingProblem::HeadChecksum),
            (HeaderField::Over, _) => HeaderField::Over,
        };
        Ok(())
    }

    /// One of the bytes that every head has. Times and systems mean nothing here.
    fn fixed(&mut self, place: u8, byte: u8) -> Result<(), CodingProblem> {
        match (place, byte) {
            (0, 0x1F) | (1, 0x8B) | (2, DEFLATE) | (4.., _) => Ok(()),
            (0 | 1, _) => Err(CodingProblem::Magic),
            (2, method) => Err(CodingProblem::Method { method }),
            (3, flags) if flags & RESERVED != 0 => Err(CodingProblem::ReservedFlags { flags }),
            (3, flags) => {
                self.flags = flags;
                Ok(())
            }
        }
    }

    fn next_field(&mut self) -> HeaderField {
        for (flag, part) in [
            (EXTRA, HeaderField::ExtraLength(None)),
            (NAME, HeaderField::Text),
            (COMMENT, HeaderField::Text),
            (HEAD_CHECKSUM, HeaderField::Checksum(None)),
        ] {
            if self.flags & flag != 0 {
                self.flags &= !flag;
                return part;
            }
        }
        HeaderField::Over
    }
}
