//! What is said to a proxy and what it answers, on any stream: [`connect`](super::connect) without the socket and the
//! time-out, for the fuzz target of a proxy's answer.

use tokio::io::{AsyncRead, AsyncWrite};
use url::Url;

use super::{
    error::ConnectError,
    proxy::{Proxy, ProxyKind},
    socks,
    target::Target,
    tunnel,
};

/// Asks the proxy at the other end of `stream` to lead to the server of `url`: with CONNECT (RFC 9110 §9.3.6), or over
/// SOCKS 5 (RFC 1928).
///
/// # Errors
/// [`ConnectError::NoHost`] when the URL names no host, [`ConnectError::Proxy`] when the proxy does not lead there.
pub async fn ask_proxy<S: AsyncRead + AsyncWrite + Unpin>(
    stream: &mut S,
    proxy: &Proxy,
    url: &Url,
) -> Result<(), ConnectError> {
    let target = Target::of(url)?;
    let asked = match proxy.kind() {
        ProxyKind::Http | ProxyKind::Https => tunnel::open(stream, &target, proxy.credentials()).await,
        ProxyKind::Socks5 { .. } => socks::open(stream, &target, proxy.login()).await.map(drop),
    };
    asked.map_err(|source| ConnectError::Proxy { proxy: proxy.target().label, host: target.label, source })
}
