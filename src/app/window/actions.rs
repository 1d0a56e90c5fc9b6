//! The actions of the table that the window itself does: about itself, its tabs and the lab.

use egui::Ui;

use super::{BarAction, Wirelight};
use crate::{
    app::lab_control::{LabState, Order},
    i18n::Lang,
    protocols,
    settings::ThemeChoice,
    ui::shortcut::{self, Action},
};

impl Wirelight {
    /// Does what keys and palette ask of the window.
    pub(super) fn actions(&mut self, ui: &Ui) {
        self.window_actions(ui);
        self.lab_actions(ui);
        self.tab_actions(ui);
    }

    fn window_actions(&mut self, ui: &Ui) {
        let other = if self.i18n.lang() == Lang::English { Lang::Chinese } else { Lang::English };
        let actions: [(Action, BarAction); 5] = [
            (shortcut::SETTINGS, BarAction::Settings),
            (shortcut::LANGUAGE, BarAction::Lang(other)),
            (shortcut::THEME_LIGHT, BarAction::Theme(ThemeChoice::Light)),
            (shortcut::THEME_DARK, BarAction::Theme(ThemeChoice::Dark)),
            (shortcut::THEME_SYSTEM, BarAction::Theme(ThemeChoice::System)),
        ];
        for (action, meant) in actions {
            if shortcut::pressed(ui, action) {
                self.apply(meant, ui.ctx());
            }
        }
        if shortcut::pressed(ui, shortcut::OPEN_SESSION) {
            self.open_session.ask();
        }
        if shortcut::pressed(ui, shortcut::PALETTE) {
            self.palette.open();
        }
        if shortcut::pressed(ui, shortcut::SHORTCUTS) {
            self.shortcuts_open = true;
        }
        if shortcut::pressed(ui, shortcut::ABOUT) {
            self.about_open = true;
        }
    }

    fn lab_actions(&mut self, ui: &Ui) {
        match self.lab.state() {
            LabState::Off | LabState::Failed(_) => {
                if shortcut::pressed(ui, shortcut::LAB_START) {
                    self.lab.order(Order::Start);
                }
            }
            LabState::Changing => {}
            LabState::Running { .. } => {
                if shortcut::pressed(ui, shortcut::LAB_STOP) {
                    self.lab.order(Order::Stop);
                }
                if shortcut::pressed(ui, shortcut::LAB_COPY) {
                    self.apply(BarAction::CopyLab, ui.ctx());
                }
            }
        }
    }

    fn tab_actions(&mut self, ui: &Ui) {
        let count = self.tabs.iter().count();
        for (number, action) in shortcut::TABS.into_iter().enumerate().take(count) {
            if shortcut::pressed(ui, action) {
                self.tabs.activate(number);
            }
        }
        for (action, forward) in [(shortcut::NEXT_TAB, true), (shortcut::PREVIOUS_TAB, false)] {
            if count > 1 && shortcut::pressed(ui, action) {
                self.tabs.step(forward);
            }
        }
        for (action, is_possible, meant) in self.actions_of_tab(count) {
            if is_possible && shortcut::pressed(ui, action) {
                self.apply(meant, ui.ctx());
            }
        }
        if shortcut::pressed(ui, shortcut::NEW_TAB)
            && let Some(descriptor) =
                self.tabs.active().map(|open| open.tab.descriptor()).or_else(|| protocols::ALL.first().copied())
        {
            self.apply(BarAction::Open(descriptor), ui.ctx());
        }
    }

    /// What can be done with the tab in front, and whether it can now.
    fn actions_of_tab(&mut self, count: usize) -> [(Action, bool, BarAction); 8] {
        let number = self.tabs.active_number();
        let is_saved = self.tabs.active().is_none_or(|open| open.tab.record_path().is_some());
        let (left, right) = (number > 0, number + 1 < count);
        [
            (shortcut::CLOSE_TAB, count > 0, BarAction::Close(number)),
            (shortcut::REOPEN_TAB, self.tabs.can_reopen(), BarAction::Reopen),
            (shortcut::RENAME_TAB, count > 0, BarAction::Rename(number)),
            (shortcut::COPY_TAB, !is_saved, BarAction::Copy(number)),
            (shortcut::CLOSE_OTHERS, count > 1, BarAction::CloseOthers(number)),
            (shortcut::CLOSE_RIGHT, right, BarAction::CloseRight(number)),
            (shortcut::MOVE_TAB_LEFT, left, BarAction::Move { from: number, to: number.saturating_sub(1) }),
            (shortcut::MOVE_TAB_RIGHT, right, BarAction::Move { from: number, to: number + 1 }),
        ]
    }
}
