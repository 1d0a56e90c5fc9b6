//! The field in which a tab is renamed: Enter and a click elsewhere take a name that was
//! changed, Escape leaves it.

use egui::{Id, Key, Rect, Ui, UiBuilder};

use super::action::BarAction;
use crate::{i18n::I18n, limits::MAX_TAB_NAME_CHARS, ui::field::Field};

/// Draws the field over a tab; says when the editing is over.
pub(super) fn rename_ui(ui: &mut Ui, i18n: &I18n, rect: Rect, number: usize, name: &str) -> Option<BarAction> {
    let id: Id = ui.scope_id().with("rename");
    let begun = ui.data(|data| data.get_temp::<String>(id));
    let begins = begun.is_none();
    let mut text = begun.unwrap_or_else(|| name.to_owned());
    let label = i18n.text("tab-name");
    let response = ui
        .scope_builder(UiBuilder::new().max_rect(rect), |ui| {
            Field::new(&mut text, &label).id(id).width(rect.width()).show(ui)
        })
        .inner;
    if begins {
        response.request_focus();
        select_all(ui, id, &text);
    }
    if !response.lost_focus() || begins {
        let text = text.chars().filter(|sign| !sign.is_control()).take(MAX_TAB_NAME_CHARS).collect::<String>();
        ui.data_mut(|data| data.insert_temp(id, text));
        return None;
    }
    ui.data_mut(|data| data.remove::<String>(id));
    let left = ui.input(|input| input.key_pressed(Key::Escape));
    Some(BarAction::Renamed(number, (!left && text != name).then(|| text.trim().to_owned())))
}

fn select_all(ui: &Ui, id: Id, text: &str) {
    let mut state = egui::TextEdit::load_state(ui.ctx(), id).unwrap_or_default();
    let end = egui::text::CCursor::new(text.chars().count());
    state.cursor.set_char_range(Some(egui::text::CCursorRange::two(egui::text::CCursor::new(0), end)));
    state.store(ui.ctx(), id);
}
