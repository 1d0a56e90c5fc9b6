//! `wirelight poll`.

use std::process::ExitCode;

use super::{CliError, CommonOptions};

/// The arguments of `wirelight poll`.
#[derive(Debug, clap::Args)]
pub(super) struct PollArgs {
    #[command(flatten)]
    common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When it was asked for wrongly or the record cannot be written.
pub(super) fn run(arguments: &PollArgs) -> Result<ExitCode, CliError> {
    arguments.common.resolve()?;
    Err(CliError::usage("not in this version"))
}
