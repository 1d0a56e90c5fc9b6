//! The lab's uploads: one file each on disk, a small one with its id beside it, so that they outlive the process.
//!
//! One task knows them all; a task for each running upload owns its file. Nothing here knows HTTP.

mod entry;
mod file_id;
mod folder;
mod own_file;
mod owner;
mod progress;
mod upload;
mod writer;

use std::{
    io,
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use data_encoding::HEXLOWER;
use sha2::Digest as _;
use tokio::sync::{mpsc, oneshot};
use tokio_util::{sync::CancellationToken, task::TaskTracker};

pub use self::folder::FolderError;
pub(super) use self::{
    file_id::FileId,
    upload::{Chunk, Received, Upload, WriteError},
};
use self::{
    folder::Folder,
    owner::Owner,
    progress::{Progress, Usage},
};

/// How many uploads there are and what they take on disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreStats {
    /// Files, finished or not.
    pub files: usize,
    /// Bytes of all of them.
    pub bytes: u64,
    /// Bytes that they may have in all.
    pub limit_bytes: u64,
}

/// What the store holds of one upload.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub(super) struct Stored {
    /// The file's id, with bytes beyond UTF-8 replaced.
    pub(super) id: String,
    /// Bytes on disk.
    pub(super) size: u64,
    /// SHA-256 of them, in hex.
    pub(super) sha256: String,
}

/// Why an upload cannot begin.
#[derive(Debug, thiserror::Error)]
pub(super) enum BeginError {
    #[error("the server has {confirmed} bytes")]
    WrongStart { confirmed: u64 },
    #[error("the uploads would take more than {limit_bytes} bytes")]
    Full { limit_bytes: u64 },
    #[error("the store has {max_uploads} uploads")]
    TooMany { max_uploads: usize },
    #[error("a newer upload of the same file has taken over")]
    TakenOver,
    #[error("the upload cannot be written down")]
    Entry(#[source] io::Error),
    #[error("the store is closed")]
    Closed,
}

/// What a client wants to send.
#[derive(Debug)]
pub(super) struct Begin {
    pub(super) id: FileId,
    /// Byte of the file at which the body starts; 0 truncates.
    pub(super) start: u64,
    /// Length of the body, where it is known.
    pub(super) body_bytes: Option<u64>,
    /// Size of the whole file, where the client says it.
    pub(super) total: Option<u64>,
    /// Ends the connection of this upload when a newer one takes over.
    pub(super) cut: CancellationToken,
}

/// The store as handlers and the window use it; cheap to clone.
#[derive(Debug, Clone)]
pub struct Uploads {
    commands: mpsc::Sender<Command>,
    usage: Arc<Usage>,
    path: Arc<Path>,
}

impl Uploads {
    /// Opens the folder (`None`: a temporary one that goes with the store) and starts the task that owns it.
    pub(in crate::lab) async fn open(
        dir: Option<PathBuf>,
        (limit_bytes, max_uploads): (u64, usize),
        tasks: &TaskTracker,
        stop: CancellationToken,
    ) -> Result<Self, FolderError> {
        let (folder, found) = Folder::open(dir).await?;
        let path = Arc::from(folder.path());
        let usage = Arc::new(Usage { limit_bytes, max_uploads, ..Usage::default() });
        let (commands, queue) = mpsc::channel(64);
        tasks.spawn(Owner::new(folder, found, usage.clone()).run(queue, stop));
        Ok(Self { commands, usage, path })
    }

    /// Where the files are.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Files and bytes right now. Does not wait, so that a window can ask in each frame.
    pub fn stats(&self) -> StoreStats {
        StoreStats {
            files: self.usage.files.load(Ordering::Relaxed),
            bytes: self.usage.used_bytes.load(Ordering::Relaxed),
            limit_bytes: self.usage.limit_bytes,
        }
    }

    /// Cuts off running uploads and deletes all files. Returns when it is done.
    ///
    /// # Errors
    /// When a file cannot be deleted. The store has forgotten all of them then; what is left on the disk is found again
    /// by the next lab on this folder, so that the caller can only say so.
    pub async fn empty(&self) -> io::Result<()> {
        let (reply, answer) = oneshot::channel();
        // A closed store is an empty one, as far as anybody can tell.
        if self.commands.send(Command::Empty(reply)).await.is_err() {
            return Ok(());
        }
        answer.await.unwrap_or(Ok(()))
    }

    /// Bytes that the store has of a file, 0 of one that it does not know. `None` when the store is closed.
    pub(super) async fn status(&self, id: FileId) -> Option<u64> {
        let (reply, answer) = oneshot::channel();
        self.commands.send(Command::Status(id, reply)).await.ok()?;
        answer.await.ok()
    }

    /// Begins an upload, cutting off an older one of the same file.
    pub(super) async fn begin(&self, begin: Begin) -> Result<Upload, BeginError> {
        let (reply, answer) = oneshot::channel();
        if self.commands.send(Command::Begin(begin, reply)).await.is_err() {
            return Err(BeginError::Closed);
        }
        answer.await.unwrap_or(Err(BeginError::Closed))
    }

    /// The file behind that id in the order of ids, the first one behind `None`, with its checksum. What an earlier
    /// process has written is read again for it.
    pub(super) async fn next_stored(&self, mut after: Option<FileId>) -> Option<(FileId, Stored)> {
        loop {
            let (reply, answer) = oneshot::channel();
            self.commands.send(Command::Next(after, reply)).await.ok()?;
            let Listed { id, path, progress } = answer.await.ok()??;
            match self.checksum(&id, path, progress).await {
                Ok(stored) => return Some((id, stored)),
                Err(error) => {
                    tracing::warn!(%error, id = %String::from_utf8_lossy(&id.0), "an upload cannot be read");
                    after = Some(id);
                }
            }
        }
    }

    async fn checksum(&self, id: &FileId, path: PathBuf, progress: Progress) -> io::Result<Stored> {
        let size = progress.size;
        let hash = if let Some(hash) = progress.hash.clone() {
            hash
        } else {
            let hash = writer::hash_file(path, size, progress.identity).await?;
            // A closed store has no use for it.
            let hashed = Progress { hash: Some(hash.clone()), ..progress };
            self.commands.send(Command::Hashed(id.clone(), hashed)).await.ok();
            hash
        };
        Ok(Stored { id: String::from_utf8_lossy(&id.0).into_owned(), size, sha256: HEXLOWER.encode(&hash.finalize()) })
    }
}

/// What a handler asks of the owner.
#[derive(Debug)]
enum Command {
    Status(FileId, oneshot::Sender<u64>),
    Begin(Begin, oneshot::Sender<Result<Upload, BeginError>>),
    Next(Option<FileId>, oneshot::Sender<Option<Listed>>),
    Hashed(FileId, Progress),
    Empty(oneshot::Sender<io::Result<()>>),
}

/// A file as the owner knows it.
#[derive(Debug)]
struct Listed {
    id: FileId,
    path: PathBuf,
    progress: Progress,
}
