//! The second part: a WebSocket that echoes, answers a ping and closes cleanly.

use bytes::Bytes;

use super::{
    DemoContext,
    watch::{StepFailed, expect_same},
};
use crate::{
    protocols::websocket::{Command, Config, Payload, PingPayload, WebSocket, close::CloseRequest},
    transcript::{
        Body, Direction,
        entry::{Close, SessionState},
    },
};

/// Plays it against the lab; returns a line for each thing that was seen.
///
/// # Errors
/// At the first step that does not hold: the demo says which, goes on with the next protocol and ends with 1.
pub(super) fn run(context: &DemoContext) -> Result<Vec<String>, StepFailed> {
    let mut watched = context.open::<WebSocket>(Config::new(context.ws("/ws/echo")?));
    watched.state(SessionState::Open)?;

    watched.command("send text", Command::Send(Payload::Text("héllo, 世界".into()).into()))?;
    let text = watched.next("the echo of a text", |row| match (&row.body, row.direction) {
        (Body::Text(text), Direction::In) => Some(text.clone()),
        _ => None,
    })?;
    expect_same(&Bytes::from("héllo, 世界"), &text)?;

    let bytes = Bytes::from_static(&[0, 1, 254, 255]);
    watched.command("send bytes", Command::Send(Payload::Binary(bytes.clone()).into()))?;
    let echo = watched.next("the echo of bytes", |row| match (&row.body, row.direction) {
        (Body::Binary(bytes), Direction::In) => Some(bytes.clone()),
        _ => None,
    })?;
    expect_same(&bytes, &echo)?;

    let payload = PingPayload::try_from(Bytes::from_static(b"are you there")).map_err(StepFailed::setup("no ping"))?;
    watched.command("ping", Command::Ping(payload))?;
    let pong = watched.next("the pong", |row| match (&row.body, row.direction) {
        (Body::Pong(payload), Direction::In) => Some(payload.clone()),
        _ => None,
    })?;
    expect_same(&Bytes::from_static(b"are you there"), &pong)?;

    watched.command("close", Command::Close(CloseRequest::default()))?;
    let close = watched.next("the end", |row| match (&row.body, row.direction) {
        (Body::Close(close), Direction::Local) => Some(close.clone()),
        _ => None,
    })?;
    expect_same(&Close { code: 1000, reason: close.reason.clone(), clean: Some(true) }, &close)?;
    watched.state(SessionState::Closed)?;
    Ok(vec![
        "echoed a text and four bytes unchanged".to_owned(),
        "answered a ping with its payload".to_owned(),
        "closed with 1000, cleanly".to_owned(),
    ])
}
