//! A proxy as its URL describes it.

use std::{fmt, str::FromStr};

use http::HeaderValue;
use percent_encoding::percent_decode_str;
use url::Url;

use super::target::Target;
use crate::{
    net::headers::{basic_credentials, host_header},
    transcript::secrets::mask_url,
};

/// A proxy; its password is shown nowhere.
#[derive(Clone, PartialEq, Eq)]
pub struct Proxy {
    url: Url,
    kind: ProxyKind,
    target: ProxyAddress,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct ProxyAddress {
    host: url::Host<String>,
    port: u16,
}

/// What a proxy speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ProxyKind {
    /// HTTP.
    Http,
    /// HTTP inside TLS.
    Https,
    /// SOCKS 5.
    Socks5 {
        /// Whether the proxy finds the addresses of names (`socks5h`), instead of us.
        names_by_proxy: bool,
    },
}

/// Why a text describes no proxy.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ProxyUrlError {
    /// It is no URL.
    #[error("{text} is not the URL of a proxy: write it as http://host:port or socks5://host:port")]
    NotAUrl {
        /// What was typed, without a password.
        text: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// It has a scheme that no proxy has.
    #[error("the scheme of the proxy {text} is {scheme}, expected http, https, socks5 or socks5h")]
    Scheme {
        /// What was typed, without a password.
        text: String,
        /// Its scheme.
        scheme: String,
    },
    /// It names no host.
    #[error("the URL of the proxy {text} names no host")]
    NoHost {
        /// What was typed, without a password.
        text: String,
    },
}

/// A user and a password, for SOCKS.
pub(super) struct Login {
    pub(super) user: String,
    pub(super) password: String,
}

impl FromStr for Proxy {
    type Err = ProxyUrlError;

    fn from_str(typed: &str) -> Result<Self, ProxyUrlError> {
        let typed = typed.trim();
        let text = || mask_url(typed).into_owned();
        // What has no scheme is HTTP, as with curl.
        let whole = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
        let url = Url::parse(&whole).map_err(|source| ProxyUrlError::NotAUrl { text: text(), source })?;
        let (kind, default_port) = match url.scheme() {
            "http" => (ProxyKind::Http, 80),
            "https" => (ProxyKind::Https, 443),
            "socks5" => (ProxyKind::Socks5 { names_by_proxy: false }, 1080),
            "socks5h" => (ProxyKind::Socks5 { names_by_proxy: true }, 1080),
            scheme => return Err(ProxyUrlError::Scheme { text: text(), scheme: scheme.to_owned() }),
        };
        // In a scheme that is not one of the web's, an address stays a name.
        let host =
            url.host_str().filter(|host| !host.is_empty()).ok_or_else(|| ProxyUrlError::NoHost { text: text() })?;
        let host = url::Host::parse(host).map_err(|source| ProxyUrlError::NotAUrl { text: text(), source })?;
        let target = ProxyAddress { host, port: url.port().unwrap_or(default_port) };
        Ok(Self { url, kind, target })
    }
}

impl Proxy {
    /// What it speaks.
    pub fn kind(&self) -> ProxyKind {
        self.kind
    }

    /// The whole URL, with its password.
    pub fn url(&self) -> &Url {
        &self.url
    }

    pub(super) fn target(&self) -> Target {
        Target { host: self.target.host.clone(), port: self.target.port, label: host_header(&self.url) }
    }

    /// `Proxy-Authorization`. RFC 9110 §11.7.2.
    pub(in crate::net) fn credentials(&self) -> Option<HeaderValue> {
        basic_credentials(&self.url)
    }

    pub(super) fn login(&self) -> Option<Login> {
        let decode = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let has_one = !self.url.username().is_empty() || self.url.password().is_some();
        has_one.then(|| Login {
            user: decode(self.url.username()),
            password: decode(self.url.password().unwrap_or_default()),
        })
    }
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(mask_url(self.url.as_str()).trim_end_matches('/'))
    }
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Proxy({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proxy_is_read_from_its_url_and_never_shows_its_password() {
        for (text, kind, label, shown) in [
            ("http://u:p@h:1", ProxyKind::Http, "h:1", "http://u:***@h:1"),
            ("h:3128", ProxyKind::Http, "h:3128", "http://h:3128"),
            ("https://h", ProxyKind::Https, "h", "https://h"),
            ("socks5://[::1]:9", ProxyKind::Socks5 { names_by_proxy: false }, "[::1]:9", "socks5://[::1]:9"),
            ("socks5h://127.0.0.1", ProxyKind::Socks5 { names_by_proxy: true }, "127.0.0.1", "socks5h://127.0.0.1"),
        ] {
            let proxy: Proxy = text.parse().expect("a proxy");
            assert_eq!((proxy.kind(), proxy.target().label.as_str(), proxy.to_string().as_str()), (kind, label, shown));
            assert!(!format!("{proxy:?}").contains("p@"));
        }
        let address: Proxy = "socks5://127.0.0.1".parse().expect("a proxy");
        assert_eq!(address.target().host, url::Host::<String>::Ipv4([127, 0, 0, 1].into()));
        assert_eq!(address.target().port, 1080);
    }

    #[test]
    fn what_is_no_proxy_says_what_one_looks_like() {
        for (text, words) in [
            ("ftp://h", "http, https, socks5 or socks5h"),
            ("http://u:hush@:1", "http://host:port"),
            ("socks5://", "no host"),
            ("", "http://host:port"),
            ("ftp://alice:hush@h", "http, https, socks5 or socks5h"),
            ("alice:hush@127.0.0.1:99999999", "http://host:port"),
            ("http://alice:hu/sh hush@h", "http://host:port"),
            ("socks5://alice:hush\"hush@:1", "http://host:port"),
        ] {
            let problem = text.parse::<Proxy>().expect_err("no proxy").to_string();
            assert!(problem.contains(words) && !problem.contains("hush"), "{problem}");
        }
    }
}
