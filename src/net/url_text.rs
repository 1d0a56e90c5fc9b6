//! URLs as they are typed: which schemes a protocol speaks, and what helps where one is missing or wrong.

use url::{ParseError, Url};

use crate::transcript::{
    reason::{Code, HasReason, Reason},
    secrets::mask_url,
};

/// Why a URL cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UrlError {
    /// It is no URL.
    #[error("this is not a URL: {text}")]
    Invalid {
        /// What was typed, without a password.
        text: String,
        /// What is wrong with it.
        source: ParseError,
    },
    /// It begins with the host.
    #[error("{text} has no scheme: write {with_scheme}")]
    NoScheme {
        /// What was typed, without a password.
        text: String,
        /// What may be meant, without a password.
        with_scheme: String,
    },
    /// It has another scheme than the protocol speaks.
    #[error("the scheme of {url} is {scheme}, expected {}:// or {}://", expected.names().0, expected.names().1)]
    Scheme {
        /// What was typed, without a password.
        url: String,
        /// Its scheme.
        scheme: String,
        /// The schemes that would do.
        expected: Schemes,
    },
    /// A WebSocket's URL names no part of a page.
    #[error(
        "{url} has a fragment, which the URL of a WebSocket must not have (RFC 6455 §3): leave it out, or write %23 \
         for a # that belongs to the path"
    )]
    Fragment {
        /// What was typed, without a password.
        url: String,
    },
}

/// The schemes that a protocol speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemes {
    /// `http` and `https`.
    Http,
    /// `ws` and `wss`; `http` and `https` mean the same here. WHATWG, WebSocket standard §3.1.
    WebSocket,
}

impl Schemes {
    /// Without TLS and with it.
    fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Http => ("http", "https"),
            Self::WebSocket => ("ws", "wss"),
        }
    }
}

/// Reads a URL with one of the given schemes. That of a WebSocket comes back with `ws` or `wss`.
///
/// Whether a text is words and no address, as a command is: it has spaces, and no scheme in its first word. Secrets may stand
/// anywhere in it.
pub fn is_words(text: &str) -> bool {
    let mut words = text.split_whitespace();
    words.next().is_some_and(|first| !first.contains("://")) && words.next().is_some()
}

/// # Errors
/// When it is no URL, has another scheme, or is that of a WebSocket and has a fragment.
pub fn parse_url(text: &str, schemes: Schemes) -> Result<Url, UrlError> {
    let text = text.trim();
    let masked = || mask_url(text).into_owned();
    let parsed = Url::parse(text);
    if let Some(url) = with_scheme(text, &parsed, schemes) {
        return Err(UrlError::NoScheme { text: masked(), with_scheme: mask_url(url.as_str()).into_owned() });
    }
    let mut url = parsed.map_err(|source| UrlError::Invalid { text: masked(), source })?;
    match (schemes, url.scheme()) {
        (Schemes::Http, "http" | "https") | (Schemes::WebSocket, "ws" | "wss") => {}
        // It cannot fail between schemes of the web.
        (Schemes::WebSocket, "http") => url.set_scheme("ws").unwrap_or_default(),
        (Schemes::WebSocket, "https") => url.set_scheme("wss").unwrap_or_default(),
        (expected, scheme) => return Err(UrlError::Scheme { url: masked(), scheme: scheme.to_owned(), expected }),
    }
    if schemes == Schemes::WebSocket && url.fragment().is_some() {
        return Err(UrlError::Fragment { url: masked() });
    }
    Ok(url)
}

/// The URL that is meant by one that begins with its host, as `localhost:8080/path`: a URL parser takes the host for a
/// scheme, or finds none.
fn with_scheme(text: &str, parsed: &Result<Url, ParseError>, schemes: Schemes) -> Option<Url> {
    let begins_with_host = match parsed {
        Ok(url) => url.cannot_be_a_base(),
        // A word alone is hardly a host.
        Err(ParseError::RelativeUrlWithoutBase) => text == "localhost" || text.contains(['.', ':', '/']),
        Err(_) => false,
    };
    if !begins_with_host || text.starts_with('/') && !text.starts_with("//") {
        return None;
    }
    let (plain, tls) = schemes.names();
    let rest = text.trim_start_matches('/');
    let url = Url::parse(&format!("{plain}://{rest}")).ok().filter(Url::has_host)?;
    if url.port() == Some(443) { Url::parse(&format!("{tls}://{rest}")).ok() } else { Some(url) }
}

impl HasReason for UrlError {
    fn reason(&self) -> Reason {
        match self {
            Self::Invalid { text, source } => {
                Reason::new(Code::UrlInvalid).with("text", text).because(Code::of_url(*source))
            }
            Self::NoScheme { text, with_scheme } => {
                Reason::new(Code::UrlWithoutScheme).with("text", text).with("suggestion", with_scheme)
            }
            Self::Scheme { url, scheme, expected } => {
                let (plain, tls) = expected.names();
                let reason = Reason::new(Code::UrlSchemeWrong).with("url", url).with("scheme", scheme);
                reason.with("plain", plain).with("tls", tls)
            }
            Self::Fragment { url } => Reason::new(Code::UrlFragment).with("url", url),
        }
    }
}

impl Code {
    /// What is wrong with a text that is no URL.
    pub fn of_url(error: ParseError) -> Self {
        match error {
            ParseError::EmptyHost => Self::UrlWithoutHost,
            ParseError::IdnaError
            | ParseError::InvalidIpv4Address
            | ParseError::InvalidIpv6Address
            | ParseError::InvalidDomainCharacter => Self::UrlHostInvalid,
            ParseError::InvalidPort => Self::UrlPortInvalid,
            ParseError::RelativeUrlWithoutBase => Self::UrlRelative,
            _ => Self::UrlUnreadable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str, schemes: Schemes) -> String {
        parse_url(text, schemes).map_or_else(|error| error.to_string(), |url| url.to_string())
    }

    #[test]
    fn a_websocket_may_be_written_as_a_page_is() {
        for (text, url) in [
            (" ws://h/p ", "ws://h/p"),
            ("WSS://H", "wss://h/"),
            ("http://u:p@h:80/p?q", "ws://u:p@h/p?q"),
            ("https://h:443/", "wss://h/"),
            ("http://h:443/", "ws://h:443/"),
        ] {
            assert_eq!(words(text, Schemes::WebSocket), url);
        }
        assert_eq!(words("http://h/p#part", Schemes::Http), "http://h/p#part");
        for schemes in [Schemes::Http, Schemes::WebSocket] {
            assert!(words("ftp://h/", schemes).starts_with("the scheme of ftp://h/ is ftp, expected "));
        }
        assert!(words("ws://h/", Schemes::Http).ends_with("expected http:// or https://"));
    }

    #[test]
    fn a_websocket_has_no_fragment() {
        for text in ["ws://u:hush@h/p#part", "https://u:hush@h/p#", "wss://u:hush@h?q#a"] {
            let message = words(text, Schemes::WebSocket);
            assert!(
                message.contains("has a fragment") && message.contains("RFC 6455 §3") && !message.contains("hush"),
                "{message}"
            );
        }
        assert_eq!(words("ws://h/p%23part", Schemes::WebSocket), "ws://h/p%23part");
    }

    #[test]
    fn where_the_scheme_is_missing_the_url_that_is_meant_is_named() {
        for (text, rest) in [
            ("localhost:8080/p", "://localhost:8080/p"),
            ("localhost", "://localhost/"),
            ("127.0.0.1:8080/p?u=http://x", "://127.0.0.1:8080/p?u=http://x"),
            ("example.com", "://example.com/"),
            ("[::1]:81/", "://[::1]:81/"),
            ("//h/p", "://h/p"),
            ("u:hush@h/p", "://u:***@h/p"),
        ] {
            for (schemes, scheme) in [(Schemes::Http, "http"), (Schemes::WebSocket, "ws")] {
                let message = words(text, schemes);
                assert!(message.ends_with(&format!(" has no scheme: write {scheme}{rest}")), "{message}");
                assert!(!message.contains("hush"), "{message}");
            }
        }
        assert!(words("h:443/p", Schemes::WebSocket).ends_with("write wss://h/p"));
        assert!(words("example.com:443", Schemes::Http).ends_with("write https://example.com/"));
    }

    #[test]
    fn what_is_no_host_is_no_url() {
        for text in ["nowhere", "not a url", "", "/path", "?q", "http://", "ws://h:99999/", "a b.c/"] {
            assert!(words(text, Schemes::WebSocket).starts_with("this is not a URL: "), "{text}");
        }
        assert!(words("javascript:alert(1)", Schemes::Http).starts_with("the scheme of javascript:alert(1) is "));
    }
}
