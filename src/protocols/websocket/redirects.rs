//! Where a redirecting answer leads, and what may go there. Sans-IO. RFC 9110 §15.4.

use std::collections::HashSet;

use http::header;
use url::Url;

use super::config::Config;
use crate::net::http1::head::ResponseHead;

/// So many redirects are followed, as browsers' `fetch` does with 20 and curl with 50.
pub const MAX_REDIRECTS: usize = 10;

/// What is done with an answer that redirects.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RedirectPolicy {
    /// It is shown, and the session is over: what a browser does. WHATWG, WebSocket standard §2.2.
    #[default]
    Show,
    /// It is followed.
    Follow,
}

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
        /// Its value.
        location: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// It leads to something else than a WebSocket.
    #[error("the Location header {location:?} leads to another scheme than ws, wss, http and https")]
    Scheme {
        /// Its value.
        location: String,
    },
    /// It leads back.
    #[error("the redirects go in a circle: {url} was asked already, with the same cookies")]
    Loop {
        /// Where it leads.
        url: String,
    },
    /// There are too many.
    #[error("the server redirected {MAX_REDIRECTS} times, no more are followed")]
    TooMany,
}

/// Whether an answer redirects.
pub fn is_redirect(status: u16) -> bool {
    matches!(status, 301 | 302 | 303 | 307 | 308)
}

/// The places that were asked.
#[derive(Debug)]
pub(super) struct Redirects {
    /// The session as it is described for the place that is asked now.
    pub(super) config: Config,
    count: usize,
    asked: HashSet<(String, Vec<u8>)>,
}

impl Redirects {
    pub(super) fn new(config: &Config) -> Self {
        Self { config: config.clone(), count: 0, asked: HashSet::new() }
    }

    /// Notes that a request leaves. Asking again with another cookie is no circle.
    ///
    /// # Errors
    /// When the same was asked already.
    pub(super) fn ask(&mut self, request: &Config) -> Result<(), RedirectError> {
        let cookies = request.headers.iter().filter(|(name, _)| *name == header::COOKIE);
        let cookies: Vec<u8> = cookies.flat_map(|(_, value)| value.as_bytes().iter().copied()).collect();
        if self.asked.insert((request.url.to_string(), cookies)) {
            Ok(())
        } else {
            Err(RedirectError::Loop { url: request.url.to_string() })
        }
    }

    /// Moves on to where an answer leads.
    ///
    /// # Errors
    /// When it leads nowhere, or too often.
    pub(super) fn follow(&mut self, answer: &ResponseHead) -> Result<(), RedirectError> {
        if self.count == MAX_REDIRECTS {
            return Err(RedirectError::TooMany);
        }
        self.count += 1;
        let target = target(&self.config.url, answer)?;
        if !is_same_origin(&self.config.url, &target) {
            // They were meant for the other server. WHATWG Fetch §4.4.
            self.config.headers.retain(|(name, _)| *name != header::AUTHORIZATION && *name != header::COOKIE);
        }
        self.config.url = target;
        Ok(())
    }
}

/// Where an answer leads: `http` means `ws` there, and `https` means `wss`.
///
/// # Errors
/// When it leads nowhere.
pub fn target(from: &Url, answer: &ResponseHead) -> Result<Url, RedirectError> {
    let location = answer.values("location").next().ok_or(RedirectError::NoLocation { status: answer.status })?;
    let not_a_url = |source| RedirectError::NotAUrl { location: location.to_owned(), source };
    let mut target = from.join(location).map_err(not_a_url)?;
    let scheme = match target.scheme() {
        "http" | "ws" => "ws",
        "https" | "wss" => "wss",
        _ => return Err(RedirectError::Scheme { location: location.to_owned() }),
    };
    // It cannot fail between schemes of the web.
    target.set_scheme(scheme).ok();
    if is_same_origin(from, &target) && target.username().is_empty() && target.password().is_none() {
        target.set_username(from.username()).ok();
        target.set_password(from.password()).ok();
    }
    Ok(target)
}

fn is_same_origin(one: &Url, other: &Url) -> bool {
    one.scheme() == other.scheme()
        && one.host() == other.host()
        && one.port_or_known_default() == other.port_or_known_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::net::headers::parse_line;

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
        let bare = ResponseHead::parse(b"HTTP/1.1 308 X\r\n\r\n").expect("a head");
        assert_eq!(target(&from, &bare), Err(RedirectError::NoLocation { status: 308 }));
    }

    #[test]
    fn secrets_stay_at_their_origin_and_a_circle_is_named() {
        let headers =
            ["Authorization: hush", "Cookie: a=hush", "X-Y: z"].map(|line| parse_line(line).expect("a header"));
        let url = Url::parse("ws://h/").expect("a URL");
        let mut redirects = Redirects::new(&Config { headers: headers.to_vec(), ..Config::new(url) });
        redirects.ask(&redirects.config.clone()).expect("the first");
        redirects.follow(&answer("/b")).expect("the same origin");
        assert_eq!(redirects.config.headers.len(), 3);
        redirects.follow(&answer("/")).expect("back");
        assert_eq!(redirects.ask(&redirects.config.clone()), Err(RedirectError::Loop { url: "ws://h/".to_owned() }));
        redirects.follow(&answer("ws://h:81/")).expect("another origin");
        assert_eq!(redirects.config.headers.len(), 1);
        for _ in 0..MAX_REDIRECTS - 3 {
            redirects.follow(&answer("/more")).expect("not too many");
        }
        assert_eq!(redirects.follow(&answer("/more")), Err(RedirectError::TooMany));
    }
}
