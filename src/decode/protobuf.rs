//! Protocol buffers without their schema: field numbers, wire types, and guesses at what a field of bytes holds.
//!
//! The wire says of a length-delimited field only where it ends. It is shown as text where it is text, as a message where
//! it has the form of one, and as bytes otherwise; the key of each value says which of these was chosen.

use super::{
    fault::{Fault, Problem},
    text::first_unreadable,
    tree::TreeWriter,
};
use crate::limits::MAX_TREE_DEPTH;

/// The largest field number.
const MAX_FIELD: u64 = (1 << 29) - 1;

/// Reads a message. A key is a field's number and what it is read as; a field that is repeated stands several times.
pub(super) fn read(bytes: &[u8], writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    writer.begin_object().map_err(|problem| Fault::new(0, problem))?;
    message(bytes, 0, None, writer)?;
    writer.end();
    Ok(())
}

/// A field as it is on the wire.
enum Field<'a> {
    Varint(u64),
    Fixed64([u8; 8]),
    Bytes(&'a [u8]),
    GroupBegin,
    GroupEnd,
    Fixed32([u8; 4]),
}

/// The fields of a message, one after the other.
struct Fields<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Fields<'a> {
    /// The next field with its number; `None` at the end.
    fn next(&mut self) -> Result<Option<(u64, Field<'a>)>, Fault> {
        if self.at >= self.bytes.len() {
            return Ok(None);
        }
        let begin = self.at;
        let tag = self.varint()?;
        let number = tag >> 3;
        if number == 0 || number > MAX_FIELD {
            return Err(Fault::new(begin, Problem::InvalidByte));
        }
        let field = match tag & 7 {
            0 => Field::Varint(self.varint()?),
            1 => Field::Fixed64(self.fixed()?),
            2 => {
                let at = self.at;
                let length =
                    usize::try_from(self.varint()?).map_err(|_large| Fault::new(at, Problem::UnexpectedEnd))?;
                Field::Bytes(self.take(length)?)
            }
            3 => Field::GroupBegin,
            4 => Field::GroupEnd,
            5 => Field::Fixed32(self.fixed()?),
            _ => return Err(Fault::new(begin, Problem::InvalidByte)),
        };
        Ok(Some((number, field)))
    }

    fn varint(&mut self) -> Result<u64, Fault> {
        let begin = self.at;
        let mut number = 0;
        for shift in (0..70).step_by(7) {
            let byte = *self.bytes.get(self.at).ok_or(Fault::new(begin, Problem::UnexpectedEnd))?;
            self.at += 1;
            let bits = u64::from(byte & 0x7f);
            if shift == 63 && bits > 1 {
                break;
            }
            number |= bits << shift;
            if byte & 0x80 == 0 {
                return Ok(number);
            }
        }
        Err(Fault::new(begin, Problem::InvalidNumber))
    }

    fn fixed<const N: usize>(&mut self) -> Result<[u8; N], Fault> {
        let begin = self.at;
        let bytes = self.take(N)?;
        bytes.try_into().map_err(|_short| Fault::new(begin, Problem::UnexpectedEnd))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let taken = self.at.checked_add(length).and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(Fault::new(self.at, Problem::UnexpectedEnd))?;
        self.at += length;
        Ok(taken)
    }
}

/// The fields of a message that begins at byte `base` of the payload. `unreadable` is its first byte that is no text,
/// where that is known: what is inside of it is not searched for the same byte again, however deep.
fn message(bytes: &[u8], base: usize, unreadable: Option<usize>, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let mut fields = Fields { bytes, at: 0 };
    let mut groups = Vec::new();
    loop {
        let begin = base + fields.at;
        let inside = |fault: Fault| Fault::new(base + fault.at, fault.problem);
        let Some((number, field)) = fields.next().map_err(inside)? else { break };
        let here = |problem| Fault::new(begin, problem);
        match field {
            Field::Varint(value) => varint(number, value, writer).map_err(here)?,
            Field::Fixed64(value) => fixed64(number, value, writer).map_err(here)?,
            Field::Fixed32(value) => fixed32(number, value, writer).map_err(here)?,
            Field::Bytes(value) => {
                let value_base = base + fields.at - value.len();
                length_delimited(number, value, value_base, unreadable, writer)?;
            }
            Field::GroupBegin => {
                groups.push(number);
                writer.key(&format!("{number} group")).and_then(|()| writer.begin_object()).map_err(here)?;
            }
            Field::GroupEnd if groups.pop() == Some(number) => writer.end(),
            Field::GroupEnd => return Err(here(Problem::Unbalanced)),
        }
    }
    if groups.is_empty() { Ok(()) } else { Err(Fault::new(base + bytes.len(), Problem::UnexpectedEnd)) }
}

fn length_delimited(
    number: u64,
    bytes: &[u8],
    base: usize,
    unreadable: Option<usize>,
    writer: &mut TreeWriter<'_>,
) -> Result<(), Fault> {
    let here = |problem| Fault::new(base, problem);
    let inside = unreadable.filter(|at| (base..base + bytes.len()).contains(at));
    let unreadable = inside.or_else(|| first_unreadable(bytes).map(|at| base + at));
    let text = if unreadable.is_none() { std::str::from_utf8(bytes).ok() } else { None };
    match text {
        Some("") => writer.key(&format!("{number} empty")).and_then(|()| writer.string("")).map_err(here),
        Some(text) => {
            let key = if is_message(bytes) { "string or message" } else { "string" };
            writer.key(&format!("{number} {key}")).and_then(|()| writer.string(text)).map_err(here)
        }
        None if is_message(bytes) => {
            writer.key(&format!("{number} message")).and_then(|()| writer.begin_object()).map_err(here)?;
            message(bytes, base, unreadable, writer)?;
            writer.end();
            Ok(())
        }
        None => writer.key(&format!("{number} bytes")).and_then(|()| writer.bytes(bytes)).map_err(here),
    }
}

fn varint(number: u64, value: u64, writer: &mut TreeWriter<'_>) -> Result<(), Problem> {
    writer.key(&format!("{number} varint"))?;
    if i64::try_from(value).is_ok() {
        return writer.number(value);
    }
    writer.begin_object()?;
    writer.key("uint64")?;
    writer.number(value)?;
    writer.key("int64")?;
    writer.number(value.cast_signed())?;
    writer.end();
    Ok(())
}

fn fixed64(number: u64, value: [u8; 8], writer: &mut TreeWriter<'_>) -> Result<(), Problem> {
    writer.key(&format!("{number} fixed64"))?;
    writer.begin_object()?;
    writer.key("int64")?;
    writer.number(i64::from_le_bytes(value))?;
    writer.key("double")?;
    writer.float(f64::from_le_bytes(value))?;
    writer.end();
    Ok(())
}

fn fixed32(number: u64, value: [u8; 4], writer: &mut TreeWriter<'_>) -> Result<(), Problem> {
    writer.key(&format!("{number} fixed32"))?;
    writer.begin_object()?;
    writer.key("int32")?;
    writer.number(i32::from_le_bytes(value))?;
    writer.key("float")?;
    writer.float(f32::from_le_bytes(value))?;
    writer.end();
    Ok(())
}

/// Whether bytes have the form of a message: each field whole, each group ended, and no more groups inside of each other
/// than a tree shows (each costs memory until it ends). Fields inside are not looked at.
pub(super) fn is_message(bytes: &[u8]) -> bool {
    let mut fields = Fields { bytes, at: 0 };
    let mut groups = Vec::new();
    loop {
        match fields.next() {
            Ok(None) => return !bytes.is_empty() && groups.is_empty(),
            Ok(Some((_, Field::GroupBegin))) if groups.len() == MAX_TREE_DEPTH => return false,
            Ok(Some((number, Field::GroupBegin))) => groups.push(number),
            Ok(Some((number, Field::GroupEnd))) if groups.pop() != Some(number) => return false,
            Ok(Some(_)) => {}
            Err(_) => return false,
        }
    }
}
