//! What is in a library: its connections, and the files that are none.

use std::{
    fs, io,
    path::{Path, PathBuf},
};

use super::{Library, LibraryError, Stamp, place::is_connection};
use crate::{
    desk::text_file::TextFileError,
    limits::{MAX_LABEL_BYTES, MAX_LIBRARY_DEPTH, MAX_LIBRARY_FILES},
    settings::connection::ConnectionProtocol,
    transcript::secrets::mask_url,
};

/// Everything in a library, by path.
#[derive(Debug, Default)]
pub struct Listing {
    /// Its connections.
    pub connections: Vec<Listed>,
    /// Its sub-folders, also empty ones.
    pub folders: Vec<PathBuf>,
    /// Files and folders that are not shown, and why.
    pub unlisted: Vec<Unlisted>,
    /// Files and folders beyond the first [`MAX_LIBRARY_FILES`] of each: they were not looked at.
    pub beyond: usize,
}

/// One connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Its file, as seen from the library's folder.
    pub path: PathBuf,
    /// What the user calls it; a long name is cut, and ends in `…`.
    pub name: String,
    /// Whose session it is.
    pub protocol: ConnectionProtocol,
    /// Its address without a password; a long one is cut, and ends in `…`.
    pub url: String,
    /// What the file was like.
    pub stamp: Stamp,
}

/// Something in the folder that cannot be shown.
#[derive(Debug)]
pub struct Unlisted {
    /// Where it is, as seen from the library's folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub problem: LibraryError,
}

impl Listing {
    /// Those that a search finds, in their order: each of its words stands in the name or in the address, whatever the
    /// case. Nothing to search finds all.
    pub fn search<'l>(&'l self, words: &str) -> impl Iterator<Item = &'l Listed> + use<'l> {
        let words: Vec<String> = words.split_whitespace().map(str::to_lowercase).collect();
        self.connections.iter().filter(move |listed| {
            let (name, url) = (listed.name.to_lowercase(), listed.url.to_lowercase());
            words.iter().all(|word| name.contains(word) || url.contains(word))
        })
    }

    fn unlisted(&mut self, path: PathBuf, problem: LibraryError) {
        if self.unlisted.len() < MAX_LIBRARY_FILES {
            self.unlisted.push(Unlisted { path, problem });
        } else {
            self.beyond += 1;
        }
    }
}

impl Library {
    /// Looks at every file. A folder that does not exist is empty.
    pub fn list(&self) -> Listing {
        let mut listing = Listing::default();
        // Depth first, so that few folders wait.
        let mut waiting = vec![PathBuf::new()];
        while let Some(folder) = waiting.pop() {
            match self.entries(&folder) {
                Ok(entries) => self.look_at(entries, &folder, &mut waiting, &mut listing),
                Err(error) if error.kind() == io::ErrorKind::NotFound && folder.as_os_str().is_empty() => {}
                Err(source) => listing.unlisted(folder, LibraryError::Text(TextFileError::Io { source })),
            }
        }
        listing.connections.sort_by(|one, other| one.path.cmp(&other.path));
        listing.folders.sort();
        listing.unlisted.sort_by(|one, other| one.path.cmp(&other.path));
        listing
    }

    fn entries(&self, folder: &Path) -> io::Result<fs::ReadDir> {
        fs::read_dir(self.folder.join(folder))
    }

    fn look_at(&self, entries: fs::ReadDir, folder: &Path, waiting: &mut Vec<PathBuf>, listing: &mut Listing) {
        for entry in entries.flatten() {
            let name = entry.file_name();
            let shown = name.to_string_lossy();
            let Ok(kind) = entry.file_type() else { continue };
            let path = folder.join(&name);
            if shown.starts_with('.') || !kind.is_dir() && !is_connection(&shown) && !kind.is_symlink() {
                continue;
            }
            if kind.is_symlink() {
                // Only where something of ours would be behind it.
                if is_connection(&shown) || self.folder.join(&path).is_dir() {
                    listing.unlisted(path, LibraryError::Outside);
                }
            } else if !kind.is_dir() {
                self.look_at_file(path, listing);
            } else if folder.components().count() >= MAX_LIBRARY_DEPTH || listing.folders.len() >= MAX_LIBRARY_FILES {
                listing.beyond += 1;
            } else {
                listing.folders.push(path.clone());
                waiting.push(path);
            }
        }
    }

    fn look_at_file(&self, path: PathBuf, listing: &mut Listing) {
        if listing.connections.len() + listing.unlisted.len() >= MAX_LIBRARY_FILES {
            listing.beyond += 1;
            return;
        }
        match self.open(&path) {
            Ok(opened) => {
                let connection = opened.read.connection;
                listing.connections.push(Listed {
                    path,
                    name: cut(&connection.name),
                    protocol: connection.protocol,
                    url: cut(&mask_url(&connection.url)),
                    stamp: opened.stamp,
                });
            }
            Err(problem) => listing.unlisted(path, problem),
        }
    }
}

fn cut(text: &str) -> String {
    if text.len() <= MAX_LABEL_BYTES {
        return text.to_owned();
    }
    format!("{}…", &text[..text.floor_char_boundary(MAX_LABEL_BYTES)])
}
