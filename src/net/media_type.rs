//! What an answer's head says of the type of its body: the charset. WHATWG MIME Sniffing §4.4, Fetch §3.5. Sans-IO.

use super::http1::head::ResponseHead;
use crate::transcript::{Charset, token::is_token};

/// The charset that a head declares for its body, where that is not UTF-8. A label that nobody knows is as none.
pub fn declared_charset(head: &ResponseHead) -> Option<Charset> {
    let (mut essence, mut charset) = (String::new(), None);
    // The last value that is a type counts. It takes over the charset of one before that is of the same type.
    for value in head.values("content-type").flat_map(split_values) {
        let Some(media_type) = MediaType::parse(value) else { continue };
        if media_type.charset.is_some() || media_type.essence != essence {
            charset = media_type.charset;
        }
        essence = media_type.essence;
    }
    Charset::for_label(charset?.as_bytes())
}

/// A type as far as it matters here.
#[derive(Debug, PartialEq, Eq)]
struct MediaType {
    essence: String,
    charset: Option<String>,
}

impl MediaType {
    fn parse(value: &str) -> Option<Self> {
        let (essence, mut rest) = value.split_once(';').unwrap_or((value, ""));
        let (kind, subtype) = essence.trim().split_once('/')?;
        if !is_token(kind) || !is_token(subtype) || essence.trim() == "*/*" {
            return None;
        }
        let mut charset = None;
        while !rest.is_empty() && charset.is_none() {
            let (name, value, after) = parameter(rest);
            charset = value.filter(|_| name.trim().eq_ignore_ascii_case("charset"));
            rest = after;
        }
        Some(Self { essence: essence.trim().to_ascii_lowercase(), charset })
    }
}

/// The next parameter's name and value, and what is behind its semicolon.
fn parameter(text: &str) -> (&str, Option<String>, &str) {
    let end = text.find([';', '=']).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let Some(value) = rest.strip_prefix('=') else { return (name, None, rest.strip_prefix(';').unwrap_or("")) };
    let Some(quoted) = value.strip_prefix('"') else {
        let (value, after) = value.split_once(';').unwrap_or((value, ""));
        return (name, Some(value.trim().to_owned()).filter(|value| !value.is_empty()), after);
    };
    let (value, behind) = unquoted(quoted);
    (name, Some(value), behind.split_once(';').map_or("", |(_, after)| after))
}

/// A quoted string from behind its first quote, without its escapes, and what is behind its last. RFC 9110 §5.6.4.
fn unquoted(text: &str) -> (String, &str) {
    let (mut value, mut is_escaped) = (String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => {
                value.push(c);
                is_escaped = false;
            }
            '\\' => is_escaped = true,
            '"' => return (value, &text[at + 1..]),
            _ => value.push(c),
        }
    }
    (value, "")
}

/// The values of one line; a comma in quotes is none between them. Fetch §2.2.2, "get, decode, and split".
fn split_values(line: &str) -> impl Iterator<Item = &str> {
    let mut is_quoted = false;
    let mut is_escaped = false;
    line.split(move |c| {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = is_quoted,
            '"' => is_quoted = !is_quoted,
            ',' => return !is_quoted,
            _ => {}
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn charset(lines: &[&str]) -> Option<&'static str> {
        let lines: Vec<_> = lines.iter().map(|value| format!("Content-Type: {value}\r\n")).collect();
        let head = format!("HTTP/1.1 200 OK\r\n{}\r\n", lines.concat());
        let head = ResponseHead::parse(head.as_bytes()).expect("a head");
        declared_charset(&head).map(Charset::name)
    }

    #[test]
    fn a_charset_is_read_as_browsers_read_it() {
        for (value, name) in [
            ("text/plain", None),
            ("text/plain;charset=windows-1251", Some("windows-1251")),
            ("text/plain; Charset=CP1251 ", Some("windows-1251")),
            ("text/plain; charset=\"windows-1251\"", Some("windows-1251")),
            ("text/plain; charset=\"windows-\\1251\" ; x=y", Some("windows-1251")),
            ("text/plain; charset=\"windows-1251", Some("windows-1251")),
            ("text/plain; a=\"x;charset=koi8-r\"; charset=latin1", Some("windows-1252")),
            ("text/plain; a=\"x\\\";charset=koi8-r\"; charset=gb2312", Some("GBK")),
            ("text/plain; charset=shift_jis; charset=koi8-r", Some("Shift_JIS")),
            ("text/plain; charset; charset=koi8-r", Some("KOI8-R")),
            ("text/plain; charset=; charset=koi8-r", Some("KOI8-R")),
            ("text/plain; charset=utf-16", Some("UTF-16LE")),
            ("text/plain; charset=\"utf-8\"", None),
            ("text/plain; charset=UTF8", None),
            ("text/plain; charset=no-such-thing", None),
            ("text/plain; xcharset=koi8-r", None),
            ("charset=koi8-r", None),
            ("text; charset=koi8-r", None),
            ("", None),
        ] {
            assert_eq!(charset(&[value]), name, "{value}");
        }
    }

    #[test]
    fn the_last_type_counts_and_keeps_the_charset_of_its_like() {
        for (lines, name) in [
            (&["text/html;charset=koi8-r", "text/html"][..], Some("KOI8-R")),
            (&["text/html;charset=koi8-r", "text/plain"], None),
            (&["text/html;charset=koi8-r", "text/html;charset=big5"], Some("Big5")),
            (&["text/html;charset=koi8-r, text/html;x=\",\", broken"], Some("KOI8-R")),
            (&["text/html;charset=koi8-r", "*/*"], Some("KOI8-R")),
        ] {
            assert_eq!(charset(lines), name, "{lines:?}");
        }
    }
}
