//! What can be done with a tab: its context menu.

use egui::Ui;

use super::action::BarAction;
use crate::{
    app::tabs::OpenTab,
    i18n::I18n,
    ui::{
        icons::{self, Icon},
        menu,
        shortcut::{self, Action},
    },
};

/// Draws the items. `count` is how many tabs there are.
pub(super) fn tab_menu_ui(
    ui: &mut Ui,
    i18n: &I18n,
    open: &OpenTab,
    (number, count): (usize, usize),
) -> Option<BarAction> {
    let is_saved = open.tab.record_path().is_some();
    let items: [(Action, Option<Icon>, bool, BarAction); 6] = [
        (shortcut::RENAME_TAB, Some(icons::EDIT), true, BarAction::Rename(number)),
        (shortcut::COPY_TAB, Some(icons::COPY), !is_saved, BarAction::Copy(number)),
        (shortcut::DUPLICATE, Some(icons::COLUMNS), open.tab.can_duplicate(), BarAction::Duplicate(number)),
        (shortcut::CLOSE_TAB, Some(icons::CLOSE), true, BarAction::Close(number)),
        (shortcut::CLOSE_OTHERS, None, count > 1, BarAction::CloseOthers(number)),
        (shortcut::CLOSE_RIGHT, None, number + 1 < count, BarAction::CloseRight(number)),
    ];
    let mut chosen = None;
    for (action, icon, _, meant) in items.into_iter().filter(|(_, _, is_there, _)| *is_there) {
        if menu::item_ui(ui, icon, &i18n.text(action.words), &action.keys_text(ui.ctx()), false) {
            chosen = Some(meant);
            ui.close();
        }
    }
    chosen
}
