//! The window's keyboard shortcuts, in one list so that no two collide.

use egui::{Key, KeyboardShortcut, Modifiers};

/// Another tab with the protocol of this one.
pub const NEW_TAB: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::T);
/// Close the tab.
pub const CLOSE_TAB: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::W);
/// The next tab.
pub const NEXT_TAB: KeyboardShortcut = KeyboardShortcut::new(Modifiers::CTRL, Key::PageDown);
/// The tab before.
pub const PREVIOUS_TAB: KeyboardShortcut = KeyboardShortcut::new(Modifiers::CTRL, Key::PageUp);
/// The main button of a tab: connect, send, resume.
pub const GO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Enter);
/// Close, stop or pause what runs.
pub const STOP: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Period);
/// Into the address field.
pub const ADDRESS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::L);
/// Into the filter field.
pub const FILTER: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::F);
/// Into the search bar.
pub const SEARCH: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::F);
/// The next row that the search has found.
pub const SEARCH_NEXT: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F3);
/// The one before.
pub const SEARCH_PREVIOUS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::F3);
/// Follow the newest row, or stay.
pub const FOLLOW: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::J);
/// Forget every row.
pub const CLEAR: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::K);
/// Show or hide the timeline.
pub const TIMELINE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F4);
/// Freeze the rows that are shown while recording goes on, or show what came.
pub const PAUSE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::P);
/// To a row by its number, or to a time.
pub const GO_TO: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::G);
/// The next marked row.
pub const NEXT_MARK: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F2);
/// The marked row before.
pub const PREVIOUS_MARK: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::F2);
/// Every row that is shown; in the list.
pub const SELECT_ALL: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::A);
/// Copy the chosen rows; in the list.
pub const COPY: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::C);
/// Save the session record.
pub const SAVE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::S);
/// Open the file chooser.
pub const OPEN_FILE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::O);
/// Save the payload of the chosen row.
pub const SAVE_PAYLOAD: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::E);
/// Compare other rows with the chosen one.
pub const COMPARE_BASE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::B);
/// Compare the chosen row.
pub const COMPARE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::D);
/// A second session beside this one. Asked before [`COMPARE`], which would take it.
pub const DUPLICATE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
/// The keys to the other one of two sessions.
pub const NEXT_CONSOLE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F6);
/// The next difference of a comparison.
pub const NEXT_DIFFERENCE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::NONE, Key::F7);
/// The difference before. Asked before [`NEXT_DIFFERENCE`], which would take it.
pub const PREVIOUS_DIFFERENCE: KeyboardShortcut = KeyboardShortcut::new(Modifiers::SHIFT, Key::F7);
/// Open a saved session.
pub const OPEN_SESSION: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::O);
/// Record the session to a file, or end that.
pub const RECORD: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::R);
/// The settings window.
pub const SETTINGS: KeyboardShortcut = KeyboardShortcut::new(Modifiers::COMMAND, Key::Comma);

/// Keys of the first nine tabs, with Ctrl.
pub const TAB_KEYS: [Key; 9] =
    [Key::Num1, Key::Num2, Key::Num3, Key::Num4, Key::Num5, Key::Num6, Key::Num7, Key::Num8, Key::Num9];

/// Whether a shortcut was pressed for the layer that `ui` draws; nobody else gets it in this frame then.
pub fn pressed(ui: &egui::Ui, shortcut: KeyboardShortcut) -> bool {
    let behind_modal = ui.memory(|memory| memory.top_modal_layer().is_some_and(|layer| layer != ui.layer_id()));
    !behind_modal && !is_elsewhere(ui) && ui.input_mut(|input| input.consume_shortcut(&shortcut))
}

/// Draws a part of the window; its shortcuts are for it only if they go there.
pub fn only_if<R>(ui: &mut egui::Ui, goes_there: bool, content: impl FnOnce(&mut egui::Ui) -> R) -> R {
    let before = is_elsewhere(ui);
    ui.data_mut(|data| data.insert_temp(elsewhere(), before || !goes_there));
    let drawn = content(ui);
    ui.data_mut(|data| data.insert_temp(elsewhere(), before));
    drawn
}

/// Whether shortcuts, and files that are dropped, go to another part of the window than `ui` draws.
pub fn is_elsewhere(ui: &egui::Ui) -> bool {
    ui.data(|data| data.get_temp(elsewhere())).unwrap_or(false)
}

fn elsewhere() -> egui::Id {
    egui::Id::unique("shortcuts_elsewhere")
}
