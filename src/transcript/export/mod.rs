//! A session's rows as a file: its record, a table, text for people, an HTTP archive.
//!
//! Written by a worker from a snapshot, into a temporary file that takes the target's place when it is complete.

mod csv;
mod har;
mod json_lines;
mod text;

use std::{
    io::{self, BufWriter, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicBool, AtomicU64, Ordering},
};

use jiff::{SignedDuration, Timestamp};

pub use self::text::text_line;
use super::{
    marks::Marks,
    reason::{Code, HasReason, Reason},
    record::RecordHeader,
    row_set::RowSet,
    secrets::Secrets,
    segment::RowRef,
    snapshot::Snapshot,
};

const BUFFER_BYTES: usize = 256 * 1024;

/// In which form rows are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Format {
    /// The session record, which can be opened again.
    #[default]
    JsonLines,
    /// A row a line, for spreadsheets.
    Csv,
    /// A row a line, for people.
    Text,
    /// HTTP Archive 1.2, with `_webSocketMessages` as Chrome writes them.
    Har,
}

impl Format {
    /// Every format there is.
    pub const ALL: [Self; 4] = [Self::JsonLines, Self::Csv, Self::Text, Self::Har];

    /// The ending of its files.
    pub fn extension(self) -> &'static str {
        match self {
            Self::JsonLines => "jsonl",
            Self::Csv => "csv",
            Self::Text => "txt",
            Self::Har => "har",
        }
    }
}

/// What is written, and how.
#[derive(Clone, Debug)]
pub struct Export {
    /// In which form.
    pub format: Format,
    /// Which session it is.
    pub header: RecordHeader,
    /// Its rows.
    pub rows: Snapshot,
    /// Those of them that are wanted; `None` is all.
    pub shown: Option<RowSet>,
    /// The user's marks.
    pub marks: Marks,
    /// Whether secrets are masked.
    pub secrets: Secrets,
    /// Whether a record says in which WebSocket frames each row came or left.
    pub frames: bool,
}

/// How far an export is, for another thread; and the way to end it.
#[derive(Debug, Default)]
pub struct Progress {
    done: AtomicU64,
    total: AtomicU64,
    cancelled: AtomicBool,
}

impl Progress {
    /// How much of it is written, from 0 to 100.
    pub fn percent(&self) -> u64 {
        let total = self.total.load(Ordering::Relaxed);
        (self.done.load(Ordering::Relaxed) * 100).checked_div(total).unwrap_or(0).min(100)
    }

    /// Gives it up; no file is left behind.
    pub fn cancel(&self) {
        self.cancelled.store(true, Ordering::Relaxed);
    }

    fn step(&self) -> io::Result<()> {
        self.done.fetch_add(1, Ordering::Relaxed);
        self.check()
    }

    fn check(&self) -> io::Result<()> {
        if self.cancelled.load(Ordering::Relaxed) { Err(io::Error::other(Cancelled)) } else { Ok(()) }
    }
}

#[derive(Debug, thiserror::Error)]
#[error("it was cancelled")]
struct Cancelled;

#[derive(Debug, thiserror::Error)]
#[error("something that is no file has this name")]
struct NotAFile;

/// A file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Exported {
    /// How many rows were to be written.
    pub rows: u64,
    /// How large it is.
    pub bytes: u64,
}

/// Why a file was not written; what stood in its place before is still there.
#[derive(Debug, thiserror::Error)]
#[error("{} cannot be written: make room, or choose another place", path.display())]
pub struct ExportError {
    path: PathBuf,
    source: io::Error,
}

impl ExportError {
    /// Whether the user wanted it so.
    pub fn is_cancelled(&self) -> bool {
        self.source.get_ref().is_some_and(<dyn std::error::Error + Send + Sync>::is::<Cancelled>)
    }
}

impl HasReason for ExportError {
    fn reason(&self) -> Reason {
        let reason = Reason::new(Code::FileNotWritten).with("path", self.path.display().to_string());
        reason.because(Code::of_io(&self.source))
    }
}

/// Writes a file. Blocks on the disk.
///
/// # Errors
/// When the file cannot be written, or it was cancelled.
pub fn export_to_file(path: &Path, export: &Export, progress: &Progress) -> Result<Exported, ExportError> {
    write_beside(path, export, progress).map_err(|source| ExportError { path: path.to_owned(), source })
}

fn write_beside(path: &Path, export: &Export, progress: &Progress) -> io::Result<Exported> {
    // Behind a link stands the file that is meant.
    let path = &path.canonicalize().unwrap_or_else(|_| path.to_owned());
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Err(io::Error::other(NotAFile));
    }
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let file = temporary_file_in(folder)?;
    let mut out = BufWriter::with_capacity(BUFFER_BYTES, file);
    let rows = export.write(&mut out, progress)?;
    let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
    file.as_file().sync_all()?;
    let bytes = file.as_file().metadata()?.len();
    file.persist(path).map_err(|error| error.error)?;
    Ok(Exported { rows, bytes })
}

fn temporary_file_in(folder: &Path) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".wirelight-");
    #[cfg(unix)]
    {
        // As any file that the user makes: what others may do with it is the umask's business.
        use std::os::unix::fs::PermissionsExt as _;
        builder.permissions(std::fs::Permissions::from_mode(0o666));
    }
    builder.tempfile_in(folder)
}

impl Export {
    /// Writes everything; returns how many rows were wanted.
    ///
    /// # Errors
    /// When `out` cannot be written, or it was cancelled.
    pub fn write(&self, out: &mut impl Write, progress: &Progress) -> io::Result<u64> {
        let total = self.shown.as_ref().map_or(self.rows.len(), RowSet::len);
        progress.total.store(total, Ordering::Relaxed);
        match self.format {
            Format::JsonLines => json_lines::write(self, out, progress)?,
            Format::Csv => csv::write(self, out, progress)?,
            Format::Text => text::write(self, out, progress)?,
            Format::Har => har::write(self, out, progress)?,
        }
        out.flush()?;
        Ok(total)
    }

    /// How many wanted rows stand before this one; `None` where it is not wanted itself.
    fn place_of(&self, number: u64) -> Option<u64> {
        match &self.shown {
            None => number.checked_sub(self.rows.first_row()),
            Some(shown) => shown.place_of(number),
        }
    }

    /// The rows that are wanted, in order.
    fn wanted(&self) -> Box<dyn Iterator<Item = RowRef<'_>> + '_> {
        match &self.shown {
            None => Box::new(self.rows.rows_from(0)),
            Some(shown) => Box::new(shown.iter().filter_map(|number| self.rows.row(number))),
        }
    }
}

/// When a row was, as others write it: RFC 3339 with microseconds.
fn time_text(started_at: Timestamp, at_micros: u64) -> String {
    let since = SignedDuration::from_micros(i64::try_from(at_micros).unwrap_or(i64::MAX));
    let at = started_at.checked_add(since).unwrap_or(Timestamp::MAX);
    format!("{at:.6}")
}
