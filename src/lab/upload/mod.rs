//! `/upload/…`: resumable uploads, and the store that keeps them.

mod javascript_info;
mod list;
mod store;

use axum::routing::{get, post};

pub use self::store::{FolderError, StoreStats, Uploads};
use super::server::{Endpoint, Section};

/// The uploads of the lab. Their handlers share [`Uploads`], which the lab opens.
pub(super) const SECTION: Section = Section {
    title: "Resumable upload",
    endpoints: ENDPOINTS,
    large_bodies: &[UPLOAD_PATH],
    share: |routes, _server| routes,
};

const UPLOAD_PATH: &str = "/upload/javascript-info/upload";

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/upload/javascript-info/status",
        query: "",
        about: "The number of bytes that are here of the file named in X-File-Id.",
        route: || get(javascript_info::status),
    },
    Endpoint {
        method: "POST",
        path: UPLOAD_PATH,
        query: "",
        about: "Takes the rest of the file named in X-File-Id, from the byte in X-Start-Byte; 0 begins anew.",
        route: || post(javascript_info::upload),
    },
    Endpoint {
        method: "GET",
        path: "/upload/stored",
        query: "",
        about: "Every file that is here: its id, size and SHA-256.",
        route: || get(list::stored),
    },
];
