//! One request on the way to an answer that redirects no further: what becomes of its method, its body and the user's
//! headers from one step to the next. Fetch §4.4. Sans-IO.

use std::sync::Arc;

use bytes::Bytes;
use http::{HeaderName, Method, StatusCode, header};
use url::Url;

use super::{OriginBound, target};
use crate::{
    net::{headers::HeaderLine, quoted::Quoted},
    transcript::reason::{Code, HasReason, Reason},
};

/// A request, and how it came to be.
#[derive(Clone, Debug)]
pub struct RedirectStep {
    /// Where it goes.
    pub url: Url,
    /// Its method.
    pub method: Method,
    /// Its body.
    pub body: Option<Bytes>,
    first_method: Method,
    redirects: u32,
    bound: OriginBound,
}

/// Why a redirect is not followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum NotFollowed {
    /// There were so many already.
    #[error("the server redirected {limit} times, no more are followed")]
    TooMany {
        /// How many are followed.
        limit: u32,
    },
    /// It does not say where to.
    #[error("the answer {status} has no Location header that says where to (RFC 9110 §15.4)")]
    NoLocation {
        /// The status code.
        status: u16,
    },
    /// It leads to nothing that HTTP can ask.
    #[error("the Location header {location} is no http or https URL")]
    Target {
        /// Its value, without a password.
        location: Quoted,
    },
}

impl HasReason for NotFollowed {
    fn reason(&self) -> Reason {
        match self {
            Self::TooMany { limit } => Reason::new(Code::TooManyRedirects).with("limit", *limit),
            Self::NoLocation { status } => Reason::new(Code::RedirectWithoutLocation).with("status", *status),
            Self::Target { location } => {
                Reason::new(Code::RedirectTargetInvalid).with("location", location.to_string())
            }
        }
    }
}

/// Whether an answer redirects. RFC 9110 §15.4.
pub fn is_redirect(status: impl Into<u16>) -> bool {
    matches!(status.into(), 301 | 302 | 303 | 307 | 308)
}

impl RedirectStep {
    /// The first request. `secret_headers` are the names that the user called secret.
    pub fn first(url: Url, method: Method, body: Option<Bytes>, secret_headers: Arc<[String]>) -> Self {
        let first_method = method.clone();
        Self { url, method, body, first_method, redirects: 0, bound: OriginBound::new(secret_headers) }
    }

    /// The next request, after an answer with this status; at most `limit` are made of redirects.
    ///
    /// # Errors
    /// When there were too many, or it leads nowhere.
    pub fn follow(self, status: StatusCode, location: Option<&str>, limit: u32) -> Result<Self, NotFollowed> {
        let location = location.ok_or(NotFollowed::NoLocation { status: status.as_u16() })?;
        let to = target(&self.url, location).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = to else {
            return Err(NotFollowed::Target { location: Quoted::url(location) });
        };
        if self.redirects >= limit {
            return Err(NotFollowed::TooMany { limit });
        }
        let mut bound = self.bound;
        bound.follow(&self.url, &url);
        let redirects = self.redirects + 1;
        let (method, body) =
            if becomes_get(status, &self.method) { (Method::GET, None) } else { (self.method, self.body) };
        Ok(Self { url, method, body, redirects, bound, first_method: self.first_method })
    }

    /// The user's lines that go with this request.
    pub fn carried(&self, lines: &[HeaderLine]) -> Vec<HeaderLine> {
        lines.iter().filter(|line| self.carries(line.name())).cloned().collect()
    }

    /// Whether a header that we make of an option goes with this request.
    pub fn carries_option(&self, name: &str) -> bool {
        self.bound.may_carry_option(name)
    }

    fn carries(&self, name: &HeaderName) -> bool {
        let describes_the_body = matches!(
            *name,
            header::CONTENT_TYPE
                | header::CONTENT_LENGTH
                | header::CONTENT_ENCODING
                | header::CONTENT_LANGUAGE
                | header::CONTENT_LOCATION
        );
        let lost_its_body = self.method != self.first_method;
        self.bound.may_carry(name.as_str()) && !(describes_the_body && lost_its_body)
    }
}

/// The method that a redirect keeps or not. Fetch §4.4, step 12.
fn becomes_get(status: StatusCode, method: &Method) -> bool {
    match status.as_u16() {
        301 | 302 => method == Method::POST,
        303 => method != Method::GET && method != Method::HEAD,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::headers::parse_line;

    const LIMIT: u32 = 10;

    fn step(url: &str, method: Method) -> RedirectStep {
        let secret_headers = ["x-KEY".to_owned(), "Last-Event-ID".to_owned()].into();
        RedirectStep::first(url.parse().expect("a URL"), method, Some(Bytes::from_static(b"{}")), secret_headers)
    }

    fn followed(step: RedirectStep, status: u16, to: &str) -> Result<RedirectStep, NotFollowed> {
        step.follow(StatusCode::from_u16(status).expect("a status"), Some(to), LIMIT)
    }

    fn names(step: &RedirectStep, lines: &[&str]) -> Vec<String> {
        let lines: Vec<_> = lines.iter().map(|line| parse_line(line).expect("a header")).collect();
        step.carried(&lines).iter().map(|line| line.spelling().to_owned()).collect()
    }

    #[test]
    fn a_post_becomes_a_get_where_fetch_says_so() {
        for (status, method, length) in
            [(301, "GET", 0), (302, "GET", 0), (303, "GET", 0), (307, "POST", 2), (308, "POST", 2)]
        {
            let next = followed(step("http://h/", Method::POST), status, "/y").expect("followed");
            assert_eq!((next.method.as_str(), next.body.as_ref().map_or(0, Bytes::len)), (method, length), "{status}");
            assert_eq!(names(&next, &["Content-Type: a/b"]).len(), usize::from(length > 0), "{status}");
        }
        assert_eq!(followed(step("http://h/", Method::PUT), 302, "/y").expect("followed").method, Method::PUT);
        assert_eq!(followed(step("http://h/", Method::PUT), 303, "/y").expect("followed").method, Method::GET);
    }

    #[test]
    fn secrets_stay_with_their_origin_for_good() {
        let lines = ["Authorization: a", "cookie: b", "Proxy-Authorization: c", "Host: n", "X-Key: e", "X-Own: d"];
        let same = followed(step("http://u:p@h/x", Method::GET), 302, "/y").expect("followed");
        assert_eq!((names(&same, &lines).len(), same.url.as_str()), (6, "http://u:p@h/y"));
        for other in ["http://other/", "https://h/x", "http://h:81/x", "//other/x"] {
            let away = followed(same.clone(), 307, other).expect("followed");
            let back = followed(away.clone(), 307, "http://h/x").expect("followed");
            for step in [away, back] {
                assert_eq!(names(&step, &lines), ["X-Own"], "{}", step.url);
                assert!(!step.carries_option("last-event-id") && step.url.password().is_none());
            }
        }
    }

    #[test]
    fn there_are_not_too_many() {
        let mut last = step("http://h/", Method::GET);
        for _ in 0..LIMIT {
            last = followed(last, 302, "/").expect("followed");
        }
        assert_eq!(followed(last, 302, "/").expect_err("too many"), NotFollowed::TooMany { limit: LIMIT });
    }

    #[test]
    fn a_target_that_is_not_http_is_told_without_its_password() {
        for location in ["ftp://u:hush@h/", "//u:hush hush@:1/", "http:/u:hu/sh@[", "javascript:alert(1)", "http://"] {
            let error = followed(step("https://h/", Method::GET), 302, location).expect_err("refused");
            assert!(matches!(error, NotFollowed::Target { .. }) && !format!("{error:?}").contains("hu"), "{error:?}");
        }
        let nowhere = step("http://h/", Method::GET).follow(StatusCode::FOUND, None, LIMIT);
        assert_eq!(nowhere.expect_err("refused"), NotFollowed::NoLocation { status: 302 });
    }
}
