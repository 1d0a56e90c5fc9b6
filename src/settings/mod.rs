//! What the window remembers: one versioned file, written atomically and not for every keystroke.
//!
//! Secrets never come here: whoever fills a [`SavedTab`] leaves them out.

pub mod connection;
mod file;
mod table;
pub mod toml_problem;

pub use self::{
    file::{Notice, SettingsFile},
    table::{TablePrefs, TimeMode},
};

use std::{collections::BTreeMap, net::SocketAddr};

use serde::{Deserialize, Serialize};

use crate::transcript::secrets::Secrets;

/// The version of the file's format that this program writes.
pub const VERSION: u32 = 1;

/// Everything that comes back after a restart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[expect(clippy::struct_excessive_bools, reason = "each is a switch of the settings of its own")]
pub struct Settings {
    /// The format's version.
    pub version: u32,
    /// The chosen language (`en`, `zh-CN`); `None` follows the system.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Light, dark, or as the system has it.
    pub theme: ThemeChoice,
    /// Whether the lab starts with the window.
    pub lab_autostart: bool,
    /// What a session's transcript keeps, in MiB.
    pub transcript_limit_mib: u32,
    /// Whether lists have a timeline above them; `None`: where the window is tall enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timeline: Option<bool>,
    /// What all transcripts together keep, in MiB.
    pub memory_limit_mib: u32,
    /// Names of headers whose values are secrets, besides those that always are.
    pub secret_headers: Vec<String>,
    /// Whether a recording is also synced to the disk each time it is written out.
    pub sync_recordings: bool,
    /// Whether records say in which WebSocket frames each row came or left.
    pub frame_details: bool,
    /// Whether closing what runs asks first.
    pub ask_before_closing: bool,
    /// Where fields that point at the lab pointed, so that they follow it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lab_address: Option<SocketAddr>,
    /// Which tab is in front.
    pub active_tab: usize,
    /// Where the window was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub window: Option<WindowGeometry>,
    /// Columns and times of the lists, by protocol.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub tables: BTreeMap<String, TablePrefs>,
    /// The open tabs, from left to right; empty: one of each protocol.
    pub tabs: Vec<SavedTab>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            version: VERSION,
            language: None,
            theme: ThemeChoice::default(),
            lab_autostart: true,
            transcript_limit_mib: 512,
            timeline: None,
            memory_limit_mib: 2048,
            secret_headers: Vec::new(),
            sync_recordings: false,
            frame_details: false,
            ask_before_closing: true,
            lab_address: None,
            active_tab: 0,
            window: None,
            tables: BTreeMap::new(),
            tabs: Vec::new(),
        }
    }
}

impl Settings {
    /// What a session's transcript keeps, in bytes.
    pub fn transcript_limit_bytes(&self) -> usize {
        self.transcript_limit_mib as usize * 1024 * 1024
    }

    /// Masks the values of secret headers, those of the user among them.
    pub fn secrets(&self) -> Secrets {
        Secrets::masked().with_names(self.secret_headers.iter().cloned().collect())
    }

    /// What all transcripts together keep, in bytes.
    pub fn memory_limit_bytes(&self) -> usize {
        self.memory_limit_mib as usize * 1024 * 1024
    }
}

/// Light, dark, or as the system has it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ThemeChoice {
    /// As the system has it; dark where that is unknown.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Where the window was, in points.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct WindowGeometry {
    /// Left edge, where the platform tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub x: Option<f32>,
    /// Top edge, where the platform tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub y: Option<f32>,
    /// Inner width.
    pub width: f32,
    /// Inner height.
    pub height: f32,
    /// Whether it filled the screen.
    pub maximized: bool,
}

/// An open tab and what was typed into it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SavedTab {
    /// The protocol's name.
    pub protocol: String,
    /// The name that the user gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its fields, without secrets.
    #[serde(default)]
    pub fields: toml::Table,
}
