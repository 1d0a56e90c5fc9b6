//! What a session reports, as those see it who know no protocol.

use crate::{net::cookies::CookieChange, transcript::Entry};

/// What a session reports: mostly rows, sometimes a value that only a window shows.
pub trait Report {
    /// The row, if this is one.
    fn entry(&self) -> Option<&Entry>;

    /// What the command line tells a person of an event that is no row.
    fn notice(&self) -> Option<String> {
        None
    }

    /// What it says of the tab's cookies.
    fn cookie_change(&self) -> Option<&CookieChange> {
        None
    }

    /// A value that the command line tells when it was asked for it.
    fn measure(&self) -> Option<String> {
        None
    }
}

impl Report for Entry {
    fn entry(&self) -> Option<&Entry> {
        Some(self)
    }
}
