//! What a WebSocket session is asked to do, validated.

use std::{collections::HashSet, time::Duration};

use http::HeaderValue;
use serde_json::{Map, Value};
use url::Url;

use super::{liveness, reconnect::ReconnectPolicy, replies::Replies};
use crate::{
    limits::MAX_MESSAGE_BYTES,
    net::{deflate::Offer, header_text::header_text, peer::PeerOptions, tap::Keep},
    transcript::{
        reason::{Code, HasReason, Reason},
        token::is_token,
    },
};

/// How long a peer may take to finish a close in the window.
pub const CLOSING_TIMEOUT_WINDOW: Duration = Duration::from_secs(30);

/// How long a peer may take to finish a close on the command line.
pub const CLOSING_TIMEOUT_COMMAND_LINE: Duration = Duration::from_secs(2);

/// A validated description of a session.
#[derive(Clone)]
pub struct Config {
    /// `ws` or `wss`; its fragment is not sent.
    pub url: Url,
    /// How the server is asked.
    pub peer: PeerOptions,
    /// The page that a browser would name.
    pub origin: Option<HeaderValue>,
    /// Offered subprotocols, the preferred first.
    pub subprotocols: Vec<String>,
    /// How long the peer may take to finish a close.
    pub closing_timeout: Duration,
    /// What is done with incoming messages besides reporting them.
    pub replies: Replies,
    /// The compression that is offered, if any.
    pub deflate: Option<Offer>,
    /// A larger message is refused with 1009, in bytes.
    pub max_message_bytes: usize,
    /// Whether rows tell their frames.
    pub keep: Keep,
    /// What is done to notice a peer that is gone.
    pub liveness: liveness::Options,
    /// Whether what waits on its way to the peer is looked at all the time, as for a plot.
    pub watches_queues: bool,
    /// Whether it is reported at all.
    pub reports_queues: bool,
    /// Whether a connection that is lost is opened again.
    pub reconnect: Option<ReconnectPolicy>,
}

/// Why a list of subprotocols cannot be offered. RFC 6455 §4.1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum SubprotocolError {
    /// It holds characters that no subprotocol may have.
    #[error("{name:?} is not a subprotocol: use letters, digits and any of !#$%&'*+-.^_`|~")]
    NotAToken {
        /// What was typed.
        name: String,
    },
    /// It stands there twice.
    #[error("the subprotocol {name:?} is offered twice")]
    Twice {
        /// What was typed.
        name: String,
    },
}

/// Without secrets: it may end in a log or a panic.
impl std::fmt::Debug for Config {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = crate::transcript::secrets::mask_url(self.url.as_str());
        f.debug_struct("Config").field("url", &url).field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl Config {
    /// A session without anything special.
    pub fn new(url: Url) -> Self {
        Self {
            url,
            peer: PeerOptions::default(),
            origin: None,
            subprotocols: Vec::new(),
            closing_timeout: CLOSING_TIMEOUT_WINDOW,
            replies: Replies::default(),
            liveness: liveness::Options::default(),
            watches_queues: false,
            reports_queues: true,
            reconnect: None,
            deflate: Some(Offer::default()),
            max_message_bytes: MAX_MESSAGE_BYTES,
            keep: Keep::Closes,
        }
    }

    /// What a record's first line says of it.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = self.peer.settings();
        settings.insert("subprotocols".to_owned(), Value::from(self.subprotocols.clone()));
        settings.insert("closingTimeoutMillis".to_owned(), Value::from(self.closing_timeout.as_millis() as u64));
        settings.insert("echo".to_owned(), Value::from(self.replies.echoes));
        if !self.replies.rules.is_empty() {
            settings.insert("replies".to_owned(), self.replies.settings());
        }
        settings.extend(self.liveness.settings());
        settings.extend(self.reconnect.iter().flat_map(ReconnectPolicy::settings));
        settings.insert("maxMessageBytes".to_owned(), Value::from(self.max_message_bytes as u64));
        settings.insert("followRedirects".to_owned(), Value::from(self.peer.follows_redirects));
        if let Some(offer) = &self.deflate {
            settings.insert("deflate".to_owned(), Value::from(offer.header()));
        }
        if let Some(origin) = &self.origin {
            settings.insert("origin".to_owned(), Value::from(header_text(origin.as_bytes()).into_owned()));
        }
        settings
    }
}

/// Reads subprotocols; each item may be a list with commas.
///
/// # Errors
/// When one is no token or stands there twice.
pub fn parse_subprotocols<'a>(items: impl IntoIterator<Item = &'a str>) -> Result<Vec<String>, SubprotocolError> {
    let mut seen = HashSet::new();
    let mut names = Vec::new();
    for name in items.into_iter().flat_map(|item| item.split(',')).map(str::trim).filter(|name| !name.is_empty()) {
        if !is_token(name) {
            return Err(SubprotocolError::NotAToken { name: name.to_owned() });
        }
        if !seen.insert(name) {
            return Err(SubprotocolError::Twice { name: name.to_owned() });
        }
        names.push(name.to_owned());
    }
    Ok(names)
}

impl HasReason for SubprotocolError {
    fn reason(&self) -> Reason {
        match self {
            Self::NotAToken { name } => Reason::new(Code::SubprotocolInvalid).with("name", name),
            Self::Twice { name } => Reason::new(Code::SubprotocolTwice).with("name", name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn subprotocols_are_tokens_and_differ() {
        let parse = |text: &str| parse_subprotocols([text]);
        assert_eq!(parse("chat, super.chat,,"), Ok(vec!["chat".to_owned(), "super.chat".to_owned()]));
        assert_eq!(parse(""), Ok(Vec::new()));
        assert_eq!(parse("a b"), Err(SubprotocolError::NotAToken { name: "a b".to_owned() }));
        assert_eq!(parse_subprotocols(["a", "b,a"]), Err(SubprotocolError::Twice { name: "a".to_owned() }));
    }
}
