//! The cookies that a session was given: sent at its next redirect or attempt, and forgotten with it. RFC 6265.

use cookie_store::{CookieStore, RawCookie};
use http::{HeaderName, HeaderValue, header};
use url::Url;

use crate::net::http1::head::ResponseHead;

/// The cookies of a session.
#[derive(Debug, Default)]
pub(super) struct CookieJar(CookieStore);

impl CookieJar {
    /// Keeps what an answer sets.
    pub(super) fn keep(&mut self, url: &Url, head: &ResponseHead) {
        let url = as_http(url);
        let set = head.values("set-cookie").filter_map(|line| RawCookie::parse(line.to_owned()).ok());
        self.0.store_response_cookies(set, &url);
    }

    /// Adds to a request what belongs there; a cookie that the user wrote stays as it is.
    pub(super) fn add_to(&self, url: &Url, headers: &mut Vec<(HeaderName, HeaderValue)>) {
        let url = as_http(url);
        let typed: Vec<String> = headers
            .iter()
            .filter(|(name, _)| *name == header::COOKIE)
            .map(|(_, value)| String::from_utf8_lossy(value.as_bytes()).into_owned())
            .collect();
        let is_typed = |name: &str| {
            let mut pairs = typed.iter().flat_map(|line| line.split(';'));
            pairs.any(|pair| pair.split('=').next().is_some_and(|typed| typed.trim() == name))
        };
        let kept: Vec<String> = self
            .0
            .get_request_values(&url)
            .filter(|(name, _)| !is_typed(name))
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        if kept.is_empty() {
            return;
        }
        let line = typed.into_iter().chain(kept).collect::<Vec<_>>().join("; ");
        // A cookie that no header may hold is not sent.
        if let Ok(mut value) = HeaderValue::from_str(&line) {
            value.set_sensitive(true);
            headers.retain(|(name, _)| *name != header::COOKIE);
            headers.push((header::COOKIE, value));
        }
    }
}

/// Cookies know no `ws`: it shares those of `http`. WHATWG, WebSocket standard §2.1.
fn as_http(url: &Url) -> Url {
    let mut url = url.clone();
    let scheme = if url.scheme() == "wss" { "https" } else { "http" };
    // It cannot fail between schemes of the web.
    url.set_scheme(scheme).ok();
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn jar(url: &str, lines: &str) -> CookieJar {
        let head = format!("HTTP/1.1 302 Found\r\n{lines}\r\n");
        let mut jar = CookieJar::default();
        jar.keep(&Url::parse(url).expect("a URL"), &ResponseHead::parse(head.as_bytes()).expect("a head"));
        jar
    }

    fn sent(jar: &CookieJar, url: &str, typed: &str) -> Option<String> {
        let mut headers = Vec::new();
        if !typed.is_empty() {
            headers.push((header::COOKIE, HeaderValue::from_str(typed).expect("a value")));
        }
        jar.add_to(&Url::parse(url).expect("a URL"), &mut headers);
        assert!(headers.len() <= 1);
        headers.pop().map(|(_, value)| value.to_str().expect("words").to_owned())
    }

    #[test]
    fn cookies_go_back_to_where_they_belong() {
        let jar =
            jar("wss://h/a/b", "Set-Cookie: id=1; Path=/\r\nset-cookie: deep=2\r\nSet-Cookie: s=3; Secure; Path=/\r\n");
        let mut parts: Vec<String> =
            sent(&jar, "wss://h/a/c", "").expect("cookies").split("; ").map(str::to_owned).collect();
        parts.sort();
        assert_eq!(parts, ["deep=2", "id=1", "s=3"]);
        assert_eq!(sent(&jar, "ws://h/", "").as_deref(), Some("id=1"));
        assert_eq!(sent(&jar, "wss://other/", ""), None);
    }

    #[test]
    fn what_the_user_wrote_wins() {
        let jar = jar("ws://h/", "Set-Cookie: id=server\r\nSet-Cookie: b=2\r\n");
        assert_eq!(sent(&jar, "ws://h/", "id=mine").as_deref(), Some("id=mine; b=2"));
        assert_eq!(sent(&jar, "ws://other/", "id=mine").as_deref(), Some("id=mine"));
    }
}
