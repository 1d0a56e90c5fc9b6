//! CBOR as a tree. What JSON has no word for is an object that says so: bytes, tags, simple values. RFC 8949.

use ciborium_ll::{Decoder, Error, Header};

use super::{
    fault::{Fault, Problem},
    tree::TreeWriter,
};

/// Reads one value.
pub(super) fn read(bytes: &[u8], writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let mut reader = Reader { bytes, at: 0 };
    reader.value(writer)?;
    if reader.at < bytes.len() { Err(Fault::new(reader.at, Problem::TrailingData)) } else { Ok(()) }
}

struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    fn header(&mut self) -> Result<Header, Fault> {
        let begin = self.at;
        let mut decoder = Decoder::from(self.bytes.get(begin..).unwrap_or_default());
        let header = decoder.pull().map_err(|error| match error {
            Error::Io(_) => Fault::new(begin, Problem::UnexpectedEnd),
            Error::Syntax(_) => Fault::new(begin, Problem::InvalidByte),
        })?;
        self.at += decoder.offset();
        Ok(header)
    }

    fn value(&mut self, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        let begin = self.at;
        let header = self.header()?;
        self.rest_of(header, begin, writer)
    }

    /// What follows a header that has been read.
    fn rest_of(&mut self, header: Header, begin: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        let here = |problem| Fault::new(begin, problem);
        let written = match header {
            Header::Positive(number) => writer.number(number),
            Header::Negative(inverted) => writer.number(-1 - i128::from(inverted)),
            Header::Float(number) => writer.float(number),
            Header::Simple(20) => writer.json("false"),
            Header::Simple(21) => writer.json("true"),
            Header::Simple(22) => writer.json("null"),
            Header::Simple(number) => single(writer, "simple", number),
            Header::Bytes(length) => {
                let bytes = self.string(length, |header| match header {
                    Header::Bytes(Some(length)) => Some(length),
                    _ => None,
                })?;
                writer.bytes(&bytes)
            }
            Header::Text(length) => {
                let text = self.string(length, |header| match header {
                    Header::Text(Some(length)) => Some(length),
                    _ => None,
                })?;
                std::str::from_utf8(&text).map_err(|_invalid| Problem::NotUtf8).and_then(|text| writer.string(text))
            }
            Header::Array(count) => return self.array(count, begin, writer),
            Header::Map(count) => return self.map(count, begin, writer),
            Header::Tag(tag) => return self.tagged(tag, begin, writer),
            Header::Break => Err(Problem::Unbalanced),
        };
        written.map_err(here)
    }

    fn array(&mut self, count: Option<usize>, begin: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        writer.begin_array().map_err(|problem| Fault::new(begin, problem))?;
        let mut read = 0;
        while count.is_none_or(|count| read < count) {
            let begin = self.at;
            match self.header()? {
                Header::Break if count.is_none() => break,
                header => self.rest_of(header, begin, writer)?,
            }
            read += 1;
        }
        writer.end();
        Ok(())
    }

    fn map(&mut self, count: Option<usize>, begin: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        writer.begin_object().map_err(|problem| Fault::new(begin, problem))?;
        let mut read = 0;
        while count.is_none_or(|count| read < count) {
            let begin = self.at;
            let header = match self.header()? {
                Header::Break if count.is_none() => break,
                header => header,
            };
            let here = |problem| Fault::new(begin, problem);
            let key = writer.begin_key().map_err(here)?;
            self.rest_of(header, begin, writer)?;
            writer.end_key(key).map_err(here)?;
            self.value(writer)?;
            read += 1;
        }
        writer.end();
        Ok(())
    }

    fn tagged(&mut self, tag: u64, begin: usize, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
        let written = writer.begin_object().and_then(|()| writer.key("tag")).and_then(|()| writer.number(tag));
        written.and_then(|()| writer.key("value")).map_err(|problem| Fault::new(begin, problem))?;
        self.value(writer)?;
        writer.end();
        Ok(())
    }

    /// The bytes of a string, in one piece or, when the length is not known, in several.
    fn string(&mut self, length: Option<usize>, piece: impl Fn(Header) -> Option<usize>) -> Result<Vec<u8>, Fault> {
        if let Some(length) = length {
            return self.take(length).map(<[u8]>::to_vec);
        }
        let mut whole = Vec::new();
        loop {
            let begin = self.at;
            match self.header()? {
                Header::Break => return Ok(whole),
                header => {
                    let length = piece(header).ok_or(Fault::new(begin, Problem::InvalidByte))?;
                    whole.extend_from_slice(self.take(length)?);
                }
            }
        }
    }

    fn take(&mut self, length: usize) -> Result<&'a [u8], Fault> {
        let taken = self.at.checked_add(length).and_then(|end| self.bytes.get(self.at..end));
        let taken = taken.ok_or(Fault::new(self.at, Problem::UnexpectedEnd))?;
        self.at += length;
        Ok(taken)
    }
}

fn single(writer: &mut TreeWriter<'_>, key: &str, number: u8) -> Result<(), Problem> {
    writer.begin_object()?;
    writer.key(key)?;
    writer.number(number)?;
    writer.end();
    Ok(())
}
