//! The keys of the list: arrows, Home, End, pages, with Shift to choose several, and the letters of its commands.

use egui::{Event, EventFilter, Id, Key, Ui};

use super::{
    TableState,
    choice::{Choice, CopyAs},
};
use crate::transcript::Transcript;

/// What the keys of a frame ask for, besides moving.
#[derive(Debug, Default)]
pub(super) struct Pressed {
    /// The position that must come into view.
    pub(super) reveal: Option<u64>,
    /// What shall be done with the chosen rows.
    pub(super) choice: Option<Choice>,
    /// Open the menu of the chosen rows.
    pub(super) menu: bool,
}

/// Takes the keys of this frame and moves the choice.
pub(super) fn take(ui: &Ui, id: Id, state: &mut TableState, transcript: &Transcript, visible_rows: u64) -> Pressed {
    let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let mut pressed = Pressed::default();
    let Some(last) = state.shown(transcript).checked_sub(1) else { return pressed };
    let page = visible_rows.saturating_sub(1).max(1);
    ui.input_mut(|input| {
        input.events.retain(|event| match event {
            Event::Copy => {
                pressed.choice = Some(Choice::Copy(CopyAs::Text));
                false
            }
            Event::Key { key, pressed: true, modifiers, .. } if !modifiers.alt => {
                let shift = modifiers.shift;
                match (*key, modifiers.command) {
                    (Key::A, true) => pressed.choice = Some(Choice::ChooseAll),
                    (Key::M, false) if shift => pressed.choice = Some(Choice::EditMark),
                    (Key::M, false) => pressed.choice = Some(Choice::Mark),
                    (Key::F10, false) if shift => pressed.menu = true,
                    (Key::Menu, false) => pressed.menu = true,
                    (Key::Escape, false) if state.selected.is_some() => state.selected = None,
                    (key, false) => {
                        let Some(position) = state.moved(transcript, key, last, page) else { return true };
                        state.choose_at(transcript, position, shift);
                        state.follow = position == last && !state.is_paused();
                        pressed.reveal = Some(position);
                    }
                    _ => return true,
                }
                false
            }
            _ => true,
        });
    });
    pressed
}

impl TableState {
    /// Where a key moves the cursor to.
    fn moved(&self, transcript: &Transcript, key: Key, last: u64, page: u64) -> Option<u64> {
        let at = self.selected.map(|number| self.filter.position_of(transcript, number).min(last));
        Some(match key {
            Key::ArrowDown => at.map_or(last, |at| (at + 1).min(last)),
            Key::ArrowUp => at.map_or(last, |at| at.saturating_sub(1)),
            Key::PageDown => at.map_or(last, |at| (at + page).min(last)),
            Key::PageUp => at.map_or(last, |at| at.saturating_sub(page)),
            Key::Home => 0,
            Key::End => last,
            _ => return None,
        })
    }

    fn choose_at(&mut self, transcript: &Transcript, position: u64, extend: bool) {
        let Some(row) = self.filter.row_at(transcript, position) else { return };
        if extend {
            self.selection.follow(self.selected);
            self.selection.extend(row, false);
        } else {
            self.selection.only(Some(row));
        }
        self.selected = Some(row);
    }

    /// Chooses every row that is shown.
    pub(super) fn choose_all(&mut self, transcript: &Transcript) {
        let Some(last) = self.shown(transcript).checked_sub(1) else { return };
        let ends = (self.filter.row_at(transcript, 0), self.filter.row_at(transcript, last));
        if let (Some(first), Some(last)) = ends {
            let cursor = self.selected.unwrap_or(last);
            self.selection.only(Some(cursor));
            self.selection.all(first, last);
            self.selected = Some(cursor);
        }
    }
}
