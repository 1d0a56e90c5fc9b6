//! An open WebSocket connection of the lab from its behavior to the closing handshake. RFC 6455 §7.

use std::{sync::Arc, time::Duration};

use futures_util::{SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::timeout,
};
use tokio_tungstenite::tungstenite::{Error, Message, error::ProtocolError};

use super::{
    super::server::{Connection, ServerState},
    behavior::{Behavior, Ending},
    socket::Socket,
};
use crate::net::tap::{Broken, FrameRule};

/// How long a peer may take to answer our close frame.
const CLOSE_TIMEOUT: Duration = Duration::from_secs(5);

/// The same when the lab is stopping.
const STOP_TIMEOUT: Duration = Duration::from_millis(300);

/// Runs a behavior to its end and closes; ends when the lab stops, too, and at once when others need the place.
pub(super) async fn run(server: &ServerState, connection: Arc<Connection>, socket: Socket, behavior: impl Behavior) {
    tokio::select! {
        biased;
        () = connection.cut.cancelled() => {}
        () = run_uncut(server, socket, behavior) => {}
    }
}

async fn run_uncut(server: &ServerState, mut socket: Socket, behavior: impl Behavior) {
    let ended = tokio::select! {
        biased;
        () = server.stop.cancelled() => Ok(Ending::close(1001, "The lab is stopping.")),
        ended = behavior.run(&mut socket) => ended,
    };
    let ending = ended.unwrap_or_else(|error| ending_after(&error, socket.get_ref().broken()));
    let closing = closing_handshake(socket, ending);
    tokio::select! {
        biased;
        () = closing => {}
        () = async { server.stop.cancelled().await; tokio::time::sleep(STOP_TIMEOUT).await; } => {}
    }
}

/// What we tell a peer that has broken a rule (RFC 6455 §7.4.1).
fn ending_after(error: &Error, broken: Option<&Broken>) -> Ending {
    if let Some(broken) = broken {
        let code = if broken.rule == FrameRule::BadDeflate { 1007 } else { 1002 };
        return Ending::close(code, broken.rule.to_string());
    }
    match error {
        Error::Utf8(_) => Ending::close(1007, "Text has to be UTF-8."),
        Error::Capacity(_) => Ending::close(1009, "That message is too large."),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => Ending::Peer,
        Error::Protocol(error) => Ending::close(1002, error.to_string()),
        _ => Ending::Peer,
    }
}

/// The closing handshake, in so far as this ending has one.
async fn closing_handshake(mut socket: Socket, ending: Ending) {
    match ending {
        Ending::Close(frame) => {
            // Who takes nothing does not take this either.
            let sending = timeout(CLOSE_TIMEOUT, socket.send(Message::Close(Some(frame))));
            if matches!(sending.await, Ok(Ok(()))) {
                wait_for_end(&mut socket).await;
            }
        }
        Ending::Drop => {
            // The peer may be gone already.
            timeout(CLOSE_TIMEOUT, socket.get_mut().shutdown()).await.ok();
        }
        // Reading on sends the answer to the peer's close frame.
        Ending::Peer => wait_for_end(&mut socket).await,
    }
}

async fn wait_for_end(socket: &mut Socket) {
    let is_broken = socket.get_ref().broken().is_some();
    let reading = async {
        if is_broken {
            // What still comes is thrown away: a socket that is dropped with unread bytes is reset.
            let Some(tap) = socket.get_mut().tap() else { return };
            tap.ignore_incoming();
            let mut scratch = vec![0; 16 * 1024];
            while tap.read(&mut scratch).await.is_ok_and(|length| length > 0) {}
        } else {
            while let Some(Ok(_)) = socket.next().await {}
        }
    };
    // A peer that does not answer loses the connection.
    timeout(CLOSE_TIMEOUT, reading).await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_peer_that_breaks_a_rule_is_told_which() {
        let ending = ending_after(&Error::Protocol(ProtocolError::NonZeroReservedBits), None);
        assert!(matches!(&ending, Ending::Close(frame) if u16::from(frame.code) == 1002), "{ending:?}");
    }
}
