//! A response head read while it comes: where it ends, and when it is too large or no head at all. Sans-IO.

use std::fmt;

use bytes::{Buf as _, BytesMut};

use super::{
    super::quoted::Quoted,
    head::{HeadSyntax, ResponseHead},
};
use crate::limits::{MAX_HEAD_BYTES, MAX_HEADER_LINE_BYTES};

/// How every head begins. RFC 9112 §2.3.
const START: &[u8] = b"HTTP/1.";

/// Empty lines before a head are passed over up to here: some servers end a body with one too many.
const MAX_BLANK_BYTES: usize = 4;

/// Why no head can be read; said of the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadFault {
    /// It begins as no answer of HTTP/1.0 or HTTP/1.1 does.
    #[error("is not HTTP/1.1: it begins with {first}{}", hint(*speaks))]
    NotHttp {
        /// Its first line, or the begin of it.
        first: Quoted,
        /// What it seems to be instead.
        speaks: Option<Speaks>,
    },
    /// One line passes [`MAX_HEADER_LINE_BYTES`].
    #[error("has a header line of more than {} KiB{}", limit_bytes / 1024, named(name.as_ref()))]
    LineTooLong {
        /// The header's name, where there is one. The value may be a secret.
        name: Option<Quoted>,
        /// What is taken.
        limit_bytes: usize,
    },
    /// All of it passes [`MAX_HEAD_BYTES`].
    #[error("has a head of more than {} KiB", limit_bytes / 1024)]
    TooLong {
        /// What is taken.
        limit_bytes: usize,
    },
    /// A line is not what its place asks for.
    #[error("has a head that cannot be read: {0}")]
    Syntax(#[from] HeadSyntax),
}

/// What a peer speaks that was taken for a web server.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Speaks {
    /// TLS: a record of the handshake or an alert. RFC 8446 §5.1.
    Tls,
    /// SSH. RFC 4253 §4.2.
    Ssh,
    /// HTTP/2: a frame of settings on stream 0, or the preface of a client. RFC 9113 §3.4 and §6.5.
    Http2,
}

impl fmt::Display for Speaks {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tls => "it speaks TLS: write the URL with https://",
            Self::Ssh => "it is an SSH server",
            Self::Http2 => "it speaks HTTP/2 only",
        })
    }
}

fn hint(speaks: Option<Speaks>) -> String {
    speaks.map_or_else(String::new, |speaks| format!(" ({speaks})"))
}

fn named(name: Option<&Quoted>) -> String {
    name.map_or_else(String::new, |name| format!(": {name}"))
}

/// Reads the heads of one exchange, one after the other.
#[derive(Debug, Default)]
pub struct HeadReader {
    /// Bytes of the head that were looked at.
    scanned: usize,
    /// Where the line begins that is not yet whole.
    line_start: usize,
    blank_bytes: usize,
}

impl HeadReader {
    /// Takes a head from what has come so far, once it is whole; the bytes behind it stay.
    ///
    /// # Errors
    /// When it is too large, or no head.
    pub fn next(&mut self, bytes: &mut BytesMut) -> Result<Option<ResponseHead>, HeadFault> {
        while self.scanned == 0 && self.blank_bytes < MAX_BLANK_BYTES && matches!(bytes.first(), Some(b'\r' | b'\n')) {
            bytes.advance(1);
            self.blank_bytes += 1;
        }
        let compared = bytes.len().min(START.len());
        if bytes[..compared] != START[..compared] {
            let first = first_line(bytes);
            return Err(HeadFault::NotHttp { speaks: speaks(bytes), first });
        }
        let Some(end) = self.end(bytes)? else { return Ok(None) };
        let head = bytes.split_to(end);
        *self = Self::default();
        Ok(Some(ResponseHead::parse(&head)?))
    }

    /// Whether a head has begun.
    pub fn has_begun(&self) -> bool {
        self.scanned > 0
    }

    /// Where the empty line ends. It may be ended by CRLF or, by RFC 9112 §2.2, by LF alone.
    fn end(&mut self, bytes: &[u8]) -> Result<Option<usize>, HeadFault> {
        for at in memchr::memchr_iter(b'\n', &bytes[self.scanned..]).map(|found| self.scanned + found) {
            self.check_limits(bytes, at + 1)?;
            if matches!(&bytes[self.line_start..at], b"" | b"\r") {
                return Ok(Some(at + 1));
            }
            self.line_start = at + 1;
        }
        self.scanned = bytes.len();
        self.check_limits(bytes, bytes.len())?;
        Ok(None)
    }

    /// Which limit the bytes up to `end` pass first.
    fn check_limits(&self, bytes: &[u8], end: usize) -> Result<(), HeadFault> {
        let line_limit = self.line_start + MAX_HEADER_LINE_BYTES;
        if end <= line_limit.min(MAX_HEAD_BYTES) {
            return Ok(());
        }
        if line_limit >= MAX_HEAD_BYTES {
            return Err(HeadFault::TooLong { limit_bytes: MAX_HEAD_BYTES });
        }
        let line = &bytes[self.line_start..line_limit];
        let name = memchr::memchr(b':', line).filter(|_| self.line_start > 0).map(|colon| Quoted::new(&line[..colon]));
        Err(HeadFault::LineTooLong { name, limit_bytes: MAX_HEADER_LINE_BYTES })
    }
}

/// The begin of what came, up to the end of its first line: what follows may be a secret.
pub(in crate::net) fn first_line(bytes: &[u8]) -> Quoted {
    let line = bytes.split(|&byte| byte == b'\n').next().unwrap_or_default();
    Quoted::new(line.strip_suffix(b"\r").unwrap_or(line))
}

fn speaks(bytes: &[u8]) -> Option<Speaks> {
    match bytes {
        [0x15 | 0x16, 3, ..] => Some(Speaks::Tls),
        [b'S', b'S', b'H', b'-', ..] => Some(Speaks::Ssh),
        [0, _, _, 4, _, 0, 0, 0, 0, ..] => Some(Speaks::Http2),
        _ if bytes.starts_with(b"PRI * HTTP/2") => Some(Speaks::Http2),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What the heads of some bytes are, however they come, and what stands behind them.
    fn read(pieces: &[&[u8]]) -> (Vec<u16>, Option<HeadFault>, Vec<u8>) {
        let (mut reader, mut bytes, mut statuses) = (HeadReader::default(), BytesMut::new(), Vec::new());
        for piece in pieces {
            bytes.extend_from_slice(piece);
            loop {
                // What is no head any more belongs to a body.
                if statuses.last().is_some_and(|&status| status >= 200) || bytes.is_empty() {
                    break;
                }
                match reader.next(&mut bytes) {
                    Ok(Some(head)) => statuses.push(head.status),
                    Ok(None) => break,
                    Err(fault) => return (statuses, Some(fault), Vec::new()),
                }
            }
        }
        (statuses, None, bytes.to_vec())
    }

    fn fault(bytes: &[u8]) -> HeadFault {
        read(&[bytes]).1.expect("a fault")
    }

    #[test]
    fn heads_come_one_after_the_other() {
        let all = b"\r\nHTTP/1.1 103 Early\r\nLink: a\r\n\r\nHTTP/1.1 100\n\nHTTP/1.0 200 OK\r\nA: b\n\r\nbody";
        assert_eq!(read(&[all]), (vec![103, 100, 200], None, b"body".to_vec()));
        assert_eq!(read(&[b"HTTP/1.1 200 OK\r\n\r"]), (vec![], None, b"HTTP/1.1 200 OK\r\n\r".to_vec()));
    }

    #[test]
    fn each_limit_is_named() {
        let line = |length: usize| format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(length - 10));
        assert_eq!(read(&[line(MAX_HEADER_LINE_BYTES).as_bytes()]).0, [200]);
        let long = fault(line(MAX_HEADER_LINE_BYTES + 1).as_bytes());
        assert_eq!(long.to_string(), "has a header line of more than 64 KiB: \"X-Long\"");
        let endless = format!("HTTP/1.1 200 {}", "x".repeat(MAX_HEADER_LINE_BYTES));
        assert_eq!(fault(endless.as_bytes()).to_string(), "has a header line of more than 64 KiB");
        let line = format!("X: {}\r\n", "x".repeat(1019));
        let lines = |count: usize| format!("HTTP/1.1 200 OK\r\n{}\r\n", line.repeat(count));
        let most = (MAX_HEAD_BYTES - 19) / 1024;
        assert_eq!(read(&[lines(most).as_bytes()]).0, [200]);
        assert_eq!(fault(lines(most + 1).as_bytes()).to_string(), "has a head of more than 1024 KiB");
    }

    #[test]
    fn what_is_no_head_is_called_what_it_is() {
        for (bytes, words) in [
            (&b"SSH-2.0-x\r\nSet-Cookie: no"[..], "begins with \"SSH-2.0-x\" (it is an SSH server)"),
            (b"\x15\x03\x01\x00\x02\x02\x46", "(it speaks TLS: write the URL with https://)"),
            (b"\0\0\x12\x04\0\0\0\0\0", "(it speaks HTTP/2 only)"),
            (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "begins with \"PRI * HTTP/2.0\" (it speaks HTTP/2 only)"),
            (b"HTTP/2 200\r\n", "begins with \"HTTP/2 200\""),
            (b"\r\n\r\n\r\n", "begins with \"\""),
            (b"ICY 200 OK\r\n", "is not HTTP/1.1"),
            (b"HTTP/1.1 OK\r\n\r\n", "cannot be read: this is no status line"),
            (b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n", "cannot be read: this is no header line"),
        ] {
            let message = fault(bytes).to_string();
            assert!(message.contains(words) && !message.contains("Cookie"), "{message}");
        }
    }

    fn cut(bytes: &[u8], cuts: &[usize]) -> Vec<Vec<u8>> {
        let (mut pieces, mut rest) = (Vec::new(), bytes);
        for &cut in cuts {
            let (piece, tail) = rest.split_at(cut.min(rest.len()));
            pieces.push(piece.to_vec());
            rest = tail;
        }
        pieces.push(rest.to_vec());
        pieces
    }

    proptest! {
        #[test]
        fn any_split_gives_the_same_heads(
            lines in prop::collection::vec("[A-Za-z]{1,5}[ ]?:[ -~]{0,20}\r?\n( [a-z]{1,9}\r?\n)?", 0..6),
            end in prop_oneof![Just(""), Just("\n"), Just("\r\n"), Just("\r\nrest")],
            cuts in prop::collection::vec(1..9_usize, 0..60),
        ) {
            let bytes = format!("HTTP/1.1 102 Wait\r\n\r\nHTTP/1.1 200 OK\r\n{}{end}", lines.concat());
            let pieces = cut(bytes.as_bytes(), &cuts);
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(read(&pieces), read(&[bytes.as_bytes()]));
        }

        #[test]
        fn any_split_finds_the_same_limit(
            lines in prop::collection::vec(1..MAX_HEADER_LINE_BYTES + 40, 14..24),
            cuts in prop::collection::vec(1..100_000_usize, 0..40),
        ) {
            let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
            for length in lines {
                bytes.extend_from_slice(b"N:");
                bytes.resize(bytes.len() + length, b'x');
                bytes.push(b'\n');
            }
            let pieces = cut(&bytes, &cuts);
            let pieces: Vec<&[u8]> = pieces.iter().map(Vec::as_slice).collect();
            prop_assert_eq!(read(&pieces).1, read(&[&bytes]).1);
        }

        #[test]
        fn any_bytes_are_read_without_a_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
            read(&[&bytes]);
            read(&[b"HTTP/1.1 200 OK\r\n", &bytes]);
        }
    }
}
