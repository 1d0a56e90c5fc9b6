//! `/ws/bad-handshake`: answers to an upgrade that a client must refuse, and two that it must not. RFC 6455 §4.1.

use std::time::Duration;

use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, Version, header, request::Parts};
use tokio_tungstenite::tungstenite::Error;

use super::{
    super::server::{Params, Refusal, ServerState, bad_value},
    behavior::{Behavior, Ending},
    compression::Compression,
    echo::echo_all,
    socket::Socket,
};

/// What is wrong with the answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadHandshake {
    kind: &'static Kind,
    /// Before the answer.
    wait: Duration,
}

#[derive(Debug, PartialEq, Eq)]
struct Kind {
    name: &'static str,
    change: Change,
}

#[derive(Debug, PartialEq, Eq)]
enum Change {
    /// A header says this instead.
    Header(HeaderName, &'static str),
    Missing(HeaderName),
    Status(StatusCode),
    Http10,
    /// Nothing is wrong, but it takes its time.
    Slow,
}

const KINDS: &[Kind] = &[
    Kind { name: "accept", change: Change::Header(header::SEC_WEBSOCKET_ACCEPT, "AAAAAAAAAAAAAAAAAAAAAAAAAAA=") },
    Kind { name: "noAccept", change: Change::Missing(header::SEC_WEBSOCKET_ACCEPT) },
    Kind { name: "connection", change: Change::Header(header::CONNECTION, "keep-alive") },
    // Legal: the header is a list.
    Kind { name: "keepAlive", change: Change::Header(header::CONNECTION, "keep-alive, Upgrade") },
    Kind { name: "upgrade", change: Change::Header(header::UPGRADE, "h2c") },
    Kind { name: "subprotocol", change: Change::Header(header::SEC_WEBSOCKET_PROTOCOL, "nobody-asked-for-this") },
    Kind { name: "extension", change: Change::Header(header::SEC_WEBSOCKET_EXTENSIONS, "permessage-foo") },
    Kind {
        name: "deflateBits",
        change: Change::Header(header::SEC_WEBSOCKET_EXTENSIONS, "permessage-deflate; server_max_window_bits=16"),
    },
    Kind { name: "status", change: Change::Status(StatusCode::OK) },
    Kind { name: "http10", change: Change::Http10 },
    Kind { name: "slow", change: Change::Slow },
];

impl Behavior for BadHandshake {
    /// `kind` and `delay` of a query.
    fn from_parts(parts: &Parts) -> Result<Self, Refusal> {
        let params = Params::of(&parts.uri);
        let name = params.text("kind").unwrap_or("accept");
        let Some(kind) = KINDS.iter().find(|kind| kind.name == name) else {
            let names: Vec<&str> = KINDS.iter().map(|kind| kind.name).collect();
            return Err(bad_value("kind", name, &format!("one of {}", names.join(", "))));
        };
        let default = if kind.change == Change::Slow { 1_000 } else { 0 };
        Ok(Self { kind, wait: Duration::from_millis(params.millis("delay", default, 0)?) })
    }

    /// Its answer says of compression what the kind says.
    fn compression(&self, _params: &Params) -> Result<Compression, Refusal> {
        Ok(Compression::default())
    }

    async fn before_answer(&self, server: &ServerState) -> Result<(), Refusal> {
        server.unless_stopped(tokio::time::sleep(self.wait)).await
    }

    /// Makes a good answer a bad one.
    fn change_answer(&self, response: &mut Response) {
        match &self.kind.change {
            Change::Header(name, value) => {
                response.headers_mut().insert(name, HeaderValue::from_static(value));
            }
            Change::Missing(name) => {
                response.headers_mut().remove(name);
            }
            Change::Status(status) => *response.status_mut() = *status,
            Change::Http10 => *response.version_mut() = Version::HTTP_10,
            Change::Slow => {}
        }
    }

    /// A client that agrees to it all the same gets an echo.
    async fn run(self, socket: &mut Socket) -> Result<Ending, Error> {
        echo_all(socket).await
    }
}
