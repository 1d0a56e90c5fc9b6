//! Why something in a library cannot be read or changed.

use std::io;

use crate::{desk::text_file::TextFileError, settings::connection::ConnectionFileError};

/// What is wrong. The caller names the file.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The file cannot be read.
    #[error(transparent)]
    Text(#[from] TextFileError),
    /// It is no saved connection.
    #[error(transparent)]
    Connection(#[from] ConnectionFileError),
    /// The path leads out of the folder, or through a link in it.
    #[error("this is not in the folder of saved connections, or a link leads there")]
    Outside,
    /// The file does not end in `.toml`, or begins with a dot.
    #[error("a saved connection is a file whose name ends in .toml")]
    NotToml,
    /// Another program changed it since it was read. Nothing was written.
    #[error("another program has changed the file since it was read; nothing was written")]
    Changed,
    /// Another program deleted it, or moved it away. Nothing was written.
    #[error("the file is no longer there; nothing was written")]
    Gone,
    /// So many files have names of this kind that no free one was found.
    #[error("there are too many files of this name")]
    NoFreeName,
    /// It would be larger than what is read.
    #[error("it would be larger than 1 MiB; nothing was written")]
    TooLarge,
    /// It has been written in its new place, but the old file stays.
    #[error("it stands in its new place, but the old file could not be deleted")]
    OldStays {
        /// Why.
        source: io::Error,
    },
    /// The disk does not do it.
    #[error("it cannot be written")]
    Io {
        /// Why.
        #[from]
        source: io::Error,
    },
}
