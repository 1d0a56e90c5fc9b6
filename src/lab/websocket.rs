//! The WebSocket routes: their parameters, and the way from a request to a conversation.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get},
};
use http::{StatusCode, header};
use hyper::upgrade::OnUpgrade;
use hyper_util::rt::TokioIo;
use tokio_tungstenite::{
    WebSocketStream,
    tungstenite::protocol::{Role, WebSocketConfig},
};

use super::{
    LabState,
    bad_handshake::BadHandshake,
    compression::Compression,
    fragments::Fragments,
    handshake::{Handshake, choose_subprotocol},
    illegal::Illegal,
    index::Endpoint,
    pace::Flood,
    ping::Pings,
    query::{Params, bad_value, plain_number, shortened},
    refusal::Refusal,
    serve::Connection,
    talk::{self, Farewell, Socket, Talk},
};
use crate::net::tap::{Keep, Side, WireTap};

/// What this file serves.
pub(super) const ENDPOINTS: &[Endpoint] = &[
    Endpoint {
        method: "GET",
        path: "/ws/echo",
        query: "deflate=on&serverNoContextTakeover=false&clientNoContextTakeover=false&serverMaxWindowBits=15\
                &clientMaxWindowBits=15",
        about: "Sends each message back as it came; takes the first offered of the subprotocols chat and superchat, and \
                the first offer of permessage-deflate that it can keep, with these parameters.",
        route: || route(|_| Ok(Talk::Echo)),
    },
    Endpoint {
        method: "GET",
        path: "/ws/chat",
        query: "",
        about: "Sends each message to every client, the sender too.",
        route: || route(|_| Ok(Talk::Chat)),
    },
    Endpoint {
        method: "GET",
        path: "/ws/hello",
        query: "",
        about: "Greets the last word of the first message, and closes with 1000 Bye! five seconds later.",
        route: || route(|_| Ok(Talk::Hello)),
    },
    Endpoint {
        method: "GET",
        path: "/ws/close",
        query: "code=1000&reason=",
        about: "Closes at once with that code and reason.",
        route: || route(close),
    },
    Endpoint {
        method: "GET",
        path: "/ws/drop",
        query: "after=0",
        about: "Sends that many messages back and then ends the connection without a close frame.",
        route: || route(|params| Ok(Talk::Drop { after: params.number("after", 0, 0..=u64::MAX, "messages")? })),
    },
    Endpoint {
        method: "GET",
        path: "/ws/clock",
        query: "every=1000&deflate=off",
        about: "Sends the time, again and again.",
        route: || route(|params| Ok(Talk::Clock { every: Duration::from_millis(params.millis("every", 1_000, 1)?) })),
    },
    Endpoint {
        method: "GET",
        path: "/ws/origin",
        query: "allow=https://javascript.info",
        about: "An echo for pages of that origin only; others get 403.",
        route: || {
            route(|params| {
                let allow = params.text("allow").unwrap_or("https://javascript.info").to_owned();
                Ok(Talk::Origin { allow })
            })
        },
    },
    Endpoint {
        method: "GET",
        path: "/ws/flood",
        query: "count=1000000&size=64&binary=false&perSecond=0&deflate=off",
        about: "Sends exactly that many numbered messages of exactly that many bytes, then closes with 1000.",
        route: || {
            route(|params| Ok(Talk::Flood { flood: Flood::from_params(params)?, binary: params.flag("binary")? }))
        },
    },
    Endpoint {
        method: "GET",
        path: "/ws/fragments",
        query: "count=3&size=5&pingBetween=true&binary=false&every=0&deflate=off",
        about: "Sends a message in that many fragments with pings between them, and then each message of yours so.",
        route: || route(|params| Ok(Talk::Fragments(Fragments::from_params(params)?))),
    },
    Endpoint {
        method: "GET",
        path: "/ws/slow-reader",
        query: "bytesPerSecond=0",
        about: "Takes that many bytes a second and no more (0: none), so that what you send piles up on your side.",
        route: || {
            route(|params| {
                let bytes_per_second = params.number("bytesPerSecond", 0, 0..=1_000_000_000, "bytes a second")?;
                Ok(Talk::SlowReader { bytes_per_second })
            })
        },
    },
    Endpoint {
        method: "GET",
        path: "/ws/ping",
        query: "every=1000&payload=&timeout=0",
        about: "Pings you and says how long each pong took; closes with 1011 when one takes longer than timeout (0: never).",
        route: || route(|params| Ok(Talk::Ping(Pings::from_params(params)?))),
    },
    Endpoint {
        method: "GET",
        path: "/ws/illegal",
        query: "kind=reservedBits&code=1005&after=0",
        about: "Sends what must not be sent, after that many good echoes: badUtf8, rsv1, rsv2, rsv3, reservedOpcode, masked, \
                oversizedControl, fragmentedControl, continuation, unfinished, closeCode (with that code), closeOneByte, \
                lengthNotMinimal, truncated, afterClose, badDeflate, bomb (4 GiB in frames below 1 MiB) and more; a kind \
                that there is not is answered with all that there are.",
        route: || route(|params| Ok(Talk::Illegal(Illegal::from_params(params)?))),
    },
    Endpoint {
        method: "GET",
        path: "/ws/bad-handshake",
        query: "kind=accept&delay=0",
        about: "Agrees to a WebSocket in a way that a client must refuse, or (keepAlive, slow) must not; a kind that there \
                is not is answered with all that there are.",
        route: || route(|params| Ok(Talk::BadHandshake(BadHandshake::from_params(params)?))),
    },
];

/// As large as a message may be, also when it comes in one frame.
const MAX_MESSAGE_BYTES: usize = 64 * 1024 * 1024;

/// Each message of the chat waits in a queue for each client.
const MAX_CHAT_MESSAGE_BYTES: usize = 16 * 1024 * 1024;

fn route(read: fn(&Params) -> Result<Talk, Refusal>) -> MethodRouter<Arc<LabState>> {
    get(async move |State(lab): State<Arc<LabState>>, request: Request| match read(&Params::of(request.uri())) {
        Ok(talk) => {
            if let Talk::BadHandshake(bad) = &talk {
                tokio::select! {
                    () = lab.stop.cancelled() => return Refusal::stopping().into_response(),
                    () = tokio::time::sleep(bad.wait) => {}
                }
            }
            upgrade(lab, request, talk)
        }
        Err(refusal) => refusal.into_response(),
    })
}

/// Only an echo compresses unless it is asked to; a slow reader reads bytes, not messages.
fn compression(request: &Request, talk: &Talk) -> Result<Compression, Refusal> {
    match talk {
        Talk::Illegal(illegal) if illegal.needs_deflate() => Ok(Compression::plain()),
        Talk::SlowReader { .. } | Talk::BadHandshake(_) | Talk::Illegal(_) => Ok(Compression::default()),
        _ => Compression::from_params(&Params::of(request.uri()), matches!(talk, Talk::Echo)),
    }
}

fn close(params: &Params) -> Result<Talk, Refusal> {
    let reason = params.text("reason").unwrap_or_default().to_owned();
    if reason.len() > 123 {
        return Err(bad_value("reason", &reason, "at most 123 bytes, because a close frame holds no more"));
    }
    let text = params.text("code").unwrap_or("1000");
    let code = match plain_number(text) {
        Some(code @ (1000..=1003 | 1007..=1014 | 3000..=4999)) => code as u16,
        Some(1004..=1006 | 1015) => {
            let expected = "a code that is sent: 1004 is reserved, and 1005, 1006 and 1015 are only ever reported";
            return Err(bad_value("code", text, expected));
        }
        _ => return Err(bad_value("code", text, "1000 to 1003, 1007 to 1014 or 3000 to 4999")),
    };
    Ok(Talk::Close(Farewell::new(code, reason)))
}

fn upgrade(lab: Arc<LabState>, request: Request, talk: Talk) -> Response {
    let compression = match compression(&request, &talk) {
        Ok(compression) => compression,
        Err(refusal) => return refusal.into_response(),
    };
    let (mut parts, _) = request.into_parts();
    let handshake = match Handshake::read(&parts) {
        Ok(handshake) => handshake,
        Err(refusal) => return refusal.into_response(),
    };
    if let Talk::Origin { allow } = &talk {
        let origin = parts.headers.get(header::ORIGIN).map(|origin| String::from_utf8_lossy(origin.as_bytes()));
        if origin.as_deref() != Some(allow) {
            let seen = origin.map_or_else(|| "none".to_owned(), |origin| shortened(&origin));
            let sentence = format!("The origin is {seen}, and only {} is let in.", shortened(allow));
            return Refusal::new(StatusCode::FORBIDDEN, sentence).into_response();
        }
    }
    let Some(upgrading) = parts.extensions.remove::<OnUpgrade>() else {
        return Refusal::bad_request("This connection cannot become a WebSocket.").into_response();
    };
    let subprotocol = match talk {
        Talk::Echo => choose_subprotocol(&parts.headers, &["chat", "superchat"]),
        _ => None,
    };
    let (mut agreement, extension) = compression.agree(&parts.headers).unzip();
    if matches!(&talk, Talk::Illegal(illegal) if illegal.needs_deflate()) && agreement.take().is_none() {
        let sentence = "This kind is a compressed message: offer permessage-deflate.";
        return Refusal::bad_request(sentence).into_response();
    }
    let bad_handshake = if let Talk::BadHandshake(bad) = &talk { Some(*bad) } else { None };
    // It counts as a connection for as long as the socket is open.
    let connection = parts.extensions.remove::<Arc<Connection>>();
    let tasks = lab.tasks.clone();
    tasks.spawn(async move {
        if let Ok(upgraded) = upgrading.await {
            let mut tap = WireTap::after_handshake(TokioIo::new(upgraded), Side::Server);
            if agreement.is_some() {
                tap.begin_frames(Keep::Nothing, agreement.as_ref());
            }
            let socket = open(tap, &talk).await;
            talk::hold(&lab, socket, talk).await;
        }
        drop(connection);
    });
    let mut response = handshake.accept(subprotocol, extension);
    if let Some(bad) = bad_handshake {
        bad.change(&mut response);
    }
    response
}

async fn open(stream: WireTap<TokioIo<hyper::upgrade::Upgraded>>, talk: &Talk) -> Socket {
    let max_message_bytes = match talk {
        Talk::Chat => MAX_CHAT_MESSAGE_BYTES,
        _ => MAX_MESSAGE_BYTES,
    };
    let config =
        WebSocketConfig::default().max_message_size(Some(max_message_bytes)).max_frame_size(Some(max_message_bytes));
    WebSocketStream::from_raw_socket(stream, Role::Server, Some(config)).await
}
