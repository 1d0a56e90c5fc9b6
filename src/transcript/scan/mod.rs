//! Finds rows in a transcript that grows: sealed rows on a worker, the newest ones in the frame within a budget.
//!
//! It knows no runtime: whoever has one asks for [`Scan::next_job`] before each [`Scan::advance`] and runs it
//! elsewhere. Without that, all is done in `advance`.

mod hits;
mod job;
mod rows;

use std::{
    sync::{Arc, mpsc::TryRecvError},
    time::{Duration, Instant},
};

pub use self::job::ScanJob;
use self::{
    hits::Hits,
    job::{FoundRows, JobMonitor, RunningJob},
};
use super::{query::Matcher, row_set::RowSet, store::Transcript};

/// What is looked at in a frame before the clock is.
const PIECE_BYTES: usize = 32 * 1024;

/// How far a scan is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Progress {
    /// Kept rows that were looked at.
    pub scanned: u64,
    /// Kept rows.
    pub rows: u64,
    /// Whether it was stopped before the end; [`super::Filter::go_on`] lets it go on.
    pub stopped: bool,
}

/// The rows that a matcher wants, kept up to date a little each frame.
#[derive(Debug, Default)]
pub(super) struct Scan {
    matcher: Option<Arc<Matcher>>,
    /// Which transcript the hits are of.
    transcript: u64,
    scanned_to: u64,
    hits: Hits,
    job: Option<RunningJob>,
    /// Jobs that were given up and have not ended yet: no other one begins beside them.
    retiring: Vec<JobMonitor>,
    /// Whether somebody runs jobs.
    has_worker: bool,
    /// Whether a row of the growing segment is too much for a frame.
    wants_growing: bool,
    stopped: bool,
}

impl Scan {
    pub(super) fn matcher(&self) -> Option<&Arc<Matcher>> {
        self.matcher.as_ref()
    }

    /// Looks for something else, from the first row on.
    pub(super) fn restart(&mut self, matcher: Option<Arc<Matcher>>) {
        self.give_up_job();
        *self = Self {
            matcher,
            transcript: self.transcript,
            retiring: std::mem::take(&mut self.retiring),
            has_worker: self.has_worker,
            ..Self::default()
        };
    }

    /// What a worker should do now.
    pub(super) fn next_job(&mut self, transcript: &Transcript) -> Option<ScanJob> {
        self.has_worker = true;
        self.follow(transcript);
        let matcher = self.matcher.clone().filter(|_| !self.stopped)?;
        if self.job.is_some() || self.is_retiring() {
            return None;
        }
        let snapshot = if std::mem::take(&mut self.wants_growing) {
            transcript.snapshot_from(self.scanned_to)
        } else {
            transcript.sealed_from(self.scanned_to)
        };
        if snapshot.is_empty() {
            return None;
        }
        let among = matcher.rows_of(transcript);
        let (job, running) = ScanJob::new(snapshot, matcher, among);
        self.job = Some(running);
        Some(job)
    }

    /// Takes what a worker found, and looks at the newest rows for about `budget`.
    /// Returns whether there is nothing left to do.
    pub(super) fn advance(&mut self, transcript: &Transcript, budget: Duration) -> bool {
        self.follow(transcript);
        let Some(matcher) = self.matcher.clone() else { return true };
        let started = Instant::now();
        self.take_batches(started, budget);
        if self.job.is_some() {
            return false;
        }
        if self.stopped {
            return true;
        }
        let in_worker = self.has_worker && self.scanned_to < transcript.sealed_end();
        if in_worker || self.is_retiring() && self.scanned_to < transcript.end_row() {
            return false;
        }
        self.scan_here(&matcher, transcript, started, budget)
    }

    fn scan_here(&mut self, matcher: &Matcher, transcript: &Transcript, started: Instant, budget: Duration) -> bool {
        let among = matcher.rows_of(transcript);
        while let Some(segment) = transcript.segment_at(self.scanned_to) {
            let piece = rows::piece(segment, self.scanned_to, PIECE_BYTES);
            let end = segment.first_row + piece.end as u64;
            let (from, bytes) = segment.bytes_of(&piece);
            let is_slow = matcher.is_slow() || segment.has_charset(&piece);
            let large_bytes = segment.large_bytes_of(&piece);
            let much = bytes.len() - from + large_bytes > 2 * PIECE_BYTES;
            if self.has_worker && (is_slow || large_bytes > 0) && much {
                self.wants_growing = true;
                return false;
            }
            let mut hits = Vec::new();
            rows::scan(matcher, segment, piece, &among, &mut hits);
            self.take(FoundRows { hits, scanned_to: end });
            if self.scanned_to < transcript.end_row() && started.elapsed() >= budget {
                return false;
            }
        }
        true
    }

    pub(super) fn len(&self) -> u64 {
        self.hits.len()
    }

    pub(super) fn at(&self, position: u64) -> Option<u64> {
        self.hits.at(position)
    }

    pub(super) fn position_of(&self, number: u64) -> u64 {
        self.hits.position_of(number)
    }

    pub(super) fn hits(&self) -> RowSet {
        self.hits.shared()
    }

    /// How far it is; `None` when it has looked at every row.
    pub(super) fn progress(&self, transcript: &Transcript) -> Option<Progress> {
        let is_at_end = self.transcript == transcript.id() && self.scanned_to >= transcript.end_row();
        if self.matcher.is_none() || is_at_end {
            return None;
        }
        let scanned = self.scanned_to.saturating_sub(transcript.first_row());
        Some(Progress { scanned, rows: transcript.len(), stopped: self.stopped })
    }

    /// Stops where it is. What was found stays.
    pub(super) fn stop(&mut self) {
        self.give_up_job();
        self.stopped = true;
    }

    /// Goes on after a stop.
    pub(super) fn go_on(&mut self) {
        self.stopped = false;
    }

    fn follow(&mut self, transcript: &Transcript) {
        if self.transcript != transcript.id() {
            let matcher = self.matcher.take();
            self.restart(matcher);
            self.transcript = transcript.id();
        }
        self.scanned_to = self.scanned_to.max(transcript.first_row());
        self.hits.forget_before(transcript.first_row());
    }

    fn take_batches(&mut self, started: Instant, budget: Duration) {
        loop {
            let Some(job) = &self.job else { return };
            match job.batches.try_recv() {
                Ok(found) => self.take(found),
                Err(TryRecvError::Empty) => return,
                Err(TryRecvError::Disconnected) => {
                    // A worker that ended early would end early again: the scan says that it stopped.
                    self.stopped |= self.scanned_to < job.end;
                    self.job = None;
                    return;
                }
            }
            if started.elapsed() >= budget {
                return;
            }
        }
    }

    fn take(&mut self, found: FoundRows) {
        self.hits.append(found.hits);
        self.scanned_to = self.scanned_to.max(found.scanned_to);
    }

    fn give_up_job(&mut self) {
        self.retiring.extend(self.job.take().map(|job| job.monitor()));
    }

    fn is_retiring(&mut self) -> bool {
        self.retiring.retain(JobMonitor::is_running);
        !self.retiring.is_empty()
    }
}

#[cfg(test)]
mod tests;
