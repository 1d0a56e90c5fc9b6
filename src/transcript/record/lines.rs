//! The lines of a file, none of which takes more memory than it may.

use std::io::{self, BufRead};

use memchr::memchr;

/// What was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FileLine {
    /// A line with its end.
    Whole,
    /// The last line, which has no end.
    Torn,
    /// A line over the limit. It was passed over.
    TooLong,
    /// Nothing: the file is over, or nobody wants the rest.
    End,
}

/// Reads the next line into `line`, its end included; of one of more than `limit_bytes` nothing is kept. Returns what it
/// is, and how many bytes of the file it has. `goes_on` is asked now and then whether the rest is still wanted.
///
/// # Errors
/// When the file cannot be read.
pub fn read_line(
    file: &mut impl BufRead,
    line: &mut Vec<u8>,
    limit_bytes: u64,
    goes_on: impl Fn() -> bool,
) -> io::Result<(FileLine, u64)> {
    line.clear();
    let mut read_bytes = 0;
    loop {
        let piece = file.fill_buf()?;
        if piece.is_empty() {
            let rest = match read_bytes {
                0 => FileLine::End,
                _ if read_bytes > limit_bytes => FileLine::TooLong,
                _ => FileLine::Torn,
            };
            return Ok((rest, read_bytes));
        }
        let end = memchr(b'\n', piece);
        let taken = end.map_or(piece.len(), |end| end + 1);
        read_bytes += taken as u64;
        if read_bytes <= limit_bytes {
            line.extend_from_slice(&piece[..taken]);
        } else {
            *line = Vec::new();
        }
        file.consume(taken);
        match end {
            Some(_) if read_bytes <= limit_bytes => return Ok((FileLine::Whole, read_bytes)),
            Some(_) => return Ok((FileLine::TooLong, read_bytes)),
            None if goes_on() => {}
            None => return Ok((FileLine::End, read_bytes)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_over_the_limit_is_passed_over_and_the_next_one_is_read() {
        let mut file = io::BufReader::with_capacity(3, &b"ab\n123456789\n\ncd\n1234567"[..]);
        let mut line = Vec::new();
        let mut next = || {
            let (what, bytes) = read_line(&mut file, &mut line, 5, || true).expect("memory");
            (what, bytes, String::from_utf8_lossy(&line).into_owned())
        };
        assert_eq!(next(), (FileLine::Whole, 3, "ab\n".to_owned()));
        assert_eq!(next(), (FileLine::TooLong, 10, String::new()));
        assert_eq!(next(), (FileLine::Whole, 1, "\n".to_owned()));
        assert_eq!(next(), (FileLine::Whole, 3, "cd\n".to_owned()));
        assert_eq!(next(), (FileLine::TooLong, 7, String::new()));
        assert_eq!(next(), (FileLine::End, 0, String::new()));
        let mut torn = &b"123"[..];
        assert_eq!(read_line(&mut torn, &mut line, 5, || true).expect("memory"), (FileLine::Torn, 3));
    }

    #[test]
    fn a_line_without_an_end_costs_no_memory_and_can_be_given_up() {
        let mut endless = io::BufReader::new(io::repeat(b'x'));
        let mut line = Vec::new();
        let asked = std::cell::Cell::new(0);
        let goes_on = || asked.replace(asked.get() + 1) < 1_000;
        let (what, bytes) = read_line(&mut endless, &mut line, 100_000, goes_on).expect("memory");
        assert_eq!(what, FileLine::End);
        assert!(bytes > 5_000_000 && line.capacity() < 200_000, "{bytes} {}", line.capacity());
    }
}
