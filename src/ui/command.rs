//! What the window lends to the address field, so that it can tell a command from an address. How a command is read and
//! written is not known here.

use crate::{i18n::I18n, net::Schemes};

/// What a text in an address field is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommandText {
    /// No command.
    None,
    /// A command that becomes fields.
    Readable,
    /// A command that cannot be read, and why.
    Unreadable(String),
}

/// Tells a command from an address.
pub type CommandReader = fn(&I18n, &str) -> CommandText;

/// Nothing is a command.
pub(super) fn no_commands(_: &I18n, _: &str) -> CommandText {
    CommandText::None
}

/// What the fields of a tab can be copied as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CopyTarget {
    /// A command of curl.
    Curl,
    /// A command of websocat.
    Websocat,
    /// A command of ours.
    Wirelight,
    /// A page's script.
    JavaScript,
}

impl CopyTarget {
    /// Those that the sessions of these addresses have.
    pub fn of(schemes: Schemes) -> &'static [Self] {
        match schemes {
            Schemes::WebSocket => &[Self::Curl, Self::Websocat, Self::Wirelight, Self::JavaScript],
            Schemes::Http => &[Self::Curl, Self::Wirelight, Self::JavaScript],
        }
    }

    /// The key of its name.
    pub fn name_key(self) -> &'static str {
        match self {
            Self::Curl => "copy-as-curl",
            Self::Websocat => "copy-as-websocat",
            Self::Wirelight => "copy-as-wirelight",
            Self::JavaScript => "copy-as-javascript",
        }
    }
}
