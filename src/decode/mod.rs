//! Payloads that are neither text nor JSON, read as a tree: packets of Socket.IO, `MessagePack`, CBOR, protobuf, and
//! what is inside of compressed ones.
//!
//! Pure: bytes in, a JSON text out. [`decode`] first decides on a format (`guess`, unless one was chosen), opens the layers
//! that are compressed (`compressed`), and hands the innermost bytes to the reader of their format. Every reader writes
//! through one `TreeWriter`, which bounds depth and length and asks now and then whether the result is still wanted.
//!
//! A payload that is damaged or cut off is no error: what was whole before is shown, beside the place and the kind of the
//! fault. A guess is only a guess: short bytes mean something in more than one format, so the others are named as well.

mod cbor;
mod compressed;
mod engine_io;
mod fault;
mod format;
mod guess;
mod message_pack;
mod protobuf;
mod read;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use self::compressed::Bounds;
pub use self::{
    fault::{Fault, Problem},
    format::Format,
};
use crate::limits::{MAX_COMPRESSED_LAYERS, MAX_INFLATED_BYTES};

/// A payload that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The formats that it was read as, the outermost first; empty when it looks like none.
    pub layers: Vec<Format>,
    /// Other formats that the payload looks like.
    pub others: Vec<Format>,
    /// What was found, as far as it could be read.
    pub content: Content,
    /// Where the reading ended before the payload did. In a layer inside of another, it counts from that layer's begin.
    pub fault: Option<Fault>,
}

/// What a payload holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// Nothing could be read.
    Nothing,
    /// A tree, as JSON.
    Tree(Vec<u8>),
    /// Text, which was compressed.
    Text(Vec<u8>),
    /// Bytes, which were compressed.
    Bytes(Vec<u8>),
}

/// Reads a payload: as the format that was chosen, else as the one that it looks like. `cancelled` is asked now and
/// then. What cannot be read is no error: [`Decoded::fault`] says where and why, beside what was read before it.
pub fn decode(payload: &[u8], chosen: Option<Format>, cancelled: &dyn Fn() -> bool) -> Decoded {
    let mut decoded = Decoded { layers: Vec::new(), others: Vec::new(), content: Content::Nothing, fault: None };
    let mut format = chosen;
    if format.is_none() {
        let mut looks = guess::looks_like(payload, cancelled).into_iter();
        format = looks.next();
        decoded.others = looks.collect();
    }
    let bounds = Bounds { most_bytes: MAX_INFLATED_BYTES, cancelled };
    let mut inflated = None;
    while let Some(current) = format {
        let bytes = inflated.as_deref().unwrap_or(payload);
        decoded.layers.push(current);
        if !current.is_compressed() {
            let (tree, fault) = read::tree_of(bytes, current, cancelled);
            decoded.content = tree.map_or(Content::Nothing, Content::Tree);
            decoded.fault = fault;
            return decoded;
        }
        let (inside, fault) = compressed::inflate(bytes, current, bounds);
        decoded.fault = fault;
        let goes_on = fault.is_none() && decoded.layers.len() < MAX_COMPRESSED_LAYERS;
        format = if goes_on { guess::looks_like(&inside, cancelled).first().copied() } else { None };
        inflated = Some(inside);
    }
    if let Some(inside) = inflated {
        decoded.content = plain(inside, decoded.fault.is_none());
    }
    decoded
}

/// What was compressed and is no other format.
fn plain(inside: Vec<u8>, is_whole: bool) -> Content {
    if is_whole && text::is_json_tree(&inside) {
        Content::Tree(inside)
    } else if text::is_text(&inside) {
        Content::Text(inside)
    } else if inside.is_empty() {
        Content::Nothing
    } else {
        Content::Bytes(inside)
    }
}
