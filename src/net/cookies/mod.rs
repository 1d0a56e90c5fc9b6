//! The cookies that servers set: sent at the next redirect, attempt or connection of their tab, and forgotten with it.
//! RFC 6265. How many there are, and how large, is limited; what does not fit is counted.

mod change;
#[cfg(test)]
mod tests;

use std::{cmp::Reverse, collections::VecDeque, fmt, ops::Range};

use cookie_store::{Cookie, CookieStore, RawCookie, StoreAction};
use http::{HeaderValue, header};
use url::{Host as UrlHost, Url};

use crate::{
    limits::{MAX_COOKIE_BYTES, MAX_COOKIE_HEADER_BYTES, MAX_COOKIE_HOSTS, MAX_COOKIES_PER_HOST},
    net::{header_text::header_text, headers::RequestHeaders, http1::head::ResponseHead, is_loopback},
    transcript::reason::{Code, HasReason, Reason},
};

pub use self::change::{CookieChange, CookieFault, CookieId, StoredCookie};

/// The cookies of a tab, or of a command.
#[derive(Clone, Default)]
pub struct CookieJar {
    is_off: bool,
    store: CookieStore,
    /// Where they are in the store. The host that was first set comes first, and so does the oldest cookie of each.
    hosts: VecDeque<Host>,
    /// How many were set so far, to tell their age.
    set: u64,
}

#[derive(Clone, Debug)]
struct Host {
    domain: String,
    cookies: VecDeque<Place>,
}

#[derive(Clone, Debug)]
struct Place {
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

/// What an answer did to a jar.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct KeptCookies {
    /// For whoever keeps the same jar.
    pub changes: Vec<CookieChange>,
    /// What is not kept.
    pub limits: Vec<CookieLimit>,
}

/// Without the cookies: it may end in a log or a panic.
impl fmt::Debug for CookieJar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CookieJar").field("set", &self.set).finish_non_exhaustive()
    }
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
    /// One that keeps nothing and sends nothing.
    pub fn off() -> Self {
        Self { is_off: true, ..Self::default() }
    }

    /// How many cookies there are.
    pub fn count(&self) -> usize {
        self.unexpired().count()
    }

    /// Some of them, by their number.
    pub fn shown(&self, range: Range<usize>) -> Vec<StoredCookie> {
        self.unexpired().skip(range.start).take(range.len()).map(StoredCookie::of).collect()
    }

    fn unexpired(&self) -> impl Iterator<Item = &Cookie<'_>> {
        let places =
            self.hosts.iter().flat_map(|host| host.cookies.iter().map(move |cookie| (host.domain.as_str(), cookie)));
        places.filter_map(|(domain, cookie)| self.store.get(domain, &cookie.path, &cookie.name))
    }

    /// Changes it. Returns how many of the oldest went for what is new.
    pub fn apply(&mut self, change: &CookieChange) -> usize {
        match change {
            CookieChange::Set { url, line } => cookie_of(line, url).map_or(0, |cookie| self.insert(cookie, url)),
            CookieChange::Remove(CookieId { domain, path, name }) => {
                self.forget(domain, path, name);
                0
            }
            CookieChange::Clear => {
                self.store.clear();
                self.hosts.clear();
                0
            }
        }
    }

    /// Keeps what an answer sets.
    pub fn keep(&mut self, url: &Url, head: &ResponseHead) -> KeptCookies {
        if self.is_off {
            return KeptCookies::default();
        }
        let url = as_http(url);
        let (mut too_large, mut too_many) = (0, 0);
        let mut changes = Vec::new();
        for line in head.values("set-cookie") {
            let Some(cookie) = cookie_of(line, &url) else { continue };
            // The store keeps the whole line.
            if line.len() > 2 * MAX_COOKIE_BYTES || cookie.name().len() + cookie.value().len() > MAX_COOKIE_BYTES {
                too_large += 1;
            } else {
                let change = CookieChange::Set { url: url.clone(), line: line.to_owned() };
                too_many += self.apply(&change);
                changes.push(change);
            }
        }
        let too_large = (too_large > 0).then_some(CookieLimit::TooLarge { count: too_large });
        let too_many = (too_many > 0).then_some(CookieLimit::TooMany { count: too_many });
        KeptCookies { changes, limits: too_large.into_iter().chain(too_many).collect() }
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
        let kept = Place { path, name, number: self.set };
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
        if self.is_off {
            return None;
        }
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
