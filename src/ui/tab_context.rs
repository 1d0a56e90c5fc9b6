//! What a tab lends to whatever is drawn in it for one frame, and what the drawn widgets ask of it. No protocol is named.

use std::{net::SocketAddr, path::PathBuf};

use super::{
    command::{CommandReader, CopyTarget, no_commands},
    left_out::LeftOut,
    notice::Notices,
};
use crate::{
    engine::{SessionClock, Spawner},
    i18n::I18n,
    net::cookies::CookieChange,
    settings::Settings,
    transcript::{RowMark, RowSet},
};

/// What a view may use besides its own state.
#[derive(Debug)]
pub struct TabContext<'a> {
    /// The words of the window.
    pub i18n: &'a I18n,
    /// Opens sessions and runs jobs ([`crate::engine::Job`]).
    pub spawner: &'a Spawner,
    /// Where the lab is, if it runs.
    pub lab: Option<SocketAddr>,
    /// Short messages.
    pub notices: &'a mut Notices,
    /// What is remembered; limits and columns among it.
    pub settings: &'a mut Settings,
    /// What shared widgets ask of the tab.
    pub requests: Requests,
    /// What is asked of the window.
    pub window: WindowRequests,
    /// How a command is told from an address.
    pub commands: CommandReader,
    /// What of a command did not become fields; `None` when nothing is to be said of it.
    pub left_out: Option<LeftOut>,
    /// The file that the session is recorded to.
    pub recording: Option<RecordedTo>,
    /// Whether there is a session that could be recorded.
    pub can_record: bool,
    /// Whether the rows come from a file.
    pub saved: bool,
    /// The clock that a session takes which is opened now; `None`: one of its own.
    pub clock: Option<SessionClock>,
}

impl<'a> TabContext<'a> {
    /// A context in which nothing has been asked for yet.
    pub fn new(i18n: &'a I18n, spawner: &'a Spawner, notices: &'a mut Notices, settings: &'a mut Settings) -> Self {
        Self {
            i18n,
            spawner,
            lab: None,
            notices,
            settings,
            requests: Requests::default(),
            window: WindowRequests::default(),
            commands: no_commands,
            left_out: None,
            recording: None,
            can_record: false,
            saved: false,
            clock: None,
        }
    }

    /// With commands that can be read.
    #[must_use]
    pub fn with_commands(self, commands: CommandReader) -> Self {
        Self { commands, ..self }
    }

    /// With the lab where it runs.
    #[must_use]
    pub fn with_lab(self, lab: Option<SocketAddr>) -> Self {
        Self { lab, ..self }
    }
}

/// Where a session is recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordedTo {
    /// The file.
    pub path: PathBuf,
    /// The first row that it has.
    pub first_row: u64,
}

/// What shared widgets ask of their tab; it answers after the view is drawn.
#[derive(Debug, Default)]
pub struct Requests {
    /// Forget every row.
    pub clear: bool,
    /// Ask where the session's rows go, and in which format.
    pub save: Option<SaveRequest>,
    /// Begin or end to record to a file.
    pub record: bool,
    /// Cookies of the tab to set or to remove.
    pub cookies: Vec<CookieChange>,
    /// Rows to mark, or to mark no longer.
    pub marks: Vec<(u64, Option<RowMark>)>,
}

/// What is asked of the window; it answers after the tab is drawn.
#[derive(Debug, Default)]
pub struct WindowRequests {
    /// A command that shall become fields.
    pub command: Option<String>,
    /// The fields of the tab shall be copied.
    pub copy: Option<CopyRequest>,
}

/// A copy of a tab's fields that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CopyRequest {
    /// As what.
    pub target: CopyTarget,
    /// Whether secrets are written out.
    pub with_secrets: bool,
}

/// A save that was asked for.
#[derive(Clone, Debug, Default)]
pub struct SaveRequest {
    /// The rows that the filter shows; `None` when it shows all.
    pub shown: Option<RowSet>,
}
