//! A file that is sent as one message.

use std::path::PathBuf;

use bytes::Bytes;
use tokio::io::AsyncReadExt as _;

use super::error::SendError;
use crate::limits::MAX_MESSAGE_BYTES;

/// Reads it whole.
///
/// # Errors
/// When it cannot be read, or is larger than a message may be.
pub(crate) async fn read_file(path: PathBuf) -> Result<Bytes, SendError> {
    let failed = |source| SendError::File { path: path.clone(), source };
    let file = tokio::fs::File::open(&path).await.map_err(failed)?;
    let mut content = Vec::new();
    file.take(MAX_MESSAGE_BYTES as u64 + 1).read_to_end(&mut content).await.map_err(failed)?;
    if content.len() > MAX_MESSAGE_BYTES {
        return Err(SendError::FileTooBig { path });
    }
    Ok(Bytes::from(content))
}
