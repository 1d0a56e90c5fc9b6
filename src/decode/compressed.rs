//! What is inside of gzip, zlib and plain deflate, up to a limit: a small payload can hold gigabytes.

use std::io::{ErrorKind, Read};

use flate2::bufread::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};

use super::{
    fault::{Fault, Problem},
    format::Format,
};

/// Bytes that come out between two looks at the limit and at whether the result is still wanted.
const STEP_BYTES: usize = 32 * 1024;

/// How far a payload is inflated.
#[derive(Clone, Copy)]
pub(super) struct Bounds<'a> {
    /// Bytes that come out at most.
    pub(super) most_bytes: usize,
    /// Whether the result is no longer wanted.
    pub(super) cancelled: &'a dyn Fn() -> bool,
}

/// Inflates a payload as far as that goes, and says why not all of it.
pub(super) fn inflate(bytes: &[u8], format: Format, bounds: Bounds<'_>) -> (Vec<u8>, Option<Fault>) {
    let length = bytes.len();
    match format {
        Format::Gzip => run(MultiGzDecoder::new(bytes), length, |decoder| decoder.get_ref().len(), bounds),
        Format::Zlib => run(ZlibDecoder::new(bytes), length, |decoder| decoder.get_ref().len(), bounds),
        // The formats that are not compressed do not come here.
        _ => run(DeflateDecoder::new(bytes), length, |decoder| decoder.get_ref().len(), bounds),
    }
}

/// Whether something begins as zlib does, and goes on so. RFC 1950 §2.2.
pub(super) fn looks_like_zlib(bytes: &[u8]) -> bool {
    let [method, flags, ..] = *bytes else { return false };
    let header = u16::from_be_bytes([method, flags]);
    let is_header = method & 0x0f == 8 && method >> 4 <= 7 && header.is_multiple_of(31) && flags & 0x20 == 0;
    is_header && ZlibDecoder::new(bytes).read(&mut [0; 256]).is_ok()
}

fn run<D: Read>(
    mut decoder: D,
    length: usize,
    left: impl Fn(&D) -> usize,
    bounds: Bounds<'_>,
) -> (Vec<u8>, Option<Fault>) {
    let mut inside = Vec::new();
    let mut step = vec![0; STEP_BYTES];
    let problem = loop {
        match decoder.read(&mut step) {
            Ok(0) if left(&decoder) > 0 => break Some(Problem::TrailingData),
            Ok(0) => break None,
            Ok(count) if inside.len() + count > bounds.most_bytes => break Some(Problem::TooLong),
            Ok(count) => inside.extend_from_slice(&step[..count]),
            Err(error) if error.kind() == ErrorKind::UnexpectedEof => break Some(Problem::UnexpectedEnd),
            Err(_damaged) => break Some(Problem::Corrupt),
        }
        if (bounds.cancelled)() {
            break Some(Problem::Cancelled);
        }
    };
    (inside, problem.map(|problem| Fault::new(length - left(&decoder), problem)))
}
