//! The TCP stream under HTTP: it tells its [`Connection`] what moves, and gives what HTTP refuses by itself, and what
//! ends before it was answered, a sentence.

use std::{
    io::{self, IoSlice},
    pin::Pin,
    sync::Arc,
    task::{Context, Poll, ready},
};

use http::StatusCode;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
};

use super::connection::Connection;
use crate::limits::MAX_LAB_HEAD_BYTES;

/// A TCP stream of the lab.
#[derive(Debug)]
pub(super) struct TrackedStream {
    stream: TcpStream,
    connection: Arc<Connection>,
    /// A request has begun to come.
    head_has_begun: bool,
    /// Nothing can be answered any more.
    is_over: bool,
}

impl TrackedStream {
    pub(super) fn new(stream: TcpStream, connection: Arc<Connection>) -> Self {
        Self { stream, connection, head_has_begun: false, is_over: false }
    }

    /// Whether these bytes are an answer that no handler made, and the status of it: HTTP has refused the request.
    fn refused(&self, bytes: &[u8]) -> Option<StatusCode> {
        if self.connection.is_answering() {
            return None;
        }
        StatusCode::from_bytes(bytes.strip_prefix(b"HTTP/1.1 ")?.get(..3)?).ok()
    }

    fn refuse(&mut self, status: StatusCode) {
        let sentence = match status {
            StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE => {
                format!(
                    "The head of this request is too long: the lab reads at most {MAX_LAB_HEAD_BYTES} bytes and 100 lines."
                )
            }
            StatusCode::URI_TOO_LONG => {
                format!("The target of this request is too long: a head has at most {MAX_LAB_HEAD_BYTES} bytes.")
            }
            _ => "This is no HTTP/1.1 request that the lab understands.".to_owned(),
        };
        self.answer_at_once(status, &sentence);
    }

    /// Answers in so far as the socket takes it at once; nothing follows.
    fn answer_at_once(&mut self, status: StatusCode, sentence: &str) {
        self.is_over = true;
        answer_and_close(&self.stream, status, sentence);
    }
}

/// Answers without HTTP's help, in so far as the socket takes it at once.
pub(super) fn answer_and_close(stream: &TcpStream, status: StatusCode, sentence: &str) {
    let answer = format!(
        "HTTP/1.1 {} {}\r\ncontent-type: text/plain; charset=utf-8\r\nconnection: close\r\ncontent-length: {}\r\n\r\n\
         {sentence}\n",
        status.as_str(),
        status.canonical_reason().unwrap_or_default(),
        sentence.len() + 1
    );
    if let Err(error) = stream.try_write(answer.as_bytes()) {
        tracing::debug!(%error, "a client could not be told why its connection ends");
    }
}

impl Drop for TrackedStream {
    fn drop(&mut self) {
        if self.is_over || !self.connection.may_get_reason() {
            return;
        }
        if self.connection.was_displaced() {
            let sentence =
                "The lab has no place left, and this connection was the one that had moved least: try again.";
            self.answer_at_once(StatusCode::SERVICE_UNAVAILABLE, sentence);
        } else if self.head_has_begun && self.connection.was_late() {
            self.answer_at_once(
                StatusCode::REQUEST_TIMEOUT,
                "The rest of this request did not come within 30 seconds.",
            );
        }
    }
}

impl AsyncRead for TrackedStream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let polled = Pin::new(&mut self.stream).poll_read(cx, buf);
        let read = buf.filled().len() - before;
        match &polled {
            Poll::Ready(Ok(())) if read > 0 => {
                self.head_has_begun = !self.connection.is_answering();
                self.connection.has_read(read);
            }
            // The client has said all that it wants to say, or is gone.
            Poll::Ready(_) if buf.remaining() > 0 => self.head_has_begun = false,
            _ => {}
        }
        polled
    }
}

impl AsyncWrite for TrackedStream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        if let Some(status) = self.refused(buf) {
            self.refuse(status);
            return Poll::Ready(Ok(buf.len()));
        }
        let polled = Pin::new(&mut self.stream).poll_write(cx, buf);
        self.written(polled)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if let Some(status) = bufs.iter().find(|buf| !buf.is_empty()).and_then(|first| self.refused(first)) {
            self.refuse(status);
            return Poll::Ready(Ok(bufs.iter().map(|buf| buf.len()).sum()));
        }
        let polled = Pin::new(&mut self.stream).poll_write_vectored(cx, bufs);
        self.written(polled)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        ready!(Pin::new(&mut self.stream).poll_flush(cx))?;
        self.connection.flushed();
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.is_over = true;
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

impl TrackedStream {
    fn written(&self, polled: Poll<io::Result<usize>>) -> Poll<io::Result<usize>> {
        match &polled {
            Poll::Pending => self.connection.write_is_blocked(),
            Poll::Ready(Ok(length)) => self.connection.has_written(*length),
            Poll::Ready(Err(_)) => {}
        }
        polled
    }
}
