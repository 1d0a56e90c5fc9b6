//! A row a line, for people: time, who said it, what, how large, and what it says.

use std::{
    fmt::Write as _,
    io::{self, Write},
};

use jiff::Timestamp;

use super::{Export, Progress, time_text};
use crate::transcript::{entry::Kind, record::masked_head, secrets::Secrets, segment::RowRef};

/// Lines of a payload after its first stand under it.
const INDENT: &str = "    ";

/// Writes the header, then the rows, each with its mark.
///
/// # Errors
/// When `out` cannot be written, or the export is cancelled: the file that was there stays.
pub(super) fn write(export: &Export, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
    let header = &export.header;
    let url = if export.secrets.are_masked() { header.masked_url() } else { header.url.as_str().into() };
    writeln!(out, "{} {url} {:.6}", header.protocol, header.started_at)?;
    let dropped = export.rows.dropped();
    if dropped.rows > 0 {
        writeln!(out, "{} rows before these were removed by the memory limit", dropped.rows)?;
    }
    for row in export.wanted() {
        progress.step()?;
        out.write_all(text_line(&row, header.started_at, &export.secrets).as_bytes())?;
        if let Some(mark) = export.marks.get(row.number) {
            writeln!(out, "{INDENT}[{}] {}", mark.color.name(), mark.note)?;
        }
    }
    Ok(())
}

/// A row as text, with its line end.
pub fn text_line(row: &RowRef<'_>, started_at: Timestamp, secrets: &Secrets) -> String {
    let mut line = format!(
        "{} {:<5} {:<8} {:>6}",
        time_text(started_at, row.at_micros),
        row.direction.name(),
        row.kind.name(),
        row.payload.len()
    );
    let head = masked_head(row.kind, row.head, secrets);
    if !head.is_empty() {
        line.push_str("  ");
        line.push_str(&head);
    }
    if !row.payload.is_empty() {
        line.push_str("  ");
        push_payload(&mut line, row);
    }
    line.push('\n');
    line
}

fn push_payload(line: &mut String, row: &RowRef<'_>) {
    match std::str::from_utf8(&row.text()) {
        Ok(text) if row.kind != Kind::Binary => {
            let mut lines = text.split('\n');
            line.push_str(lines.next().unwrap_or_default());
            for next in lines {
                line.push('\n');
                line.push_str(INDENT);
                line.push_str(next);
            }
        }
        _ => {
            for byte in row.payload {
                write!(line, "{byte:02x}").ok();
            }
        }
    }
}
