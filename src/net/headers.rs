//! The header lines of a request: the protocol's own, replaced or joined by the user's, in the order in which they leave.

mod line;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use bytes::{BufMut as _, BytesMut};
use http::{HeaderName, HeaderValue, header};
use percent_encoding::percent_decode_str;
use url::Url;

pub use self::line::{HeaderError, HeaderLine, parse_line, parse_pair};
use super::header_text::header_text;
use crate::transcript::entry::Headers;

/// The header lines of one request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestHeaders(Vec<HeaderLine>);

impl RequestHeaders {
    /// What every HTTP request of ours has: `Host`, `User-Agent`, `Accept`, and what the URL says of a user.
    pub fn new(url: &Url) -> Self {
        let mut headers = Self::default();
        if let Ok(host) = HeaderValue::from_str(&host_header(url)) {
            headers.set(header::HOST, host);
        }
        headers.set(header::USER_AGENT, HeaderValue::from_static(super::USER_AGENT));
        headers.set(header::ACCEPT, HeaderValue::from_static("*/*"));
        if let Some(credentials) = basic_credentials(url) {
            headers.set(header::AUTHORIZATION, credentials);
        }
        headers
    }

    /// Those of [`Self::new`], with the protocol's own lines, and then the user's, in the place of those of their name.
    pub fn of(url: &Url, own: impl IntoIterator<Item = (HeaderName, HeaderValue)>, custom: &[HeaderLine]) -> Self {
        let mut headers = Self::new(url);
        for (name, value) in own {
            headers.set(name, value);
        }
        headers.replace_with(custom);
        headers
    }

    /// A line of ours in the place of those of its name, or at the end.
    pub fn set(&mut self, name: HeaderName, value: HeaderValue) {
        self.replace_with(&[HeaderLine::new(name, value)]);
    }

    /// Lines in the place of those of their name, or at the end. Several of one name stay together.
    pub fn replace_with(&mut self, lines: &[HeaderLine]) {
        for (at, line) in lines.iter().enumerate() {
            let is_first = !lines[..at].iter().any(|before| before.name() == line.name());
            if !is_first {
                continue;
            }
            let place = self.0.iter().position(|old| old.name() == line.name()).unwrap_or(self.0.len());
            self.0.retain(|old| old.name() != line.name());
            let same = lines[at..].iter().filter(|other| other.name() == line.name());
            self.0.splice(place..place, same.cloned());
        }
    }

    /// The first value of a name.
    pub fn get(&self, name: &str) -> Option<&HeaderValue> {
        self.0.iter().find(|line| line.name() == name).map(HeaderLine::value)
    }

    /// Every value of a name.
    pub fn values<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a HeaderValue> {
        self.0.iter().filter(move |line| line.name() == name).map(HeaderLine::value)
    }

    /// Whether there is a line of this name.
    pub fn contains(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// The lines as the record has them.
    pub fn to_record(&self) -> Headers {
        to_record(&self.0)
    }

    /// The lines as they leave, without the empty one behind them.
    pub fn write(&self, head: &mut BytesMut) {
        for line in &self.0 {
            head.put_slice(line.spelling().as_bytes());
            head.put_slice(b": ");
            head.put_slice(line.value().as_bytes());
            head.put_slice(b"\r\n");
        }
    }
}

impl From<Vec<HeaderLine>> for RequestHeaders {
    fn from(lines: Vec<HeaderLine>) -> Self {
        Self(lines)
    }
}

impl From<RequestHeaders> for Vec<HeaderLine> {
    fn from(headers: RequestHeaders) -> Self {
        headers.0
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

/// Adds a line of an option, unless the user wrote one of its name.
///
/// # Errors
/// When the value cannot be sent.
pub fn add_missing(lines: &mut Vec<HeaderLine>, name: &str, value: &str) -> Result<(), HeaderError> {
    if !lines.iter().any(|typed| typed.name() == name) {
        lines.push(parse_pair(name, value)?);
    }
    Ok(())
}

/// The names alone, for what must not show a value.
pub fn names(headers: &[HeaderLine]) -> Vec<&str> {
    headers.iter().map(HeaderLine::spelling).collect()
}

/// Lines as the record shows them: names as they are spelled.
pub fn to_record(headers: &[HeaderLine]) -> Headers {
    headers.iter().map(|line| (line.spelling().to_owned(), header_text(line.value().as_bytes()).into_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    fn request(url: &Url, custom: &[&str]) -> String {
        let custom: Vec<_> = custom.iter().map(|line| parse_line(line).expect("a header")).collect();
        let mut headers = RequestHeaders::new(url);
        headers.replace_with(&custom);
        let mut head = BytesMut::new();
        headers.write(&mut head);
        String::from_utf8(head.to_vec()).expect("text")
    }

    #[test]
    fn lines_of_the_user_stand_where_ours_stood_as_they_were_typed() {
        let typed = ["x-Two: a", "ACCEPT: a", "host: other", "X-two: b", "accept: b", "X-Empty:"];
        let agent = super::super::USER_AGENT;
        assert_eq!(
            request(&url("http://h:8080/"), &typed),
            format!(
                "host: other\r\nUser-Agent: {agent}\r\nACCEPT: a\r\naccept: b\r\nx-Two: a\r\nX-two: b\r\nX-Empty: \r\n"
            )
        );
        assert!(request(&url("http://h:8080/"), &[]).starts_with("Host: h:8080\r\n"));
    }

    #[test]
    fn credentials_of_the_url_become_a_header() {
        let headers = RequestHeaders::new(&url("http://us%40er:p%3Aw@h/"));
        let expected = format!("Basic {}", BASE64_STANDARD.encode("us@er:p:w"));
        assert_eq!(headers.get("authorization").expect("a login"), expected.as_str());
        assert!(basic_credentials(&url("http://h/")).is_none());
    }
}
