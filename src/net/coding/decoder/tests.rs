//! Codings taken off: by hand, by other encoders, in any pieces, and never more than there may be.

use std::io::Write as _;

use flate2::{
    Compression, GzBuilder,
    write::{DeflateEncoder, GzEncoder, ZlibEncoder},
};
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::*;
use crate::transcript::reason::{HasReason as _, Vocabulary as _};

use ContentCoding::{Brotli as Br, Deflate as Zlib, Gzip as Gz};

const HELLO: &[u8] = b"hello hello hello hello";

/// What comes out of coded pieces, and how it ends.
fn decoded(codings: &[ContentCoding], pieces: &[&[u8]]) -> (Vec<u8>, Result<Option<u64>, CodingFault>) {
    let (mut decoder, mut out) = (ContentDecoder::new(codings), Vec::new());
    for piece in pieces {
        decoder.push(Bytes::copy_from_slice(piece));
        loop {
            match decoder.next_piece() {
                Ok(Some(piece)) => {
                    assert!(!piece.is_empty() && piece.len() <= MAX_PIECE_BYTES);
                    out.extend_from_slice(&piece);
                }
                Ok(None) => break,
                Err(fault) => return (out, Err(fault)),
            }
        }
    }
    (out, decoder.end().map(|()| decoder.trailing_bytes().map(|(_, bytes)| bytes)))
}

/// What comes out of a whole body that is right.
fn whole(codings: &[ContentCoding], coded: &[u8]) -> Vec<u8> {
    let (out, end) = decoded(codings, &[coded]);
    assert_eq!(end.expect("whole"), None);
    out
}

/// How a body ends that is wrong, in words.
fn fault(codings: &[ContentCoding], coded: &[u8]) -> String {
    let (_, end) = decoded(codings, &[coded]);
    end.expect_err("a fault").to_string()
}

fn gzip(content: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

fn zlib(content: &[u8]) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

fn deflate(content: &[u8]) -> Vec<u8> {
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(content).expect("memory");
    encoder.finish().expect("memory")
}

fn brotli(content: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut encoder = brotli::CompressorWriter::new(&mut out, 4096, 5, 18);
    encoder.write_all(content).expect("memory");
    drop(encoder);
    out
}

#[test]
fn every_coding_is_taken_off_alone_and_over_others() {
    assert_eq!(whole(&[], HELLO), HELLO);
    assert_eq!(whole(&[Gz], &gzip(HELLO)), HELLO);
    assert_eq!(whole(&[Zlib], &zlib(HELLO)), HELLO);
    assert_eq!(whole(&[Zlib], &deflate(HELLO)), HELLO);
    assert_eq!(whole(&[Br], &brotli(HELLO)), HELLO);
    // Applied from the left to the right, taken off from the right to the left.
    assert_eq!(whole(&[Gz, Br], &brotli(&gzip(HELLO))), HELLO);
    assert_eq!(whole(&[Br, Zlib, Gz], &gzip(&deflate(&brotli(HELLO)))), HELLO);
    for coding in [Gz, Zlib, Br] {
        // 204, 304, HEAD, Content-Length: 0.
        assert_eq!(whole(&[coding], b""), b"");
    }
    assert_eq!(whole(&[Gz], &gzip(b"")), b"");
    assert_eq!(whole(&[Gz, Gz], &gzip(b"")), b"");
}

#[test]
fn a_member_may_have_every_part_of_a_head() {
    let part = |builder: GzBuilder| {
        let mut encoder = builder.write(Vec::new(), Compression::default());
        encoder.write_all(HELLO).expect("memory");
        encoder.finish().expect("memory")
    };
    let full = part(GzBuilder::new().extra(vec![1, 2, 3]).filename("a name").comment("words").mtime(1));
    assert_eq!(whole(&[Gz], &full), HELLO);
    assert_eq!(whole(&[Gz], &part(GzBuilder::new().extra(Vec::new()).filename(""))), HELLO);
    // The same with the checksum of the head, right and wrong.
    let plain = gzip(HELLO);
    let mut head = plain[..10].to_vec();
    head[3] = 0x02;
    let mut crc = flate2::Crc::new();
    crc.update(&head);
    let checked = |sum: u16| [&head[..], &sum.to_le_bytes(), &plain[10..]].concat();
    assert_eq!(whole(&[Gz], &checked(crc.sum() as u16)), HELLO);
    assert!(fault(&[Gz], &checked(crc.sum() as u16 ^ 1)).contains("the checksum of its head is wrong"));
}

#[test]
fn members_follow_each_other_and_what_is_none_is_left_out() {
    let (one, two) = (gzip(b"one "), gzip(b"two"));
    assert_eq!(whole(&[Gz], &[&one[..], &two].concat()), b"one two");
    for trailing in [&b"\0"[..], b"\0\0\0\0", b"\x1f", b"\x1f\x8b", b"\x1f\x8b\x07", b"garbage", &vec![0; 100_000]] {
        let coded = [&one[..], trailing].concat();
        for pieces in [vec![&coded[..]], coded.chunks(1000).collect(), vec![&one[..], trailing]] {
            let (out, end) = decoded(&[Gz], &pieces);
            assert_eq!((&out[..], end.expect("whole")), (&b"one "[..], Some(trailing.len() as u64)));
        }
    }
    for (coding, coded) in [(Zlib, zlib(HELLO)), (Zlib, deflate(HELLO)), (Br, brotli(HELLO))] {
        let (out, end) = decoded(&[coding], &[&coded, b"garbage"]);
        assert_eq!((&out[..], end.expect("whole")), (HELLO, Some(7)), "{coding}");
    }
    // A second member that has begun is one.
    assert!(fault(&[Gz], &[&one[..], &two[..5]].concat()).starts_with("ends inside its gzip data"));
}

#[test]
fn what_is_wrong_is_said() {
    let changed = |at: usize, byte: u8| {
        let mut coded = gzip(HELLO);
        let at = if at < 100 { at } else { coded.len() + at - 200 };
        coded[at] = byte;
        coded
    };
    for (coding, coded, words) in [
        (
            Gz,
            b"hello".to_vec(),
            "has gzip data that is damaged near byte 0: it does not begin with 1f 8b (RFC 1952 §2.3.1); 0 bytes",
        ),
        (Gz, b"\x1fello".to_vec(), "does not begin with 1f 8b"),
        (Gz, changed(2, 7), "its compression method is 7, and only 8 is known"),
        (Gz, changed(3, 0x20), "reserved flags are set: 0x20"),
        (Gz, changed(10, 0xFF), "damaged near byte 1"),
        (Gz, changed(192, 0), "its checksum is "),
        (Gz, changed(199, 1), "its length is 16777239, that of its content 23"),
        (Zlib, b"\xFF\xFFhello".to_vec(), "has deflate data that is damaged near byte "),
        (Zlib, b"\x78\x20hello".to_vec(), "preset dictionary"),
        (Zlib, [&zlib(HELLO)[..2], b"\xFF\xFF\xFF\xFF"].concat(), "invalid block type"),
        (Br, b"hello, this is no brotli".to_vec(), "has br data that is damaged near byte"),
        (Br, vec![0xFF; 30], "the brotli decoder reports error"),
    ] {
        let message = fault(&[coding], &coded);
        assert!(message.contains(words), "{message}");
    }
    let mut wrong_sum = zlib(HELLO);
    *wrong_sum.last_mut().expect("bytes") ^= 1;
    let (out, end) = decoded(&[Zlib], &[&wrong_sum]);
    assert_eq!(out, HELLO);
    assert!(end.is_err());
}

#[test]
fn an_end_inside_the_data_is_said() {
    for (coding, coded) in [(Gz, gzip(HELLO)), (Zlib, zlib(HELLO)), (Zlib, deflate(HELLO)), (Br, brotli(HELLO))] {
        for length in 1..coded.len() {
            let (out, end) = decoded(&[coding], &[&coded[..length]]);
            let Err(CodingFault::Unfinished { coded_bytes, decoded_bytes, .. }) = end else {
                panic!("{coding} of {length} bytes: {end:?}");
            };
            assert_eq!((coded_bytes, decoded_bytes), (length as u64, out.len() as u64), "{coding}");
            assert!(HELLO.starts_with(&out));
        }
    }
}

#[test]
fn what_is_flushed_is_there_at_once() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::default());
    let mut br = brotli::CompressorWriter::new(Vec::new(), 4096, 5, 22);
    let mut decoders = [Gz, Zlib, Br].map(|coding| (ContentDecoder::new(&[coding]), 0));
    for number in 0..50 {
        let event = format!("data: {number}\n\n");
        for writer in [&mut gzip as &mut dyn std::io::Write, &mut deflate, &mut br] {
            writer.write_all(event.as_bytes()).expect("memory");
            writer.flush().expect("memory");
        }
        let coded = [gzip.get_ref(), deflate.get_ref(), br.get_ref()];
        for ((decoder, taken), coded) in decoders.iter_mut().zip(coded) {
            decoder.push(Bytes::copy_from_slice(&coded[*taken..]));
            *taken = coded.len();
            assert_eq!(decoder.next_piece().expect("right").as_deref(), Some(event.as_bytes()));
            assert_eq!(decoder.next_piece().expect("right"), None);
        }
    }
}

/// One GiB of zeros, of which a decoder takes what it wants.
fn bomb(coding: ContentCoding) -> Vec<u8> {
    if coding == Br {
        return include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/coded/zeros_1_gib.br")).to_vec();
    }
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&vec![0; 1 << 20]).expect("memory");
    encoder.flush().expect("memory");
    let block = encoder.get_ref().clone();
    let head: &[u8] = if coding == Gz { b"\x1f\x8b\x08\0\0\0\0\0\0\x03" } else { b"" };
    [head, &block.repeat(1024)].concat()
}

#[test]
fn a_bomb_is_cut_at_the_limit() {
    for coding in [Gz, Zlib, Br] {
        for size in [1, 700, 1 << 16, usize::MAX] {
            let coded = bomb(coding);
            let (out, end) = decoded(&[coding], &coded.chunks(size.min(coded.len())).collect::<Vec<_>>());
            let Err(CodingFault::TooLarge { coded_bytes, decoded_bytes, .. }) = end else { panic!("{end:?}") };
            assert_eq!(decoded_bytes, out.len() as u64);
            let limit = (coded_bytes * MAX_DECODED_FACTOR).max(FREE_DECODED_BYTES);
            assert!(decoded_bytes <= limit && limit < 4 * FREE_DECODED_BYTES, "{coding}: {decoded_bytes} of {limit}");
        }
    }
    let message = fault(&[Br], &bomb(Br));
    assert!(message.starts_with("is larger than 1000 times its bytes once its br data is decoded"), "{message}");
}

#[test]
fn a_bomb_between_two_codings_is_cut_as_well() {
    // Inside of the gzip there is a long name, and no content at all.
    let name = [b"\x1f\x8b\x08\x08\0\0\0\0\0\x03", &vec![b'a'; 8 << 20][..]].concat();
    let (out, end) = decoded(&[Gz, Gz], &[&gzip(&name)]);
    assert_eq!(out.len(), 0);
    assert!(matches!(end, Err(CodingFault::TooLarge { .. })), "{end:?}");
}

#[test]
fn what_grows_less_than_the_limit_comes_whole() {
    let large: Vec<u8> = (0..3_000_000_u32).flat_map(|n| (n / 64).to_le_bytes()).collect();
    assert!(whole(&[Gz], &gzip(&large)) == large);
    let zeros = vec![0; FREE_DECODED_BYTES as usize];
    assert!(whole(&[Gz], &gzip(&zeros)) == zeros && whole(&[Br], &brotli(&zeros)) == zeros);
}

fn codings() -> impl Strategy<Value = Vec<ContentCoding>> {
    prop::collection::vec(prop_oneof![Just(Gz), Just(Zlib), Just(Br)], 0..4)
}

fn cut<'a>(bytes: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let (mut pieces, mut rest) = (Vec::new(), bytes);
    for &cut in cuts {
        let (piece, tail) = rest.split_at(cut.min(rest.len()));
        pieces.push(piece);
        rest = tail;
    }
    pieces.push(rest);
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

/// The end without its numbers: how far a decoder reads ahead depends on what there is.
fn kind_of(end: &Result<Option<u64>, CodingFault>) -> String {
    end.as_ref().map_or_else(|fault| fault.code().name().to_owned(), |trailing| format!("{trailing:?}"))
}

proptest! {
    #[test]
    fn any_split_gives_the_same_content(
        codings in codings(),
        bare in any::<bool>(),
        content in prop::collection::vec(prop_oneof![Just(b'a'), any::<u8>()], 0..3000),
        cuts in prop::collection::vec(1..400_usize, 0..60),
    ) {
        let coded = codings.iter().fold(content.clone(), |content, coding| match coding {
            Gz => gzip(&content),
            Zlib if bare => deflate(&content),
            Zlib => zlib(&content),
            Br => brotli(&content),
        });
        let (out, end) = decoded(&codings, &cut(&coded, &cuts));
        prop_assert_eq!(end.expect("whole"), None);
        prop_assert_eq!(out, content);
    }

    #[test]
    fn any_bytes_end_alike_however_they_are_cut(
        codings in codings(),
        begin in prop_oneof![Just(Vec::new()), Just(gzip(HELLO)), Just(zlib(HELLO)), Just(brotli(HELLO))],
        kept in any::<prop::sample::Index>(),
        bytes in prop::collection::vec(any::<u8>(), 0..300),
        cuts in prop::collection::vec(1..20_usize, 0..60),
    ) {
        let mut coded = begin;
        coded.truncate(kept.index(coded.len() + 1));
        coded.extend(bytes);
        let (at_once, in_pieces) = (decoded(&codings, &[&coded]), decoded(&codings, &cut(&coded, &cuts)));
        prop_assert_eq!(kind_of(&at_once.1), kind_of(&in_pieces.1));
        // Damage is found with what came out before; br keeps some of that back.
        if at_once.1.is_ok() || !codings.contains(&Br) {
            prop_assert_eq!(&at_once.0, &in_pieces.0);
        }
        prop_assert!(in_pieces.0.len() as u64 <= (coded.len() as u64 * MAX_DECODED_FACTOR).max(FREE_DECODED_BYTES));
    }
}
