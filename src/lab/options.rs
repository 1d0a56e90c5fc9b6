//! How to start a lab, and why there may be none.

use std::{
    io,
    net::{Ipv4Addr, SocketAddr},
    path::PathBuf,
};

use super::upload::FolderError;
use crate::{
    limits::{MAX_LAB_CONNECTIONS, MAX_LAB_UPLOADS},
    transcript::reason::{Code, HasReason, Reason},
};

/// The port that the lab prefers.
pub const PREFERRED_PORT: u16 = 4460;

/// What all uploads together may take on disk: 8 GiB.
pub const DEFAULT_LIMIT_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// Who may reach the lab.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reach {
    /// This machine only.
    #[default]
    Loopback,
    /// Whoever can reach the address that it listens on.
    Exposed,
}

/// How to start a lab.
#[derive(Debug, Clone)]
pub struct LabOptions {
    /// Where to listen; port 0 takes any free one.
    pub listen: SocketAddr,
    /// Where uploads are kept; `None` is a temporary folder that goes with the lab.
    pub store: Option<PathBuf>,
    /// An address that is not loopback needs [`Reach::Exposed`].
    pub reach: Reach,
    /// Names and addresses, without a port, under which the lab answers besides the loopback ones.
    pub allowed_hosts: Vec<String>,
    /// Origins beyond its own, such as `http://localhost:3000`, whose pages may send messages, also on a WebSocket.
    pub allowed_origins: Vec<String>,
    /// What all uploads together may take on disk.
    pub limit_bytes: u64,
    /// Uploads that are kept, also empty ones.
    pub max_uploads: usize,
    /// Connections at a time; for one more, the one that has moved least ends.
    pub max_connections: usize,
}

impl Default for LabOptions {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from((Ipv4Addr::LOCALHOST, PREFERRED_PORT)),
            store: None,
            reach: Reach::Loopback,
            allowed_hosts: Vec::new(),
            allowed_origins: Vec::new(),
            limit_bytes: DEFAULT_LIMIT_BYTES,
            max_uploads: MAX_LAB_UPLOADS,
            max_connections: MAX_LAB_CONNECTIONS,
        }
    }
}

/// Why there is no lab.
#[derive(Debug, thiserror::Error)]
pub enum LabError {
    /// The address can be reached from elsewhere and nobody allowed that.
    #[error("{listen} can be reached from other machines: that needs --expose")]
    NotLoopback {
        /// The address.
        listen: SocketAddr,
    },
    /// What should be let in is no origin.
    #[error("\"{text}\" is no origin: expected a scheme and a host, such as http://localhost:3000, and no path")]
    BadOrigin {
        /// What was given.
        text: String,
    },
    /// Somebody else has the port.
    #[error("cannot listen on {listen}: port {} is in use", listen.port())]
    PortInUse {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The address cannot be used.
    #[error("cannot listen on {listen}")]
    Listen {
        /// The address.
        listen: SocketAddr,
        /// What the system says.
        source: io::Error,
    },
    /// The uploads have no place.
    #[error(transparent)]
    Store(#[from] FolderError),
}

impl HasReason for LabError {
    fn reason(&self) -> Reason {
        match self {
            Self::NotLoopback { listen } => Reason::new(Code::LabNotLoopback).with("address", listen.to_string()),
            Self::BadOrigin { text } => Reason::new(Code::LabOriginInvalid).with("text", text),
            Self::PortInUse { listen, .. } => {
                Reason::new(Code::LabPortInUse).with("address", listen.to_string()).with("port", listen.port())
            }
            Self::Listen { listen, source } => {
                Reason::new(Code::LabListenFailed).with("address", listen.to_string()).because(Code::of_io(source))
            }
            Self::Store(error) => error.reason(),
        }
    }
}
