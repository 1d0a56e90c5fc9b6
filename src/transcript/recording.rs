//! A record that is written while its session runs: appended as rows come, out of the program within half a second.
//! The side of a thread of its own; it knows neither the window nor the runtime.

use std::{
    fs::File,
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::{
    entry::{Body, Entry, Mark},
    evidence::renumbered,
    marks::RowMark,
    reason::{Code, HasReason, Reason},
    record::{RecordHeader, RecordWriter},
    secrets::Secrets,
    segment::RowRef,
    snapshot::Snapshot,
};

/// Rows wait at most this long for their way out of the program.
const FLUSH_EVERY: Duration = Duration::from_millis(500);

const BUFFER_BYTES: usize = 256 * 1024;

/// What a recording is handed.
#[derive(Clone, Debug)]
pub enum RecordOrder {
    /// Rows that follow those of the last order.
    Append(Snapshot),
    /// A row, by its number in the transcript, is marked, or marked no longer.
    Mark {
        /// The row.
        row: u64,
        /// Its mark.
        mark: Option<RowMark>,
    },
    /// What is left when the recording ends.
    Finish {
        /// The last rows.
        rows: Snapshot,
        /// The last marks.
        marks: Vec<(u64, Option<RowMark>)>,
    },
}

/// Why a recording ended: the disk is full, or the file cannot be written.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written; it has the rows until now: make room, or record to another place", path.display())]
pub struct RecordingError {
    path: PathBuf,
    source: io::Error,
}

impl HasReason for RecordingError {
    fn reason(&self) -> Reason {
        let reason = Reason::new(Code::RecordingEnded).with("path", self.path.display().to_string());
        reason.because(Code::of_io(&self.source))
    }
}

/// Where a recording goes: a file, or what a test puts in its place.
pub trait Disk: Write {
    /// Waits until what was written would survive a power cut.
    ///
    /// # Errors
    /// When it would not.
    fn sync(&mut self) -> io::Result<()>;
}

impl Disk for File {
    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

/// A file that is being recorded to.
#[derive(Debug)]
pub struct Recording<D: Disk = File> {
    path: PathBuf,
    writer: RecordWriter<BufWriter<D>>,
    sync: bool,
    lines: Lines,
    last_at_micros: u64,
}

/// Which line a row of the transcript is in the file.
#[derive(Debug, Default)]
struct Lines {
    /// The first row, and the line it has.
    first: Option<(u64, u64)>,
    next_row: u64,
    written: u64,
    /// The rows that followed each mark's line.
    marks_before: Vec<u64>,
}

impl Recording {
    /// Creates the file, or empties it, and writes the first line.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn create(path: &Path, header: &RecordHeader, secrets: Secrets, sync: bool) -> Result<Self, RecordingError> {
        let begun = File::create(path).and_then(|file| Self::begin(file, path, header, secrets, sync));
        begun.map_err(|source| RecordingError { path: path.to_owned(), source })
    }
}

impl<D: Disk> Recording<D> {
    /// Whether each row says in which WebSocket frames it came or left.
    #[must_use]
    pub fn with_frames(self, with_frames: bool) -> Self {
        Self { writer: self.writer.with_frames(with_frames), ..self }
    }

    fn begin(disk: D, path: &Path, header: &RecordHeader, secrets: Secrets, sync: bool) -> io::Result<Self> {
        let mut writer = RecordWriter::start(BufWriter::with_capacity(BUFFER_BYTES, disk), header, secrets)?;
        writer.flush()?;
        Ok(Self { path: path.to_owned(), writer, sync, lines: Lines::default(), last_at_micros: 0 })
    }

    /// Writes what it is handed until nobody can hand it anything more. `wake` says that there is room again.
    ///
    /// # Errors
    /// When the file cannot be written any more.
    pub fn run(mut self, orders: &Receiver<RecordOrder>, wake: impl Fn()) -> Result<(), RecordingError> {
        let written = self.write_all(orders, wake);
        written.map_err(|source| RecordingError { path: self.path, source })
    }

    fn write_all(&mut self, orders: &Receiver<RecordOrder>, wake: impl Fn()) -> io::Result<()> {
        let mut flushed_at = Instant::now();
        let mut waiting = false;
        loop {
            // Nothing waits: there is nothing to flush until something comes.
            let timeout = if waiting { FLUSH_EVERY.saturating_sub(flushed_at.elapsed()) } else { Duration::MAX };
            let order = orders.recv_timeout(timeout);
            match order {
                Ok(order) => {
                    if !waiting {
                        flushed_at = Instant::now();
                    }
                    waiting = true;
                    self.order(&order)?;
                    wake();
                }
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return self.flush(),
            }
            if flushed_at.elapsed() >= FLUSH_EVERY {
                self.flush()?;
                waiting = false;
            }
        }
    }

    fn order(&mut self, order: &RecordOrder) -> io::Result<()> {
        match order {
            RecordOrder::Append(rows) => self.append(rows),
            RecordOrder::Mark { row, mark } => self.mark(*row, mark.as_ref()),
            RecordOrder::Finish { rows, marks } => {
                self.append(rows)?;
                marks.iter().try_for_each(|(row, mark)| self.mark(*row, mark.as_ref()))
            }
        }
    }

    fn append(&mut self, rows: &Snapshot) -> io::Result<()> {
        if self.lines.first.is_none() {
            self.lines.written += u64::from(self.writer.dropped_rows(rows)?);
            self.lines.first = Some((rows.first_row(), self.lines.written));
        }
        for row in rows.rows_from(0) {
            let head = renumbered(&row, |number| self.lines.line_of(number));
            self.writer.stored(&RowRef { head: &head, ..row })?;
            self.last_at_micros = self.last_at_micros.max(row.at_micros);
            self.lines.next_row = row.number + 1;
            self.lines.written += 1;
        }
        Ok(())
    }

    fn mark(&mut self, row: u64, mark: Option<&RowMark>) -> io::Result<()> {
        // A row that is not in the file cannot be marked there.
        let Some(line) = self.lines.line_of(row) else { return Ok(()) };
        let (color, note) = mark.map_or(("", ""), |mark| (mark.color.name(), mark.note.as_str()));
        let body = Body::Mark(Mark { row: line, color: color.to_owned(), note: note.to_owned() });
        self.writer.entry(&Entry::local(self.last_at_micros, body))?;
        self.lines.marks_before.push(self.lines.next_row);
        self.lines.written += 1;
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()?;
        if self.sync { self.writer.get_mut().get_mut().sync() } else { Ok(()) }
    }
}

impl Lines {
    fn line_of(&self, row: u64) -> Option<u64> {
        let (first_row, first_line) = self.first?;
        let place = row.checked_sub(first_row).filter(|_| row < self.next_row)?;
        Some(first_line + place + self.marks_before.iter().filter(|&&before| before <= row).count() as u64)
    }
}

#[cfg(test)]
mod tests {
    use std::{cell::RefCell, rc::Rc};

    use bytes::Bytes;
    use pretty_assertions::assert_eq;

    use super::*;
    use crate::transcript::{
        MarkColor, Transcript,
        record::{ReadLine, RecordReader},
    };

    /// A disk of so many bytes, which others can look at.
    #[derive(Clone, Default)]
    struct SmallDisk {
        written: Rc<RefCell<Vec<u8>>>,
        syncs: Rc<RefCell<u32>>,
        capacity: usize,
    }

    /// What a record says.
    type Written = (Vec<String>, Vec<(u64, Option<MarkColor>)>, bool);

    impl SmallDisk {
        fn of(capacity: usize) -> Self {
            Self { capacity, ..Self::default() }
        }

        fn record(&self, sync: bool) -> Recording<Self> {
            let header = RecordHeader {
                protocol: "websocket".into(),
                url: "ws://h/".to_owned(),
                started_at: "2026-11-22T20:00:00.123Z".parse().expect("a time"),
                settings: serde_json::Map::new(),
            };
            Recording::begin(self.clone(), Path::new("full.jsonl"), &header, Secrets::masked(), sync).expect("room")
        }

        /// The rows of its whole lines, the marks, and whether the last line is torn.
        fn read(&self) -> Written {
            let written = self.written.borrow();
            let (mut reader, mut rows, mut marks) = (RecordReader::default(), Vec::new(), Vec::new());
            let lines = written.split_inclusive(|&byte| byte == b'\n').skip(1);
            for line in lines.filter(|line| line.ends_with(b"\n")) {
                if let ReadLine::Row(entry) = reader.line(line).expect("a whole line") {
                    rows.push(String::from_utf8_lossy(entry.body.payload()).into_owned());
                }
                let found = std::iter::from_fn(|| reader.next_mark());
                marks.extend(found.map(|(row, mark)| (row, mark.map(|mark| mark.color))));
            }
            (rows, marks, !written.ends_with(b"\n"))
        }
    }

    impl Write for SmallDisk {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let mut written = self.written.borrow_mut();
            let room = (self.capacity - written.len()).min(bytes.len());
            if room == 0 && !bytes.is_empty() {
                return Err(io::ErrorKind::StorageFull.into());
            }
            written.extend_from_slice(&bytes[..room]);
            Ok(room)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    impl Disk for SmallDisk {
        fn sync(&mut self) -> io::Result<()> {
            *self.syncs.borrow_mut() += 1;
            Ok(())
        }
    }

    fn texts(transcript: &mut Transcript, numbers: std::ops::Range<u64>) {
        for n in numbers {
            transcript.push(&Entry::incoming(n, Body::Text(Bytes::from(format!("row {n}")))));
        }
    }

    fn mark(color: MarkColor) -> RowMark {
        RowMark { color, note: "see".to_owned() }
    }

    #[test]
    fn a_full_disk_is_told_and_what_was_written_stays_readable() {
        let disk = SmallDisk::of(1_010);
        let (orders_sender, orders) = crossbeam_channel::bounded(4);
        let mut transcript = Transcript::default();
        texts(&mut transcript, 0..100_000);
        orders_sender.try_send(RecordOrder::Append(transcript.snapshot_from(0))).expect("room");
        let error = disk.record(false).run(&orders, || {}).expect_err("the disk is full");
        assert!(error.to_string().contains("full.jsonl"), "{error}");
        let source = std::error::Error::source(&error).expect("a reason").to_string();
        assert_eq!(source, io::Error::from(io::ErrorKind::StorageFull).to_string());
        let (rows, _, torn) = disk.read();
        assert!(torn && rows.len() > 10, "{} rows", rows.len());
        assert!(rows.iter().enumerate().all(|(n, row)| *row == format!("row {n}")));
    }

    #[test]
    fn rows_are_written_out_while_more_are_awaited() {
        let disk = SmallDisk::of(usize::MAX);
        let (orders_sender, orders) = crossbeam_channel::bounded(4);
        let mut transcript = Transcript::default();
        texts(&mut transcript, 0..2);
        let mut recording = disk.record(true);
        assert_eq!(disk.read().0.len(), 0);
        recording.order(&RecordOrder::Append(transcript.snapshot_from(0))).expect("written");
        recording.flush().expect("flushed");
        assert_eq!((disk.read().0.len(), *disk.syncs.borrow()), (2, 1), "flushed before the end, and synced");
        texts(&mut transcript, 2..3);
        let rows = transcript.snapshot_from(2);
        orders_sender.try_send(RecordOrder::Finish { rows, marks: Vec::new() }).expect("room");
        drop(orders_sender);
        recording.run(&orders, || {}).expect("written");
        assert_eq!(disk.read().0, ["row 0", "row 1", "row 2"]);
        assert_eq!(*disk.syncs.borrow(), 2);
    }

    #[test]
    fn marks_find_their_rows_whenever_they_are_set_and_can_be_taken_back() {
        let disk = SmallDisk::of(usize::MAX);
        let mut transcript = Transcript::with_limit(1024 * 1024);
        texts(&mut transcript, 0..300_000);
        let first = transcript.first_row();
        assert!(first > 0, "the limit removed rows, so that the record begins with a dropped row");
        let mut recording = disk.record(false);
        let mut order = |order: RecordOrder| recording.order(&order).expect("written");
        let end = transcript.end_row();
        order(RecordOrder::Append(transcript.snapshot_from(first)));
        order(RecordOrder::Mark { row: first, mark: Some(mark(MarkColor::Red)) });
        order(RecordOrder::Mark { row: end - 1, mark: Some(mark(MarkColor::Blue)) });
        order(RecordOrder::Mark { row: first - 1, mark: Some(mark(MarkColor::Green)) });
        texts(&mut transcript, end..end + 2);
        order(RecordOrder::Append(transcript.snapshot_from(end)));
        order(RecordOrder::Mark { row: end + 1, mark: Some(mark(MarkColor::Violet)) });
        order(RecordOrder::Mark { row: first, mark: None });
        order(RecordOrder::Mark { row: end - 1, mark: Some(mark(MarkColor::Amber)) });
        recording.flush().expect("written");
        let (rows, marks, torn) = disk.read();
        let marks: Vec<(&str, Option<MarkColor>)> =
            marks.iter().map(|&(row, color)| (rows[row as usize].as_str(), color)).collect();
        let (first, before_end, last) =
            (format!("row {first}"), format!("row {}", end - 1), format!("row {}", end + 1));
        let expected = [
            (first.as_str(), Some(MarkColor::Red)),
            (before_end.as_str(), Some(MarkColor::Blue)),
            (last.as_str(), Some(MarkColor::Violet)),
            (first.as_str(), None),
            (before_end.as_str(), Some(MarkColor::Amber)),
        ];
        assert_eq!(marks, expected);
        assert!(!torn);
    }
}
