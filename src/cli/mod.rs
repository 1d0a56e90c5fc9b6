//! The command line: one small file or folder a subcommand, and the window when there is none.
//!
//! The four protocols' subcommands are alike: clap reads the options (`options` and `reach` are those that all share), the
//! subcommand makes a configuration of them, and `runner` runs the session and writes its record. The session's model, the
//! same as in the window, then says whether it went well.
//!
//! Records go to standard output, words for people to standard error. Exit status 0 is success, 1 that the session or its
//! record failed, 2 wrong usage, found before anything is sent.

mod connect;
mod demo;
mod failure;
mod failure_summary;
mod lab;
mod numbers;
mod options;
mod output;
mod poll;
mod reach;
mod runner;
mod shutdown;
mod signals;
mod sse;
mod terminal;
mod upload;
mod usage;
mod variables;
mod window;
mod ws;

use self::runner::open;
pub(crate) use self::terminal::say;
pub use self::{
    failure::CliError,
    failure_summary::FailureSummary,
    options::{CommonOptions, Resolved},
    runner::{RunEnd, record},
    shutdown::EndCause,
    window::{ShowWindow, WindowRequest},
};

use std::process::ExitCode;

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "wirelight", version, about, propagate_version = true, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    window: window::WindowArgs,
}

#[derive(Debug, Subcommand)]
enum Command {
    #[command(flatten)]
    Session(Box<SessionCommand>),
    /// Run a saved connection: as its protocol's subcommand with what the file says
    Connect(connect::ConnectArgs),
    /// Show all four protocols against a lab of its own, step by step
    Demo(demo::DemoArgs),
    /// Run the lab alone: a server that speaks all four protocols
    Lab(lab::LabArgs),
}

/// The four that open a session and record it.
#[derive(Debug, Subcommand)]
enum SessionCommand {
    /// Open a WebSocket and record it
    Ws(Box<ws::WsArgs>),
    /// Follow an event stream as a browser's `EventSource` does, and record it
    Sse(sse::SseArgs),
    /// Poll a server that holds its answers, and record it
    Poll(poll::PollArgs),
    /// Upload a file, resuming where the server says
    Upload(upload::UploadArgs),
}

impl SessionCommand {
    /// Runs it.
    ///
    /// # Errors
    /// When an option is wrong (exit 2) or the record cannot be written (exit 1).
    fn run(self) -> Result<ExitCode, CliError> {
        match self {
            Self::Ws(arguments) => ws::run(*arguments),
            Self::Sse(arguments) => sse::run(arguments),
            Self::Poll(arguments) => poll::run(arguments),
            Self::Upload(arguments) => upload::run(arguments),
        }
    }

    /// The options that all four have.
    fn common_mut(&mut self) -> &mut CommonOptions {
        match self {
            Self::Ws(arguments) => &mut arguments.common,
            Self::Sse(arguments) => &mut arguments.common,
            Self::Poll(arguments) => &mut arguments.common,
            Self::Upload(arguments) => &mut arguments.common,
        }
    }
}

/// Reads the arguments and runs what they ask for; the window by `show`, since nothing here knows one.
pub fn main(show: ShowWindow) -> ExitCode {
    terminal::install_panic_hook();
    terminal::start_logging();
    let arguments: Arguments = match usage::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let outcome = match arguments.command {
        None => arguments.window.open(show),
        Some(Command::Connect(arguments)) => connect::run(&arguments),
        Some(Command::Demo(arguments)) => demo::run(&arguments),
        Some(Command::Lab(arguments)) => lab::run(&arguments),
        Some(Command::Session(session)) => session.run(),
    };
    outcome.unwrap_or_else(|error| {
        say(&error.to_string());
        error.exit_code()
    })
}
