//! What an endpoint does on an open WebSocket, and how that ends. Each endpoint is one type.

use axum::response::Response;
use http::{HeaderMap, request::Parts};
use tokio_tungstenite::tungstenite::{
    Error,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    super::server::{Page, Params, Refusal, ServerState},
    compression::Compression,
    socket::Socket,
};
use crate::{limits::MAX_LAB_MESSAGE_BYTES, net::tap::MAX_CLOSE_REASON_BYTES};

/// What an endpoint does on an open WebSocket. The methods with a body are for those that also change the handshake.
pub(super) trait Behavior: Sized + Send + Sync + 'static {
    /// Bytes of a message that it takes; a larger one is answered with 1009.
    const MAX_MESSAGE_BYTES: usize = MAX_LAB_MESSAGE_BYTES;

    /// The subprotocols that it knows; the first that the client offers is chosen.
    const SUBPROTOCOLS: &'static [&'static str] = &[];

    /// Reads it from a request.
    ///
    /// # Errors
    /// With the answer to a parameter that makes no sense; the connection is not upgraded then.
    fn from_parts(parts: &Parts) -> Result<Self, Refusal>;

    /// Runs until one side ends it. An error is of the connection, or says which rule the client broke.
    fn run(self, socket: &mut Socket) -> impl Future<Output = Result<Ending, Error>> + Send;

    /// Lets a page connect. CORS does not stop a page from reading what comes on a WebSocket (RFC 6455 §10.2), so that
    /// foreign ones are refused.
    ///
    /// # Errors
    /// With the answer to a page that is not let in.
    fn check_page(page: &Page) -> Result<(), Refusal> {
        page.check()
    }

    /// Lets a client connect whose handshake is in order.
    ///
    /// # Errors
    /// With the answer to one that is not let in all the same.
    fn check_headers(&self, _headers: &HeaderMap) -> Result<(), Refusal> {
        Ok(())
    }

    /// Which compression it agrees to: none, unless the query asks for it.
    fn compression(&self, params: &Params) -> Result<Compression, Refusal> {
        Compression::from_params(params, false)
    }

    /// Whether it only makes sense where compression was agreed on; then its bytes are compressed already.
    fn needs_deflate(&self) -> bool {
        false
    }

    /// What happens before the answer.
    ///
    /// # Errors
    /// With an answer that says why there is no upgrade.
    fn before_answer(&self, _server: &ServerState) -> impl Future<Output = Result<(), Refusal>> + Send {
        async { Ok(()) }
    }

    /// Changes the answer.
    fn change_answer(&self, _answer: &mut Response) {}
}

/// How a WebSocket ends.
#[derive(Debug)]
pub(super) enum Ending {
    /// We begin the closing handshake.
    Close(CloseFrame),
    /// We end the connection without a close frame.
    Drop,
    /// The peer has closed or is gone.
    Peer,
}

impl Ending {
    /// With our close frame; as much of the reason as that has room for.
    pub(super) fn close(code: u16, reason: impl Into<String>) -> Self {
        let mut reason = reason.into();
        reason.truncate(reason.floor_char_boundary(MAX_CLOSE_REASON_BYTES));
        Self::Close(CloseFrame { code: CloseCode::from(code), reason: reason.into() })
    }
}
