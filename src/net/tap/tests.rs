//! The tap over streams that come and go in pieces.

use std::{
    collections::VecDeque,
    io,
    pin::Pin,
    task::{Context, Poll, Waker},
};

use proptest::prelude::*;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};
use tokio_test_streams::Pieces;

use super::*;
use crate::net::http1::head::ResponseHead;

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

mod leftovers;

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
        let head = block_on(async {
            let head = tap.receive_head().await.expect("a head");
            tap.read_to_end(&mut behind).await.expect("the rest");
            head
        });
        prop_assert_eq!(head, ResponseHead::parse(HEAD).expect("a head"));
        prop_assert_eq!(behind, BEHIND);
    }

    #[test]
    fn any_split_of_the_writes_gives_the_same_frames(takes in 1..50_usize) {
        let frames = [&b"\x81\x85abcd\x09\x07\x0f\x08\x0e"[..], b"\x82\xfe\x01\x00mask", &[7; 256], b"\x88\x80none"].concat();
        let mut tap = tap(Vec::new(), takes);
        tap.begin_frames(Keep::Closes, None);
        block_on(tap.write_all(&frames)).expect("written");
        let seen: Vec<_> = std::iter::from_fn(|| tap.next_sent()).map(|f| (f.head.opcode(), f.payload_bytes)).collect();
        prop_assert_eq!(seen, [(1, 5), (2, 256), (8, 0)]);
        prop_assert_eq!(&tap.stream.written, &frames);
    }
}

#[test]
fn what_is_no_head_is_kept_and_named() {
    for (bytes, expected) in [
        (&b"SSH-2.0-x\r\n"[..], "the answer is not HTTP/1.1: it begins with \"SSH-2.0-x\" (it is an SSH server)"),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n", "after 23 bytes that begin with \"HTTP/1.1 200 OK\""),
        (b"", "the server closed the connection"),
    ] {
        let mut tap = tap(cut(bytes, &[]), 1);
        let error = block_on(tap.receive_head()).expect_err("no head");
        assert!(error.to_string().ends_with(expected), "{error}");
    }
}

#[test]
fn a_second_head_follows_an_interim_one() {
    let mut tap = tap(vec![b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 101 OK\r\n\r\nrest".to_vec()], 1);
    let mut rest = Vec::new();
    let heads = block_on(async {
        let interim = tap.receive_head().await.expect("the interim head");
        let last = tap.receive_head().await.expect("the final head");
        tap.read_to_end(&mut rest).await.expect("the rest");
        [interim, last]
    });
    assert_eq!((heads.map(|head| head.status), rest.as_slice()), ([103, 101], &b"rest"[..]));
}

/// A masked text frame of a client, or a plain one of a server.
const TEXT_OUT: &[u8] = b"\x81\x85abcd\x09\x07\x0f\x08\x0e";

#[test]
fn what_nobody_asks_for_is_not_remembered() {
    let offer = crate::net::deflate::Offer::default();
    let answer = crate::net::deflate::parse_extensions(["permessage-deflate"]);
    let agreed = Agreement::of_answer(&[offer], &answer[0]).expect("an agreement");
    for (begin, agreement, sent) in [
        (None, None, 0),
        (Some(Keep::Nothing), None, 0),
        (Some(Keep::Nothing), Some(&agreed), 0),
        (Some(Keep::Closes), None, 1_000),
        (Some(Keep::Frames), Some(&agreed), 1_000),
    ] {
        let mut tap = tap(Vec::new(), usize::MAX);
        if let Some(keep) = begin {
            tap.begin_frames(keep, agreement);
        }
        for _ in 0..1_000 {
            block_on(tap.write_all(TEXT_OUT)).expect("written");
        }
        block_on(tap.flush()).expect("flushed");
        assert_eq!(std::iter::from_fn(|| tap.next_sent()).count(), sent, "{begin:?} {agreement:?}");
        assert!(!tap.stream.written.is_empty());
    }
}

#[test]
fn of_what_comes_nothing_is_remembered_either() {
    let mut tap = tap(vec![b"\x81\x02hi\x89\x00\x88\x02\x03\xe8".to_vec()], 1);
    tap.begin_frames(Keep::Nothing, None);
    block_on(tap.read_to_end(&mut Vec::new())).expect("the rest");
    assert!(tap.next_control().is_none() && tap.next_message().frames.is_empty());
    let (refused, begin) = tap.refused_text();
    assert!(refused.frames.is_empty() && begin.is_empty());
}

#[test]
fn a_message_without_end_keeps_its_first_heads_and_lets_others_have_a_turn() {
    for keep in [Keep::Closes, Keep::Frames] {
        let pieces = std::iter::once(b"\x01\x00".to_vec()).chain(std::iter::repeat_n(vec![0; 64 * 1024], 64));
        let mut tap = tap(pieces.collect(), 1);
        tap.begin_frames(keep, None);
        let mut buffer = vec![0; 512 * 1024];
        let (mut pauses, mut most_at_a_stretch, mut at_a_stretch) = (0, 0, 0);
        let mut cx = Context::from_waker(Waker::noop());
        loop {
            let mut read = ReadBuf::new(&mut buffer);
            match Pin::new(&mut tap).poll_read(&mut cx, &mut read) {
                Poll::Pending => (pauses, at_a_stretch) = (pauses + 1, 0),
                Poll::Ready(result) => {
                    result.expect("legal frames");
                    if read.filled().is_empty() {
                        break;
                    }
                    at_a_stretch += read.filled().len();
                    most_at_a_stretch = at_a_stretch.max(most_at_a_stretch);
                }
            }
        }
        // 2 MiB frames of 2 bytes.
        assert!(pauses >= 16 && most_at_a_stretch <= 512 * 1024, "{pauses} pauses, {most_at_a_stretch} bytes");
        let Unfinished { head, frames: open, .. } = tap.unfinished().remove(0);
        assert_eq!((head.bytes, head.partial_type.as_deref()), (0, Some("text")));
        let kept = if keep == Keep::Frames { crate::limits::MAX_FRAME_HEADS } else { 0 };
        assert_eq!(open.frames.len(), kept);
        let all = 1 + 64 * 32 * 1024;
        assert_eq!(open.omitted.count, if keep == Keep::Frames { all - kept as u64 } else { 0 });
    }
}

#[test]
fn compressed_bytes_that_restore_to_nothing_let_others_have_a_turn() {
    let offer = crate::net::deflate::Offer::default();
    let answer = crate::net::deflate::parse_extensions(["permessage-deflate"]);
    let agreed = Agreement::of_answer(&[offer], &answer[0]).expect("an agreement");
    let pieces = std::iter::once(b"\x41\x00".to_vec()).chain(std::iter::repeat_n(vec![0; 64 * 1024], 64));
    let mut tap = tap(pieces.collect(), 1);
    tap.begin_frames(Keep::Frames, Some(&agreed));
    let mut buffer = [0; 16];
    let mut cx = Context::from_waker(Waker::noop());
    let mut pauses = 0;
    while Pin::new(&mut tap).poll_read(&mut cx, &mut ReadBuf::new(&mut buffer)).is_pending() {
        pauses += 1;
    }
    assert!(pauses >= 16, "{pauses} pauses");
}

#[test]
fn a_line_of_a_head_that_is_too_long_is_named_without_its_value() {
    let mut head = b"HTTP/1.1 101 X\r\nSet-Cookie: secret".to_vec();
    head.resize(200_000, b'x');
    let mut tap = tap(vec![head], 1);
    let error = block_on(tap.receive_head()).expect_err("no head").to_string();
    assert_eq!(error, "the answer has a header line of more than 64 KiB: \"Set-Cookie\"");
}

#[test]
fn behind_a_close_frame_the_first_bytes_are_remembered_and_nothing_is_handed_on() {
    let close = b"\x88\x02\x03\xe8";
    for keep in [Keep::Closes, Keep::Frames] {
        let behind = [&close[..], b"\x89\x00", b"\x81\x02hi"].concat().repeat(1_000);
        let mut tap = tap(vec![b"\x89\x00".to_vec(), close.to_vec(), behind], 1);
        tap.begin_frames(keep, None);
        let mut handed = Vec::new();
        block_on(tap.read_to_end(&mut handed)).expect("the rest");
        assert_eq!(handed, [&b"\x89\x00"[..], close].concat());
        let Some(Body::Stray(stray, first)) = tap.stray() else { panic!("no row") };
        assert_eq!((stray.bytes, &*stray.after, first.len()), (10_000, "close", crate::limits::MAX_STRAY_BYTES));
        assert_eq!(first[..6], [&close[..], b"\x89\x00"].concat());
        let controls: Vec<u8> =
            std::iter::from_fn(|| tap.next_control()).map(|one| one.frames[0].head.opcode()).collect();
        assert_eq!(controls, if keep == Keep::Frames { vec![9, 8] } else { vec![8] });
        assert!(tap.next_message().frames.is_empty());
    }
}
