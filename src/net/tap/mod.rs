//! A stream that lets WebSocket bytes pass and remembers what a console wants to show of them.
//!
//! It captures both heads of the handshake as they are on the wire and sees every frame that leaves.
//! It changes no byte and knows no rule of the protocol but where a head and a frame end.

mod frames;
mod head;

pub use self::{
    frames::{FrameScanner, MAX_CONTROL_PAYLOAD, OutgoingFrame},
    head::{HeadEnd, HeadScanner, MAX_HEAD_BYTES},
};

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    task::{Context, Poll, ready},
};

use bytes::{Buf as _, Bytes};
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};

/// The least room for one read of a head.
const READ_BYTES: usize = 2048;

/// Sits between the socket (TCP or TLS) and the WebSocket library, on either side of a connection.
#[derive(Debug)]
pub struct WireTap<S> {
    stream: S,
    request_head: Bytes,
    response_head: Bytes,
    /// Read together with the head, but not part of it.
    ahead: Bytes,
    outgoing: Option<Outgoing>,
}

#[derive(Debug, Default)]
struct Outgoing {
    scanner: FrameScanner,
    frames: VecDeque<OutgoingFrame>,
}

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
}

impl<S> WireTap<S> {
    /// For a connection on which the handshake is still to be made (the client's side).
    pub fn before_handshake(stream: S) -> Self {
        Self { outgoing: Some(Outgoing::default()), ..Self::after_handshake(stream) }
    }

    /// For a connection whose handshake is over (the lab's side).
    pub fn after_handshake(stream: S) -> Self {
        Self { stream, request_head: Bytes::new(), response_head: Bytes::new(), ahead: Bytes::new(), outgoing: None }
    }

    /// The request head as it left, with the empty line.
    pub fn request_head(&self) -> &Bytes {
        &self.request_head
    }

    /// The response head as it came, with the empty line; after a [`HeadError`], what came instead.
    pub fn response_head(&self) -> &Bytes {
        &self.response_head
    }

    /// The next frame that the socket has taken whole.
    pub fn next_outgoing(&mut self) -> Option<OutgoingFrame> {
        self.outgoing.as_mut()?.frames.pop_front()
    }
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

impl<S: AsyncRead + Unpin> AsyncRead for WireTap<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        if !self.ahead.is_empty() {
            let length = self.ahead.len().min(buf.remaining());
            buf.put_slice(&self.ahead[..length]);
            self.ahead.advance(length);
            return Poll::Ready(Ok(()));
        }
        Pin::new(&mut self.stream).poll_read(cx, buf)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for WireTap<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let tap = self.get_mut();
        let taken = ready!(Pin::new(&mut tap.stream).poll_write(cx, buf))?;
        if let Some(Outgoing { scanner, frames }) = &mut tap.outgoing {
            scanner.scan(&buf[..taken], |frame| frames.push_back(frame));
        }
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use tokio_test_streams::Pieces;

    use super::*;

    /// A stream that gives its bytes in given pieces and takes at most so many at a time.
    mod tokio_test_streams {
        use super::*;

        #[derive(Debug)]
        pub(super) struct Pieces {
            pub(super) incoming: VecDeque<Vec<u8>>,
            pub(super) written: Vec<u8>,
            pub(super) takes: usize,
        }

        impl AsyncRead for Pieces {
            fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
                if let Some(mut piece) = self.incoming.pop_front() {
                    let rest = piece.split_off(piece.len().min(buf.remaining()));
                    buf.put_slice(&piece);
                    if !rest.is_empty() {
                        self.incoming.push_front(rest);
                    }
                }
                Poll::Ready(Ok(()))
            }
        }

        impl AsyncWrite for Pieces {
            fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
                let taken = buf.len().min(self.takes);
                self.written.extend_from_slice(&buf[..taken]);
                Poll::Ready(Ok(taken))
            }

            fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }

            fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
                Poll::Ready(Ok(()))
            }
        }
    }

    const HEAD: &[u8] = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nX: \xff\r\n\r\n";
    const BEHIND: &[u8] = b"\x81\x02hi\x8a\x00 and more \r\n\r\n";

    fn tap(pieces: Vec<Vec<u8>>, takes: usize) -> WireTap<Pieces> {
        WireTap::before_handshake(Pieces { incoming: pieces.into(), written: Vec::new(), takes })
    }

    fn block_on<F: Future>(future: F) -> F::Output {
        tokio::runtime::Builder::new_current_thread().build().expect("a runtime").block_on(future)
    }

    fn cut(bytes: &[u8], lengths: &[usize]) -> Vec<Vec<u8>> {
        let mut rest = bytes;
        let mut pieces = Vec::new();
        for length in lengths {
            let (piece, tail) = rest.split_at((*length).min(rest.len()));
            pieces.push(piece.to_vec());
            rest = tail;
        }
        pieces.push(rest.to_vec());
        pieces.retain(|piece| !piece.is_empty());
        pieces
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_head_and_the_same_bytes_behind_it(lengths in prop::collection::vec(1..40_usize, 0..30)) {
            let mut tap = tap(cut(&[HEAD, BEHIND].concat(), &lengths), 1);
            let mut behind = Vec::new();
            block_on(async {
                tap.receive_head().await.expect("a head");
                tap.read_to_end(&mut behind).await.expect("the rest");
            });
            prop_assert_eq!(tap.response_head().as_ref(), HEAD);
            prop_assert_eq!(behind, BEHIND);
        }

        #[test]
        fn any_split_of_the_writes_gives_the_same_frames(takes in 1..50_usize) {
            let frames = [&b"\x81\x85abcd\x09\x07\x0f\x08\x0e"[..], b"\x82\xfe\x01\x00mask", &[7; 256], b"\x88\x80none"].concat();
            let mut tap = tap(Vec::new(), takes);
            block_on(tap.write_all(&frames)).expect("written");
            let seen: Vec<_> = std::iter::from_fn(|| tap.next_outgoing()).map(|f| (f.opcode, f.payload_bytes)).collect();
            prop_assert_eq!(seen, [(1, 5), (2, 256), (8, 0)]);
            prop_assert_eq!(&tap.stream.written, &frames);
        }
    }

    #[test]
    fn what_is_no_head_is_kept_and_named() {
        for (bytes, expected) in [(&b"SSH-2.0-x\r\n"[..], "NotHttp"), (b"HTTP/1.1 200 OK\r\n", "Ended"), (b"", "Ended")]
        {
            let mut tap = tap(cut(bytes, &[3, 3]), 1);
            let error = block_on(tap.receive_head()).expect_err("no head");
            assert_eq!(format!("{error:?}"), expected);
            assert!(bytes.starts_with(tap.response_head()) && tap.response_head().len() >= bytes.len().min(3));
        }
    }

    #[test]
    fn a_second_head_follows_an_interim_one() {
        let mut tap = tap(vec![b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 OK\r\n\r\nrest".to_vec()], 1);
        block_on(async {
            tap.receive_head().await.expect("the interim head");
            tap.receive_head().await.expect("the final head");
        });
        assert_eq!(tap.response_head().as_ref(), b"HTTP/1.1 101 OK\r\n\r\n");
    }
}
