//! Header lines of a request: the protocol's own, replaced or joined by the user's.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use percent_encoding::percent_decode_str;
use url::Url;

use super::header_text::header_text;
use crate::transcript::{
    entry::Headers,
    secrets::{is_secret_header, name_of_line},
};

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
        /// Why.
        source: http::header::InvalidHeaderName,
    },
    /// The value holds a character that no header may have. The value is not repeated: it may be secret.
    #[error("the value of the header {name} holds a control character")]
    Value {
        /// The header's name.
        name: String,
        /// Why.
        source: http::header::InvalidHeaderValue,
    },
}

/// Reads `Name: value`; one space behind the colon is not part of the value.
///
/// # Errors
/// When the line has no colon or its name or value cannot be sent.
pub fn parse_line(line: &str) -> Result<(HeaderName, HeaderValue), HeaderError> {
    let (name, value) = line.split_once(':').ok_or_else(|| HeaderError::NoColon { name: shown(line) })?;
    parse_pair(name.trim(), value.trim())
}

/// Checks a name and a value. Text beyond ASCII is sent as UTF-8.
///
/// # Errors
/// When either cannot be sent.
pub fn parse_pair(name: &str, value: &str) -> Result<(HeaderName, HeaderValue), HeaderError> {
    let header_name =
        HeaderName::from_bytes(name.as_bytes()).map_err(|source| HeaderError::Name { name: shown(name), source })?;
    let mut header_value = HeaderValue::from_bytes(value.as_bytes())
        .map_err(|source| HeaderError::Value { name: name.to_owned(), source })?;
    header_value.set_sensitive(is_secret_header(name));
    Ok((header_name, header_value))
}

/// What may be shown of a line in which something is wrong.
fn shown(line: &str) -> String {
    const MAX_CHARACTERS: usize = 64;
    name_of_line(line).chars().take(MAX_CHARACTERS).collect()
}

/// The whole head of an HTTP request: `Host`, `User-Agent`, `Accept`, what the URL says of a user,
/// then `own` headers of the protocol, then `custom` ones. A custom header replaces all others of its name.
pub fn request_headers(
    url: &Url,
    own: &[(HeaderName, HeaderValue)],
    custom: &[(HeaderName, HeaderValue)],
) -> HeaderMap {
    let mut headers = HeaderMap::new();
    if let Ok(host) = HeaderValue::from_str(&host_header(url)) {
        headers.insert(header::HOST, host);
    }
    headers.insert(header::USER_AGENT, HeaderValue::from_static(super::USER_AGENT));
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    if let Some(credentials) = basic_credentials(url) {
        headers.insert(header::AUTHORIZATION, credentials);
    }
    for (name, value) in own {
        headers.insert(name, value.clone());
    }
    replace_with_custom(&mut headers, custom);
    headers
}

/// Lets the user's headers replace those of the same name; repeated ones are all kept.
pub fn replace_with_custom(headers: &mut HeaderMap, custom: &[(HeaderName, HeaderValue)]) {
    for (name, _) in custom {
        headers.remove(name);
    }
    for (name, value) in custom {
        headers.append(name, value.clone());
    }
}

/// `host:port` as the `Host` header says it: without the scheme's own port. RFC 9110 §7.2.
pub fn host_header(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    url.port().map_or_else(|| host.to_owned(), |port| format!("{host}:{port}"))
}

/// The `Authorization` that a URL with `user:password@` asks for. RFC 7617 §2.
pub fn basic_credentials(url: &Url) -> Option<HeaderValue> {
    if url.username().is_empty() && url.password().is_none() {
        return None;
    }
    let user = percent_decode_str(url.username()).decode_utf8_lossy();
    let password = percent_decode_str(url.password().unwrap_or_default()).decode_utf8_lossy();
    let mut value =
        HeaderValue::from_str(&format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{password}")))).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// The names alone, for what must not show a value.
pub fn names(headers: &[(HeaderName, HeaderValue)]) -> Vec<&str> {
    headers.iter().map(|(name, _)| name.as_str()).collect()
}

/// The lines as the record shows them: names in lower case.
pub fn to_record(headers: &HeaderMap) -> Headers {
    headers.iter().map(|(name, value)| (name.as_str().to_owned(), header_text(value.as_bytes()).into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn a_custom_header_replaces_the_default_and_repeats_are_kept() {
        let custom: Vec<_> = ["accept: a", "Accept: b", "X-Empty:"]
            .into_iter()
            .map(|line| parse_line(line).expect("a header"))
            .collect();
        let headers = request_headers(&url("http://h:8080/"), &[], &custom);
        assert_eq!(headers.get_all("accept").iter().collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(headers["x-empty"], "");
        assert_eq!(headers["host"], "h:8080");
    }

    #[test]
    fn credentials_of_the_url_become_a_header() {
        let headers = request_headers(&url("http://us%40er:p%3Aw@h/"), &[], &[]);
        assert_eq!(headers["authorization"], format!("Basic {}", BASE64_STANDARD.encode("us@er:p:w")).as_str());
        assert!(basic_credentials(&url("http://h/")).is_none());
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
        let (_, value) = parse_line("cookie: hush").expect("a header");
        assert!(!format!("{value:?}").contains("hush"));
    }
}
