//! `wirelight ws`: opens a WebSocket, sends what it is told to, and records it to its end.

use std::{
    io::{BufRead as _, Read as _},
    path::PathBuf,
    process::ExitCode,
    sync::Arc,
};

use tokio::{
    runtime::Handle,
    sync::{Semaphore, mpsc},
};

use super::{CliError, CommonOptions, EndCause, Resolved, record, say};
use crate::{
    engine::{Engine, Wake},
    net::{Schemes, parse_url},
    protocols::websocket::{
        Command, Config, Outgoing, Payload, WebSocket,
        close::CloseRequest,
        config::{CLOSING_TIMEOUT_COMMAND_LINE, MAX_MESSAGE_BYTES, Replies, parse_subprotocols},
    },
    transcript::{Body, Direction, Entry, entry::Failure, record::RecordHeader},
};

/// Bytes that may wait between a source and the socket.
const AHEAD_BYTES: usize = 1024 * 1024;

/// What a message costs of them at least, so that the number of waiting ones is bounded too.
const MIN_COST_BYTES: usize = 1024;

/// The arguments of `wirelight ws`.
#[derive(Debug, clap::Args)]
pub(super) struct WsArgs {
    /// The server, ws:// or wss://
    url: String,
    /// Send this text; repeat it for more
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    send: Vec<String>,
    /// Send this file as one binary message; repeat it for more
    #[arg(long, value_name = "FILE")]
    send_file: Vec<PathBuf>,
    /// Send each line of standard input as a text, and close at its end
    #[arg(long)]
    stdin: bool,
    /// Send every message back as it came
    #[arg(long)]
    echo: bool,
    /// Offer this subprotocol; repeat it for more, the preferred first
    #[arg(long, value_name = "NAME")]
    protocol: Vec<String>,
    /// Close with this code; alone, as soon as everything is sent
    #[arg(long, value_name = "CODE[:REASON]|none")]
    close: Option<String>,
    #[command(flatten)]
    common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When it was asked for wrongly or the record cannot be written.
pub(super) fn run(arguments: &WsArgs) -> Result<ExitCode, CliError> {
    let options = arguments.common.resolve()?;
    let config = config(arguments, &options)?;
    let close: CloseRequest =
        arguments.close.as_deref().map_or(Ok(CloseRequest::default()), str::parse).map_err(CliError::misused)?;
    let mut settings = options.settings();
    settings.extend(config.settings());
    let url = arguments.url.trim().to_owned();
    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    let handle = engine.spawner().open::<WebSocket>(config);
    let header = RecordHeader { protocol: "websocket".into(), url, started_at: handle.clock.started_at(), settings };
    let source = Source {
        commands: handle.command_sender(),
        texts: arguments.send.clone(),
        files: arguments.send_file.clone(),
        reads_stdin: arguments.stdin,
        finish: ends_by_itself(arguments).then(|| close.clone()),
    };
    source.start(engine.runtime().clone())?;
    let mut outcome = Outcome::default();
    let end = || Command::Close(close.clone());
    let run = record(engine.spawner(), &handle, &header, &options, end, |row| outcome.observe(row))?;
    Ok(run.exit_code(|cause| outcome.is_good(cause, &close)))
}

fn config(arguments: &WsArgs, options: &Resolved) -> Result<Config, CliError> {
    let url = parse_url(&arguments.url, Schemes::WebSocket).map_err(CliError::misused)?;
    for path in &arguments.send_file {
        let found = std::fs::metadata(path);
        if !found.is_ok_and(|found| !found.is_dir()) {
            return Err(CliError::usage(format!("--send-file: there is no file {}", path.display())));
        }
    }
    Ok(Config {
        headers: options.headers.clone(),
        subprotocols: parse_subprotocols(arguments.protocol.iter().map(String::as_str)).map_err(CliError::misused)?,
        tls: options.tls.clone(),
        closing_timeout: CLOSING_TIMEOUT_COMMAND_LINE,
        replies: if arguments.echo { Replies::Echo } else { Replies::None },
        ..Config::new(url)
    })
}

/// Whether we close when everything has been sent.
fn ends_by_itself(arguments: &WsArgs) -> bool {
    let common = &arguments.common;
    arguments.stdin
        || arguments.close.is_some() && !arguments.echo && common.max_time.is_none() && common.max_events.is_none()
}

/// What is sent, in order, by a thread that waits for the socket and for standard input.
struct Source {
    commands: mpsc::Sender<Command>,
    texts: Vec<String>,
    files: Vec<PathBuf>,
    reads_stdin: bool,
    finish: Option<CloseRequest>,
}

impl Source {
    fn start(self, runtime: Handle) -> Result<(), CliError> {
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

/// What the exit status depends on.
#[derive(Default)]
struct Outcome {
    was_open: bool,
    ended_clean: bool,
    /// Who sent the first close frame, and its code.
    first_close: Option<(Direction, u16)>,
}

impl Outcome {
    fn observe(&mut self, row: &Entry) {
        match &row.body {
            Body::State(state) if state.state == "open" => self.was_open = true,
            Body::Close(close) if row.direction == Direction::Local => self.ended_clean = close.clean == Some(true),
            Body::Close(close) => {
                self.first_close.get_or_insert((row.direction, close.code));
            }
            Body::Error(Failure { message, causes }) => {
                say(&[std::slice::from_ref(message), causes].concat().join(": "));
            }
            _ => {}
        }
    }

    /// It was open, and ended clean or because we wanted it to. A connection that we failed has another code.
    fn is_good(&self, cause: Option<EndCause>, ours: &CloseRequest) -> bool {
        let we_closed = self.first_close == Some((Direction::Out, ours.shown_code()));
        self.was_open && (self.ended_clean || we_closed || cause.is_some())
    }
}
