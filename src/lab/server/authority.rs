//! Hosts and origins as they stand in headers: `host[:port]` and `scheme://host[:port]`, read strictly.
//! RFC 3986 §3.2, RFC 9110 §7.2, and "Origin" in the Fetch standard.

use std::net::{Ipv4Addr, Ipv6Addr};

/// A host with a port, as in `Host`. Nothing else is one: no user, no path, no space, no second port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Authority {
    /// A name in lower case, or an address in its shortest form, without brackets.
    pub(super) host: String,
    /// `None` is the default port of the scheme.
    pub(super) port: Option<u16>,
}

impl Authority {
    /// Reads one; `None` when it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (host, port) = if let Some(rest) = text.strip_prefix('[') {
            let (address, rest) = rest.split_once(']')?;
            let port = if rest.is_empty() { None } else { Some(rest.strip_prefix(':')?) };
            (address.parse::<Ipv6Addr>().ok()?.to_string(), port)
        } else {
            let (host, port) = text.split_once(':').map_or((text, None), |(host, port)| (host, Some(port)));
            if !host.bytes().all(is_name_byte) {
                return None;
            }
            (host.to_ascii_lowercase(), port)
        };
        let port = match port {
            // The grammar allows a colon with nothing behind it.
            None | Some("") => None,
            Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => Some(port.parse().ok()?),
            Some(_) => return None,
        };
        Some(Self { host, port })
    }

    /// With the default port of HTTP named.
    pub(super) fn or_port_80(mut self) -> Self {
        self.port.get_or_insert(80);
        self
    }
}

/// A host that is given by hand: a name or an address, with or without brackets, as [`Authority`] has it.
pub(super) fn plain_host(text: &str) -> String {
    let text = text.trim();
    let address = text.trim_start_matches('[').trim_end_matches(']');
    address.parse::<Ipv6Addr>().map_or_else(|_name| text.to_ascii_lowercase(), |address| address.to_string())
}

/// Where a page comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Origin {
    /// `null`: a file, a frame in a sandbox, a page behind a redirect. Nobody knows whose it is.
    Opaque,
    /// Scheme, host and port.
    Tuple {
        /// In lower case.
        scheme: String,
        /// The port is `None` when it is the default one of the scheme.
        authority: Authority,
    },
}

impl Origin {
    /// Reads one; `None` when it is none, as when there is a path behind it.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if text == "null" {
            return Some(Self::Opaque);
        }
        let (scheme, rest) = text.split_once("://")?;
        let mut bytes = scheme.bytes();
        let is_scheme = bytes.next()?.is_ascii_alphabetic()
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte));
        let authority = Authority::parse(rest).filter(|authority| is_scheme && !authority.host.is_empty())?;
        Some(Self::of(&scheme.to_ascii_lowercase(), authority))
    }

    /// The origin of what is served at an authority.
    pub(super) fn of(scheme: &str, mut authority: Authority) -> Self {
        let default = match scheme {
            "http" | "ws" => Some(80),
            "https" | "wss" => Some(443),
            _ => None,
        };
        authority.port = authority.port.filter(|port| Some(*port) != default);
        Self::Tuple { scheme: scheme.to_owned(), authority }
    }
}

/// Letters, digits and what else a name or an IPv4 address has. A name in other letters comes as Punycode.
fn is_name_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._".contains(&byte)
}

/// Whether a host is this machine by its address alone.
pub(super) fn loopback_names() -> [String; 3] {
    [Ipv4Addr::LOCALHOST.to_string(), Ipv6Addr::LOCALHOST.to_string(), "localhost".to_owned()]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn authority(text: &str) -> Option<(String, Option<u16>)> {
        Authority::parse(text).map(|authority| (authority.host, authority.port))
    }

    #[test]
    fn a_host_is_a_name_or_an_address_with_at_most_one_port() {
        for (text, host, port) in [
            ("127.0.0.1", "127.0.0.1", None),
            ("LOCALHOST:4460", "localhost", Some(4460)),
            ("localhost:", "localhost", None),
            ("[::1]:80", "::1", Some(80)),
            ("[0:0:0:0:0:0:0:1]", "::1", None),
            ("", "", None),
            ("127.0.0.1.", "127.0.0.1.", None),
        ] {
            assert_eq!(authority(text), Some((host.to_owned(), port)), "{text}");
        }
        for text in [
            "evil.com@127.0.0.1",
            "127.0.0.1@evil.com",
            "a:b@127.0.0.1:80",
            "127.0.0.1:80:80",
            "127.0.0.1:99999",
            "127.0.0.1:+80",
            "127.0.0.1:8 0",
            "127.0.0.1 ",
            "127.0.0.1/",
            "127.0.0.1#",
            "127.0.0.1?x",
            "127.0.0.1\\",
            "127.0.0.1,evil.com",
            "local%68ost",
            "::1",
            "[::1",
            "[::1]]",
            "[::1]80",
            "[::1%25lo]",
            "[127.0.0.1]",
            "http://127.0.0.1",
            "b\u{fc}cher.example",
        ] {
            assert_eq!(authority(text), None, "{text}");
        }
    }

    #[test]
    fn origins_are_compared_by_scheme_host_and_port() {
        let origin = |text: &str| Origin::parse(text).expect(text);
        assert_eq!(origin("http://127.0.0.1:80"), origin("http://127.0.0.1"));
        assert_eq!(origin("https://a.example:443"), origin("HTTPS://A.example"));
        assert_ne!(origin("https://a.example:80"), origin("https://a.example"));
        assert_ne!(origin("http://localhost:4460"), origin("http://127.0.0.1:4460"));
        assert_eq!(origin("null"), Origin::Opaque);
        assert!(Origin::parse("chrome-extension://abcdef").is_some());
        for text in [
            "",
            "NULL",
            "http:",
            "http://",
            "http://a/",
            "http://a/path",
            "//a",
            "http://a http://b",
            "http://u@a",
            "*",
            "a.example",
            "1http://a",
            "http://a:x",
            " http://a",
        ] {
            assert_eq!(Origin::parse(text), None, "{text}");
        }
    }
}
