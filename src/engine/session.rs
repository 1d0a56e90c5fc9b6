//! The holder's side of a session, and how both sides are made.

use std::{
    num::NonZeroU64,
    sync::atomic::{AtomicU64, Ordering},
};

use tokio::sync::mpsc;
use tokio_util::sync::{CancellationToken, DropGuard};

use super::{Inbox, Protocol, SessionClock, SessionIo, Wake, outbox};

/// Commands that may wait for a task; one more is refused as [`CommandRefused::Busy`]. A person clicks far slower than a
/// task answers.
const COMMAND_QUEUE: usize = 64;

/// A session's number in this process; never used again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SessionId(NonZeroU64);

impl SessionId {
    fn next() -> Self {
        static NEXT: AtomicU64 = AtomicU64::new(1);
        // It would take centuries to come around to 0.
        Self(NonZeroU64::new(NEXT.fetch_add(1, Ordering::Relaxed)).unwrap_or(NonZeroU64::MIN))
    }
}

impl std::fmt::Display for SessionId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// A session as its holder has it: the tab of a window, or a command. Dropping it ends the session.
#[derive(Debug)]
pub struct SessionHandle<P: Protocol> {
    /// The session's number.
    pub id: SessionId,
    /// When the session began; rows count from here.
    pub clock: SessionClock,
    /// Events that wait to be taken.
    pub inbox: Inbox<P::Event>,
    commands: mpsc::Sender<P::Command>,
    cancel: CancellationToken,
    _cancel_on_drop: DropGuard,
}

/// Why a command did not reach its session. The command comes back, so nothing typed is lost.
#[derive(Debug, thiserror::Error)]
pub enum CommandRefused<C> {
    /// The session has too much to do; try again.
    #[error("the session is busy")]
    Busy(C),
    /// The session is over.
    #[error("the session is over")]
    Over(C),
}

impl<P: Protocol> SessionHandle<P> {
    /// Hands a command to the task, without ever waiting.
    ///
    /// # Errors
    /// The command comes back when the session is busy (the caller may try again) or over (it says so and keeps what was
    /// typed).
    pub fn send(&self, command: P::Command) -> Result<(), CommandRefused<P::Command>> {
        self.commands.try_send(command).map_err(|refused| match refused {
            mpsc::error::TrySendError::Full(command) => CommandRefused::Busy(command),
            mpsc::error::TrySendError::Closed(command) => CommandRefused::Over(command),
        })
    }

    /// Ends the session at once. What it still reports can be drained.
    pub fn cancel(&self) {
        self.cancel.cancel();
    }

    /// A second way to the task, for work beside the window that may wait (standard input of the command line).
    pub fn command_sender(&self) -> mpsc::Sender<P::Command> {
        self.commands.clone()
    }

    /// Whether the task has ended. Events may still wait in the inbox.
    pub fn is_over(&self) -> bool {
        self.commands.is_closed()
    }
}

/// Makes the channels of a session and its two sides.
pub(super) fn pair<P: Protocol>(
    cancel: CancellationToken,
    wake: Wake,
    clock: SessionClock,
) -> (SessionHandle<P>, SessionIo<P>) {
    let (command_tx, command_rx) = mpsc::channel(COMMAND_QUEUE);
    let (outbox, inbox) = outbox::pair(wake);
    let io = SessionIo { commands: command_rx, outbox, cancel: cancel.clone(), clock };
    let handle = SessionHandle {
        id: SessionId::next(),
        clock,
        inbox,
        commands: command_tx,
        cancel: cancel.clone(),
        _cancel_on_drop: cancel.drop_guard(),
    };
    (handle, io)
}
