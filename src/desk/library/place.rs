//! Paths in a library: only such as lead to something in its folder, through no link.

use std::{
    fs::DirBuilder,
    path::{Component, Path, PathBuf},
};

use super::{Library, LibraryError};

impl Library {
    /// The whole path of a file in the library, which need not exist.
    pub(super) fn inside(&self, path: &Path) -> Result<PathBuf, LibraryError> {
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if !is_connection(name) {
            return Err(LibraryError::NotToml);
        }
        Ok(self.existing_folder(path.parent().unwrap_or(Path::new("")))?.join(name))
    }

    /// The whole path of a folder in the library, none of whose parts is a link. Parts that do not exist are none.
    pub(super) fn existing_folder(&self, path: &Path) -> Result<PathBuf, LibraryError> {
        let mut whole = self.folder.clone();
        for part in path.components() {
            let Component::Normal(name) = part else { return Err(LibraryError::Outside) };
            whole.push(name);
            if whole.symlink_metadata().is_ok_and(|metadata| !metadata.is_dir()) {
                return Err(LibraryError::Outside);
            }
        }
        Ok(whole)
    }

    /// The same, and it is made where it is missing: for its owner only.
    pub(super) fn made_folder(&self, path: &Path) -> Result<PathBuf, LibraryError> {
        let whole = self.existing_folder(path)?;
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(&whole)?;
        Ok(whole)
    }
}

/// Whether a file of this name is looked at. Hidden ones are other programs'.
pub(super) fn is_connection(name: &str) -> bool {
    let is_toml = Path::new(name).extension().is_some_and(|ending| ending.eq_ignore_ascii_case("toml"));
    is_toml && !name.starts_with('.')
}
