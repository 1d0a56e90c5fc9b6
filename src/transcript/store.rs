//! The append-only store of a session's rows: a byte arena in segments, and rows of fixed size.
//!
//! Payloads are kept once, as bytes. At the byte limit the oldest segment goes, and its rows are counted.

use std::{
    collections::{HashMap, VecDeque},
    sync::atomic::{AtomicU64, Ordering},
};

use serde::de::DeserializeOwned;

use super::entry::{Body, Direction, Entry, EventHead, Kind};

/// What a session keeps by default, in bytes.
pub const DEFAULT_LIMIT_BYTES: usize = 512 * 1024 * 1024;

const SEGMENT_BYTES: usize = 1024 * 1024;
const SEGMENT_ROWS: usize = 64 * 1024;

/// The rows of one session.
#[derive(Debug)]
pub struct Transcript {
    id: u64,
    segments: VecDeque<Segment>,
    next_row: u64,
    held_bytes: usize,
    limit_bytes: usize,
    dropped: DroppedRows,
    labels: Labels,
    counts: [u64; Kind::ALL.len()],
    head: Vec<u8>,
}

/// What a limit has removed so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DroppedRows {
    /// How many rows.
    pub rows: u64,
    /// Bytes of their heads and payloads.
    pub bytes: u64,
}

/// A stored row, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'a> {
    /// The row's number, from 0; it never changes.
    pub number: u64,
    /// Microseconds since the session began.
    pub at_micros: u64,
    /// Who said it.
    pub direction: Direction,
    /// What it is.
    pub kind: Kind,
    /// Of an `event`, its type's number in [`Transcript::labels`].
    pub label: u16,
    /// The fields of its kind as a JSON object, or empty.
    pub head: &'a [u8],
    /// The bytes that came or went.
    pub payload: &'a [u8],
}

impl RowRef<'_> {
    /// The head's fields. `None` when the row's kind has other ones.
    pub fn fields<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(self.head).ok()
    }

    /// Of an `event`, its type and ID.
    pub fn event_head(&self) -> EventHead {
        self.fields().unwrap_or_default()
    }
}

impl Default for Transcript {
    fn default() -> Self {
        Self::with_limit(DEFAULT_LIMIT_BYTES)
    }
}

impl Transcript {
    /// An empty transcript that keeps about `limit_bytes`.
    pub fn with_limit(limit_bytes: usize) -> Self {
        static NEXT_ID: AtomicU64 = AtomicU64::new(1);
        Self {
            id: NEXT_ID.fetch_add(1, Ordering::Relaxed),
            segments: VecDeque::new(),
            next_row: 0,
            held_bytes: 0,
            limit_bytes,
            dropped: DroppedRows::default(),
            labels: Labels::default(),
            counts: [0; Kind::ALL.len()],
            head: Vec::new(),
        }
    }

    /// Tells it from every other transcript of this process: row numbers begin at 0 in each.
    pub fn id(&self) -> u64 {
        self.id
    }

    /// Appends a row.
    pub fn push(&mut self, entry: &Entry) {
        let kind = entry.body.kind();
        let mut head = std::mem::take(&mut self.head);
        head.clear();
        entry.body.write_head(&mut head);
        let payload = entry.body.payload();
        let label = match &entry.body {
            Body::Event(fields, _) => self.labels.count(&fields.event_type),
            _ => 0,
        };
        self.counts[kind as usize] += 1;
        let size = head.len() + payload.len();
        let next_row = self.next_row;
        let fits = self.segments.back().is_some_and(|last| last.fits(size));
        if !fits {
            self.segments.push_back(Segment::starting_at(next_row, size));
        }
        if let Some(last) = self.segments.back_mut() {
            let row = Row {
                at_micros: entry.at_micros,
                offset: last.bytes.len() as u32,
                head_len: head.len() as u32,
                payload_len: payload.len() as u32,
                label,
                kind,
                direction: entry.direction,
            };
            last.bytes.extend_from_slice(&head);
            last.bytes.extend_from_slice(payload);
            last.rows.push(row);
        }
        self.held_bytes += size + size_of::<Row>();
        self.next_row += 1;
        self.head = head;
        self.enforce_limit();
    }

    /// The number of the oldest row that is kept.
    pub fn first_row(&self) -> u64 {
        self.segments.front().map_or(self.next_row, |first| first.first_row)
    }

    /// One more than the number of the newest row.
    pub fn end_row(&self) -> u64 {
        self.next_row
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
        let segment = self.segments.partition_point(|segment| segment.first_row <= number).checked_sub(1)?;
        self.segments[segment].row(number)
    }

    /// The kept rows from `start` on.
    pub fn rows_from(&self, start: u64) -> impl Iterator<Item = RowRef<'_>> {
        let skip = self.segments.partition_point(|segment| segment.end_row() <= start);
        self.segments
            .iter()
            .skip(skip)
            .flat_map(move |segment| (segment.first_row.max(start)..segment.end_row()).filter_map(|n| segment.row(n)))
    }

    /// How many rows of a kind there were since the last clear, dropped ones included.
    pub fn count(&self, kind: Kind) -> u64 {
        self.counts[kind as usize]
    }

    /// The event types in order of first appearance.
    pub fn labels(&self) -> &Labels {
        &self.labels
    }

    /// What the limit has removed.
    pub fn dropped(&self) -> DroppedRows {
        self.dropped
    }

    /// Bytes that the rows take now.
    pub fn held_bytes(&self) -> usize {
        self.held_bytes
    }

    /// Forgets every row and frees the memory. Row numbers go on.
    pub fn clear(&mut self) {
        let next_row = self.next_row;
        *self = Self { next_row, ..Self::with_limit(self.limit_bytes) };
    }

    fn enforce_limit(&mut self) {
        while self.held_bytes > self.limit_bytes && self.segments.len() > 1 {
            let Some(oldest) = self.segments.pop_front() else { return };
            self.held_bytes -= oldest.bytes.len() + oldest.rows.len() * size_of::<Row>();
            self.dropped.rows += oldest.rows.len() as u64;
            self.dropped.bytes += oldest.bytes.len() as u64;
        }
    }
}

/// Event types and how often each came. Beyond 65,535 types the rest share the last number.
#[derive(Debug, Default)]
pub struct Labels {
    numbers: HashMap<String, u16>,
    names: Vec<String>,
    counts: Vec<u64>,
}

impl Labels {
    /// Name and count of each type, in order of first appearance.
    pub fn iter(&self) -> impl Iterator<Item = (u16, &str, u64)> {
        self.names.iter().zip(&self.counts).enumerate().map(|(n, (name, &count))| (n as u16, name.as_str(), count))
    }

    /// The type's name.
    pub fn name(&self, label: u16) -> Option<&str> {
        self.names.get(usize::from(label)).map(String::as_str)
    }

    fn count(&mut self, name: &str) -> u16 {
        let label = if let Some(&label) = self.numbers.get(name) {
            label
        } else if self.names.len() < usize::from(u16::MAX) {
            let label = self.names.len() as u16;
            self.numbers.insert(name.to_owned(), label);
            self.names.push(name.to_owned());
            self.counts.push(0);
            label
        } else {
            u16::MAX - 1
        };
        self.counts[usize::from(label)] += 1;
        label
    }
}

#[derive(Debug)]
struct Segment {
    first_row: u64,
    bytes: Vec<u8>,
    rows: Vec<Row>,
}

impl Segment {
    fn starting_at(first_row: u64, needed_bytes: usize) -> Self {
        Self { first_row, bytes: Vec::with_capacity(needed_bytes.max(4096)), rows: Vec::new() }
    }

    fn fits(&self, size: usize) -> bool {
        self.rows.len() < SEGMENT_ROWS && (self.bytes.is_empty() || self.bytes.len() + size <= SEGMENT_BYTES)
    }

    fn end_row(&self) -> u64 {
        self.first_row + self.rows.len() as u64
    }

    fn row(&self, number: u64) -> Option<RowRef<'_>> {
        let row = self.rows.get(usize::try_from(number.checked_sub(self.first_row)?).ok()?)?;
        let head_start = row.offset as usize;
        let payload_start = head_start + row.head_len as usize;
        Some(RowRef {
            number,
            at_micros: row.at_micros,
            direction: row.direction,
            kind: row.kind,
            label: row.label,
            head: self.bytes.get(head_start..payload_start)?,
            payload: self.bytes.get(payload_start..payload_start + row.payload_len as usize)?,
        })
    }
}

#[derive(Clone, Copy, Debug)]
struct Row {
    at_micros: u64,
    offset: u32,
    head_len: u32,
    payload_len: u32,
    label: u16,
    kind: Kind,
    direction: Direction,
}

const _: () = assert!(size_of::<Row>() == 24, "a million rows cost 24 MB beside their payloads");

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;

    fn text(n: u64) -> Entry {
        Entry::incoming(n, Body::Text(Bytes::from(format!("row {n}"))))
    }

    #[test]
    fn every_row_is_found_by_its_number() {
        let mut transcript = Transcript::default();
        for n in 0..200_000 {
            transcript.push(&text(n));
        }
        for n in [0, 1, 65_535, 65_536, 131_072, 199_999] {
            let row = transcript.row(n).expect("kept");
            assert_eq!(row.payload, format!("row {n}").as_bytes());
            assert_eq!(row.number, n);
        }
        assert!(transcript.row(200_000).is_none());
        assert_eq!(transcript.rows_from(199_990).count(), 10);
        assert_eq!(transcript.rows_from(65_530).next().map(|row| row.number), Some(65_530));
    }

    #[test]
    fn the_limit_drops_the_oldest_rows_and_counts_them() {
        let mut transcript = Transcript::with_limit(4 * 1024 * 1024);
        let payload = Bytes::from(vec![b'x'; 10_000]);
        for n in 0..2_000 {
            transcript.push(&Entry::incoming(n, Body::Binary(payload.clone())));
        }
        assert!(transcript.held_bytes() <= 4 * 1024 * 1024);
        assert_eq!(transcript.dropped().rows, transcript.first_row());
        assert_eq!(transcript.dropped().rows + transcript.len(), 2_000);
        assert_eq!(transcript.dropped().bytes, transcript.dropped().rows * 10_000);
        assert!(transcript.row(transcript.first_row() - 1).is_none());
        assert!(transcript.row(1_999).is_some());
        assert_eq!(transcript.count(Kind::Binary), 2_000);
    }

    #[test]
    fn a_payload_larger_than_a_segment_is_kept_whole() {
        let mut transcript = Transcript::default();
        transcript.push(&text(1));
        transcript.push(&Entry::incoming(2, Body::Binary(Bytes::from(vec![7; 3 * 1024 * 1024]))));
        transcript.push(&text(3));
        assert_eq!(transcript.row(1).map(|row| row.payload.len()), Some(3 * 1024 * 1024));
        assert_eq!(transcript.row(2).map(|row| row.payload), Some(b"row 3".as_slice()));
    }

    #[test]
    fn event_types_are_counted_in_order_of_first_appearance() {
        let mut transcript = Transcript::default();
        for name in ["tick", "message", "tick"] {
            let head = EventHead { event_type: name.into(), ..EventHead::default() };
            transcript.push(&Entry::incoming(0, Body::Event(head, Bytes::new())));
        }
        let labels: Vec<_> = transcript.labels().iter().map(|(_, name, count)| (name.to_owned(), count)).collect();
        assert_eq!(labels, [("tick".to_owned(), 2), ("message".to_owned(), 1)]);
        assert_eq!(transcript.row(1).map(|row| row.event_head()), Some(EventHead::default()));
    }

    #[test]
    fn row_numbers_go_on_after_a_clear() {
        let mut transcript = Transcript::default();
        transcript.push(&text(0));
        transcript.clear();
        assert!(transcript.is_empty());
        transcript.push(&text(1));
        assert_eq!(transcript.first_row(), 1);
        assert_eq!(transcript.row(1).map(|row| row.payload), Some(b"row 1".as_slice()));
    }
}
