//! The command line: one small file a subcommand, and the window when there is none.
//!
//! Records go to standard output, words for people to standard error.

mod demo;
mod ending;
mod failure;
mod lab;
mod numbers;
mod options;
mod output;
mod poll;
mod reach;
mod runner;
mod signals;
mod sse;
mod terminal;
mod upload;
mod usage;
mod ws;

pub(crate) use self::terminal::say;
pub use self::{
    failure::CliError,
    options::{CommonOptions, Resolved},
    runner::{EndCause, RunEnd, record},
};

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};

#[derive(Debug, Parser)]
#[command(name = "wirelight", version, about, propagate_version = true, args_conflicts_with_subcommands = true)]
struct Arguments {
    #[command(subcommand)]
    command: Option<Command>,
    #[command(flatten)]
    window: WindowArgs,
}

/// The window's own arguments.
#[derive(Debug, clap::Args)]
struct WindowArgs {
    /// A saved session to open in the window
    #[arg(value_name = "SESSION.jsonl")]
    session: Option<PathBuf>,
    /// The window's language instead of the system's
    #[arg(long, value_parser = ["en", "zh-CN"])]
    lang: Option<String>,
    /// Do not start the lab with the window
    #[arg(long)]
    no_lab: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Open a WebSocket and record it
    Ws(Box<ws::WsArgs>),
    /// Follow an event stream as a browser's `EventSource` does, and record it
    Sse(sse::SseArgs),
    /// Poll a server that holds its answers, and record it
    Poll(poll::PollArgs),
    /// Upload a file, resuming where the server says
    Upload(upload::UploadArgs),
    /// Show all four protocols against a lab of its own, step by step
    Demo(demo::DemoArgs),
    /// Run the lab alone: a server that speaks all four protocols
    Lab(lab::LabArgs),
}

/// Reads the arguments and runs what they ask for.
pub fn main() -> ExitCode {
    terminal::tell_panics();
    terminal::start_logging();
    let arguments: Arguments = match usage::parse(std::env::args_os()) {
        Ok(arguments) => arguments,
        Err(status) => return status,
    };
    let outcome = match arguments.command {
        None => open_window(&arguments.window),
        Some(Command::Ws(arguments)) => ws::run(&arguments),
        Some(Command::Sse(arguments)) => sse::run(&arguments),
        Some(Command::Poll(arguments)) => poll::run(&arguments),
        Some(Command::Upload(arguments)) => upload::run(&arguments),
        Some(Command::Demo(arguments)) => demo::run(&arguments),
        Some(Command::Lab(arguments)) => lab::run(&arguments),
    };
    outcome.unwrap_or_else(|error| {
        say(&error.to_string());
        error.exit_code()
    })
}

fn open_window(window: &WindowArgs) -> Result<ExitCode, CliError> {
    if let Some(path) = &window.session
        && let Err(error) = std::fs::File::open(path)
    {
        // It may be a URL whose subcommand was forgotten.
        let path = path.to_string_lossy();
        let path = crate::transcript::secrets::mask_url(&path);
        return Err(CliError::misused(anyhow::Error::new(error).context(format!("cannot open the session {path}"))));
    }
    show_window(window)
}

#[cfg(feature = "gui")]
fn show_window(window: &WindowArgs) -> Result<ExitCode, CliError> {
    use crate::{
        app::{self, AppError, WindowOptions},
        i18n::Lang,
    };

    let options = WindowOptions {
        lang: window.lang.as_deref().and_then(Lang::from_tag),
        lab: !window.no_lab,
        session: window.session.clone(),
    };
    let signals = signals::receive().map_err(CliError::failed)?;
    match app::run(options, signals) {
        Ok(()) => Ok(ExitCode::SUCCESS),
        Err(error @ (AppError::NoDisplay | AppError::Display { .. })) => Err(CliError::misused(error)),
        Err(error @ AppError::Graphics { .. }) => Err(CliError::failed(error)),
    }
}

#[cfg(not(feature = "gui"))]
fn show_window(_window: &WindowArgs) -> Result<ExitCode, CliError> {
    Err(CliError::usage("this build has no window (it was built without the feature gui): see wirelight --help"))
}
