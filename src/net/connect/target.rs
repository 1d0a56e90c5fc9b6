//! Whom a connection is for.

use rustls::pki_types::ServerName;
use url::{Host, Url};

use super::error::ConnectError;
use crate::net::headers::host_header;

/// A host and port, and how they are written.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) host: Host<String>,
    pub(super) port: u16,
    /// As the `Host` header has it.
    pub(super) label: String,
}

impl Target {
    pub(super) fn of(url: &Url) -> Result<Self, ConnectError> {
        let host = url.host().ok_or(ConnectError::NoHost)?.to_owned();
        let port = url.port_or_known_default().ok_or(ConnectError::NoHost)?;
        Ok(Self { host, port, label: host_header(url) })
    }

    pub(super) fn server_name(&self) -> Result<ServerName<'static>, ConnectError> {
        Ok(match &self.host {
            Host::Domain(name) => ServerName::try_from(name.clone())
                .map_err(|source| ConnectError::ServerName { host: self.label.clone(), source })?,
            Host::Ipv4(ip) => ServerName::from(std::net::IpAddr::V4(*ip)),
            Host::Ipv6(ip) => ServerName::from(std::net::IpAddr::V6(*ip)),
        })
    }
}
