//! The methods that a form offers for a request that may have a body.

use http::Method;
use serde::{Deserialize, Serialize};

/// How a request is made. RFC 9110 §9, RFC 5789.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum FormMethod {
    /// Without a body, as nearly all servers want it.
    #[default]
    Get,
    /// With a body.
    Post,
    /// With a body.
    Put,
    /// With a body.
    Patch,
}

impl FormMethod {
    /// All of them, with their names.
    pub const CHOICES: [(Self, &'static str); 4] =
        [(Self::Get, "GET"), (Self::Post, "POST"), (Self::Put, "PUT"), (Self::Patch, "PATCH")];

    /// Whether a body goes with it.
    pub fn has_body(self) -> bool {
        self != Self::Get
    }

    /// The one of this name, whatever its case.
    pub fn of_name(name: &str) -> Option<Self> {
        Self::CHOICES.into_iter().find(|(_, other)| other.eq_ignore_ascii_case(name.trim())).map(|(method, _)| method)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
        }
    }

    /// As it is sent.
    pub fn method(self) -> Method {
        match self {
            Self::Get => Method::GET,
            Self::Post => Method::POST,
            Self::Put => Method::PUT,
            Self::Patch => Method::PATCH,
        }
    }
}
