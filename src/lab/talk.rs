//! What the lab says on an open WebSocket, one function a route, and how it says goodbye.

use std::{sync::Arc, time::Duration};

use futures_util::{FutureExt as _, SinkExt as _, StreamExt as _};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    time::{Instant, MissedTickBehavior, interval, sleep_until, timeout},
};
use tokio_tungstenite::tungstenite::{
    Error, Message,
    error::ProtocolError,
    protocol::{CloseFrame, frame::coding::CloseCode},
};

use super::{
    bad_handshake::BadHandshake,
    chat,
    clock::time_now,
    connection::Connection,
    end::{End, Farewell},
    flood,
    fragments::Fragments,
    illegal::Illegal,
    pace::Flood,
    ping::Pings,
    say::{Socket, say_back},
    slow_reader,
    state::LabState,
};
use crate::net::tap::{Broken, FrameRule};

/// What happens on a socket.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Talk {
    Echo,
    Chat,
    Hello,
    Close(Farewell),
    Drop { after: u64 },
    Clock { every: Duration },
    Origin { allow: String },
    Flood { flood: Flood, binary: bool },
    Fragments(Fragments),
    Illegal(Illegal),
    BadHandshake(BadHandshake),
    SlowReader { bytes_per_second: u64 },
    Ping(Pings),
}

/// How long a peer may take to answer our close frame.
const CLOSE_PATIENCE: Duration = Duration::from_secs(5);

/// The same when the lab is stopping.
const STOP_PATIENCE: Duration = Duration::from_millis(300);

/// From the greeting to the goodbye.
const HELLO_TIME: Duration = Duration::from_secs(5);

/// Holds the conversation until its end, until the lab stops, or until others need the place.
pub(super) async fn hold(lab: &LabState, connection: Arc<Connection>, socket: Socket, talk: Talk) {
    tokio::select! {
        biased;
        () = connection.cut.cancelled() => {}
        () = hold_on(lab, socket, talk) => {}
    }
}

async fn hold_on(lab: &LabState, mut socket: Socket, talk: Talk) {
    let ended = tokio::select! {
        biased;
        () = lab.stop.cancelled() => Ok(End::Close(Farewell::new(1001, "The lab is stopping."))),
        ended = converse(lab, &mut socket, talk) => ended,
    };
    let end = ended.unwrap_or_else(|error| end_after(&error, socket.get_ref().broken()));
    let goodbye = say_goodbye(socket, end);
    tokio::select! {
        biased;
        () = goodbye => {}
        () = async { lab.stop.cancelled().await; tokio::time::sleep(STOP_PATIENCE).await; } => {}
    }
}

async fn converse(lab: &LabState, socket: &mut Socket, talk: Talk) -> Result<End, Error> {
    match talk {
        Talk::Echo | Talk::Origin { .. } | Talk::BadHandshake(_) => echo(socket, None).await,
        Talk::Drop { after } => echo(socket, Some(after)).await,
        Talk::Chat => chat::converse(socket, &lab.chat).await,
        Talk::Hello => hello(socket).await,
        Talk::Close(farewell) => Ok(End::Close(farewell)),
        Talk::Clock { every } => clock(socket, every).await,
        Talk::Flood { flood, binary } => flood::converse(socket, flood, binary).await,
        Talk::Illegal(illegal) => illegal.converse(socket).await,
        Talk::Fragments(fragments) => fragments.converse(socket).await,
        Talk::SlowReader { bytes_per_second } => slow_reader::converse(socket, bytes_per_second).await,
        Talk::Ping(pings) => pings.converse(socket).await,
    }
}

/// Sends messages back, flushing when no more are waiting. After `limit` of them it drops the connection.
async fn echo(socket: &mut Socket, limit: Option<u64>) -> Result<End, Error> {
    let mut echoed = 0;
    while limit.is_none_or(|limit| echoed < limit) {
        let next = if let Some(next) = socket.next().now_or_never() {
            next
        } else {
            socket.flush().await?;
            socket.next().await
        };
        match next.transpose()? {
            Some(message @ (Message::Text(_) | Message::Binary(_))) => {
                say_back(socket, message).await?;
                echoed += 1;
            }
            Some(Message::Ping(_) | Message::Pong(_) | Message::Frame(_)) => {}
            Some(Message::Close(_)) | None => return Ok(End::Peer),
        }
    }
    socket.flush().await?;
    Ok(End::Drop)
}

async fn hello(socket: &mut Socket) -> Result<End, Error> {
    let Some(first) = next_message(socket).await? else { return Ok(End::Peer) };
    let bye_at = Instant::now() + HELLO_TIME;
    let greeting = format!("Hello from server, {}!", name_in(&String::from_utf8_lossy(&first.into_data())));
    socket.send(Message::text(greeting)).await?;
    loop {
        tokio::select! {
            biased;
            () = sleep_until(bye_at) => return Ok(End::Close(Farewell::new(1000, "Bye!"))),
            next = next_message(socket) => if next?.is_none() { return Ok(End::Peer) },
        }
    }
}

async fn clock(socket: &mut Socket, every: Duration) -> Result<End, Error> {
    let mut ticks = interval(every);
    ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
    loop {
        tokio::select! {
            biased;
            next = next_message(socket) => if next?.is_none() { return Ok(End::Peer) },
            _ = ticks.tick() => socket.send(Message::text(time_now())).await?,
        }
    }
}

/// The next text or binary message; `None` when the peer closes.
async fn next_message(socket: &mut Socket) -> Result<Option<Message>, Error> {
    while let Some(message) = socket.next().await.transpose()? {
        match message {
            Message::Text(_) | Message::Binary(_) => return Ok(Some(message)),
            Message::Close(_) => return Ok(None),
            _ => {}
        }
    }
    Ok(None)
}

/// The last word at the very end of a greeting, as the published demo finds it.
fn name_in(greeting: &str) -> &str {
    let is_word = |c: char| c.is_alphanumeric() || matches!(c, '_' | '\u{300}'..='\u{36f}' | '\u{200c}' | '\u{200d}');
    let name = greeting.rsplit(|c| !is_word(c)).next().unwrap_or_default();
    if name.is_empty() { "Guest" } else { name }
}

/// What we tell a peer that has broken a rule (RFC 6455 §7.4.1).
fn end_after(error: &Error, broken: Option<&Broken>) -> End {
    if let Some(broken) = broken {
        let code = if broken.rule == FrameRule::BadDeflate { 1007 } else { 1002 };
        return End::Close(Farewell::new(code, shortened_reason(broken.rule.to_string())));
    }
    match error {
        Error::Utf8(_) => End::Close(Farewell::new(1007, "Text has to be UTF-8.")),
        Error::Capacity(_) => End::Close(Farewell::new(1009, "That message is too large.")),
        Error::Protocol(ProtocolError::ResetWithoutClosingHandshake) => End::Peer,
        Error::Protocol(error) => End::Close(Farewell::new(1002, shortened_reason(error.to_string()))),
        _ => End::Peer,
    }
}

/// As much of it as a close frame has room for.
fn shortened_reason(mut reason: String) -> String {
    reason.truncate(reason.floor_char_boundary(123));
    reason
}

async fn say_goodbye(mut socket: Socket, end: End) {
    match end {
        End::Close(Farewell { code, reason }) => {
            let frame = CloseFrame { code: CloseCode::from(code), reason: reason.into() };
            // Who takes nothing does not take this either.
            let sending = timeout(CLOSE_PATIENCE, socket.send(Message::Close(Some(frame))));
            if matches!(sending.await, Ok(Ok(()))) {
                wait_for_end(&mut socket).await;
            }
        }
        End::Drop => {
            // The peer may be gone already.
            timeout(CLOSE_PATIENCE, socket.get_mut().shutdown()).await.ok();
        }
        // Reading on sends the answer to the peer's close frame.
        End::Peer => wait_for_end(&mut socket).await,
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
    timeout(CLOSE_PATIENCE, reading).await.ok();
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_name_is_the_last_word() {
        for (greeting, name) in [
            ("Hi, I am John", "John"),
            ("张三", "张三"),
            ("Hello, John!", "Guest"),
            ("", "Guest"),
            ("a b_c9", "b_c9"),
            ("Jose\u{301}", "Jose\u{301}"),
        ] {
            assert_eq!(name_in(greeting), name);
        }
    }

    #[test]
    fn a_peer_that_breaks_a_rule_is_told_which() {
        let end = end_after(&Error::Protocol(ProtocolError::NonZeroReservedBits), None);
        assert!(matches!(end, End::Close(Farewell { code: 1002, .. })), "{end:?}");
    }
}
