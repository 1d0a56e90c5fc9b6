//! `wirelight ws`: opens a WebSocket, sends what it is told to, and records it to its end.

mod frame_option;
mod liveness;
mod pace;
mod replies;
mod sends;
mod source;
mod wire;

use std::{
    process::ExitCode,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use self::{
    liveness::{LivenessArgs, say_round_trips},
    pace::Pace,
    replies::ReplyArgs,
    sends::Sends,
    source::Source,
    wire::WireArgs,
};
use super::{CliError, CommonOptions, EndCause, Resolved, open, record};
use crate::{
    engine::{Engine, Wake},
    net::{Schemes, parse_url},
    protocols::websocket::{
        Command, Config, Session, WebSocket,
        close::{CloseRequest, read_payload},
        config::{CLOSING_TIMEOUT_COMMAND_LINE, parse_subprotocols},
        replies::Replies,
    },
    session::Model as _,
    transcript::{Direction, Transcript},
};

/// The arguments of `wirelight ws`.
#[derive(Debug, clap::Args)]
pub(super) struct WsArgs {
    /// The server, ws:// or wss://; http:// and https:// mean the same
    url: String,
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
    sends: Sends,
    #[command(flatten)]
    pace: Pace,
    #[command(flatten)]
    wire: WireArgs,
    #[command(flatten)]
    liveness: LivenessArgs,
    #[command(flatten)]
    replies: ReplyArgs,
    #[command(flatten)]
    pub(super) common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When an option is wrong (exit 2) or the record cannot be written (exit 1): `main` prints it and ends so. How the
/// session ended is no error but the status that is returned.
pub(super) fn run(mut arguments: WsArgs) -> Result<ExitCode, CliError> {
    arguments.fill_in()?;
    let arguments = &arguments;
    let wire = &arguments.wire;
    let options =
        Resolved { frames: wire.frames, measures: wire.buffered, prints_errors: true, ..arguments.common.resolve()? };
    let config = config(arguments, &options)?;
    arguments.pace.check(&arguments.sends)?;
    let close: CloseRequest =
        arguments.close.as_deref().map_or(Ok(CloseRequest::default()), str::parse).map_err(CliError::misused)?;
    let illegal = &arguments.sends.illegal_close;
    let mut settings = options.settings();
    settings.extend(config.settings());
    let url = config.url.to_string();
    let engine = Engine::start(Wake::none()).map_err(CliError::failed)?;
    let (handle, header) = open::<WebSocket>(&engine, config, url, settings);
    let left_out = Arc::new(AtomicBool::new(false));
    let source = Source {
        left_out: left_out.clone(),
        commands: handle.command_sender(),
        sends: arguments.sends.clone(),
        pace: arguments.pace,
        finish: closes_when_sent(arguments)
            .then(|| illegal.clone().map_or_else(|| Command::Finish(close.clone()), Command::SendFrame)),
    };
    source.start(engine.runtime().clone())?;
    let code = illegal.as_ref().map_or(close.shown_code(), |frame| read_payload(&frame.payload).0);
    let closing = illegal.clone();
    let end = move || closing.clone().map_or_else(|| Command::Close(close.clone()), Command::SendFrame);
    let mut session = Session::begin(&header, Transcript::of_numbers());
    let run = record(&handle, &header, &options, end, &mut session)?;
    say_round_trips(&session.round_trips);
    let missing = (!session.was_open()).then_some("the connection had opened");
    let is_all_sent = !left_out.load(Ordering::Acquire);
    Ok(run.exit_code(missing, |cause| is_all_sent && is_success(&session, cause, code)))
}

impl WsArgs {
    /// Fills in the variables.
    ///
    /// # Errors
    /// When they cannot be read, or a name is unknown where none may be, or what is sent is not what it says it is: exit 2.
    fn fill_in(&mut self) -> Result<(), CliError> {
        let mut filler = self.common.filler()?;
        filler.fill_all([&mut self.url].into_iter().chain(&mut self.protocol));
        filler.finish()?;
        self.replies.fill_in(&filler);
        self.sends.make(&filler)
    }
}

fn config(arguments: &WsArgs, options: &Resolved) -> Result<Config, CliError> {
    let url = parse_url(&arguments.url, Schemes::WebSocket).map_err(CliError::misused)?;
    let config = arguments.wire.apply(Config {
        peer: options.peer.clone(),
        subprotocols: parse_subprotocols(arguments.protocol.iter().map(String::as_str)).map_err(CliError::misused)?,
        closing_timeout: CLOSING_TIMEOUT_COMMAND_LINE,
        // A record has no rows of them.
        reports_queues: false,
        replies: Replies { echoes: arguments.echo, ..Replies::default() },
        ..Config::new(url)
    })?;
    arguments.replies.apply(arguments.liveness.apply(config))
}

/// Whether we close when everything has been sent.
fn closes_when_sent(arguments: &WsArgs) -> bool {
    let common = &arguments.common;
    let closes = arguments.close.is_some() || arguments.sends.illegal_close.is_some();
    arguments.sends.reads_stdin()
        || closes && !arguments.echo && common.max_time.is_none() && common.max_events.is_none()
}

/// It was open, and ended clean or because we wanted it to. A connection that we failed has another code.
fn is_success(session: &Session, cause: Option<EndCause>, our_code: u16) -> bool {
    let we_closed = session.first_close == Some((Direction::Out, our_code));
    session.was_open() && !session.has_unsent() && (session.ended_clean() || we_closed || cause.is_some())
}
