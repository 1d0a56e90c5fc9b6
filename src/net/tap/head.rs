//! Where the head of an HTTP/1.1 response ends. Sans-IO; it does not read what the head says.

/// A longer head is refused.
pub const MAX_HEAD_BYTES: usize = 64 * 1024;

/// Finds the end of a head that comes in pieces.
#[derive(Debug, Default)]
pub struct HeadScanner {
    scanned: usize,
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
}

impl HeadScanner {
    /// Looks at everything that has come so far; each call must see the bytes of the call before.
    pub fn scan(&mut self, bytes: &[u8]) -> HeadEnd {
        const START: &[u8] = b"HTTP/1.";
        let compared = bytes.len().min(START.len());
        if bytes[..compared] != START[..compared] {
            return HeadEnd::NotHttp;
        }
        // An empty line may be ended by CRLF or, by RFC 9112 §2.2, by LF alone.
        for at in memchr::memchr_iter(b'\n', &bytes[self.scanned..]).map(|found| self.scanned + found) {
            let before = bytes[..at].strip_suffix(b"\r").unwrap_or(&bytes[..at]);
            if before.ends_with(b"\n") {
                return if at < MAX_HEAD_BYTES { HeadEnd::At(at + 1) } else { HeadEnd::TooLong };
            }
        }
        self.scanned = bytes.len();
        if bytes.len() > MAX_HEAD_BYTES { HeadEnd::TooLong } else { HeadEnd::NotYet }
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
    fn a_head_without_end_is_refused() {
        let mut bytes = b"HTTP/1.1 200 OK\r\n".to_vec();
        bytes.resize(MAX_HEAD_BYTES, b'a');
        assert_eq!(end(&bytes), HeadEnd::NotYet);
        bytes.push(b'a');
        assert_eq!(end(&bytes), HeadEnd::TooLong);
    }
}
