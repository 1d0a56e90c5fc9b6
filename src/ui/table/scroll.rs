//! Where the list stands: the wheel, the bar, following the newest row, and the place it keeps.

use egui::{Id, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2};

use super::TableState;
use crate::{
    i18n::I18n,
    transcript::Transcript,
    ui::theme::{Tokens, height, mix},
};

const BAR_WIDTH: f32 = 10.0;
const MIN_HANDLE: f32 = 24.0;

/// The top of the view in pixels from the first row, after the wheel and the bar of this frame.
pub(super) fn position(
    ui: &mut Ui,
    i18n: &I18n,
    state: &mut TableState,
    transcript: &Transcript,
    body: Rect,
    lines: u64,
    id: Id,
) -> f64 {
    let row_height = f64::from(height::ROW);
    let end = (lines as f64 * row_height - f64::from(body.height())).max(0.0);
    let first = state.filter.position_of(transcript, state.top_row);
    let mut top = first as f64 * row_height + f64::from(state.rest_px);
    if state.follow {
        top = end;
    }
    if ui.rect_contains_pointer(body) {
        let wheel = f64::from(ui.input(|input| input.smooth_scroll_delta().y));
        if wheel != 0.0 {
            top -= wheel;
            state.follow = wheel < 0.0 && top >= end - 1.0;
        }
    }
    if end > 0.0
        && let Some(dragged) = bar_ui(ui, i18n, body, top.clamp(0.0, end) / end, lines, id)
    {
        top = dragged * end;
        state.follow = top >= end - 1.0;
    }
    top.clamp(0.0, end)
}

/// Moves the view just so far that a row is inside.
pub(super) fn reveal(top_px: f64, position: u64, view_height: f32) -> f64 {
    let row_height = f64::from(height::ROW);
    let row_top = position as f64 * row_height;
    let lowest = (row_top + row_height - f64::from(view_height)).max(0.0);
    top_px.clamp(lowest.min(row_top), row_top.max(lowest))
}

/// Keeps the place as a row's number and a rest, which holds when older rows go.
pub(super) fn remember(state: &mut TableState, transcript: &Transcript, top_px: f64) {
    let row_height = f64::from(height::ROW);
    let first = (top_px / row_height).floor();
    state.top_row = state.filter.row_at(transcript, first as u64).unwrap_or_else(|| transcript.first_row());
    state.rest_px = (top_px - first * row_height) as f32;
}

/// Draws the bar; returns where it was dragged to, from 0.0 to 1.0.
fn bar_ui(ui: &mut Ui, i18n: &I18n, body: Rect, at: f64, lines: u64, id: Id) -> Option<f64> {
    let tokens = Tokens::of(ui);
    let rail = Rect::from_min_max(pos2(body.right() - BAR_WIDTH, body.top()), body.max);
    let response = ui.interact(rail, id.with("bar"), Sense::CLICK | Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, i18n.text("list-scroll-bar")));
    let shown = f64::from(body.height()) / (lines as f64 * f64::from(height::ROW));
    let handle_height = ((shown * f64::from(rail.height())) as f32).clamp(MIN_HANDLE, rail.height());
    let room = f64::from(rail.height() - handle_height);
    let active = response.hovered() || response.dragged();
    let width = if active { 8.0 } else { 4.0 };
    let top = rail.top() + (at * room) as f32;
    let handle =
        Rect::from_min_max(pos2(rail.right() - 1.0 - width, top), pos2(rail.right() - 1.0, top + handle_height));
    let color = mix(tokens.surface, tokens.text, if active { 45 } else { 24 });
    ui.painter().rect_filled(handle, width / 2.0, color);
    let pointer = response.interact_pointer_pos()?;
    (room > 0.0).then(|| (f64::from(pointer.y - rail.top() - handle_height / 2.0) / room).clamp(0.0, 1.0))
}
