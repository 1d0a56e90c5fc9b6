//! The body of an answer that refuses the connection: as much of it as the window shows. Sans-IO.

use super::head::ResponseHead;

/// Takes the bytes behind a head and keeps those that are body. RFC 9112 §6.3.
#[derive(Debug)]
pub struct BodyReader {
    framing: Framing,
    body: Vec<u8>,
    limit_bytes: usize,
}

#[derive(Debug)]
enum Framing {
    /// So many bytes are missing.
    Length(u64),
    /// In chunks; see [`Chunk`].
    Chunked(Chunk),
}

#[derive(Debug)]
enum Chunk {
    /// In the line that says how long the chunk is.
    Size(Vec<u8>),
    /// In the chunk; so many bytes are missing.
    Data(u64),
    /// In the line end behind a chunk.
    Behind,
    /// Over, or not understood.
    Over,
}

impl BodyReader {
    /// For the body behind this head; up to `limit_bytes` of it are kept.
    pub fn new(head: &ResponseHead, limit_bytes: usize) -> Self {
        let chunked = head.members("transfer-encoding").last().is_some_and(|last| last.eq_ignore_ascii_case("chunked"));
        let length = head.values("content-length").next().and_then(|value| value.parse().ok());
        let framing = match length {
            _ if matches!(head.status, 100..=199 | 204 | 304) => Framing::Length(0),
            _ if chunked => Framing::Chunked(Chunk::Size(Vec::new())),
            Some(length) => Framing::Length(length),
            // Everything until TCP ends.
            None => Framing::Length(u64::MAX),
        };
        Self { framing, body: Vec::new(), limit_bytes }
    }

    /// Whether nothing more is wanted.
    pub fn is_complete(&self) -> bool {
        self.body.len() >= self.limit_bytes
            || matches!(self.framing, Framing::Length(0) | Framing::Chunked(Chunk::Over))
    }

    /// Takes the next bytes.
    pub fn push(&mut self, mut bytes: &[u8]) {
        while !bytes.is_empty() && !self.is_complete() {
            let room = self.limit_bytes - self.body.len();
            match &mut self.framing {
                Framing::Length(left) => bytes = keep(&mut self.body, room, bytes, left),
                Framing::Chunked(chunk) => bytes = chunk.push(&mut self.body, room, bytes),
            }
        }
    }

    /// What is kept.
    pub fn into_body(self) -> Vec<u8> {
        self.body
    }
}

impl Chunk {
    fn push<'a>(&mut self, body: &mut Vec<u8>, room: usize, bytes: &'a [u8]) -> &'a [u8] {
        match self {
            Self::Data(left) => {
                let rest = keep(body, room, bytes, left);
                if *left == 0 {
                    *self = Self::Behind;
                }
                rest
            }
            Self::Behind => {
                if bytes[0] == b'\n' {
                    *self = Self::Size(Vec::new());
                }
                &bytes[1..]
            }
            Self::Size(line) if bytes[0] == b'\n' => {
                let size = std::str::from_utf8(line).ok().and_then(|line| {
                    let digits = line.split(';').next().unwrap_or_default().trim();
                    u64::from_str_radix(digits, 16).ok()
                });
                *self = match size {
                    Some(size) if size > 0 => Self::Data(size),
                    _ => Self::Over,
                };
                &bytes[1..]
            }
            Self::Size(line) if line.len() < 256 => {
                line.push(bytes[0]);
                &bytes[1..]
            }
            Self::Size(_) | Self::Over => {
                *self = Self::Over;
                &[]
            }
        }
    }
}

fn keep<'a>(body: &mut Vec<u8>, room: usize, bytes: &'a [u8], left: &mut u64) -> &'a [u8] {
    let taken = bytes.len().min(room).min(usize::try_from(*left).unwrap_or(usize::MAX));
    body.extend_from_slice(&bytes[..taken]);
    *left -= taken as u64;
    &bytes[taken..]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT_BYTES: usize = 64 * 1024;

    fn body(headers: &str, pieces: &[&[u8]]) -> (Vec<u8>, bool) {
        let head = format!("HTTP/1.1 403 Forbidden\r\n{headers}\r\n");
        let mut reader = BodyReader::new(&ResponseHead::parse(head.as_bytes()).expect("a head"), LIMIT_BYTES);
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
