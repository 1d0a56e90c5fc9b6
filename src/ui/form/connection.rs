//! The *Connection* section: proxy, time-outs, redirects, content codings, whether cookies are kept.

use std::time::Duration;

use egui::Ui;
use serde::{Deserialize, Serialize, Serializer};
use url::Url;

use super::{login::LoginForm, problem::PeerProblem};
use crate::{
    i18n::I18n,
    net::{
        CONNECT_TIMEOUT,
        coding::ALL_CODINGS,
        connect::{ConnectOptions, Proxy, ProxyUrlError},
    },
    ui::{
        field::{self, Field},
        reason,
    },
};

/// The longest time that can be typed.
const MAX_TIMEOUT_SECONDS: f64 = 3600.0;

/// Which of the fields mean something to a protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PeerFields {
    /// Whether a time can be set for an answer, beside the one for its connection.
    pub answer_timeout: bool,
    /// Whether redirects can be followed or not; otherwise they always are.
    pub chooses_redirects: bool,
}

/// What is typed there. Who we are is drawn in the *Security* section, and is saved here as it always was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConnectionForm {
    /// The URL of a proxy; empty for none. Its password is not saved.
    #[serde(serialize_with = "without_password")]
    pub proxy: String,
    /// How long the way to the server may take, in seconds.
    pub timeout_seconds: String,
    /// How long an answer's head may take, in seconds; empty for as long as it wants.
    pub answer_timeout_seconds: String,
    /// Whether redirects are followed.
    pub follows_redirects: bool,
    /// Whether cookies that servers set are kept and sent.
    pub keeps_cookies: bool,
    /// Who we are there.
    #[serde(flatten)]
    pub login: LoginForm,
    /// Cookies of the user, with semicolons between them.
    #[serde(skip)]
    pub cookies: String,
}

impl Default for ConnectionForm {
    fn default() -> Self {
        Self {
            proxy: String::new(),
            timeout_seconds: CONNECT_TIMEOUT.as_secs().to_string(),
            answer_timeout_seconds: String::new(),
            follows_redirects: false,
            keeps_cookies: true,
            login: LoginForm::default(),
            cookies: String::new(),
        }
    }
}

impl ConnectionForm {
    /// The way to the server.
    ///
    /// # Errors
    /// When the proxy or the time is none.
    pub fn options(&self) -> Result<ConnectOptions, PeerProblem> {
        Ok(ConnectOptions { proxy: self.proxy()?, timeout: self.timeout()?, ..ConnectOptions::default() })
    }

    /// How long an answer may take, if that is limited.
    ///
    /// # Errors
    /// When it is no time.
    pub fn answer_timeout(&self) -> Result<Option<Duration>, PeerProblem> {
        match self.answer_timeout_seconds.trim() {
            "" => Ok(None),
            text => seconds(text).map(Some).ok_or_else(|| PeerProblem::AnswerTimeout {
                text: text.to_owned(),
                limit_seconds: MAX_TIMEOUT_SECONDS,
            }),
        }
    }

    /// What the option row says of it: the kind of proxy.
    pub(super) fn value(&self) -> String {
        match self.proxy() {
            Ok(proxy) => proxy.map(|proxy| proxy.url().scheme().to_owned()).unwrap_or_default(),
            Err(_) => "!".to_owned(),
        }
    }

    fn proxy(&self) -> Result<Option<Proxy>, ProxyUrlError> {
        if self.proxy.trim().is_empty() { Ok(None) } else { self.proxy.parse().map(Some) }
    }

    fn timeout(&self) -> Result<Duration, PeerProblem> {
        let text = self.timeout_seconds.trim();
        seconds(text)
            .ok_or_else(|| PeerProblem::ConnectTimeout { text: text.to_owned(), limit_seconds: MAX_TIMEOUT_SECONDS })
    }
}

fn seconds(text: &str) -> Option<Duration> {
    let seconds = text.parse().ok().filter(|seconds| *seconds > 0.0 && *seconds <= MAX_TIMEOUT_SECONDS);
    seconds.map(Duration::from_secs_f64)
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
pub(super) fn connection_ui(
    ui: &mut Ui,
    i18n: &I18n,
    (connection, accepts_codings): (&mut ConnectionForm, &mut bool),
    fields: PeerFields,
    enabled: bool,
) {
    ui.horizontal_wrapped(|ui| {
        let problem = connection.proxy().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("connection-proxy"), i18n.text("connection-proxy-hint"));
        let field = Field::new(&mut connection.proxy, &name).show_name().hint("socks5h://127.0.0.1:1080");
        field.tooltip(&hint).width(420.0).problem(problem).enabled(enabled).show(ui);
        timeouts_ui(ui, i18n, connection, fields, enabled);
    });
    ui.horizontal_wrapped(|ui| {
        redirects_ui(ui, i18n, connection, fields, enabled);
        ui.add_enabled_ui(enabled, |ui| {
            let words = i18n.text_with("connection-codings", &[("codings", ALL_CODINGS.into())]);
            field::check_ui(ui, accepts_codings, &words, &i18n.text("connection-codings-hint"));
            let (words, hint) = (i18n.text("connection-cookies"), i18n.text("connection-cookies-hint"));
            field::check_ui(ui, &mut connection.keeps_cookies, &words, &hint);
        });
    });
}

fn timeouts_ui(ui: &mut Ui, i18n: &I18n, connection: &mut ConnectionForm, fields: PeerFields, enabled: bool) {
    let problem = connection.timeout().err().map(|problem| reason::error(i18n, &problem));
    let (name, hint) = (i18n.text("connection-timeout"), i18n.text("connection-timeout-hint"));
    let field = Field::new(&mut connection.timeout_seconds, &name).show_name().tooltip(&hint);
    field.width(230.0).problem(problem).enabled(enabled).show(ui);
    if fields.answer_timeout {
        let problem = connection.answer_timeout().err().map(|problem| reason::error(i18n, &problem));
        let (name, hint) = (i18n.text("connection-answer-timeout"), i18n.text("connection-answer-timeout-hint"));
        let field = Field::new(&mut connection.answer_timeout_seconds, &name).show_name().tooltip(&hint);
        field.width(230.0).problem(problem).enabled(enabled).show(ui);
    }
}

/// The box stands in every tab; where there is no choice, it says so.
fn redirects_ui(ui: &mut Ui, i18n: &I18n, connection: &mut ConnectionForm, fields: PeerFields, enabled: bool) {
    let words = i18n.text("connection-follow");
    ui.add_enabled_ui(enabled && fields.chooses_redirects, |ui| {
        if fields.chooses_redirects {
            field::check_ui(ui, &mut connection.follows_redirects, &words, &i18n.text("connection-follow-hint"));
        } else {
            let hint = i18n.text("connection-follow-always");
            field::check_ui(ui, &mut true, &words, &hint).on_disabled_hover_text(hint);
        }
    });
}
