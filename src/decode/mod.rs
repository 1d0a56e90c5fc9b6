//! Payloads that are neither text nor JSON, read as a tree: packets of Socket.IO, `MessagePack`, CBOR, protobuf, and
//! what is inside of compressed ones.
//!
//! Pure: bytes in, a JSON text out. What is read is bounded in depth and length. A guess is only a guess.

mod cbor;
mod compressed;
mod engine_io;
mod guess;
mod message_pack;
mod protobuf;
#[cfg(test)]
mod tests;
mod tree;

pub use self::compressed::MAX_INFLATED_BYTES;
use self::{compressed::Bounds, tree::TreeWriter};

/// Levels inside of each other that are read.
pub const MAX_DEPTH: usize = 128;

/// Bytes that a tree has at most as JSON.
pub const MAX_TREE_BYTES: usize = 64 * 1024 * 1024;

/// Compressed payloads inside of each other that are opened.
const MAX_LAYERS: usize = 4;

/// How a payload can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Packets of Engine.IO, protocol 4, and those of Socket.IO, protocol 5, inside of them.
    EngineIo,
    /// `MessagePack`.
    MessagePack,
    /// CBOR. RFC 8949.
    Cbor,
    /// Protocol buffers, without their schema.
    Protobuf,
    /// gzip. RFC 1952.
    Gzip,
    /// zlib. RFC 1950.
    Zlib,
    /// Deflate without a header. RFC 1951.
    Deflate,
}

impl Format {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 7] =
        [Self::EngineIo, Self::MessagePack, Self::Cbor, Self::Protobuf, Self::Gzip, Self::Zlib, Self::Deflate];

    /// Its own name, which is the same in every language.
    pub fn name(self) -> &'static str {
        match self {
            Self::EngineIo => "Socket.IO",
            Self::MessagePack => "MessagePack",
            Self::Cbor => "CBOR",
            Self::Protobuf => "protobuf",
            Self::Gzip => "gzip",
            Self::Zlib => "zlib",
            Self::Deflate => "deflate",
        }
    }

    /// Whether it holds another payload.
    pub fn is_compressed(self) -> bool {
        matches!(self, Self::Gzip | Self::Zlib | Self::Deflate)
    }
}

/// A payload that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The formats that it was read as, the outermost first; empty when it looks like none.
    pub layers: Vec<Format>,
    /// What the payload also looks like.
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

/// Where and why a payload could not be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("at byte {at}: {problem}")]
pub struct Fault {
    /// The byte, from 0.
    pub at: usize,
    /// Why.
    pub problem: Problem,
}

/// Why a payload could not be read on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// It ends too early.
    #[error("it ends inside of a value")]
    Ends,
    /// More follows than belongs to it.
    #[error("something follows the value")]
    Behind,
    /// A byte that begins nothing.
    #[error("this byte begins no value")]
    NoValue,
    /// Text that is not UTF-8.
    #[error("text that is not UTF-8")]
    NotUtf8,
    /// JSON was expected.
    #[error("this is not JSON")]
    NotJson,
    /// A number that is too large, or none.
    #[error("this is no number that fits")]
    Number,
    /// A group or a list without its beginning or its end.
    #[error("this ends something that was not begun")]
    Unbalanced,
    /// Too many levels.
    #[error("more than {MAX_DEPTH} levels")]
    TooDeep,
    /// The result is too long.
    #[error("the result is longer than 64 MiB")]
    TooLong,
    /// Compressed data that is not.
    #[error("the compressed data is damaged")]
    Corrupt,
    /// Nobody waits any more.
    #[error("given up")]
    Cancelled,
}

/// Reads a payload: as the format that was chosen, else as the one that it looks like. `cancelled` is asked now and
/// then.
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
            let (tree, fault) = tree_of(bytes, current, cancelled);
            decoded.content = tree.map_or(Content::Nothing, Content::Tree);
            decoded.fault = fault;
            return decoded;
        }
        let (inside, fault) = compressed::inflate(bytes, current, bounds);
        decoded.fault = fault;
        let goes_on = fault.is_none() && decoded.layers.len() < MAX_LAYERS;
        format = if goes_on { guess::looks_like(&inside, cancelled).first().copied() } else { None };
        inflated = Some(inside);
    }
    if let Some(inside) = inflated {
        decoded.content = plain(inside, decoded.fault.is_none());
    }
    decoded
}

/// A format's tree, and where the reading ended too early.
fn tree_of(bytes: &[u8], format: Format, cancelled: &dyn Fn() -> bool) -> (Option<Vec<u8>>, Option<Fault>) {
    let mut writer = TreeWriter::new(cancelled);
    let read = match format {
        Format::EngineIo => engine_io::read(bytes, &mut writer),
        Format::MessagePack => message_pack::read(bytes, &mut writer),
        Format::Cbor => cbor::read(bytes, &mut writer),
        Format::Protobuf => protobuf::read(bytes, &mut writer),
        Format::Gzip | Format::Zlib | Format::Deflate => Ok(()),
    };
    (writer.finish(), read.err())
}

/// What was compressed and is no other format.
fn plain(inside: Vec<u8>, is_whole: bool) -> Content {
    if is_whole && guess::is_json_tree(&inside) {
        Content::Tree(inside)
    } else if guess::is_text(&inside) {
        Content::Text(inside)
    } else if inside.is_empty() {
        Content::Nothing
    } else {
        Content::Bytes(inside)
    }
}

impl Fault {
    fn new(at: usize, problem: Problem) -> Self {
        Self { at, problem }
    }
}
