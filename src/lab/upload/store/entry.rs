//! What is written down of an upload: its id and whether it is complete, in a small file of its own, so that a new one
//! costs the same however many there are.

use std::{
    fs,
    io::{self, Read as _, Write as _},
    path::Path,
};

use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use serde::{Deserialize, Serialize};
use tempfile::NamedTempFile;

use super::{
    file_id::FileId,
    own_file::{self, Identity},
};
use crate::limits::{MAX_LAB_ID_BYTES, MAX_LAB_INDEX_BYTES, MAX_LAB_LINE_BYTES, MAX_LAB_UPLOADS};

/// All uploads in one file, as earlier versions wrote it.
const OLD_INDEX: &str = "wirelight-uploads.json";
const BROKEN_INDEX: &str = "wirelight-uploads.json.broken";

const DATA_SUFFIX: &str = ".upload";
const SUFFIX: &str = ".json";

/// The file in which an upload is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Entry {
    /// 16 digits in hex, made from nothing that a client sends.
    stem: String,
    complete: bool,
    identity: Identity,
}

/// An upload of an earlier process.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) id: FileId,
    pub(super) entry: Entry,
    pub(super) size: u64,
    /// Of the file with its bytes; `None` where that is missing.
    pub(super) identity: Option<Identity>,
}

#[derive(Debug, Serialize, Deserialize)]
struct Written {
    version: u32,
    /// Percent-encoded, so that any bytes can be read back.
    id: String,
    complete: bool,
}

#[derive(Debug, Deserialize)]
struct OldIndex {
    version: u32,
    uploads: Vec<OldLine>,
}

#[derive(Debug, Deserialize)]
struct OldLine {
    id: String,
    file: String,
    complete: bool,
}

impl Entry {
    /// Writes down a new upload under a new name.
    pub(super) fn create(dir: &Path, id: &FileId, complete: bool) -> io::Result<Self> {
        Self::create_as(dir, format!("{:016x}", fastrand::u64(..)), id, complete)
    }

    fn create_as(dir: &Path, stem: String, id: &FileId, complete: bool) -> io::Result<Self> {
        let mut entry = Self { stem, complete, identity: Identity::default() };
        let file = entry.written(dir, id)?;
        file.persist_noclobber(dir.join(entry.name()))?;
        Ok(entry)
    }

    /// Writes it anew, in one step, so that a crash leaves the old or the new one.
    pub(super) fn replace(&mut self, dir: &Path, id: &FileId, complete: bool) -> io::Result<()> {
        let path = dir.join(self.name());
        own_file::check_identity(&own_file::look(&path)?, self.identity)?;
        let old = std::mem::replace(&mut self.complete, complete);
        let replaced = self.written(dir, id).and_then(|file| file.persist(path).map_err(io::Error::from));
        if replaced.is_err() {
            self.complete = old;
        }
        replaced.map(drop)
    }

    /// The client had announced the size and it was reached: the status says 0, as if it were unknown.
    pub(super) fn complete(&self) -> bool {
        self.complete
    }

    /// The name of this file.
    pub(super) fn name(&self) -> String {
        format!("{}{SUFFIX}", self.stem)
    }

    /// The name of the file with the upload's bytes.
    pub(super) fn data_name(&self) -> String {
        format!("{}{DATA_SUFFIX}", self.stem)
    }

    /// Which file this is.
    pub(super) fn identity(&self) -> Identity {
        self.identity
    }

    /// The content under a name that nobody knows, and from now on this entry's file.
    fn written(&mut self, dir: &Path, id: &FileId) -> io::Result<NamedTempFile> {
        let id = percent_encode(&id.0, NON_ALPHANUMERIC).to_string();
        let mut file = NamedTempFile::new_in(dir)?;
        file.write_all(&serde_json::to_vec(&Written { version: 1, id, complete: self.complete })?)?;
        self.identity = Identity::of(&file.as_file().metadata()?);
        Ok(file)
    }

    fn read(dir: &Path, stem: &str) -> io::Result<(FileId, Self)> {
        let (text, identity) = read_own(&dir.join(format!("{stem}{SUFFIX}")), MAX_LAB_LINE_BYTES)?;
        let written: Written = serde_json::from_slice(&text)?;
        Ok((decode(&written.id)?, Self { stem: stem.to_owned(), complete: written.complete, identity }))
    }
}

/// Everything that is written down in a folder. What is not ours is passed over, and the log says so.
pub(super) fn read_all(dir: &Path) -> io::Result<Vec<Found>> {
    if let Err(error) = take_over_old_index(dir) {
        tracing::warn!(%error, "the index of earlier uploads cannot be read");
    }
    let mut found = Vec::new();
    for file in fs::read_dir(dir)? {
        let name = file?.file_name();
        let Some(stem) = name.to_str().and_then(|name| stem_of(name, SUFFIX)) else { continue };
        if found.len() == MAX_LAB_UPLOADS {
            tracing::warn!("the folder of the uploads has more than {MAX_LAB_UPLOADS}: the rest is left alone");
            break;
        }
        let read = Entry::read(dir, stem).and_then(|(id, entry)| with_data(dir, id, entry));
        match read {
            Ok(upload) => found.push(upload),
            Err(error) => tracing::warn!(%error, name = %name.display(), "an upload is passed over"),
        }
    }
    Ok(found)
}

fn with_data(dir: &Path, id: FileId, entry: Entry) -> io::Result<Found> {
    match own_file::look(&dir.join(entry.data_name())) {
        Ok(data) => Ok(Found { id, entry, size: data.len(), identity: Some(Identity::of(&data)) }),
        // A crash before the first byte: the upload has none.
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Found { id, entry, size: 0, identity: None }),
        Err(error) => Err(error),
    }
}

fn take_over_old_index(dir: &Path) -> io::Result<()> {
    let path = dir.join(OLD_INDEX);
    let (text, identity) = match read_own(&path, MAX_LAB_INDEX_BYTES) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        read => read?,
    };
    let index = match serde_json::from_slice::<OldIndex>(&text) {
        Ok(index) if index.version == 1 => index,
        _ => {
            if fs::symlink_metadata(dir.join(BROKEN_INDEX)).is_err() {
                fs::rename(&path, dir.join(BROKEN_INDEX))?;
            }
            return Err(io::Error::new(io::ErrorKind::InvalidData, "it is broken, and was set aside"));
        }
    };
    for OldLine { id, file, complete } in index.uploads.into_iter().take(MAX_LAB_UPLOADS) {
        // Only names that we made ourselves: an index cannot point out of its folder.
        let Some(stem) = stem_of(&file, DATA_SUFFIX) else { continue };
        let taken_over = decode(&id).and_then(|id| Entry::create_as(dir, stem.to_owned(), &id, complete));
        if let Err(error) = taken_over.map(drop) {
            tracing::warn!(%error, file, "an earlier upload is passed over");
        }
    }
    own_file::remove(&path, identity)
}

fn read_own(path: &Path, most_bytes: u64) -> io::Result<(Vec<u8>, Identity)> {
    let file = own_file::open_to_read(path)?;
    let identity = Identity::of(&file.metadata()?);
    let mut text = Vec::new();
    file.take(most_bytes + 1).read_to_end(&mut text)?;
    if text.len() as u64 > most_bytes {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is longer than one of ours"));
    }
    Ok((text, identity))
}

fn decode(id: &str) -> io::Result<FileId> {
    let id = FileId(percent_decode_str(id).collect());
    if id.0.len() <= MAX_LAB_ID_BYTES {
        return Ok(id);
    }
    Err(io::Error::new(io::ErrorKind::InvalidData, format!("its id has more than {MAX_LAB_ID_BYTES} bytes")))
}

fn stem_of<'a>(name: &'a str, suffix: &str) -> Option<&'a str> {
    let is_ours = |stem: &&str| stem.len() == 16 && stem.bytes().all(|b| b.is_ascii_hexdigit());
    name.strip_suffix(suffix).filter(is_ours)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_index_of_an_earlier_version_is_taken_over() {
        let dir = tempfile::tempdir().expect("a folder");
        let text = r#"{"version":1,"uploads":[{"id":"a%20b","file":"0123456789abcdef.upload","complete":false},
            {"id":"c","file":"../secret","complete":false}]}"#;
        fs::write(dir.path().join(OLD_INDEX), text).expect("a file");
        fs::write(dir.path().join("0123456789abcdef.upload"), "123").expect("a file");
        for _ in 0..2 {
            let found = read_all(dir.path()).expect("a folder");
            assert_eq!(found.len(), 1, "{found:?}");
            assert_eq!((found[0].id.0.as_slice(), found[0].size), (b"a b".as_slice(), 3));
        }
        assert!(!dir.path().join(OLD_INDEX).exists());
    }

    #[test]
    fn what_is_broken_or_too_long_is_passed_over_and_stays() {
        let dir = tempfile::tempdir().expect("a folder");
        let long = format!(r#"{{"version":1,"id":"{}","complete":false}}"#, "i".repeat(MAX_LAB_ID_BYTES + 1));
        let huge = format!(r#"{{"version":1,"id":"a","complete":false}}{}"#, " ".repeat(MAX_LAB_LINE_BYTES as usize));
        for (name, text) in [
            (OLD_INDEX, "{"),
            ("0123456789abcdef.json", "{"),
            ("0123456789abcdea.json", &long),
            ("0123456789abcdeb.json", &huge),
            ("settings.json", "{}"),
        ] {
            fs::write(dir.path().join(name), text).expect("a file");
        }
        assert_eq!(read_all(dir.path()).expect("a folder"), []);
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 5);
        assert_eq!(fs::read_to_string(dir.path().join(BROKEN_INDEX)).expect("a file"), "{");
    }
}
