//! The lab: a small server on loopback that speaks all four protocols and misbehaves on request.
//!
//! `server` is the HTTP below all of them and knows none; each protocol is a folder that hands a section to the one
//! table in `index`, of which the routes and the page at `/` are made. The lab knows nothing of sessions: clients reach it
//! over real sockets only.
//!
//! Two things are not left to its clients. Who may ask: requests under a foreign host name, and pages of a foreign origin
//! that change something, are refused before a handler sees them. And what it costs: a message of more than 32 KiB needs
//! a place in a budget that all connections share, and a connection that keeps others waiting without moving is ended.

mod index;
mod long_poll;
mod options;
mod server;
mod sse;
mod upload;
mod websocket;

use std::{
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use tokio::{net::TcpListener, time::timeout};
use tokio_util::{
    sync::{CancellationToken, DropGuard},
    task::TaskTracker,
};

use self::server::{AllowedHosts, AllowedOrigins, Budget, ServerState, accept};
pub use self::{
    index::endpoints,
    options::{DEFAULT_LIMIT_BYTES, LabError, LabOptions, PREFERRED_PORT, Reach},
    server::Endpoint,
    upload::{FolderError, StoreStats, Uploads},
};

/// How long [`Lab::stop`] waits for connections that are still being closed.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

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
    /// When the options are not allowed together ([`LabError::NotLoopback`], [`LabError::BadOrigin`]: the user has to
    /// change them), when the address cannot be listened on ([`LabError::PortInUse`] is worth another port), or when the
    /// folder of the uploads cannot be used. Nothing runs then.
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
        let server = Arc::new(ServerState {
            hosts: AllowedHosts::with(&allowed_hosts),
            origins,
            budget: Budget::default(),
            tasks: tasks.clone(),
            stop: stop.clone(),
        });
        let router = index::router(&server, uploads.clone());
        tasks.spawn(accept(listener, router, server, max_connections));
        Ok(Self { addr, uploads, tasks, stop: stop.drop_guard() })
    }

    /// Starts as [`Lab::start`] does, but takes any free port when the one asked for is in use, and a temporary
    /// folder when another lab has the one asked for: a second window has a lab, too.
    ///
    /// # Errors
    /// As [`Lab::start`], but for a port in use and a folder that another lab has. The window goes on without a lab then,
    /// and says why.
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
