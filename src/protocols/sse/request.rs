//! The requests of one connection: the first, and what redirects make of it. Fetch §4.4. No socket, no clock.

use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use url::Url;

use super::{
    config::SseConfig,
    event::{MAX_REDIRECTS, Refusal},
};
use crate::{
    net::{header_text::header_text, headers, quoted::Quoted, redirect, redirect::OriginBound},
    transcript::secrets::mask_url,
};

/// One request on the way to the stream.
#[derive(Clone, Debug)]
pub(super) struct Hop {
    pub(super) url: Url,
    pub(super) method: Method,
    pub(super) data: Option<Bytes>,
    redirects: u32,
    bound: OriginBound,
}

/// Why a redirect is not followed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum NotFollowed {
    /// Tried again later, from the start.
    TooMany,
    /// The source is closed.
    Refused(Refusal),
}

impl Hop {
    /// Where every connection starts.
    pub(super) fn first(config: &SseConfig) -> Self {
        Self {
            url: config.url.clone(),
            method: config.method.clone(),
            data: config.data.clone(),
            redirects: 0,
            bound: OriginBound::new(config.secret_headers.clone()),
        }
    }

    /// The whole head. `last_event_id` is left out when it is `None`.
    pub(super) fn headers(&self, config: &SseConfig, last_event_id: Option<&HeaderValue>) -> HeaderMap {
        let mut own = vec![
            (header::ACCEPT, HeaderValue::from_static("text/event-stream")),
            (header::CACHE_CONTROL, HeaderValue::from_static("no-cache")),
        ];
        if let Some(id) = last_event_id.filter(|_| self.bound.may_carry_option("last-event-id")) {
            own.push((HeaderName::from_static("last-event-id"), id.clone()));
        }
        if let Some(data) = &self.data {
            own.push((header::CONTENT_TYPE, HeaderValue::from_static(type_of(data))));
        }
        if self.data.is_some() || matches!(self.method, Method::POST | Method::PUT) {
            own.push((header::CONTENT_LENGTH, HeaderValue::from(self.data.as_ref().map_or(0, Bytes::len))));
        }
        let custom: Vec<_> = config.headers.iter().filter(|(name, _)| self.may_carry(name, config)).cloned().collect();
        headers::request_headers(&self.url, &own, &custom)
    }

    /// The next request after a redirect.
    pub(super) fn redirected(self, status: StatusCode, location: &HeaderValue) -> Result<Self, NotFollowed> {
        let location = header_text(location.as_bytes());
        let target = redirect::target(&self.url, &location).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
        let Some(url) = target else {
            let location = Quoted::new(mask_url(&location).as_bytes());
            return Err(NotFollowed::Refused(Refusal::Location { location }));
        };
        if self.redirects >= MAX_REDIRECTS {
            return Err(NotFollowed::TooMany);
        }
        let mut bound = self.bound;
        bound.follow(&self.url, &url);
        let redirects = self.redirects + 1;
        if becomes_get(status, &self.method) {
            return Ok(Self { url, method: Method::GET, data: None, redirects, bound });
        }
        Ok(Self { url, redirects, bound, ..self })
    }

    /// Whether a header of the user goes with this request.
    fn may_carry(&self, name: &HeaderName, config: &SseConfig) -> bool {
        let describes_the_body = matches!(
            *name,
            header::CONTENT_TYPE
                | header::CONTENT_LENGTH
                | header::CONTENT_ENCODING
                | header::CONTENT_LANGUAGE
                | header::CONTENT_LOCATION
        );
        let lost_its_body = self.method != config.method;
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

/// The type of a body that the user gave none for.
fn type_of(data: &[u8]) -> &'static str {
    if serde_json::from_slice::<serde::de::IgnoredAny>(data).is_ok() {
        "application/json"
    } else {
        "text/plain;charset=UTF-8"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn config(url: &str, lines: &[&str]) -> SseConfig {
        let headers = lines.iter().map(|line| headers::parse_line(line).expect("a header")).collect();
        SseConfig { headers, ..SseConfig::new(Url::parse(url).expect("a URL")) }
    }

    fn redirected(hop: Hop, status: u16, to: &'static str) -> Result<Hop, NotFollowed> {
        hop.redirected(StatusCode::from_u16(status).expect("a status"), &HeaderValue::from_static(to))
    }

    #[test]
    fn asks_as_the_standard_says() {
        let config = config("http://h/x", &[]);
        let headers = Hop::first(&config).headers(&config, None);
        assert_eq!(headers["accept"], "text/event-stream");
        assert_eq!(headers["cache-control"], "no-cache");
        assert!(!headers.contains_key("last-event-id"));
        assert!(!headers.contains_key("content-length"));
    }

    #[test]
    fn secrets_stay_with_their_origin() {
        let lines = ["Authorization: a", "cookie: b", "Proxy-Authorization: c", "Host: named", "X-Key: e", "X-Own: d"];
        let secret_headers = ["x-KEY".to_owned(), "Last-Event-ID".to_owned()].into();
        let config = SseConfig { secret_headers, ..config("http://h/x", &lines) };
        let id = HeaderValue::from_static("7");
        let same = redirected(Hop::first(&config), 302, "/y").expect("followed");
        let headers = same.headers(&config, Some(&id));
        assert_eq!((&headers["x-key"], &headers["last-event-id"]), (&"e".parse().unwrap(), &id));
        assert_eq!((&headers["authorization"], &headers["host"]), (&"a".parse().unwrap(), &"named".parse().unwrap()));
        for other in ["http://other/", "https://h/x", "http://h:81/x", "//other/x"] {
            let away = redirected(same.clone(), 307, other).expect("followed");
            let back = redirected(away.clone(), 307, "http://h/x").expect("followed");
            for hop in [away, back] {
                let headers = hop.headers(&config, Some(&id));
                for name in ["authorization", "cookie", "proxy-authorization", "x-key", "last-event-id"] {
                    assert!(!headers.contains_key(name), "{name} went to {}", hop.url);
                }
                assert_eq!(headers["x-own"], "d");
                assert_ne!(headers["host"], "named");
            }
        }
    }

    #[test]
    fn credentials_of_the_url_stay_with_their_origin() {
        let config = config("http://u:p@h/x", &[]);
        let has_secret = |hop: &Hop| hop.headers(&config, None).contains_key("authorization");
        let first = Hop::first(&config);
        assert!(has_secret(&first));
        assert!(has_secret(&redirected(first.clone(), 302, "http://h/y").expect("followed")));
        assert!(!has_secret(&redirected(first.clone(), 302, "http://other/y").expect("followed")));
        assert!(!has_secret(&redirected(first, 302, "//other/y").expect("followed")));
    }

    #[test]
    fn a_post_becomes_a_get_where_fetch_says_so() {
        let config = SseConfig {
            method: Method::POST,
            data: Some(Bytes::from_static(b"{}")),
            ..config("http://h/", &["Content-Type: a/b"])
        };
        for (status, method, length) in
            [(301, "GET", 0), (302, "GET", 0), (303, "GET", 0), (307, "POST", 2), (308, "POST", 2)]
        {
            let hop = redirected(Hop::first(&config), status, "/y").expect("followed");
            let headers = hop.headers(&config, None);
            assert_eq!(hop.method, method);
            assert_eq!(hop.data.map_or(0, |data| data.len()), length);
            assert_eq!(headers.contains_key("content-type"), length > 0);
            assert_eq!(headers.contains_key("content-length"), length > 0);
        }
    }

    #[test]
    fn twenty_redirects_are_followed_and_no_more() {
        let mut hop = Hop::first(&config("http://h/", &[]));
        for _ in 0..20 {
            hop = redirected(hop, 302, "/").expect("followed");
        }
        assert_eq!(redirected(hop, 302, "/").expect_err("too many"), NotFollowed::TooMany);
    }

    #[test]
    fn a_target_that_is_not_http_is_told_without_its_password() {
        for location in ["ftp://u:hush@h/", "//u:hush hush@:1/", "http:/u:hu/sh@["] {
            let error = redirected(Hop::first(&config("https://h/", &[])), 302, location).expect_err("refused");
            assert!(!format!("{error:?}").contains("hu"), "{error:?}");
        }
    }

    #[test]
    fn a_target_that_is_not_http_is_refused() {
        for location in ["ftp://h/", "javascript:alert(1)", "http://", "http://[::1"] {
            let error = redirected(Hop::first(&config("http://h/", &[])), 302, location).expect_err("refused");
            assert_eq!(error, NotFollowed::Refused(Refusal::Location { location: Quoted::new(location) }));
        }
    }

    #[test]
    fn a_body_has_a_length_and_a_type() {
        for (data, content_type) in [("{\"a\":1}", "application/json"), ("hello", "text/plain;charset=UTF-8")] {
            let config = SseConfig { method: Method::POST, data: Some(Bytes::from(data)), ..config("http://h/", &[]) };
            let headers = Hop::first(&config).headers(&config, None);
            assert_eq!(headers["content-type"], content_type);
            assert_eq!(headers["content-length"], data.len().to_string().as_str());
        }
    }
}
