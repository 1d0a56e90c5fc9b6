//! Copying the chosen rows: as text, as lines of a record, or their payloads. A worker writes what is copied.

use std::{
    borrow::Cow,
    fmt::Write as _,
    io::{self, Write as _},
};

use egui::Ui;
use jiff::Timestamp;

use super::{TableState, choice::CopyAs};
use crate::{
    engine::JobSlot,
    transcript::{
        Kind, RowRef, RowSet, Snapshot, Transcript,
        export::text_line,
        record::{RecordHeader, RecordWriter},
        secrets::Secrets,
    },
    ui::{format, notice::Weight, reason, tab_context::TabContext},
};

/// What goes to the clipboard at most.
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// No line of text or of a record is shorter.
const LEAST_LINE_BYTES: u64 = 20;

/// What became of a copy.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Copied {
    /// So many rows, as this text.
    Rows(u64, String),
    /// None of the rows has what was wanted of it.
    Nothing,
    /// More than [`MOST_BYTES`].
    TooMuch,
}

/// A copy that is being written.
pub(super) type Copying = JobSlot<Copied>;

impl TableState {
    /// Begins to copy the chosen rows.
    pub(super) fn copy(
        &mut self,
        cx: &mut TabContext<'_>,
        transcript: &Transcript,
        started_at: Timestamp,
        copy_as: CopyAs,
    ) {
        self.selection.refresh(&self.filter, transcript);
        let Some(&(first, _)) = self.selection.ranges().first() else { return };
        let least_bytes = if copy_as == CopyAs::Payload { 2 } else { LEAST_LINE_BYTES };
        if self.selection.len() > MOST_BYTES as u64 / least_bytes {
            say(cx, &Copied::TooMuch);
            return;
        }
        let rows = Rows {
            snapshot: transcript.snapshot_from(first),
            ranges: self.selection.ranges().to_vec(),
            shown: self.filter.shown(),
        };
        let secrets = cx.settings.secrets();
        self.copying.block(cx.spawner, move |_| written(&rows, started_at, copy_as, &secrets));
    }

    /// Hands a copy that is ready to the clipboard.
    pub(super) fn finish_copy(&mut self, ui: &Ui, cx: &mut TabContext<'_>) {
        match self.copying.take() {
            Some(Ok(copied)) => {
                say(cx, &copied);
                if let Copied::Rows(_, text) = copied {
                    ui.ctx().copy_text(text);
                }
            }
            Some(Err(lost)) => cx.notices.say(Weight::Bad, reason::error(cx.i18n, &lost)),
            None => {}
        }
    }
}

fn say(cx: &mut TabContext<'_>, copied: &Copied) {
    let most = || format::bytes(MOST_BYTES as u64);
    let (weight, words) = match copied {
        Copied::Rows(rows, _) => {
            let args = [("count", format::count(*rows))];
            (Weight::Good, cx.i18n.text_with("table-copied", &args))
        }
        Copied::Nothing => (Weight::Good, cx.i18n.text("table-copied-nothing")),
        Copied::TooMuch => (Weight::Bad, cx.i18n.text_with("table-copy-too-much", &[("most", most().into())])),
    };
    cx.notices.say(weight, words.into_owned());
}

/// The chosen rows, for a worker.
struct Rows {
    snapshot: Snapshot,
    /// Inclusive, ascending.
    ranges: Vec<(u64, u64)>,
    /// Which rows of the ranges are meant; all, when there is no filter.
    shown: Option<RowSet>,
}

impl Rows {
    fn iter(&self) -> Box<dyn Iterator<Item = RowRef<'_>> + '_> {
        let Some(shown) = &self.shown else {
            return Box::new(
                self.ranges
                    .iter()
                    .flat_map(|&(start, end)| self.snapshot.rows_from(start).take_while(move |row| row.number <= end)),
            );
        };
        let mut ranges = self.ranges.iter().peekable();
        let is_chosen = move |row: &u64| {
            while ranges.next_if(|(_, end)| end < row).is_some() {}
            ranges.peek().is_some_and(|(start, _)| start <= row)
        };
        Box::new(shown.iter().filter(is_chosen).filter_map(|row| self.snapshot.row(row)))
    }
}

/// Writes the rows that are still in the snapshot.
fn written(rows: &Rows, started_at: Timestamp, copy_as: CopyAs, secrets: &Secrets) -> Copied {
    // A line is put together in memory: what is too long is not even begun.
    let rows = rows.iter().map(|row| if row.payload.len() > MOST_BYTES { Err(too_much()) } else { Ok(row) });
    let mut text = Capped::default();
    let count = match copy_as {
        CopyAs::JsonLines => write_record(&mut text, rows, started_at, secrets),
        CopyAs::Text => write_lines(&mut text, rows, "", |row| text_line(row, started_at, secrets)),
        CopyAs::Payload => {
            let with_payload = rows.filter(|row| !row.as_ref().is_ok_and(|row| row.payload.is_empty()));
            write_lines(&mut text, with_payload, "\n", payload_text)
        }
    };
    match count {
        Err(_) => Copied::TooMuch,
        Ok(0) => Copied::Nothing,
        Ok(count) => String::from_utf8(text.0).map_or(Copied::Nothing, |text| Copied::Rows(count, text)),
    }
}

/// Memory for what is copied; to write more than [`MOST_BYTES`] fails.
#[derive(Default)]
struct Capped(Vec<u8>);

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.0.len() + bytes.len() > MOST_BYTES {
            return Err(too_much());
        }
        self.0.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn too_much() -> io::Error {
    io::ErrorKind::FileTooLarge.into()
}

/// Lines of the session record, without its first one, which tells of the session.
fn write_record<'r>(
    text: &mut Capped,
    rows: impl Iterator<Item = io::Result<RowRef<'r>>>,
    started_at: Timestamp,
    secrets: &Secrets,
) -> io::Result<u64> {
    let (protocol, url) = (Cow::Borrowed(""), String::new());
    let header = RecordHeader { protocol, url, started_at, settings: serde_json::Map::default() };
    let mut writer = RecordWriter::start(Capped::default(), &header, secrets.clone())?;
    let mut count = 0;
    for row in rows {
        writer.stored(&row?)?;
        count += 1;
    }
    let Capped(lines) = writer.into_inner();
    let first_end = lines.iter().position(|&byte| byte == b'\n').map_or(lines.len(), |at| at + 1);
    text.0 = lines[first_end..].to_vec();
    Ok(count)
}

fn write_lines<'r>(
    text: &mut Capped,
    rows: impl Iterator<Item = io::Result<RowRef<'r>>>,
    between: &str,
    line: impl Fn(&RowRef<'r>) -> String,
) -> io::Result<u64> {
    let mut count = 0;
    for row in rows {
        if count > 0 {
            text.write_all(between.as_bytes())?;
        }
        text.write_all(line(&row?).as_bytes())?;
        count += 1;
    }
    Ok(count)
}

fn payload_text(row: &RowRef<'_>) -> String {
    let payload = row.payload;
    match std::str::from_utf8(payload) {
        Ok(text) if row.kind != Kind::Binary => text.to_owned(),
        _ => payload.iter().fold(String::with_capacity(payload.len() * 3), |mut hex, byte| {
            let space = if hex.is_empty() { "" } else { " " };
            write!(hex, "{space}{byte:02x}").ok();
            hex
        }),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{Body, Entry, entry::Request};

    fn transcript() -> Transcript {
        let mut transcript = Transcript::default();
        let headers = vec![("cookie".to_owned(), "id=secret".to_owned())];
        let request = Request::new("GET", "http://u:secret@h/", headers);
        transcript.push(&Entry::outgoing(0, Body::from(request)));
        transcript.push(&Entry::incoming(1_000, Body::Text(Bytes::from_static(b"a\"b"))));
        transcript.push(&Entry::incoming(2_000, Body::Binary(Bytes::from_static(b"\x00A"))));
        transcript
    }

    fn copied(rows: &[u64], copy_as: CopyAs) -> String {
        let ranges = rows.iter().map(|&row| (row, row)).collect();
        let rows = Rows { snapshot: transcript().snapshot_from(0), ranges, shown: None };
        match written(&rows, Timestamp::UNIX_EPOCH, copy_as, &Secrets::masked()) {
            Copied::Rows(count, text) => format!("{count}|{text}"),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn rows_are_written_in_three_ways_and_secrets_in_none() {
        assert_eq!(copied(&[1, 2], CopyAs::Payload), "2|a\"b\n00 41");
        assert_eq!(copied(&[0], CopyAs::Payload), "Nothing");
        let lines = copied(&[0, 1], CopyAs::JsonLines);
        assert!(
            lines.ends_with("\n{\"at\":1000,\"direction\":\"in\",\"kind\":\"text\",\"data\":\"a\\\"b\"}\n"),
            "{lines}"
        );
        let text = copied(&[0, 1, 2], CopyAs::Text);
        assert!(text.lines().count() == 3, "{text}");
        for written in [lines, text] {
            assert!(written.contains("http://u:***@h/") && !written.contains("secret"), "{written}");
        }
    }

    #[test]
    fn more_than_the_clipboard_shall_hold_is_not_copied() {
        let mut transcript = Transcript::default();
        for _ in 0..2 {
            transcript.push(&Entry::incoming(0, Body::Binary(Bytes::from(vec![7; MOST_BYTES / 4]))));
        }
        let copied = |range| {
            let rows = Rows { snapshot: transcript.snapshot_from(0), ranges: vec![range], shown: None };
            written(&rows, Timestamp::UNIX_EPOCH, CopyAs::Payload, &Secrets::masked())
        };
        assert!(matches!(copied((0, 0)), Copied::Rows(1, _)));
        assert_eq!(copied((0, 1)), Copied::TooMuch);
    }

    #[test]
    fn of_a_range_only_rows_that_the_filter_shows_are_copied() {
        let mut transcript = Transcript::default();
        for n in 0..20 {
            transcript.push(&Entry::incoming(n, Body::Text(Bytes::from(n.to_string()))));
        }
        let shown = Some([1, 4, 5, 6, 9, 15, 18].into_iter().collect());
        let rows = Rows { snapshot: transcript.snapshot_from(0), ranges: vec![(0, 4), (6, 9), (16, 19)], shown };
        let numbers: Vec<u64> = rows.iter().map(|row| row.number).collect();
        assert_eq!(numbers, [1, 4, 6, 9, 18]);
    }
}
