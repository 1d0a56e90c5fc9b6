//! The arrow keys, Home, End and the page keys in the list.

use egui::{EventFilter, Id, Key, Modifiers, Ui};

use super::TableState;
use crate::transcript::Transcript;

/// Moves the choice with the keys of this frame. Returns the position that must come into view.
pub(super) fn moved(
    ui: &Ui,
    id: Id,
    state: &mut TableState,
    transcript: &Transcript,
    visible_rows: u64,
) -> Option<u64> {
    let filter = EventFilter { vertical_arrows: true, escape: true, ..EventFilter::default() };
    ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
    let last = state.filter.len(transcript).checked_sub(1)?;
    let at = state.selected.map(|number| state.filter.position_of(transcript, number).min(last));
    let page = visible_rows.saturating_sub(1).max(1);
    let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
    let position = if pressed(Key::ArrowDown) {
        at.map_or(last, |at| (at + 1).min(last))
    } else if pressed(Key::ArrowUp) {
        at.map_or(last, |at| at.saturating_sub(1))
    } else if pressed(Key::PageDown) {
        at.map_or(last, |at| (at + page).min(last))
    } else if pressed(Key::PageUp) {
        at.map_or(last, |at| at.saturating_sub(page))
    } else if pressed(Key::Home) {
        0
    } else if pressed(Key::End) {
        last
    } else if pressed(Key::Escape) {
        state.selected = None;
        return None;
    } else {
        return None;
    };
    state.selected = state.filter.row_at(transcript, position);
    state.follow = position == last;
    Some(position)
}
