//! How a jar changes: by what a server sets, and by what a person edits. The same changes in the same order make the same
//! jar anywhere, so a task and whoever watches it keep one each and tell each other changes.

use std::fmt;

use cookie_store::{Cookie, CookieDomain, CookieExpiration};
use jiff::{Timestamp, tz::TimeZone};
use url::Url;

use super::cookie_of;
use crate::{
    limits::MAX_COOKIE_BYTES,
    transcript::reason::{Code, HasReason, Reason},
};

/// A change of a jar.
#[derive(Clone, PartialEq, Eq)]
pub enum CookieChange {
    /// A `Set-Cookie` line, and where it is from. RFC 6265 §5.2.
    Set {
        /// `http`, or `https` where the cookie may be secure.
        url: Url,
        /// The value of the header.
        line: String,
    },
    /// One cookie goes.
    Remove(CookieId),
    /// All cookies go.
    Clear,
}

/// What tells one cookie from another. RFC 6265 §5.3, step 11.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CookieId {
    /// Its host or domain, without a dot before it.
    pub domain: String,
    /// Its path.
    pub path: String,
    /// Its name.
    pub name: String,
}

/// A cookie of a jar, to show and to edit.
#[derive(Clone, PartialEq, Eq)]
pub struct StoredCookie {
    /// Its name.
    pub name: String,
    /// Its value.
    pub value: String,
    /// Its host; with a dot before it where it goes to the hosts below as well.
    pub domain: String,
    /// Its path.
    pub path: String,
    /// When it ends; `None`: with the tab.
    pub expires: Option<Timestamp>,
    /// Whether it goes to secure servers only.
    pub is_secure: bool,
}

/// Why an edited cookie is none.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CookieFault {
    /// The name.
    #[error("a cookie's name is not empty and has no spaces, control characters, ; = and ,")]
    Name,
    /// The value.
    #[error("a cookie's value has no control characters and no ;")]
    Value,
    /// The domain is no host.
    #[error("a cookie's domain is a host")]
    Host(#[source] url::ParseError),
    /// The domain or the path.
    #[error("a cookie's domain is a host, and its path begins with /")]
    Place,
    /// Its size.
    #[error("a cookie's name and value have at most {MAX_COOKIE_BYTES} bytes together")]
    TooLarge,
}

impl CookieChange {
    /// Bytes that it holds.
    pub fn weight_bytes(&self) -> usize {
        size_of::<Self>()
            + match self {
                Self::Set { url, line } => url.as_str().len() + line.len(),
                Self::Remove(CookieId { domain, path, name }) => domain.len() + path.len() + name.len(),
                Self::Clear => 0,
            }
    }
}

/// Without the cookie: it may end in a log or a panic.
impl fmt::Debug for CookieChange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Set { .. } => "Set(***)",
            Self::Remove(_) => "Remove(..)",
            Self::Clear => "Clear",
        })
    }
}

/// Without the value.
impl fmt::Debug for StoredCookie {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredCookie").field("id", &self.id()).finish_non_exhaustive()
    }
}

impl StoredCookie {
    pub(super) fn of(cookie: &Cookie<'_>) -> Self {
        let dot = if matches!(cookie.domain, CookieDomain::Suffix(_)) { "." } else { "" };
        let expires = match &cookie.expires {
            CookieExpiration::AtUtc(at) => Timestamp::from_second(at.unix_timestamp()).ok(),
            CookieExpiration::SessionEnd => None,
        };
        Self {
            name: cookie.name().to_owned(),
            value: cookie.value().to_owned(),
            domain: format!("{dot}{}", String::from(&cookie.domain)),
            path: String::from(&cookie.path),
            expires,
            is_secure: cookie.secure() == Some(true),
        }
    }

    /// What tells it from others.
    pub fn id(&self) -> CookieId {
        let domain = self.domain.trim_start_matches('.').to_ascii_lowercase();
        CookieId { domain, path: self.path.clone(), name: self.name.clone() }
    }

    /// The change that puts it into a jar.
    ///
    /// # Errors
    /// When it is no cookie.
    pub fn set(&self) -> Result<CookieChange, CookieFault> {
        let Self { name, value, domain, path, .. } = self;
        let is_bad = |c: char| c.is_control() || c == ';';
        if name.is_empty() || name.contains(|c: char| is_bad(c) || " =,".contains(c)) {
            return Err(CookieFault::Name);
        }
        if value.trim() != value || value.contains(is_bad) {
            return Err(CookieFault::Value);
        }
        if name.len() + value.len() > MAX_COOKIE_BYTES {
            return Err(CookieFault::TooLarge);
        }
        let host = domain.trim_start_matches('.');
        let is_host = !host.is_empty() && !host.contains(['/', '?', '#', '@', '\\']);
        if !is_host || !path.starts_with('/') || path.contains(is_bad) || path.len() + host.len() > MAX_COOKIE_BYTES {
            return Err(CookieFault::Place);
        }
        let url = Url::parse(&format!("https://{host}/")).map_err(CookieFault::Host)?;
        let mut line = vec![format!("{name}={value}"), format!("Path={path}")];
        line.extend(domain.starts_with('.').then(|| format!("Domain={host}")));
        line.extend(self.expires.map(|expires| {
            let at = expires.to_zoned(TimeZone::UTC);
            format!("Expires={}", at.strftime("%a, %d %b %Y %H:%M:%S GMT"))
        }));
        line.extend(self.is_secure.then(|| "Secure".to_owned()));
        let line = line.join("; ");
        if cookie_of(&line, &url).is_none() { Err(CookieFault::Place) } else { Ok(CookieChange::Set { url, line }) }
    }
}

impl HasReason for CookieFault {
    fn reason(&self) -> Reason {
        match self {
            Self::Name => Code::CookieNameInvalid.into(),
            Self::Value => Code::CookieValueInvalid.into(),
            Self::Host(_) => Code::CookieDomainInvalid.into(),
            Self::Place => Code::CookiePlaceInvalid.into(),
            Self::TooLarge => Reason::new(Code::CookieTooLarge).with("limit", MAX_COOKIE_BYTES),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::cookies::CookieJar;

    fn cookie(name: &str, value: &str, domain: &str, path: &str) -> StoredCookie {
        let [name, value, domain, path] = [name, value, domain, path].map(str::to_owned);
        StoredCookie { name, value, domain, path, expires: None, is_secure: false }
    }

    #[test]
    fn an_edited_cookie_is_kept_as_it_was_edited() {
        let later: Timestamp = "2099-02-03T04:05:06Z".parse().expect("a time");
        for kept in [
            cookie("a", "b=c", "h.example", "/"),
            cookie("a", "", ".h.example", "/x/y"),
            cookie("a", "\"q\"", "127.0.0.1", "/"),
            cookie("a", "1", "[::1]", "/"),
            StoredCookie { expires: Some(later), is_secure: true, ..cookie("a", "1", "localhost", "/") },
        ] {
            let mut jar = CookieJar::default();
            jar.apply(&kept.set().expect("a cookie"));
            assert!(jar.shown(0..9) == [kept.clone()], "{kept:?}");
            jar.apply(&CookieChange::Remove(kept.id()));
            assert_eq!(jar.count(), 0);
        }
    }

    #[test]
    fn what_is_no_cookie_is_not_kept() {
        for (edited, fault) in [
            (cookie("", "1", "h", "/"), CookieFault::Name),
            (cookie("a=", "1", "h", "/"), CookieFault::Name),
            (cookie("a", "1;2", "h", "/"), CookieFault::Value),
            (cookie("a", "\n", "h", "/"), CookieFault::Value),
            (cookie("a", "1", "", "/"), CookieFault::Place),
            (cookie("a", "1", "u@h", "/"), CookieFault::Place),
            (cookie("a", "1", "a b", "/"), CookieFault::Host(url::ParseError::IdnaError)),
            (cookie("a", "1", "h", "x"), CookieFault::Place),
            (cookie("a", &"x".repeat(MAX_COOKIE_BYTES), "h", "/"), CookieFault::TooLarge),
        ] {
            assert_eq!(edited.set(), Err(fault), "{edited:?}");
        }
        let shown = format!("{:?} {:?}", cookie("a", "hush", "h", "/"), cookie("a", "hush", "h", "/").set());
        assert!(!shown.contains("hush"), "{shown}");
    }
}
