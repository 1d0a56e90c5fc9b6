//! A session's fields, apart from any form: what a saved connection keeps, what a command describes, what a form is
//! filled with.
//!
//! Its settings go by the names of the command line's long flags, so that a form, a file and a command say the same thing
//! in the same words. It is not checked here: whoever makes a session of it does that.

mod fields;
mod file;
pub mod flag;
mod secret;

use std::fmt;

use serde::{Deserialize, Serialize};
use toml::Value;

pub use self::{
    fields::FieldReader,
    file::{ConnectionFileError, FORMAT_VERSION, ReadConnection},
};

/// Whose session it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum ConnectionProtocol {
    /// A resumable upload.
    #[serde(rename = "upload")]
    Upload,
    /// A WebSocket.
    #[serde(rename = "websocket")]
    WebSocket,
    /// An event stream.
    #[serde(rename = "sse")]
    Sse,
    /// A long poll.
    #[serde(rename = "longPoll")]
    LongPoll,
}

impl ConnectionProtocol {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Upload, Self::WebSocket, Self::Sse, Self::LongPoll];

    /// Its name in records and files.
    pub fn id(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::WebSocket => "websocket",
            Self::Sse => "sse",
            Self::LongPoll => "longPoll",
        }
    }

    /// The protocol of this name.
    pub fn of_id(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|protocol| protocol.id() == id)
    }

    /// Its subcommand.
    pub fn subcommand(self) -> &'static str {
        match self {
            Self::Upload => "upload",
            Self::WebSocket => "ws",
            Self::Sse => "sse",
            Self::LongPoll => "poll",
        }
    }
}

impl fmt::Display for ConnectionProtocol {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// The fields of a session, secrets and all.
#[derive(Clone, Debug, PartialEq)]
pub struct Connection {
    /// Whose session it is.
    pub protocol: ConnectionProtocol,
    /// What the user calls it; empty for nothing.
    pub name: String,
    /// Where the server is, as it was typed.
    pub url: String,
    /// Header lines, in their order and spelling.
    pub headers: Vec<(String, String)>,
    /// Everything else, by the names of the long flags: `true` for a flag alone, a list for one that is repeated.
    pub settings: toml::Table,
    /// Rules that answer messages.
    pub rules: Vec<SavedRule>,
    /// Messages with names.
    pub snippets: Vec<SavedSnippet>,
    /// What was left out because it is secret: names of headers, flags with their dashes, and `url`.
    pub secret: Vec<String>,
    /// Keys of its file that this version does not know; they are written back.
    pub unknown: toml::Table,
}

/// A rule that answers messages, as the command line writes it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedRule {
    /// What a message must match: text, or `regex:…`, `json:…`, `text:…`.
    pub when: String,
    /// What is sent then.
    pub with: String,
    /// Milliseconds after the message.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub after: u64,
    /// Whether it is asked.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub on: bool,
}

/// A message with a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SavedSnippet {
    /// Its name.
    pub name: String,
    /// How it is written, `text` when nothing is said.
    #[serde(default = "as_text", skip_serializing_if = "is_text")]
    pub format: String,
    /// The message.
    pub text: String,
}

impl Connection {
    /// One without anything but an address.
    pub fn new(protocol: ConnectionProtocol, url: impl Into<String>) -> Self {
        Self {
            protocol,
            name: String::new(),
            url: url.into(),
            headers: Vec::new(),
            settings: toml::Table::new(),
            rules: Vec::new(),
            snippets: Vec::new(),
            secret: Vec::new(),
            unknown: toml::Table::new(),
        }
    }

    /// Sets a flag, or takes it away with `false` and empty text: a flag that says nothing is not kept.
    pub fn set(&mut self, flag: &str, value: impl Into<Value>) {
        let value = value.into();
        let says_nothing = match &value {
            Value::Boolean(on) => !on,
            Value::String(text) => text.is_empty(),
            Value::Array(values) => values.is_empty(),
            _ => false,
        };
        if says_nothing {
            self.settings.remove(flag);
        } else {
            self.settings.insert(flag.to_owned(), value);
        }
    }

    /// Adds a value to a flag that may be repeated.
    pub fn push(&mut self, flag: &str, value: impl Into<String>) {
        let entry = self.settings.entry(flag).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(values) = entry {
            values.push(Value::String(value.into()));
        }
    }

    /// Whether a flag stands.
    pub fn is_on(&self, flag: &str) -> bool {
        matches!(self.settings.get(flag), Some(Value::Boolean(true)))
    }

    /// The text of a flag; numbers as they are written, nothing for a flag that is not there.
    pub fn text(&self, flag: &str) -> Option<String> {
        match self.settings.get(flag)? {
            Value::Array(values) => values.first().and_then(scalar_text),
            value => scalar_text(value),
        }
    }

    /// All values of a flag that may be repeated.
    pub fn texts(&self, flag: &str) -> Vec<String> {
        match self.settings.get(flag) {
            Some(Value::Array(values)) => values.iter().filter_map(scalar_text).collect(),
            Some(value) => scalar_text(value).into_iter().collect(),
            None => Vec::new(),
        }
    }

    /// The value of a header, whatever the case of its name.
    pub fn header(&self, name: &str) -> Option<&str> {
        let line = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        line.map(|(_, value)| value.as_str())
    }
}

/// A value as the command line writes it; a flag alone has none.
fn scalar_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Datetime(time) => Some(time.to_string()),
        Value::Boolean(_) | Value::Array(_) | Value::Table(_) => None,
    }
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_zero(millis: &u64) -> bool {
    *millis == 0
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands over a reference")]
fn is_yes(on: &bool) -> bool {
    *on
}

fn yes() -> bool {
    true
}

fn as_text() -> String {
    "text".to_owned()
}

fn is_text(format: &str) -> bool {
    format == "text"
}

#[cfg(test)]
mod tests;
