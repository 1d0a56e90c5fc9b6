//! The cookies that a session was given: sent at its next redirect or attempt, and forgotten with it. RFC 6265.
//! How many there are, and how large, is limited; what does not fit is counted.

use std::{cmp::Reverse, collections::VecDeque};

use cookie_store::{Cookie, CookieStore, RawCookie, StoreAction};
use http::{HeaderValue, header};
use url::{Host as UrlHost, Url};

use crate::{
    limits::{MAX_COOKIE_BYTES, MAX_COOKIE_HEADER_BYTES, MAX_COOKIE_HOSTS, MAX_COOKIES_PER_HOST},
    net::{header_text::header_text, headers::RequestHeaders, http1::head::ResponseHead, is_loopback},
    transcript::reason::{Code, HasReason, Reason},
};

/// The cookies of a session.
#[derive(Debug, Default)]
pub struct CookieJar {
    store: CookieStore,
    /// Where they are in the store. The host that was first set comes first, and so does the oldest cookie of each.
    hosts: VecDeque<Host>,
    /// How many were set so far, to tell their age.
    set: u64,
}

#[derive(Debug)]
struct Host {
    domain: String,
    cookies: VecDeque<Kept>,
}

#[derive(Debug)]
struct Kept {
    path: String,
    name: String,
    number: u64,
}

/// Cookies that are not kept or not sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CookieLimit {
    /// They are too large.
    #[error(
        "{count} cookies are not kept: name and value may have {MAX_COOKIE_BYTES} bytes together, the whole line twice as many"
    )]
    TooLarge {
        /// How many.
        count: usize,
    },
    /// There are too many.
    #[error(
        "the {count} oldest cookies are no longer kept: {MAX_COOKIES_PER_HOST} are kept for one host, and {MAX_COOKIE_HOSTS} hosts"
    )]
    TooMany {
        /// How many went.
        count: usize,
    },
    /// They do not fit into one request.
    #[error("the {count} oldest cookies are not sent: a request may have {MAX_COOKIE_HEADER_BYTES} bytes of them")]
    NotSent {
        /// How many.
        count: usize,
    },
}

impl HasReason for CookieLimit {
    fn reason(&self) -> Reason {
        let (code, count, limit) = match *self {
            Self::TooLarge { count } => (Code::CookiesTooLarge, count, MAX_COOKIE_BYTES),
            Self::TooMany { count } => (Code::CookiesTooMany, count, MAX_COOKIES_PER_HOST),
            Self::NotSent { count } => (Code::CookiesNotSent, count, MAX_COOKIE_HEADER_BYTES),
        };
        Reason::new(code).with("count", count).with("limit", limit)
    }
}

impl CookieJar {
    /// Keeps what an answer sets. Returns what is not kept.
    pub fn keep(&mut self, url: &Url, head: &ResponseHead) -> Vec<CookieLimit> {
        let url = as_http(url);
        let (mut too_large, mut too_many) = (0, 0);
        for line in head.values("set-cookie") {
            let Some(cookie) = cookie_of(line, &url) else { continue };
            // The store keeps the whole line.
            if line.len() > 2 * MAX_COOKIE_BYTES || cookie.name().len() + cookie.value().len() > MAX_COOKIE_BYTES {
                too_large += 1;
            } else {
                too_many += self.insert(cookie, &url);
            }
        }
        let too_large = (too_large > 0).then_some(CookieLimit::TooLarge { count: too_large });
        let too_many = (too_many > 0).then_some(CookieLimit::TooMany { count: too_many });
        too_large.into_iter().chain(too_many).collect()
    }

    /// Returns how many others went for it.
    fn insert(&mut self, cookie: Cookie<'static>, url: &Url) -> usize {
        let (domain, path, name) = (String::from(&cookie.domain), String::from(&cookie.path), cookie.name().to_owned());
        match self.store.insert(cookie, url) {
            Ok(StoreAction::Inserted) => {}
            // Its age stays. RFC 6265 §5.3, step 11.
            Ok(StoreAction::UpdatedExisting) | Err(_) => return 0,
            Ok(StoreAction::ExpiredExisting) => {
                self.forget(&domain, &path, &name);
                return 0;
            }
        }
        self.set += 1;
        let kept = Kept { path, name, number: self.set };
        if let Some(host) = self.hosts.iter_mut().find(|host| host.domain == domain) {
            host.cookies.push_back(kept);
            let oldest = if host.cookies.len() > MAX_COOKIES_PER_HOST { host.cookies.pop_front() } else { None };
            return oldest
                .map_or(0, |oldest| usize::from(self.store.remove(&domain, &oldest.path, &oldest.name).is_some()));
        }
        self.hosts.push_back(Host { domain, cookies: VecDeque::from([kept]) });
        let oldest = if self.hosts.len() > MAX_COOKIE_HOSTS { self.hosts.pop_front() } else { None };
        oldest.map_or(0, |host| {
            host.cookies.iter().for_each(|cookie| {
                self.store.remove(&host.domain, &cookie.path, &cookie.name);
            });
            host.cookies.len()
        })
    }

    fn forget(&mut self, domain: &str, path: &str, name: &str) {
        self.store.remove(domain, path, name);
        if let Some(host) = self.hosts.iter_mut().find(|host| host.domain == domain) {
            host.cookies.retain(|cookie| cookie.path != path || cookie.name != name);
        }
        self.hosts.retain(|host| !host.cookies.is_empty());
    }

    /// Adds to a request what belongs there; a cookie that the user wrote stays as it is. Returns what is not sent.
    pub fn add_to(&self, url: &Url, headers: &mut RequestHeaders) -> Option<CookieLimit> {
        let url = as_http(url);
        let typed = headers.values("cookie").map(|value| header_text(value.as_bytes()).into_owned());
        let typed: Vec<String> = typed.collect();
        let is_typed = |name: &str| {
            let mut pairs = typed.iter().flat_map(|line| line.split(';'));
            pairs.any(|pair| pair.split('=').next().is_some_and(|typed| typed.trim() == name))
        };
        let mut kept: Vec<(u64, &Cookie<'static>)> = self
            .store
            .matches(&url)
            .into_iter()
            .filter(|cookie| !is_typed(cookie.name()))
            .map(|cookie| (self.number_of(cookie), cookie))
            .collect();
        let not_sent = leave_out_oldest(&mut kept, typed.iter().map(|line| line.len() + 2).sum());
        // Longer paths first, then those that were set first. RFC 6265 §5.4, step 2.
        kept.sort_by_key(|(number, cookie)| (Reverse(cookie.path.len()), *number));
        let kept: Vec<String> = kept
            .iter()
            .map(|(_, cookie)| format!("{}={}", cookie.name(), cookie.value()))
            // A cookie that no header may hold is not sent.
            .filter(|pair| HeaderValue::from_str(pair).is_ok())
            .collect();
        if !kept.is_empty()
            && let Ok(mut value) =
                HeaderValue::from_bytes(typed.into_iter().chain(kept).collect::<Vec<_>>().join("; ").as_bytes())
        {
            value.set_sensitive(true);
            headers.set(header::COOKIE, value);
        }
        (not_sent > 0).then_some(CookieLimit::NotSent { count: not_sent })
    }

    fn number_of(&self, cookie: &Cookie<'_>) -> u64 {
        let domain = String::from(&cookie.domain);
        let mut kept = self.hosts.iter().filter(|host| host.domain == domain).flat_map(|host| &host.cookies);
        let same = kept.find(|kept| kept.name == cookie.name() && kept.path == *cookie.path);
        same.map_or(0, |kept| kept.number)
    }
}

/// Removes the oldest until the rest fits into a head with `typed_bytes` of the user's. Returns how many went.
fn leave_out_oldest(kept: &mut Vec<(u64, &Cookie<'static>)>, typed_bytes: usize) -> usize {
    kept.sort_by_key(|(number, _)| Reverse(*number));
    let mut bytes = typed_bytes;
    let fits = kept
        .iter()
        .take_while(|(_, cookie)| {
            // `name=value; `, but for the last.
            bytes += cookie.name().len() + cookie.value().len() + 3;
            bytes <= MAX_COOKIE_HEADER_BYTES + 2
        })
        .count();
    let not_sent = kept.len() - fits;
    kept.truncate(fits);
    not_sent
}

/// A cookie that this URL may set. `Domain` with an address is as if it were not there, and one that is no more than a
/// top-level domain is refused: browsers know a list of those, this knows only the short ones. RFC 6265 §5.3.
fn cookie_of(line: &str, url: &Url) -> Option<Cookie<'static>> {
    let mut raw = RawCookie::parse(line.to_owned()).ok()?;
    let domain = raw.domain().map(|domain| domain.trim_start_matches('.').to_ascii_lowercase());
    if let Some(domain) = domain {
        match url.host()? {
            UrlHost::Ipv4(_) | UrlHost::Ipv6(_) if url.host_str() == Some(domain.as_str()) => raw.unset_domain(),
            UrlHost::Ipv4(_) | UrlHost::Ipv6(_) => return None,
            UrlHost::Domain(host) if host == domain => {}
            UrlHost::Domain(_) if !domain.contains('.') => return None,
            UrlHost::Domain(_) => {}
        }
    }
    Cookie::try_from_raw_cookie(&raw, url).ok().map(Cookie::into_owned)
}

/// Cookies know no `ws`: it shares those of `http`. WHATWG, WebSocket standard §2.1. What never leaves this machine counts as
/// secure, as in browsers.
fn as_http(url: &Url) -> Url {
    let mut url = url.clone();
    let is_secure = is_loopback(&url) || matches!(url.scheme(), "wss" | "https");
    let scheme = if is_secure { "https" } else { "http" };
    // It cannot fail between schemes of the web.
    url.set_scheme(scheme).ok();
    url
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(jar: &mut CookieJar, url: &str, lines: &str) -> Vec<CookieLimit> {
        let head = format!("HTTP/1.1 302 Found\r\n{lines}\r\n");
        jar.keep(&Url::parse(url).expect("a URL"), &ResponseHead::parse(head.as_bytes()).expect("a head"))
    }

    fn jar(url: &str, lines: &str) -> CookieJar {
        let mut jar = CookieJar::default();
        assert_eq!(set(&mut jar, url, lines), []);
        jar
    }

    fn sent(jar: &CookieJar, url: &str, typed: &str) -> Option<String> {
        let mut headers = RequestHeaders::default();
        if !typed.is_empty() {
            headers.set(header::COOKIE, HeaderValue::from_str(typed).expect("a value"));
        }
        jar.add_to(&Url::parse(url).expect("a URL"), &mut headers);
        assert!(headers.values("cookie").count() <= 1);
        headers.get("cookie").map(|value| value.to_str().expect("words").to_owned())
    }

    #[test]
    fn cookies_go_back_to_where_they_belong() {
        let jar =
            jar("wss://h/a/b", "Set-Cookie: id=1; Path=/\r\nset-cookie: deep=2\r\nSet-Cookie: s=3; Secure; Path=/\r\n");
        assert_eq!(sent(&jar, "wss://h/a/c", "").as_deref(), Some("deep=2; id=1; s=3"));
        assert_eq!(sent(&jar, "ws://h/", "").as_deref(), Some("id=1"));
        assert_eq!(sent(&jar, "wss://other/", ""), None);
    }

    #[test]
    fn what_never_leaves_this_machine_counts_as_secure() {
        for url in ["http://localhost/", "ws://127.0.0.1:81/", "http://[::1]/", "ws://a.localhost/"] {
            let jar = jar(url, "Set-Cookie: s=1; Secure\r\n");
            assert_eq!(sent(&jar, url, "").as_deref(), Some("s=1"), "{url}");
        }
        assert_eq!(sent(&jar("http://h/", "Set-Cookie: s=1; Secure\r\n"), "http://h/", ""), None);
    }

    #[test]
    fn a_domain_is_believed_as_far_as_browsers_believe_it() {
        for (url, domain, to, is_sent) in [
            ("http://a.example.org/", "example.org", "http://b.example.org/", true),
            ("http://a.example.org/", ".EXAMPLE.org", "http://example.org/", true),
            ("http://a.example.org/", "org", "http://a.example.org/", false),
            ("http://a.example.org/", "b.example.org", "http://a.example.org/", false),
            ("http://a.example.org/", "ample.org", "http://a.example.org/", false),
            ("http://localhost/", "localhost", "http://localhost/", true),
            ("http://127.0.0.1:1/", "127.0.0.1", "http://127.0.0.1:2/", true),
            ("http://127.0.0.1/", "0.0.1", "http://127.0.0.1/", false),
            ("http://[::1]/", "[::1]", "http://[::1]/", true),
        ] {
            let jar = jar(url, &format!("Set-Cookie: a=1; Domain={domain}\r\n"));
            assert_eq!(sent(&jar, to, "").is_some(), is_sent, "{url} {domain}");
        }
    }

    #[test]
    fn a_cookie_ends_when_it_says_so() {
        let mut jar = jar("http://h/", "Set-Cookie: a=1; Max-Age=60\r\nSet-Cookie: b=1; Max-Age=0\r\n");
        assert_eq!(sent(&jar, "http://h/", "").as_deref(), Some("a=1"));
        set(&mut jar, "http://h/", "Set-Cookie: a=; Expires=Thu, 01 Jan 1970 00:00:00 GMT\r\n");
        assert_eq!(sent(&jar, "http://h/", ""), None);
    }

    #[test]
    fn what_the_user_wrote_wins() {
        let jar = jar("ws://h/", "Set-Cookie: id=server\r\nSet-Cookie: b=2\r\n");
        assert_eq!(sent(&jar, "ws://h/", "id=mine").as_deref(), Some("id=mine; b=2"));
        assert_eq!(sent(&jar, "ws://other/", "id=mine").as_deref(), Some("id=mine"));
    }

    #[test]
    fn a_cookie_that_is_too_large_is_not_kept() {
        let mut jar = CookieJar::default();
        let value = |bytes| "x".repeat(bytes);
        assert_eq!(set(&mut jar, "ws://h/", &format!("Set-Cookie: n={}\r\n", value(MAX_COOKIE_BYTES - 1))), []);
        let larger = format!(
            "Set-Cookie: m={}\r\nSet-Cookie: o=1; X={}\r\n",
            value(MAX_COOKIE_BYTES),
            value(2 * MAX_COOKIE_BYTES)
        );
        assert_eq!(set(&mut jar, "ws://h/", &larger), [CookieLimit::TooLarge { count: 2 }]);
        assert_eq!(sent(&jar, "ws://h/", "").map(|line| line.len()), Some(MAX_COOKIE_BYTES + 1));
    }

    #[test]
    fn the_oldest_go_first_and_are_counted() {
        let mut jar = CookieJar::default();
        let line = |n: usize| format!("Set-Cookie: c{n}=1\r\n");
        let lines: String = (0..MAX_COOKIES_PER_HOST).map(line).collect();
        assert_eq!(set(&mut jar, "ws://h/", &lines), []);
        // Setting one again makes it no younger.
        assert_eq!(set(&mut jar, "ws://h/", "Set-Cookie: c0=2\r\nSet-Cookie: c5=; Max-Age=0\r\n"), []);
        assert_eq!(set(&mut jar, "ws://h/", &lines), []);
        let more: String = (100..103).map(line).collect();
        assert_eq!(set(&mut jar, "ws://h/", &more), [CookieLimit::TooMany { count: 3 }]);
        let sent = sent(&jar, "ws://h/", "").expect("cookies");
        let names: Vec<&str> = sent.split("; ").filter_map(|pair| pair.split('=').next()).collect();
        assert_eq!((names.len(), &names[..3]), (MAX_COOKIES_PER_HOST, &["c3", "c4", "c6"][..]));
        assert!(names.ends_with(&["c5", "c100", "c101", "c102"]), "{sent}");
    }

    #[test]
    fn hosts_are_limited_as_well() {
        let mut jar = CookieJar::default();
        for n in 0..MAX_COOKIE_HOSTS {
            assert_eq!(set(&mut jar, &format!("ws://h{n}/"), "Set-Cookie: a=1\r\nSet-Cookie: b=2\r\n"), []);
        }
        assert_eq!(set(&mut jar, "ws://new/", "Set-Cookie: a=1\r\n"), [CookieLimit::TooMany { count: 2 }]);
        assert_eq!(jar.store.iter_any().count(), 2 * (MAX_COOKIE_HOSTS - 1) + 1);
        assert_eq!(sent(&jar, "ws://h0/", ""), None);
        assert!(sent(&jar, "ws://h1/", "").is_some() && sent(&jar, "ws://new/", "").is_some());
    }

    #[test]
    fn a_request_has_room_for_the_youngest() {
        let mut jar = CookieJar::default();
        for n in 0..10 {
            let line = format!("Set-Cookie: c{n}={}\r\n", "x".repeat(MAX_COOKIE_BYTES - 5));
            assert_eq!(set(&mut jar, "ws://h/", &line), []);
        }
        let url = Url::parse("ws://h/").expect("a URL");
        let mut headers = RequestHeaders::default();
        headers.set(header::COOKIE, HeaderValue::from_static("mine=1"));
        assert_eq!(jar.add_to(&url, &mut headers), Some(CookieLimit::NotSent { count: 7 }));
        let line = headers.get("cookie").and_then(|line| line.to_str().ok()).expect("words");
        assert!(line.len() <= MAX_COOKIE_HEADER_BYTES && line.starts_with("mine=1; c7="), "{}", &line[..20]);
        assert!(line.contains("; c9="));
        // Alone, four fit exactly.
        let mut headers = RequestHeaders::default();
        assert_eq!(jar.add_to(&url, &mut headers), Some(CookieLimit::NotSent { count: 6 }));
        assert_eq!(headers.get("cookie").expect("a line").len(), 4 * (MAX_COOKIE_BYTES - 2) + 3 * 2);
    }
}
