//! A saved session as a task: its rows come from a file instead of a socket, through the same channel.
//! A thread reads and parses; the task passes on as fast as the window takes.

use std::{
    fs::File,
    io::{self, BufRead as _, BufReader, Read as _},
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, watch};
use tokio_util::sync::CancellationToken;

use super::{
    entry::{Entry, Failure},
    marks::RowMark,
    reason::{Code, HasReason, Reason},
    record::{FileLine, ReadLine, RecordHeader, RecordReader, read_line},
};
use crate::{
    engine::{Protocol, SessionClock, SessionHandle, SessionIo, Spawner},
    limits::MAX_RECORD_LINE_BYTES,
};

/// The first line of a record is never longer.
const MAX_HEADER_BYTES: u64 = 16 * 1024 * 1024;
/// Memory that is kept from one line to the next.
const KEPT_LINE_BYTES: usize = 1024 * 1024;
/// Rows travel in batches of about this many bytes of their lines.
const BATCH_BYTES: usize = 256 * 1024;
const BATCHES_WAITING: usize = 4;
const MARKS_WAITING: usize = 256;
/// How often the window hears how far the reading is.
const REPORT_EVERY: Duration = Duration::from_millis(50);

/// A record whose first line has been understood.
#[derive(Clone, Debug)]
pub struct SavedSession {
    /// The file.
    pub path: PathBuf,
    /// Its first line.
    pub header: RecordHeader,
    /// Its size when it was opened.
    pub size_bytes: u64,
}

/// Why a file is not opened.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    /// It cannot be read.
    #[error("{} cannot be read", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The look at it was given up.
    #[error("the file was not read to the end of its first line")]
    Interrupted {
        /// How the look at it ended.
        source: tokio::task::JoinError,
    },
    /// It is no record, or one that this version does not know.
    #[error("{} is not a session record of this program", path.display())]
    NotARecord {
        /// The file.
        path: PathBuf,
        /// What is wrong with the first line.
        source: crate::transcript::record::HeaderError,
    },
}

impl HasReason for OpenError {
    fn reason(&self) -> Reason {
        let of_file = |code: Code, path: &Path| Reason::new(code).with("path", path.display().to_string());
        match self {
            Self::Unreadable { path, source } => of_file(Code::FileUnreadable, path).because(Code::of_io(source)),
            Self::Interrupted { .. } => Code::ReadingInterrupted.into(),
            Self::NotARecord { path, source } => of_file(Code::NotARecord, path).because_of(source.reason()),
        }
    }
}

impl SavedSession {
    /// Reads the first line of a file. Blocks on the disk.
    ///
    /// # Errors
    /// When the file cannot be read, or its first line is not that of a record.
    pub fn open(path: PathBuf) -> Result<Self, OpenError> {
        match first_line(&path) {
            Err(source) => Err(OpenError::Unreadable { path, source }),
            Ok((line, size_bytes)) => match RecordReader::header(&line) {
                Ok(header) => Ok(Self { path, header, size_bytes }),
                Err(source) => Err(OpenError::NotARecord { path, source }),
            },
        }
    }
}

/// Opens a file that may be a record. Nothing is read of a pipe, which would hold up whoever opens it, nor of a device,
/// which may have no end.
///
/// # Errors
/// When it cannot be opened or is no file. Reading a folder fails by itself.
pub fn open_file(path: &Path) -> io::Result<File> {
    let kind = path.metadata()?.file_type();
    if kind.is_file() || kind.is_dir() {
        return File::open(path);
    }
    Err(io::Error::new(io::ErrorKind::InvalidInput, "it is no regular file"))
}

fn first_line(path: &Path) -> io::Result<(Vec<u8>, u64)> {
    let file = open_file(path)?;
    let size_bytes = file.metadata()?.len();
    let mut line = Vec::new();
    BufReader::new(file.take(MAX_HEADER_BYTES)).read_until(b'\n', &mut line)?;
    Ok((line, size_bytes))
}

/// How far the reading of a record is, and what was found in it.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReadProgress {
    /// Bytes of the file that have been read.
    pub read_bytes: u64,
    /// Rows that were understood.
    pub rows: u64,
    /// Rows of kinds that this version does not know.
    pub unknown_rows: u64,
    /// Lines that are no rows at all.
    pub broken_lines: u64,
    /// The first of them, from 1.
    pub first_broken_line: Option<u64>,
    /// Lines over [`MAX_RECORD_LINE_BYTES`], which were passed over.
    pub long_lines: u64,
    /// The first of them, from 1.
    pub first_long_line: Option<u64>,
    /// Whether the last line has no end: the program that wrote it was interrupted.
    pub torn: bool,
    /// Why the reading ended early, if it failed.
    pub failure: Option<Failure>,
    /// Whether nothing more will be read.
    pub over: bool,
}

/// The window's side of a reading.
#[derive(Debug)]
pub struct OpenedRecord {
    /// The file and its first line.
    pub saved: SavedSession,
    progress: watch::Receiver<ReadProgress>,
    marks: mpsc::Receiver<(u64, Option<RowMark>)>,
}

impl OpenedRecord {
    /// Begins to read a record as a session of its protocol.
    pub fn start<P>(saved: SavedSession, spawner: &Spawner) -> (SessionHandle<P>, Self)
    where
        P: Protocol,
        P::Event: From<Entry>,
    {
        let (progress_sender, progress) = watch::channel(ReadProgress::default());
        let (mark_sender, marks) = mpsc::channel(MARKS_WAITING);
        let clock = SessionClock::of_record(saved.header.started_at);
        let wake = spawner.wake().clone();
        let path = saved.path.clone();
        let handle = spawner.feed::<P, _>(clock, |io| async move {
            let (batch_sender, batches) = mpsc::channel(BATCHES_WAITING);
            let cancel = io.cancel.clone();
            let reports = progress_sender.clone();
            let notify = wake.clone();
            let reading = tokio::task::spawn_blocking(move || {
                let mut reading =
                    Reading { batches: batch_sender, marks: mark_sender, reports: progress_sender, cancel };
                let failure = reading.run(&path).err().map(|error| Failure::of(&error));
                reading.reports.send_modify(|progress| {
                    progress.failure = failure;
                    progress.over = true;
                });
            });
            forward(io, batches, || notify.wake()).await;
            if let Err(source) = reading.await {
                reports
                    .send_modify(|progress| progress.failure = Some(Failure::of(&OpenError::Interrupted { source })));
            }
            wake.wake();
        });
        (handle, Self { saved, progress, marks })
    }

    /// How far it is.
    pub fn progress(&self) -> ReadProgress {
        self.progress.borrow().clone()
    }

    /// A mark that was found, or `None` for a row that is marked no longer.
    pub fn next_mark(&mut self) -> Option<(u64, Option<RowMark>)> {
        self.marks.try_recv().ok()
    }
}

async fn forward<P>(mut io: SessionIo<P>, mut batches: mpsc::Receiver<Vec<Entry>>, notify: impl Fn())
where
    P: Protocol,
    P::Event: From<Entry>,
{
    let cancel = io.cancel.clone();
    let passing = async {
        while let Some(batch) = batches.recv().await {
            for entry in batch {
                io.outbox.push(P::Event::from(entry));
                if io.outbox.is_full() {
                    io.outbox.flush().await;
                }
            }
            io.outbox.flush().await;
            notify();
        }
    };
    cancel.run_until_cancelled(passing).await;
}

/// The thread's side.
struct Reading {
    batches: mpsc::Sender<Vec<Entry>>,
    marks: mpsc::Sender<(u64, Option<RowMark>)>,
    reports: watch::Sender<ReadProgress>,
    cancel: CancellationToken,
}

impl Reading {
    fn run(&mut self, path: &Path) -> io::Result<()> {
        let mut file = BufReader::with_capacity(1024 * 1024, open_file(path)?);
        let mut line = Vec::new();
        file.by_ref().take(MAX_HEADER_BYTES).read_until(b'\n', &mut line)?;
        let mut progress = ReadProgress { read_bytes: line.len() as u64, ..ReadProgress::default() };
        let mut reader = RecordReader::default();
        let mut batch = Vec::new();
        let (mut batch_bytes, mut line_number, mut reported_at) = (0, 1, Instant::now());
        loop {
            let goes_on = || !self.cancel.is_cancelled();
            let (read, read_bytes) = read_line(&mut file, &mut line, MAX_RECORD_LINE_BYTES, goes_on)?;
            let is_end = read == FileLine::End;
            line_number += 1;
            progress.read_bytes += read_bytes;
            progress.torn |= read == FileLine::Torn;
            batch_bytes += line.len();
            match read {
                FileLine::Whole => self.line(&mut reader, &line, line_number, &mut progress, &mut batch),
                FileLine::TooLong => {
                    reader.skip_line();
                    progress.long_lines += 1;
                    progress.first_long_line.get_or_insert(line_number);
                }
                // It was being written when its program ended.
                FileLine::Torn | FileLine::End => {}
            }
            line.shrink_to(KEPT_LINE_BYTES);
            if batch_bytes >= BATCH_BYTES || is_end {
                batch_bytes = 0;
                // Closed: nobody wants the rest.
                if self.cancel.is_cancelled() || self.batches.blocking_send(std::mem::take(&mut batch)).is_err() {
                    break;
                }
            }
            if is_end || reported_at.elapsed() >= REPORT_EVERY {
                reported_at = Instant::now();
                self.reports.send_replace(progress.clone());
            }
            if is_end {
                break;
            }
        }
        self.reports.send_replace(progress);
        Ok(())
    }

    fn line(
        &self,
        reader: &mut RecordReader,
        line: &[u8],
        line_number: u64,
        progress: &mut ReadProgress,
        batch: &mut Vec<Entry>,
    ) {
        match reader.line(line) {
            Ok(ReadLine::Row(entry)) => {
                progress.rows += 1;
                batch.push(entry);
            }
            Ok(ReadLine::Mark) => {}
            Ok(ReadLine::Skipped) => progress.unknown_rows += 1,
            Err(_) => {
                progress.broken_lines += 1;
                progress.first_broken_line.get_or_insert(line_number);
            }
        }
        while let Some(mark) = reader.next_mark() {
            self.marks.blocking_send(mark).ok();
        }
    }
}
