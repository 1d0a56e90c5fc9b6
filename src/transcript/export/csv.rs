//! A row a line, for spreadsheets and scripts. RFC 4180.

use std::io::{self, Write};

use base64::{Engine as _, prelude::BASE64_STANDARD};

use super::{Export, Progress, time_text};
use crate::transcript::{entry::Kind, record::masked_head};

const COLUMNS: [&str; 11] =
    ["number", "time", "at_micros", "direction", "kind", "size", "fields", "data", "base64", "mark_color", "mark_note"];

/// The fields of a row's kind are one column, as JSON; text and bytes have a column each.
pub(super) fn write(export: &Export, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(io::Error::from)?;
    for row in export.wanted() {
        progress.step()?;
        let text = match row.kind {
            Kind::Binary => None,
            Kind::Ping | Kind::Pong => std::str::from_utf8(row.payload).ok().map(Into::into),
            _ => Some(String::from_utf8_lossy(row.payload)),
        };
        let base64 = if text.is_none() { BASE64_STANDARD.encode(row.payload) } else { String::new() };
        let mark = export.marks.get(row.number);
        let fields = masked_head(row.kind, row.head, &export.secrets);
        writer
            .write_record([
                (row.number + 1).to_string().as_str(),
                &time_text(export.header.started_at, row.at_micros),
                &row.at_micros.to_string(),
                row.direction.name(),
                row.kind.name(),
                &row.payload.len().to_string(),
                &fields,
                text.as_deref().unwrap_or_default(),
                &base64,
                mark.map_or("", |mark| mark.color.name()),
                mark.map_or("", |mark| mark.note.as_str()),
            ])
            .map_err(io::Error::from)?;
    }
    writer.flush()
}
