//! Small text files that a person writes: saved connections, variables. Regular files of at most
//! [`MAX_CONNECTION_FILE_BYTES`], so that a pipe holds nobody up and a device fills nothing.

use std::{
    fs::{File, OpenOptions},
    io::{self, Read as _},
    path::Path,
};

use crate::limits::MAX_CONNECTION_FILE_BYTES;

/// What to do with a link in the file's place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Links {
    /// The file behind it is meant: the user named it.
    Followed,
    /// It is refused.
    Refused,
}

/// Why a file cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum TextFileError {
    /// The system says so.
    #[error("it cannot be read")]
    Io {
        /// Why.
        #[from]
        source: io::Error,
    },
    /// A pipe, a device, a folder, or a link where none is followed.
    #[error("it is no regular file")]
    NotRegular,
    /// More than [`MAX_CONNECTION_FILE_BYTES`].
    #[error("it is larger than 1 MiB")]
    TooLarge,
    /// It is no text.
    #[error("it is not UTF-8")]
    NotUtf8,
}

/// Reads it whole.
///
/// # Errors
/// When it is none of the above. The caller names the file.
pub fn read(path: &Path, links: Links) -> Result<String, TextFileError> {
    let mut text = Vec::new();
    let read = open(path, links)?.take(MAX_CONNECTION_FILE_BYTES + 1).read_to_end(&mut text)?;
    if read as u64 > MAX_CONNECTION_FILE_BYTES {
        return Err(TextFileError::TooLarge);
    }
    String::from_utf8(text).map_err(|_not_utf8| TextFileError::NotUtf8)
}

fn open(path: &Path, links: Links) -> Result<File, TextFileError> {
    // Before it is opened: to open a device may do anything.
    let look = if links == Links::Followed { path.metadata() } else { path.symlink_metadata() };
    if !look?.is_file() {
        return Err(TextFileError::NotRegular);
    }
    let mut options = OpenOptions::new();
    options.read(true);
    without_waiting(&mut options, links);
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if !metadata.is_file() {
        return Err(TextFileError::NotRegular);
    }
    if metadata.len() > MAX_CONNECTION_FILE_BYTES {
        return Err(TextFileError::TooLarge);
    }
    Ok(file)
}

/// Whoever swaps the file for a pipe or a link after the look gets an error.
#[cfg(unix)]
fn without_waiting(options: &mut OpenOptions, links: Links) {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;
    let mut flags = OFlags::NONBLOCK | OFlags::NOCTTY;
    if links == Links::Refused {
        flags |= OFlags::NOFOLLOW;
    }
    options.custom_flags(flags.bits().cast_signed());
}

#[cfg(not(unix))]
fn without_waiting(_options: &mut OpenOptions, _links: Links) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_small_regular_text_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.toml");
        let of = |bytes: &[u8]| {
            std::fs::write(&path, bytes).expect("written");
            read(&path, Links::Followed)
        };
        assert_eq!(of("a = 1 # é".as_bytes()).expect("a text"), "a = 1 # é");
        assert!(matches!(of(&[0xff]), Err(TextFileError::NotUtf8)));
        let limit = MAX_CONNECTION_FILE_BYTES as usize;
        assert_eq!(of(&vec![b' '; limit]).expect("a text").len(), limit);
        assert!(matches!(of(&vec![b' '; limit + 1]), Err(TextFileError::TooLarge)));
        assert!(matches!(read(folder.path(), Links::Followed), Err(TextFileError::NotRegular)));
        assert!(matches!(read(&folder.path().join("no"), Links::Followed), Err(TextFileError::Io { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_where_it_was_named_and_a_device_is_not_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let (path, link) = (folder.path().join("a.toml"), folder.path().join("link.toml"));
        std::fs::write(&path, "a").expect("written");
        std::os::unix::fs::symlink(&path, &link).expect("a link");
        assert_eq!(read(&link, Links::Followed).expect("a text"), "a");
        assert!(matches!(read(&link, Links::Refused), Err(TextFileError::NotRegular)));
        assert!(matches!(read(Path::new("/dev/zero"), Links::Followed), Err(TextFileError::NotRegular)));
    }
}
