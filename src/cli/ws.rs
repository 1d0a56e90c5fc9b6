//! `wirelight ws`.

use std::process::ExitCode;

use super::{CliError, CommonOptions};

/// The arguments of `wirelight ws`.
#[derive(Debug, clap::Args)]
pub(super) struct WsArgs {
    #[command(flatten)]
    common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When it was asked for wrongly or the record cannot be written.
pub(super) fn run(arguments: &WsArgs) -> Result<ExitCode, CliError> {
    arguments.common.resolve()?;
    Err(CliError::usage("not in this version"))
}
