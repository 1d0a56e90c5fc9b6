//! Saved connections in a folder that the user chose, and may keep in git: what is in it, and how it is changed.
//!
//! It waits for the disk: a window asks for it on a thread aside. Nothing outside of the folder is touched: links in it are
//! named and not followed. Another program may change the files meanwhile: what was not seen is not overwritten.

mod change;
mod error;
mod file_name;
mod list;
mod place;

use std::{
    path::{Path, PathBuf},
    time::SystemTime,
};

use sha2::{Digest as _, Sha256};

pub use self::{
    error::LibraryError,
    list::{Listed, Listing, Unlisted},
};
use crate::{
    desk::text_file::{self, Links},
    settings::connection::{Connection, ReadConnection},
};

/// A folder with saved connections.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Library {
    folder: PathBuf,
}

/// What a file was like when it was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// When it was changed, where the system tells.
    pub modified: Option<SystemTime>,
    digest: [u8; 32],
}

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct Opened {
    /// What it says.
    pub read: ReadConnection,
    /// What it was like: whoever saves it shows this.
    pub stamp: Stamp,
}

/// Where a connection was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Saved {
    /// Its file, as seen from the library's folder.
    pub path: PathBuf,
    /// What it is like now.
    pub stamp: Stamp,
}

impl Library {
    /// The library in this folder, which is made when something is saved.
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// The folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Reads one connection; `path` is seen from the library's folder.
    ///
    /// # Errors
    /// When the file cannot be read or is none of ours.
    pub fn open(&self, path: &Path) -> Result<Opened, LibraryError> {
        let (text, stamp) = self.text(path)?;
        Ok(Opened { read: Connection::from_toml(&text)?, stamp })
    }

    fn text(&self, path: &Path) -> Result<(String, Stamp), LibraryError> {
        let whole = self.inside(path)?;
        let text = text_file::read(&whole, Links::Refused)?;
        let stamp = Stamp::of(&text, &whole);
        Ok((text, stamp))
    }
}

impl Stamp {
    fn of(text: &str, path: &Path) -> Self {
        let modified = path.symlink_metadata().and_then(|metadata| metadata.modified()).ok();
        Self { modified, digest: Sha256::digest(text.as_bytes()).into() }
    }

    /// Whether the file says the same. One that was only touched does.
    fn says_the_same(&self, other: &Self) -> bool {
        self.digest == other.digest
    }
}
