//! What can be asked for in the bar. Tabs go by their numbers from the left, from 0.

use crate::{i18n::Lang, protocols::tab::Descriptor, settings::ThemeChoice};

/// What was asked for in the bar.
#[derive(Clone, Debug)]
pub(in crate::app) enum BarAction {
    Activate(usize),
    Close(usize),
    CloseOthers(usize),
    CloseRight(usize),
    /// A second session beside the one of a tab.
    Duplicate(usize),
    /// Another tab with the same fields.
    Copy(usize),
    /// Edit the name of a tab.
    Rename(usize),
    /// The name is edited: it is this from now on, unless the editing was left.
    Renamed(usize, Option<String>),
    /// Put a tab at the place of another.
    Move {
        from: usize,
        to: usize,
    },
    Reopen,
    Open(Descriptor),
    CopyLab,
    Lang(Lang),
    Theme(ThemeChoice),
    Settings,
    OpenSession,
}
