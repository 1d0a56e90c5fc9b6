//! The bytes of a body out of its framing, piece by piece. RFC 9112 §6, §7.1. Sans-IO.

use bytes::{Buf as _, Bytes, BytesMut};

use super::{
    super::quoted::Quoted,
    framing::{Framing, FramingFault},
    head::push_trailer,
};
use crate::{
    limits::{MAX_CHUNK_LINE_BYTES, MAX_TRAILER_BYTES},
    transcript::entry::Headers,
};

/// The most that is handed out at a time.
pub const MAX_PIECE_BYTES: usize = 64 * 1024;

/// Takes a body apart. After a fault it is not to be asked again.
#[derive(Debug)]
pub struct BodyDecoder {
    state: State,
    trailers: Headers,
}

#[derive(Debug)]
enum State {
    /// So many bytes are missing.
    Length(u64),
    ToTheEnd,
    /// In the line before a chunk, of which so many bytes were looked at.
    Size {
        scanned: usize,
    },
    /// In a chunk of which so many bytes are missing.
    Chunk(u64),
    /// At the line end behind a chunk.
    ChunkEnd,
    /// In the lines behind the last chunk: bytes of those that are whole, and of the next one that were looked at.
    Trailers {
        taken: usize,
        scanned: usize,
    },
    Over,
    Faulty(BodyFault),
}

/// What has come of a body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// Some bytes of it, at most [`MAX_PIECE_BYTES`] and never none.
    Data(Bytes),
    /// More must come first.
    More,
    /// It is whole.
    End,
}

/// Why a body cannot be read; said of the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BodyFault {
    /// Its length is not known.
    #[error(transparent)]
    Framing(#[from] FramingFault),
    /// The line before a chunk does not begin with a size.
    #[error("has a chunk whose size is no hexadecimal number of bytes: {line} (RFC 9112 §7.1)")]
    ChunkSize {
        /// The line.
        line: Quoted,
    },
    /// A chunk is longer than its size says.
    #[error("has a chunk that does not end where its size says: {found} stands there (RFC 9112 §7.1)")]
    ChunkEnd {
        /// What stands in the place of the line end.
        found: Quoted,
    },
    /// The line before a chunk passes [`MAX_CHUNK_LINE_BYTES`].
    #[error("has a chunk whose size and extensions take more than {} KiB", limit_bytes / 1024)]
    ChunkLineTooLong {
        /// What is taken.
        limit_bytes: usize,
    },
    /// The lines behind the last chunk pass [`MAX_TRAILER_BYTES`].
    #[error("has trailers of more than {} KiB", limit_bytes / 1024)]
    TrailersTooLong {
        /// What is taken.
        limit_bytes: usize,
    },
}

/// What is missing of a body when its connection ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// Bytes of the announced length.
    #[error("the connection ended {bytes} bytes before the announced length")]
    Length {
        /// How many.
        bytes: u64,
    },
    /// Bytes of a chunk.
    #[error("the connection ended {bytes} bytes before the end of a chunk")]
    Chunk {
        /// How many.
        bytes: u64,
    },
    /// The chunk that says that it is the last.
    #[error("the connection ended before the last chunk")]
    LastChunk,
}

impl BodyDecoder {
    /// For the body behind a head. A framing that is faulty is told by the first [`BodyDecoder::next`].
    pub fn new(framing: Result<Framing, FramingFault>) -> Self {
        let state = match framing {
            Ok(Framing::Length(0)) => State::Over,
            Ok(Framing::Length(bytes)) => State::Length(bytes),
            Ok(Framing::Chunked) => State::Size { scanned: 0 },
            Ok(Framing::ToTheEnd) => State::ToTheEnd,
            Err(fault) => State::Faulty(fault.into()),
        };
        Self { state, trailers: Headers::new() }
    }

    /// How many bytes the head announced for what is still missing, where it did.
    pub fn missing_bytes(&self) -> Option<u64> {
        match self.state {
            State::Length(bytes) => Some(bytes),
            _ => None,
        }
    }

    /// The lines behind the last chunk, once the body is whole. RFC 9112 §7.1.2.
    pub fn trailers(&self) -> &Headers {
        &self.trailers
    }

    /// Whether the body is whole.
    pub fn is_over(&self) -> bool {
        matches!(self.state, State::Over)
    }

    /// Takes the next piece from what has come so far; what is behind the body stays.
    ///
    /// # Errors
    /// When the framing is broken or a limit is passed.
    pub fn next(&mut self, bytes: &mut BytesMut) -> Result<Piece, BodyFault> {
        loop {
            match &mut self.state {
                State::Over => return Ok(Piece::End),
                State::Faulty(fault) => return Err(fault.clone()),
                State::ToTheEnd => return Ok(take(bytes, u64::MAX).0),
                State::Length(left) => {
                    let (piece, missing) = take(bytes, *left);
                    self.state = if missing == 0 { State::Over } else { State::Length(missing) };
                    return Ok(piece);
                }
                State::Chunk(left) => {
                    let (piece, missing) = take(bytes, *left);
                    self.state = if missing == 0 { State::ChunkEnd } else { State::Chunk(missing) };
                    return Ok(piece);
                }
                State::ChunkEnd => match &bytes[..] {
                    [b'\r', b'\n', ..] => {
                        bytes.advance(2);
                        self.state = State::Size { scanned: 0 };
                    }
                    [b'\n', ..] => {
                        bytes.advance(1);
                        self.state = State::Size { scanned: 0 };
                    }
                    [] | [b'\r'] => return Ok(Piece::More),
                    // So short that the cuts do not matter.
                    [found, ..] => return Err(BodyFault::ChunkEnd { found: Quoted::new([*found]) }),
                },
                State::Size { scanned } => {
                    let line = take_line(bytes, scanned, MAX_CHUNK_LINE_BYTES)
                        .map_err(|LineTooLong| BodyFault::ChunkLineTooLong { limit_bytes: MAX_CHUNK_LINE_BYTES })?;
                    let Some(line) = line else { return Ok(Piece::More) };
                    self.state = match chunk_size(&line)? {
                        0 => State::Trailers { taken: 0, scanned: 0 },
                        size => State::Chunk(size),
                    };
                }
                State::Trailers { taken, scanned } => {
                    let line = take_line(bytes, scanned, MAX_TRAILER_BYTES - *taken)
                        .map_err(|LineTooLong| BodyFault::TrailersTooLong { limit_bytes: MAX_TRAILER_BYTES })?;
                    let Some(line) = line else { return Ok(Piece::More) };
                    *taken += line.len();
                    match trim_line_end(&line) {
                        b"" => self.state = State::Over,
                        line => push_trailer(&mut self.trailers, line),
                    }
                }
            }
        }
    }

    /// What the end of the connection means here.
    ///
    /// # Errors
    /// When the body is not whole.
    pub fn end(&self) -> Result<(), Missing> {
        match self.state {
            State::Over | State::ToTheEnd | State::Faulty(_) => Ok(()),
            State::Length(bytes) => Err(Missing::Length { bytes }),
            State::Chunk(bytes) => Err(Missing::Chunk { bytes }),
            State::Size { .. } | State::ChunkEnd | State::Trailers { .. } => Err(Missing::LastChunk),
        }
    }
}

/// Up to `left` bytes, and how many are missing then.
fn take(bytes: &mut BytesMut, left: u64) -> (Piece, u64) {
    let length = bytes.len().min(MAX_PIECE_BYTES).min(usize::try_from(left).unwrap_or(usize::MAX));
    if length == 0 {
        return (Piece::More, left);
    }
    (Piece::Data(bytes.split_to(length).freeze()), left - length as u64)
}

/// A line passes its limit, whole or not.
struct LineTooLong;

/// The next line with its end; `None` when it is not whole yet. `scanned` are its bytes that were looked at before.
fn take_line(bytes: &mut BytesMut, scanned: &mut usize, limit_bytes: usize) -> Result<Option<BytesMut>, LineTooLong> {
    if let Some(found) = memchr::memchr(b'\n', &bytes[*scanned..]) {
        let end = *scanned + found + 1;
        *scanned = 0;
        return if end <= limit_bytes { Ok(Some(bytes.split_to(end))) } else { Err(LineTooLong) };
    }
    *scanned = bytes.len();
    if bytes.len() < limit_bytes { Ok(None) } else { Err(LineTooLong) }
}

fn trim_line_end(line: &[u8]) -> &[u8] {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    line.strip_suffix(b"\r").unwrap_or(line)
}

/// The number that a line begins with; behind it only white space or extensions may stand.
fn chunk_size(line: &[u8]) -> Result<u64, BodyFault> {
    let line = trim_line_end(line);
    let digits = line.split(|&byte| byte == b';').next().unwrap_or_default().trim_ascii_end();
    let wrong = || BodyFault::ChunkSize { line: Quoted::new(line) };
    if digits.is_empty() {
        return Err(wrong());
    }
    digits.iter().try_fold(0_u64, |size, &digit| {
        let digit = char::from(digit).to_digit(16).ok_or_else(wrong)?;
        size.checked_mul(16).map(|size| size + u64::from(digit)).ok_or_else(wrong)
    })
}

#[cfg(test)]
mod tests;
