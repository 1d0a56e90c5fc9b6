//! What a protocol must offer to run as a session. No method here may name a user interface type.

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::{Outbox, SessionClock, Weigh};

/// A protocol that can run headless, one task a session.
pub trait Protocol: Sized + Send + 'static {
    /// The name in the record's first line: `websocket`, `sse`, `longPoll`, `upload`.
    const ID: &'static str;
    /// A validated description of the session.
    type Config: Send + 'static;
    /// What the window may ask of a running session.
    type Command: Send + 'static;
    /// What a running session reports.
    type Event: Weigh + Send + 'static;

    /// Runs until the session is over. The last event is always the final `state`.
    fn run(config: Self::Config, io: SessionIo<Self>) -> impl Future<Output = ()> + Send;
}

/// A session task's side of its channels.
#[derive(Debug)]
pub struct SessionIo<P: Protocol> {
    /// Requests of the window; `None` once the handle is gone.
    pub commands: mpsc::Receiver<P::Command>,
    /// The way to the window.
    pub outbox: Outbox<P::Event>,
    /// Fires when the tab is closed or the program ends.
    pub cancel: CancellationToken,
    /// Stamps rows.
    pub clock: SessionClock,
}
