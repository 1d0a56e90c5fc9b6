//! Recording to a file while a session runs: the tab hands new rows over after each drain, a thread writes them.
//! Rows that have not been handed over are not dropped by any limit.

use std::{
    collections::VecDeque,
    path::{Path, PathBuf},
};

use crossbeam_channel::Sender;

use crate::{
    engine::{JobSlot, Spawner},
    transcript::{
        RowMark, Transcript,
        reason::{HasReason as _, Reason},
        record::RecordHeader,
        recording::{RecordOrder, Recording, RecordingError},
        secrets::Secrets,
    },
    ui::tab_context::RecordedTo,
};

/// Pieces that wait for the disk; each holds what came between two frames.
const ORDERS_WAITING: usize = 8;
/// While this much waits to be handed over, nothing more is taken from the session: TCP then slows the peer.
const BEHIND_BYTES: usize = 64 * 1024 * 1024;

/// What a recording is asked to do.
#[derive(Clone, Debug)]
pub(super) struct RecordingOptions {
    pub(super) path: PathBuf,
    pub(super) secrets: Secrets,
    pub(super) sync: bool,
    pub(super) frames: bool,
}

/// The window's side of a recording. Dropping it ends it: what was handed over is still written. What was not
/// needs [`Self::finish`].
#[derive(Debug)]
pub(super) struct Recorder {
    target: RecordedTo,
    orders: Sender<RecordOrder>,
    job: JobSlot<Result<(), RecordingError>>,
    /// Marks that found no room yet.
    waiting_marks: VecDeque<(u64, Option<RowMark>)>,
    next_row: u64,
}

impl Recorder {
    /// Begins with the rows that are there.
    pub(super) fn start(
        options: RecordingOptions,
        header: RecordHeader,
        transcript: &mut Transcript,
        spawner: &Spawner,
    ) -> Self {
        let RecordingOptions { path, secrets, sync, frames } = options;
        let (order_sender, orders) = crossbeam_channel::bounded(ORDERS_WAITING + 1);
        let wake = spawner.wake().clone();
        let target = path.clone();
        let mut job = JobSlot::default();
        // It does not ask whether it is cancelled: what was handed over is written also when the tab is closed.
        job.write(spawner, move |_| {
            let written = Recording::create(&target, &header, secrets, sync)
                .and_then(|recording| recording.with_frames(frames).run(&orders, || wake.wake()));
            written.inspect_err(|error| tracing::warn!(%error, "a recording ended"))
        });
        let next_row = transcript.first_row();
        transcript.hold_from(next_row);
        let waiting_marks = transcript.marks().iter().map(|(row, mark)| (row, Some(mark.clone()))).collect();
        Self { target: RecordedTo { path, first_row: next_row }, orders: order_sender, job, waiting_marks, next_row }
    }

    pub(super) fn path(&self) -> &Path {
        &self.target.path
    }

    pub(super) fn target(&self) -> RecordedTo {
        self.target.clone()
    }

    /// Whether the disk is so slow that the session must wait for it.
    pub(super) fn is_behind(&self, transcript: &Transcript) -> bool {
        transcript.bytes_from(self.next_row) > BEHIND_BYTES
    }

    /// Whether every row has been handed over.
    pub(super) fn has_all(&self, transcript: &Transcript) -> bool {
        self.next_row >= transcript.end_row()
    }

    /// Hands over what is new. Returns why it failed, once it has.
    pub(super) fn advance(&mut self, transcript: &mut Transcript) -> Option<Reason> {
        if self.next_row < transcript.end_row() && self.has_room() {
            let rows = transcript.snapshot_from(self.next_row);
            let end = rows.end_row();
            if self.orders.try_send(RecordOrder::Append(rows)).is_ok() {
                self.next_row = end;
                transcript.hold_from(end);
            }
        }
        while self.has_room()
            && let Some((row, mark)) = self.waiting_marks.pop_front()
        {
            // Refused when the writing has failed, which is said below.
            self.orders.try_send(RecordOrder::Mark { row, mark }).ok();
        }
        match self.job.take()? {
            Ok(written) => written.err().map(|error| error.reason()),
            Err(lost) => Some(lost.reason()),
        }
    }

    /// Ends it with what is left, for which one slot has been kept.
    pub(super) fn finish(self, transcript: &mut Transcript) {
        let marks = Vec::from(self.waiting_marks);
        let rows = transcript.snapshot_from(self.next_row);
        self.orders.try_send(RecordOrder::Finish { rows, marks }).ok();
        transcript.hold_from(u64::MAX);
    }

    /// Room besides the slot that is kept for the end.
    fn has_room(&self) -> bool {
        self.orders.len() < ORDERS_WAITING
    }

    /// Writes a mark down after the rows that are there.
    pub(super) fn mark(&mut self, row: u64, mark: Option<RowMark>) {
        self.waiting_marks.push_back((row, mark));
    }
}
