//! A payload of a known format as a tree: each format has its own reader, none of them opens what is compressed.

use super::{cbor, engine_io, fault::Fault, format::Format, message_pack, protobuf, tree::TreeWriter};

/// A format's tree, and where the reading ended too early.
pub(super) fn tree_of(bytes: &[u8], format: Format, cancelled: &dyn Fn() -> bool) -> (Option<Vec<u8>>, Option<Fault>) {
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
