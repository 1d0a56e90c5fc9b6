//! One header line of a request, with its name as it stands on the wire.

use http::{HeaderName, HeaderValue};

use crate::transcript::{
    reason::{Code, HasReason, Reason},
    secrets::{is_secret_header, name_of_line},
};

/// A header line that can be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeaderLine {
    name: HeaderName,
    spelling: Box<str>,
    value: HeaderValue,
}

/// Why a header line cannot be sent.
#[derive(Debug, thiserror::Error)]
pub enum HeaderError {
    /// There is no colon. The line is not repeated: what follows the name may be secret.
    #[error("a header is written 'Name: value', there is no colon behind {name:?}")]
    NoColon {
        /// What the line begins with, as far as it can be a name.
        name: String,
    },
    /// The name is none. Nor is it repeated as a whole: it may be a value whose name has no colon.
    #[error("what begins with {name:?} is not a header name: that has no spaces, and none of ()<>@,;:\\\"/[]?={{}}")]
    Name {
        /// What was typed, as far as it can be a name.
        name: String,
        /// That it is no token (RFC 9110 §5.1).
        source: http::header::InvalidHeaderName,
    },
    /// The value holds a character that no header may have. The value is not repeated: it may be secret.
    #[error("the value of the header {name} holds a control character")]
    Value {
        /// The header's name.
        name: String,
        /// That a byte of it may not stand in a value (RFC 9110 §5.5).
        source: http::header::InvalidHeaderValue,
    },
}

impl HeaderLine {
    /// A line of ours: its name is spelled as in the standards.
    pub fn new(name: HeaderName, value: HeaderValue) -> Self {
        let spelling = standard_spelling(name.as_str()).into();
        Self { name, spelling, value }
    }

    /// The name without its case.
    pub fn name(&self) -> &HeaderName {
        &self.name
    }

    /// The name as it is sent.
    pub fn spelling(&self) -> &str {
        &self.spelling
    }

    /// The value.
    pub fn value(&self) -> &HeaderValue {
        &self.value
    }
}

/// Reads `Name: value`; white space around the value is not part of it.
///
/// # Errors
/// When the line has no colon or its name or value cannot be sent.
pub fn parse_line(line: &str) -> Result<HeaderLine, HeaderError> {
    let (name, value) = line.split_once(':').ok_or_else(|| HeaderError::NoColon { name: shown(line) })?;
    parse_pair(name.trim(), value.trim())
}

/// Checks a name and a value. The name is sent as it is spelled, text beyond ASCII as UTF-8.
///
/// # Errors
/// When either cannot be sent.
pub fn parse_pair(name: &str, value: &str) -> Result<HeaderLine, HeaderError> {
    let header_name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|source| HeaderError::Name { name: shown(name), source })?;
    let mut header_value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|source| HeaderError::Value { name: name.to_owned(), source })?;
    header_value.set_sensitive(is_secret_header(name));
    Ok(HeaderLine { name: header_name, spelling: name.into(), value: header_value })
}

/// What may be shown of a line in which something is wrong.
fn shown(line: &str) -> String {
    const MAX_CHARACTERS: usize = 64;
    name_of_line(line).chars().take(MAX_CHARACTERS).collect()
}

/// `x-request-id` as `X-Request-Id`: some servers compare names with their case.
fn standard_spelling(name: &str) -> String {
    if name == "last-event-id" {
        return "Last-Event-ID".to_owned();
    }
    let mut at_start = true;
    name.replace("websocket", "webSocket")
        .chars()
        .map(|c| {
            let shown = if at_start { c.to_ascii_uppercase() } else { c };
            at_start = c == '-';
            shown
        })
        .collect()
}

impl HasReason for HeaderError {
    fn reason(&self) -> Reason {
        let (code, name) = match self {
            Self::NoColon { name } => (Code::HeaderWithoutColon, name),
            Self::Name { name, .. } => (Code::HeaderNameInvalid, name),
            Self::Value { name, .. } => (Code::HeaderValueInvalid, name),
        };
        Reason::new(code).with("name", name)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_spelled_as_it_was_typed_and_ours_as_in_the_standards() {
        let line = parse_line("x-MIXED-case:  a b ").expect("a header");
        assert_eq!(
            (line.name().as_str(), line.spelling(), line.value()),
            ("x-mixed-case", "x-MIXED-case", &HeaderValue::from_static("a b"))
        );
        for (name, spelling) in [
            ("sec-websocket-key", "Sec-WebSocket-Key"),
            ("last-event-id", "Last-Event-ID"),
            ("x-file-id", "X-File-Id"),
            ("host", "Host"),
        ] {
            let line = HeaderLine::new(HeaderName::from_static(name), HeaderValue::from_static("1"));
            assert_eq!(line.spelling(), spelling);
        }
    }

    #[test]
    fn a_line_that_cannot_be_sent_says_why_without_its_value() {
        let error = parse_line("X: a\nb").expect_err("a newline");
        assert!(!error.to_string().contains("a\nb"));
        for (line, name) in [
            ("Authorization Bearer hush", "Authorization"),
            ("Authorization=Bearer hush", "Authorization"),
            ("Authorization Bearer hush:x", "Authorization"),
            ("X-Key\thush: x", "X-Key"),
            ("(hush", "hush"),
        ] {
            let words = parse_line(line).expect_err("no header").to_string();
            assert!(
                words.contains(&format!("{name:?}")) && words.matches("hush").count() <= name.matches("hush").count(),
                "{words}"
            );
        }
        let line = parse_line("cookie: hush").expect("a header");
        assert!(!format!("{line:?}").contains("hush"));
    }
}
