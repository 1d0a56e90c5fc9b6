//! `wirelight connect`: a saved connection without a window, as its protocol's subcommand with what the file says.
//!
//! The file's keys become that subcommand's flags, before those that the user gave, and both are read as ever. So a
//! setting means the same here as there, and its value is held to the same rules.

mod given;
mod merge;
mod session_arguments;

use std::{ffi::OsString, path::PathBuf, process::ExitCode};

use clap::{Parser as _, error::ContextKind};

use self::{given::Given, session_arguments::SessionArguments};
use super::{CliError, say, usage};
use crate::{
    desk::text_file::{self, Links},
    net::UrlError,
    settings::connection::{Connection, ReadConnection},
};

/// The arguments of `wirelight connect`.
#[derive(Debug, clap::Args)]
pub(super) struct ConnectArgs {
    /// The saved connection, a TOML file
    #[arg(value_name = "FILE.toml")]
    file: PathBuf,
    /// Flags of its protocol's subcommand (wirelight ws --help lists those of a WebSocket), each instead of the file's
    /// key of its name; -H instead of the header of its name
    #[arg(value_name = "FLAGS", trailing_var_arg = true, allow_hyphen_values = true)]
    flags: Vec<OsString>,
}

/// Runs it.
///
/// # Errors
/// When the file cannot be read, is none of ours, lacks a secret, or has a value that is wrong: exit 2. Otherwise as the
/// subcommand.
pub(super) fn run(arguments: &ConnectArgs) -> Result<ExitCode, CliError> {
    let name = arguments.file.display().to_string();
    let in_file = |error: CliError| error.context(&name);
    let ReadConnection { connection, unknown_keys } = read(arguments).map_err(in_file)?;
    let given = match Given::parse(connection.protocol, &arguments.flags) {
        Ok(given) => given,
        Err(status) => return Ok(status),
    };
    let merged = merge::merge(&connection, &given).map_err(in_file)?;
    for key in unknown_keys.iter().chain(&merged.passed_over) {
        say(&format!("{name}: {key} is not known here and is passed over"));
    }
    for key in &merged.asked_each_time {
        say(&format!("{name}: {key} counts on the command line only and is passed over"));
    }
    refuse_missing(&connection, &given).map_err(in_file)?;
    let mut whole = SessionArguments::try_parse_from(&merged.arguments).map_err(|error| {
        let key = error.get(ContextKind::InvalidArg).map(ToString::to_string);
        let wrong = CliError::usage(usage::sentence(error, &merged.arguments));
        in_file(match key.as_deref().and_then(merge::key_of) {
            Some(key) => wrong.context(key),
            None => wrong,
        })
    })?;
    whole.command.common_mut().variables.are_always_on = true;
    whole.command.run().map_err(|error| match error {
        CliError::Usage(why) if is_about_url(&why) => in_file(CliError::Usage(why.context("url"))),
        CliError::Usage(_) => in_file(error),
        CliError::Failed(_) => error,
    })
}

/// Whether the address itself is wrong: another one has the name of its flag in front.
fn is_about_url(error: &anyhow::Error) -> bool {
    error.chain().next().is_some_and(<dyn std::error::Error>::is::<UrlError>)
}

fn read(arguments: &ConnectArgs) -> Result<ReadConnection, CliError> {
    let text = text_file::read(&arguments.file, Links::Followed).map_err(CliError::misused)?;
    Connection::from_toml(&text).map_err(CliError::misused)
}

/// A secret that was left out of the file is never sent as nothing.
fn refuse_missing(connection: &Connection, given: &Given) -> Result<(), CliError> {
    let missing: Vec<&str> = connection.missing_secrets().into_iter().filter(|name| !given.has_secret(name)).collect();
    if missing.is_empty() {
        return Ok(());
    }
    let ways: Vec<String> = missing.iter().map(|name| way_to_give(name)).collect();
    Err(CliError::usage(format!(
        "what is secret is not in the file: {} (give it with {})",
        missing.join(", "),
        ways.join(", ")
    )))
}

fn way_to_give(name: &str) -> String {
    match name {
        "url" => "the whole URL behind the file".to_owned(),
        flag if flag.starts_with("--") => flag.to_owned(),
        header => format!("-H '{header}: …'"),
    }
}
