//! A file with certificates or a key that the user has named. It can be anything: a device without an end, a FIFO that
//! nobody writes. So it is read on a thread that may block, which is left behind when nobody waits for it any more, and
//! only up to a limit.

use std::{io, path::Path};

use tokio::io::AsyncReadExt as _;

use crate::limits::MAX_CREDENTIAL_FILE_BYTES;

/// Why such a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// The system says so.
    #[error(transparent)]
    Unreadable(#[from] io::Error),
    /// It is larger than any file with certificates.
    #[error("it has more than {} MiB: certificates and keys have less", MAX_CREDENTIAL_FILE_BYTES / 1024 / 1024)]
    TooLarge,
}

/// Reads a file whole. Dropping the future gives it up.
///
/// # Errors
/// When it cannot be read or has more than [`MAX_CREDENTIAL_FILE_BYTES`].
pub(super) async fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    let file = tokio::fs::File::open(path).await?;
    let mut bytes = Vec::new();
    file.take(MAX_CREDENTIAL_FILE_BYTES + 1).read_to_end(&mut bytes).await?;
    if bytes.len() as u64 > MAX_CREDENTIAL_FILE_BYTES {
        return Err(FileError::TooLarge);
    }
    Ok(bytes)
}
