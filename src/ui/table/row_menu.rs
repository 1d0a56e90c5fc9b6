//! The menu of the chosen rows: copy them, mark them, go somewhere else.

use egui::{Id, Layout, Popup, PopupKind, Pos2, Ui};

use super::{
    TableState,
    choice::{Choice, CopyAs},
};
use crate::{
    i18n::I18n,
    ui::{icons, menu, shortcut},
};

/// Draws the menu while it is open.
pub(super) fn menu_ui(ui: &Ui, i18n: &I18n, state: &mut TableState, id: Id) -> Option<Choice> {
    let at: Pos2 = state.menu_at?;
    let mut open = true;
    let mut choice = None;
    Popup::new(id.with("row_menu"), ui.ctx().clone(), at, ui.layer_id())
        .kind(PopupKind::Menu)
        .layout(Layout::top_down_justified(egui::Align::Min))
        .accessible_name(i18n.text("table-row-menu"))
        .open_bool(&mut open)
        .show(|ui| choice = items_ui(ui, i18n, state.selection.len()));
    if !open || choice.is_some() {
        state.menu_at = None;
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    choice
}

fn items_ui(ui: &mut Ui, i18n: &I18n, count: u64) -> Option<Choice> {
    let keys = |action: shortcut::Action| action.keys_text(ui.ctx());
    let (copy, go_to, all) = (keys(shortcut::COPY), keys(shortcut::GO_TO), keys(shortcut::SELECT_ALL));
    let (mark, edit) = (keys(shortcut::MARK), keys(shortcut::EDIT_MARK));
    let several = count > 1;
    let payload = if several { "table-copy-payloads" } else { "table-copy-payload" };
    let how = i18n.text(if several { "table-copy-payloads-how" } else { "table-copy-payload-how" });
    let masked = i18n.text("table-copy-json-how");
    let items = [
        (Some(icons::COPY), "table-copy-text", copy.as_str(), Choice::Copy(CopyAs::Text)),
        (Some(icons::DATA_OBJECT), "table-copy-json", masked.as_ref(), Choice::Copy(CopyAs::JsonLines)),
        (None, payload, how.as_ref(), Choice::Copy(CopyAs::Payload)),
        (Some(icons::BOOKMARK), "table-mark", mark.as_str(), Choice::Mark),
        (Some(icons::EDIT), "table-mark-edit", edit.as_str(), Choice::EditMark),
        (Some(icons::SELECT_ALL), "table-select-all", all.as_str(), Choice::ChooseAll),
        (Some(icons::GO_TO), "table-go-to-menu", go_to.as_str(), Choice::GoTo),
    ];
    let mut chosen = None;
    for (icon, key, keys, choice) in items {
        if menu::item_ui(ui, icon, &i18n.text(key), keys, false) {
            chosen = Some(choice);
        }
    }
    chosen
}
