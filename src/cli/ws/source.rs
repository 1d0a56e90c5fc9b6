//! What `wirelight ws` sends, in order, by a thread that waits for the socket and for standard input.

use std::{
    io::{BufRead as _, Read as _},
    num::NonZeroUsize,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::{
    runtime::Handle,
    sync::{OwnedSemaphorePermit, Semaphore, mpsc},
};

use super::{
    pace::Pace,
    sends::{Sends, Step},
};
use crate::{
    cli::{CliError, say},
    limits::MAX_MESSAGE_BYTES,
    protocols::websocket::{
        Command, Outgoing, Payload,
        send::{
            draft::{Content, Draft},
            repeat::{Order, Supply},
        },
    },
};

/// Bytes that may wait between a source and the socket.
const AHEAD_BYTES: usize = 1024 * 1024;

/// What a message costs of them at least, so that the number of waiting ones is bounded too.
const MIN_COST_BYTES: usize = 1024;

/// Everything that is to be sent.
pub(super) struct Source {
    pub(super) commands: mpsc::Sender<Command>,
    pub(super) sends: Sends,
    pub(super) pace: Pace,
    /// What closes when everything is sent, if anything does.
    pub(super) finish: Option<Command>,
    /// Set when a part of standard input is not sent.
    pub(super) left_out: Arc<AtomicBool>,
}

impl Source {
    /// Starts the thread that sends.
    ///
    /// # Errors
    /// When the system gives no thread: exit 1.
    pub(super) fn start(self, runtime: Handle) -> Result<(), CliError> {
        let thread = std::thread::Builder::new().name("wirelight-source".to_owned());
        // It ends with the process: nothing can wake it from a read of standard input.
        thread.spawn(move || self.run(&runtime)).map_err(CliError::failed)?;
        Ok(())
    }

    /// Stops without a word when the session is over.
    fn run(self, runtime: &Handle) -> Option<()> {
        let Self { commands, sends, pace, finish, left_out } = self;
        let sender = BoundedSender { commands, runtime, free: Arc::new(Semaphore::new(AHEAD_BYTES)) };
        let fragment_bytes = pace.fragment_bytes;
        let repeated = sends.repeated().filter(|_| pace.repeats());
        for (place, step) in sends.steps.into_iter().enumerate() {
            let repeats = repeated == Some(place);
            match step {
                Step::Message(content) if repeats => {
                    sender.repeat(Supply::Draft(Draft { content, fragment_bytes, slot: None }), &pace)?;
                }
                Step::Message(content) => sender.draft(content, fragment_bytes)?,
                Step::Lines(path) => {
                    let pace = if repeats { pace } else { Pace { fragment_bytes, ..Pace::default() } };
                    sender.repeat(Supply::Lines { path, fragment_bytes }, &pace)?;
                }
                Step::Frame(frame) => sender.commands.blocking_send(Command::SendFrame(frame)).ok()?,
                Step::Stdin => {
                    let leave_out = |why: &str| {
                        say(why);
                        left_out.store(true, Ordering::Release);
                    };
                    send_lines(|line| sender.message(Payload::Text(line.into()), fragment_bytes), leave_out)?;
                }
            }
        }
        if let Some(finish) = finish {
            sender.commands.blocking_send(finish).ok()?;
        }
        Some(())
    }
}

/// Sends commands, and waits while [`AHEAD_BYTES`] of messages wait for the socket.
struct BoundedSender<'a> {
    commands: mpsc::Sender<Command>,
    runtime: &'a Handle,
    free: Arc<Semaphore>,
}

impl BoundedSender<'_> {
    fn slot(&self, cost_bytes: usize) -> Option<OwnedSemaphorePermit> {
        let cost = cost_bytes.clamp(MIN_COST_BYTES, AHEAD_BYTES) as u32;
        self.runtime.block_on(self.free.clone().acquire_many_owned(cost)).ok()
    }

    fn message(&self, payload: Payload, fragment_bytes: Option<NonZeroUsize>) -> Option<()> {
        let cost_bytes = if matches!(payload, Payload::File(_)) { AHEAD_BYTES } else { payload.known_bytes() };
        let slot = self.slot(cost_bytes);
        self.commands.blocking_send(Command::Send(Outgoing { payload, slot, fragment_bytes })).ok()
    }

    fn draft(&self, content: Content, fragment_bytes: Option<NonZeroUsize>) -> Option<()> {
        if content.is_constant() {
            // Checked before: what is the same each time is known now.
            return match content.make(0, jiff::Timestamp::UNIX_EPOCH) {
                Ok(Payload::Ping(payload)) => self.commands.blocking_send(Command::Ping(payload)).ok(),
                Ok(payload) => self.message(payload, fragment_bytes),
                Err(_) => Some(()),
            };
        }
        let slot = self.slot(AHEAD_BYTES);
        self.commands.blocking_send(Command::SendDraft(Draft { content, fragment_bytes, slot })).ok()
    }

    /// Waits until it has ended: what stands behind it is sent behind it.
    fn repeat(&self, what: Supply, pace: &Pace) -> Option<()> {
        let slot = self.slot(AHEAD_BYTES);
        let order =
            Order { what, every: pace.every(), times: pace.times(), waits_until_empty: pace.wait_buffered, slot };
        self.commands.blocking_send(Command::Repeat(order)).ok()?;
        self.slot(AHEAD_BYTES).map(drop)
    }
}

/// Sends each line; `leave_out` is told of those that cannot be text messages.
fn send_lines(send: impl Fn(String) -> Option<()>, leave_out: impl Fn(&str)) -> Option<()> {
    let mut input = std::io::stdin().lock();
    let mut number = 0_u64;
    loop {
        let mut line = Vec::new();
        let limit = MAX_MESSAGE_BYTES as u64 + 2;
        match input.by_ref().take(limit).read_until(b'\n', &mut line) {
            Ok(0) => return Some(()),
            Ok(_) => number += 1,
            Err(error) => {
                leave_out(&format!("cannot read standard input: {error}"));
                return Some(());
            }
        }
        if line.ends_with(b"\n") {
            line.pop();
            if line.ends_with(b"\r") {
                line.pop();
            }
        } else if line.len() as u64 == limit {
            leave_out(&format!("line {number} of standard input is longer than a message may be: sending stops here"));
            return Some(());
        }
        match String::from_utf8(line) {
            Ok(text) => send(text)?,
            Err(error) => leave_out(&format!("line {number} of standard input is not sent: {}", error.utf8_error())),
        }
    }
}
