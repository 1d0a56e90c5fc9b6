//! The four protocols, one folder each, and the table that registers them.
//!
//! In each folder: `config` (what was asked for), a sans-IO decoder or machine, `task` (the async driver),
//! `event` (commands, events, errors), `session` (the model), `view` (the only file that names egui).

pub mod awaiting;
pub mod countdown;
pub mod long_poll;
mod report;
pub mod sse;
#[cfg(feature = "gui")]
pub mod tab;
pub mod upload;
pub mod websocket;

pub use self::report::Report;
#[cfg(feature = "gui")]
use tab::Face as _;

/// Every protocol of the window, in the order of its first tabs.
#[cfg(feature = "gui")]
pub const ALL: &[tab::Descriptor] = &[
    upload::view::UploadFace::DESCRIPTOR,
    websocket::view::WebSocketFace::DESCRIPTOR,
    sse::view::SseFace::DESCRIPTOR,
    long_poll::view::PollFace::DESCRIPTOR,
];
