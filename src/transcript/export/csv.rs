//! A row a line, for spreadsheets and scripts. RFC 4180.

use std::io::{self, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Export, Progress, time_text};
use crate::transcript::{
    entry::{Entry, Kind},
    marks::RowMark,
    record::{PLAIN_EVENT_HEAD, dropped_entry, masked_head},
    segment::RowRef,
};

const COLUMNS: [&str; 11] =
    ["number", "time", "at_micros", "direction", "kind", "size", "fields", "data", "base64", "mark_color", "mark_note"];

/// The fields of a row's kind are one column, as JSON; text and bytes have a column each. What a limit removed is the
/// first row and has no number.
///
/// # Errors
/// When `out` cannot be written, or the export is cancelled: the file that was there stays.
pub(super) fn write(export: &Export, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(io::Error::from)?;
    if let Some(Entry { at_micros, direction, body, .. }) = dropped_entry(&export.rows) {
        let mut head = Vec::new();
        body.write_head(&mut head);
        let (kind, payload) = (body.kind(), body.payload());
        let row = RowRef { number: 0, at_micros, direction, kind, label: 0, head: &head, payload, frames: &[] };
        write_row(&mut writer, export, "", &row, None)?;
    }
    for row in export.wanted() {
        progress.step()?;
        write_row(&mut writer, export, &(row.number + 1).to_string(), &row, export.marks.get(row.number))?;
    }
    writer.flush()
}

fn write_row(
    writer: &mut ::csv::Writer<&mut impl Write>,
    export: &Export,
    number: &str,
    row: &RowRef<'_>,
    mark: Option<&RowMark>,
) -> io::Result<()> {
    let readable = row.text();
    let text = std::str::from_utf8(&readable).ok().filter(|_| row.kind != Kind::Binary);
    let base64 =
        if text.map(str::as_bytes) == Some(row.payload) { String::new() } else { BASE64_STANDARD.encode(row.payload) };
    let head = if row.kind == Kind::Event && row.head.is_empty() { PLAIN_EVENT_HEAD } else { row.head };
    let written = writer.write_record([
        number,
        &time_text(export.header.started_at, row.at_micros),
        &row.at_micros.to_string(),
        row.direction.name(),
        row.kind.name(),
        &row.payload.len().to_string(),
        &masked_head(row.kind, head, &export.secrets),
        text.unwrap_or_default(),
        &base64,
        mark.map_or("", |mark| mark.color.name()),
        mark.map_or("", |mark| mark.note.as_str()),
    ]);
    written.map_err(io::Error::from)
}
