//! The four protocols, one folder each, and the table that registers them.
//!
//! In each folder: `config` (what was asked for), a sans-IO decoder or machine, `task` (the async driver),
//! `event` (commands, events, errors), `session` (the model), `view` (the only file that names egui).

pub mod awaiting;
pub mod countdown;
pub mod long_poll;
pub mod replay;
pub mod sse;
#[cfg(feature = "gui")]
pub mod tab;
pub mod upload;
pub mod websocket;

#[cfg(feature = "gui")]
use tab::Face as _;

use crate::{net::cookies::CookieChange, transcript::Entry};

/// Every protocol of the window, in the order of its first tabs.
#[cfg(feature = "gui")]
pub const ALL: &[tab::Descriptor] = &[
    upload::view::UploadFace::DESCRIPTOR,
    websocket::view::WebSocketFace::DESCRIPTOR,
    sse::view::SseFace::DESCRIPTOR,
    long_poll::view::PollFace::DESCRIPTOR,
];

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
