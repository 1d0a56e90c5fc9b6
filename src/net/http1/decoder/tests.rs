//! Bodies of every framing, whole, cut short and broken, in any pieces.

use proptest::prelude::*;

use super::*;

/// A body as far as it was read, what was wrong with it, what is missing at the end, and what stands behind it.
type Read = (Vec<u8>, Option<BodyFault>, Option<Missing>, Vec<u8>);

fn read(framing: Framing, pieces: &[&[u8]]) -> Read {
    let (mut decoder, mut bytes, mut body) = (BodyDecoder::new(Ok(framing)), BytesMut::new(), Vec::new());
    for piece in pieces {
        bytes.extend_from_slice(piece);
        loop {
            match decoder.next(&mut bytes) {
                Ok(Piece::Data(data)) => {
                    assert!(!data.is_empty() && data.len() <= MAX_PIECE_BYTES);
                    body.extend_from_slice(&data);
                }
                Ok(Piece::More | Piece::End) => break,
                Err(fault) => return (body, Some(fault), None, Vec::new()),
            }
        }
    }
    (body, None, decoder.end().err(), bytes.to_vec())
}

fn whole(body: &[u8], behind: &[u8]) -> Read {
    (body.to_vec(), None, None, behind.to_vec())
}

fn chunked_fault(bytes: &[u8]) -> String {
    read(Framing::Chunked, &[bytes]).1.expect("a fault").to_string()
}

#[test]
fn every_framing_has_its_end() {
    assert_eq!(read(Framing::Length(5), &[b"hello"]), whole(b"hello", b""));
    assert_eq!(read(Framing::Length(5), &[b"hello more"]), whole(b"hello", b" more"));
    assert_eq!(read(Framing::Length(0), &[b"more"]), whole(b"", b"more"));
    assert_eq!(read(Framing::ToTheEnd, &[b"hel", b"lo"]), whole(b"hello", b""));
    for chunks in [
        &b"3\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"[..],
        b"3\nhel\n2\nlo\n0\n\n",
        b"03;a=b\r\nhel\r\n2 \t;c=\"d\"\r\nlo\r\n000;x\r\n\r\n",
        b"5  \r\nhello\r\n0\r\nA: b\r\nno colon\r\n\r\n",
        b"00000000000000000000005\r\nhello\r\n0\r\n\r\n",
    ] {
        assert_eq!(read(Framing::Chunked, &[chunks]), whole(b"hello", b""), "{}", chunks.escape_ascii());
        assert_eq!(read(Framing::Chunked, &[chunks, b"HTTP/1.1"]), whole(b"hello", b"HTTP/1.1"));
    }
}

#[test]
fn a_connection_that_ends_too_early_says_what_is_missing() {
    for (framing, bytes, missing) in [
        (Framing::Length(5), &b"hel"[..], "ended 2 bytes before the announced length"),
        (Framing::Chunked, b"5\r\nhel", "ended 2 bytes before the end of a chunk"),
        (Framing::Chunked, b"5\r\nhello", "ended before the last chunk"),
        (Framing::Chunked, b"5\r\nhello\r\n", "ended before the last chunk"),
        (Framing::Chunked, b"5\r\nhello\r\n0\r\nA: b\r\n", "ended before the last chunk"),
        (Framing::Chunked, b"", "ended before the last chunk"),
    ] {
        let message = read(framing, &[bytes]).2.expect("something is missing").to_string();
        assert!(message.contains(missing), "{message}");
    }
}

#[test]
fn what_is_no_chunk_has_its_own_name() {
    for line in ["", "zz", "-5", "+5", "0x5", "5 5", " 5", "5,", ";x", "10000000000000000", "\u{e9}"] {
        let message = chunked_fault(format!("{line}\r\nhello\r\n0\r\n\r\n").as_bytes());
        assert!(message.contains("size is no hexadecimal number") && message.contains(line), "{line}: {message}");
    }
    for bytes in [&b"3\r\nhello\r\n"[..], b"5\r\nhello0\r\n\r\n", b"5\r\nhello\rx"] {
        assert!(chunked_fault(bytes).contains("does not end where its size says"), "{}", bytes.escape_ascii());
    }
    assert_eq!(read(Framing::Chunked, &[b"ffffffffffffffff\r\nhello"]).0, b"hello");
}

#[test]
fn lines_around_chunks_are_limited() {
    let chunk = |extension: usize| format!("5;{}\r\nhello\r\n0\r\n\r\n", "x".repeat(extension));
    assert_eq!(read(Framing::Chunked, &[chunk(MAX_CHUNK_LINE_BYTES - 4).as_bytes()]), whole(b"hello", b""));
    assert!(chunked_fault(chunk(MAX_CHUNK_LINE_BYTES - 3).as_bytes()).contains("take more than 16 KiB"));
    assert!(chunked_fault(&vec![b'0'; MAX_CHUNK_LINE_BYTES]).contains("take more than 16 KiB"));
    let trailers = |count: usize| format!("0\r\n{}\r\n", "X: 456789012345\r\n".repeat(count));
    assert_eq!(read(Framing::Chunked, &[trailers(3800).as_bytes()]), whole(b"", b""));
    assert!(chunked_fault(trailers(4000).as_bytes()).contains("trailers of more than 64 KiB"));
    assert!(chunked_fault(format!("0\r\nX: {}", "x".repeat(MAX_TRAILER_BYTES)).as_bytes()).contains("trailers"));
}

#[test]
fn a_large_piece_is_handed_out_in_parts() {
    let large = vec![b'x'; 3 * MAX_PIECE_BYTES + 1];
    assert_eq!(read(Framing::ToTheEnd, &[&large]), whole(&large, b""));
}

fn cut<'a>(mut rest: &'a [u8], cuts: &[usize]) -> Vec<&'a [u8]> {
    let mut pieces = Vec::new();
    for &cut in cuts {
        let (piece, tail) = rest.split_at(cut.min(rest.len()));
        pieces.push(piece);
        rest = tail;
    }
    pieces.push(rest);
    pieces
}

proptest! {
    #[test]
    fn any_split_gives_the_same_body(
        chunks in prop::collection::vec(("[0-9a-z]{1,40}", "(;[a-z=]{1,9})?[ ]?\r?\n"), 0..6),
        end in prop_oneof![
            Just("0\r\n\r\n"), Just("0;x\nA: b\n\nmore"), Just(""), Just("g\r\n"), Just("5\r\nab"), Just("1\r\nabc"),
        ],
        cuts in prop::collection::vec(1..9_usize, 0..80),
    ) {
        let lines = chunks.iter().map(|(data, line)| format!("{:x}{line}{data}\r\n", data.len()));
        let bytes: String = lines.chain([end.to_owned()]).collect();
        let expected: String = chunks.iter().map(|(data, _)| data.as_str()).collect();
        let read_at_once = read(Framing::Chunked, &[bytes.as_bytes()]);
        prop_assert!(read_at_once.0.starts_with(expected.as_bytes()));
        prop_assert_eq!(read(Framing::Chunked, &cut(bytes.as_bytes(), &cuts)), read_at_once);
    }

    #[test]
    fn any_bytes_are_read_alike_however_they_come(
        bytes in prop::collection::vec(prop_oneof![any::<u8>(), Just(b'\n'), Just(b'1'), Just(b'0')], 0..200),
        cuts in prop::collection::vec(1..9_usize, 0..40),
    ) {
        for framing in [Framing::Chunked, Framing::Length(20), Framing::ToTheEnd] {
            prop_assert_eq!(read(framing, &cut(&bytes, &cuts)), read(framing, &[&bytes]));
        }
    }
}
