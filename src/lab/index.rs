//! The one table of what the lab serves: the routes, the page at `/` and the tests are made of it.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Router,
    extract::Request,
    middleware,
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use http::StatusCode;

use super::{
    endpoint::Endpoint, guard, long_poll, query::shortened, refusal::Refusal, sse, state::LabState, upload, websocket,
};

const OWN: &[Endpoint] =
    &[Endpoint { method: "GET", path: "/", query: "", about: "This page.", route: || get(async || Html(page())) }];

/// Everything that the lab serves.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    GROUPS.iter().flat_map(|(_, endpoints)| endpoints.iter())
}

const GROUPS: [(&str, &[Endpoint]); 5] = [
    ("Resumable upload", upload::ENDPOINTS),
    ("WebSocket", websocket::ENDPOINTS),
    ("Server-Sent Events", sse::ENDPOINTS),
    ("Long polling", long_poll::ENDPOINTS),
    ("The lab", OWN),
];

/// The routes of the table, behind the guard.
pub(super) fn router(lab: Arc<LabState>) -> Router {
    let mut router = Router::new();
    for endpoint in endpoints() {
        router = router.route(endpoint.path, (endpoint.route)());
    }
    router
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(middleware::from_fn_with_state(lab.clone(), guard::admit))
        .with_state(lab)
}

async fn unknown_path(request: Request) -> Response {
    let path = shortened(request.uri().path());
    Refusal::new(StatusCode::NOT_FOUND, format!("The lab has nothing at {path}: see / for what there is."))
        .into_response()
}

async fn wrong_method(request: Request) -> Response {
    let path = request.uri().path();
    let methods: Vec<_> = endpoints().filter(|e| e.path == path).map(|e| e.method).collect();
    let sentence = format!("{path} takes {}, not {}.", methods.join(" and "), request.method());
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, sentence).into_response()
}

fn page() -> String {
    let mut sections = String::new();
    for (title, endpoints) in GROUPS {
        // Writing to a string cannot fail.
        writeln!(sections, "<h2>{title}</h2>\n<dl>").ok();
        for endpoint in endpoints {
            writeln!(sections, "{}", line(endpoint)).ok();
        }
        sections.push_str("</dl>\n");
    }
    include_str!("../../assets/lab.html")
        .replace("{{version}}", env!("CARGO_PKG_VERSION"))
        .replace("{{endpoints}}", &sections)
}

fn line(endpoint: &Endpoint) -> String {
    let Endpoint { method, path, query, about, .. } = endpoint;
    let is_websocket = path.starts_with("/ws/");
    let method = if is_websocket { "WS" } else { method };
    let mark = if query.is_empty() { "" } else { "?" };
    let query = query.replace('&', "&amp;");
    let target = format!("{path}<i>{mark}{query}</i>");
    // A browser can open what answers a plain GET.
    let target = if method == "GET" { format!("<a href=\"{path}\">{target}</a>") } else { target };
    format!("<dt><b>{method}</b> <code>{target}</code></dt>\n<dd>{about}</dd>")
}
