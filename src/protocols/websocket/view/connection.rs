//! The Connection section: proxy, time-out, redirects, login and cookies. What is secret is not saved.

use std::time::Duration;

use base64::{Engine as _, prelude::BASE64_STANDARD};
use egui::{RichText, Ui};
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use crate::{
    i18n::I18n,
    net::{
        CONNECT_TIMEOUT,
        connect::{ConnectOptions, NoProxy, Proxy},
        headers::{HeaderError, HeaderLine, add_missing},
    },
    protocols::websocket::redirects::RedirectPolicy,
    ui::{
        field::{self, Field},
        fonts,
        theme::Tokens,
    },
};

/// The longest time that a step of connecting may be given.
const MAX_TIMEOUT_SECONDS: f64 = 3600.0;

/// What is typed there.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionForm {
    /// The URL of a proxy; empty for none. Its password is not saved.
    #[serde(serialize_with = "without_password")]
    pub proxy: String,
    /// How long each step may take, in seconds.
    pub timeout_seconds: String,
    /// Whether redirects are followed.
    pub follows_redirects: bool,
    /// The user of HTTP Basic.
    pub user: String,
    /// The password of HTTP Basic.
    #[serde(skip)]
    pub password: String,
    /// A bearer token.
    #[serde(skip)]
    pub bearer: String,
    /// Cookies, with semicolons between them.
    #[serde(skip)]
    pub cookies: String,
}

/// Why the section describes nothing.
#[derive(Debug, thiserror::Error)]
pub enum ConnectionProblem {
    /// The proxy.
    #[error(transparent)]
    Proxy(#[from] NoProxy),
    /// The time.
    #[error(
        "the time for a step of connecting is a number of seconds above 0, up to {MAX_TIMEOUT_SECONDS}, not {text:?}"
    )]
    Timeout {
        /// What was typed.
        text: String,
    },
    /// The login or the cookies.
    #[error("this login or cookie cannot be sent")]
    Header(#[source] HeaderError),
}

impl Default for ConnectionForm {
    fn default() -> Self {
        Self {
            proxy: String::new(),
            timeout_seconds: CONNECT_TIMEOUT.as_secs().to_string(),
            follows_redirects: false,
            user: String::new(),
            password: String::new(),
            bearer: String::new(),
            cookies: String::new(),
        }
    }
}

impl ConnectionForm {
    /// The way to the server.
    ///
    /// # Errors
    /// When the proxy or the time is none.
    pub fn options(&self) -> Result<ConnectOptions, ConnectionProblem> {
        Ok(ConnectOptions { proxy: self.proxy()?, timeout: self.timeout()?, ..ConnectOptions::default() })
    }

    /// The proxy, if one is filled in.
    ///
    /// # Errors
    /// When it is none.
    pub fn proxy(&self) -> Result<Option<Proxy>, NoProxy> {
        if self.proxy.trim().is_empty() { Ok(None) } else { self.proxy.parse().map(Some) }
    }

    fn timeout(&self) -> Result<Duration, ConnectionProblem> {
        let text = self.timeout_seconds.trim();
        let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= MAX_TIMEOUT_SECONDS);
        seconds.map(Duration::from_secs_f64).ok_or_else(|| ConnectionProblem::Timeout { text: text.to_owned() })
    }

    /// What is done with redirects.
    pub fn redirects(&self) -> RedirectPolicy {
        if self.follows_redirects { RedirectPolicy::Follow } else { RedirectPolicy::Show }
    }

    /// Adds login and cookies, unless a header line says them already.
    ///
    /// # Errors
    /// When one cannot be sent.
    pub fn add_headers(&self, headers: &mut Vec<HeaderLine>) -> Result<(), ConnectionProblem> {
        let login = match (self.bearer.trim(), self.user.trim()) {
            ("", "") => None,
            ("", user) => Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{}", self.password)))),
            (token, _) => Some(format!("Bearer {token}")),
        };
        let cookies = (!self.cookies.trim().is_empty()).then(|| self.cookies.trim().to_owned());
        for (name, value) in [("Authorization", login), ("Cookie", cookies)] {
            let Some(value) = value else { continue };
            add_missing(headers, name, &value).map_err(ConnectionProblem::Header)?;
        }
        Ok(())
    }

    /// What the option row says of it: the kind of proxy.
    pub(super) fn value(&self) -> String {
        match self.proxy() {
            Ok(proxy) => proxy.map(|proxy| proxy.url().scheme().to_owned()).unwrap_or_default(),
            Err(_) => "!".to_owned(),
        }
    }
}

/// Settings keep no password.
fn without_password<S: Serializer>(proxy: &str, serializer: S) -> Result<S::Ok, S::Error> {
    let typed = proxy.trim();
    let whole = if typed.contains("://") { typed.to_owned() } else { format!("http://{typed}") };
    let kept = match Url::parse(&whole) {
        Ok(mut url) if url.password().is_some() => {
            // It cannot fail: there is a password.
            url.set_password(None).ok();
            url.to_string()
        }
        // What is no URL yet may hold one all the same.
        Err(_) if proxy.contains('@') => String::new(),
        _ => proxy.to_owned(),
    };
    serializer.serialize_str(&kept)
}

/// Draws the section.
pub(super) fn connection_section_ui(ui: &mut Ui, i18n: &I18n, connection: &mut ConnectionForm, enabled: bool) {
    ui.horizontal_wrapped(|ui| {
        let problem = connection.proxy().err().map(|problem| problem.to_string());
        let (name, hint) = (i18n.text("ws-proxy"), i18n.text("ws-proxy-hint"));
        let field = Field::new(&mut connection.proxy, &name).show_name().hint("socks5h://127.0.0.1:1080");
        field.tooltip(&hint).width(420.0).problem(problem).enabled(enabled).show(ui);
        let problem = connection.timeout().err().map(|problem| problem.to_string());
        let (name, hint) = (i18n.text("ws-connect-timeout"), i18n.text("ws-connect-timeout-hint"));
        let field = Field::new(&mut connection.timeout_seconds, &name).show_name().tooltip(&hint);
        field.width(190.0).problem(problem).enabled(enabled).show(ui);
        ui.add_enabled_ui(enabled, |ui| {
            let (words, hint) = (i18n.text("ws-follow"), i18n.text("ws-follow-hint"));
            field::check_ui(ui, &mut connection.follows_redirects, &words, &hint);
        });
    });
    ui.horizontal_wrapped(|ui| {
        let has_token = !connection.bearer.trim().is_empty();
        let (name, hint) = (i18n.text("ws-user"), i18n.text("ws-user-hint"));
        let field = Field::new(&mut connection.user, &name).show_name().tooltip(&hint).width(210.0);
        field.enabled(enabled && !has_token).show(ui);
        let (name, hint) = (i18n.text("ws-password"), i18n.text("ws-password-hint"));
        let field = Field::new(&mut connection.password, &name).show_name().secret().tooltip(&hint).width(210.0);
        field.enabled(enabled && !has_token).show(ui);
        let (name, hint) = (i18n.text("ws-bearer"), i18n.text("ws-bearer-hint"));
        let field = Field::new(&mut connection.bearer, &name).show_name().secret().tooltip(&hint).width(270.0);
        field.enabled(enabled).show(ui);
    });
    ui.horizontal_wrapped(|ui| {
        let (name, hint) = (i18n.text("ws-cookies"), i18n.text("ws-cookies-hint"));
        let field = Field::new(&mut connection.cookies, &name).show_name().hint("id=1; theme=dark").tooltip(&hint);
        field.width(420.0).enabled(enabled).show(ui);
        if [&connection.password, &connection.bearer, &connection.cookies].iter().any(|text| !text.is_empty()) {
            let words = RichText::new(i18n.text("ws-secrets-not-saved")).font(fonts::body(12.0));
            ui.label(words.color(Tokens::of(ui).warn));
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_secret_is_not_saved() {
        for (proxy, kept) in [
            ("http://u:hush@h:1", "http://u@h:1/"),
            ("u:hush@h:1", "http://u@h:1/"),
            ("socks5://h:1", "socks5://h:1"),
            ("u:hush@", ""),
        ] {
            let form = ConnectionForm {
                proxy: proxy.to_owned(),
                user: "name".to_owned(),
                password: "hush".to_owned(),
                bearer: "hush".to_owned(),
                cookies: "a=hush".to_owned(),
                ..ConnectionForm::default()
            };
            let text = serde_json::to_string(&form).expect("serialised");
            assert!(!text.contains("hush"), "{text}");
            let back: ConnectionForm = serde_json::from_str(&text).expect("parsed");
            assert_eq!((back.proxy.as_str(), back.user.as_str()), (kept, "name"));
        }
    }

    #[test]
    fn a_login_and_cookies_become_headers_unless_a_line_says_them() {
        let form = ConnectionForm {
            user: "us".to_owned(),
            password: "pw".to_owned(),
            cookies: " a=1; b=2 ".to_owned(),
            ..ConnectionForm::default()
        };
        let mut headers = Vec::new();
        form.add_headers(&mut headers).expect("headers");
        assert_eq!(headers[0].value(), "Basic dXM6cHc=");
        assert_eq!(headers[1].value(), "a=1; b=2");
        let mut headers = vec![crate::net::headers::parse_pair("authorization", "mine").expect("a header")];
        let token = ConnectionForm { bearer: "t".to_owned(), ..ConnectionForm::default() };
        token.add_headers(&mut headers).expect("headers");
        assert_eq!(headers.len(), 1);
    }
}
