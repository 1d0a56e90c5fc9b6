//! The part of a scan that a worker does: rows that do not change any more. What it finds comes back in order
//! over a bounded channel; it ends when the scan wants something else.

use std::{
    ops::Range,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc::{Receiver, SyncSender, sync_channel},
    },
    time::{Duration, Instant},
};

use super::rows;
use crate::transcript::{query::Matcher, snapshot::Snapshot};

/// What is looked at before the worker asks whether it is still wanted.
const PIECE_BYTES: usize = 256 * 1024;
/// Hits that are handed over at once.
const BATCH_HITS: usize = 4096;
/// How long hits wait for others: a frame.
const BATCH_TIME: Duration = Duration::from_millis(16);
/// Batches that may wait for the window.
const BATCHES_WAITING: usize = 8;

/// Work for another thread: call [`Self::run`] there.
#[derive(Debug)]
#[must_use = "the scan waits for it"]
pub struct ScanJob {
    snapshot: Snapshot,
    matcher: Arc<Matcher>,
    among: Range<u64>,
    cancel: Arc<AtomicBool>,
    batches: SyncSender<FoundRows>,
}

/// What was found up to a row.
#[derive(Debug)]
pub(super) struct FoundRows {
    pub(super) hits: Vec<u64>,
    pub(super) scanned_to: u64,
}

/// The scan's side of a job. Dropping it ends the job soon.
#[derive(Debug)]
pub(super) struct RunningJob {
    pub(super) batches: Receiver<FoundRows>,
    /// Where the job ends unless something goes wrong.
    pub(super) end: u64,
    cancel: Arc<AtomicBool>,
}

impl RunningJob {
    /// Tells later whether the job still runs.
    pub(super) fn monitor(&self) -> JobMonitor {
        JobMonitor(self.cancel.clone())
    }
}

impl Drop for RunningJob {
    fn drop(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
    }
}

/// Knows whether a job that nobody waits for any more still runs.
#[derive(Debug)]
pub(super) struct JobMonitor(Arc<AtomicBool>);

impl JobMonitor {
    pub(super) fn is_running(&self) -> bool {
        Arc::strong_count(&self.0) > 1
    }
}

impl ScanJob {
    pub(super) fn new(snapshot: Snapshot, matcher: Arc<Matcher>, among: Range<u64>) -> (Self, RunningJob) {
        let cancel = Arc::new(AtomicBool::new(false));
        let (sender, batches) = sync_channel(BATCHES_WAITING);
        let running = RunningJob { batches, end: snapshot.end_row(), cancel: cancel.clone() };
        (Self { snapshot, matcher, among, cancel, batches: sender }, running)
    }

    /// Scans; `wake` is called when there is something to take. It blocks while nobody takes it.
    pub fn run(self, wake: impl Fn()) {
        self.scan(|batch| {
            let taken = self.batches.send(batch).is_ok();
            wake();
            taken
        });
    }

    /// Hands batches to `take` until that returns false.
    fn scan(&self, mut take: impl FnMut(FoundRows) -> bool) {
        let mut at = self.snapshot.first_row();
        let mut hits = Vec::new();
        let mut last_batch = Instant::now();
        for segment in &self.snapshot.segments {
            while at < segment.end_row() {
                if self.cancel.load(Ordering::Relaxed) {
                    return;
                }
                let piece = rows::piece(segment, at, PIECE_BYTES);
                at = segment.first_row + piece.end as u64;
                rows::scan(&self.matcher, segment, piece, &self.among, &mut hits);
                if hits.len() >= BATCH_HITS || last_batch.elapsed() >= BATCH_TIME {
                    if !take(FoundRows { hits: std::mem::take(&mut hits), scanned_to: at }) {
                        return;
                    }
                    last_batch = Instant::now();
                }
            }
        }
        take(FoundRows { hits, scanned_to: self.snapshot.end_row() });
    }
}
