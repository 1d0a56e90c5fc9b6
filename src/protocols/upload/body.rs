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
    started: Instant,
    given_bytes: u64,
    sleep: Pin<Box<Sleep>>,
}

impl FileBody {
    /// Opens the file at a byte. `sent` counts what leaves from there.
    pub(super) async fn open(
        facts: &FileFacts,
        start_byte: u64,
        limit_bytes_per_sec: Option<u64>,
        sent: &SentBytes,
    ) -> Result<Self, SourceError> {
        let unreadable = |source| SourceError::Unreadable { path: facts.path.clone(), source };
        let mut file = File::open(&facts.path).await.map_err(unreadable)?;
        file.seek(SeekFrom::Start(start_byte)).await.map_err(unreadable)?;
        let left_bytes = facts.size_bytes.saturating_sub(start_byte);
        let chunk_bytes = limit_bytes_per_sec.map_or(READ_BYTES, |rate| READ_BYTES.min((rate / 10).max(1) as usize));
        file.set_max_buf_size(chunk_bytes);
        let started = Instant::now();
        let pace = limit_bytes_per_sec.map(|bytes_per_sec| Pace {
            bytes_per_sec,
            started,
            given_bytes: 0,
            sleep: Box::pin(tokio::time::sleep_until(started)),
        });
        let stream = ReaderStream::with_capacity(file.take(left_bytes), chunk_bytes);
        Ok(Self { stream, left_bytes, sent: Arc::downgrade(&sent.0), pace })
    }
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
                    pace.given_bytes += count;
                    let due = Duration::from_secs_f64(pace.given_bytes as f64 / pace.bytes_per_sec as f64);
                    pace.sleep.as_mut().reset(pace.started + due);
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
