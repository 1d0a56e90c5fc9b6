//! What every session is told of the way to its peer and of who asks there, whatever its protocol: header lines, trust,
//! proxy, time-outs, redirects. The protocols' configurations hold one of these beside what is their own.

use std::{fmt, sync::Arc, time::Duration};

use serde_json::{Map, Value};

use super::{
    connect::ConnectOptions,
    cookies::CookieJar,
    headers::{self, HeaderLine},
    tls::{TlsOptions, Verification},
};

/// How a session asks its peer.
#[derive(Clone, Default)]
pub struct PeerOptions {
    /// Header lines of the user, in order; each replaces ours of its name. A login, typed cookies and
    /// `Accept-Encoding` are among them.
    pub headers: Vec<HeaderLine>,
    /// Names of headers that go to no other origin, besides those that never do.
    pub secret_headers: Arc<[String]>,
    /// How the peer is checked.
    pub tls: TlsOptions,
    /// How it is reached.
    pub connect: ConnectOptions,
    /// Whether it asks where an answer redirects to, or takes the answer for an error. An event stream always follows.
    pub follows_redirects: bool,
    /// What it has of cookies, and whether it keeps those that servers set.
    pub cookies: CookieJar,
    /// How long an answer's head may take, with the connection to the server; `None`: as long as it wants. Used by
    /// event streams and long polls.
    pub answer_timeout: Option<Duration>,
}

impl PeerOptions {
    /// What a record's first line says of it.
    pub fn settings(&self) -> Map<String, Value> {
        let mut settings = Map::new();
        let headers = headers::to_record(&self.headers).into_iter().map(|(name, value)| vec![name, value]);
        settings.insert("headers".to_owned(), headers.collect());
        settings.insert("insecure".to_owned(), Value::from(self.tls.verification == Verification::Skipped));
        if let Some(proxy) = &self.connect.proxy {
            settings.insert("proxy".to_owned(), Value::from(proxy.to_string()));
        }
        if let Some(pin) = &self.tls.pin {
            settings.insert("pin".to_owned(), Value::from(pin.to_string()));
        }
        if let Some(limit) = self.answer_timeout {
            settings.insert("answerTimeout".to_owned(), Value::from(limit.as_secs_f64()));
        }
        settings
    }
}

/// Without secrets: it may end in a log or a panic.
impl fmt::Debug for PeerOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PeerOptions").field("headers", &headers::names(&self.headers)).finish_non_exhaustive()
    }
}
