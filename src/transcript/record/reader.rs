//! Reads a record line by line. Skips fields and kinds that it does not know; knows no file.

use std::{
    borrow::Cow,
    collections::{BTreeMap, VecDeque},
};

use bytes::Bytes;
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::{Map, Value, value::RawValue};

use super::{RecordHeader, base64::decode_base64, left_out::LeftOut};
use crate::transcript::{
    charset,
    entry::{Answer, Body, Direction, Entry, EventHead, Kind, Mark, cut_label},
    evidence::renumber,
    frames::{FrameList, FrameTrace},
    marks::{MarkColor, RowMark},
    reason::{Code, HasReason, Reason},
};

/// The version of records that this program writes and reads.
const VERSION: u64 = 1;

/// Marks that may stand before their rows; more are left out.
const MAX_EARLY_MARKS: usize = 64 * 1024;

/// Why a first line is not that of a record.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// It is no JSON object.
    #[error("its first line is not a JSON object")]
    NotJson(#[source] serde_json::Error),
    /// It is something else.
    #[error("its first line has no number `wirelight`")]
    NotOurs,
    /// A newer program wrote it.
    #[error("it has version {version}, this program reads version {VERSION}: use a newer one")]
    Version {
        /// The version it has.
        version: u64,
    },
    /// A field that every record has is not there or not understood.
    #[error("its first line does not say which session it is of")]
    Incomplete(#[source] serde_json::Error),
}

impl HasReason for HeaderError {
    fn reason(&self) -> Reason {
        match self {
            Self::NotJson(_) => Code::RecordNotJson.into(),
            Self::NotOurs => Code::RecordNotOurs.into(),
            Self::Version { version } => Reason::new(Code::RecordVersion).with("version", *version),
            Self::Incomplete(_) => Code::RecordIncomplete.into(),
        }
    }
}

/// Why a line is no row.
#[derive(Debug, thiserror::Error)]
pub enum LineError {
    /// It is not JSON, or a field of its kind is missing or of another type.
    #[error("the line is no row")]
    Json(#[from] serde_json::Error),
    /// Its bytes are not base64.
    #[error("the row's bytes are not base64")]
    Base64(#[from] base64::DecodeError),
    /// It has no direction that there is.
    #[error("the row's direction is not known")]
    Direction,
    /// A row of this kind has a payload.
    #[error("the row has no payload")]
    NoPayload,
}

/// What a line says.
#[derive(Clone, Debug, PartialEq)]
pub enum ReadLine {
    /// A row.
    Row(Entry),
    /// A row is marked, or marked no longer: [`RecordReader::next_mark`] says which, once that row is known.
    Mark,
    /// A kind that this version does not know.
    Skipped,
}

/// Reads the lines after the first, each without or with its line end.
#[derive(Debug, Default)]
pub struct RecordReader {
    lines: u64,
    /// Lines that are no rows: marks count rows of the file, we count rows that were understood.
    left_out: LeftOut,
    /// Marks that stand before their row: those of a record's last one do.
    early: BTreeMap<u64, Option<RowMark>>,
    marks: VecDeque<(u64, Option<RowMark>)>,
}

impl RecordReader {
    /// Reads a first line.
    ///
    /// # Errors
    /// When it is not that of a record, or of a version that is not known.
    pub fn header(line: &[u8]) -> Result<RecordHeader, HeaderError> {
        let mut fields: Map<String, Value> = serde_json::from_slice(line).map_err(HeaderError::NotJson)?;
        match fields.get("wirelight").and_then(Value::as_u64) {
            None => return Err(HeaderError::NotOurs),
            Some(VERSION) => {}
            Some(version) => return Err(HeaderError::Version { version }),
        }
        fields.remove("wirelight");
        let header: HeaderFields = serde_json::from_value(Value::Object(fields)).map_err(HeaderError::Incomplete)?;
        let HeaderFields { protocol, url, started_at, settings } = header;
        Ok(RecordHeader { protocol: protocol.into(), url, started_at, settings })
    }

    /// Reads a row.
    ///
    /// # Errors
    /// When the line is none; the next one can be read all the same.
    pub fn line(&mut self, line: &[u8]) -> Result<ReadLine, LineError> {
        let number = self.lines;
        self.lines += 1;
        let read = self.read_row(line);
        if !matches!(read, Ok(ReadLine::Row(_))) {
            self.left_out.push(number);
            self.early.remove(&number);
        } else if let Some(mark) = self.early.remove(&number) {
            self.mark_row(number, mark);
        }
        read
    }

    /// A line was passed over unread: rows are counted all the same.
    pub fn skip_line(&mut self) {
        self.early.remove(&self.lines);
        self.left_out.push(self.lines);
        self.lines += 1;
    }

    /// The next mark, or removal of one, by the number of rows before its row. A later one for the same row
    /// takes its place. Marks of lines that are no rows do not come.
    pub fn next_mark(&mut self) -> Option<(u64, Option<RowMark>)> {
        self.marks.pop_front()
    }

    fn read_row(&mut self, line: &[u8]) -> Result<ReadLine, LineError> {
        let row: Row<'_> = serde_json::from_slice(line)?;
        let Some(&kind) = Kind::ALL.iter().find(|kind| kind.name() == row.kind) else {
            return Ok(ReadLine::Skipped);
        };
        if kind == Kind::Mark {
            self.mark(fields(line)?);
            return Ok(ReadLine::Mark);
        }
        let directions = [Direction::In, Direction::Out, Direction::Local];
        let direction = directions.into_iter().find(|direction| direction.name() == row.direction);
        let direction = direction.ok_or(LineError::Direction)?;
        let mut body = body(kind, &row, line)?;
        if let Body::Finding(finding) = &mut body {
            renumber(finding, |line| self.row_of(line));
        }
        let entry = Entry::new(row.at, direction, body);
        Ok(ReadLine::Row(match row.frames {
            Some(written) => {
                let trace = frames(&row, written, entry.body.payload().len() as u64)?;
                entry.with_frames(trace)
            }
            None => entry,
        }))
    }

    fn mark(&mut self, mark: Mark) {
        let set = RowMark { color: MarkColor::from_name(&mark.color), note: cut_label(mark.note).0 };
        let set = (!mark.color.is_empty()).then_some(set);
        if mark.row >= self.lines {
            if self.early.len() < MAX_EARLY_MARKS {
                self.early.insert(mark.row, set);
            }
            return;
        }
        // A mark marks no mark: not even itself, which is the line that is being read.
        if mark.row + 1 < self.lines && !self.left_out.contains(mark.row) {
            self.mark_row(mark.row, set);
        }
    }

    /// Marks the row that a line is.
    fn mark_row(&mut self, line: u64, set: Option<RowMark>) {
        if !self.left_out.is_lost() {
            self.marks.push_back((line - self.left_out.before(line), set));
        }
    }

    /// The number of the row that a line before this one is; `None` where it is none, or nobody knows.
    fn row_of(&self, line: u64) -> Option<u64> {
        let is_row = line < self.lines.saturating_sub(1) && !self.left_out.is_lost() && !self.left_out.contains(line);
        is_row.then(|| line - self.left_out.before(line))
    }
}

/// The first line's fields.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct HeaderFields {
    protocol: String,
    #[serde(default)]
    url: String,
    started_at: jiff::Timestamp,
    #[serde(default)]
    settings: Map<String, Value>,
}

/// What every row has, and its payload as it is written.
#[derive(Deserialize)]
struct Row<'a> {
    at: u64,
    #[serde(borrow)]
    direction: Cow<'a, str>,
    #[serde(borrow)]
    kind: Cow<'a, str>,
    #[serde(borrow, default)]
    data: Option<&'a RawValue>,
    #[serde(borrow, default)]
    base64: Option<&'a RawValue>,
    #[serde(borrow, default)]
    line: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "type")]
    event_type: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "lastEventId")]
    last_event_id: Option<&'a RawValue>,
    #[serde(default, rename = "typeBytes")]
    type_bytes: Option<u32>,
    #[serde(borrow, default)]
    frames: Option<&'a RawValue>,
    #[serde(default, rename = "framesOmitted")]
    frames_omitted: u64,
    #[serde(default, rename = "deflatedBytes")]
    deflated_bytes: Option<u64>,
}

fn fields<T: DeserializeOwned>(line: &[u8]) -> Result<T, LineError> {
    Ok(serde_json::from_slice(line)?)
}

fn body(kind: Kind, row: &Row<'_>, line: &[u8]) -> Result<Body, LineError> {
    Ok(match kind {
        Kind::Text => Body::Text(bytes(row, row.data)?),
        Kind::Binary => Body::Binary(bytes(row, row.data)?),
        Kind::Ping => Body::Ping(bytes(row, row.data)?),
        Kind::Pong => Body::Pong(bytes(row, row.data)?),
        Kind::Comment => Body::Comment(bytes(row, row.data)?),
        Kind::Event => Body::Event(event_head(row, line)?, bytes(row, row.data)?),
        Kind::Ignored => Body::Ignored(fields(line)?, bytes(row, row.line)?),
        Kind::Message => message(row, line)?,
        Kind::Empty => Body::Empty(fields(line)?),
        Kind::State => Body::State(fields(line)?),
        Kind::Request => Body::Request(Box::new(fields(line)?)),
        Kind::Response => Body::Response(Box::new(fields(line)?)),
        Kind::Close => Body::Close(fields(line)?),
        Kind::Frame => Body::Frame(fields(line)?, bytes(row, row.data)?),
        Kind::Id => Body::Id(fields(line)?),
        Kind::Retry => Body::Retry(fields(line)?),
        Kind::Backoff => Body::Backoff(fields(line)?),
        Kind::Offset => Body::Offset(fields(line)?),
        Kind::Progress => Body::Progress(fields(line)?),
        Kind::Verified => Body::Verified(fields(line)?),
        Kind::Error => Body::Error(Box::new(fields(line)?)),
        Kind::Partial => Body::Partial(Box::new(fields(line)?), bytes(row, row.data)?),
        Kind::Stray => Body::Stray(fields(line)?, bytes(row, row.data)?),
        Kind::Trailers => Body::Trailers(fields(line)?),
        Kind::Finding => Body::Finding(Box::new(fields(line)?)),
        Kind::Dropped => Body::Dropped(fields(line)?),
        Kind::Mark => Body::Mark(fields(line)?),
    })
}

/// Events come in great number: their lines are parsed once. The plainest head is one that costs nothing.
fn event_head(row: &Row<'_>, line: &[u8]) -> Result<EventHead, LineError> {
    // What is missing, the whole line's parser says best.
    let (Some(event_type), Some(last_event_id), None) = (row.event_type, row.last_event_id, row.type_bytes) else {
        return fields(line);
    };
    let event_type = match string(event_type)? {
        name if name == "message" => Cow::Borrowed("message"),
        name => Cow::Owned(name.into_owned()),
    };
    Ok(EventHead { event_type, type_bytes: None, last_event_id: string(last_event_id)?.into() })
}

/// The frames of a row with a payload of so many bytes.
fn frames(row: &Row<'_>, written: &RawValue, payload_bytes: u64) -> Result<FrameTrace, LineError> {
    let FrameList(mut frames) = serde_json::from_str(written.get())?;
    if row.frames_omitted > 0 {
        // What the frames that are not listed carried is what is missing.
        let missing = row.deflated_bytes.unwrap_or(payload_bytes).saturating_sub(frames.wire_payload_bytes());
        frames.omitted.count = frames.omitted.count.saturating_add(row.frames_omitted);
        frames.omitted.payload_bytes = frames.omitted.payload_bytes.saturating_add(missing);
    }
    frames.deflated = row.deflated_bytes.map(|_| Bytes::new());
    Ok(FrameTrace::new(row.at, &frames))
}

/// A payload: its bytes where they are written, else its text, which is the same then.
fn bytes(row: &Row<'_>, written: Option<&RawValue>) -> Result<Bytes, LineError> {
    match row.base64 {
        Some(encoded) => Ok(decode_base64(&string(encoded)?)?.into()),
        None => text(written),
    }
}

fn message(row: &Row<'_>, line: &[u8]) -> Result<Body, LineError> {
    let (mut answer, payload): (Answer, _) = (fields(line)?, bytes(row, row.data)?);
    // Bytes that are not written are those of the text, which is UTF-8 whatever the peer had sent.
    answer.charset =
        answer.charset.filter(|_| row.base64.is_some() || charset::is_as_it_came(&payload, answer.charset));
    Ok(Body::Message(answer, payload))
}

fn text(written: Option<&RawValue>) -> Result<Bytes, LineError> {
    Ok(match string(written.ok_or(LineError::NoPayload)?)? {
        Cow::Borrowed(text) => Bytes::copy_from_slice(text.as_bytes()),
        Cow::Owned(text) => text.into_bytes().into(),
    })
}

/// A string as it is written; most have nothing that is escaped.
fn string(written: &RawValue) -> Result<Cow<'_, str>, LineError> {
    let written = written.get();
    match written.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        Some(plain) if memchr::memchr(b'\\', plain.as_bytes()).is_none() => Ok(Cow::Borrowed(plain)),
        _ => Ok(Cow::Owned(serde_json::from_str(written)?)),
    }
}
