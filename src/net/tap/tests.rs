//! The tap over streams that come and go in pieces.

use std::collections::VecDeque;

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
        let seen: Vec<_> = std::iter::from_fn(|| tap.next_sent()).map(|f| (f.head.opcode(), f.payload_bytes)).collect();
        prop_assert_eq!(seen, [(1, 5), (2, 256), (8, 0)]);
        prop_assert_eq!(&tap.stream.written, &frames);
    }
}

#[test]
fn what_is_no_head_is_kept_and_named() {
    for (bytes, expected) in [(&b"SSH-2.0-x\r\n"[..], "NotHttp"), (b"HTTP/1.1 200 OK\r\n", "Ended"), (b"", "Ended")] {
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
