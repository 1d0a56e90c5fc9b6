//! The session record of an export: its rows, and its marks where a reader expects them.

use std::io::{self, Write};

use super::{Export, Progress};
use crate::transcript::{
    entry::{Body, Entry, Kind, Mark, State},
    evidence::renumbered,
    marks::RowMark,
    record::RecordWriter,
    segment::RowRef,
};

/// A mark counts rows of the file, so it stands behind the row that it marks. The last row of a record is a state:
/// marks stand before it.
///
/// # Errors
/// When `out` cannot be written, or the export is cancelled: the file that was there stays.
pub(super) fn write(export: &Export, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
    let mut writer = RecordWriter::start(out, &export.header, export.secrets.clone())?.with_frames(export.frames);
    let first_line = u64::from(writer.dropped_rows(&export.rows)?);
    let mut line = first_line;
    let mut marked: Vec<(u64, &RowMark)> = Vec::new();
    let mut last_at_micros = 0;
    let mut rows = export.wanted().peekable();
    while let Some(row) = rows.next() {
        progress.step()?;
        let is_end = rows.peek().is_none() && ends_a_record(&row);
        let mark = export.marks.get(row.number);
        if is_end {
            line += marked.len() as u64 + u64::from(mark.is_some());
        }
        marked.extend(mark.map(|mark| (line, mark)));
        if is_end {
            write_marks(&mut writer, &std::mem::take(&mut marked), last_at_micros)?;
        }
        let head = renumbered(&row, |number| Some(first_line + export.place_of(number)?));
        writer.stored(&RowRef { head: &head, ..row })?;
        last_at_micros = row.at_micros;
        line += 1;
    }
    write_marks(&mut writer, &marked, last_at_micros)
}

fn write_marks(writer: &mut RecordWriter<impl Write>, marked: &[(u64, &RowMark)], at_micros: u64) -> io::Result<()> {
    marked.iter().try_for_each(|(row, mark)| {
        let fields = Mark { row: *row, color: mark.color.name().to_owned(), note: mark.note.clone() };
        writer.entry(&Entry::local(at_micros, Body::Mark(fields)))
    })
}

fn ends_a_record(row: &RowRef<'_>) -> bool {
    row.kind == Kind::State && row.fields::<State>().is_some_and(|head| head.is_final())
}
