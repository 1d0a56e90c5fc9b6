//! What `wirelight ws` sends, in order, by a thread that waits for the socket and for standard input.

use std::{
    io::{BufRead as _, Read as _},
    path::PathBuf,
    sync::Arc,
};

use tokio::{
    runtime::Handle,
    sync::{Semaphore, mpsc},
};

use crate::{
    cli::{CliError, say},
    protocols::websocket::{Command, Outgoing, Payload, close::CloseRequest, config::MAX_MESSAGE_BYTES},
};

/// Bytes that may wait between a source and the socket.
const AHEAD_BYTES: usize = 1024 * 1024;

/// What a message costs of them at least, so that the number of waiting ones is bounded too.
const MIN_COST_BYTES: usize = 1024;

/// Everything that is to be sent.
pub(super) struct Source {
    pub(super) commands: mpsc::Sender<Command>,
    pub(super) texts: Vec<String>,
    pub(super) files: Vec<PathBuf>,
    pub(super) reads_stdin: bool,
    pub(super) finish: Option<CloseRequest>,
}

impl Source {
    pub(super) fn start(self, runtime: Handle) -> Result<(), CliError> {
        let thread = std::thread::Builder::new().name("wirelight-source".to_owned());
        // It ends with the process: nothing can wake it from a read of standard input.
        thread.spawn(move || self.run(&runtime)).map_err(CliError::failed)?;
        Ok(())
    }

    /// Stops without a word when the session is over.
    fn run(self, runtime: &Handle) -> Option<()> {
        let slots = Arc::new(Semaphore::new(AHEAD_BYTES));
        let send = |payload: Payload| {
            let known = payload.known_bytes();
            let cost = if matches!(payload, Payload::File(_)) { AHEAD_BYTES } else { known };
            let cost = cost.clamp(MIN_COST_BYTES, AHEAD_BYTES) as u32;
            runtime.block_on(async {
                let slot = slots.clone().acquire_many_owned(cost).await.ok();
                self.commands.send(Command::Send(Outgoing { payload, slot })).await.ok()
            })
        };
        for text in &self.texts {
            send(Payload::Text(text.as_str().into()))?;
        }
        for path in &self.files {
            send(Payload::File(path.clone()))?;
        }
        if self.reads_stdin {
            send_lines(send)?;
        }
        if let Some(close) = self.finish {
            self.commands.blocking_send(Command::Finish(close)).ok()?;
        }
        Some(())
    }
}

/// Sends each line; one that cannot be a text message is named and left out.
fn send_lines(send: impl Fn(Payload) -> Option<()>) -> Option<()> {
    let mut input = std::io::stdin().lock();
    let mut number = 0_u64;
    loop {
        let mut line = Vec::new();
        let limit = MAX_MESSAGE_BYTES as u64 + 2;
        match input.by_ref().take(limit).read_until(b'\n', &mut line) {
            Ok(0) => return Some(()),
            Ok(_) => number += 1,
            Err(error) => {
                say(&format!("cannot read standard input: {error}"));
                return Some(());
            }
        }
        if line.ends_with(b"\n") {
            line.pop();
            if line.ends_with(b"\r") {
                line.pop();
            }
        } else if line.len() as u64 == limit {
            say(&format!("line {number} of standard input is longer than a message may be: sending stops here"));
            return Some(());
        }
        match String::from_utf8(line) {
            Ok(text) => send(Payload::Text(text.into()))?,
            Err(error) => say(&format!("line {number} of standard input is not sent: {}", error.utf8_error())),
        }
    }
}
