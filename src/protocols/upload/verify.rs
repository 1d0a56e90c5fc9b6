//! The proof: our file's checksum beside the one of the bytes that the server stored.

use std::{io::Read as _, path::Path};

use data_encoding::HEXLOWER;
use serde::Deserialize;
use sha2::{Digest as _, Sha256};
use tokio_util::sync::CancellationToken;

use super::{
    UploadError,
    driver::{Phase, Raced, UploadDriver},
    event::UploadNote,
    source::SourceError,
    task::{Step, Transfer, changed_while_sent},
};
use crate::transcript::{
    Body,
    entry::{SessionState, Verified},
    reason::Explanation,
};

/// A list of stored files is read up to here, in bytes.
const MAX_LIST_BYTES: usize = 16 * 1024 * 1024;

/// A line of the list, as the lab writes it.
#[derive(Debug, Deserialize)]
struct StoredFile {
    id: String,
    size: u64,
    sha256: String,
}

impl Transfer {
    /// Compares checksums where the server tells its own, then the upload is done.
    pub(super) async fn verify(&mut self, driver: &mut UploadDriver, note: Option<UploadNote>) -> Step {
        let Some(url) = self.config.stored_url.clone() else { return Step::Done(note) };
        driver.state(SessionState::Confirming);
        // Another file's checksum would say nothing about what was sent.
        if let Err(error) = self.facts.check_unchanged().await {
            let error = changed_while_sent(error);
            driver.error(&error);
            return Step::Failed(Explanation::of(&error));
        }
        let cancel = CancellationToken::new();
        let _stop_hashing = cancel.clone().drop_guard();
        let path = self.facts.path.clone();
        let hashing = tokio::task::spawn_blocking(move || sha256_of(&path, &cancel));
        let local = match driver.race(Phase::Busy, hashing).await {
            Raced::Done(Ok(Ok(local))) => local,
            Raced::Done(Ok(Err(error))) => return Self::source_failed(driver, error),
            // The runtime is going down.
            Raced::Done(Err(_)) | Raced::Gone => return Self::gone(),
            Raced::Asked(command) => return self.handle(driver, command).await,
        };
        let custom = &self.config.peer.headers;
        let answer = match self.server.get(driver, url.clone(), &[], custom, MAX_LIST_BYTES, Phase::Busy).await {
            Raced::Done(Ok(answer)) if answer.is_success() => answer,
            // Another server at a path like the lab's: what it has confirmed is enough.
            Raced::Done(Ok(answer)) if answer.head.status == 404 => {
                return Step::Done(Some(UploadNote::NothingToCompare));
            }
            Raced::Done(Ok(answer)) => return Self::after_refusal(driver, &answer.head),
            Raced::Done(Err(error)) => return Self::after_failure(driver, &error),
            Raced::Gone => return Self::gone(),
            Raced::Asked(command) => return self.handle(driver, command).await,
        };
        match compare(&answer.body, self.server.file_id.as_bytes(), self.facts.size_bytes, &local) {
            Ok(()) => {
                let against = url.to_string();
                driver.incoming(Body::Verified(Verified { sha256: local, size: self.facts.size_bytes, against }));
                Step::Done(note)
            }
            Err(UploadError::BadList(error)) => {
                driver.error(&UploadError::BadList(error));
                Step::Done(Some(UploadNote::NothingToCompare))
            }
            Err(error) => {
                driver.error(&error);
                Step::Failed(Explanation::of(&error))
            }
        }
    }
}

fn compare(list: &[u8], file_id: &[u8], size_bytes: u64, local: &str) -> Result<(), UploadError> {
    let files: Vec<StoredFile> = serde_json::from_slice(list).map_err(UploadError::BadList)?;
    let id = String::from_utf8_lossy(file_id);
    let stored = files.into_iter().find(|file| file.id == id).ok_or(UploadError::NotListed)?;
    if stored.size == size_bytes && stored.sha256.eq_ignore_ascii_case(local) {
        return Ok(());
    }
    Err(UploadError::ChecksumDiffers { stored: stored.sha256, local: local.to_owned() })
}

/// Reads a whole file on a thread of its own; `cancel` ends it between two pieces.
fn sha256_of(path: &Path, cancel: &CancellationToken) -> Result<String, SourceError> {
    let hash = || -> std::io::Result<String> {
        let mut file = std::fs::File::open(path)?;
        let mut hasher = Sha256::new();
        let mut piece = vec![0; 1024 * 1024];
        loop {
            let count = file.read(&mut piece)?;
            if count == 0 || cancel.is_cancelled() {
                break;
            }
            hasher.update(&piece[..count]);
        }
        Ok(HEXLOWER.encode(&hasher.finalize()))
    };
    hash().map_err(|source| SourceError::Unreadable { path: path.to_owned(), source })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_same_size_and_checksum_are_a_proof() {
        let list = br#"[{"id":"other","size":1,"sha256":"aa"},{"id":"me","size":3,"sha256":"0ABC"}]"#;
        assert!(compare(list, b"me", 3, "0abc").is_ok());
        assert!(matches!(compare(list, b"me", 4, "0abc"), Err(UploadError::ChecksumDiffers { .. })));
        assert!(matches!(compare(list, b"me", 3, "0abd"), Err(UploadError::ChecksumDiffers { .. })));
        assert!(matches!(compare(list, b"nobody", 3, "0abc"), Err(UploadError::NotListed)));
        assert!(matches!(compare(b"<html>", b"me", 3, "0abc"), Err(UploadError::BadList(_))));
    }
}
