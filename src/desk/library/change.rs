//! Changes to a library. Each new file is written beside its place and then put there, so that a crash leaves a whole one;
//! it never takes the place of another file.

use std::{
    fs,
    io::{self, Write as _},
    path::{Path, PathBuf},
};

use tempfile::NamedTempFile;

use super::{
    Library, LibraryError, Saved, Stamp,
    file_name::{numbered, stem},
};
use crate::{
    desk::text_file::TextFileError,
    limits::{MAX_CONNECTION_FILE_BYTES, MAX_LIBRARY_FILES},
    settings::connection::Connection,
    transcript::secrets::Secrets,
};

impl Library {
    /// Writes a new file into a folder of the library, named by the connection's name. What is secret is left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn save_new(&self, folder: &Path, connection: &Connection, secrets: &Secrets) -> Result<Saved, LibraryError> {
        self.write_new(folder, &stem(connection), &text_of(connection, secrets)?)
    }

    /// Writes a connection over the file that it was read of. What is secret is left out.
    ///
    /// # Errors
    /// When the file is another one by now, or it cannot be written: it is then as it was.
    pub fn save(
        &self,
        path: &Path,
        seen: &Stamp,
        connection: &Connection,
        secrets: &Secrets,
    ) -> Result<Saved, LibraryError> {
        let text = text_of(connection, secrets)?;
        let whole = self.inside(path)?;
        let written = written_beside(&whole, &text)?;
        self.unchanged(path, seen)?;
        written.persist(&whole).map_err(|error| error.error)?;
        Ok(Saved { path: path.to_owned(), stamp: Stamp::of(&text, &whole) })
    }

    /// Gives a connection another name, and its file with it.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub fn rename(&self, path: &Path, seen: &Stamp, name: &str, secrets: &Secrets) -> Result<Saved, LibraryError> {
        let connection = Connection { name: name.to_owned(), ..self.unchanged_connection(path, seen)? };
        let current = path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        let wanted = stem(&connection);
        let number = current.strip_prefix(&wanted).map(|rest| rest.strip_prefix('-').unwrap_or(rest));
        if number.is_some_and(|number| number.bytes().all(|byte| byte.is_ascii_digit())) {
            return self.save(path, seen, &connection, secrets);
        }
        let text = text_of(&connection, secrets)?;
        let saved = self.write_new(path.parent().unwrap_or(Path::new("")), &wanted, &text)?;
        self.remove_old(path, seen)?;
        Ok(saved)
    }

    /// Writes the same connection under another name beside it.
    ///
    /// # Errors
    /// When it cannot be read or written.
    pub fn duplicate(&self, path: &Path, name: &str, secrets: &Secrets) -> Result<Saved, LibraryError> {
        let connection = Connection { name: name.to_owned(), ..self.open(path)?.read.connection };
        self.save_new(path.parent().unwrap_or(Path::new("")), &connection, secrets)
    }

    /// Puts a file into another folder of the library, which is made if it is missing. Its text stays as it is; it gets a
    /// number where its name is taken.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub fn move_to(&self, path: &Path, seen: &Stamp, folder: &Path) -> Result<Saved, LibraryError> {
        let (text, stamp) = self.unchanged(path, seen)?;
        if path.parent() == Some(folder) {
            return Ok(Saved { path: path.to_owned(), stamp });
        }
        let name = path.file_stem().and_then(|stem| stem.to_str()).ok_or(LibraryError::NotToml)?;
        let saved = self.write_new(folder, name, &text)?;
        self.remove_old(path, seen)?;
        Ok(saved)
    }

    /// Deletes a file, unless it is another one by now.
    ///
    /// # Errors
    /// As [`Self::save`].
    pub fn delete(&self, path: &Path, seen: &Stamp) -> Result<(), LibraryError> {
        self.unchanged(path, seen)?;
        Ok(fs::remove_file(self.inside(path)?)?)
    }

    /// Makes a folder, and those that it stands in.
    ///
    /// # Errors
    /// When it is not in the library, or the disk does not do it.
    pub fn create_folder(&self, folder: &Path) -> Result<(), LibraryError> {
        self.made_folder(folder).map(drop)
    }

    /// The text of a file that is as it was seen.
    fn unchanged(&self, path: &Path, seen: &Stamp) -> Result<(String, Stamp), LibraryError> {
        let read = self.text(path).map_err(|error| match error {
            LibraryError::Text(TextFileError::Io { source }) if source.kind() == io::ErrorKind::NotFound => {
                LibraryError::Gone
            }
            other => other,
        })?;
        if read.1.says_the_same(seen) { Ok(read) } else { Err(LibraryError::Changed) }
    }

    fn unchanged_connection(&self, path: &Path, seen: &Stamp) -> Result<Connection, LibraryError> {
        let (text, _) = self.unchanged(path, seen)?;
        Ok(Connection::from_toml(&text)?.connection)
    }

    /// A file that stands in another place now. What another program has made of it meanwhile stays.
    fn remove_old(&self, path: &Path, seen: &Stamp) -> Result<(), LibraryError> {
        let stays = |source| LibraryError::OldStays { source };
        self.unchanged(path, seen).map_err(|error| stays(io::Error::other(error)))?;
        fs::remove_file(self.inside(path)?).map_err(stays)
    }

    /// A new file under the first name that is free.
    fn write_new(&self, folder: &Path, stem: &str, text: &str) -> Result<Saved, LibraryError> {
        let whole_folder = self.made_folder(folder)?;
        let mut written = written_beside(&whole_folder.join(numbered(stem, 1)), text)?;
        for number in 1..=MAX_LIBRARY_FILES {
            let name = numbered(stem, number);
            let whole = whole_folder.join(&name);
            match written.persist_noclobber(&whole) {
                Ok(_) => return Ok(Saved { path: folder.join(name), stamp: Stamp::of(text, &whole) }),
                Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => written = error.file,
                Err(error) => return Err(error.error.into()),
            }
        }
        Err(LibraryError::NoFreeName)
    }
}

/// A file's text, without what is secret.
fn text_of(connection: &Connection, secrets: &Secrets) -> Result<String, LibraryError> {
    let text = connection.clone().without_secrets(secrets).to_toml();
    if text.len() as u64 > MAX_CONNECTION_FILE_BYTES { Err(LibraryError::TooLarge) } else { Ok(text) }
}

/// On the disk, readable by its owner only, and hidden until it is put in its place.
fn written_beside(path: &Path, text: &str) -> Result<NamedTempFile, LibraryError> {
    let folder: PathBuf = path.parent().map(Path::to_owned).unwrap_or_default();
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().sync_all()?;
    Ok(file)
}
