//! Names and TCP: every address of a name is tried, each with its share of the time that is left.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    time::Duration,
};

use tokio::{
    net::{TcpSocket, TcpStream, lookup_host},
    time::{Instant, timeout},
};
use url::Host;

use super::{
    ConnectOptions,
    deadline::{Deadline, micros_since},
    error::{ConnectError, Step},
    target::Target,
};
use crate::transcript::entry::ConnectionFacts;

/// Connects, and notes addresses and times.
pub(super) async fn open(
    target: &Target,
    options: &ConnectOptions,
    deadline: Deadline,
    facts: &mut ConnectionFacts,
) -> Result<TcpStream, ConnectError> {
    let addresses = addresses(target, deadline, facts).await?;
    let started = Instant::now();
    let failed = |source| ConnectError::Tcp { host: target.label.clone(), source };
    let stream = first_that_answers(&addresses, options, deadline).await.map_err(|problem| match problem {
        Some(source) => failed(source),
        None => deadline.timed_out(Step::Connection, &target.label),
    })?;
    stream.set_nodelay(true).map_err(failed)?;
    facts.tcp_micros = Some(micros_since(started));
    facts.remote = stream.peer_addr().ok().map(|address| address.to_string());
    facts.local = stream.local_addr().ok().map(|address| address.to_string());
    Ok(stream)
}

/// The same target by an address instead of its name.
pub(super) async fn resolved(
    target: &Target,
    deadline: Deadline,
    facts: &mut ConnectionFacts,
) -> Result<Target, ConnectError> {
    let first = addresses(target, deadline, facts).await?.first().map(SocketAddr::ip);
    let host = match first {
        Some(IpAddr::V4(ip)) => Host::Ipv4(ip),
        Some(IpAddr::V6(ip)) => Host::Ipv6(ip),
        None => target.host.clone(),
    };
    Ok(Target { host, ..target.clone() })
}

async fn addresses(
    target: &Target,
    deadline: Deadline,
    facts: &mut ConnectionFacts,
) -> Result<Vec<SocketAddr>, ConnectError> {
    let name = match &target.host {
        Host::Ipv4(ip) => return Ok(vec![(*ip, target.port).into()]),
        Host::Ipv6(ip) => return Ok(vec![(*ip, target.port).into()]),
        Host::Domain(name) => name,
    };
    let started = Instant::now();
    let found = deadline.within(Step::Name, &target.label, lookup_host((name.as_str(), target.port))).await?;
    let found = found.map_err(|source| ConnectError::Name { host: name.clone(), source })?.collect();
    // With a SOCKS5 proxy there are two names to be found.
    facts.dns_micros = Some(facts.dns_micros.unwrap_or_default() + micros_since(started));
    Ok(found)
}

/// The error of the last address that refused; `None` when the time is over.
async fn first_that_answers(
    addresses: &[SocketAddr],
    options: &ConnectOptions,
    deadline: Deadline,
) -> Result<TcpStream, Option<io::Error>> {
    let mut problem = Some(io::Error::from(io::ErrorKind::AddrNotAvailable));
    for (number, &address) in addresses.iter().enumerate() {
        let share = deadline.left() / u32::try_from(addresses.len() - number).unwrap_or(u32::MAX);
        match timeout(share.max(Duration::from_millis(1)), connect(address, options)).await {
            Ok(Ok(stream)) => return Ok(stream),
            Ok(Err(error)) => problem = Some(error),
            Err(_) => problem = None,
        }
    }
    Err(problem)
}

async fn connect(address: SocketAddr, options: &ConnectOptions) -> io::Result<TcpStream> {
    let socket = if address.is_ipv4() { TcpSocket::new_v4()? } else { TcpSocket::new_v6()? };
    if let Some(bytes) = options.send_buffer_bytes {
        socket.set_send_buffer_size(bytes)?;
    }
    socket.connect(address).await
}
