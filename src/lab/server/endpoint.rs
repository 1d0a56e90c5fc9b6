//! A line of the table of what the lab serves, and a section of it.

use std::sync::Arc;

use axum::{Router, routing::MethodRouter};

use super::state::ServerState;

/// Routes that still want the state.
pub(in crate::lab) type Routes = Router<Arc<ServerState>>;

/// What is served at a path.
#[derive(Clone, Copy)]
pub struct Endpoint {
    /// `GET` or `POST`; a WebSocket begins with a `GET`.
    pub method: &'static str,
    /// Where it is.
    pub path: &'static str,
    /// Its parameters with their defaults; empty when it has none.
    pub query: &'static str,
    /// What it does, in one sentence.
    pub about: &'static str,
    pub(in crate::lab) route: fn() -> MethodRouter<Arc<ServerState>>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}

/// The endpoints of one protocol.
#[derive(Clone, Copy)]
pub(in crate::lab) struct Section {
    /// Its heading on the page at `/`.
    pub(in crate::lab) title: &'static str,
    pub(in crate::lab) endpoints: &'static [Endpoint],
    /// The paths among them that take bodies of any size.
    pub(in crate::lab) large_bodies: &'static [&'static str],
    /// Adds what its handlers share, for them to extract as an [`axum::Extension`].
    pub(in crate::lab) share: fn(Routes, &ServerState) -> Routes,
}

impl Section {
    /// Its routes, with what their handlers share.
    pub(in crate::lab) fn router(&self, server: &ServerState) -> Routes {
        let mut router = Routes::new();
        for endpoint in self.endpoints {
            router = router.route(endpoint.path, (endpoint.route)());
        }
        (self.share)(router, server)
    }
}
