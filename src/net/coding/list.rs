//! Which codings an answer's head names, and which a request asks for. RFC 9110 §8.4, §12.5.3.

use std::fmt;

use http::{HeaderValue, header};

use crate::{
    limits::MAX_CONTENT_CODINGS,
    net::{headers::HeaderLine, http1::head::ResponseHead, quoted::Quoted},
    transcript::{
        entry::Headers,
        reason::{Code, HasReason, Reason},
    },
};

/// What a request asks for that wants every coding which is known here.
pub const ALL_CODINGS: &str = "gzip, deflate, br";

/// A coding that can be taken off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ContentCoding {
    /// `gzip` and `x-gzip`: RFC 1952.
    Gzip,
    /// `deflate`: RFC 1950, and as some servers send it, RFC 1951 alone.
    Deflate,
    /// `br`: RFC 7932.
    Brotli,
}

/// Why the codings of a body stay on it; said of the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotDecoded {
    /// One of them is not known here.
    #[error("has the content coding {coding}, which is not known here: its body is left as it came")]
    Unknown {
        /// What it is called.
        coding: Quoted,
    },
    /// There are more than [`MAX_CONTENT_CODINGS`].
    #[error("has {count} content codings, and at most {limit} are taken off: its body is left as it came")]
    TooMany {
        /// How many.
        count: usize,
        /// What is taken.
        limit: usize,
    },
}

impl HasReason for NotDecoded {
    fn reason(&self) -> Reason {
        match self {
            Self::Unknown { coding } => Reason::new(Code::UnknownCoding).with("coding", coding.to_string()),
            Self::TooMany { count, limit } => {
                Reason::new(Code::TooManyCodings).with("count", *count).with("limit", *limit)
            }
        }
    }
}

impl ContentCoding {
    /// The word in a header.
    pub fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
            Self::Brotli => "br",
        }
    }

    fn of(token: &str) -> Option<Self> {
        [Self::Gzip, Self::Deflate, Self::Brotli].into_iter().find(|coding| is_same(coding.name(), token))
    }
}

impl fmt::Display for ContentCoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The codings of the body behind a head, in the order in which they were applied.
///
/// # Errors
/// When they cannot be taken off.
pub fn codings_of(head: &ResponseHead) -> Result<Vec<ContentCoding>, NotDecoded> {
    let tokens: Vec<&str> = tokens_of(head).collect();
    if tokens.len() > MAX_CONTENT_CODINGS {
        return Err(NotDecoded::TooMany { count: tokens.len(), limit: MAX_CONTENT_CODINGS });
    }
    let coding = |token| ContentCoding::of(token).ok_or_else(|| NotDecoded::Unknown { coding: Quoted::new(token) });
    tokens.into_iter().map(coding).collect()
}

/// The names as they stand in the head, without the one for no coding at all.
fn tokens_of(head: &ResponseHead) -> impl Iterator<Item = &str> {
    head.members("content-encoding").filter(|token| !token.eq_ignore_ascii_case("identity"))
}

/// RFC 9110 §8.4.1: `x-gzip` and `gzip` are one, as are `x-compress` and `compress`.
fn is_same(one: &str, other: &str) -> bool {
    let plain = |token: &str| {
        let token = token.to_ascii_lowercase();
        token.strip_prefix("x-").map_or_else(|| token.clone(), str::to_owned)
    };
    plain(one) == plain(other)
}

/// The `Accept-Encoding` of a request. Without one nothing is asked for: that a server may choose then says the
/// standard, but no server should.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AskedCodings(String);

impl AskedCodings {
    /// By the whole head of a request.
    pub fn by(headers: &Headers) -> Self {
        let lines = headers.iter().filter(|(name, _)| name.eq_ignore_ascii_case("accept-encoding"));
        Self(lines.map(|(_, value)| value.as_str()).collect::<Vec<_>>().join(","))
    }

    /// The codings of an answer that were not asked for, as its head names them.
    pub fn missing_of(&self, head: &ResponseHead) -> Vec<Quoted> {
        tokens_of(head).filter(|token| !self.asks_for(token)).take(MAX_CONTENT_CODINGS).map(Quoted::new).collect()
    }

    fn asks_for(&self, token: &str) -> bool {
        let mut asks_for_any = false;
        for member in self.0.split(',') {
            let mut parts = member.split(';').map(str::trim);
            let name = parts.next().unwrap_or_default();
            let is_wanted = !parts.any(is_zero_weight);
            if is_same(name, token) {
                return is_wanted;
            }
            if name == "*" {
                asks_for_any = is_wanted;
            }
        }
        asks_for_any
    }
}

/// `q=0`: not wanted. RFC 9110 §12.4.2.
fn is_zero_weight(parameter: &str) -> bool {
    let weight = parameter.split_once('=').filter(|(name, _)| name.trim().eq_ignore_ascii_case("q"));
    weight.and_then(|(_, weight)| weight.trim().parse::<f32>().ok()) == Some(0.0)
}

/// Asks for every coding that is known here, unless the user has written an `Accept-Encoding`.
pub fn ask_for_codings(lines: &mut Vec<HeaderLine>) {
    if !lines.iter().any(|line| line.name() == header::ACCEPT_ENCODING) {
        lines.push(HeaderLine::new(header::ACCEPT_ENCODING, HeaderValue::from_static(ALL_CODINGS)));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::headers::parse_pair;

    fn head(lines: &str) -> ResponseHead {
        ResponseHead::parse(format!("HTTP/1.1 200 OK\r\n{lines}\r\n").as_bytes()).expect("a head")
    }

    #[test]
    fn codings_are_read_over_all_lines_in_any_case() {
        use ContentCoding::{Brotli, Deflate, Gzip};
        for (lines, codings) in [
            ("", vec![]),
            ("Content-Encoding: \r\n", vec![]),
            ("Content-Encoding: identity\r\n", vec![]),
            ("content-encoding: GZip\r\n", vec![Gzip]),
            ("Content-Encoding: x-gzip\r\n", vec![Gzip]),
            ("Content-Encoding: deflate , Identity,br\r\n", vec![Deflate, Brotli]),
            ("Content-Encoding: br\r\nX-A: b\r\nCONTENT-ENCODING: gzip,,gzip\r\n", vec![Brotli, Gzip, Gzip]),
        ] {
            assert_eq!(codings_of(&head(lines)), Ok(codings), "{lines}");
        }
    }

    #[test]
    fn what_is_not_known_is_left_on_with_all_that_is_below() {
        for line in ["zstd", "gzip, zstd", "zstd, gzip", "gzip;q=1", "compress", "g zip"] {
            let left_on = codings_of(&head(&format!("Content-Encoding: {line}\r\n")));
            assert!(matches!(left_on, Err(NotDecoded::Unknown { .. })), "{line}: {left_on:?}");
        }
        let many = format!("Content-Encoding: {}\r\n", ["gzip"; MAX_CONTENT_CODINGS + 1].join(", "));
        let left_on = codings_of(&head(&many)).expect_err("too many");
        assert_eq!(left_on, NotDecoded::TooMany { count: MAX_CONTENT_CODINGS + 1, limit: MAX_CONTENT_CODINGS });
    }

    #[test]
    fn a_coding_is_asked_for_by_its_name_or_by_a_star() {
        for (asked, coding, is_asked) in [
            (None, "gzip", false),
            (Some(""), "gzip", false),
            (Some("gzip, deflate, br"), "br", true),
            (Some("gzip, deflate, br"), "zstd", false),
            (Some("GZIP"), "x-gzip", true),
            (Some("gzip;q=0"), "gzip", false),
            (Some("gzip; Q=0.000, *"), "gzip", false),
            (Some("gzip;q=0.1"), "gzip", true),
            (Some("*"), "br", true),
            (Some("*;q=0, br"), "br", true),
            (Some("*;q=0"), "br", false),
            (Some("identity"), "gzip", false),
        ] {
            let headers = asked.map(|asked| ("Accept-Encoding".to_owned(), asked.to_owned())).into_iter().collect();
            let missing = AskedCodings::by(&headers).missing_of(&head(&format!("Content-Encoding: {coding}\r\n")));
            assert_eq!(missing.is_empty(), is_asked, "{asked:?} {coding}");
        }
    }

    #[test]
    fn the_users_own_line_is_kept() {
        let mut lines = vec![];
        ask_for_codings(&mut lines);
        ask_for_codings(&mut lines);
        assert_eq!(lines, [parse_pair("Accept-Encoding", "gzip, deflate, br").expect("a header")]);
    }
}
