//! Which page a request comes from, and whether that page is ours. RFC 6454 §7, RFC 6455 §10.2, the Fetch standard.
//!
//! A page of any origin may send requests to a loopback address; only reading the answers is up to CORS. So what changes
//! something, and a WebSocket, which CORS does not cover at all, are for our own pages and for no page.

use axum::response::{IntoResponse as _, Response};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::{
    authority::{Authority, Origin},
    query::shortened,
    refusal::Refusal,
};

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const ASKS_FOR_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-request-private-network");
const ALLOWS_PRIVATE_NETWORK: HeaderName = HeaderName::from_static("access-control-allow-private-network");

/// How long a browser may remember the answer to a preflight, in seconds.
const PREFLIGHT_SECONDS: HeaderValue = HeaderValue::from_static("600");

/// The origins beyond its own whose pages the lab lets in.
#[derive(Debug, Clone, Default)]
pub(in crate::lab) struct AllowedOrigins(Vec<Origin>);

/// Whose page a request comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::lab) enum Page {
    /// No page, or one of ours.
    Own,
    /// One that the user lets in.
    Allowed,
    /// Any other, with what gives it away.
    Foreign(String),
}

impl AllowedOrigins {
    /// Reads what the user has given.
    ///
    /// # Errors
    /// With the first text that is no origin; the lab does not start then.
    pub(in crate::lab) fn of(texts: &[String]) -> Result<Self, String> {
        texts.iter().map(|text| Origin::parse(text).ok_or_else(|| text.clone())).collect::<Result<_, _>>().map(Self)
    }

    /// The page that a request to `host` comes from. A program that is no browser sends no `Origin`.
    pub(super) fn page_of(&self, host: &Authority, headers: &HeaderMap) -> Page {
        let mut origins = headers.get_all(header::ORIGIN).iter();
        match (origins.next(), origins.next()) {
            (None, _) => {}
            (Some(_), Some(_)) => return Page::Foreign("more than one Origin".to_owned()),
            (Some(line), None) => {
                let text = String::from_utf8_lossy(line.as_bytes());
                match Origin::parse(&text) {
                    Some(origin) if self.0.contains(&origin) => return Page::Allowed,
                    Some(origin) if origin == Origin::of("http", host.clone()) => {}
                    _ => return Page::Foreign(format!("the origin \"{}\"", shortened(&text))),
                }
            }
        }
        // Another port of this machine is the same site and another origin.
        let sites = headers.get_all(SEC_FETCH_SITE).iter();
        match sites.into_iter().find(|site| !matches!(site.as_bytes(), b"same-origin" | b"none")) {
            None => Page::Own,
            Some(site) => Page::Foreign(format!(
                "another origin (Sec-Fetch-Site is \"{}\")",
                shortened(&String::from_utf8_lossy(site.as_bytes()))
            )),
        }
    }

    /// What lets the pages that the user lets in read an answer; others get nothing of it.
    pub(super) fn cors_headers(&self, page: &Page, headers: &HeaderMap) -> HeaderMap {
        let mut cors = HeaderMap::new();
        if !self.0.is_empty() {
            cors.insert(header::VARY, HeaderValue::from_static("origin"));
        }
        if let (Page::Allowed, Some(origin)) = (page, headers.get(header::ORIGIN)) {
            cors.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin.clone());
        }
        cors
    }

    /// Lets a page that the user lets in send what it asks for.
    pub(super) fn answer_preflight(&self, headers: &HeaderMap) -> Response {
        let mut response = StatusCode::NO_CONTENT.into_response();
        let answer = response.headers_mut();
        answer.extend(self.cors_headers(&Page::Allowed, headers));
        answer.insert(header::ACCESS_CONTROL_ALLOW_METHODS, HeaderValue::from_static("GET, HEAD, POST"));
        if let Some(names) = headers.get(header::ACCESS_CONTROL_REQUEST_HEADERS) {
            answer.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, names.clone());
        }
        if headers.contains_key(ASKS_FOR_PRIVATE_NETWORK) {
            answer.insert(ALLOWS_PRIVATE_NETWORK, HeaderValue::from_static("true"));
        }
        answer.insert(header::ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        response
    }
}

impl Page {
    /// Whether the user lets it in.
    pub(super) fn is_allowed_by_hand(&self) -> bool {
        *self == Self::Allowed
    }

    /// Lets our own pages, those that the user lets in, and programs through.
    ///
    /// # Errors
    /// With a 403 for any other page, to be answered as it is.
    pub(in crate::lab) fn check(&self) -> Result<(), Refusal> {
        let Self::Foreign(whose) = self else { return Ok(()) };
        let sentence = format!(
            "This request comes from a page of {whose}, and the lab lets in its own pages only. \
             Start it with --allow-origin to let another origin in, or try /ws/origin."
        );
        Err(Refusal::new(StatusCode::FORBIDDEN, sentence))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(host: &str, lines: &[(&'static str, &str)]) -> Page {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            headers.append(*name, value.parse().expect("a value"));
        }
        let allowed = ["https://demo.example".to_owned(), "http://localhost:3000".to_owned()];
        let allowed = AllowedOrigins::of(&allowed).expect("origins");
        allowed.page_of(&Authority::parse(host).expect("a host"), &headers)
    }

    #[test]
    fn no_page_and_our_own_pages_pass() {
        for (host, lines) in [
            ("127.0.0.1:4460", &[][..]),
            ("127.0.0.1:4460", &[("origin", "http://127.0.0.1:4460")]),
            ("localhost", &[("origin", "http://localhost"), ("sec-fetch-site", "same-origin")]),
            ("[::1]:80", &[("origin", "http://[::1]")]),
            ("127.0.0.1:4460", &[("sec-fetch-site", "none")]),
        ] {
            assert_eq!(page(host, lines), Page::Own, "{host} {lines:?}");
        }
    }

    #[test]
    fn every_other_origin_is_foreign_also_another_port_and_name_of_this_machine() {
        for lines in [
            &[("origin", "https://evil.example")][..],
            &[("origin", "null")],
            &[("origin", "")],
            &[("origin", "http://127.0.0.1")],
            &[("origin", "http://127.0.0.1:8080")],
            &[("origin", "http://localhost:4460")],
            &[("origin", "https://127.0.0.1:4460")],
            &[("origin", "ws://127.0.0.1:4460")],
            &[("origin", "http://127.0.0.1:4460/")],
            &[("origin", "http://127.0.0.1:4460 https://evil.example")],
            &[("origin", "http://127.0.0.1:4460"), ("origin", "http://127.0.0.1:4460")],
            &[("origin", "http://127.0.0.1:4460"), ("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "cross-site")],
            &[("sec-fetch-site", "same-site")],
            &[("sec-fetch-site", "none"), ("sec-fetch-site", "cross-site")],
        ] {
            assert!(matches!(page("127.0.0.1:4460", lines), Page::Foreign(_)), "{lines:?}");
        }
    }

    #[test]
    fn the_user_lets_origins_in() {
        let lines = [("origin", "https://demo.example"), ("sec-fetch-site", "cross-site")];
        assert_eq!(page("127.0.0.1:4460", &lines), Page::Allowed);
        assert_eq!(page("127.0.0.1:4460", &[("origin", "http://localhost:3000")]), Page::Allowed);
        assert!(matches!(page("127.0.0.1:4460", &[("origin", "http://demo.example")]), Page::Foreign(_)));
        assert_eq!(AllowedOrigins::of(&["demo.example".to_owned()]).expect_err("no origin"), "demo.example");
    }
}
