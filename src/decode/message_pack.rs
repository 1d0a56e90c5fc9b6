//! `MessagePack` as a tree. What JSON has no word for is an object that says so: bytes, extensions.

use rmp::{
    Marker,
    decode::{Bytes, RmpRead, ValueReadError, bytes::BytesReadError, read_marker},
};

use super::{
    fault::{Fault, Problem},
    tree::TreeWriter,
};

/// Reads one value.
pub(super) fn read(bytes: &[u8], writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let mut reader = Reader { bytes, rest: Bytes::new(bytes) };
    reader.value(writer)?;
    match reader.at() {
        at if at < bytes.len() => Err(Fault::new(at, Problem::TrailingData)),
        _ => Ok(()),
    }
}

struct Reader<'a> {
    bytes: &'a [u8],
    rest: Bytes<'a>,
}

/// What a read of a number returns.
type Read<T> = Result<T, ValueReadError<BytesReadError>>;

impl<'a> Reader<'a> {
    fn at(&self) -> usize {
        self.bytes.len() - self.rest.remaining_slice().len()
    }

    fn value(&mut self, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        let begin = self.at();
        let here = |problem| Fault::new(begin, problem);
        let marker = read_marker(&mut self.rest).map_err(|_end| here(Problem::UnexpectedEnd))?;
        let written = match marker {
            Marker::Null => writer.json("null"),
            Marker::False => writer.json("false"),
            Marker::True => writer.json("true"),
            Marker::FixPos(number) => writer.number(number),
            Marker::FixNeg(number) => writer.number(number),
            Marker::U8 => writer.number(self.read(RmpRead::read_data_u8)?),
            Marker::U16 => writer.number(self.read(RmpRead::read_data_u16)?),
            Marker::U32 => writer.number(self.read(RmpRead::read_data_u32)?),
            Marker::U64 => writer.number(self.read(RmpRead::read_data_u64)?),
            Marker::I8 => writer.number(self.read(RmpRead::read_data_i8)?),
            Marker::I16 => writer.number(self.read(RmpRead::read_data_i16)?),
            Marker::I32 => writer.number(self.read(RmpRead::read_data_i32)?),
            Marker::I64 => writer.number(self.read(RmpRead::read_data_i64)?),
            Marker::F32 => writer.float(self.read(RmpRead::read_data_f32)?),
            Marker::F64 => writer.float(self.read(RmpRead::read_data_f64)?),
            Marker::FixStr(length) => return self.text(usize::from(length), writer),
            Marker::Str8 | Marker::Str16 | Marker::Str32 => {
                let length = self.length(marker)?;
                return self.text(length, writer);
            }
            Marker::Bin8 | Marker::Bin16 | Marker::Bin32 => {
                let length = self.length(marker)?;
                writer.bytes(self.take(length)?)
            }
            Marker::FixArray(count) => return self.array(usize::from(count), writer),
            Marker::Array16 | Marker::Array32 => {
                let count = self.length(marker)?;
                return self.array(count, writer);
            }
            Marker::FixMap(count) => return self.map(usize::from(count), writer),
            Marker::Map16 | Marker::Map32 => {
                let count = self.length(marker)?;
                return self.map(count, writer);
            }
            Marker::FixExt1 => return self.extension(1, writer),
            Marker::FixExt2 => return self.extension(2, writer),
            Marker::FixExt4 => return self.extension(4, writer),
            Marker::FixExt8 => return self.extension(8, writer),
            Marker::FixExt16 => return self.extension(16, writer),
            Marker::Ext8 | Marker::Ext16 | Marker::Ext32 => {
                let length = self.length(marker)?;
                return self.extension(length, writer);
            }
            Marker::Reserved => Err(Problem::InvalidByte),
        };
        written.map_err(here)
    }

    fn array(&mut self, count: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        writer.begin_array().map_err(|problem| Fault::new(self.at(), problem))?;
        for _ in 0..count {
            self.value(writer)?;
        }
        writer.end();
        Ok(())
    }

    fn map(&mut self, count: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        writer.begin_object().map_err(|problem| Fault::new(self.at(), problem))?;
        for _ in 0..count {
            let begin = self.at();
            let here = |problem| Fault::new(begin, problem);
            let key = writer.begin_key().map_err(here)?;
            self.value(writer)?;
            writer.end_key(key).map_err(here)?;
            self.value(writer)?;
        }
        writer.end();
        Ok(())
    }

    fn extension(&mut self, length: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        let begin = self.at();
        let kind = self.read(RmpRead::read_data_i8)?;
        let data = self.take(length)?;
        let write = |writer: &mut TreeWriter<'_>| {
            writer.begin_object()?;
            writer.key("ext")?;
            writer.number(kind)?;
            if let Some(time) = timestamp(data).filter(|_| kind == -1) {
                writer.key("timestamp")?;
                writer.string(&time.to_string())?;
            }
            writer.key("data")?;
            writer.bytes(data)?;
            writer.end();
            Ok(())
        };
        write(writer).map_err(|problem| Fault::new(begin, problem))
    }

    fn text(&mut self, length: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        let begin = self.at();
        let text = self.take(length)?;
        let text =
            std::str::from_utf8(text).map_err(|error| Fault::new(begin + error.valid_up_to(), Problem::NotUtf8))?;
        writer.string(text).map_err(|problem| Fault::new(begin, problem))
    }

    /// The length or count behind a marker.
    fn length(&mut self, marker: Marker) -> Result<usize, Fault> {
        Ok(match marker {
            Marker::Str8 | Marker::Bin8 | Marker::Ext8 => usize::from(self.read(RmpRead::read_data_u8)?),
            Marker::Str16 | Marker::Bin16 | Marker::Ext16 | Marker::Array16 | Marker::Map16 => {
                usize::from(self.read(RmpRead::read_data_u16)?)
            }
            _ => self.read(RmpRead::read_data_u32)? as usize,
        })
    }

    fn read<T>(&mut self, read: impl FnOnce(&mut Bytes<'a>) -> Read<T>) -> Result<T, Fault> {
        let begin = self.at();
        read(&mut self.rest).map_err(|_end| Fault::new(begin, Problem::UnexpectedEnd))
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let begin = self.at();
        let rest = self.rest.remaining_slice();
        let (taken, rest) = rest.split_at_checked(length).ok_or(Fault::new(begin, Problem::UnexpectedEnd))?;
        self.rest = Bytes::new(rest);
        Ok(taken)
    }
}

/// The time of an extension of type -1.
fn timestamp(data: &[u8]) -> Option<jiff::Timestamp> {
    let (seconds, nanoseconds) = match data.len() {
        4 => (i64::from(u32::from_be_bytes(data.try_into().ok()?)), 0),
        8 => {
            let both = u64::from_be_bytes(data.try_into().ok()?);
            ((both & 0x3_ffff_ffff).cast_signed(), (both >> 34) as u32)
        }
        12 => {
            let (nanoseconds, seconds) = data.split_first_chunk()?;
            (i64::from_be_bytes(seconds.try_into().ok()?), u32::from_be_bytes(*nanoseconds))
        }
        _ => return None,
    };
    jiff::Timestamp::new(seconds, i32::try_from(nanoseconds).ok()?).ok()
}
