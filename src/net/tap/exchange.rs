//! The heads of the handshake: out as they were made, in as they are on the wire.

use std::io;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::{HeadEnd, HeadScanner, WireTap};
use crate::{
    limits::{MAX_HEAD_BYTES, MAX_HEADER_LINE_BYTES},
    net::quoted::Quoted,
};

/// The least room for one read of a head.
const READ_BYTES: usize = 2048;

/// Why no response head could be read. What came instead is in [`WireTap::response_head`].
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The connection broke.
    #[error("the connection was lost before the answer was complete")]
    Lost(#[from] io::Error),
    /// The peer ended the connection first.
    #[error("the server ended the connection before its answer was complete")]
    Ended,
    /// The first bytes are no HTTP.
    #[error("the server did not answer in HTTP/1.1")]
    NotHttp,
    /// It does not end.
    #[error("the head of the answer is longer than {} KiB", MAX_HEAD_BYTES / 1024)]
    TooLong,
    /// One of its lines does not end.
    #[error("line {number} of the answer's head, which begins with {name}, is longer than {} KiB", MAX_HEADER_LINE_BYTES / 1024)]
    LineTooLong {
        /// Its number, from 1: the status line is the first.
        number: usize,
        /// Its begin, up to the colon: what follows may be a secret.
        name: Quoted,
    },
}

impl<S: AsyncWrite + Unpin> WireTap<S> {
    /// Sends the request head and remembers it.
    ///
    /// # Errors
    /// When the connection breaks.
    pub async fn send_head(&mut self, head: Bytes) -> io::Result<()> {
        self.stream.write_all(&head).await?;
        self.stream.flush().await?;
        self.request_head = head;
        Ok(())
    }
}

impl<S: AsyncRead + Unpin> WireTap<S> {
    /// Reads and remembers one response head. What comes behind it is handed out by later reads.
    ///
    /// # Errors
    /// When what comes is no head, or too little of one.
    pub async fn receive_head(&mut self) -> Result<(), HeadError> {
        let mut scanner = HeadScanner::default();
        let mut head = std::mem::take(&mut self.ahead).to_vec();
        let found = loop {
            match scanner.scan(&head) {
                HeadEnd::At(end) => break Ok(end),
                HeadEnd::NotHttp => break Err(HeadError::NotHttp),
                HeadEnd::TooLong => break Err(HeadError::TooLong),
                HeadEnd::LineTooLong { number, begin } => {
                    let line = &head[begin..];
                    let name = Quoted::new(&line[..memchr::memchr(b':', line).unwrap_or(line.len())]);
                    break Err(HeadError::LineTooLong { number, name });
                }
                HeadEnd::NotYet => {}
            }
            head.reserve(READ_BYTES);
            match self.stream.read_buf(&mut head).await {
                Ok(0) => break Err(HeadError::Ended),
                Ok(_) => {}
                Err(error) => break Err(error.into()),
            }
        };
        self.response_head = Bytes::from(head);
        self.ahead = self.response_head.split_off(found?);
        Ok(())
    }
}
