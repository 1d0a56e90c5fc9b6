//! What several targets share: bytes in pieces, and a stream that hands them out.

use std::{
    io,
    pin::Pin,
    task::{Context, Poll},
};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// The bytes in pieces of these lengths, again and again; whole when there are none.
pub fn pieces<'a>(mut bytes: &'a [u8], lengths: &'a [u8]) -> impl Iterator<Item = &'a [u8]> {
    let mut turn = 0;
    std::iter::from_fn(move || {
        let length = piece_length(lengths, turn).min(bytes.len());
        turn += 1;
        let (piece, rest) = bytes.split_at(length);
        bytes = rest;
        (!piece.is_empty()).then_some(piece)
    })
}

/// The lengths of the pieces, and what is cut: up to 15 lengths stand at the begin of an input, behind their number.
pub fn split_input(input: &[u8]) -> Option<(&[u8], &[u8])> {
    let [count, rest @ ..] = input else { return None };
    rest.split_at_checked(usize::from(count % 16))
}

/// A socket that gives its bytes in pieces of these lengths, again and again, and takes so many at a time.
pub struct Pieces<'a> {
    pub bytes: &'a [u8],
    pub lengths: &'a [u8],
    pub turn: usize,
    pub takes: usize,
    pub written_bytes: usize,
}

impl AsyncRead for Pieces<'_> {
    fn poll_read(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let length = piece_length(self.lengths, self.turn);
        self.turn += 1;
        let (piece, rest) = self.bytes.split_at(length.min(self.bytes.len()).min(buf.remaining()));
        buf.put_slice(piece);
        self.bytes = rest;
        Poll::Ready(Ok(()))
    }
}

impl AsyncWrite for Pieces<'_> {
    fn poll_write(mut self: Pin<&mut Self>, _: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        let taken = buf.len().min(self.takes);
        self.written_bytes += taken;
        Poll::Ready(Ok(taken))
    }

    fn poll_flush(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }
}

fn piece_length(lengths: &[u8], turn: usize) -> usize {
    match lengths {
        [] => usize::MAX,
        lengths => usize::from(lengths[turn % lengths.len()]).max(1),
    }
}
