//! A record that is written while its session runs: appended as rows come, out of the program within half a second.
//! The side of a thread of its own; it knows neither the window nor the runtime.

use std::{
    fs::File,
    io::{self, BufWriter},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use crossbeam_channel::{Receiver, RecvTimeoutError};

use super::{
    entry::{Body, Entry, Mark},
    marks::RowMark,
    record::{RecordHeader, RecordWriter},
    secrets::Secrets,
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
#[error("{} cannot be written; it has the rows until now", path.display())]
pub struct RecordingError {
    path: PathBuf,
    source: io::Error,
}

/// A file that is being recorded to.
#[derive(Debug)]
pub struct Recording {
    path: PathBuf,
    writer: RecordWriter<BufWriter<File>>,
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
        let begun = File::create(path).and_then(|file| {
            let mut writer = RecordWriter::start(BufWriter::with_capacity(BUFFER_BYTES, file), header, secrets)?;
            writer.flush()?;
            Ok(writer)
        });
        let path = path.to_owned();
        match begun {
            Ok(writer) => Ok(Self { path, writer, sync, lines: Lines::default(), last_at_micros: 0 }),
            Err(source) => Err(RecordingError { path, source }),
        }
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
            let patience = if waiting { FLUSH_EVERY.saturating_sub(flushed_at.elapsed()) } else { Duration::MAX };
            let order = orders.recv_timeout(patience);
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
            self.writer.stored(&row)?;
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
        if self.sync { self.writer.get_ref().get_ref().sync_data() } else { Ok(()) }
    }
}

impl Lines {
    fn line_of(&self, row: u64) -> Option<u64> {
        let (first_row, first_line) = self.first?;
        let place = row.checked_sub(first_row).filter(|_| row < self.next_row)?;
        Some(first_line + place + self.marks_before.iter().filter(|&&before| before <= row).count() as u64)
    }
}
