//! The files that the tests of style look at.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A file of ours.
pub(super) struct Source {
    /// From the project's folder on, with slashes.
    pub(super) path: String,
    pub(super) text: String,
}

/// Every Rust file below a folder of the project.
pub(super) fn sources(folder: &str) -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    files_below(&root.join(folder), &mut paths);
    assert!(!paths.is_empty(), "{folder} has sources");
    paths.sort();
    paths
        .into_iter()
        .map(|path| Source {
            text: fs::read_to_string(&path).expect("a source file"),
            path: path.strip_prefix(root).expect("inside the project").to_string_lossy().replace('\\', "/"),
        })
        .collect()
}

/// Fails with one line for each fault.
pub(super) fn complain(faults: &[String]) {
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

fn files_below(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("a folder of the project") {
        let path = entry.expect("a folder's entry").path();
        if path.is_dir() {
            files_below(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}
