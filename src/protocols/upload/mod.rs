//! Resumable upload: ask the server what it has, send the rest, ask again.
//!
//! In this version one dialect, the one that javascript.info publishes.

mod body;
pub mod config;
pub mod dialect;
mod driver;
pub mod event;
pub mod file_id;
mod request;
mod send;
pub mod session;
mod source;
pub mod speed;
mod task;
mod verify;
#[cfg(feature = "gui")]
pub mod view;

pub use self::{
    config::UploadConfig,
    event::{Command, Event, UploadError},
    source::{FileFacts, SourceError},
};

/// The resumable upload as a protocol; its task is in `task`.
#[derive(Debug)]
pub struct Upload;
