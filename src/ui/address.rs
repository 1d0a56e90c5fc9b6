//! The address field: a URL with a lock that tells how safe the way there is. A command that is pasted or typed there is
//! handed to the window, which makes fields of it.

use egui::{
    Event, Id, Key, Response, Ui,
    text::{CCursor, CCursorRange},
    text_edit::TextEditState,
};

use super::{command::CommandText, field::Field, icons, shortcut, tab_context::TabContext, theme::Tokens};
use crate::{net::tls::Verification, transcript::secrets::MASK};

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
    pub fn show(self, ui: &mut Ui, cx: &mut TabContext<'_>) -> Response {
        let i18n = cx.i18n;
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
        if self.enabled && ui.memory(|memory| memory.has_focus(id)) {
            take_pasted_command(ui, cx, self.url, id);
        }
        let response = Field::new(&mut *self.url, &name)
            .icon(icon, color)
            .tooltip(&state)
            .id(id)
            .problem_elsewhere(self.is_wrong)
            .enabled(self.enabled)
            .width(self.width)
            .show(ui);
        if response.gained_focus() && matches!((cx.commands)(i18n, self.url), CommandText::None) {
            ui.data_mut(|data| data.insert_temp(before(id), self.url.clone()));
        }
        if response.lost_focus() && ui.input(|input| input.key_pressed(Key::Enter)) {
            match (cx.commands)(i18n, self.url) {
                // It means the main button, which is drawn behind the field.
                CommandText::None => shortcut::ask(ui.ctx(), shortcut::GO),
                CommandText::Readable => {
                    let typed_over: Option<String> = ui.data(|data| data.get_temp(before(id)));
                    cx.window.command = Some(std::mem::replace(self.url, typed_over.unwrap_or_default()));
                }
                CommandText::Unreadable(_) => response.request_focus(),
            }
        }
        response
    }
}

/// Where the text is kept that stood in the field before something was typed over it.
fn before(id: Id) -> Id {
    id.with("before")
}

/// Takes a command that is pasted before the field does: a field of one line would make spaces of its line ends. One that can
/// be read leaves the field as it is; another one stands in it, and what is wrong is said below.
fn take_pasted_command(ui: &Ui, cx: &mut TabContext<'_>, url: &mut String, id: Id) {
    let (i18n, commands) = (cx.i18n, cx.commands);
    let mut is_taken = false;
    let typed = url.clone();
    ui.input_mut(|input| {
        input.events.retain(|event| {
            let Event::Paste(text) = event else { return true };
            match commands(i18n, text) {
                CommandText::None => return true,
                CommandText::Readable => cx.window.command = Some(text.clone()),
                CommandText::Unreadable(_) => text.trim().clone_into(url),
            }
            is_taken = true;
            false
        });
    });
    if is_taken {
        put_cursor_behind(ui, id, url);
        if matches!(commands(i18n, &typed), CommandText::None) {
            ui.data_mut(|data| data.insert_temp(before(id), typed));
        }
        ui.ctx().request_repaint();
    }
}

/// As after any paste.
fn put_cursor_behind(ui: &Ui, id: Id, text: &str) {
    let mut state = TextEditState::load(ui.ctx(), id).unwrap_or_default();
    state.cursor.set_char_range(Some(CCursorRange::one(CCursor::new(text.chars().count()))));
    state.store(ui.ctx(), id);
}

/// Whether a URL came out of a record or the settings, which keep no password.
pub(super) fn has_lost_password(url: &str) -> bool {
    url.contains(&format!(":{MASK}@"))
}
