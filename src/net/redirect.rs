//! Where a redirecting answer leads, and what stays behind when that is another server: one rule for every protocol that
//! follows redirects. Sans-IO. RFC 9110 §15.4, WHATWG Fetch §4.4. Which schemes do is the protocols' business.

mod step;

use std::{borrow::Cow, sync::Arc};

use http::header;
use url::{ParseError, Url};

pub use self::step::{NotFollowed, RedirectStep, is_redirect};

use crate::transcript::secrets::{is_named, is_secret_header, mask_url};

/// What the user wrote for the first server alone. Once a redirect has left its origin, it does not come back with a
/// redirect back there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OriginBound {
    secret_headers: Arc<[String]>,
    has_left: bool,
}

impl OriginBound {
    /// At the first server. `secret_headers` are the names that the user called secret, besides those that always are.
    pub fn new(secret_headers: Arc<[String]>) -> Self {
        Self { secret_headers, has_left: false }
    }

    /// Notes that a redirect is followed.
    pub fn follow(&mut self, from: &Url, to: &Url) {
        self.has_left |= !is_same_origin(from, to);
    }

    /// Whether a header that the user wrote goes with the next request: not a secret one nor `Host`, once the origin was
    /// left.
    pub fn may_carry(&self, name: &str) -> bool {
        !self.has_left || !is_secret_header(name) && name != header::HOST && self.may_carry_option(name)
    }

    /// Whether a header that we make of an option goes with the next request: not one that the user called secret, once
    /// the origin was left.
    pub fn may_carry_option(&self, name: &str) -> bool {
        !self.has_left || !is_named(name, &self.secret_headers)
    }
}

/// Where a `Location` leads. The user and password of `from` go along to the same origin, unless it names others.
///
/// # Errors
/// When it is no URL, or has a password but no host: `http:/user:password@host` is a path to a browser, a server to curl,
/// and nothing that RFC 9110 §4.2.1 allows. A password is not asked for as a path.
pub fn target(from: &Url, location: &str) -> Result<Url, ParseError> {
    let mut target = from.join(location)?;
    if lacks_its_host(from, location) && matches!(mask_url(location), Cow::Owned(_)) {
        return Err(ParseError::EmptyHost);
    }
    if is_same_origin(from, &target) && target.username().is_empty() && target.password().is_none() {
        // It cannot fail: there is a host.
        target.set_username(from.username()).ok();
        target.set_password(from.password()).ok();
    }
    Ok(target)
}

/// Whether it names the scheme of `from` and no host, so that URLs of the web take it for a path. WHATWG URL §4.4.
fn lacks_its_host(from: &Url, location: &str) -> bool {
    // A URL is read without these, wherever they stand.
    let text: String = location.chars().filter(|c| !matches!(c, '\t' | '\r' | '\n')).collect();
    let Some((scheme, rest)) = text.trim_start_matches(|c: char| c <= ' ').split_once(':') else { return false };
    let slashes = rest.bytes().take_while(|byte| matches!(byte, b'/' | b'\\')).count();
    scheme.eq_ignore_ascii_case(from.scheme()) && slashes < 2
}

/// Whether two URLs have scheme, host and port in common; `ws` is `http` here, and `wss` is `https`. RFC 6454 §5,
/// WHATWG WebSocket standard §2.1.
pub fn is_same_origin(one: &Url, other: &Url) -> bool {
    family(one) == family(other)
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}

fn family(url: &Url) -> &str {
    match url.scheme() {
        "ws" => "http",
        "wss" => "https",
        scheme => scheme,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(text: &str) -> Url {
        Url::parse(text).expect("a URL")
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        let home = url("ws://h/a");
        for same in ["ws://h:80/b?c#d", "http://H/", "ws://u:p@h/"] {
            assert!(is_same_origin(&home, &url(same)), "{same}");
        }
        for other in
            ["wss://h/", "https://h/", "http://h:81/", "ws://h./", "ws://sub.h/", "ws://127.0.0.1/", "ftp://h:80/"]
        {
            assert!(!is_same_origin(&home, &url(other)), "{other}");
        }
        assert!(is_same_origin(&url("wss://h/"), &url("https://h:443/")));
    }

    #[test]
    fn what_is_bound_to_an_origin_stays_there_for_good() {
        let (home, other) = (url("https://h/"), url("http://h/"));
        let mut bound = OriginBound::new(["X-Api-Key".to_owned(), "Last-Event-ID".to_owned()].into());
        let secret = ["authorization", "proxy-authorization", "cookie", "set-cookie", "host", "x-api-key"];
        bound.follow(&home, &url("https://h/b"));
        assert!(secret.iter().all(|name| bound.may_carry(name)) && bound.may_carry_option("last-event-id"));
        for (from, to) in [(&home, &other), (&other, &home), (&home, &home)] {
            bound.follow(from, to);
            assert!(secret.iter().all(|name| !bound.may_carry(name)), "{to}");
            assert!(bound.may_carry("x-room") && !bound.may_carry_option("last-event-id"));
            assert!(bound.may_carry_option("host"));
        }
    }

    #[test]
    fn a_user_goes_along_to_the_same_origin_only() {
        let from = url("http://u:p@h:81/a/b");
        for (location, to) in [
            ("/c", "http://u:p@h:81/c"),
            ("ws://h:81/", "ws://u:p@h:81/"),
            ("http://v@h:81/", "http://v@h:81/"),
            ("//h/", "http://h/"),
            ("https://h:81/", "https://h:81/"),
            ("http://x:81/", "http://x:81/"),
        ] {
            assert_eq!(target(&from, location).expect("a target").as_str(), to);
        }
        assert!(target(&from, "http://").is_err());
    }

    #[test]
    fn a_password_without_a_host_is_no_path() {
        let from = url("http://h:81/a/b");
        for location in ["http:/u:p@k", "HTTP:u:p@k/", " http:\\u:p/w@k", "http:u:p w@k"] {
            assert_eq!(target(&from, location), Err(ParseError::EmptyHost), "{location}");
        }
        for (location, to) in [
            ("http:/c", "http://h:81/c"),
            ("http:c?d", "http://h:81/a/c?d"),
            ("/u:p@k", "http://h:81/u:p@k"),
            ("https:/u:p@k", "https://u:p@k/"),
            ("http://u:p@k", "http://u:p@k/"),
            ("http:/\\u:p@k", "http://u:p@k/"),
        ] {
            assert_eq!(target(&from, location).expect("a target").as_str(), to);
        }
    }
}
