//! The task of one running upload: takes pieces of a body, writes them and hashes them as they come.

use std::{
    fs::File,
    io::{self, Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
    sync::{Arc, atomic::Ordering},
};

use bytes::Bytes;
use sha2::{Digest as _, Sha256};
use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    folder::blocking,
    own_file::{self, Identity},
    progress::{Progress, Usage},
    upload::{Chunk, WriteError},
};

/// Pieces that are written in one go.
const BATCH: usize = 16;

/// An upload that may begin.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) path: PathBuf,
    /// Begin anew instead of going on.
    pub(super) truncate: bool,
    pub(super) progress: watch::Sender<Progress>,
    pub(super) chunks: mpsc::Receiver<Chunk>,
    pub(super) cut: CancellationToken,
    pub(super) usage: Arc<Usage>,
}

/// How a writer ended.
#[derive(Debug)]
pub(super) enum Ended {
    /// The body came whole.
    Whole,
    /// The client went away or was cut off.
    Abandoned,
    /// The bytes could not be kept.
    Failed(WriteError),
}

impl Job {
    /// Runs until the body ends; every byte it has taken is in the file then.
    pub(super) async fn run(mut self) -> Ended {
        match self.write_all().await {
            Ok(ended) => ended,
            Err(error) => {
                self.look_at_disk().await;
                Ended::Failed(error)
            }
        }
    }

    async fn write_all(&mut self) -> Result<Ended, WriteError> {
        let mut file = self.open().await.map_err(WriteError::File)?;
        let mut chunks = Vec::with_capacity(BATCH);
        loop {
            let received = tokio::select! {
                biased;
                () = self.cut.cancelled() => 0,
                received = self.chunks.recv_many(&mut chunks, BATCH) => received,
            };
            if received == 0 {
                return Ok(Ended::Abandoned);
            }
            let ended = matches!(chunks.last(), Some(Chunk::End));
            let pieces: Vec<Bytes> = chunks.drain(..).filter_map(Chunk::into_data).collect();
            file = self.append(file, pieces).await?;
            if ended {
                return Ok(Ended::Whole);
            }
        }
    }

    async fn open(&mut self) -> io::Result<File> {
        let (path, truncate) = (self.path.clone(), self.truncate);
        let (size, identity) = {
            let progress = self.progress.borrow();
            (progress.size, progress.identity)
        };
        let file = blocking(move || open(&path, size, identity, truncate)).await?;
        let identity = Some(Identity::of(&file.metadata()?));
        self.progress.send_modify(|progress| {
            progress.identity = identity;
            if self.truncate {
                self.usage.give_back(progress.size);
                let generation = progress.generation + 1;
                *progress = Progress { size: 0, hash: Some(Sha256::new()), identity, generation };
            }
        });
        Ok(file)
    }

    async fn append(&mut self, mut file: File, pieces: Vec<Bytes>) -> Result<File, WriteError> {
        let bytes: u64 = pieces.iter().map(|piece| piece.len() as u64).sum();
        if !self.usage.take(bytes) {
            return Err(WriteError::Full { limit_bytes: self.usage.limit_bytes });
        }
        let mut hash = self.progress.borrow().hash.clone();
        let written = blocking(move || {
            for piece in pieces {
                file.write_all(&piece)?;
                if let Some(hash) = &mut hash {
                    hash.update(&piece);
                }
            }
            Ok((file, hash))
        });
        match written.await {
            Ok((file, hash)) => {
                self.progress.send_modify(|progress| {
                    progress.size += bytes;
                    progress.hash = hash;
                });
                Ok(file)
            }
            Err(error) => {
                self.usage.give_back(bytes);
                Err(WriteError::File(error))
            }
        }
    }

    /// After an error only the disk knows how far it came. A file that is gone has nothing; what is not ours says
    /// nothing.
    async fn look_at_disk(&self) {
        let path = self.path.clone();
        let looked = blocking(move || own_file::look(&path)).await;
        let identity = self.progress.borrow().identity;
        let (size, identity) = match looked {
            Ok(found) if identity == Some(Identity::of(&found)) => (found.len(), identity),
            Err(error) if error.kind() == io::ErrorKind::NotFound => (0, None),
            _ => return,
        };
        self.progress.send_modify(|progress| {
            if size != progress.size || identity.is_none() {
                self.usage.give_back(progress.size);
                self.usage.used_bytes.fetch_add(size, Ordering::Relaxed);
                *progress = Progress { size, hash: None, identity, generation: progress.generation };
            }
        });
    }
}

/// Opens the file of an upload behind its last byte, or emptied. What is not the file that was made is left alone.
fn open(path: &Path, size: u64, identity: Option<Identity>, truncate: bool) -> io::Result<File> {
    let Some(identity) = identity else { return own_file::create(path) };
    let mut file = match own_file::open_to_write(path) {
        Err(error) if truncate && error.kind() == io::ErrorKind::NotFound => return own_file::create(path),
        opened => opened?,
    };
    let metadata = file.metadata()?;
    own_file::check_identity(&metadata, identity)?;
    if truncate {
        file.set_len(0)?;
    } else if metadata.len() != size {
        let sentence = format!("its file has {} bytes instead of {size}", metadata.len());
        return Err(io::Error::new(io::ErrorKind::InvalidData, sentence));
    }
    file.seek(SeekFrom::End(0))?;
    Ok(file)
}

impl Chunk {
    fn into_data(self) -> Option<Bytes> {
        match self {
            Self::Data(bytes) => Some(bytes),
            Self::End => None,
        }
    }
}

/// Reads the first `size` bytes of a file for their checksum.
///
/// # Errors
/// When the file is gone, shorter, or another one. A list leaves the upload out then.
pub(super) async fn hash_file(path: PathBuf, size: u64, identity: Option<Identity>) -> io::Result<Sha256> {
    // Nobody has made the file of an upload without bytes.
    let Some(identity) = identity else { return Ok(Sha256::new()) };
    blocking(move || {
        let file = own_file::open_to_read(&path)?;
        own_file::check_identity(&file.metadata()?, identity)?;
        let mut file = file.take(size);
        let mut hash = Sha256::new();
        let mut block = vec![0; 256 * 1024];
        let mut left = size;
        while left > 0 {
            let read = file.read(&mut block)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            hash.update(&block[..read]);
            left -= read as u64;
        }
        Ok(hash)
    })
    .await
}
