//! Where the list stands: the wheel, the bar, following the newest row, and the place it keeps.

use egui::{Id, Rect, Ui};

use super::TableState;
use crate::{
    i18n::I18n,
    transcript::Transcript,
    ui::{scroll_bar::ScrollBar, theme::height},
};

/// The top of the view in pixels from the first row, after the wheel and the bar of this frame, and the bar
/// itself, to be drawn above the rows.
pub(super) fn position(
    ui: &mut Ui,
    i18n: &I18n,
    state: &mut TableState,
    transcript: &Transcript,
    body: Rect,
    lines: u64,
    id: Id,
) -> (f64, Option<ScrollBar>) {
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
    if end <= 0.0 {
        return (0.0, None);
    }
    let bar = ScrollBar::new(ui, id, &i18n.text("list-scroll-bar"), body, lines, height::ROW);
    if let Some(dragged) = bar.dragged_to() {
        top = dragged * end;
        state.follow = top >= end - 1.0;
    }
    (top.clamp(0.0, end), Some(bar))
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
