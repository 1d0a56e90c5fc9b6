//! The formats by name.

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
