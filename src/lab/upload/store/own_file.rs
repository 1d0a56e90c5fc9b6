//! Files that the store has made: opened without following a link, and told from what somebody put in their place.
//!
//! `InvalidInput` is a file that is not ours: callers leave it alone and go on. Other errors are the system's.

use std::{
    fs::{self, File, Metadata, OpenOptions},
    io,
    path::Path,
    time::SystemTime,
};

/// Which file it is, whatever its name; nothing where the system does not tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Identity {
    place: Option<(u64, u64)>,
    /// A number may be given to a new file when the old one is gone.
    born: Option<SystemTime>,
}

impl Identity {
    /// Of an open file, or of what a name stands for.
    #[cfg(unix)]
    pub(super) fn of(metadata: &Metadata) -> Self {
        use std::os::unix::fs::MetadataExt as _;
        Self { place: Some((metadata.dev(), metadata.ino())), born: metadata.created().ok() }
    }

    /// Of an open file, or of what a name stands for.
    #[cfg(not(unix))]
    pub(super) fn of(metadata: &Metadata) -> Self {
        Self { place: None, born: metadata.created().ok() }
    }
}

/// Opens a regular file to read it.
pub(super) fn open_to_read(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().read(true))
}

/// Opens a regular file to write to it. One that has a second name is somebody else's as well.
pub(super) fn open_to_write(path: &Path) -> io::Result<File> {
    let file = open(path, OpenOptions::new().write(true))?;
    if has_other_names(&file.metadata()?) {
        return Err(not_ours("it has another name as well (a hard link)"));
    }
    Ok(file)
}

/// Opens a regular file, made if need be, whose content does not matter.
pub(super) fn open_to_lock(path: &Path) -> io::Result<File> {
    open(path, OpenOptions::new().read(true).write(true).create(true).truncate(false))
}

/// Makes a file where there is nothing, not even a link.
pub(super) fn create(path: &Path) -> io::Result<File> {
    OpenOptions::new().write(true).create_new(true).open(path)
}

/// What a name stands for, if it is a regular file.
pub(super) fn look(path: &Path) -> io::Result<Metadata> {
    let metadata = fs::symlink_metadata(path)?;
    if metadata.is_file() { Ok(metadata) } else { Err(not_ours("it is no regular file")) }
}

/// Refuses another file than the one that is meant.
pub(super) fn check_identity(metadata: &Metadata, identity: Identity) -> io::Result<()> {
    if Identity::of(metadata) == identity { Ok(()) } else { Err(not_ours("another file has taken its place")) }
}

/// Deletes a file, if it is still the one that is meant. Nothing at all is fine, too.
pub(super) fn remove(path: &Path, identity: Identity) -> io::Result<()> {
    match look(path) {
        Ok(metadata) => {
            check_identity(&metadata, identity)?;
            fs::remove_file(path)
        }
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    }
}

fn open(path: &Path, options: &mut OpenOptions) -> io::Result<File> {
    // A pipe would hold up whoever opens it, and a device may do anything.
    match look(path) {
        Ok(_) => {}
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    without_following(options);
    let file = options.open(path)?;
    if !file.metadata()?.is_file() {
        return Err(not_ours("it is no regular file"));
    }
    Ok(file)
}

/// Whoever swaps the file for a link or a pipe after the look gets an error.
#[cfg(unix)]
fn without_following(options: &mut OpenOptions) {
    use std::os::unix::fs::OpenOptionsExt as _;

    use rustix::fs::OFlags;
    options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK | OFlags::NOCTTY).bits().cast_signed());
}

/// The link itself is opened, which is no regular file.
#[cfg(windows)]
fn without_following(options: &mut OpenOptions) {
    use std::os::windows::fs::OpenOptionsExt as _;

    /// `FILE_FLAG_OPEN_REPARSE_POINT`.
    const OPEN_REPARSE_POINT: u32 = 0x0020_0000;
    options.custom_flags(OPEN_REPARSE_POINT);
}

#[cfg(not(any(unix, windows)))]
fn without_following(_options: &mut OpenOptions) {}

#[cfg(unix)]
fn has_other_names(metadata: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    metadata.nlink() > 1
}

#[cfg(not(unix))]
fn has_other_names(_metadata: &Metadata) -> bool {
    false
}

fn not_ours(why: &'static str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, why)
}
