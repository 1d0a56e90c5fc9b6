//! How long the body behind a head is. RFC 9112 §6.3. Sans-IO.

use super::{super::quoted::Quoted, head::ResponseHead};

/// What ends a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// So many bytes.
    Length(u64),
    /// The last chunk.
    Chunked,
    /// The connection's end.
    ToTheEnd,
}

/// Why a body's length is not known; said of the answer.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FramingFault {
    /// `Content-Length` is no number of 64 bits.
    #[error("has the Content-Length {value}, which is no number of bytes (RFC 9112 §6.3)")]
    NotANumber {
        /// The value of the header, or its begin.
        value: Quoted,
    },
    /// There are several, and they differ: who believes another one than a proxy reads another answer.
    #[error("has more than one Content-Length: {one} and {other} (RFC 9112 §6.3)")]
    Conflicting {
        /// The first.
        one: u64,
        /// Another one.
        other: u64,
    },
}

impl Framing {
    /// The body's length in bytes, where its head announced it.
    pub fn length(self) -> Option<u64> {
        if let Self::Length(bytes) = self { Some(bytes) } else { None }
    }

    /// The framing of the body behind a head; `of_head` where `HEAD` was asked.
    ///
    /// # Errors
    /// When the head contradicts itself.
    pub fn of(head: &ResponseHead, of_head: bool) -> Result<Self, FramingFault> {
        if of_head || matches!(head.status, 100..=199 | 204 | 304) {
            return Ok(Self::Length(0));
        }
        if let Some(last) = head.members("transfer-encoding").last() {
            return Ok(if last.eq_ignore_ascii_case("chunked") { Self::Chunked } else { Self::ToTheEnd });
        }
        Ok(content_length(head)?.map_or(Self::ToTheEnd, Self::Length))
    }
}

/// The length that all lines agree on.
fn content_length(head: &ResponseHead) -> Result<Option<u64>, FramingFault> {
    let mut length = None;
    for value in head.values("content-length").flat_map(|line| line.split(',')).map(str::trim) {
        // Without the digits alone, `+5` would be a number.
        let number = Some(value).filter(|value| value.bytes().all(|byte| byte.is_ascii_digit()));
        let number = number.and_then(|value| value.parse().ok());
        let number = number.ok_or_else(|| FramingFault::NotANumber { value: Quoted::new(value) })?;
        match length.replace(number) {
            Some(one) if one != number => return Err(FramingFault::Conflicting { one, other: number }),
            _ => {}
        }
    }
    Ok(length)
}

/// Whether the connection may carry another request, by what the answer says. RFC 9112 §9.3.
pub fn may_be_reused(head: &ResponseHead, framing: Framing) -> bool {
    let says = |token: &str| head.members("connection").any(|member| member.eq_ignore_ascii_case(token));
    let persists = if head.minor_version == 0 { says("keep-alive") } else { !says("close") };
    // Both lengths may be a smuggled answer: RFC 9112 §6.3. In HTTP/1.0 there are no transfer codings: §6.1.
    let is_coded = head.values("transfer-encoding").next().is_some();
    let is_doubtful = is_coded && (head.minor_version == 0 || head.values("content-length").next().is_some());
    persists && !is_doubtful && head.status != 101 && framing != Framing::ToTheEnd
}

#[cfg(test)]
mod tests {
    use super::*;

    fn head(text: &str) -> ResponseHead {
        ResponseHead::parse(format!("HTTP/{text}\r\n\r\n").as_bytes()).expect("a head")
    }

    #[test]
    fn the_table_of_rfc_9112() {
        use Framing::{Chunked, Length, ToTheEnd};
        for (text, framing, reused) in [
            ("1.1 200", ToTheEnd, false),
            ("1.1 200\r\nContent-Length: 5", Length(5), true),
            ("1.1 200\r\nContent-Length: 5\r\ncontent-length: 5", Length(5), true),
            ("1.1 200\r\nContent-Length: 5, 5", Length(5), true),
            ("1.1 200\r\nContent-Length: 005", Length(5), true),
            ("1.1 200\r\nContent-Length: 18446744073709551615", Length(u64::MAX), true),
            ("1.1 200\r\nContent-Length: 5\r\nConnection: x, Close", Length(5), false),
            ("1.0 200\r\nContent-Length: 5", Length(5), false),
            ("1.0 200\r\nContent-Length: 5\r\nConnection: Keep-Alive", Length(5), true),
            ("1.1 200\r\nTransfer-Encoding: Chunked", Chunked, true),
            ("1.1 200\r\nTransfer-Encoding: gzip, chunked", Chunked, true),
            ("1.1 200\r\nTransfer-Encoding: gzip\r\nTransfer-Encoding: chunked", Chunked, true),
            ("1.1 200\r\nTransfer-Encoding: chunked, gzip", ToTheEnd, false),
            ("1.1 200\r\nTransfer-Encoding: chunked\r\nContent-Length: 5", Chunked, false),
            ("1.1 200\r\nContent-Length: x\r\nTransfer-Encoding: chunked", Chunked, false),
            ("1.0 200\r\nTransfer-Encoding: chunked\r\nConnection: keep-alive", Chunked, false),
            ("1.1 204\r\nContent-Length: 5", Length(0), true),
            ("1.1 304\r\nTransfer-Encoding: chunked", Length(0), true),
            ("1.1 304\r\nContent-Length: x", Length(0), true),
            ("1.1 101", Length(0), false),
        ] {
            let head = head(text);
            assert_eq!(Framing::of(&head, false), Ok(framing), "{text}");
            assert_eq!(may_be_reused(&head, framing), reused, "{text}");
            assert_eq!(Framing::of(&head, true), Ok(Length(0)), "{text}");
        }
    }

    #[test]
    fn lengths_that_are_none_are_faults() {
        for value in ["", "-5", "+5", "0x5", "5 5", "5;", "five", "18446744073709551616", "5,", "1.0"] {
            let fault = Framing::of(&head(&format!("1.1 200\r\nContent-Length: {value}")), false);
            assert!(matches!(fault, Err(FramingFault::NotANumber { .. })), "{value}: {fault:?}");
        }
        for lines in ["Content-Length: 5\r\nContent-Length: 6", "Content-Length: 5, 6"] {
            let fault = Framing::of(&head(&format!("1.1 200\r\n{lines}")), false);
            assert_eq!(fault, Err(FramingFault::Conflicting { one: 5, other: 6 }));
        }
    }
}
