//! A file from one byte to its end as a request body: exact length, constant memory, counted, paced.

use std::{
    io::SeekFrom,
    pin::Pin,
    sync::{
        Arc, Weak,
        atomic::{AtomicU64, Ordering},
    },
    task::{Context, Poll, ready},
    time::Duration,
};

use bytes::Bytes;
use futures_util::Stream as _;
use http_body::{Body, Frame, SizeHint};
use tokio::{
    fs::File,
    io::{AsyncReadExt as _, AsyncSeekExt as _, Take},
    time::{Instant, Sleep},
};
use tokio_util::io::ReaderStream;

use super::{
    event::UploadError,
    source::{FileFacts, SourceError},
};

/// Smaller reads cost up to twenty times the processor time.
const READ_BYTES: usize = 256 * 1024;

/// Late timers are made up for within this time.
const CATCH_UP: Duration = Duration::from_millis(200);

/// Bytes that were handed to the socket. Dropping it stops the body: a server that answers before the end
/// would be sent the rest in vain, beside the next request.
#[derive(Debug, Default)]
pub(super) struct SentBytes(Arc<AtomicU64>);

impl SentBytes {
    pub(super) fn get(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

/// The rest of a file, as long as somebody counts it.
pub(super) struct FileBody {
    stream: ReaderStream<Take<File>>,
    left_bytes: u64,
    sent: Weak<AtomicU64>,
    pace: Option<Pace>,
}

struct Pace {
    bytes_per_sec: u64,
    /// When the next piece may leave.
    due: Instant,
    sleep: Pin<Box<Sleep>>,
}

impl Pace {
    fn new(bytes_per_sec: u64) -> Self {
        let due = Instant::now();
        Self { bytes_per_sec, due, sleep: Box::pin(tokio::time::sleep_until(due)) }
    }

    /// A piece has left. A longer time in which nobody took one is not made up for: that would be a burst.
    fn gave(&mut self, count_bytes: u64) {
        let cost = Duration::from_secs_f64(count_bytes as f64 / self.bytes_per_sec as f64);
        let now = Instant::now();
        self.due = self.due.max(now.checked_sub(CATCH_UP).unwrap_or(now)) + cost;
        self.sleep.as_mut().reset(self.due);
    }
}

impl FileBody {
    /// Opens the file at a byte. `sent` counts what leaves from there.
    ///
    /// # Errors
    /// When the file cannot be opened or is not the one that was looked at: nothing of it is sent.
    pub(super) async fn open(
        facts: &FileFacts,
        start_byte: u64,
        limit_bytes_per_sec: Option<u64>,
        sent: &SentBytes,
    ) -> Result<Self, SourceError> {
        let unreadable = |source| SourceError::Unreadable { path: facts.path.clone(), source };
        let mut file = File::open(&facts.path).await.map_err(unreadable)?;
        facts.check_opened(&file).await?;
        file.seek(SeekFrom::Start(start_byte)).await.map_err(unreadable)?;
        let left_bytes = facts.size_bytes.saturating_sub(start_byte);
        let chunk_bytes = limit_bytes_per_sec.map_or(READ_BYTES, paced_read_bytes);
        file.set_max_buf_size(chunk_bytes);
        let pace = limit_bytes_per_sec.map(Pace::new);
        let stream = ReaderStream::with_capacity(file.take(left_bytes), chunk_bytes);
        Ok(Self { stream, left_bytes, sent: Arc::downgrade(&sent.0), pace })
    }
}

/// A tenth of a second's worth, so that even a crawl moves often enough not to look like a stall.
fn paced_read_bytes(bytes_per_sec: u64) -> usize {
    usize::try_from(bytes_per_sec / 10).unwrap_or(READ_BYTES).clamp(1, READ_BYTES)
}

impl Body for FileBody {
    type Data = Bytes;
    type Error = UploadError;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, UploadError>>> {
        let this = &mut *self;
        if this.left_bytes == 0 {
            return Poll::Ready(None);
        }
        if let Some(pace) = &mut this.pace {
            ready!(pace.sleep.as_mut().poll(cx));
        }
        let Some(sent) = this.sent.upgrade() else {
            return Poll::Ready(Some(Err(UploadError::Abandoned)));
        };
        match ready!(Pin::new(&mut this.stream).poll_next(cx)) {
            Some(Ok(chunk)) => {
                let count = chunk.len() as u64;
                this.left_bytes -= count;
                sent.fetch_add(count, Ordering::Relaxed);
                if let Some(pace) = &mut this.pace {
                    pace.gave(count);
                }
                Poll::Ready(Some(Ok(Frame::data(chunk))))
            }
            Some(Err(error)) => Poll::Ready(Some(Err(UploadError::FileRead(error)))),
            None => Poll::Ready(Some(Err(UploadError::FileCut { missing_bytes: this.left_bytes }))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.left_bytes == 0
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.left_bytes)
    }
}
