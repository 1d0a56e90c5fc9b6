//! WebSocket: both heads as on the wire, messages, control frames and the close, as a page would see them.
//!
//! The library does frames, masks and UTF-8; the handshake is ours, because a console shows broken ones too.

pub mod close;
pub mod config;
mod connection;
pub mod error;
pub mod event;
pub mod handshake;
mod lifecycle;
pub mod liveness;
mod reason;
pub mod reconnect;
pub mod replies;
pub mod send;
mod session;
mod task;
#[cfg(feature = "gui")]
pub mod view;

pub use self::{
    config::Config,
    event::{Command, Event, ReadyState},
    send::{
        frame::RawFrame,
        message::{Outgoing, Payload, PingPayload},
    },
    session::Session,
};

use crate::{
    engine::{Protocol, SessionIo, TaskPanicked},
    session::rows_after_panic,
    transcript::{Body, entry::Close, reason::Explanation},
};

/// The protocol.
#[derive(Debug)]
pub struct WebSocket;

impl Protocol for WebSocket {
    const ID: &'static str = "websocket";
    type Config = Config;
    type Command = Command;
    type Event = Event;

    async fn run(config: Config, io: SessionIo<Self>) {
        task::run(config, io).await;
    }

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Event> {
        let close = Close { code: close::NO_CLOSE_FRAME, reason: String::new(), clean: Some(false) };
        let closed = ReadyState::Closed.to_record().because(Explanation::of(panic));
        rows_after_panic(at_micros, panic, [Body::Close(close), Body::State(closed)])
    }
}
