//! Which file an upload is of.

/// The name a client gives its file: any bytes that a header can hold.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::lab::upload) struct FileId(pub(in crate::lab) Vec<u8>);
