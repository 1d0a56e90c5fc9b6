//! What the command line may say about the window. It knows no window itself: whoever calls it brings one.

use std::{path::PathBuf, process::ExitCode};

use crossbeam_channel::Receiver;

use super::{CliError, signals};
use crate::{
    i18n::Lang,
    transcript::{opened::open_file, secrets::mask_url},
};

/// What is asked of the window.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WindowRequest {
    /// The language, instead of the settings' or the system's.
    pub lang: Option<Lang>,
    /// Whether the lab may start with the window.
    pub lab: bool,
    /// A saved session to show.
    pub session: Option<PathBuf>,
}

/// Opens the window and returns when it is closed, by its user or by a signal: one message for each.
pub type ShowWindow = fn(WindowRequest, Receiver<()>) -> Result<(), CliError>;

/// As typed.
#[derive(Debug, clap::Args)]
pub(super) struct WindowArgs {
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

impl WindowArgs {
    /// Opens the window and returns when it is closed.
    ///
    /// # Errors
    /// When the saved session cannot be opened: exit 2. When the system lets us listen to no signal, or gives no
    /// window: what `show` says.
    pub(super) fn open(self, show: ShowWindow) -> Result<ExitCode, CliError> {
        if let Some(path) = &self.session
            && let Err(error) = open_file(path)
        {
            // It may be a URL whose subcommand was forgotten.
            let path = path.to_string_lossy();
            let path = mask_url(&path);
            return Err(CliError::misused(
                anyhow::Error::new(error).context(format!("cannot open the session {path}")),
            ));
        }
        let request = WindowRequest {
            lang: self.lang.as_deref().and_then(Lang::from_tag),
            lab: !self.no_lab,
            session: self.session,
        };
        show(request, signals::receive().map_err(CliError::failed)?)?;
        Ok(ExitCode::SUCCESS)
    }
}
