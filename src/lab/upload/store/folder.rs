//! The folder of the uploads: a file for the bytes of each, and one beside it with its id. The length of an upload is
//! written nowhere, because its file knows it better after a crash.

use std::{
    fs::{self, File, TryLockError},
    io,
    path::{Path, PathBuf},
};

use tempfile::TempDir;

use super::{
    entry::{self, Entry, Found},
    file_id::FileId,
    own_file::{self, Identity},
};
use crate::transcript::reason::{Code, HasReason, Reason};

const LOCK: &str = "wirelight-uploads.lock";

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be made or read.
    #[error("cannot use the folder {} for uploads", path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// What is there under the name of its lock is not a file of ours.
    #[error("cannot use the folder {} for uploads: {} in it is not ours", folder.display(), LOCK)]
    ForeignLock {
        /// The folder.
        folder: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Another lab uses it.
    #[error("another lab keeps its uploads in {}", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
    },
}

impl HasReason for FolderError {
    fn reason(&self) -> Reason {
        let of_folder = |code: Code, path: &Path| Reason::new(code).with("path", path.display().to_string());
        match self {
            Self::Unusable { path, source } => of_folder(Code::LabFolderUnusable, path).because(Code::of_io(source)),
            Self::ForeignLock { folder, .. } => of_folder(Code::LabFolderForeign, folder),
            Self::Taken { path } => of_folder(Code::LabFolderTaken, path),
        }
    }
}

/// An open folder; nobody else uses it as long as this lives.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
    /// Held open for its lock.
    lock: File,
    /// Deleted with everything in it, after the lock is gone.
    temporary: Option<TempDir>,
}

impl Folder {
    /// Makes the folder if need be (`None`: a temporary one) and reads what is in it.
    ///
    /// # Errors
    /// When it cannot be made, locked or read. The lab does not start then, or takes a temporary one.
    pub(super) async fn open(dir: Option<PathBuf>) -> Result<(Self, Vec<Found>), FolderError> {
        let shown = dir.clone().unwrap_or_else(std::env::temp_dir);
        let opened = tokio::task::spawn_blocking(move || Self::open_blocking(dir)).await;
        opened.unwrap_or_else(|join| Err(FolderError::Unusable { path: shown, source: io::Error::other(join) }))
    }

    fn open_blocking(dir: Option<PathBuf>) -> Result<(Self, Vec<Found>), FolderError> {
        let shown = dir.clone().unwrap_or_else(std::env::temp_dir);
        let unusable = |source| FolderError::Unusable { path: shown.clone(), source };
        let (path, temporary) = if let Some(dir) = dir {
            fs::create_dir_all(&dir).map_err(unusable)?;
            (dir, None)
        } else {
            let dir = tempfile::Builder::new().prefix("wirelight-lab-").tempdir().map_err(unusable)?;
            (dir.path().to_owned(), Some(dir))
        };
        let lock = own_file::open_to_lock(&path.join(LOCK))
            .map_err(|source| FolderError::ForeignLock { folder: path.clone(), source })?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::Taken { path }),
            // Some network file systems have no locks; the folder is still good.
            Err(TryLockError::Error(error)) => tracing::warn!(%error, "the folder of the uploads has no locks"),
        }
        let found = entry::read_all(&path).map_err(unusable)?;
        Ok((Self { path, lock, temporary }, found))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Writes down a new upload.
    pub(super) async fn add(&self, id: &FileId) -> io::Result<Entry> {
        let (path, id) = (self.path.clone(), id.clone());
        blocking(move || Entry::create(&path, &id, false)).await
    }

    /// Writes down whether an upload is complete.
    pub(super) async fn change(&self, id: &FileId, mut entry: Entry, complete: bool) -> io::Result<Entry> {
        let (path, id) = (self.path.clone(), id.clone());
        blocking(move || entry.replace(&path, &id, complete).map(|()| entry)).await
    }

    /// Deletes uploads; what somebody has put in their place stays.
    pub(super) async fn delete(&self, uploads: Vec<(Entry, Option<Identity>)>) -> io::Result<()> {
        let path = self.path.clone();
        blocking(move || {
            for (entry, identity) in uploads {
                for (file, identity) in [(entry.data_name(), identity), (entry.name(), Some(entry.identity()))] {
                    let Some(identity) = identity else { continue };
                    match own_file::remove(&path.join(&file), identity) {
                        Err(error) if error.kind() == io::ErrorKind::InvalidInput => {
                            tracing::warn!(%error, file, "a file in the folder of the uploads is not ours and stays");
                        }
                        removed => removed?,
                    }
                }
            }
            Ok(())
        })
        .await
    }

    /// Deletes a temporary folder.
    pub(super) async fn close(self) {
        drop(self.lock);
        if let Some(temporary) = self.temporary {
            let closed = blocking(move || temporary.close()).await;
            if let Err(error) = closed {
                tracing::warn!(%error, "the temporary folder of the uploads cannot be deleted");
            }
        }
    }
}

/// Runs file work where it may block.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|join| Err(io::Error::other(join)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_upload_comes_back_with_any_id_and_the_length_on_disk() {
        let dir = tempfile::tempdir().expect("a folder");
        let (folder, found) = Folder::open(Some(dir.path().join("new"))).await.expect("a folder");
        assert_eq!(found, []);
        let id = FileId(b"\xff/../\"\n%41".to_vec());
        let entry = folder.add(&id).await.expect("an entry");
        let data = folder.path().join(entry.data_name());
        fs::write(&data, b"12345").expect("a file");
        let entry = folder.change(&id, entry, true).await.expect("an entry");
        drop(folder);
        let (folder, found) = Folder::open(Some(dir.path().join("new"))).await.expect("the folder again");
        let identity = Some(Identity::of(&fs::metadata(&data).expect("a file")));
        assert_eq!(found, [Found { id, entry: entry.clone(), size: 5, identity }]);
        assert!(found[0].entry.complete());
        folder.delete(vec![(entry, identity)]).await.expect("deleted");
        assert_eq!(entry::read_all(folder.path()).expect("a folder"), []);
        assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "only the lock is left");
    }

    #[tokio::test]
    async fn a_second_lab_is_told_that_the_folder_is_taken() {
        let dir = tempfile::tempdir().expect("a folder");
        let _first = Folder::open(Some(dir.path().to_owned())).await.expect("a folder");
        let second = Folder::open(Some(dir.path().to_owned())).await;
        assert!(matches!(second, Err(FolderError::Taken { .. })), "{second:?}");
    }

    #[tokio::test]
    async fn a_temporary_folder_goes_when_it_is_closed() {
        let (folder, _) = Folder::open(None).await.expect("a folder");
        let path = folder.path().to_owned();
        assert!(path.exists());
        folder.close().await;
        assert!(!path.exists());
    }
}
