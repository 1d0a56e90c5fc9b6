//! The lines of an HTTP/1.1 response head as they came. Sans-IO; what they must say is the protocols' business.

use std::borrow::Cow;

use crate::{
    limits::MAX_HEADER_LINES,
    net::{header_text::header_text, quoted::Quoted},
    transcript::entry::{Headers, Response, is_interim},
};

/// A response head, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ResponseHead {
    /// `1` of HTTP/1.1.
    pub minor_version: u8,
    /// The status code.
    pub status: u16,
    /// The phrase behind it, often empty.
    pub reason_phrase: String,
    /// The header lines in order, names as they came.
    pub headers: Headers,
    /// The first `Location` is no UTF-8: its characters are the bytes that came.
    has_byte_location: bool,
}

/// Why a head cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HeadSyntax {
    /// The first line is no status line.
    #[error("this is no status line: {line} (RFC 9112 §4)")]
    StatusLine {
        /// Its begin.
        line: Quoted,
    },
    /// A header line has no colon.
    #[error("this is no header line: {line} (RFC 9112 §5)")]
    HeaderLine {
        /// Its begin.
        line: Quoted,
    },
    /// There are more lines than [`MAX_HEADER_LINES`].
    #[error("there are more than {limit} header lines")]
    TooManyLines {
        /// What is taken.
        limit: usize,
    },
}

impl ResponseHead {
    /// Reads a whole head, as leniently as browsers do: a line may end with LF alone, be folded, have a space before
    /// its colon, and hold any byte. A line that is not UTF-8 is read as Latin-1.
    ///
    /// # Errors
    /// When a line is not what its place asks for.
    pub fn parse(head: &[u8]) -> Result<Self, HeadSyntax> {
        let mut lines = head.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
        let first = &*header_text(lines.next().unwrap_or_default());
        let status_line = || HeadSyntax::StatusLine { line: Quoted::new(first) };
        let (version, rest) = first.split_once(' ').ok_or_else(status_line)?;
        let minor_version = match version {
            "HTTP/1.1" => 1,
            "HTTP/1.0" => 0,
            _ => return Err(status_line()),
        };
        let (code, reason_phrase) = rest.split_once(' ').unwrap_or((rest, ""));
        if code.len() != 3 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
            return Err(status_line());
        }
        let status = code.parse().ok().filter(|&status| status >= 100).ok_or_else(status_line)?;
        let mut headers = Headers::new();
        let mut has_byte_location = None;
        for line in lines.take_while(|line| !line.is_empty()) {
            let text = header_text(line);
            push_line(&mut headers, &text)?;
            let is_location = headers.last().is_some_and(|(name, _)| name.eq_ignore_ascii_case("location"));
            if is_location && has_byte_location.is_none() {
                has_byte_location = Some(matches!(text, Cow::Owned(_)));
            }
        }
        let has_byte_location = has_byte_location.unwrap_or(false);
        Ok(Self { minor_version, status, reason_phrase: reason_phrase.to_owned(), headers, has_byte_location })
    }

    /// Whether it only comes before the final one. RFC 9110 §15.2.
    pub fn is_interim(&self) -> bool {
        is_interim(self.status)
    }

    /// The values of every line with this name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(line, _)| line.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
    }

    /// Where a redirect leads. Bytes over 7F that are no UTF-8 are escaped as they are, as browsers do.
    pub fn location(&self) -> Option<Cow<'_, str>> {
        let location = self.values("location").next()?;
        if !self.has_byte_location {
            return Some(Cow::Borrowed(location));
        }
        let escaped = |c: char| match u32::from(c) {
            byte @ 0x80.. => format!("%{byte:02X}"),
            _ => c.to_string(),
        };
        Some(Cow::Owned(location.chars().map(escaped).collect()))
    }

    /// The members of a header that is a list, over all its lines. RFC 9110 §5.6.1.
    pub fn members<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.values(name).flat_map(|value| value.split(',')).map(str::trim).filter(|member| !member.is_empty())
    }

    /// For the record.
    pub fn to_record(&self) -> Response {
        let head = Response::new(self.status, Some(self.reason_phrase.clone()), self.headers.clone());
        let http_version = if self.minor_version == 0 { "HTTP/1.0" } else { "HTTP/1.1" };
        Response { http_version: Some(http_version.into()), ..head }
    }
}

/// Takes a header line, or the next part of one that is folded, apart.
fn push_line(headers: &mut Headers, line: &str) -> Result<(), HeadSyntax> {
    if line.starts_with([' ', '\t'])
        && let Some((_, value)) = headers.last_mut()
    {
        // RFC 9112 §5.2.
        value.push(' ');
        value.push_str(line.trim());
        return Ok(());
    }
    // Before the first line there is nothing to fold: RFC 9112 §2.2.
    match line.split_once(':').map(|(name, value)| (name.trim_end(), value.trim())) {
        Some(_) if headers.len() == MAX_HEADER_LINES => Err(HeadSyntax::TooManyLines { limit: MAX_HEADER_LINES }),
        Some((name, value)) if !name.is_empty() && !name.starts_with([' ', '\t']) => {
            headers.push((name.to_owned(), value.to_owned()));
            Ok(())
        }
        _ => Err(HeadSyntax::HeaderLine { line: Quoted::new(line) }),
    }
}

/// A line behind the last chunk, without its end. One that is no header line is kept as a name without a value: it
/// changes nothing. RFC 9112 §7.1.2.
pub(super) fn push_trailer(trailers: &mut Headers, line: &[u8]) {
    let line = header_text(line);
    if push_line(trailers, &line).is_err() && trailers.len() < MAX_HEADER_LINES {
        trailers.push((line.into_owned(), String::new()));
    }
}

/// The header lines of a request head as it is on the wire.
pub fn request_lines(head: &[u8]) -> Headers {
    // Line by line: one in Latin-1 changes nothing in another.
    head.split(|&byte| byte == b'\n')
        .map(|line| header_text(line.strip_suffix(b"\r").unwrap_or(line)))
        .skip(1)
        .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_owned(), value.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kept_as_they_came() {
        let head =
            b"HTTP/1.1 101 Switching  Protocols\r\nUPGRADE:websocket\r\nx-A: 1 \r\nx-a:2\r\n  folded\r\nE:\r\n\r\n";
        let head = ResponseHead::parse(head).expect("a head");
        assert_eq!((head.status, head.reason_phrase.as_str(), head.minor_version), (101, "Switching  Protocols", 1));
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        assert_eq!(
            head.headers,
            [pair("UPGRADE", "websocket"), pair("x-A", "1"), pair("x-a", "2 folded"), pair("E", "")]
        );
        assert_eq!(head.values("X-A").collect::<Vec<_>>(), ["1", "2 folded"]);
    }

    #[test]
    fn a_request_is_read_as_it_left() {
        let lines = request_lines(b"GET / HTTP/1.1\r\nA: caf\xe9\r\nB: caf\xc3\xa9\r\nC: \r\n\r\n");
        let lines: Vec<_> = lines.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(lines, [("A", "café"), ("B", "café"), ("C", "")]);
    }

    #[test]
    fn it_is_as_lenient_as_browsers() {
        let head = b"HTTP/1.0 200\nA : 1\nb\t:2\nC: \xe9\xff\nD: \xc3\xa9\nE: \x01\x7f\0\n\n";
        let head = ResponseHead::parse(head).expect("a head");
        assert_eq!((head.status, head.reason_phrase.as_str(), head.minor_version), (200, "", 0));
        let pairs: Vec<_> = head.headers.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        assert_eq!(pairs, [("A", "1"), ("b", "2"), ("C", "éÿ"), ("D", "é"), ("E", "\u{1}\u{7f}\0")]);
        let many = |count| format!("HTTP/1.1 200 OK\r\n{}\r\n", "X-Many: 1\r\n".repeat(count));
        let head = ResponseHead::parse(many(MAX_HEADER_LINES).as_bytes()).expect("a head");
        assert_eq!(head.headers.len(), MAX_HEADER_LINES);
        let error = ResponseHead::parse(many(MAX_HEADER_LINES + 1).as_bytes()).expect_err("too many lines");
        assert_eq!(error.to_string(), "there are more than 5000 header lines");
    }

    #[test]
    fn what_is_no_head_says_which_line() {
        for line in [
            "HTTP/1.1",
            "HTTP/1.1 99 X",
            "HTTP/1.1 2000 X",
            "HTTP/1.1 +20 X",
            "HTTP/1.1 099 X",
            "HTTP/1.9 200 OK",
            "HTTP/1.1  200 OK",
        ] {
            let error = ResponseHead::parse(format!("{line}\r\n\r\n").as_bytes()).expect_err("no status line");
            assert_eq!(error, HeadSyntax::StatusLine { line: Quoted::new(line) });
        }
        let error = ResponseHead::parse(b"HTTP/1.1 200\r\nno colon\r\n\r\n").expect_err("no header line");
        assert_eq!(error, HeadSyntax::HeaderLine { line: Quoted::new("no colon") });
        for line in [" folded: nothing", ": no name"] {
            let error = ResponseHead::parse(format!("HTTP/1.1 200\r\n{line}\r\n\r\n").as_bytes());
            assert_eq!(error.expect_err("no header line"), HeadSyntax::HeaderLine { line: Quoted::new(line) });
        }
    }
}
