//! The event stream's rules: bytes in, items out. WHATWG HTML §9.2.5 and §9.2.6.
//!
//! Knows no socket and no clock. Any split of the same bytes gives the same items. Bytes stay as they came;
//! who shows them decodes them as UTF-8 with U+FFFD for what is none.

use std::{borrow::Cow, ops::Range, sync::Arc};

use bytes::Bytes;
use memchr::{memchr, memchr2};

use crate::{
    limits::{MAX_BLOCK_BYTES, MAX_EVENT_ID_BYTES, MAX_LABEL_BYTES},
    transcript::{
        Body, Entry,
        entry::{EventHead, IdHead, Ignored, Retry, cut_label},
        reason::{Code, HasReason, Reason},
    },
};

/// From this size on, an event takes the block's memory over instead of copying its data.
const TAKE_OVER_BYTES: usize = 64 * 1024;

const BOM: &[u8] = b"\xEF\xBB\xBF";

/// What a stream says, in its order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Item {
    /// A block with data: what a page gets.
    Event(EventHead, Bytes),
    /// A block that only set the last event ID.
    Id(Arc<str>),
    /// A line with a colon at its begin, without the colon.
    Comment(Bytes),
    /// A valid `retry` field, in milliseconds; what is too large for a number is the largest one.
    Retry(u64),
    /// A line without effect, and why.
    Ignored(Bytes, IgnoredReason),
}

/// Why a line has no effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IgnoredReason {
    /// The standard has no field of this name.
    UnknownField,
    /// A `retry` that is not made of ASCII digits.
    InvalidRetry,
    /// An `id` with a NUL.
    IdWithNul,
    /// An `id` of more than [`MAX_EVENT_ID_BYTES`]; of its line only the begin is kept.
    IdTooLong {
        /// The line's whole length.
        line_bytes: u64,
    },
    /// The `event` line of a block without data: nothing is dispatched.
    NoData,
    /// The stream ended before the block's empty line.
    UnfinishedBlock,
}

/// The stream has to be given up.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("one event of the stream is larger than {} MiB", .limit_bytes / 1024 / 1024)]
pub struct BlockTooLong {
    /// The limit.
    pub limit_bytes: usize,
}

impl HasReason for BlockTooLong {
    fn reason(&self) -> Reason {
        Reason::new(Code::BlockTooLong).with("limit", self.limit_bytes / 1024 / 1024)
    }
}

/// Decodes one stream, from its first byte to its last.
#[derive(Debug)]
pub struct Decoder {
    limit_bytes: usize,
    /// How much of a byte order mark came, while nothing else did.
    bom: BomProgress,
    /// A CR ended the last line: a LF right behind it belongs to it.
    skip_line_feed: bool,
    /// The running block's lines that count only at its end, each with a LF, then the begun line.
    block: Vec<u8>,
    /// Where the begun line starts.
    line_start: usize,
    data_lines: usize,
    /// The value of the block's first `data`.
    first_data: Range<usize>,
    /// The block's last `event` line, and where its value starts.
    event_line: Option<(Range<usize>, usize)>,
    /// The value of the block's last valid `id`.
    id_value: Option<Range<usize>>,
    last_event_id: Arc<str>,
    /// The second item of a line that made two.
    queued: Option<Item>,
    /// After the stream's end: how much of the unfinished block was handed out.
    handed_out: usize,
}

impl Item {
    /// The row that shows this item.
    pub fn into_entry(self, at_micros: u64) -> Entry {
        match self {
            Self::Event(head, data) => Entry::incoming(at_micros, Body::Event(head, data)),
            Self::Id(last_event_id) => Entry::incoming(at_micros, Body::Id(IdHead { last_event_id })),
            Self::Comment(text) => Entry::incoming(at_micros, Body::Comment(text)),
            Self::Retry(millis) => Entry::incoming(at_micros, Body::Retry(Retry { millis })),
            Self::Ignored(line, reason) => {
                let line_bytes = match reason {
                    IgnoredReason::IdTooLong { line_bytes } => Some(line_bytes),
                    _ => None,
                };
                let ignored = Ignored { reason: Cow::Borrowed(reason.name()), line_bytes };
                Entry::local(at_micros, Body::Ignored(ignored, line))
            }
        }
    }
}

impl IgnoredReason {
    /// The word in the record.
    pub fn name(self) -> &'static str {
        match self {
            Self::UnknownField => "unknownField",
            Self::InvalidRetry => "invalidRetry",
            Self::IdWithNul => "idWithNul",
            Self::IdTooLong { .. } => "idTooLong",
            Self::NoData => "noData",
            Self::UnfinishedBlock => "unfinishedBlock",
        }
    }
}

impl Decoder {
    /// For a new stream of a source that has this last event ID already: it is kept over reconnects.
    pub fn new(last_event_id: Arc<str>) -> Self {
        Self::with_limit(last_event_id, MAX_BLOCK_BYTES)
    }

    /// With another limit for a block.
    pub fn with_limit(last_event_id: Arc<str>, limit_bytes: usize) -> Self {
        Self {
            limit_bytes,
            bom: BomProgress::Matched(0),
            skip_line_feed: false,
            block: Vec::new(),
            line_start: 0,
            data_lines: 0,
            first_data: 0..0,
            event_line: None,
            id_value: None,
            last_event_id,
            queued: None,
            handed_out: 0,
        }
    }

    /// The source's last event ID, as finished blocks have set it.
    pub fn last_event_id(&self) -> &Arc<str> {
        &self.last_event_id
    }

    /// Takes bytes from the front of `input` up to the next item. `None`: all are taken, more are needed.
    ///
    /// # Errors
    /// When a block is too large to be kept.
    pub fn next(&mut self, input: &mut &[u8]) -> Result<Option<Item>, BlockTooLong> {
        if let Some(item) = self.queued.take() {
            return Ok(Some(item));
        }
        self.skip_byte_order_mark(input)?;
        while !input.is_empty() {
            if std::mem::take(&mut self.skip_line_feed) && input[0] == b'\n' {
                *input = &input[1..];
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', input) else {
                self.hold(input)?;
                *input = &[];
                break;
            };
            self.hold(&input[..end])?;
            self.skip_line_feed = input[end] == b'\r';
            *input = &input[end + 1..];
            if let Some(item) = self.end_line() {
                return Ok(Some(item));
            }
        }
        Ok(None)
    }

    /// After the stream's last byte: the lines of a block that was never finished, one by one.
    pub fn next_unfinished(&mut self) -> Option<Item> {
        if let BomProgress::Matched(matched) = self.bom {
            self.bom = BomProgress::Over;
            self.block.extend_from_slice(&BOM[..matched]);
        }
        let rest = self.block.get(self.handed_out..).filter(|rest| !rest.is_empty())?;
        let length = memchr(b'\n', rest).unwrap_or(rest.len());
        let line = Bytes::copy_from_slice(&rest[..length]);
        self.handed_out += length + 1;
        Some(Item::Ignored(line, IgnoredReason::UnfinishedBlock))
    }

    fn skip_byte_order_mark(&mut self, input: &mut &[u8]) -> Result<(), BlockTooLong> {
        while let BomProgress::Matched(matched) = self.bom
            && let Some(&byte) = input.first()
        {
            if byte == BOM[matched] {
                *input = &input[1..];
                self.bom = if matched + 1 == BOM.len() { BomProgress::Over } else { BomProgress::Matched(matched + 1) };
            } else {
                self.bom = BomProgress::Over;
                self.hold(&BOM[..matched])?;
            }
        }
        Ok(())
    }

    fn hold(&mut self, bytes: &[u8]) -> Result<(), BlockTooLong> {
        if self.block.len() + bytes.len() > self.limit_bytes {
            return Err(BlockTooLong { limit_bytes: self.limit_bytes });
        }
        self.block.extend_from_slice(bytes);
        Ok(())
    }

    /// The begun line is complete.
    fn end_line(&mut self) -> Option<Item> {
        let (start, end) = (self.line_start, self.block.len());
        let line = &self.block[start..end];
        if line.is_empty() {
            return self.end_block();
        }
        let (name, value_start) = split_field(line);
        let value = start + value_start..end;
        match name {
            b"data" => {
                if self.data_lines == 0 {
                    self.first_data = value;
                }
                self.data_lines += 1;
            }
            b"event" => self.event_line = Some((start..end, value.start)),
            b"id" if memchr(0, &line[value_start..]).is_some() => {
                return Some(self.drop_line(IgnoredReason::IdWithNul));
            }
            b"id" if value.len() > MAX_EVENT_ID_BYTES => {
                let line_bytes = line.len() as u64;
                self.block.truncate(start + MAX_LABEL_BYTES);
                return Some(self.drop_line(IgnoredReason::IdTooLong { line_bytes }));
            }
            b"id" => self.id_value = Some(value),
            b"retry" => {
                let Some(millis) = parse_retry(&line[value_start..]) else {
                    return Some(self.drop_line(IgnoredReason::InvalidRetry));
                };
                self.block.truncate(start);
                return Some(Item::Retry(millis));
            }
            b"" => {
                let comment = Bytes::copy_from_slice(&line[1..]);
                self.block.truncate(start);
                return Some(Item::Comment(comment));
            }
            _ => return Some(self.drop_line(IgnoredReason::UnknownField)),
        }
        self.block.push(b'\n');
        self.line_start = self.block.len();
        None
    }

    fn drop_line(&mut self, reason: IgnoredReason) -> Item {
        let line = Bytes::copy_from_slice(&self.block[self.line_start..]);
        self.block.truncate(self.line_start);
        Item::Ignored(line, reason)
    }

    /// An empty line came.
    fn end_block(&mut self) -> Option<Item> {
        let new_id = self.id_value.take().map(|value| String::from_utf8_lossy(&self.block[value]));
        let sets_id = new_id.is_some();
        if let Some(id) = new_id.filter(|id| **id != *self.last_event_id) {
            self.last_event_id = id.into();
        }
        let event_line = self.event_line.take();
        if self.data_lines > 0 {
            let (event_type, type_bytes) = match event_line {
                Some((line, value)) if value < line.end => {
                    let (event_type, whole_bytes) = cut_label(lossy(&self.block[value..line.end]));
                    (Cow::Owned(event_type), whole_bytes)
                }
                _ => (Cow::Borrowed("message"), None),
            };
            let head = EventHead { event_type, type_bytes, last_event_id: self.last_event_id.clone() };
            return Some(Item::Event(head, self.take_data()));
        }
        let no_data =
            event_line.map(|(line, _)| Item::Ignored(Bytes::copy_from_slice(&self.block[line]), IgnoredReason::NoData));
        self.clear_block();
        if sets_id {
            self.queued = no_data;
            return Some(Item::Id(self.last_event_id.clone()));
        }
        no_data
    }

    /// The values of the block's `data` lines, joined by LF.
    fn take_data(&mut self) -> Bytes {
        let first = self.first_data.clone();
        let data = if self.data_lines > 1 {
            let mut joined = Vec::with_capacity(self.block.len());
            for line in self.block.split(|&byte| byte == b'\n') {
                if let (b"data", value_start) = split_field(line) {
                    joined.extend_from_slice(&line[value_start..]);
                    joined.push(b'\n');
                }
            }
            joined.pop();
            Bytes::from(joined)
        } else if first.len() >= TAKE_OVER_BYTES {
            Bytes::from(std::mem::take(&mut self.block)).slice(first)
        } else {
            Bytes::copy_from_slice(&self.block[first])
        };
        self.clear_block();
        data
    }

    fn clear_block(&mut self) {
        self.block.clear();
        self.block.shrink_to(TAKE_OVER_BYTES);
        self.line_start = 0;
        self.data_lines = 0;
        self.event_line = None;
        self.id_value = None;
    }
}

#[derive(Clone, Copy, Debug)]
enum BomProgress {
    /// So many bytes of it came.
    Matched(usize),
    /// It came, or something else did.
    Over,
}

/// A line's field name and where its value starts: behind the colon and one space, if there are.
fn split_field(line: &[u8]) -> (&[u8], usize) {
    match memchr(b':', line) {
        None => (line, line.len()),
        Some(colon) if line.get(colon + 1) == Some(&b' ') => (&line[..colon], colon + 2),
        Some(colon) => (&line[..colon], colon + 1),
    }
}

fn parse_retry(value: &[u8]) -> Option<u64> {
    if value.is_empty() || !value.iter().all(u8::is_ascii_digit) {
        return None;
    }
    let digits = value.iter().map(|digit| u64::from(digit - b'0'));
    Some(digits.fold(0, |millis: u64, digit| millis.saturating_mul(10).saturating_add(digit)))
}

fn lossy(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

#[cfg(test)]
mod tests;
