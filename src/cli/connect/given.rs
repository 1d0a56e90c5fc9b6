//! What the user gave beside the file: which flags, which headers, an address of his own.

use std::{ffi::OsString, process::ExitCode};

use clap::{ArgMatches, CommandFactory as _, error::ErrorKind, parser::ValueSource};

use super::session_arguments::SessionArguments;
use crate::{cli::usage, settings::connection::ConnectionProtocol, transcript::secrets::name_of_line};

/// The flags behind the file.
#[derive(Debug)]
pub(super) struct Given {
    command: clap::Command,
    matches: ArgMatches,
    flags: Vec<OsString>,
    header_names: Vec<String>,
}

impl Given {
    /// Reads them by themselves. On wrong ones, and for help, everything is said already.
    ///
    /// # Errors
    /// With the exit status.
    pub(super) fn parse(protocol: ConnectionProtocol, flags: &[OsString]) -> Result<Self, ExitCode> {
        let name = protocol.subcommand();
        let mut whole = SessionArguments::command();
        whole.build();
        let arguments: Vec<OsString> =
            ["wirelight", name].map(OsString::from).into_iter().chain(flags.to_vec()).collect();
        let matches = whole.clone().try_get_matches_from(&arguments).or_else(|error| match error.kind() {
            // What they need may stand in the file.
            ErrorKind::MissingRequiredArgument | ErrorKind::ArgumentConflict => Ok(lenient(&whole, &arguments)),
            _ => Err(usage::print(error, &arguments)),
        })?;
        let command = whole.find_subcommand(name).cloned().unwrap_or_default();
        let matches = matches.subcommand_matches(name).cloned().unwrap_or_default();
        let lines = matches.get_many::<String>("headers").into_iter().flatten();
        let header_names = lines.map(|line| name_of_line(line).trim().to_owned()).collect();
        Ok(Self { command, matches, flags: flags.to_vec(), header_names })
    }

    /// As typed.
    pub(super) fn flags(&self) -> &[OsString] {
        &self.flags
    }

    /// The argument of a long flag, if the subcommand has one.
    pub(super) fn argument(&self, long: &str) -> Option<&clap::Arg> {
        self.command.get_arguments().find(|argument| argument.get_long() == Some(long))
    }

    /// Whether a long flag was given.
    pub(super) fn has_flag(&self, long: &str) -> bool {
        self.argument(long).is_some_and(|argument| self.has(argument))
    }

    /// Whether an argument that stands without a flag was given: `file` or `url`.
    pub(super) fn has_word(&self, id: &str) -> bool {
        self.command.get_positionals().any(|word| word.get_id() == id && self.has(word))
    }

    /// Whether something was given that does not go together with this flag: it replaces it.
    pub(super) fn excludes(&self, flag: &clap::Arg) -> bool {
        let excludes = |one: &clap::Arg, other: &clap::Arg| {
            self.command.get_arg_conflicts_with(one).iter().any(|conflict| conflict.get_id() == other.get_id())
        };
        self.command.get_arguments().any(|other| self.has(other) && (excludes(flag, other) || excludes(other, flag)))
    }

    /// Whether a header of this name was given, by itself or by a flag that makes it.
    pub(super) fn has_header(&self, name: &str) -> bool {
        let flags: &[&str] = match name.to_ascii_lowercase().as_str() {
            "authorization" => &["bearer", "user"],
            "cookie" => &["cookie"],
            _ => &[],
        };
        flags.iter().any(|flag| self.has_flag(flag)) || self.has_header_line(name)
    }

    /// Whether a secret that the file lacks was given: a header, a flag with its dashes, or `url`.
    pub(super) fn has_secret(&self, name: &str) -> bool {
        match name {
            "url" => self.has_word("url"),
            "--bearer" | "--user" => self.has_header("Authorization"),
            "--cookie" => self.has_header("Cookie"),
            _ => name.strip_prefix("--").map_or_else(|| self.has_header(name), |flag| self.has_flag(flag)),
        }
    }

    /// What the file may read of the environment.
    pub(super) fn allowed_environment(&self) -> Vec<String> {
        self.matches.get_many("allow_env").into_iter().flatten().cloned().collect()
    }

    /// Whether a line of this name was given.
    fn has_header_line(&self, name: &str) -> bool {
        self.header_names.iter().any(|given| given.eq_ignore_ascii_case(name))
    }

    fn has(&self, argument: &clap::Arg) -> bool {
        self.matches.try_contains_id(argument.get_id().as_str()).unwrap_or(false)
            && self.matches.value_source(argument.get_id().as_str()) == Some(ValueSource::CommandLine)
    }
}

/// What was given, whatever is missing or does not go together.
fn lenient(command: &clap::Command, arguments: &[OsString]) -> ArgMatches {
    let command = command.clone().ignore_errors(true).mut_subcommands(|command| command.ignore_errors(true));
    command.try_get_matches_from(arguments).unwrap_or_default()
}
