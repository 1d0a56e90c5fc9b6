//! A line of the table of what the lab serves.

use std::sync::Arc;

use axum::routing::MethodRouter;

use super::state::LabState;

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
    pub(super) route: fn() -> MethodRouter<Arc<LabState>>,
}

impl std::fmt::Debug for Endpoint {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {}", self.method, self.path)
    }
}
