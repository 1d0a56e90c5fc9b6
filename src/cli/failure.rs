//! What the command line says when it cannot do its work, and with which exit status.

use std::process::ExitCode;

/// The end of a subcommand that did not do its work.
#[derive(Debug)]
pub enum CliError {
    /// Wrong usage, or something that this version does not have: exit status 2.
    Usage(anyhow::Error),
    /// It was asked for rightly, but failed: exit status 1.
    Failed(anyhow::Error),
}

impl CliError {
    /// Wrong usage, in words.
    pub fn usage(words: impl std::fmt::Display) -> Self {
        Self::Usage(anyhow::anyhow!("{words}"))
    }

    /// Wrong usage that another error explains.
    pub fn misused(error: impl Into<anyhow::Error>) -> Self {
        Self::Usage(error.into())
    }

    /// A failure that another error explains.
    pub fn failed(error: impl Into<anyhow::Error>) -> Self {
        Self::Failed(error.into())
    }

    /// The same error, and what it is about in front of it.
    #[must_use]
    pub fn context(self, what: impl std::fmt::Display) -> Self {
        let what = what.to_string();
        match self {
            Self::Usage(error) => Self::Usage(error.context(what)),
            Self::Failed(error) => Self::Failed(error.context(what)),
        }
    }

    /// The exit status.
    pub fn exit_code(&self) -> ExitCode {
        match self {
            Self::Usage(_) => ExitCode::from(2),
            Self::Failed(_) => ExitCode::FAILURE,
        }
    }
}

impl std::fmt::Display for CliError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (Self::Usage(error) | Self::Failed(error)) = self;
        write!(f, "{error:#}")
    }
}
