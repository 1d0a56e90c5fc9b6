//! A connection as a TOML file that a person reads, edits and keeps in git. What the file says that this version does
//! not know is kept and named; what is secret never comes here ([`Connection::without_secrets`]).

use serde::{Deserialize, Serialize};

use super::{Connection, ConnectionProtocol, SavedRule, SavedSnippet};
use crate::settings::toml_problem::TomlProblem;

/// The version of the format, the value of the key `wirelight`.
pub const FORMAT_VERSION: i64 = 1;

/// A file that was read.
#[derive(Clone, Debug, PartialEq)]
pub struct ReadConnection {
    /// What it says.
    pub connection: Connection,
    /// Its keys that this version does not know. They stand in the connection and are written back.
    pub unknown_keys: Vec<String>,
}

/// Why a file is no saved connection.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionFileError {
    /// It is no TOML, or a value has the wrong type.
    #[error("this is no saved connection: {problem}")]
    Toml {
        /// Where and why.
        problem: TomlProblem,
    },
    /// Another format, or none of ours.
    #[error("this is no saved connection: it does not begin with wirelight = {FORMAT_VERSION}")]
    NotOurs,
    /// A newer format.
    #[error(
        "this connection was saved by a newer version of Wirelight (format {version}; this one knows {FORMAT_VERSION})"
    )]
    Newer {
        /// Its version.
        version: i64,
    },
}

/// The file's own order. Tables stand last, as TOML wants it.
#[derive(Serialize, Deserialize)]
struct File {
    wirelight: i64,
    protocol: ConnectionProtocol,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    name: String,
    url: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    headers: Vec<(String, String)>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    secret: Vec<String>,
    #[serde(default, skip_serializing_if = "toml::Table::is_empty")]
    settings: toml::Table,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    rules: Vec<SavedRule>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    snippets: Vec<SavedSnippet>,
    #[serde(flatten)]
    unknown: toml::Table,
}

impl Connection {
    /// Reads a file's text.
    ///
    /// # Errors
    /// When it is no TOML, none of ours, or newer than this program: nothing is taken over, the caller names the file.
    pub fn from_toml(text: &str) -> Result<ReadConnection, ConnectionFileError> {
        // The version first: a newer format may have other types.
        let broken = |error: toml::de::Error| ConnectionFileError::Toml { problem: TomlProblem::new(&error, text) };
        let table: toml::Table = toml::from_str(text).map_err(broken)?;
        match table.get("wirelight").and_then(toml::Value::as_integer) {
            Some(version) if version > FORMAT_VERSION => return Err(ConnectionFileError::Newer { version }),
            Some(1..) => {}
            _ => return Err(ConnectionFileError::NotOurs),
        }
        let File { wirelight: _, protocol, name, url, headers, secret, settings, rules, snippets, unknown } =
            toml::from_str(text).map_err(broken)?;
        let unknown_keys = unknown.keys().cloned().collect();
        let connection = Self { protocol, name, url, headers, settings, rules, snippets, secret, unknown };
        Ok(ReadConnection { connection, unknown_keys })
    }

    /// The text of its file, secrets as they are: call [`Self::without_secrets`] before.
    pub fn to_toml(&self) -> String {
        let this = self.clone();
        let file = File {
            wirelight: FORMAT_VERSION,
            protocol: this.protocol,
            name: this.name,
            url: this.url,
            headers: this.headers,
            secret: this.secret,
            settings: this.settings,
            rules: this.rules,
            snippets: this.snippets,
            unknown: this.unknown,
        };
        // Every key is text and every value of a type that TOML has.
        toml::to_string(&file).unwrap_or_default()
    }
}
