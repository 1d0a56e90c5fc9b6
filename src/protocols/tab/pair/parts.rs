//! Two sessions in one tab: side by side, or below each other where the window is narrow, with a divider to drag.

use egui::{
    Align, CursorIcon, EventFilter, Key, Modifiers, Rect, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use crate::{
    i18n::I18n,
    ui::{
        bars::{self, Ground},
        button::Button,
        fonts, icons, paint,
        theme::{Tokens, height},
    },
};

/// From this width on, the two stand side by side.
const SIDE_BY_SIDE_WIDTH: f32 = 1100.0;
/// What each of them has at least, side by side and below each other.
const LEAST_WIDTH: f32 = 420.0;
const LEAST_HEIGHT: f32 = 250.0;
/// Below each other, one of them can be folded to its head, so that the other has the room.
const FOLDED_HEIGHT: f32 = height::STATUS_BAR;
/// What an arrow key moves the divider by.
const STEP: f32 = 16.0;

/// Divides the room that is left, and draws the divider. `share` is what the first part takes.
pub(super) fn parts_ui(ui: &mut Ui, i18n: &I18n, share: &mut f32, is_pair: bool) -> Parts {
    let area = ui.available_rect_before_wrap();
    ui.allocate_rect(area, Sense::hover());
    if !is_pair {
        return Parts { rects: vec![area], on_divider: false };
    }
    let tokens = Tokens::of(ui);
    let beside = area.width() >= SIDE_BY_SIDE_WIDTH;
    let length = if beside { area.width() } else { area.height() };
    let fit = |first: f32| if beside { fit_beside(first, length) } else { fit_below(first, length) };
    let mut first = fit(length * *share);
    let along = |first: f32, margin: f32| {
        if beside {
            let x = area.left() + first;
            Rect::from_min_max(pos2(x - margin, area.top()), pos2(x + margin, area.bottom()))
        } else {
            let y = area.top() + first;
            Rect::from_min_max(pos2(area.left(), y - margin), pos2(area.right(), y + margin))
        }
    };
    let id = ui.scope_id().with("divider");
    let response = ui.interact(along(first, 4.0), id, Sense::DRAG | Sense::FOCUSABLE);
    response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, i18n.text("console-divider")));
    let cursor = if beside { CursorIcon::ResizeHorizontal } else { CursorIcon::ResizeVertical };
    let response = response.on_hover_and_drag_cursor(cursor);
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        first = if beside { pointer.x - area.left() } else { pointer.y - area.top() };
    }
    if response.has_focus() {
        let filter = EventFilter { vertical_arrows: true, horizontal_arrows: true, ..EventFilter::default() };
        ui.memory_mut(|memory| memory.set_focus_lock_filter(id, filter));
        let pressed = |key| ui.input_mut(|input| input.consume_key(Modifiers::NONE, key));
        if pressed(Key::ArrowLeft) || pressed(Key::ArrowUp) {
            first -= STEP;
        }
        if pressed(Key::ArrowRight) || pressed(Key::ArrowDown) {
            first += STEP;
        }
    }
    let first = fit(first).round();
    *share = first / length.max(1.0);
    let active = response.hovered() || response.dragged() || response.has_focus();
    let stroke = if active { Stroke::new(1.0, tokens.accent) } else { tokens.border() };
    let line = along(first + 0.5, 0.0);
    ui.painter().line_segment([line.left_top(), line.right_bottom()], stroke);
    response.on_hover_text(i18n.text("console-divider"));
    let rects = if beside {
        let (left, right) = area.split_left_right_at_x(area.left() + first);
        vec![left, right.with_min_x(right.left() + 1.0)]
    } else {
        let (top, bottom) = area.split_top_bottom_at_y(area.top() + first);
        vec![top, bottom.with_min_y(bottom.top() + 1.0)]
    };
    Parts { rects, on_divider: active }
}

/// Where the sessions are.
pub(super) struct Parts {
    pub(super) rects: Vec<Rect>,
    /// Whether the pointer or the keyboard is at the divider.
    pub(super) on_divider: bool,
}

/// Whether a part has no room for more than its head.
pub(super) fn is_folded(part: Rect) -> bool {
    part.height() < LEAST_HEIGHT / 2.0
}

fn fit_beside(first: f32, length: f32) -> f32 {
    let least = LEAST_WIDTH.min(length / 2.0);
    first.clamp(least, length - least)
}

/// Each has room for its controls, or is folded.
fn fit_below(first: f32, length: f32) -> f32 {
    let least = LEAST_HEIGHT.min(length / 2.0);
    if first < least / 2.0 {
        FOLDED_HEIGHT.min(length / 2.0)
    } else if length - first < least / 2.0 {
        length - FOLDED_HEIGHT.min(length / 2.0)
    } else {
        first.clamp(least, length - least)
    }
}

/// The head of one of the two: its number, whether the keys go there. `true` when it shall be closed.
pub(super) fn head_ui(ui: &mut Ui, i18n: &I18n, number: usize, is_active: bool) -> bool {
    let tokens = Tokens::of(ui);
    let ground = if is_active { Ground::Surface } else { Ground::Base };
    bars::top_ui(ui, "console_head", height::STATUS_BAR, ground, |ui| {
        let bar = ui.max_rect();
        let args = [("number", (number as u64 + 1).into())];
        let name = i18n.text_with("console-title", &args);
        let note = if is_active { i18n.text("console-active") } else { i18n.text("console-inactive") };
        let (rect, response) = ui.allocate_exact_size(vec2(bar.width() - 40.0, height::STATUS_BAR), Sense::hover());
        let spoken = format!("{name}, {note}");
        response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, &spoken));
        let (font, color) =
            if is_active { (fonts::semibold(12.5), tokens.text) } else { (fonts::body(12.5), tokens.muted) };
        let placed = paint::text(ui.painter(), rect.left_center(), Align::Min, name.as_ref(), font, color);
        let at = pos2(placed.right() + 10.0, rect.center().y);
        paint::text_cut(ui.painter(), at, &note, fonts::body(12.0), tokens.muted, rect.right() - at.x);
        if is_active {
            let line = Rect::from_min_max(pos2(rect.left(), bar.top()), pos2(placed.right(), bar.top() + 2.0));
            ui.painter().rect_filled(line, 1.0, tokens.accent);
        }
        response.on_hover_text(i18n.text("console-active-hint"));
        Button::ghost(icons::CLOSE, &i18n.text_with("console-close", &args)).pressed(ui)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_part_has_room_for_its_controls_or_is_folded() {
        for (first, length, fitted) in [
            (300.0, 560.0, 300.0),
            (200.0, 560.0, 250.0),
            (400.0, 560.0, 310.0),
            (90.0, 560.0, FOLDED_HEIGHT),
            (500.0, 560.0, 560.0 - FOLDED_HEIGHT),
            (-5.0, 560.0, FOLDED_HEIGHT),
        ] {
            assert!((fit_below(first, length) - fitted).abs() < 0.1, "{first} of {length}");
        }
        assert!((fit_beside(10.0, 1_280.0) - LEAST_WIDTH).abs() < 0.1);
    }
}
