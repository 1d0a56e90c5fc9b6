//! Choosing a time range on the strip: by dragging, or with the arrow keys, Shift, Enter and Escape.

use std::ops::Range;

use egui::{EventFilter, Key, Modifiers, PointerButton, Response, Ui};

/// What is being chosen.
#[derive(Debug, Default)]
pub(super) struct Selection {
    anchor: Option<u64>,
    cursor: Option<u64>,
}

/// The time that is shown, and how wide a step of the arrow keys is.
#[derive(Clone, Debug)]
pub(super) struct Ground {
    pub(super) span: Range<u64>,
    pub(super) step_micros: u64,
}

impl Selection {
    /// Where the keyboard is.
    pub(super) fn cursor(&self) -> Option<u64> {
        self.cursor
    }

    /// The range that is being chosen; its last microsecond is inside.
    pub(super) fn draft(&self) -> Option<Range<u64>> {
        let (anchor, cursor) = (self.anchor?, self.cursor?);
        (anchor != cursor).then(|| anchor.min(cursor)..anchor.max(cursor).saturating_add(1))
    }

    /// Takes the pointer. `at` is the time below it.
    pub(super) fn point(&mut self, response: &Response, at: impl Fn(f32) -> u64, range: &mut Option<Range<u64>>) {
        // Not `clicked`, which Enter on the focused strip is as well.
        let clicked = response.clicked_by(PointerButton::Primary);
        let pressed = response.ctx.input(|input| input.pointer.press_origin());
        if response.drag_started() {
            self.anchor = pressed.map(|origin| at(origin.x));
            response.request_focus();
        }
        if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged() || clicked) {
            self.cursor = Some(at(pointer.x));
        }
        if response.drag_stopped() {
            self.apply(range);
        }
        if clicked {
            response.request_focus();
            self.anchor = None;
        }
        if response.double_clicked() {
            self.clear(range);
        }
    }

    /// Takes the keys of this frame while the strip has the focus.
    pub(super) fn type_keys(&mut self, ui: &Ui, response: &Response, ground: &Ground, range: &mut Option<Range<u64>>) {
        let filter = EventFilter { horizontal_arrows: true, escape: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(response.id, filter));
        let pressed = |modifiers, key| ui.input_mut(|input| input.consume_key(modifiers, key));
        // With Shift first: a key without one is also taken with it.
        for (modifiers, extends) in [(Modifiers::SHIFT, true), (Modifiers::NONE, false)] {
            for key in [Key::ArrowLeft, Key::ArrowRight, Key::Home, Key::End] {
                if pressed(modifiers, key) {
                    self.step(key, extends, ground);
                }
            }
        }
        if pressed(Modifiers::NONE, Key::Enter) {
            self.apply(range);
        }
        if pressed(Modifiers::NONE, Key::Escape) {
            if self.anchor.is_none() && self.cursor.is_none() && range.is_none() {
                response.surrender_focus();
            }
            self.clear(range);
        }
    }

    fn step(&mut self, key: Key, extends: bool, ground: &Ground) {
        let (start, last) = (ground.span.start, ground.span.end);
        let from = self.cursor.map(|cursor| cursor.clamp(start, last));
        let to = match key {
            Key::ArrowLeft => from.map_or(last, |from| from.saturating_sub(ground.step_micros)),
            Key::ArrowRight => from.map_or(start, |from| from.saturating_add(ground.step_micros)),
            Key::Home => start,
            _ => last,
        };
        let to = to.clamp(start, last);
        self.anchor = if extends { self.anchor.or(from).or(Some(to)) } else { None };
        self.cursor = Some(to);
    }

    fn apply(&mut self, range: &mut Option<Range<u64>>) {
        if let Some(draft) = self.draft() {
            *range = Some(draft);
        }
        self.anchor = None;
    }

    fn clear(&mut self, range: &mut Option<Range<u64>>) {
        *self = Self::default();
        *range = None;
    }
}
