//! A way through a SOCKS5 proxy. RFC 1928, RFC 1929.

use tokio::io::{AsyncRead, AsyncWrite};
use tokio_socks::{TargetAddr, tcp::Socks5Stream};
use url::Host;

use super::{error::ProxyError, proxy::Login, target::Target};

/// Asks the proxy at the other end of `stream` to lead to the target.
pub(super) async fn open<S: AsyncRead + AsyncWrite + Unpin>(
    stream: S,
    target: &Target,
    login: Option<Login>,
) -> Result<S, ProxyError> {
    let to = match &target.host {
        Host::Domain(name) => TargetAddr::Domain(name.as_str().into(), target.port),
        Host::Ipv4(ip) => TargetAddr::Ip((*ip, target.port).into()),
        Host::Ipv6(ip) => TargetAddr::Ip((*ip, target.port).into()),
    };
    let stream = match &login {
        Some(login) => Socks5Stream::connect_with_password_and_socket(stream, to, &login.user, &login.password).await?,
        None => Socks5Stream::connect_with_socket(stream, to).await?,
    };
    Ok(stream.into_inner())
}
