//! The `+` behind the tabs: a tab of each protocol, a saved session, the tab closed last.

use egui::{Popup, Ui};

use super::action::BarAction;
use crate::{
    app::tabs::Tabs,
    i18n::I18n,
    protocols,
    ui::{
        button::Button,
        icons::{self, Icon},
        menu,
        shortcut::{self, Action},
    },
};

/// Draws the button and its menu.
pub(super) fn new_tab_ui(ui: &mut Ui, i18n: &I18n, tabs: &Tabs, action: &mut Option<BarAction>) {
    let name = i18n.text("tab-new");
    let response = Button::ghost(icons::ADD, &name).show(ui);
    Popup::menu(&response).gap(4.0).show(|ui| {
        for descriptor in protocols::ALL {
            if menu::item_ui(ui, Some(descriptor.icon), &i18n.text(descriptor.name_key), "", false) {
                *action = Some(BarAction::Open(*descriptor));
            }
        }
        ui.separator();
        let others: [(Action, Icon, bool, BarAction); 3] = [
            (shortcut::OPEN_SESSION, icons::FOLDER, true, BarAction::OpenSession),
            (shortcut::REOPEN_TAB, icons::UNDO, tabs.can_reopen(), BarAction::Reopen),
            (shortcut::DUPLICATE, icons::COLUMNS, tabs.can_duplicate(), BarAction::Duplicate(tabs.active_number())),
        ];
        for (other, icon, _, meant) in others.into_iter().filter(|(_, _, is_there, _)| *is_there) {
            let keys = other.keys_text(ui.ctx());
            if menu::item_ui(ui, Some(icon), &i18n.text(other.words), &keys, false) {
                *action = Some(meant);
            }
        }
    });
}
