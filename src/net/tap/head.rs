//! Where the head of an HTTP/1.1 response ends. Sans-IO; it does not read what the head says.

use crate::limits::{MAX_HEAD_BYTES, MAX_HEADER_LINE_BYTES};

/// Finds the end of a head that comes in pieces.
#[derive(Debug, Default)]
pub struct HeadScanner {
    scanned: usize,
    line_begin: usize,
    lines: usize,
}

/// What is known of a head so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadEnd {
    /// More bytes are needed.
    NotYet,
    /// The head, with its empty line, is this long.
    At(usize),
    /// These bytes begin no HTTP/1 response.
    NotHttp,
    /// There are more than [`MAX_HEAD_BYTES`] without an end.
    TooLong,
    /// A line has more than [`MAX_HEADER_LINE_BYTES`].
    LineTooLong {
        /// Its number, from 1.
        number: usize,
        /// Where it begins.
        begin: usize,
    },
}

impl HeadScanner {
    /// Looks at everything that has come so far; each call must see the bytes of the call before.
    pub fn scan(&mut self, bytes: &[u8]) -> HeadEnd {
        const START: &[u8] = b"HTTP/1.";
        let compared = bytes.len().min(START.len());
        if bytes[..compared] != START[..compared] {
            return HeadEnd::NotHttp;
        }
        for at in memchr::memchr_iter(b'\n', &bytes[self.scanned..]).map(|found| self.scanned + found) {
            let end = at + 1;
            if end > MAX_HEAD_BYTES {
                return HeadEnd::TooLong;
            }
            if end - self.line_begin > MAX_HEADER_LINE_BYTES {
                return self.line_too_long();
            }
            // An empty line may be ended by CRLF or, by RFC 9112 §2.2, by LF alone.
            if self.lines > 0 && matches!(&bytes[self.line_begin..at], b"" | b"\r") {
                return HeadEnd::At(end);
            }
            self.lines += 1;
            self.line_begin = end;
        }
        self.scanned = bytes.len();
        if bytes.len() > MAX_HEAD_BYTES {
            HeadEnd::TooLong
        } else if bytes.len() - self.line_begin > MAX_HEADER_LINE_BYTES {
            self.line_too_long()
        } else {
            HeadEnd::NotYet
        }
    }

    fn line_too_long(&self) -> HeadEnd {
        HeadEnd::LineTooLong { number: self.lines + 1, begin: self.line_begin }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn end(bytes: &[u8]) -> HeadEnd {
        HeadScanner::default().scan(bytes)
    }

    #[test]
    fn the_end_is_behind_the_empty_line() {
        for (bytes, expected) in [
            (&b""[..], HeadEnd::NotYet),
            (b"HTT", HeadEnd::NotYet),
            (b"HTTP/1.1 101 X\r\n\r", HeadEnd::NotYet),
            (b"HTTP/1.1 101 X\r\n\r\n", HeadEnd::At(18)),
            (b"HTTP/1.1 101 X\n\n\x81", HeadEnd::At(16)),
            (b"HTTP/1.1 101 X\r\nA: b\r\n\r\n\r\n\r\n", HeadEnd::At(24)),
            (b"HTTP/2", HeadEnd::NotHttp),
            (b"\x00", HeadEnd::NotHttp),
        ] {
            assert_eq!(end(bytes), expected, "{}", bytes.escape_ascii());
        }
    }

    #[test]
    fn a_line_without_end_is_refused_and_named() {
        let status = b"HTTP/1.1 200 OK\r\n";
        let mut bytes = [&status[..], b"A: 1\r\n"].concat();
        let begin = bytes.len();
        bytes.resize(begin + MAX_HEADER_LINE_BYTES, b'a');
        assert_eq!(end(&bytes), HeadEnd::NotYet);
        bytes.push(b'a');
        assert_eq!(end(&bytes), HeadEnd::LineTooLong { number: 3, begin });
        // One that ends beyond the limit is too long as well, one that ends at it is not.
        bytes.extend_from_slice(b"\r\n\r\n");
        assert_eq!(end(&bytes), HeadEnd::LineTooLong { number: 3, begin });
        bytes.drain(begin..begin + 3);
        assert_eq!(end(&bytes), HeadEnd::At(bytes.len()));
        assert_eq!(end(&[b"HTTP/1.1 200 ".to_vec(), vec![b'x'; MAX_HEADER_LINE_BYTES]].concat()), {
            HeadEnd::LineTooLong { number: 1, begin: 0 }
        });
    }

    #[test]
    fn a_head_without_end_is_refused() {
        let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
        while bytes.len() + 100 <= MAX_HEAD_BYTES {
            bytes.extend_from_slice(&[&[b'a'; 98][..], b"\r\n"].concat());
        }
        assert_eq!(end(&bytes), HeadEnd::NotYet);
        let room = MAX_HEAD_BYTES - bytes.len();
        bytes.extend_from_slice(&vec![b'a'; room]);
        assert_eq!(end(&bytes), HeadEnd::NotYet);
        bytes.push(b'a');
        assert_eq!(end(&bytes), HeadEnd::TooLong);
    }
}
