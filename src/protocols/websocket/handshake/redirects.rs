//! Where a redirecting answer leads, and what may go there. Sans-IO. RFC 9110 §15.4.

use std::collections::HashSet;

use http::header;
use url::Url;

use crate::{
    net::{http1::head::ResponseHead, redirect, redirect::OriginBound},
    protocols::websocket::config::Config,
    transcript::{
        reason::{Code, HasReason, Reason},
        secrets::mask_url,
    },
};

/// So many redirects are followed, as browsers' `fetch` does with 20 and curl with 50.
pub const MAX_REDIRECTS: usize = 10;

/// Why a redirect cannot be followed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RedirectError {
    /// It does not say where to.
    #[error("the answer {status} has no Location header that says where to (RFC 9110 §15.4)")]
    NoLocation {
        /// The status code.
        status: u16,
    },
    /// It leads nowhere that can be understood.
    #[error("the Location header {location:?} is no URL")]
    NotAUrl {
        /// Its value, without a password.
        location: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// It leads to something else than a WebSocket.
    #[error("the Location header {location:?} leads to another scheme than ws, wss, http and https")]
    Scheme {
        /// Its value, without a password.
        location: String,
    },
    /// It leads to a part of something, which no WebSocket is.
    #[error(
        "the Location header {location:?} has a fragment, which the URL of a WebSocket must not have (RFC 6455 §3)"
    )]
    Fragment {
        /// Its value, without a password.
        location: String,
    },
    /// It leads back.
    #[error("the redirects go in a circle: {url} was asked already, with the same cookies")]
    Loop {
        /// Where it leads, without a password.
        url: String,
    },
    /// There are too many.
    #[error("the server redirected {MAX_REDIRECTS} times, no more are followed")]
    TooMany,
}

impl HasReason for RedirectError {
    fn reason(&self) -> Reason {
        match self {
            Self::NoLocation { status } => Reason::new(Code::RedirectWithoutLocation).with("status", *status),
            Self::NotAUrl { location, .. } => Reason::new(Code::RedirectTargetInvalid).with("location", location),
            Self::Scheme { location } => Reason::new(Code::RedirectScheme).with("location", location),
            Self::Fragment { location } => Reason::new(Code::RedirectFragment).with("location", location),
            Self::Loop { url } => Reason::new(Code::RedirectLoop).with("url", url),
            Self::TooMany => Reason::new(Code::TooManyRedirects).with("limit", MAX_REDIRECTS),
        }
    }
}

/// The places that were asked.
#[derive(Debug)]
pub(crate) struct Redirects {
    /// The session as it is described for the place that is asked now.
    pub(crate) config: Config,
    bound: OriginBound,
    count: usize,
    asked: HashSet<(String, Vec<u8>)>,
}

impl Redirects {
    pub(crate) fn new(config: &Config) -> Self {
        let bound = OriginBound::new(config.peer.secret_headers.clone());
        Self { config: config.clone(), bound, count: 0, asked: HashSet::new() }
    }

    /// Notes that a request leaves. Asking again with another cookie is no circle.
    ///
    /// # Errors
    /// When the same was asked already.
    pub(crate) fn ask(&mut self, request: &Config) -> Result<(), RedirectError> {
        let cookies = request.peer.headers.iter().filter(|line| *line.name() == header::COOKIE);
        let cookies: Vec<u8> = cookies.flat_map(|line| line.value().as_bytes().iter().copied()).collect();
        if self.asked.insert((request.url.to_string(), cookies)) {
            Ok(())
        } else {
            Err(RedirectError::Loop { url: mask_url(request.url.as_str()).into_owned() })
        }
    }

    /// Moves on to where an answer leads.
    ///
    /// # Errors
    /// When it leads nowhere, or too often.
    pub(crate) fn follow(&mut self, answer: &ResponseHead) -> Result<(), RedirectError> {
        if self.count == MAX_REDIRECTS {
            return Err(RedirectError::TooMany);
        }
        self.count += 1;
        let target = target(&self.config.url, answer)?;
        self.bound.follow(&self.config.url, &target);
        let Self { config, bound, .. } = self;
        config.peer.headers.retain(|line| bound.may_carry(line.name().as_str()));
        if !bound.may_carry_option(header::SEC_WEBSOCKET_PROTOCOL.as_str()) {
            config.subprotocols.clear();
        }
        config.origin.take_if(|_| !bound.may_carry_option(header::ORIGIN.as_str()));
        self.config.url = target;
        Ok(())
    }
}

/// Where an answer leads: `http` means `ws` there, and `https` means `wss`.
///
/// # Errors
/// When it leads nowhere.
pub fn target(from: &Url, answer: &ResponseHead) -> Result<Url, RedirectError> {
    let location = answer.location().ok_or(RedirectError::NoLocation { status: answer.status })?;
    let masked = || mask_url(&location).into_owned();
    let not_a_url = |source| RedirectError::NotAUrl { location: masked(), source };
    let mut target = redirect::target(from, &location).map_err(not_a_url)?;
    let scheme = match target.scheme() {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return Err(RedirectError::Scheme { location: masked() }),
    };
    // It cannot fail between schemes of the web.
    target.set_scheme(scheme).ok();
    if target.fragment().is_some() {
        return Err(RedirectError::Fragment { location: masked() });
    }
    Ok(target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::{headers::parse_line, peer::PeerOptions};

    fn answer(location: &str) -> ResponseHead {
        ResponseHead::parse(format!("HTTP/1.1 302 Found\r\nLocation: {location}\r\n\r\n").as_bytes()).expect("a head")
    }

    #[test]
    fn a_location_leads_to_a_websocket() {
        let from = Url::parse("ws://u:p@h:81/a/b?q").expect("a URL");
        for (location, to) in [
            ("/c", "ws://u:p@h:81/c"),
            ("c?d", "ws://u:p@h:81/a/c?d"),
            ("//other/c", "ws://other/c"),
            ("http://h:81/", "ws://u:p@h:81/"),
            ("https://h/c", "wss://h/c"),
            ("wss://x:1/", "wss://x:1/"),
            ("http://v:w@h:81/", "ws://v:w@h:81/"),
        ] {
            assert_eq!(target(&from, &answer(location)).expect("a target").as_str(), to);
        }
        assert!(matches!(target(&from, &answer("mailto:x")), Err(RedirectError::Scheme { .. })));
        assert!(matches!(target(&from, &answer("http://")), Err(RedirectError::NotAUrl { .. })));
        for location in ["/c#part", "https://h/#", "#part"] {
            assert!(matches!(target(&from, &answer(location)), Err(RedirectError::Fragment { .. })), "{location}");
        }
        let bare = ResponseHead::parse(b"HTTP/1.1 308 X\r\n\r\n").expect("a head");
        assert_eq!(target(&from, &bare), Err(RedirectError::NoLocation { status: 308 }));
    }

    fn asked(url: &str, headers: &[&str]) -> Redirects {
        let headers = headers.iter().map(|line| parse_line(line).expect("a header")).collect();
        Redirects::new(&Config {
            peer: PeerOptions { headers, ..PeerOptions::default() },
            ..Config::new(Url::parse(url).expect("a URL"))
        })
    }

    fn names(redirects: &Redirects) -> Vec<&str> {
        redirects.config.peer.headers.iter().map(|line| line.name().as_str()).collect()
    }

    #[test]
    fn secrets_stay_at_their_origin_for_good() {
        let lines = ["Authorization: a", "Cookie: a=b", "Proxy-Authorization: a", "Host: n", "X-Key: a", "X-Y: z"];
        for away in ["ws://h:81/", "wss://h/", "//other/", "https://h/"] {
            let mut redirects = asked("ws://u:p@h/", &lines);
            redirects.bound = OriginBound::new(["x-key".to_owned(), "Sec-WebSocket-Protocol".to_owned()].into());
            redirects.config.subprotocols = vec!["token".to_owned()];
            redirects.config.origin = Some(http::HeaderValue::from_static("http://h"));
            redirects.follow(&answer("http://h/b")).expect("the same origin");
            assert_eq!((redirects.config.peer.headers.len(), redirects.config.subprotocols.len()), (6, 1));
            assert_eq!(redirects.config.url.as_str(), "ws://u:p@h/b");
            for to in [away, "ws://h/"] {
                redirects.follow(&answer(to)).expect("another origin");
                assert_eq!(names(&redirects), ["x-y"], "{away}");
                assert!(redirects.config.subprotocols.is_empty() && redirects.config.origin.is_some());
                assert!(redirects.config.url.password().is_none());
            }
        }
    }

    #[test]
    fn a_circle_is_named_and_there_are_not_too_many() {
        let mut redirects = asked("ws://u:hush@h/", &[]);
        redirects.ask(&redirects.config.clone()).expect("the first");
        redirects.follow(&answer("/b")).expect("followed");
        redirects.follow(&answer("/")).expect("back");
        let circle = RedirectError::Loop { url: "ws://u:***@h/".to_owned() };
        assert_eq!(redirects.ask(&redirects.config.clone()), Err(circle));
        for _ in 0..MAX_REDIRECTS - 2 {
            redirects.follow(&answer("/more")).expect("not too many");
        }
        assert_eq!(redirects.follow(&answer("/more")), Err(RedirectError::TooMany));
    }

    #[test]
    fn a_location_that_leads_nowhere_is_told_without_its_password() {
        for location in ["ws://u:hush hush@:1/", "http://u:hu/sh@[/", "//u:hush@:x/", "ftp://u:hush\"hush@h"] {
            let from = Url::parse("ws://h/").expect("a URL");
            let words = target(&from, &answer(location)).expect_err("nowhere").to_string();
            assert!(!words.contains("hu") && words.contains("***"), "{words}");
        }
    }
}
