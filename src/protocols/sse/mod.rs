//! Server-Sent Events: a source as the `EventSource` of a browser, that shows what a page never sees.
//! WHATWG HTML §9.2.

pub mod config;
pub mod decoder;
pub mod event;
mod request;
mod response_class;
pub mod session;
mod task;
#[cfg(feature = "gui")]
pub mod view;

pub use self::{
    config::{Reconnect, SseConfig},
    event::{Command, Event, SseError},
    session::SseSession,
};

use self::session::ReadyState;
use crate::{
    engine::{Protocol, SessionIo, TaskPanicked},
    session::rows_after_panic,
    transcript::{Body, reason::Explanation},
};

/// The protocol: one source, from its first request until it is closed.
#[derive(Debug)]
pub struct Sse;

impl Protocol for Sse {
    const ID: &'static str = "sse";
    type Config = SseConfig;
    type Command = Command;
    type Event = Event;

    async fn run(config: SseConfig, io: SessionIo<Self>) {
        task::run(config, io).await;
    }

    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Event> {
        let closed = ReadyState::Closed.to_record().because(Explanation::of(panic));
        rows_after_panic(at_micros, panic, [Body::State(closed)])
    }
}
