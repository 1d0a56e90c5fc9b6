//! The address field: a URL with a lock that tells how safe the way there is.

use egui::{Key, Response, Ui};

use super::{field::Field, icons, shortcut, theme::Tokens};
use crate::{i18n::I18n, net::tls::Verification, transcript::secrets::MASK};

/// The field for a session's URL.
#[derive(Debug)]
pub struct Address<'a> {
    /// The URL as it is typed.
    pub url: &'a mut String,
    /// How the peer's certificate is checked.
    pub verification: Verification,
    /// Whether something is wrong with the URL; what, stands below the bar.
    pub is_wrong: bool,
    /// Whether it can be changed now.
    pub enabled: bool,
    /// Its width in points.
    pub width: f32,
}

impl Address<'_> {
    /// Draws it.
    pub fn show(self, ui: &mut Ui, i18n: &I18n) -> Response {
        let tokens = Tokens::of(ui);
        let lower = self.url.trim_start().to_ascii_lowercase();
        let tls = lower.starts_with("https:") || lower.starts_with("wss:");
        let (icon, color, key) = match (tls, self.verification) {
            (true, Verification::Skipped) => (icons::WARNING, tokens.error, "address-insecure"),
            (true, Verification::Platform) => (icons::LOCK, tokens.ok, "address-tls"),
            (false, _) => (icons::LOCK_OPEN, tokens.muted, "address-plain"),
        };
        let name = i18n.text("address-name");
        let state = i18n.text(key);
        let id = ui.scope_id().with("address");
        if shortcut::pressed(ui, shortcut::ADDRESS) {
            ui.memory_mut(|memory| memory.request_focus(id));
        }
        let response = Field::new(self.url, &name)
            .icon(icon, color)
            .tooltip(&state)
            .id(id)
            .problem_elsewhere(self.is_wrong)
            .enabled(self.enabled)
            .width(self.width)
            .show(ui);
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            // It means the main button, which is drawn behind the field.
            shortcut::ask(ui.ctx(), shortcut::GO);
        }
        response
    }
}

/// Whether a URL came out of a record or the settings, which keep no password.
pub(super) fn has_lost_password(url: &str) -> bool {
    url.contains(&format!(":{MASK}@"))
}
