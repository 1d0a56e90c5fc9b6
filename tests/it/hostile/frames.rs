//! Frames of RFC 6455 as raw bytes, for both sides.

use flate2::{Compress, Compression, FlushCompress};

pub(super) const CONTINUATION: u8 = 0;
pub(super) const TEXT: u8 = 1;
pub(super) const BINARY: u8 = 2;
pub(super) const CLOSE: u8 = 8;
pub(super) const PING: u8 = 9;
pub(super) const PONG: u8 = 10;

/// The last frame of a message.
pub(super) const FIN: u8 = 0x80;

/// What is compressed. RFC 7692 §6.
pub(super) const RSV1: u8 = 0x40;

/// A header with this length, as a server sends it: nothing need follow it.
pub(super) fn header(first: u8, length: u64) -> Vec<u8> {
    let mut header = vec![first];
    match length {
        0..=125 => header.push(length as u8),
        126..=0xffff => {
            header.push(126);
            header.extend_from_slice(&(length as u16).to_be_bytes());
        }
        _ => {
            header.push(127);
            header.extend_from_slice(&length.to_be_bytes());
        }
    }
    header
}

/// A frame as a server sends it.
pub(super) fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
    [header(first, payload.len() as u64), payload.to_vec()].concat()
}

/// A frame as a client sends it, with a mask that changes nothing.
pub(super) fn masked(first: u8, payload: &[u8]) -> Vec<u8> {
    let mut header = header(first, payload.len() as u64);
    header[1] |= 0x80;
    [header, vec![0; 4], payload.to_vec()].concat()
}

/// Zeros, compressed as one message. RFC 7692 §7.2.1.
pub(super) fn deflated_zeros(bytes: usize) -> Vec<u8> {
    let mut deflate = Compress::new(Compression::best(), false);
    let mut out = Vec::with_capacity(bytes / 500 + 64);
    deflate.compress_vec(&vec![0; bytes], &mut out, FlushCompress::Sync).expect("compressed");
    out.truncate(out.len() - 4);
    out
}
