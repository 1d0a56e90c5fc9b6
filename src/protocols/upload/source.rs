//! The file on this side: what it is, and whether it still is what it was.

use std::{
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use super::file_id::default_file_id;

/// A file as it was when it was looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileFacts {
    /// Where it is.
    pub path: PathBuf,
    /// Its name without folders.
    pub name: String,
    /// Its size.
    pub size_bytes: u64,
    /// When it was last changed, as exactly as the system says.
    pub modified: SystemTime,
}

/// Why a file cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// It is a folder or something else that has no bytes of its own.
    #[error("{} is not a file", path.display())]
    NotAFile {
        /// What it is called.
        path: PathBuf,
    },
    /// It is not the file that the server has the first bytes of.
    #[error(
        "{} has changed since the upload began (it had {was_bytes} bytes, now {is_bytes}): the rest would not fit. Restart from 0",
        path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// Its size when the upload began.
        was_bytes: u64,
        /// Its size now.
        is_bytes: u64,
    },
}

impl FileFacts {
    /// Looks at a file.
    ///
    /// # Errors
    /// When it is not there, not readable or not a file.
    pub async fn look(path: &Path) -> Result<Self, SourceError> {
        let unreadable = |source| SourceError::Unreadable { path: path.to_owned(), source };
        let not_a_file = || SourceError::NotAFile { path: path.to_owned() };
        // Looked up first: opening a pipe would wait for somebody who writes into it.
        if !tokio::fs::metadata(path).await.map_err(unreadable)?.is_file() {
            return Err(not_a_file());
        }
        // Opened, not only looked up: a file that may not be read is found out now.
        let file = tokio::fs::File::open(path).await.map_err(unreadable)?;
        let metadata = file.metadata().await.map_err(unreadable)?;
        if !metadata.is_file() {
            return Err(not_a_file());
        }
        Ok(Self {
            path: path.to_owned(),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            size_bytes: metadata.len(),
            modified: metadata.modified().map_err(unreadable)?,
        })
    }

    /// The ID that the published client would give it.
    pub fn default_id(&self) -> String {
        default_file_id(&self.name, self.size_bytes, self.modified)
    }

    /// Looks again, and refuses a file with another size or time.
    ///
    /// # Errors
    /// When it has changed or cannot be read any more.
    pub async fn check_unchanged(&self) -> Result<(), SourceError> {
        let now = Self::look(&self.path).await?;
        if now.size_bytes == self.size_bytes && now.modified == self.modified {
            return Ok(());
        }
        Err(SourceError::Changed { path: self.path.clone(), was_bytes: self.size_bytes, is_bytes: now.size_bytes })
    }
}
