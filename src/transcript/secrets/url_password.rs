//! Where passwords stand in URLs, also in those that are not quite URLs. Says where, replaces nothing.
//!
//! The rule: from the first `:` of `X:Y@` to the last `@` before a space, a quote, `<` or the end, with or without
//! `//` and across `/`; not where a port follows the colon, and not in a path. It rather hides too much of an address
//! than a part of its password: in `http://u:p@h/a@b` the password may be `p@h/a`.

use std::ops::Range;

use memchr::{memchr, memrchr};

/// Schemes that are followed by an address even if their slashes are missing.
const SCHEMES: [&str; 10] = ["http", "https", "ws", "wss", "ftp", "socks4", "socks4a", "socks5", "socks5h", "socks"];

/// The passwords in a text, in order. Linear, whatever the text.
#[derive(Clone, Debug)]
pub(super) struct UrlPasswords<'a> {
    text: &'a [u8],
    from: usize,
}

impl<'a> UrlPasswords<'a> {
    pub(super) fn of(text: &'a [u8]) -> Self {
        Self { text, from: 0 }
    }
}

impl Iterator for UrlPasswords<'_> {
    type Item = Range<usize>;

    fn next(&mut self) -> Option<Range<usize>> {
        loop {
            let text = self.text;
            let at = self.from + memchr(b'@', text.get(self.from..)?)?;
            let start = text[self.from..at]
                .iter()
                .rposition(|&byte| ends_address(byte))
                .map_or(self.from, |end| self.from + end + 1);
            let end = text[at..].iter().position(|&byte| ends_address(byte)).map_or(text.len(), |length| at + length);
            self.from = end;
            if let Some(password) = password(&text[start..end]) {
                return Some(start + password.start..start + password.end);
            }
        }
    }
}

fn ends_address(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t'..=b'\r' | b'"' | b'<')
}

/// Where the password stands in one address.
pub(super) fn password(address: &[u8]) -> Option<Range<usize>> {
    let at = memrchr(b'@', address)?;
    let mut start = slashes(address);
    if start < 2 {
        start = 0;
    }
    // Behind slashes stands a user, even one who is called like a scheme.
    let mut may_be_scheme = start == 0;
    loop {
        let authority = &address[start..at];
        let delimiter = start + first_delimiter(authority)?;
        if address[delimiter] != b':' {
            start = next_authority(address, delimiter, at)?;
            may_be_scheme = false;
            continue;
        }
        let rest = &address[delimiter + 1..];
        let slashes = slashes(rest);
        let is_scheme = may_be_scheme && is_scheme(&address[start..delimiter]);
        if slashes >= 2 || is_scheme && (slashes == 1 || has_colon(&rest[..at - delimiter - 1])) {
            start = delimiter + 1 + slashes;
            may_be_scheme = slashes == 0;
        } else if is_port(rest) {
            start = next_authority(address, delimiter, at)?;
            may_be_scheme = false;
        } else {
            return Some(delimiter + 1..at);
        }
    }
}

/// The first `:`, `/`, `?` or `#` that is not inside an IPv6 address.
fn first_delimiter(authority: &[u8]) -> Option<usize> {
    let mut from = 0;
    while let Some(byte) = authority.get(from) {
        match byte {
            b':' | b'/' | b'?' | b'#' => return Some(from),
            b'[' => {
                let is_inside = |byte: &u8| byte.is_ascii_hexdigit() || matches!(byte, b':' | b'.' | b'%');
                let length = authority[from + 1..].iter().take_while(|byte| is_inside(byte)).count();
                from += if authority.get(from + 1 + length) == Some(&b']') { length + 2 } else { 1 };
            }
            _ => from += 1,
        }
    }
    None
}

/// Behind the next two slashes.
fn next_authority(address: &[u8], from: usize, end: usize) -> Option<usize> {
    let mut from = from;
    while from < end {
        from += memchr::memchr2(b'/', b'\\', &address[from..end])?;
        let slashes = slashes(&address[from..]);
        from += slashes;
        if slashes >= 2 {
            return Some(from);
        }
    }
    None
}

/// How many slashes it begins with. URLs of the web take `\` for one. WHATWG URL §4.4.
fn slashes(text: &[u8]) -> usize {
    text.iter().take_while(|byte| matches!(byte, b'/' | b'\\')).count()
}

fn is_scheme(before_colon: &[u8]) -> bool {
    let length = before_colon.iter().rev().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let word = &before_colon[before_colon.len() - length..];
    SCHEMES.iter().any(|scheme| word.eq_ignore_ascii_case(scheme.as_bytes()))
}

/// Whether a colon comes before the address goes on to its path.
fn has_colon(authority: &[u8]) -> bool {
    first_delimiter(authority).is_some_and(|delimiter| authority[delimiter] == b':')
}

/// Whether a path, a query or a fragment follows after nothing but a port.
fn is_port(rest: &[u8]) -> bool {
    let digits = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let port = std::str::from_utf8(&rest[..digits]).ok().and_then(|digits| digits.parse::<u16>().ok());
    port.is_some() && matches!(rest.get(digits), Some(b'/' | b'?' | b'#'))
}
