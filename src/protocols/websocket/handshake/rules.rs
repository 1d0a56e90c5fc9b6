//! The rules that an answer can break when it agrees to a WebSocket. RFC 6455 §4.1.

use crate::{
    net::{deflate::DeflateRule, quoted::Quoted},
    transcript::reason::{Code, HasReason, Reason},
};

/// The rule that an answer breaks.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum HandshakeRule {
    /// Upgrades came with HTTP/1.1.
    #[error("101 must be said in HTTP/1.1, it came in HTTP/1.0 (RFC 9110 §7.8)")]
    HttpVersion,
    /// `Upgrade` is missing or says something else.
    #[error("the Upgrade header must be websocket, it is {} (RFC 6455 §4.1)", quoted(found.as_deref()))]
    Upgrade {
        /// Its value.
        found: Option<String>,
    },
    /// `Connection` does not name `Upgrade`.
    #[error("the Connection header must name Upgrade, it is {} (RFC 6455 §4.1)", quoted(found.as_deref()))]
    Connection {
        /// Its value.
        found: Option<String>,
    },
    /// `Sec-WebSocket-Accept` does not answer our key.
    #[error(
        "the Sec-WebSocket-Accept header must be \"{expected}\" for our key, it is {} (RFC 6455 §4.1)",
        quoted(found.as_deref())
    )]
    Accept {
        /// What our key asks for.
        expected: String,
        /// Its value.
        found: Option<String>,
    },
    /// The server chose an extension that we did not offer.
    #[error("the server chose the extension {}, which was not offered (RFC 6455 §4.1)", Quoted::new(found))]
    Extension {
        /// The header's value.
        found: String,
    },
    /// The server's compression is not what we offered.
    #[error(transparent)]
    Deflate(#[from] DeflateRule),
    /// The server chose a subprotocol that we did not offer.
    #[error("the server chose the subprotocol {}, which was not offered (RFC 6455 §4.1)", Quoted::new(found))]
    Subprotocol {
        /// The header's value.
        found: String,
    },
    /// The server chose none of the subprotocols.
    #[error(
        "the server chose none of the offered subprotocols {offered:?}: RFC 6455 §4.2.2 allows it, \
         browsers refuse it (WHATWG WebSockets §2.2)"
    )]
    NoSubprotocol {
        /// Our list.
        offered: Vec<String>,
    },
}

fn quoted(value: Option<&str>) -> String {
    value.map_or_else(|| "missing".to_owned(), |value| Quoted::new(value).to_string())
}

impl HasReason for HandshakeRule {
    fn reason(&self) -> Reason {
        let found_or = |invalid: Code, missing: Code, found: &Option<String>| match found {
            Some(found) => Reason::new(invalid).with("found", found),
            None => missing.into(),
        };
        match self {
            Self::HttpVersion => Code::UpgradeHttpVersion.into(),
            Self::Upgrade { found } => found_or(Code::UpgradeHeaderInvalid, Code::UpgradeHeaderMissing, found),
            Self::Connection { found } => found_or(Code::ConnectionHeaderInvalid, Code::ConnectionHeaderMissing, found),
            Self::Accept { expected, found } => {
                found_or(Code::AcceptInvalid, Code::AcceptMissing, found).with("expected", expected)
            }
            Self::Extension { found } => Reason::new(Code::ExtensionNotOffered).with("found", found),
            Self::Deflate(rule) => rule.reason(),
            Self::Subprotocol { found } => Reason::new(Code::SubprotocolNotOffered).with("found", found),
            Self::NoSubprotocol { offered } => {
                Reason::new(Code::SubprotocolMissing).with("offered", offered.join(", "))
            }
        }
    }
}
