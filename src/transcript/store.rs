//! The append-only store of a session's rows: sealed segments that never change, and one that grows.
//!
//! Payloads are kept once, as bytes. At the byte limit the oldest segment goes, and its rows are counted.

use std::{
    collections::VecDeque,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

use bytes::Bytes;

use super::{
    charset::Charset,
    dropped_rows::DroppedRows,
    entry::{Body, Entry, Kind},
    labels::Labels,
    marks::Marks,
    segment::{Row, RowRef, Segment, SharedPayload},
    snapshot::Snapshot,
    timeline::Timeline,
};

/// What a session keeps by default, in bytes.
pub const DEFAULT_LIMIT_BYTES: usize = 512 * 1024 * 1024;

/// A payload of so many bytes is not copied when it has its memory for itself. Smaller ones are cheaper to copy: the memory
/// that they came in is used again while it is still in the processor's cache (64 KiB: 0.98 of a bare client, not 0.86).
const LARGE_PAYLOAD_BYTES: usize = 256 * 1024;

/// Room that is kept for the next row's head.
const MAX_KEPT_HEAD_BYTES: usize = 64 * 1024;

/// The rows of one session.
#[derive(Debug)]
pub struct Transcript {
    id: u64,
    sealed: VecDeque<Arc<Segment>>,
    growing: Segment,
    /// Bytes that the sealed segments take.
    sealed_bytes: usize,
    limit_bytes: usize,
    /// Whether rows are kept, or only numbered and counted.
    keeps_rows: bool,
    /// Rows from this one on are not dropped: somebody has still to write them down.
    hold_from: u64,
    dropped: DroppedRows,
    labels: Labels,
    marks: Marks,
    timeline: Timeline,
    /// The first rows of the connection attempts: each `request`.
    attempts: VecDeque<u64>,
    attempts_dropped: u64,
    counts: [u64; Kind::ALL.len()],
    head: Vec<u8>,
}

impl Default for Transcript {
    fn default() -> Self {
        Self::with_limit(DEFAULT_LIMIT_BYTES)
    }
}

impl Transcript {
    /// An empty transcript that keeps `limit_bytes`, or one segment of rows if that is more.
    pub fn with_limit(limit_bytes: usize) -> Self {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            sealed: VecDeque::new(),
            growing: Segment::default(),
            sealed_bytes: 0,
            limit_bytes,
            keeps_rows: true,
            hold_from: u64::MAX,
            dropped: DroppedRows::default(),
            labels: Labels::default(),
            marks: Marks::default(),
            timeline: Timeline::default(),
            attempts: VecDeque::new(),
            attempts_dropped: 0,
            counts: [0; Kind::ALL.len()],
            head: Vec::new(),
        }
    }

    /// One that keeps no row: it numbers them and counts their kinds, for somebody who writes them elsewhere.
    pub fn of_numbers() -> Self {
        Self { keeps_rows: false, ..Self::with_limit(0) }
    }

    /// Whether it keeps rows at all.
    pub fn keeps_rows(&self) -> bool {
        self.keeps_rows
    }

    /// Tells it from every other transcript of this process: row numbers begin at 0 in each.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Appends a row. Its payload is copied.
    pub fn push(&mut self, entry: &Entry) {
        self.append(entry, None);
    }

    /// Appends a row. A large payload that nobody else holds is kept as it is, without the room around it.
    pub fn push_owned(&mut self, mut entry: Entry) {
        let large = if self.keeps_rows { entry.body.payload_mut().and_then(take_large) } else { None };
        self.append(&entry, large);
    }

    fn append(&mut self, entry: &Entry, large: Option<Bytes>) {
        let kind = entry.body.kind();
        if !self.keeps_rows {
            self.counts[kind as usize] += 1;
            self.growing.first_row += 1;
            return;
        }
        let mut head = std::mem::take(&mut self.head);
        head.clear();
        entry.body.write_head(&mut head);
        let (payload, frames) = (entry.body.payload(), entry.frames.bytes());
        let label = match &entry.body {
            Body::Event(fields, _) => self.labels.count(&fields.event_type),
            body => Charset::number(body.charset()),
        };
        self.counts[kind as usize] += 1;
        self.timeline.count(entry, self.growing.end_row());
        if kind == Kind::Request {
            self.attempts.push_back(self.end_row());
        }
        if !self.growing.fits(head.len() + payload.len() + frames.len()) {
            self.seal();
        }
        let row = Row::new(entry.at_micros, entry.direction, kind, label);
        match large {
            Some(large) => self.growing.push_large(row, &head, large, frames),
            None => self.growing.push(row, &head, payload, frames),
        }
        head.clear();
        head.shrink_to(MAX_KEPT_HEAD_BYTES);
        self.head = head;
        if self.growing.is_full() {
            self.seal();
        }
        if self.held_bytes() > self.limit_bytes {
            self.enforce_limit();
        }
    }

    /// The number of the oldest row that is kept.
    pub fn first_row(&self) -> u64 {
        self.sealed.front().map_or(self.growing.first_row, |first| first.first_row)
    }

    /// One more than the number of the newest row.
    pub fn end_row(&self) -> u64 {
        self.growing.end_row()
    }

    /// The first row that can still be joined by others in its segment; all before it are sealed.
    pub fn sealed_end(&self) -> u64 {
        self.growing.first_row
    }

    /// Rows that are kept.
    pub fn len(&self) -> u64 {
        self.end_row() - self.first_row()
    }

    /// Whether no row is kept.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The row with this number, if it is kept.
    pub fn row(&self, number: u64) -> Option<RowRef<'_>> {
        if number >= self.growing.first_row {
            return self.growing.row(number);
        }
        self.segment_of(number)?.row(number)
    }

    /// A row's payload for a worker: shared where it is sealed or large, else copied (1 MiB at most).
    pub fn payload(&self, number: u64) -> Option<SharedPayload> {
        if number >= self.growing.first_row {
            let copied = || self.growing.row(number).map(|row| row.payload.into());
            return self.growing.large_payload(number).or_else(copied);
        }
        self.segment_of(number)?.payload(number)
    }

    /// The kept rows from `start` on.
    pub fn rows_from(&self, start: u64) -> impl Iterator<Item = RowRef<'_>> {
        let skip = self.sealed.partition_point(|segment| segment.end_row() <= start);
        let sealed = self.sealed.iter().skip(skip).map(AsRef::as_ref);
        sealed.chain([&self.growing]).flat_map(move |segment| segment.rows_from(start))
    }

    /// The kept rows from `start` on as they are now.
    pub fn snapshot_from(&self, start: u64) -> Snapshot {
        let mut snapshot = self.sealed_from(start);
        if start < self.end_row() && !self.growing.is_empty() {
            snapshot.segments.push(Arc::new(self.growing.copy_from(start)));
        }
        snapshot.end = self.end_row();
        snapshot
    }

    /// As [`Self::snapshot_from`], without the rows that are not sealed yet: nothing is copied.
    pub fn sealed_from(&self, start: u64) -> Snapshot {
        let skip = self.sealed.partition_point(|segment| segment.end_row() <= start);
        Snapshot {
            segments: self.sealed.iter().skip(skip).cloned().collect(),
            start,
            end: self.sealed_end(),
            dropped: self.dropped,
        }
    }

    /// The time of the newest row that is kept.
    pub fn last_at_micros(&self) -> u64 {
        self.end_row().checked_sub(1).and_then(|last| self.row(last)).map_or(0, |row| row.at_micros)
    }

    /// How many rows of a kind there were since the last clear, dropped ones included.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts[kind as usize]
    }

    /// The event types in order of first appearance.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// The rows that the user has marked.
    pub fn marks(&self) -> &Marks {
        &self.marks
    }

    /// The marks, to change them.
    pub fn marks_mut(&mut self) -> &mut Marks {
        &mut self.marks
    }

    /// What happened over the whole time, in rows that are kept and in those that are not.
    pub fn timeline(&self) -> &Timeline {
        &self.timeline
    }

    /// The connection attempt that a row belongs to, from 1; what came before the first request belongs to it.
    pub fn attempt_of(&self, row: u64) -> u64 {
        (self.attempts_dropped + self.attempts.partition_point(|&request| request <= row) as u64).max(1)
    }

    /// Attempts that have begun since the last clear.
    pub fn attempt_count(&self) -> u64 {
        self.attempts_dropped + self.attempts.len() as u64
    }

    /// The kept rows of an attempt. The first one includes what came before its request.
    pub fn rows_of_attempt(&self, attempt: u64) -> std::ops::Range<u64> {
        let row_at = |number: u64| {
            let place = number.checked_sub(self.attempts_dropped + 1)?;
            self.attempts.get(usize::try_from(place).ok()?).copied()
        };
        let start = if attempt <= 1 { 0 } else { row_at(attempt).unwrap_or(self.first_row()) };
        start.max(self.first_row())..row_at(attempt + 1).unwrap_or(self.end_row())
    }

    /// What the limit has removed.
    pub fn dropped(&self) -> DroppedRows {
        self.dropped
    }

    /// Bytes of memory that the rows take now: heads, payloads, frames, what each row and segment costs beside them,
    /// and room that is still free. What a session keeps of all its rows (types, attempts) is in it.
    pub fn held_bytes(&self) -> usize {
        let beside = self.labels.held_bytes() + self.attempts.capacity() * size_of::<u64>() + self.head.capacity();
        self.sealed_bytes + self.growing.held_bytes() + beside
    }

    /// Bytes that the rows from this one on take, roughly: whole segments are counted.
    pub fn bytes_from(&self, row: u64) -> usize {
        let skip = self.sealed.partition_point(|segment| segment.end_row() <= row);
        let sealed = self.sealed.iter().skip(skip).map(|segment| segment.filled_bytes()).sum::<usize>();
        sealed + if row < self.end_row() { self.growing.filled_bytes() } else { 0 }
    }

    /// What is kept at most, in bytes.
    pub fn limit_bytes(&self) -> usize {
        self.limit_bytes
    }

    /// Changes the limit; what is too much goes at once.
    pub fn set_limit(&mut self, limit_bytes: usize) {
        self.limit_bytes = limit_bytes;
        self.enforce_limit();
    }

    /// Keeps rows from this one on whatever the limit says; `u64::MAX` holds nothing. What is too much before it goes at
    /// once: no other row may follow that would see to it.
    pub fn hold_from(&mut self, row: u64) {
        self.hold_from = row;
        self.enforce_limit();
    }

    /// Drops the oldest segment and counts its rows. False when nothing may go.
    pub fn drop_oldest(&mut self) -> bool {
        if self.sealed.front().is_none_or(|oldest| oldest.end_row() > self.hold_from) {
            return false;
        }
        let Some(oldest) = self.sealed.pop_front() else { return false };
        self.sealed_bytes -= oldest.held_bytes();
        self.dropped.rows += oldest.row_count();
        self.dropped.bytes += oldest.content_bytes() as u64;
        let first_row = self.first_row();
        self.marks.forget_before(first_row);
        // The last request before the first kept row is that of its attempt.
        while self.attempts.get(1).is_some_and(|&row| row <= first_row) {
            self.attempts.pop_front();
            self.attempts_dropped += 1;
        }
        true
    }

    /// Forgets every row and frees the memory. Row numbers go on.
    pub fn clear(&mut self) {
        let growing = Segment::starting_at(self.end_row());
        let (hold_from, keeps_rows) = (self.hold_from, self.keeps_rows);
        *self = Self { growing, keeps_rows, hold_from, ..Self::with_limit(self.limit_bytes) };
    }

    /// The segment that a kept row is in.
    pub(super) fn segment_at(&self, number: u64) -> Option<&Segment> {
        let segment = if number < self.growing.first_row { self.segment_of(number)? } else { &self.growing };
        (number >= segment.first_row && number < segment.end_row()).then_some(segment)
    }

    fn segment_of(&self, number: u64) -> Option<&Arc<Segment>> {
        let segment = self.sealed.partition_point(|segment| segment.first_row <= number).checked_sub(1)?;
        self.sealed.get(segment)
    }

    fn seal(&mut self) {
        if self.growing.is_empty() {
            return;
        }
        let next = Segment::following(&self.growing, self.growing.end_row());
        let sealed = std::mem::replace(&mut self.growing, next).seal();
        self.sealed_bytes += sealed.held_bytes();
        self.sealed.push_back(sealed);
    }

    fn enforce_limit(&mut self) {
        while self.held_bytes() > self.limit_bytes && self.sealed.len() + usize::from(!self.growing.is_empty()) > 1 {
            if !self.drop_oldest() {
                return;
            }
        }
    }
}

/// A large payload that nobody else holds, in memory of just its size; it stays where it was, too. A part of a buffer
/// that others share is copied with the small ones: it would keep all of the buffer.
fn take_large(payload: &mut Bytes) -> Option<Bytes> {
    if payload.len() < LARGE_PAYLOAD_BYTES {
        return None;
    }
    match std::mem::take(payload).try_into_mut() {
        Ok(alone) => {
            // Moves the payload to the begin of its allocation and gives the rest back.
            let exact = Bytes::from(Vec::from(alone).into_boxed_slice());
            payload.clone_from(&exact);
            Some(exact)
        }
        Err(shared) => {
            *payload = shared;
            None
        }
    }
}

#[cfg(test)]
mod tests;
