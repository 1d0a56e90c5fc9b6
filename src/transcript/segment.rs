//! A run of rows that follow each other: one arena of bytes and rows of fixed size. Sealed, it never changes
//! again, so that a worker can read it while the window goes on.
//!
//! A large payload need not be copied into the arena: it is kept beside it as it came, if it has its memory for itself.

use std::{borrow::Cow, ops::Range, sync::Arc};

use bytes::Bytes;

use super::{
    charset::{self, Charset},
    entry::{Direction, Kind},
    frames::{FrameTrace, Frames, FramesSummary},
};

/// A segment is full at this many bytes; a larger payload has one of its own.
const SEGMENT_BYTES: usize = 1024 * 1024;
/// And at this many rows.
const SEGMENT_ROWS: usize = 64 * 1024;

/// A stored row, borrowed.
#[derive(Clone, Copy, Debug)]
pub struct RowRef<'a> {
    /// The row's number, from 0; it never changes.
    pub number: u64,
    /// Microseconds since the session began.
    pub at_micros: u64,
    /// Who said it.
    pub direction: Direction,
    /// What the row tells.
    pub kind: Kind,
    /// Of an `event`, its type's number in [`super::Transcript::labels`]; of a `message`, that of its charset.
    pub label: u16,
    /// The fields of its kind as a JSON object, or empty.
    pub head: &'a [u8],
    /// The bytes that came or went.
    pub payload: &'a [u8],
    /// The WebSocket frames that it came or left in, as [`FrameTrace`] keeps them; often empty.
    pub frames: &'a [u8],
}

impl<'a> RowRef<'a> {
    /// Whether the payload is text that is not what its bytes are in UTF-8: in another charset, or behind a mark.
    pub fn is_coded_text(&self) -> bool {
        self.kind == Kind::Message && (self.label > 0 || self.payload.starts_with(charset::MARK))
    }

    /// The payload as it is read, searched and shown: text in UTF-8 where it is another one, else the bytes as they came.
    pub fn text(&self) -> Cow<'a, [u8]> {
        if self.is_coded_text() {
            return Cow::Owned(charset::decode(self.payload, self.charset()).into_owned().into_bytes());
        }
        Cow::Borrowed(self.payload)
    }

    /// As [`Self::text`], of the payload's first `limit_bytes` only, and with an end that has not the half of a character.
    pub fn text_begin(&self, limit_bytes: usize) -> Cow<'a, [u8]> {
        if self.is_coded_text() {
            return Cow::Owned(charset::decode_begin(self.payload, self.charset(), limit_bytes).into_bytes());
        }
        Cow::Borrowed(self.payload)
    }

    /// The head's fields. `None` when the row's kind has other ones.
    pub fn fields<T: serde::de::DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_slice(self.head).ok()
    }

    /// The WebSocket frames that it came or left in, where they were kept.
    pub fn frames(&self) -> Option<Frames> {
        FrameTrace::decode(self.frames, self.at_micros)
    }

    /// Those frames in three numbers.
    pub fn frames_summary(&self) -> Option<FramesSummary> {
        FramesSummary::of(self.frames)
    }

    /// The charset of the payload, where it is text in another one than UTF-8.
    pub fn charset(&self) -> Option<Charset> {
        Charset::with_number(self.label).filter(|_| self.kind == Kind::Message)
    }

    /// Of an `event`, its type and ID.
    pub fn event_head(&self) -> super::entry::EventHead {
        self.fields().unwrap_or_default()
    }
}

/// A payload that outlives the frame it was asked for: what a worker formats, compares or writes.
#[derive(Clone, Debug)]
pub struct SharedPayload(Holder);

/// Who keeps its bytes.
#[derive(Clone, Debug)]
enum Holder {
    Arena { segment: Arc<Segment>, start: usize, end: usize },
    Itself(Bytes),
}

impl std::ops::Deref for SharedPayload {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        match &self.0 {
            Holder::Arena { segment, start, end } => segment.bytes.get(*start..*end).unwrap_or_default(),
            Holder::Itself(bytes) => bytes,
        }
    }
}

impl From<&[u8]> for SharedPayload {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<Vec<u8>> for SharedPayload {
    fn from(bytes: Vec<u8>) -> Self {
        Self(Holder::Itself(bytes.into()))
    }
}

#[derive(Clone, Debug, Default)]
pub(super) struct Segment {
    pub(super) first_row: u64,
    bytes: Vec<u8>,
    rows: Vec<Row>,
    /// Payloads that are not in the arena, by the indices of their rows.
    large: Vec<(u32, Bytes)>,
    large_bytes: usize,
    /// Whether a row is text in another charset than UTF-8.
    has_charset: bool,
}

/// What a segment costs beside its arena and its rows: itself, its counter, its place, and three allocations.
const SEGMENT_OVERHEAD_BYTES: usize = size_of::<Segment>() + 2 * size_of::<usize>() + size_of::<Arc<Segment>>() + 48;

/// What an allocation costs beside its bytes, and a payload's counter of those who share it.
const ALLOCATION_OVERHEAD_BYTES: usize = 64;

impl Segment {
    /// An empty one that takes the room of a full one at once when its neighbour needed it.
    pub(super) fn following(full: &Self, first_row: u64) -> Self {
        Self {
            first_row,
            bytes: Vec::with_capacity(full.bytes.len().min(SEGMENT_BYTES)),
            rows: Vec::with_capacity(full.rows.len()),
            ..Self::default()
        }
    }

    pub(super) fn starting_at(first_row: u64) -> Self {
        Self { first_row, ..Self::default() }
    }

    pub(super) fn fits(&self, size: usize) -> bool {
        self.rows.len() < SEGMENT_ROWS && (self.rows.is_empty() || self.content_bytes() + size <= SEGMENT_BYTES)
    }

    /// Whether the next row certainly needs another one, so that this one can be sealed now.
    pub(super) fn is_full(&self) -> bool {
        self.rows.len() >= SEGMENT_ROWS || self.content_bytes() >= SEGMENT_BYTES
    }

    /// Gives back the room that was not needed.
    pub(super) fn seal(mut self) -> Arc<Self> {
        self.bytes.shrink_to_fit();
        self.rows.shrink_to_fit();
        self.large.shrink_to_fit();
        Arc::new(self)
    }

    /// The frames stand behind the payload, up to the next row.
    pub(super) fn push(&mut self, mut row: Row, head: &[u8], payload: &[u8], frames: &[u8]) {
        row.offset = self.bytes.len() as u32;
        row.head_len = head.len() as u32;
        row.payload_len = payload.len() as u32;
        self.make_room(head.len() + payload.len() + frames.len());
        self.bytes.extend_from_slice(head);
        self.bytes.extend_from_slice(payload);
        self.bytes.extend_from_slice(frames);
        self.has_charset |= row.has_charset();
        self.rows.push(row);
    }

    /// As [`Self::push`], with a payload that stays where it is. It must have its memory for itself, or more would be
    /// kept than is counted.
    pub(super) fn push_large(&mut self, row: Row, head: &[u8], payload: Bytes, frames: &[u8]) {
        self.large_bytes += payload.len();
        self.large.push((self.rows.len() as u32, payload));
        self.push(row, head, &[], frames);
    }

    /// Room for a row: twice as much as before, but no more than a segment can fill.
    fn make_room(&mut self, size: usize) {
        let wanted = self.bytes.len() + size;
        if wanted > self.bytes.capacity() {
            let room = wanted.max((self.bytes.capacity() * 2).min(SEGMENT_BYTES));
            self.bytes.reserve_exact(room - self.bytes.len());
        }
        if self.rows.len() == self.rows.capacity() {
            let room = (self.rows.len() * 2).clamp(16, SEGMENT_ROWS).max(self.rows.len() + 1);
            self.rows.reserve_exact(room - self.rows.len());
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    pub(super) fn end_row(&self) -> u64 {
        self.first_row + self.rows.len() as u64
    }

    pub(super) fn row_count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// Bytes of heads, payloads and frames.
    pub(super) fn content_bytes(&self) -> usize {
        self.bytes.len() + self.large_bytes
    }

    /// Bytes of heads, payloads, frames and rows, without the room that is still free.
    pub(super) fn filled_bytes(&self) -> usize {
        self.content_bytes() + self.rows.len() * size_of::<Row>()
    }

    /// Bytes of memory that it takes, the room that is still free included.
    pub(super) fn held_bytes(&self) -> usize {
        let large = self.large_bytes + self.large.capacity() * (size_of::<(u32, Bytes)>() + ALLOCATION_OVERHEAD_BYTES);
        self.bytes.capacity() + self.rows.capacity() * size_of::<Row>() + large + SEGMENT_OVERHEAD_BYTES
    }

    /// The rows from `start` on as a segment of their own.
    pub(super) fn copy_from(&self, start: u64) -> Self {
        let skip = usize::try_from(start.saturating_sub(self.first_row)).unwrap_or(usize::MAX).min(self.rows.len());
        let mut rows = self.rows[skip..].to_vec();
        let from = rows.first().map_or(self.bytes.len(), |row| row.offset as usize);
        for row in &mut rows {
            row.offset -= from as u32;
        }
        let large: Vec<(u32, Bytes)> = self.large[self.large.partition_point(|(index, _)| (*index as usize) < skip)..]
            .iter()
            .map(|(index, payload)| (index - skip as u32, payload.clone()))
            .collect();
        let large_bytes = large.iter().map(|(_, payload)| payload.len()).sum();
        let bytes = self.bytes[from..].to_vec();
        let has_charset = rows.iter().any(Row::has_charset);
        Self { first_row: self.first_row + skip as u64, bytes, rows, large, large_bytes, has_charset }
    }

    #[inline]
    pub(super) fn row(&self, number: u64) -> Option<RowRef<'_>> {
        let index = usize::try_from(number.checked_sub(self.first_row)?).ok()?;
        let row = self.rows.get(index)?;
        let (head_start, payload_start, end) = row.places();
        Some(RowRef {
            number,
            at_micros: row.at_micros,
            direction: row.direction,
            kind: row.kind,
            label: row.label,
            head: self.bytes.get(head_start..payload_start)?,
            payload: match self.large_at(index) {
                Some(payload) => payload,
                None => self.bytes.get(payload_start..end)?,
            },
            frames: self.bytes.get(end..self.start_of(index + 1))?,
        })
    }

    /// The payload of a row that is not in the arena.
    #[inline]
    fn large_at(&self, index: usize) -> Option<&Bytes> {
        // Nearly every segment has none, and every row of it is asked for.
        if self.large.is_empty() {
            return None;
        }
        let place = self.large.binary_search_by_key(&index, |(index, _)| *index as usize).ok()?;
        self.large.get(place).map(|(_, payload)| payload)
    }

    /// The row at an index of this segment.
    #[inline]
    pub(super) fn row_at(&self, index: usize) -> Option<RowRef<'_>> {
        self.row(self.first_row + index as u64)
    }

    /// The indices from `first` on of about so many bytes, and of so many rows at most; one row at least.
    pub(super) fn rows_within(&self, first: usize, bytes: usize, rows: usize) -> Range<usize> {
        let rest = self.rows.get(first..).unwrap_or_default();
        let limit = rest.first().map_or(0, |row| row.offset as usize + bytes);
        let count = rest[..rest.len().min(rows)].partition_point(|row| (row.offset as usize) < limit);
        first..first + count.max(usize::from(!rest.is_empty()))
    }

    /// Where the bytes of rows that follow each other begin, and all bytes up to their end.
    pub(super) fn bytes_of(&self, rows: &Range<usize>) -> (usize, &[u8]) {
        (self.start_of(rows.start), &self.bytes[..self.start_of(rows.end)])
    }

    /// Where a row's bytes begin, or where those of the last one end.
    fn start_of(&self, index: usize) -> usize {
        self.rows.get(index).map_or(self.bytes.len(), |row| row.offset as usize)
    }

    /// Which of these rows holds a byte.
    pub(super) fn index_at(&self, byte: usize, among: Range<usize>) -> usize {
        let rows = &self.rows[among.clone()];
        // Hits are often close to each other.
        let near = rows.iter().take(4).position(|row| row.offset as usize > byte);
        let after = near.unwrap_or_else(|| rows.partition_point(|row| row.offset as usize <= byte));
        among.start + after.saturating_sub(1)
    }

    /// Bytes of these rows' payloads that are not in the arena.
    pub(super) fn large_bytes_of(&self, rows: &Range<usize>) -> usize {
        let place = |index: usize| self.large.partition_point(|(large, _)| (*large as usize) < index);
        self.large[place(rows.start)..place(rows.end)].iter().map(|(_, payload)| payload.len()).sum()
    }

    /// Whether one of these rows is text in another charset than UTF-8.
    pub(super) fn has_charset(&self, rows: &Range<usize>) -> bool {
        self.has_charset && self.rows.get(rows.clone()).unwrap_or_default().iter().any(Row::has_charset)
    }

    /// Where a row's head begins, where its payload begins, and where that ends.
    pub(super) fn places_of(&self, index: usize) -> Option<(usize, usize, usize)> {
        self.rows.get(index).map(Row::places)
    }

    /// A row's payload without copying it.
    pub(super) fn payload(self: &Arc<Self>, number: u64) -> Option<SharedPayload> {
        let index = usize::try_from(number.checked_sub(self.first_row)?).ok()?;
        let (_, start, end) = self.rows.get(index)?.places();
        let in_arena = || Holder::Arena { segment: self.clone(), start, end };
        Some(SharedPayload(self.large_at(index).cloned().map_or_else(in_arena, Holder::Itself)))
    }

    /// The payload of the row at an index of this segment, if it is kept beside the arena.
    pub(super) fn large_payload(&self, number: u64) -> Option<SharedPayload> {
        let index = usize::try_from(number.checked_sub(self.first_row)?).ok()?;
        self.large_at(index).cloned().map(|payload| SharedPayload(Holder::Itself(payload)))
    }

    pub(super) fn rows_from(&self, start: u64) -> impl Iterator<Item = RowRef<'_>> {
        (self.first_row.max(start)..self.end_row()).filter_map(|number| self.row(number))
    }
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub(super) at_micros: u64,
    offset: u32,
    head_len: u32,
    payload_len: u32,
    pub(super) label: u16,
    pub(super) kind: Kind,
    pub(super) direction: Direction,
}

const _: () = assert!(size_of::<Row>() == 24, "a million rows cost 24 MB beside their payloads");

impl Row {
    pub(super) fn new(at_micros: u64, direction: Direction, kind: Kind, label: u16) -> Self {
        Self { at_micros, offset: 0, head_len: 0, payload_len: 0, label, kind, direction }
    }

    fn has_charset(&self) -> bool {
        self.kind == Kind::Message && self.label > 0
    }

    /// Where its head begins, where its payload begins, and where that ends.
    fn places(&self) -> (usize, usize, usize) {
        let head_start = self.offset as usize;
        let payload_start = head_start + self.head_len as usize;
        (head_start, payload_start, payload_start + self.payload_len as usize)
    }
}
