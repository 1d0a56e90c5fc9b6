//! How far a file has come, and what all of them take.

use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};

use sha2::Sha256;

use super::own_file::Identity;

/// How far a file has come.
#[derive(Debug, Clone, Default)]
pub(super) struct Progress {
    pub(super) size: u64,
    /// Over the bytes so far; unknown when an earlier process wrote them.
    pub(super) hash: Option<Sha256>,
    /// Of the file on disk; `None` before there is one.
    pub(super) identity: Option<Identity>,
    /// Counts how often the file began anew.
    pub(super) generation: u64,
}

/// Bytes and files of the whole store, shared with the writers.
#[derive(Debug, Default)]
pub(super) struct Usage {
    pub(super) limit_bytes: u64,
    pub(super) max_uploads: usize,
    pub(super) used_bytes: AtomicU64,
    pub(super) files: AtomicUsize,
}

impl Usage {
    /// Takes room for `bytes` more, unless the limit forbids it.
    pub(super) fn take(&self, bytes: u64) -> bool {
        let grow = |used: u64| used.checked_add(bytes).filter(|used| *used <= self.limit_bytes);
        self.used_bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, grow).is_ok()
    }

    pub(super) fn give_back(&self, bytes: u64) {
        let shrink = |used: u64| Some(used.saturating_sub(bytes));
        self.used_bytes.fetch_update(Ordering::Relaxed, Ordering::Relaxed, shrink).ok();
    }

    pub(super) fn free_bytes(&self) -> u64 {
        self.limit_bytes.saturating_sub(self.used_bytes.load(Ordering::Relaxed))
    }
}
