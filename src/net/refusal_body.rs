//! The body of an answer that refuses the connection: as much of it as the window shows. Sans-IO.

use bytes::{Bytes, BytesMut};

use super::{
    coding::AskedCodings,
    content::Content,
    http1::{
        decoder::{BodyDecoder, Missing, Piece},
        framing::Framing,
        head::ResponseHead,
    },
};
use crate::transcript::{
    Body,
    entry::{Finding, FirstBytes, Partial, Response, Stray},
};

/// Takes the bytes behind a head and keeps those that are body. RFC 9112 §6.3.
#[derive(Debug)]
pub struct BodyReader {
    decoder: BodyDecoder,
    /// What the decoder has not taken yet: less than a line.
    waiting: BytesMut,
    content: Content,
    /// What the head said of its length.
    announced_bytes: Option<u64>,
    body: Vec<u8>,
    limit_bytes: usize,
    is_over: bool,
}

impl BodyReader {
    /// For the body behind this head; up to `limit_bytes` of it are kept, without the content codings. `asked` is what
    /// the request said of them.
    pub fn new(head: &ResponseHead, asked: &AskedCodings, limit_bytes: usize) -> Self {
        let framing = Framing::of(head, false);
        let announced_bytes = framing.as_ref().ok().and_then(|framing| framing.length());
        let decoder = BodyDecoder::new(framing);
        let is_over = decoder.is_over();
        let content = Content::of(head, asked, !is_over);
        Self { decoder, waiting: BytesMut::new(), content, announced_bytes, body: Vec::new(), limit_bytes, is_over }
    }

    /// Whether nothing more is wanted. Whoever reads the socket stops then: what is pushed later is only kept.
    pub fn is_complete(&self) -> bool {
        self.is_over || self.body.len() >= self.limit_bytes
    }

    /// Takes the next bytes.
    pub fn push(&mut self, bytes: &[u8]) {
        self.waiting.extend_from_slice(bytes);
        while !self.is_complete() {
            match self.decoder.next(&mut self.waiting) {
                Ok(Piece::Data(data)) => {
                    self.content.push(data);
                    self.is_over = self.decoder.is_over();
                    self.decode();
                }
                Ok(Piece::More) => return,
                // A body that is not understood is shown as far as it was.
                Ok(Piece::End) | Err(_) => self.is_over = true,
            }
        }
    }

    /// The row of a body of which nothing more comes though it is not whole.
    pub fn partial(&self) -> Option<Body> {
        let of = match self.decoder.end() {
            _ if self.is_complete() => return None,
            Ok(()) => return None,
            // How much its codings make of that nobody knows.
            Err(Missing::Length { .. }) if self.content.is_coded() => None,
            Err(Missing::Length { bytes }) => Some(self.body.len() as u64 + bytes),
            Err(_) => None,
        };
        let head = Partial { bytes: self.body.len() as u64, of, ..Partial::default() };
        Some(Body::Partial(Box::new(head), Bytes::copy_from_slice(&self.body)))
    }

    /// The row of what was read with a body that is over, and stands behind it.
    pub fn stray(&self) -> Option<Body> {
        let mut stray = FirstBytes::of_stray();
        if self.decoder.is_over() {
            stray.push(&self.waiting);
        }
        stray.stray(Stray::BODY)
    }

    /// What is kept.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }

    /// The first bytes of what is kept, as text in the body's charset.
    pub fn text(&self, limit_bytes: usize) -> String {
        self.content.text(&self.body, limit_bytes)
    }

    /// The head for the record, with the text of the first 4096 bytes.
    pub fn head_with_preview(&self, head: &ResponseHead) -> Response {
        self.content.preview(head.to_record(), &self.body, self.announced_bytes)
    }

    /// What is to be said of the body's codings.
    pub fn take_findings(&mut self) -> Vec<Finding> {
        self.content.take_findings()
    }

    fn decode(&mut self) {
        while self.body.len() < self.limit_bytes {
            let fault = match self.content.next_piece() {
                Ok(Some(piece)) => {
                    let room = self.limit_bytes - self.body.len();
                    self.body.extend_from_slice(&piece[..piece.len().min(room)]);
                    continue;
                }
                Ok(None) if self.is_over => self.content.end().err(),
                Ok(None) => None,
                Err(fault) => Some(fault),
            };
            if let Some(fault) = fault {
                self.content.add_fault(&fault);
                self.is_over = true;
            }
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use proptest::prelude::*;

    use super::*;

    const LIMIT_BYTES: usize = 64 * 1024;

    fn reader(head: &ResponseHead) -> BodyReader {
        BodyReader::new(head, &AskedCodings::default(), LIMIT_BYTES)
    }

    fn body(headers: &str, pieces: &[&[u8]]) -> (Vec<u8>, bool) {
        let head = format!("HTTP/1.1 403 Forbidden\r\n{headers}\r\n");
        let head = ResponseHead::parse(head.as_bytes()).expect("a head");
        let mut reader = BodyReader::new(&head, &AskedCodings::default(), LIMIT_BYTES);
        for piece in pieces {
            reader.push(piece);
        }
        let complete = reader.is_complete();
        (reader.into_body(), complete)
    }

    #[test]
    fn every_framing_is_understood() {
        assert_eq!(body("Content-Length: 5\r\n", &[b"hel", b"lo more"]), (b"hello".to_vec(), true));
        assert_eq!(body("Content-Length: 0\r\n", &[b"more"]), (Vec::new(), true));
        assert_eq!(body("", &[b"hel", b"lo"]), (b"hello".to_vec(), false));
        let chunked = "Transfer-Encoding: chunked\r\n";
        assert_eq!(body(chunked, &[b"3;x=y\r\nhel\r\n2\r\nlo\r\n0\r\n\r\n"]), (b"hello".to_vec(), true));
        assert_eq!(body(chunked, &[b"zz\r\nhello"]), (Vec::new(), true));
    }

    #[test]
    fn codings_and_charsets_are_taken_off() {
        let head = "HTTP/1.1 403 No\r\nContent-Encoding: gzip\r\nContent-Type: text/plain;charset=koi8-r\r\n\r\n";
        let head = ResponseHead::parse(head.as_bytes()).expect("a head");
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        encoder.write_all(b"\xce\xc5\xd4").expect("memory");
        let coded = encoder.finish().expect("memory");
        let asked = AskedCodings::by(&vec![("accept-encoding".to_owned(), "*".to_owned())]);
        let mut reader = BodyReader::new(&head, &asked, LIMIT_BYTES);
        coded.chunks(3).for_each(|piece| reader.push(piece));
        assert_eq!((reader.text(LIMIT_BYTES), reader.text(1)), ("нет".to_owned(), "н".to_owned()));
        assert!(!reader.is_complete() && reader.take_findings().is_empty());
        let mut reader = BodyReader::new(&head, &AskedCodings::default(), LIMIT_BYTES);
        reader.push(&[&coded[..10], b"no deflate"].concat());
        assert!(reader.is_complete());
        let found: Vec<_> = reader.take_findings().into_iter().map(|finding| finding.code).collect();
        assert_eq!(found, ["unaskedCoding", "codingDamaged"]);
    }

    #[test]
    fn what_is_missing_and_what_is_too_much_are_rows() {
        let rows = |headers: &str, bytes: &[u8]| {
            let head = format!("HTTP/1.1 403 Forbidden\r\n{headers}\r\n");
            let mut reader = reader(&ResponseHead::parse(head.as_bytes()).expect("a head"));
            reader.push(bytes);
            (reader.partial(), reader.stray())
        };
        let partial = |of| {
            let head = Partial { bytes: 3, of, ..Partial::default() };
            Some(Body::Partial(Box::new(head), Bytes::from_static(b"hel")))
        };
        let stray = |bytes: &'static [u8]| {
            let head = Stray { after: Stray::BODY.into(), bytes: bytes.len() as u64 };
            Some(Body::Stray(head, Bytes::from_static(bytes)))
        };
        let chunked = "Transfer-Encoding: chunked\r\n";
        assert_eq!(rows("Content-Length: 5\r\n", b"hel"), (partial(Some(5)), None));
        assert_eq!(rows(chunked, b"5\r\nhel"), (partial(None), None));
        assert_eq!(rows("", b"hel"), (None, None));
        assert_eq!(rows("Content-Length: 3\r\n", b"helHTTP"), (None, stray(b"HTTP")));
        assert_eq!(rows(chunked, b"3\r\nhel\r\n0\r\n\r\n!"), (None, stray(b"!")));
        assert_eq!(rows("Content-Length: 0\r\n", b"!"), (None, stray(b"!")));
    }

    #[test]
    fn a_long_body_is_cut() {
        let (body, complete) = body("", &[&vec![b'x'; LIMIT_BYTES], b"y"]);
        assert_eq!((body.len(), complete), (LIMIT_BYTES, true));
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_body(cuts in prop::collection::vec(1..10_usize, 0..30)) {
            let mut rest = &b"3\r\nhel\r\n10\r\n0123456789abcdef\r\n0\r\n\r\n"[..];
            let mut pieces = Vec::new();
            for cut in cuts {
                let (piece, tail) = rest.split_at(cut.min(rest.len()));
                pieces.push(piece);
                rest = tail;
            }
            pieces.push(rest);
            prop_assert_eq!(body("Transfer-Encoding: chunked\r\n", &pieces).0, b"hel0123456789abcdef");
        }
    }
}
