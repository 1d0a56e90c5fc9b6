//! What has begun and not ended, however the bytes come.

use super::*;
use crate::{limits::MAX_PARTIAL_BYTES, net::deflate::Deflater};

fn agreed() -> Agreement {
    let answer = crate::net::deflate::parse_extensions(["permessage-deflate"]);
    Agreement::of_answer(&[crate::net::deflate::Offer::default()], &answer[0]).expect("an agreement")
}

/// A tap that has been read to the end of these bytes, or to where it stops, and what it handed on.
fn read(
    bytes: &[u8],
    lengths: &[usize],
    keep: Keep,
    agreement: Option<&Agreement>,
    limit: usize,
) -> (WireTap<Pieces>, Vec<u8>) {
    let mut tap = tap(cut(bytes, lengths), 1);
    tap.begin_frames(keep, agreement);
    tap.limit_messages(limit);
    let mut handed = Vec::new();
    block_on(tap.read_to_end(&mut handed)).ok();
    (tap, handed)
}

/// Type, bytes, whole length and begin of each.
type Reported = Vec<(String, u64, Option<u64>, Vec<u8>)>;

fn reported(tap: &WireTap<Pieces>) -> Reported {
    let name = |head: &crate::transcript::entry::Partial| head.partial_type.clone().expect("a type").into_owned();
    tap.unfinished()
        .into_iter()
        .map(|one| (name(&one.head), one.head.bytes, one.head.of, one.payload.to_vec()))
        .collect()
}

fn row(name: &str, bytes: &[u8], of: Option<u64>) -> (String, u64, Option<u64>, Vec<u8>) {
    (name.to_owned(), bytes.len() as u64, of, bytes.to_vec())
}

#[test]
fn what_has_begun_is_told_in_its_order() {
    let cases: [(&[u8], Reported); 9] = [
        (b"", vec![]),
        (b"\x81\x02hi", vec![]),
        (b"\x01\x02hi\x00\x01!\x00\x01?", vec![row("text", b"hi!?", None)]),
        (b"\x02\x02hi\x80\x05wor", vec![row("binary", b"hiwor", Some(7))]),
        (b"\x81\x05", vec![row("text", b"", Some(5))]),
        (b"\x8a\x05po", vec![row("pong", b"po", Some(5))]),
        (b"\x81\xff", vec![row("frameHead", b"\x81\xff", None)]),
        (b"\x01\x02hi\x88\x05ab", vec![row("text", b"hi", None), row("close", b"ab", Some(5))]),
        (b"\x01\x02hi\x00", vec![row("text", b"hi", None), row("frameHead", b"\x00", None)]),
    ];
    for (bytes, expected) in cases {
        for agreement in [None, Some(agreed())] {
            for keep in [Keep::Closes, Keep::Frames] {
                let (tap, _) = read(bytes, &[1, 1, 1], keep, agreement.as_ref(), usize::MAX);
                assert_eq!(reported(&tap), expected, "{} {agreement:?}", bytes.escape_ascii());
            }
        }
        assert!(read(bytes, &[], Keep::Nothing, None, usize::MAX).0.unfinished().is_empty());
    }
}

#[test]
fn the_frames_of_what_is_cut_off_are_told_also_the_one_that_has_begun() {
    let (tap, _) = read(b"\x02\x02hi\x80\x05wor", &[], Keep::Frames, None, usize::MAX);
    let heads: Vec<_> = tap.unfinished()[0].frames.frames.iter().map(|frame| frame.head.bytes().to_vec()).collect();
    assert_eq!(heads, [[0x02, 0x02], [0x80, 0x05]]);
}

#[test]
fn a_frame_that_breaks_a_rule_is_no_part_of_the_message_before_it() {
    let (tap, handed) = read(b"\x01\x02hi\x81\x03new", &[], Keep::Closes, None, usize::MAX);
    assert_eq!((handed.as_slice(), reported(&tap)), (&b"\x01\x02hi"[..], vec![row("text", b"hi", None)]));
    assert_eq!(tap.broken().map(|broken| broken.payload.as_ref()), Some(&b"new"[..]));
}

#[test]
fn behind_a_close_frame_only_what_began_before_it_is_unfinished() {
    let (tap, handed) = read(b"\x01\x02hi\x88\x00\x00\x05wor", &[7], Keep::Closes, Some(&agreed()), usize::MAX);
    assert_eq!(handed, b"\x01\x02hi\x88\x00");
    assert_eq!(reported(&tap), [row("text", b"hi", None)]);
    let Some(Body::Stray(stray, first)) = tap.stray() else { panic!("no row") };
    assert_eq!((stray.bytes, first.as_ref()), (5, &b"\x00\x05wor"[..]));
}

#[test]
fn a_long_message_keeps_its_begin_and_all_of_it_is_counted() {
    let mut bytes = b"\x02\x7f\0\0\0\0\0\x10\0\0".to_vec();
    bytes.resize(10 + 900_000, b'x');
    let (tap, _) = read(&bytes, &[100_000; 8], Keep::Closes, None, usize::MAX);
    let unfinished = tap.unfinished().remove(0);
    assert_eq!((unfinished.head.bytes, unfinished.payload.len()), (900_000, MAX_PARTIAL_BYTES));
}

#[test]
fn a_message_that_is_too_large_is_stopped_at_the_frame_that_makes_it_so() {
    let bytes = b"\x81\x02ok\x02\x03abc\x89\x00\x00\x03def\x80\x04ghij\x81\x01x";
    for lengths in [&[][..], &[1; 25]] {
        let (tap, handed) = read(bytes, lengths, Keep::Closes, None, 9);
        assert_eq!(handed[..16], bytes[..16], "{}", handed.escape_ascii());
        assert_eq!(tap.too_big_bytes(), Some(10));
        let (name, came, of, _) = reported(&tap).remove(0);
        assert!(name == "binary" && of == Some(10) && came >= 6, "{came}");
        assert_eq!(read(bytes, lengths, Keep::Closes, None, 10).0.too_big_bytes(), None);
    }
}

fn deflated(message: &[u8]) -> Vec<u8> {
    let mut wire = Vec::new();
    Deflater::new(15, true).expect("a window").push(message, true, &mut wire);
    wire
}

/// A message in two frames.
fn in_two(first: u8, payload: &[u8], at: usize) -> Vec<u8> {
    let (one, two) = payload.split_at(at);
    [&[first & 0x7f, one.len() as u8], one, &[0x80, two.len() as u8], two].concat()
}

#[test]
fn a_compressed_message_that_is_cut_off_shows_what_it_restores_to() {
    let wire = deflated(b"Hello, Hello, Hello, and so on");
    let bytes = in_two(0xc1, &wire, 9);
    let (tap, _) = read(&bytes[..bytes.len() - 4], &[5, 3], Keep::Frames, Some(&agreed()), usize::MAX);
    let unfinished = tap.unfinished().remove(0);
    assert!(b"Hello, Hello, Hello, and so on".starts_with(&unfinished.payload), "{unfinished:?}");
    assert!(unfinished.payload.len() > 9 && unfinished.head.bytes == unfinished.payload.len() as u64);
    assert_eq!((unfinished.head.of, unfinished.head.deflated_bytes), (None, Some(wire.len() as u64 - 4)));
    assert_eq!(unfinished.frames.deflated.as_deref(), Some(&wire[..wire.len() - 4]));
}

#[test]
fn a_compressed_message_that_ends_wrong_is_the_one_to_blame() {
    let whole = deflated(b"Hello, Hello, Hello, and so on");
    let cut_short = &whole[..whole.len() - 4];
    let next = [&[0xc1, whole.len() as u8], whole.as_slice()].concat();
    let single = [&[0xc1, cut_short.len() as u8], cut_short].concat();
    for (message, frames) in [(single, 1), (in_two(0xc1, cut_short, 9), 2)] {
        for lengths in [&[][..], &[1; 60]] {
            let bytes = [message.as_slice(), &next].concat();
            let (tap, _) = read(&bytes, lengths, Keep::Frames, Some(&agreed()), usize::MAX);
            let broken = tap.broken().expect("a broken rule");
            assert_eq!((&broken.rule, broken.payload.as_ref()), (&FrameRule::BadDeflate, cut_short));
            assert_eq!(broken.frames.frames.len(), frames);
            let (name, came, of, begin) = reported(&tap).remove(0);
            assert!(name == "text" && came > 0 && of.is_none(), "{came}");
            assert!(b"Hello, Hello, Hello, and so on".starts_with(begin.as_slice()));
        }
    }
}

#[test]
fn a_bomb_is_stopped_soon_behind_the_limit() {
    let wire = deflated(&vec![0; 3_000_000]);
    let mut bytes = vec![0xc2, 126];
    bytes.extend_from_slice(&(wire.len() as u16).to_be_bytes());
    bytes.extend_from_slice(&wire);
    let (tap, handed) = read(&bytes, &[], Keep::Closes, Some(&agreed()), 100_000);
    let too_big = tap.too_big_bytes().expect("too large");
    assert!((100_000..1_300_000).contains(&too_big) && handed.len() < 1_300_000, "{too_big}");
    assert_eq!(tap.unfinished()[0].payload.len(), MAX_PARTIAL_BYTES);
}

proptest! {
    #[test]
    fn any_split_leaves_the_same_behind(
        frames in prop::collection::vec((0..4_u8, prop::collection::vec(any::<u8>(), 0..120)), 0..6),
        end in 0..200_usize,
        lengths in prop::collection::vec(1..40_usize, 0..30),
        deflates in any::<bool>(),
    ) {
        let mut bytes = Vec::new();
        for (number, (kind, payload)) in frames.iter().enumerate() {
            let opcode = if *kind == 3 { 0x89 } else if number == 0 { 0x02 } else { 0x00 };
            bytes.extend_from_slice(&[opcode, payload.len() as u8]);
            bytes.extend_from_slice(payload);
        }
        bytes.truncate(end);
        let agreement = deflates.then(agreed);
        let (cut, _) = read(&bytes, &lengths, Keep::Frames, agreement.as_ref(), 300);
        let (whole, _) = read(&bytes, &[], Keep::Frames, agreement.as_ref(), 300);
        prop_assert_eq!(cut.too_big_bytes(), whole.too_big_bytes());
        if whole.too_big_bytes().is_none() {
            prop_assert_eq!(reported(&cut), reported(&whole));
        }
    }
}
