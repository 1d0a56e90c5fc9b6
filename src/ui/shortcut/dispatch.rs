//! Which keys of a frame are whose: a field keeps what it would edit with, an action takes the rest.
//!
//! Keys are taken at the begin of a frame. Whoever is drawn first would get them otherwise, and a field and an action
//! could both have them.

use egui::{Event, Key, KeyboardShortcut, Modifiers, Plugin, Ui};

use super::{
    action::{Action, TakenBy},
    table,
};

/// The actions of this frame: those that were asked for, and those that somebody offers.
#[derive(Debug, Default)]
pub(super) struct Dispatch {
    asked: Vec<Asked>,
    next: Vec<Action>,
    offered: Vec<Action>,
}

#[derive(Clone, Copy, Debug)]
struct Asked {
    action: Action,
    /// It is meant for what is below a dialog, which closes.
    through_modal: bool,
}

impl Dispatch {
    /// Offers an action, and takes it if it was asked for.
    pub(super) fn take(&mut self, action: Action, behind_modal: bool) -> bool {
        if !self.is_offered(action) {
            self.offered.push(action);
        }
        let found =
            self.asked.iter().position(|asked| asked.action == action && (asked.through_modal || !behind_modal));
        found.map(|at| self.asked.swap_remove(at)).is_some()
    }

    pub(super) fn ask(&mut self, action: Action) {
        self.asked.push(Asked { action, through_modal: false });
    }

    pub(super) fn ask_next(&mut self, action: Action) {
        self.next.push(action);
    }

    pub(super) fn is_offered(&self, action: Action) -> bool {
        self.offered.contains(&action)
    }
}

impl Plugin for Dispatch {
    fn debug_name(&self) -> &'static str {
        "wirelight actions"
    }

    fn on_begin_pass(&mut self, ui: &mut Ui) {
        self.offered.clear();
        self.asked.clear();
        self.asked.extend(self.next.drain(..).map(|action| Asked { action, through_modal: true }));
        let in_field = ui.ctx().text_edit_focused();
        ui.input_mut(|input| {
            input.events.retain(|event| {
                let &Event::Key { key, pressed: true, modifiers, .. } = event else { return true };
                let Some(action) = action_of(key, modifiers).filter(|_| !(in_field && field_takes(key, modifiers)))
                else {
                    return true;
                };
                if !self.asked.iter().any(|asked| asked.action == action) {
                    self.asked.push(Asked { action, through_modal: false });
                }
                false
            });
        });
    }
}

/// The action that keys mean everywhere: of several, the one that names most of them.
fn action_of(key: Key, modifiers: Modifiers) -> Option<Action> {
    let matches = |keys: &KeyboardShortcut| keys.logical_key == key && modifiers.matches_logically(keys.modifiers);
    let named = |keys: &KeyboardShortcut| u8::from(keys.modifiers.shift) + u8::from(keys.modifiers.alt);
    table::all()
        .filter(|action| action.taken_by == TakenBy::Window)
        .filter_map(|action| action.keys.filter(matches).map(|keys| (named(&keys), action)))
        .max_by_key(|(named, _)| *named)
        .map(|(_, action)| action)
}

/// Whether egui's text fields do something with a key of their own: `TextEdit` deletes with Ctrl and H, K, U or W.
fn field_takes(key: Key, modifiers: Modifiers) -> bool {
    match key {
        Key::Backspace
        | Key::Delete
        | Key::Escape
        | Key::Home
        | Key::End
        | Key::ArrowLeft
        | Key::ArrowRight
        | Key::ArrowUp
        | Key::ArrowDown => true,
        Key::H | Key::K | Key::U | Key::W if modifiers.ctrl => !modifiers.shift,
        Key::A | Key::C | Key::X | Key::V | Key::Y | Key::Z if modifiers.command => !modifiers.shift || key == Key::Z,
        Key::Enter | Key::Tab | Key::Space => !modifiers.command && !modifiers.ctrl,
        // What is one sign is typed, unless a modifier makes a command of it.
        _ => !modifiers.command && !modifiers.ctrl && key.symbol_or_name().chars().count() == 1,
    }
}
