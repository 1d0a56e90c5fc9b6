//! A connection to a server as the type that carries it: TCP, or TLS on it, through a proxy or not.

use tokio::net::TcpStream;
use tokio_rustls::client::TlsStream;
use tokio_util::either::Either;

/// What TLS with the server runs on: TCP, or TLS with a proxy.
pub type Underlay = Either<TcpStream, Box<TlsStream<TcpStream>>>;

/// A connection to a server, or TLS on one.
pub type Connection = Either<Underlay, Box<TlsStream<Underlay>>>;

/// The socket below everything, for its addresses.
pub fn tcp_stream(connection: &Connection) -> &TcpStream {
    let underlay = match connection {
        Either::Left(underlay) => underlay,
        Either::Right(tls) => tls.get_ref().0,
    };
    match underlay {
        Either::Left(tcp) => tcp,
        Either::Right(tls) => tls.get_ref().0,
    }
}
