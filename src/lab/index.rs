//! The one table of what the lab serves: the routes, the page at `/` and the tests are made of it.

use std::{fmt::Write as _, sync::Arc};

use axum::{
    Extension, Router,
    extract::Request,
    middleware,
    response::{Html, IntoResponse as _, Response},
    routing::get,
};
use http::StatusCode;

use super::{
    long_poll,
    server::{Endpoint, Guard, Refusal, Section, ServerState, admit, shortened},
    sse,
    upload::{self, Uploads},
    websocket,
};

/// Everything that the lab serves.
pub fn endpoints() -> impl Iterator<Item = &'static Endpoint> {
    SECTIONS.iter().flat_map(|section| section.endpoints)
}

const SECTIONS: [Section; 5] = [upload::SECTION, websocket::SECTION, sse::SECTION, long_poll::SECTION, OWN];

const OWN: Section = Section {
    title: "The lab",
    endpoints: &[Endpoint {
        method: "GET",
        path: "/",
        query: "",
        about: "This page.",
        route: || get(async || Html(page())),
    }],
    large_bodies: &[],
    share: |routes, _server| routes,
};

/// The routes of the table, behind the guard.
pub(super) fn router(server: &Arc<ServerState>, uploads: Uploads) -> Router {
    let routes = SECTIONS.iter().fold(Router::new(), |routes, section| routes.merge(section.router(server)));
    let large_bodies = SECTIONS.iter().flat_map(|section| section.large_bodies.iter().copied()).collect();
    let guard = Guard { server: server.clone(), large_bodies };
    routes
        .fallback(unknown_path)
        .method_not_allowed_fallback(wrong_method)
        .layer(Extension(uploads))
        .layer(middleware::from_fn_with_state(guard, admit))
        .with_state(server.clone())
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
    for Section { title, endpoints, .. } in SECTIONS {
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
