//! The options that say how a server is reached and who we are there; every protocol has them.

use std::{path::PathBuf, str::FromStr, time::Duration};

use super::{CliError, numbers::time_limit, variables::Filler};
use crate::net::{
    CONNECT_TIMEOUT,
    coding::ask_for_codings,
    connect::{ConnectOptions, Proxy, ProxyUrlError},
    headers::{self, HeaderLine},
    tls::{Identity, Pin},
};
use base64::{Engine as _, prelude::BASE64_STANDARD};

/// As typed.
#[derive(Clone, Debug, Default, clap::Args)]
#[command(next_help_heading = "Common options")]
pub struct ReachOptions {
    /// Trust only the certificate with this SHA-256, whoever signed it
    #[arg(long, value_name = "SHA256", conflicts_with = "insecure")]
    pin: Option<Pin>,
    /// Show this client certificate (PEM) to a server that asks for one
    #[arg(long, value_name = "FILE")]
    cert: Option<PathBuf>,
    /// The client certificate's key (PEM, not encrypted), where it is not in the same file
    #[arg(long, value_name = "FILE", requires = "cert")]
    key: Option<PathBuf>,
    /// Connect through this proxy: `http://`, `https://`, `socks5://` (names found here) or `socks5h://` (names found there)
    #[arg(long, value_name = "URL")]
    proxy: Option<ProxyText>,
    /// Wait so long for a connection: name, TCP, proxy, TLS and a WebSocket's handshake [default: 10]
    #[arg(long, value_name = "SECONDS", value_parser = time_limit, allow_negative_numbers = true)]
    connect_timeout: Option<Duration>,
    /// Log in with HTTP Basic
    #[arg(long, value_name = "NAME:PASSWORD", conflicts_with = "bearer")]
    user: Option<String>,
    /// Log in with this bearer token
    #[arg(long, value_name = "TOKEN")]
    bearer: Option<String>,
    /// Send this cookie; repeat it for more
    #[arg(long, value_name = "NAME=VALUE")]
    cookie: Vec<String>,
    /// Ask for compressed answers (Accept-Encoding: gzip, deflate, br); what comes is decompressed in any case
    #[arg(long)]
    compressed: bool,
}

/// A proxy as it is typed.
#[derive(Clone, Debug)]
enum ProxyText {
    Known(Box<Proxy>),
    /// There are variables in it.
    Template(String),
}

impl FromStr for ProxyText {
    type Err = ProxyUrlError;

    fn from_str(typed: &str) -> Result<Self, ProxyUrlError> {
        if typed.contains("{{") {
            return Ok(Self::Template(typed.to_owned()));
        }
        typed.parse().map(|proxy| Self::Known(Box::new(proxy)))
    }
}

impl ReachOptions {
    /// Fills in the variables.
    pub(super) fn fill_in(&mut self, filler: &mut Filler) {
        filler.fill_all(&mut self.user);
        filler.fill_all(&mut self.bearer);
        filler.fill_all(&mut self.cookie);
        if let Some(ProxyText::Template(text)) = &mut self.proxy {
            filler.fill(text);
        }
    }

    /// The way to the server.
    ///
    /// # Errors
    /// When there is no proxy of this address: exit 2.
    pub fn connect(&self) -> Result<ConnectOptions, CliError> {
        let proxy = match &self.proxy {
            None => None,
            Some(ProxyText::Known(proxy)) => Some((**proxy).clone()),
            Some(ProxyText::Template(text)) => {
                Some(text.parse().map_err(|error: ProxyUrlError| CliError::misused(error).context("--proxy"))?)
            }
        };
        let timeout = self.connect_timeout.unwrap_or(CONNECT_TIMEOUT);
        Ok(ConnectOptions { proxy, timeout, ..ConnectOptions::default() })
    }

    /// The only certificate that is trusted.
    pub fn pin(&self) -> Option<Pin> {
        self.pin.clone()
    }

    /// Our own certificate.
    pub fn identity(&self) -> Option<Identity> {
        self.cert.clone().map(|certificate| Identity { certificate, key: self.key.clone() })
    }

    /// Adds what these options ask for to the headers that the user wrote; those stay as they are.
    ///
    /// # Errors
    /// When a value holds what no header may hold: exit 2, before anything is sent.
    pub fn add_headers(&self, headers: &mut Vec<HeaderLine>) -> Result<(), CliError> {
        let login = match (&self.user, &self.bearer) {
            (Some(user), _) => {
                let whole = if user.contains(':') { user.clone() } else { format!("{user}:") };
                Some(format!("Basic {}", BASE64_STANDARD.encode(whole)))
            }
            (None, Some(token)) => Some(format!("Bearer {token}")),
            (None, None) => None,
        };
        let cookies = (!self.cookie.is_empty()).then(|| self.cookie.join("; "));
        for (name, value) in [("Authorization", login), ("Cookie", cookies)] {
            let Some(value) = value else { continue };
            headers::add_missing(headers, name, &value).map_err(CliError::misused)?;
        }
        if self.compressed {
            ask_for_codings(headers);
        }
        Ok(())
    }
}
