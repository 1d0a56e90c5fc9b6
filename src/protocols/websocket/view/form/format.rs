//! The formats in which a message can be written.

use serde::{Deserialize, Serialize};

/// How a message is written in its field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum MessageFormat {
    /// As it is sent.
    #[default]
    Text,
    /// Text that is checked to be JSON before it is sent.
    Json,
    /// Binary, two hexadecimal digits a byte.
    Hex,
    /// Binary, in base64.
    Base64,
    /// Binary, the content of a file with this path.
    File,
}

impl MessageFormat {
    /// All of them, with the keys of their names.
    pub(in super::super) const CHOICES: [(Self, &'static str); 5] = [
        (Self::Text, "ws-format-text"),
        (Self::Json, "ws-format-json"),
        (Self::Hex, "ws-format-hex"),
        (Self::Base64, "ws-format-base64"),
        (Self::File, "ws-format-file"),
    ];

    /// Its name in files, which never changes.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Json => "json",
            Self::Hex => "hex",
            Self::Base64 => "base64",
            Self::File => "file",
        }
    }

    /// The one of this name.
    pub(super) fn of_name(name: &str) -> Option<Self> {
        Self::CHOICES.into_iter().map(|(format, _)| format).find(|format| format.name() == name)
    }

    /// The key of its name.
    pub(in super::super) fn name_key(self) -> &'static str {
        Self::CHOICES.iter().find(|(format, _)| *format == self).map_or("ws-format-text", |(_, key)| *key)
    }
}
