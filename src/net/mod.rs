//! What every protocol shares on the way to a peer: TLS, the HTTP client, header lines, content codings, the WebSocket tap.
//!
//! Builds and describes requests; when to send them is the protocols' business.

pub mod coding;
pub mod connect;
pub mod content;
pub mod deflate;
pub mod header_text;
pub mod headers;
pub mod http;
pub mod http1;
pub mod kernel_queue;
pub mod media_type;
pub mod quoted;
pub mod redirect;
pub mod tap;
pub mod tls;

use std::{net::IpAddr, time::Duration};

use url::{Host, Url};

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// How we call ourselves.
pub const USER_AGENT: &str = concat!("wirelight/", env!("CARGO_PKG_VERSION"));

/// Whether a URL points at this machine.
pub fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => name.eq_ignore_ascii_case("localhost") || name.ends_with(".localhost"),
        Some(Host::Ipv4(ip)) => IpAddr::V4(ip).is_loopback(),
        Some(Host::Ipv6(ip)) => IpAddr::V6(ip).is_loopback(),
        None => false,
    }
}

/// Why a URL cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum UrlError {
    /// It is no URL.
    #[error("this is not a URL: {text}")]
    Invalid {
        /// What was typed, without a password.
        text: String,
        /// What is wrong with it.
        source: url::ParseError,
    },
    /// It has another scheme than the protocol speaks.
    #[error("the scheme of {url} is {scheme}, expected {expected}")]
    Scheme {
        /// What was typed, without a password.
        url: String,
        /// Its scheme.
        scheme: String,
        /// The schemes that would do.
        expected: &'static str,
    },
}

/// Reads a URL with one of the given schemes (`http` and `https`, or `ws` and `wss`).
///
/// # Errors
/// When it is no URL or has another scheme.
pub fn parse_url(text: &str, schemes: Schemes) -> Result<Url, UrlError> {
    let masked = || crate::transcript::secrets::mask_url(text.trim()).into_owned();
    let url = Url::parse(text.trim()).map_err(|source| UrlError::Invalid { text: masked(), source })?;
    let (plain, tls, expected) = match schemes {
        Schemes::Http => ("http", "https", "http:// or https://"),
        Schemes::WebSocket => ("ws", "wss", "ws:// or wss://"),
    };
    if url.scheme() != plain && url.scheme() != tls {
        return Err(UrlError::Scheme { url: masked(), scheme: url.scheme().to_owned(), expected });
    }
    Ok(url)
}

/// The schemes that a protocol speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Schemes {
    /// `http` and `https`.
    Http,
    /// `ws` and `wss`.
    WebSocket,
}
