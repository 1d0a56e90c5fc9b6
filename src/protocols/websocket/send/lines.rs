//! The lines of a file, some at a time, in little memory however large the file is.

use std::{
    collections::VecDeque,
    io,
    path::{Path, PathBuf},
    pin::Pin,
    task::{Context, Poll, ready},
};

use tokio::{
    fs::File,
    io::{AsyncBufReadExt as _, AsyncReadExt as _, BufReader},
};

use super::{error::SendError, repeat::Repeat};
use crate::limits::MAX_MESSAGE_BYTES;

/// Bytes after which a batch has enough lines.
const BATCH_BYTES: usize = 64 * 1024;

/// Lines of a batch, however short they are.
const BATCH_LINES: usize = 256;

/// Reads a file from its begin, line by line.
#[derive(Debug)]
pub(super) struct LineReader {
    path: PathBuf,
    file: BufReader<File>,
    number: u64,
    /// What is reported once the lines before it have been handed out.
    failure: Option<SendError>,
}

impl LineReader {
    /// Opens a file.
    ///
    /// # Errors
    /// When it cannot be opened.
    pub(super) async fn open(path: &Path) -> Result<Self, SendError> {
        let file = File::open(path).await.map_err(|source| unreadable(path, source))?;
        Ok(Self { path: path.to_owned(), file: BufReader::with_capacity(BATCH_BYTES, file), number: 0, failure: None })
    }

    /// The next lines without their ends; none at the end of the file.
    ///
    /// # Errors
    /// When it cannot be read, or a line can be no text message; the lines before that one come first.
    pub(super) async fn next_lines(&mut self) -> Result<VecDeque<String>, SendError> {
        if let Some(failure) = self.failure.take() {
            return Err(failure);
        }
        let mut lines = VecDeque::new();
        let mut bytes = 0;
        while bytes < BATCH_BYTES && lines.len() < BATCH_LINES {
            match self.next_line().await {
                Ok(Some(line)) => {
                    bytes += line.len();
                    lines.push_back(line);
                }
                Ok(None) => break,
                Err(failure) if lines.is_empty() => return Err(failure),
                Err(failure) => {
                    self.failure = Some(failure);
                    break;
                }
            }
        }
        Ok(lines)
    }

    async fn next_line(&mut self) -> Result<Option<String>, SendError> {
        const LIMIT: u64 = MAX_MESSAGE_BYTES as u64 + 2;
        let mut line = Vec::new();
        let length = (&mut self.file).take(LIMIT).read_until(b'\n', &mut line).await;
        if length.map_err(|source| unreadable(&self.path, source))? == 0 {
            return Ok(None);
        }
        self.number += 1;
        if line.ends_with(b"\n") {
            line.pop();
            if line.ends_with(b"\r") {
                line.pop();
            }
        }
        if line.len() > MAX_MESSAGE_BYTES {
            return Err(SendError::LineTooLong { path: self.path.clone(), line: self.number });
        }
        String::from_utf8(line).map(Some).map_err(|error| SendError::LineNotUtf8 {
            path: self.path.clone(),
            line: self.number,
            source: error.utf8_error(),
        })
    }
}

/// The lines that a repeated send asks for, read while messages go both ways.
#[derive(Default)]
pub(crate) struct LineFeed {
    run: u64,
    reader: Option<LineReader>,
    reading: Option<Reading>,
}

type Lines = Result<VecDeque<String>, SendError>;
type Reading = Pin<Box<dyn Future<Output = (Option<LineReader>, Lines)> + Send>>;

impl LineFeed {
    /// Begins to read when lines are wanted; forgets the file of a send that is over.
    pub(crate) fn follow(&mut self, repeat: &mut Repeat) {
        if self.run != repeat.runs() || !repeat.is_running() {
            *self = Self { run: repeat.runs(), ..Self::default() };
        }
        if let Some(path) = repeat.wants_lines() {
            self.reading = Some(Box::pin(read_on(self.reader.take(), path.to_owned())));
        }
    }

    /// The lines, once they have been read.
    pub(crate) fn poll_lines(&mut self, cx: &mut Context<'_>) -> Poll<Lines> {
        let Some(reading) = &mut self.reading else { return Poll::Pending };
        let (reader, lines) = ready!(reading.as_mut().poll(cx));
        self.reading = None;
        self.reader = reader;
        Poll::Ready(lines)
    }
}

async fn read_on(reader: Option<LineReader>, path: PathBuf) -> (Option<LineReader>, Lines) {
    let opened = match reader {
        Some(reader) => Ok(reader),
        None => LineReader::open(&path).await,
    };
    match opened {
        Ok(mut reader) => {
            let lines = reader.next_lines().await;
            (Some(reader), lines)
        }
        Err(error) => (None, Err(error)),
    }
}

fn unreadable(path: &Path, source: io::Error) -> SendError {
    SendError::Lines { path: path.to_owned(), source }
}
