//! What a protocol must offer to run as a session, and what its task gets.
//!
//! No type here is of a user interface: a session runs the same in the window, on the command line and in a test.

use std::any::Any;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Outbox, SessionClock, Weigh};

/// A protocol that can run headless, one task a session.
pub trait Protocol: Sized + Send + 'static {
    /// The name in the record's first line: `websocket`, `sse`, `longPoll`, `upload`.
    const ID: &'static str;
    /// What the form or the command line asked for, validated.
    type Config: Send + 'static;
    /// What the holder of the handle may ask of a running session.
    type Command: Send + 'static;
    /// What a running session reports.
    type Event: Weigh + Send + 'static;

    /// Runs until the session is over. The last event is always the final `state`.
    fn run(config: Self::Config, io: SessionIo<Self>) -> impl Future<Output = ()> + Send;

    /// What ends the session when [`Self::run`] has panicked: the error, then the final `state`.
    fn after_panic(at_micros: u64, panic: &TaskPanicked) -> Vec<Self::Event>;
}

/// A task has panicked, which is a fault of this program. Only its own session ends.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
#[error("a fault in this program has ended the session, please report it: {message}")]
pub struct TaskPanicked {
    /// The message of the panic.
    pub message: String,
}

impl TaskPanicked {
    pub(super) fn of(payload: &(dyn Any + Send)) -> Self {
        Self { message: panic_message(payload) }
    }
}

/// What a panic says of itself.
pub(super) fn panic_message(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(|&text| text.to_owned());
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "it says nothing of itself".to_owned())
}

/// A session task's side of its channels.
#[derive(Debug)]
pub struct SessionIo<P: Protocol> {
    /// What the holder asks for; `recv` gives `None` once the handle and every other sender are gone.
    pub commands: mpsc::Receiver<P::Command>,
    /// Takes the events.
    pub outbox: Outbox<P::Event>,
    /// Cancelled when the handle is dropped or the engine ends.
    pub cancel: CancellationToken,
    /// Stamps rows.
    pub clock: SessionClock,
}
