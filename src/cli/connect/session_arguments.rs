//! The command line that a saved connection becomes: one of the four subcommands, and nothing else.

use clap::Parser;

use crate::cli::SessionCommand;

/// The subcommand with its flags.
#[derive(Debug, Parser)]
#[command(name = "wirelight", version, propagate_version = true)]
pub(super) struct SessionArguments {
    #[command(subcommand)]
    pub(super) command: SessionCommand,
}
