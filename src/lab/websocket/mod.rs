//! `/ws/…`: WebSocket endpoints that behave well, and others that do not. Each is a type that is a [`Behavior`].
//!
//! What they have in common is not theirs: `upgrade` answers the request (`handshake`, `compression`), `socket` and
//! `budgeted_stream` carry the messages, and `closing` runs the behavior and makes the closing handshake behind it.

mod bad_handshake;
mod behavior;
mod budgeted_stream;
mod chat;
mod clock;
mod close;
mod closing;
mod compression;
mod echo;
mod flood;
mod fragments;
mod handshake;
mod hello;
mod illegal;
mod ping;
mod slow_reader;
mod socket;
mod upgrade;

use std::sync::Arc;

use axum::{
    Extension,
    extract::{Request, State},
    response::IntoResponse as _,
    routing::{MethodRouter, get},
};

use self::{
    bad_handshake::BadHandshake,
    behavior::Behavior,
    chat::{Chat, ChatRoom},
    clock::Clock,
    close::Close,
    echo::{Echo, EchoThenDrop, OriginEcho},
    flood::MessageFlood,
    fragments::Fragments,
    hello::Hello,
    illegal::Illegal,
    ping::Pings,
    slow_reader::SlowReader,
};
use super::server::{Endpoint, Page, Refusal, Section, ServerState};

/// The WebSocket endpoints of the lab.
pub(super) const SECTION: Section = Section {
    title: "WebSocket",
    endpoints: ENDPOINTS,
    large_bodies: &[],
    share: |routes, server| routes.layer(Extension(ChatRoom::open(&server.tasks, server.stop.clone()))),
};

const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/ws/echo",
        query: "deflate=on&serverNoContextTakeover=false&clientNoContextTakeover=false&serverMaxWindowBits=15\
                &clientMaxWindowBits=15",
        about: "Sends each message back as it came; takes the first offered of the subprotocols chat and superchat, and \
                the first offer of permessage-deflate that it can keep, with these parameters.",
        route: route::<Echo>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/chat",
        query: "",
        about: "Sends each message to every client, the sender too.",
        route: route::<Chat>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/hello",
        query: "",
        about: "Greets the last word of the first message, and closes with 1000 Bye! five seconds later.",
        route: route::<Hello>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/close",
        query: "code=1000&reason=",
        about: "Closes at once with that code and reason.",
        route: route::<Close>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/drop",
        query: "after=0",
        about: "Sends that many messages back and then ends the connection without a close frame.",
        route: route::<EchoThenDrop>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/clock",
        query: "every=1000&deflate=off",
        about: "Sends the time, again and again.",
        route: route::<Clock>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/origin",
        query: "allow=https://javascript.info",
        about: "An echo for pages of that origin only; others get 403. Any page may try, unlike elsewhere.",
        route: route::<OriginEcho>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/flood",
        query: "count=1000000&size=64&binary=false&perSecond=0&deflate=off",
        about: "Sends exactly that many numbered messages of exactly that many bytes, then closes with 1000.",
        route: route::<MessageFlood>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/fragments",
        query: "count=3&size=5&pingBetween=true&binary=false&every=0&deflate=off",
        about: "Sends a message in that many fragments with pings between them, and then each message of yours so.",
        route: route::<Fragments>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/slow-reader",
        query: "bytesPerSecond=0",
        about: "Takes that many bytes a second and no more (0: none), so that what you send piles up on your side.",
        route: route::<SlowReader>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/ping",
        query: "every=1000&payload=&timeout=0",
        about: "Pings you and says how long each pong took; closes with 1011 when one takes longer than timeout (0: never).",
        route: route::<Pings>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/illegal",
        query: "kind=reservedBits&code=1005&after=0",
        about: "Sends what must not be sent, after that many good echoes: badUtf8, rsv1, rsv2, rsv3, reservedOpcode, masked, \
                oversizedControl, fragmentedControl, continuation, unfinished, closeCode (with that code), closeOneByte, \
                lengthNotMinimal, truncated, afterClose, badDeflate, bomb (4 GiB in frames below 1 MiB) and more; a kind \
                that there is not is answered with all that there are.",
        route: route::<Illegal>,
    },
    Endpoint {
        method: "GET",
        path: "/ws/bad-handshake",
        query: "kind=accept&delay=0",
        about: "Agrees to a WebSocket in a way that a client must refuse, or (keepAlive, slow) must not; a kind that there \
                is not is answered with all that there are.",
        route: route::<BadHandshake>,
    },
];

fn route<B: Behavior>() -> MethodRouter<Arc<ServerState>> {
    get(async |State(server): State<Arc<ServerState>>, Extension(page): Extension<Page>, request: Request| {
        upgrade::answer::<B>(server, &page, request).await.unwrap_or_else(Refusal::into_response)
    })
}
