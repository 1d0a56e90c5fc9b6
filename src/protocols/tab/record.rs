//! Saving a session record from the window: rows are written as lines a little each frame, and a worker
//! puts them into the file.

use std::{
    io::{self, Write as _},
    path::PathBuf,
    time::{Duration, Instant},
};

use tokio::sync::{mpsc, oneshot};

use crate::{
    engine::Spawner,
    transcript::{
        Transcript,
        record::{RecordHeader, RecordWriter},
        secrets::Secrets,
    },
    ui::save_dialog::SaveChoice,
};

const FRAME_BUDGET: Duration = Duration::from_millis(4);
const CHUNK_BYTES: usize = 256 * 1024;
const CHUNKS_WAITING: usize = 8;

/// A save under way.
#[derive(Debug)]
pub struct RecordSave {
    writer: Option<RecordWriter<Vec<u8>>>,
    problem: Option<io::Error>,
    next_row: u64,
    end_row: u64,
    rows: u64,
    chunks: Option<mpsc::Sender<Vec<u8>>>,
    done: oneshot::Receiver<io::Result<()>>,
    path: PathBuf,
}

/// A record that was saved.
#[derive(Debug)]
pub struct Saved {
    /// Where it is.
    pub path: PathBuf,
    /// How many rows it has.
    pub rows: u64,
}

/// Why a record was not saved.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}", path.display())]
pub struct SaveError {
    path: PathBuf,
    source: io::Error,
}

impl RecordSave {
    /// Starts writing the rows that a transcript has now.
    pub fn start(choice: SaveChoice, header: &RecordHeader, transcript: &Transcript, spawner: &Spawner) -> Self {
        let SaveChoice { path, include_secrets } = choice;
        let secrets = if include_secrets { Secrets::Included } else { Secrets::Masked };
        let (chunk_sender, chunks) = mpsc::channel(CHUNKS_WAITING);
        let (done_sender, done) = oneshot::channel();
        let wake = spawner.wake().clone();
        let target = path.clone();
        spawner.spawn(async move {
            let written = tokio::task::spawn_blocking(move || write_file(&target, chunks)).await;
            done_sender.send(written.unwrap_or_else(|error| Err(io::Error::other(error)))).ok();
            wake.wake();
        });
        let started = RecordWriter::start(Vec::with_capacity(CHUNK_BYTES), header, secrets)
            .and_then(|mut writer| writer.dropped_rows(transcript).map(|()| writer));
        let (writer, problem) = match started {
            Ok(writer) => (Some(writer), None),
            Err(error) => (None, Some(error)),
        };
        let next_row = transcript.first_row();
        let end_row = transcript.end_row();
        Self { writer, problem, next_row, end_row, rows: 0, chunks: Some(chunk_sender), done, path }
    }

    /// Writes on for a few milliseconds. Returns the result once, when the file is complete.
    pub fn advance(&mut self, transcript: &Transcript) -> Option<Result<Saved, SaveError>> {
        if let Err(error) = self.write_rows(transcript) {
            self.problem = Some(error);
            self.chunks = None;
        }
        let written = match self.done.try_recv() {
            Ok(written) => written,
            Err(oneshot::error::TryRecvError::Empty) => return None,
            Err(oneshot::error::TryRecvError::Closed) => Err(io::Error::other("the program is ending")),
        };
        let path = self.path.clone();
        Some(match self.problem.take().map_or(written, Err) {
            Ok(()) => Ok(Saved { path, rows: self.rows }),
            Err(source) => Err(SaveError { path, source }),
        })
    }

    fn write_rows(&mut self, transcript: &Transcript) -> io::Result<()> {
        let (Some(chunks), Some(writer)) = (&self.chunks, &mut self.writer) else { return Ok(()) };
        let started = Instant::now();
        while started.elapsed() < FRAME_BUDGET {
            // Full: the disk is slower than we are. Closed: the worker failed, which `done` says.
            let Ok(slot) = chunks.try_reserve() else { return Ok(()) };
            if transcript.first_row() > self.next_row {
                return Err(io::Error::other("the transcript's limit removed rows while they were saved"));
            }
            let mut bytes = 0;
            for row in transcript.rows_from(self.next_row).take_while(|row| row.number < self.end_row) {
                writer.stored(&row)?;
                self.next_row = row.number + 1;
                self.rows += 1;
                bytes += row.payload.len() + row.head.len() + 64;
                if bytes >= CHUNK_BYTES {
                    break;
                }
            }
            slot.send(writer.take_lines());
            if self.next_row >= self.end_row {
                // Closing the channel tells the worker that this was all.
                self.chunks = None;
                return Ok(());
            }
        }
        Ok(())
    }
}

fn write_file(path: &std::path::Path, mut chunks: mpsc::Receiver<Vec<u8>>) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    while let Some(chunk) = chunks.blocking_recv() {
        file.write_all(&chunk)?;
    }
    file.sync_all()
}
