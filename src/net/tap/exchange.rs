//! The heads of the handshake: out as they were made, in as they are on the wire.

use std::io;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};

use super::WireTap;
use crate::net::http1::{
    exchange::NoAnswer,
    head::ResponseHead,
    reader::{HeadFault, first_line},
};

/// The least room for one read of a head.
const READ_BYTES: usize = 2048;

/// Why no response head could be read.
#[derive(Debug, thiserror::Error)]
pub enum HeadError {
    /// The connection ended before a whole head came.
    #[error(transparent)]
    NoAnswer(#[from] NoAnswer),
    /// What came is no head, or one that is not taken.
    #[error("the answer {0}")]
    Fault(#[from] HeadFault),
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
    /// Reads one response head. What comes behind it is handed out by later reads. Nothing is lost when the future is
    /// dropped.
    ///
    /// # Errors
    /// When what comes is no head, or too little of one.
    pub async fn receive_head(&mut self) -> Result<ResponseHead, HeadError> {
        loop {
            if let Some(head) = self.heads.next(&mut self.ahead)? {
                return Ok(head);
            }
            self.ahead.reserve(READ_BYTES);
            if self.stream.read_buf(&mut self.ahead).await.map_err(NoAnswer::Lost)? == 0 {
                let ended = match self.ahead.len() {
                    0 => NoAnswer::Ended,
                    bytes => NoAnswer::EndedInHead { bytes, first: first_line(&self.ahead) },
                };
                return Err(ended.into());
            }
        }
    }
}
