//! The session record, version 1: JSON Lines as the command line prints, *Save session* writes and *Open session* reads.

mod base64;
mod json;
mod left_out;
mod lines;
mod mask;
mod payload;
mod reader;
mod writer;

use std::borrow::Cow;

use jiff::Timestamp;
use serde_json::{Map, Value};

pub(super) use self::writer::{PLAIN_EVENT_HEAD, dropped_entry};
pub use self::{
    lines::{FileLine, read_line},
    mask::masked_head,
    reader::{HeaderError, LineError, ReadLine, RecordReader},
    writer::RecordWriter,
};
use super::secrets::mask_url;

/// The record's first line.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordHeader {
    /// `websocket`, `sse`, `longPoll` or `upload`.
    pub protocol: Cow<'static, str>,
    /// The session's URL.
    pub url: String,
    /// When the session began.
    pub started_at: Timestamp,
    /// What the session was asked to do; its keys are no contract.
    pub settings: Map<String, Value>,
}

impl RecordHeader {
    /// The URL as it is shown and copied.
    pub fn masked_url(&self) -> Cow<'_, str> {
        mask_url(&self.url)
    }
}

#[cfg(test)]
mod tests;
