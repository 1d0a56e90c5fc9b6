//! `wirelight sse`.

use std::process::ExitCode;

use super::{CliError, CommonOptions};

/// The arguments of `wirelight sse`.
#[derive(Debug, clap::Args)]
pub(super) struct SseArgs {
    #[command(flatten)]
    common: CommonOptions,
}

/// Runs it.
///
/// # Errors
/// When it was asked for wrongly or the record cannot be written.
pub(super) fn run(arguments: &SseArgs) -> Result<ExitCode, CliError> {
    arguments.common.resolve()?;
    Err(CliError::usage("not in this version"))
}
