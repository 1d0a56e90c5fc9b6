//! The folder of the uploads and its index: which file belongs to which id. The length of a file is not in it,
//! because the file itself knows it better after a crash.

use std::{
    fs::{self, File, TryLockError},
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempDir};

use super::FileId;

const INDEX: &str = "wirelight-uploads.json";
const LOCK: &str = "wirelight-uploads.lock";
const SUFFIX: &str = ".upload";

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    /// It cannot be made or read.
    #[error("cannot use the folder {} for uploads", path.display())]
    Unusable {
        /// The folder.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Another lab uses it.
    #[error("another lab keeps its uploads in {}", path.display())]
    Taken {
        /// The folder.
        path: PathBuf,
    },
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

/// A line of the index with the length of its file.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: FileId,
    pub(super) file: String,
    pub(super) complete: bool,
    pub(super) size: u64,
}

/// A line of the index.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Line {
    /// Percent-encoded, so that any bytes can be read back.
    id: String,
    file: String,
    complete: bool,
}

impl Line {
    pub(super) fn new(id: &FileId, file: &str, complete: bool) -> Self {
        Self { id: percent_encode(&id.0, NON_ALPHANUMERIC).to_string(), file: file.to_owned(), complete }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Index {
    version: u32,
    uploads: Vec<Line>,
}

impl Folder {
    /// Makes the folder if need be (`None`: a temporary one) and reads its index.
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
        let lock = File::create(path.join(LOCK)).map_err(unusable)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(FolderError::Taken { path }),
            // Some network file systems have no locks; the folder is still good.
            Err(TryLockError::Error(error)) => tracing::warn!(%error, "the folder of the uploads has no locks"),
        }
        let found = read_index(&path).map_err(unusable)?;
        Ok((Self { path, lock, temporary }, found))
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// A name for a new file, made from nothing that a client sends.
    pub(super) fn new_file_name() -> String {
        format!("{:016x}{SUFFIX}", fastrand::u64(..))
    }

    /// Replaces the index in one step, so that a crash leaves the old or the new one.
    pub(super) async fn write_index(&self, uploads: Vec<Line>) -> io::Result<()> {
        let path = self.path.clone();
        blocking(move || {
            let mut file = NamedTempFile::new_in(&path)?;
            let text = serde_json::to_vec_pretty(&Index { version: 1, uploads })?;
            file.write_all(&text)?;
            file.persist(path.join(INDEX))?;
            Ok(())
        })
        .await
    }

    /// Deletes every upload in the folder, also those that the index has lost.
    pub(super) async fn delete_files(&self) -> io::Result<()> {
        let path = self.path.clone();
        blocking(move || {
            for entry in fs::read_dir(path)? {
                let entry = entry?;
                if entry.file_name().to_str().is_some_and(is_upload_name) {
                    fs::remove_file(entry.path())?;
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

fn read_index(dir: &Path) -> io::Result<Vec<Found>> {
    let path = dir.join(INDEX);
    let text = match fs::read(&path) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let index: Index = match serde_json::from_slice(&text) {
        Ok(index) => index,
        Err(error) => {
            tracing::warn!(%error, "the index of the uploads is broken and was set aside");
            fs::rename(&path, path.with_extension("json.broken"))?;
            return Ok(Vec::new());
        }
    };
    let found = index.uploads.into_iter().filter(|line| is_upload_name(&line.file)).filter_map(|line| {
        // A crash between index and file leaves a line without a file: that upload has no bytes.
        let size = fs::metadata(dir.join(&line.file)).ok()?.len();
        let id = FileId(percent_decode_str(&line.id).collect());
        Some(Found { id, file: line.file, complete: line.complete, size })
    });
    Ok(found.collect())
}

/// Only names that we made ourselves: an index cannot point out of its folder.
fn is_upload_name(name: &str) -> bool {
    name.strip_suffix(SUFFIX).is_some_and(|stem| stem.len() == 16 && stem.bytes().all(|b| b.is_ascii_hexdigit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_index_comes_back_with_any_id_and_the_length_on_disk() {
        let dir = tempfile::tempdir().expect("a folder");
        let (folder, found) = Folder::open(Some(dir.path().join("new"))).await.expect("a folder");
        assert_eq!(found, []);
        let (id, file) = (FileId(b"\xff/../\"\n%41".to_vec()), Folder::new_file_name());
        fs::write(folder.path().join(&file), b"12345").expect("a file");
        folder.write_index(vec![Line::new(&id, &file, true)]).await.expect("an index");
        drop(folder);
        let (folder, found) = Folder::open(Some(dir.path().join("new"))).await.expect("the folder again");
        assert_eq!(found, [Found { id, file, complete: true, size: 5 }]);
        folder.delete_files().await.expect("deleted");
        assert_eq!(read_index(folder.path()).expect("an index"), []);
    }

    #[tokio::test]
    async fn a_second_lab_is_told_that_the_folder_is_taken() {
        let dir = tempfile::tempdir().expect("a folder");
        let _first = Folder::open(Some(dir.path().to_owned())).await.expect("a folder");
        let second = Folder::open(Some(dir.path().to_owned())).await;
        assert!(matches!(second, Err(FolderError::Taken { .. })), "{second:?}");
    }

    #[tokio::test]
    async fn a_broken_index_is_set_aside_and_a_foreign_name_ignored() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join(INDEX), "{").expect("a file");
        assert_eq!(read_index(dir.path()).expect("no index"), []);
        assert!(dir.path().join("wirelight-uploads.json.broken").exists());
        let text = r#"{"version":1,"uploads":[{"id":"a","file":"../secret","complete":false}]}"#;
        fs::write(dir.path().join(INDEX), text).expect("a file");
        assert_eq!(read_index(dir.path()).expect("an index"), []);
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
