//! The file on this side: what it is, and whether it still is what it was.

use std::{
    fmt,
    fs::Metadata,
    io,
    path::{Path, PathBuf},
    time::SystemTime,
};

use jiff::Timestamp;

use super::file_id::default_file_id;
use crate::transcript::reason::{Code, FieldValue, HasReason, Reason};

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
    /// Which file it is, whatever its name, where the system tells: its device and its number there.
    pub identity: Option<(u64, u64)>,
}

/// Why a file cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// It cannot be read.
    #[error("cannot read {}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// It is a folder or something else that has no bytes of its own.
    #[error("{} is not a file", path.display())]
    NotAFile {
        /// What it is called.
        path: PathBuf,
    },
    /// It is not the file that the server has the first bytes of.
    #[error("{} has changed since the upload began ({change}): the rest would not fit. Restart from 0", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
        /// What is different.
        change: Change,
    },
}

/// How a file differs from what it was; at least one of the three does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Its size before and now, in bytes.
    pub size_bytes: Option<(u64, u64)>,
    /// When it was last changed, before and now.
    pub modified: Option<(SystemTime, SystemTime)>,
    /// Another file has taken its name.
    pub is_another_file: bool,
}

impl HasReason for SourceError {
    fn reason(&self) -> Reason {
        let of_file = |code: Code, path: &Path| Reason::new(code).with("path", path.display().to_string());
        match self {
            Self::Unreadable { path, source } => of_file(Code::FileUnreadable, path).because(Code::of_io(source)),
            Self::NotAFile { path } => of_file(Code::NotAFile, path),
            Self::Changed { path, change } => of_file(Code::FileChanged, path).because_of(change.reason()),
        }
    }
}

impl Change {
    /// The first of its differences.
    pub(super) fn reason(&self) -> Reason {
        let was_now =
            |code: Code, was: FieldValue, now: FieldValue| Reason::new(code).with("was", was).with("now", now);
        let moment = |time| FieldValue::from(Timestamp::try_from(time).unwrap_or(Timestamp::MIN).to_string());
        match (self.size_bytes, self.modified) {
            (Some((was, now)), _) => was_now(Code::ChangedSize, was.into(), now.into()),
            (None, Some((was, now))) => was_now(Code::ChangedTime, moment(was), moment(now)),
            (None, None) => Code::ChangedIdentity.into(),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut differences = Vec::new();
        if let Some((was, is)) = self.size_bytes {
            differences.push(format!("it had {was} bytes, now {is}"));
        }
        if let Some((was, is)) = self.modified {
            // A time before the year -9999 is told as that.
            let moment = |time| Timestamp::try_from(time).unwrap_or(Timestamp::MIN);
            differences.push(format!("it was last written at {}, now at {}", moment(was), moment(is)));
        }
        if self.is_another_file {
            differences.push("another file has its name now".to_owned());
        }
        f.write_str(&differences.join("; "))
    }
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
        Self::of(path, &metadata).map_err(unreadable)
    }

    fn of(path: &Path, metadata: &Metadata) -> io::Result<Self> {
        Ok(Self {
            path: path.to_owned(),
            name: path.file_name().unwrap_or_default().to_string_lossy().into_owned(),
            size_bytes: metadata.len(),
            modified: metadata.modified()?,
            identity: identity(metadata),
        })
    }

    /// The ID that the published client would give it.
    pub fn default_id(&self) -> String {
        default_file_id(&self.name, self.size_bytes, self.modified)
    }

    /// Looks again, and refuses a file with another size, time or identity.
    ///
    /// # Errors
    /// When it has changed or cannot be read any more.
    pub async fn check_unchanged(&self) -> Result<(), SourceError> {
        let now = Self::look(&self.path).await?;
        self.check_same(&now)
    }

    /// Refuses an open file that is another one than was looked at.
    ///
    /// # Errors
    /// As [`Self::check_unchanged`].
    pub async fn check_opened(&self, file: &tokio::fs::File) -> Result<(), SourceError> {
        let unreadable = |source| SourceError::Unreadable { path: self.path.clone(), source };
        let metadata = file.metadata().await.map_err(unreadable)?;
        self.check_same(&Self::of(&self.path, &metadata).map_err(unreadable)?)
    }

    fn check_same(&self, now: &Self) -> Result<(), SourceError> {
        let change = Change {
            size_bytes: (self.size_bytes != now.size_bytes).then_some((self.size_bytes, now.size_bytes)),
            modified: (self.modified != now.modified).then_some((self.modified, now.modified)),
            is_another_file: self.identity != now.identity,
        };
        if change.size_bytes.is_none() && change.modified.is_none() && !change.is_another_file {
            return Ok(());
        }
        Err(SourceError::Changed { path: self.path.clone(), change })
    }
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems do not tell it")]
fn identity(metadata: &Metadata) -> Option<(u64, u64)> {
    use std::os::unix::fs::MetadataExt as _;
    Some((metadata.dev(), metadata.ino()))
}

#[cfg(not(unix))]
fn identity(_metadata: &Metadata) -> Option<(u64, u64)> {
    None
}
