//! The lab: a small server on loopback that speaks all four protocols and misbehaves on request.
//!
//! It knows nothing of sessions: clients reach it over real sockets only.

mod authority;
mod bad_handshake;
mod body;
mod budget;
mod chat;
mod clock;
mod compression;
mod connection;
mod end;
mod endpoint;
mod flood;
mod fragments;
mod guard;
mod handshake;
mod hosts;
mod illegal;
mod index;
mod long_poll;
mod meter;
mod origin;
mod pace;
mod ping;
mod query;
mod refusal;
mod say;
mod serve;
mod slow_reader;
mod socket;
mod sse;
mod state;
mod store;
mod talk;
mod upload;
mod waiting;
mod websocket;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    path::PathBuf,
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, time::timeout};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use crate::{
    limits::MAX_LAB_UPLOADS,
    transcript::reason::{Code, HasReason, Reason},
};

use self::{
    budget::Budget, chat::Room, hosts::AllowedHosts, origin::AllowedOrigins, state::LabState, waiting::Waiting,
};
pub use self::{
    endpoint::Endpoint,
    index::endpoints,
    store::{FolderError, StoreStats, Uploads},
};

/// The port that the lab prefers.
pub const PREFERRED_PORT: u16 = 4460;

/// What all uploads together may take on disk: 8 GiB.
pub const DEFAULT_LIMIT_BYTES: u64 = 8 * 1024 * 1024 * 1024;

/// Connections at a time.
pub const MAX_CONNECTIONS: usize = 1_000;

/// How long [`Lab::stop`] waits for what is still being said.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

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
            max_connections: MAX_CONNECTIONS,
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

/// A running lab. Dropping it ends it; [`Lab::stop`] waits until that is done.
#[derive(Debug)]
pub struct Lab {
    addr: SocketAddr,
    uploads: Uploads,
    tasks: TaskTracker,
    stop: DropGuard,
}

impl Lab {
    /// Starts on the current runtime; it accepts when this returns.
    ///
    /// # Errors
    /// When the address cannot be listened on or the folder of the uploads cannot be used.
    pub async fn start(options: LabOptions) -> Result<Self, LabError> {
        let LabOptions {
            listen,
            store,
            reach,
            mut allowed_hosts,
            allowed_origins,
            limit_bytes,
            max_uploads,
            max_connections,
        } = options;
        let origins = AllowedOrigins::of(&allowed_origins).map_err(|text| LabError::BadOrigin { text })?;
        if !listen.ip().is_loopback() && reach == Reach::Loopback {
            return Err(LabError::NotLoopback { listen });
        }
        let listener = TcpListener::bind(listen).await.map_err(|source| match source.kind() {
            io::ErrorKind::AddrInUse => LabError::PortInUse { listen, source },
            _ => LabError::Listen { listen, source },
        })?;
        let addr = listener.local_addr().map_err(|source| LabError::Listen { listen, source })?;
        if !addr.ip().is_unspecified() {
            // An address that the user chose by hand is meant to be used; names may be a trick of a foreign page.
            allowed_hosts.push(addr.ip().to_string());
        }
        let (stop, tasks) = (CancellationToken::new(), TaskTracker::new());
        let uploads = Uploads::open(store, (limit_bytes, max_uploads), &tasks, stop.clone()).await?;
        let lab = Arc::new(LabState {
            hosts: AllowedHosts::with(&allowed_hosts),
            origins,
            budget: Budget::default(),
            uploads: uploads.clone(),
            waiting: Waiting::default(),
            chat: Room::open(&tasks, stop.clone()),
            tasks: tasks.clone(),
            stop: stop.clone(),
        });
        tasks.spawn(serve::accept(listener, index::router(lab.clone()), lab, max_connections));
        Ok(Self { addr, uploads, tasks, stop: stop.drop_guard() })
    }

    /// Starts as [`Lab::start`] does, but takes any free port when the one asked for is in use, and a temporary
    /// folder when another lab has the one asked for: a second window has a lab, too.
    ///
    /// # Errors
    /// As [`Lab::start`], for every other reason.
    pub async fn start_anywhere(mut options: LabOptions) -> Result<Self, LabError> {
        loop {
            match Self::start(options.clone()).await {
                Err(LabError::PortInUse { .. }) if options.listen.port() != 0 => options.listen.set_port(0),
                Err(LabError::Store(FolderError::Taken { .. })) if options.store.is_some() => options.store = None,
                started => return started,
            }
        }
    }

    /// Where it listens.
    pub fn addr(&self) -> SocketAddr {
        self.addr
    }

    /// Its address as a client on this machine writes it, `127.0.0.1:4460`.
    pub fn host(&self) -> String {
        let ip = match self.addr.ip() {
            IpAddr::V4(ip) if ip.is_unspecified() => IpAddr::V4(Ipv4Addr::LOCALHOST),
            IpAddr::V6(ip) if ip.is_unspecified() => IpAddr::V6(Ipv6Addr::LOCALHOST),
            ip => ip,
        };
        SocketAddr::new(ip, self.addr.port()).to_string()
    }

    /// `http://` URL of a path.
    pub fn http(&self, path: &str) -> String {
        format!("http://{}{path}", self.host())
    }

    /// `ws://` URL of a path.
    pub fn ws(&self, path: &str) -> String {
        format!("ws://{}{path}", self.host())
    }

    /// Its uploads.
    pub fn uploads(&self) -> &Uploads {
        &self.uploads
    }

    /// Ends held polls, streams, uploads and sockets (with 1001), and returns when all is closed, after 2 s at most.
    pub async fn stop(self) {
        let Self { tasks, stop, .. } = self;
        drop(stop);
        tasks.close();
        if timeout(STOP_TIMEOUT, tasks.wait()).await.is_err() {
            tracing::warn!("the lab has left {} tasks behind", tasks.len());
        }
    }
}
