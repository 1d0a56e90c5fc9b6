//! What every protocol shares on the way to a peer.
//!
//! From the bottom up: [`connect`] makes connections (with [`tls`] and proxies), [`http1`] reads and writes what is on them,
//! and [`http`] sends one request and gives its answer. Beside these stand rules that touch no socket: header lines
//! ([`headers`]), cookies ([`cookies`]), redirects ([`redirect`]), content codings ([`coding`], [`content`]) and `Retry-After`
//! ([`retry_after`]). [`tap`] and [`deflate`] are the frames of a WebSocket and their compression.
//!
//! Nothing here decides when a request is sent, sent again or given up: that is the protocols' business.

pub mod coding;
pub mod connect;
pub mod connection;
pub mod content;
pub mod cookies;
pub mod deflate;
pub mod header_text;
pub mod headers;
pub mod http;
pub mod http1;
pub mod kernel_queue;
pub mod media_type;
mod method;
pub mod peer;
pub mod quoted;
pub mod redirect;
pub mod refusal_body;
pub mod retry_after;
pub mod tap;
pub mod tls;
mod url_text;

use std::{net::IpAddr, time::Duration};

use url::{Host, Url};

pub use self::{
    method::{MethodError, parse_method},
    url_text::{Schemes, UrlError, is_words, parse_url},
};

/// How long a connection may take to be made.
pub const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The `User-Agent` of every request.
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
