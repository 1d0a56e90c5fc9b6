//! Who we are at a server: HTTP Basic or a bearer token. Only the user's name is saved.

use base64::{Engine as _, prelude::BASE64_STANDARD};
use egui::{RichText, Ui};
use serde::{Deserialize, Serialize};

use crate::{
    i18n::I18n,
    ui::{field::Field, fonts, theme::Tokens},
};

/// What is typed there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LoginForm {
    /// The user of HTTP Basic.
    pub user: String,
    /// The password of HTTP Basic.
    #[serde(skip)]
    pub password: String,
    /// A bearer token; it is sent instead of the others.
    #[serde(skip)]
    pub bearer: String,
}

impl LoginForm {
    /// The value of `Authorization`, if there is a login. RFC 7617 §2, RFC 6750 §2.1.
    pub fn authorization(&self) -> Option<String> {
        match (self.bearer.trim(), self.user.trim()) {
            ("", "") => None,
            ("", user) => Some(format!("Basic {}", BASE64_STANDARD.encode(format!("{user}:{}", self.password)))),
            (token, _) => Some(format!("Bearer {token}")),
        }
    }
}

/// Draws the fields. Only the token can be wrong: the others are sent as base64.
pub(super) fn login_ui(ui: &mut Ui, i18n: &I18n, login: &mut LoginForm, problem: Option<String>, enabled: bool) {
    let has_token = !login.bearer.trim().is_empty();
    let has_secret = has_token || !login.password.is_empty();
    ui.horizontal_wrapped(|ui| {
        let (name, hint) = (i18n.text("login-user"), i18n.text("login-user-hint"));
        let field = Field::new(&mut login.user, &name).show_name().tooltip(&hint).width(210.0);
        field.enabled(enabled && !has_token).show(ui);
        let (name, hint) = (i18n.text("login-password"), i18n.text("login-password-hint"));
        let field = Field::new(&mut login.password, &name).show_name().secret().tooltip(&hint).width(210.0);
        field.enabled(enabled && !has_token).show(ui);
        let (name, hint) = (i18n.text("login-bearer"), i18n.text("login-bearer-hint"));
        let field = Field::new(&mut login.bearer, &name).show_name().secret().tooltip(&hint).width(270.0);
        field.problem(problem).enabled(enabled).show(ui);
        if has_secret {
            not_saved_ui(ui, i18n);
        }
    });
}

/// Says that a secret beside it is gone after the program's end.
pub(super) fn not_saved_ui(ui: &mut Ui, i18n: &I18n) {
    let words = RichText::new(i18n.text("headers-not-saved")).font(fonts::body(12.0));
    ui.label(words.color(Tokens::of(ui).warn)).on_hover_text(i18n.text("headers-not-saved-hint"));
}
