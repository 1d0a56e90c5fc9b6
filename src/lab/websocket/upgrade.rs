//! From a request to an open WebSocket: what is checked, what is agreed on, and the answer.

use std::sync::Arc;

use axum::{extract::Request, response::Response};
use http::{HeaderMap, HeaderValue, StatusCode};
use hyper::upgrade::{OnUpgrade, Upgraded};
use hyper_util::rt::TokioIo;

use super::{
    super::server::{Account, Connection, Page, Params, Permit, Refusal, ServerState},
    behavior::Behavior,
    budgeted_stream::{BudgetedStream, Sizes},
    closing,
    compression::Compression,
    handshake::{Handshake, choose_subprotocol},
    socket::{Socket, with_library},
};
use crate::{
    limits::{LAB_DEFLATE_PLACES, MAX_LAB_DEFLATED_FRAME_BYTES, MAX_LAB_FRAME_BYTES},
    net::{
        deflate::Agreement,
        tap::{Keep, Side, WireTap},
    },
};

/// Answers a request with 101 and runs the behavior on what it becomes.
///
/// # Errors
/// With the answer to a request that does not become a WebSocket.
pub(super) async fn answer<B: Behavior>(
    server: Arc<ServerState>,
    page: &Page,
    request: Request,
) -> Result<Response, Refusal> {
    B::check_page(page)?;
    let (mut parts, _) = request.into_parts();
    let behavior = B::from_parts(&parts)?;
    behavior.before_answer(&server).await?;
    let compression = behavior.compression(&Params::of(&parts.uri))?;
    let handshake = Handshake::read(&parts)?;
    behavior.check_headers(&parts.headers)?;
    let upgrading = parts.extensions.remove::<OnUpgrade>();
    let connection = parts.extensions.remove::<Arc<Connection>>();
    let (Some(upgrading), Some(connection)) = (upgrading, connection) else {
        return Err(Refusal::bad_request("This connection cannot become a WebSocket."));
    };
    let subprotocol = choose_subprotocol(&parts.headers, B::SUBPROTOCOLS);
    let Agreed { agreement, extension, permit } =
        agree(&server, compression, &parts.headers, behavior.needs_deflate())?;
    let mut response = handshake.accept(subprotocol, extension);
    behavior.change_answer(&mut response);
    // It counts as a connection, and as one that is busy, for as long as the socket is open.
    let in_request = connection.stay_in_request();
    server.tasks.clone().spawn(async move {
        if let Ok(upgraded) = upgrading.await {
            let account = server.budget.account(connection.clone());
            let socket = open(upgraded, agreement.as_ref(), account, B::MAX_MESSAGE_BYTES).await;
            closing::run(&server, connection, socket, behavior).await;
        }
        drop((in_request, permit));
    });
    Ok(response)
}

/// What is agreed on, the header that says so, and the place in the budget for it.
#[derive(Default)]
struct Agreed {
    agreement: Option<Agreement>,
    extension: Option<HeaderValue>,
    permit: Option<Permit>,
}

/// Without a place in the budget there is no compression, as a server may always say.
fn agree(
    server: &ServerState,
    compression: Compression,
    headers: &HeaderMap,
    needs_deflate: bool,
) -> Result<Agreed, Refusal> {
    let Some((agreement, extension)) = compression.agree(headers) else {
        if needs_deflate {
            let sentence = "This kind is a compressed message: offer permessage-deflate.";
            return Err(Refusal::bad_request(sentence));
        }
        return Ok(Agreed::default());
    };
    match server.budget.take_deflate() {
        // The bytes of these kinds are compressed already.
        Some(permit) => Ok(Agreed {
            agreement: (!needs_deflate).then_some(agreement),
            extension: Some(extension),
            permit: Some(permit),
        }),
        None if needs_deflate => Err(Refusal::new(
            StatusCode::SERVICE_UNAVAILABLE,
            format!("The lab has {LAB_DEFLATE_PLACES} compressed WebSockets, and that is all it takes."),
        )),
        None => Ok(Agreed::default()),
    }
}

async fn open(upgraded: Upgraded, agreement: Option<&Agreement>, account: Account, max_message_bytes: usize) -> Socket {
    let mut tap = WireTap::after_handshake(TokioIo::new(upgraded), Side::Server);
    let mut sizes = Sizes { max_message_bytes, frame_bytes: MAX_LAB_FRAME_BYTES };
    if agreement.is_some() {
        tap.begin_frames(Keep::Nothing, agreement);
        sizes.frame_bytes = MAX_LAB_DEFLATED_FRAME_BYTES;
    }
    with_library(BudgetedStream::new(tap, account, sizes)).await
}
