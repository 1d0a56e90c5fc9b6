//! A running upload as its handler sees it.

use std::io;

use bytes::Bytes;
use tokio::sync::{mpsc, oneshot};

/// A running upload: where its bytes go and how it ends.
#[derive(Debug)]
pub(in crate::lab::upload) struct Upload {
    /// Dropping it without [`Chunk::End`] means that the client went away.
    pub(in crate::lab::upload) chunks: mpsc::Sender<Chunk>,
    /// Answered once the file is closed.
    pub(in crate::lab::upload) outcome: oneshot::Receiver<Result<Received, WriteError>>,
}

/// A piece of an upload's body.
#[derive(Debug)]
pub(in crate::lab::upload) enum Chunk {
    Data(Bytes),
    End,
}

/// Why an upload that had begun could not go on.
#[derive(Debug, thiserror::Error)]
pub(in crate::lab::upload) enum WriteError {
    #[error("the uploads would take more than {limit_bytes} bytes")]
    Full { limit_bytes: u64 },
    #[error("the file cannot be written")]
    File(#[source] io::Error),
    #[error("the store is closed")]
    Closed,
}

/// How an upload ended whose body came whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::lab::upload) struct Received {
    /// Bytes of the file.
    pub(in crate::lab::upload) size: u64,
    /// Whether that is the size that the client had announced: the status forgets such a file.
    pub(in crate::lab::upload) complete: bool,
}
