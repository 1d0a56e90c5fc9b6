//! What a long poll was asked to do, checked.

use std::{
    fmt,
    num::{NonZeroU32, ParseIntError},
    str::FromStr,
};

use bytes::Bytes;
use http::Method;
use serde_json::{Map, Value};
use url::Url;

use crate::{
    net::{Schemes, UrlError, parse_url, peer::PeerOptions, redirect::RedirectStep},
    transcript::reason::{Code, HasReason, Reason},
};

/// Requests that may start in a second unless the user says otherwise.
pub const DEFAULT_MAX_RATE: u32 = 10;

/// A long poll's description.
#[derive(Clone)]
pub struct PollConfig {
    /// What is asked again and again.
    pub url: Url,
    /// How it is asked.
    pub method: Method,
    /// What is sent with each request, if anything.
    pub body: Option<Bytes>,
    /// How many requests may start in a second.
    pub max_rate: MaxRate,
    /// Where messages are published.
    pub publish_url: Option<Url>,
    /// Published once, as soon as the server holds a request.
    pub publish_when_held: Option<String>,
    /// How the server is asked.
    pub peer: PeerOptions,
}

/// Without secrets: it may end in a log or a panic.
impl std::fmt::Debug for PollConfig {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let url = crate::transcript::secrets::mask_url(self.url.as_str());
        f.debug_struct("PollConfig").field("url", &url).field("peer", &self.peer).finish_non_exhaustive()
    }
}

impl PollConfig {
    /// A plain GET of this URL with everything else at its default.
    ///
    /// # Errors
    /// When the text is no URL or its scheme is neither `http` nor `https`.
    pub fn get(url: &str) -> Result<Self, UrlError> {
        Ok(Self {
            url: parse_url(url, Schemes::Http)?,
            method: Method::GET,
            body: None,
            max_rate: MaxRate::default(),
            publish_url: None,
            publish_when_held: None,
            peer: PeerOptions::default(),
        })
    }

    /// With a URL for publishing.
    ///
    /// # Errors
    /// As [`Self::get`].
    pub fn publishing_to(mut self, url: &str) -> Result<Self, UrlError> {
        self.publish_url = Some(parse_url(url, Schemes::Http)?);
        Ok(self)
    }

    /// Where every poll starts.
    pub(super) fn first_step(&self) -> RedirectStep {
        RedirectStep::first(self.url.clone(), self.method.clone(), self.body.clone(), self.peer.secret_headers.clone())
    }

    /// What a record's first line says of it.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = self.peer.settings();
        settings.insert("method".to_owned(), Value::from(self.method.as_str()));
        if let Some(body) = &self.body {
            settings.insert("data".to_owned(), Value::from(String::from_utf8_lossy(body)));
        }
        settings.insert("followRedirects".to_owned(), Value::from(self.peer.follows_redirects));
        settings.insert("maxRate".to_owned(), Value::from(self.max_rate.to_string()));
        if let Some(url) = &self.publish_url {
            settings.insert("publishUrl".to_owned(), Value::from(url.as_str()));
        }
        settings
    }
}

/// How many requests may start in any sliding second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MaxRate {
    /// At most so many.
    PerSecond(NonZeroU32),
    /// As many as the server answers.
    Off,
}

/// What was typed is no rate.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the rate is a whole number of requests a second from 1 up, or off, not {text:?}")]
pub struct MaxRateError {
    text: String,
    source: ParseIntError,
}

impl Default for MaxRate {
    fn default() -> Self {
        NonZeroU32::new(DEFAULT_MAX_RATE).map_or(Self::Off, Self::PerSecond)
    }
}

impl FromStr for MaxRate {
    type Err = MaxRateError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        if text.eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        text.parse().map(Self::PerSecond).map_err(|source| MaxRateError { text: text.to_owned(), source })
    }
}

impl fmt::Display for MaxRate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PerSecond(count) => count.fmt(f),
            Self::Off => f.write_str("off"),
        }
    }
}

impl HasReason for MaxRateError {
    fn reason(&self) -> Reason {
        Reason::new(Code::MaxRateInvalid).with("text", &self.text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rate_is_a_positive_number_or_off() {
        for (text, rate) in [("10", "10"), (" 1 ", "1"), ("off", "off"), ("OFF", "off"), ("4294967295", "4294967295")] {
            assert_eq!(text.parse::<MaxRate>().expect("a rate").to_string(), rate);
        }
        for text in ["0", "-1", "1.5", "", "ten", "4294967296"] {
            let error = text.parse::<MaxRate>().expect_err("no rate");
            assert!(error.to_string().contains(text), "{error}");
        }
        assert_eq!(MaxRate::default().to_string(), "10");
    }

    #[test]
    fn only_http_can_be_polled() {
        assert!(PollConfig::get("https://host/x").is_ok());
        assert!(PollConfig::get("ws://host/x").is_err());
        assert!(PollConfig::get("http://host/").and_then(|config| config.publishing_to("nowhere")).is_err());
    }
}
