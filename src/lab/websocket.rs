//! The WebSocket routes: their parameters, and the way from a request to a conversation.

use std::{sync::Arc, time::Duration};

use axum::{
    Extension,
    extract::{Request, State},
    response::{IntoResponse as _, Response},
    routing::{MethodRouter, get},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;

use super::{
    bad_handshake::BadHandshake,
    budget::{Account, Grant},
    compression::Compression,
    connection::Connection,
    end::Farewell,
    endpoint::Endpoint,
    fragments::Fragments,
    handshake::{Handshake, choose_subprotocol},
    illegal::Illegal,
    meter::{Metered, Sizes},
    origin::Page,
    pace::Flood,
    ping::Pings,
    query::{Params, bad_value, plain_number, shortened},
    refusal::Refusal,
    say::{self, Socket},
    state::LabState,
    talk::{self, Talk},
};
use crate::{
    limits::{
        LAB_DEFLATE_PLACES, MAX_LAB_BODY_BYTES, MAX_LAB_COUNT, MAX_LAB_DEFLATED_FRAME_BYTES, MAX_LAB_FRAME_BYTES,
        MAX_LAB_MESSAGE_BYTES, MAX_LAB_RATE, MAX_LAB_TEXT_BYTES,
    },
    net::{
        deflate::Agreement,
        tap::{Keep, Side, WireTap},
    },
};

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
        route: || route(|params| Ok(Talk::Drop { after: params.number("after", 0, 0..=MAX_LAB_COUNT, "messages")? })),
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
        about: "An echo for pages of that origin only; others get 403. Any page may try, unlike elsewhere.",
        route: || {
            route(|params| {
                let allow = params.short_text("allow", "https://javascript.info", MAX_LAB_TEXT_BYTES)?.to_owned();
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
                let bytes_per_second = params.number("bytesPerSecond", 0, 0..=MAX_LAB_RATE, "bytes a second")?;
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

fn route(read: fn(&Params) -> Result<Talk, Refusal>) -> MethodRouter<Arc<LabState>> {
    get(async move |State(lab): State<Arc<LabState>>, Extension(page): Extension<Page>, request: Request| {
        answer(lab, &page, request, read).await.unwrap_or_else(Refusal::into_response)
    })
}

async fn answer(
    lab: Arc<LabState>,
    page: &Page,
    request: Request,
    read: fn(&Params) -> Result<Talk, Refusal>,
) -> Result<Response, Refusal> {
    let talk = read(&Params::of(request.uri()));
    if !matches!(talk, Ok(Talk::Origin { .. })) {
        // CORS does not stop a page from reading what comes on a WebSocket. RFC 6455 §10.2.
        page.check()?;
    }
    let talk = talk?;
    if let Talk::BadHandshake(bad) = &talk {
        tokio::select! {
            () = lab.stop.cancelled() => return Err(Refusal::stopping()),
            () = tokio::time::sleep(bad.wait) => {}
        }
    }
    upgrade(lab, request, talk)
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

fn check_origin(headers: &HeaderMap, allow: &str) -> Result<(), Refusal> {
    let mut lines = headers.get_all(header::ORIGIN).iter().map(|origin| String::from_utf8_lossy(origin.as_bytes()));
    let origin = lines.next();
    if origin.as_deref() == Some(allow) && lines.next().is_none() {
        return Ok(());
    }
    let seen = origin.map_or_else(|| "none".to_owned(), |origin| shortened(&origin));
    let sentence = format!("The origin is {seen}, and only {} is let in.", shortened(allow));
    Err(Refusal::new(StatusCode::FORBIDDEN, sentence))
}

fn upgrade(lab: Arc<LabState>, request: Request, talk: Talk) -> Result<Response, Refusal> {
    let compression = compression(&request, &talk)?;
    let (mut parts, _) = request.into_parts();
    let handshake = Handshake::read(&parts)?;
    if let Talk::Origin { allow } = &talk {
        check_origin(&parts.headers, allow)?;
    }
    let upgrading = parts.extensions.remove::<OnUpgrade>();
    let connection = parts.extensions.remove::<Arc<Connection>>();
    let (Some(upgrading), Some(connection)) = (upgrading, connection) else {
        return Err(Refusal::bad_request("This connection cannot become a WebSocket."));
    };
    let subprotocol = match talk {
        Talk::Echo => choose_subprotocol(&parts.headers, &["chat", "superchat"]),
        _ => None,
    };
    let (agreement, extension, deflate_place) = agree(&lab, compression, &parts.headers, &talk)?;
    let bad_handshake = if let Talk::BadHandshake(bad) = &talk { Some(*bad) } else { None };
    // It counts as a connection, and as one that is busy, for as long as the socket is open.
    let in_request = connection.stay_in_request();
    let tasks = lab.tasks.clone();
    tasks.spawn(async move {
        if let Ok(upgraded) = upgrading.await {
            let socket = open(upgraded, agreement.as_ref(), lab.budget.account(connection.clone()), &talk).await;
            talk::hold(&lab, connection, socket, talk).await;
        }
        drop((in_request, deflate_place));
    });
    let mut response = handshake.accept(subprotocol, extension);
    if let Some(bad) = bad_handshake {
        bad.change(&mut response);
    }
    Ok(response)
}

/// What is agreed on, the header that says so, and the place in the budget for it. Without a place there is no
/// compression, as a server may always say.
type Agreed = (Option<Agreement>, Option<HeaderValue>, Option<Grant>);

fn agree(lab: &LabState, compression: Compression, headers: &HeaderMap, talk: &Talk) -> Result<Agreed, Refusal> {
    let agreed = compression.agree(headers);
    let needs_deflate = matches!(talk, Talk::Illegal(illegal) if illegal.needs_deflate());
    let Some((agreement, extension)) = agreed else {
        if needs_deflate {
            let sentence = "This kind is a compressed message: offer permessage-deflate.";
            return Err(Refusal::bad_request(sentence));
        }
        return Ok((None, None, None));
    };
    match lab.budget.take_deflate() {
        // The bytes of these kinds are compressed already.
        Some(place) => Ok(((!needs_deflate).then_some(agreement), Some(extension), Some(place))),
        None if needs_deflate => Err(Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("The lab has {LAB_DEFLATE_PLACES} compressed WebSockets, and that is all it takes."),
        )),
        None => Ok((None, None, None)),
    }
}

async fn open(upgraded: Upgraded, agreement: Option<&Agreement>, account: Account, talk: &Talk) -> Socket {
    let mut tap = WireTap::after_handshake(TokioIo::new(upgraded), Side::Server);
    // Each message of the chat waits in a queue for each client.
    let max_message_bytes = if *talk == Talk::Chat { MAX_LAB_BODY_BYTES as usize } else { MAX_LAB_MESSAGE_BYTES };
    let mut sizes = Sizes { max_message_bytes, frame_bytes: MAX_LAB_FRAME_BYTES };
    if agreement.is_some() {
        tap.begin_frames(Keep::Nothing, agreement);
        sizes.frame_bytes = MAX_LAB_DEFLATED_FRAME_BYTES;
    }
    say::on_top_of(Metered::new(tap, account, sizes)).await
}
