//! Where the list stands: the wheel, the bar, following the newest row, and the place it keeps.
//!
//! The place is a row's number and a rest in pixels; positions are `f64`, exact to the pixel for 10^13 rows.

use egui::{Id, Rect, Ui};

use super::{
    TableState,
    lines::{Lines, ROW},
};
use crate::{
    i18n::I18n,
    transcript::Transcript,
    ui::{scroll_bar::ScrollBar, theme::height},
};

/// The top of the view in pixels from the first line, after the wheel and the bar of this frame, and the bar
/// itself, to be drawn above the rows. Says in `state` whether the user moved it.
pub(super) fn position(
    ui: &Ui,
    i18n: &I18n,
    state: &mut TableState,
    transcript: &Transcript,
    body: Rect,
    lines: Lines,
    id: Id,
) -> (f64, Option<ScrollBar>) {
    let end = lines.end(body.height());
    let first = state.filter.position_of(transcript, state.top_row).min(lines.shown) + lines.lead;
    // Where the row at the top is gone, the line that says so takes its place.
    let is_gone = state.top_row < transcript.first_row();
    let mut top = if is_gone { 0.0 } else { first as f64 * ROW + f64::from(state.rest_px) };
    if state.follow {
        top = end;
    }
    state.user_scrolled = false;
    if ui.rect_contains_pointer(body) {
        let wheel = f64::from(ui.input(|input| input.smooth_scroll_delta().y));
        if wheel != 0.0 {
            top -= wheel;
            state.follow = wheel < 0.0 && top >= end - 1.0 && !state.is_paused();
            state.user_scrolled = true;
        }
    }
    if end <= 0.0 {
        return (0.0, None);
    }
    let bar = ScrollBar::new(ui, id, &i18n.text("list-scroll-bar"), body, lines.count(), height::ROW);
    if let Some(dragged) = bar.dragged_to() {
        top = dragged * end;
        state.follow = top >= end - 1.0 && !state.is_paused();
        state.user_scrolled = true;
    }
    (top.clamp(0.0, end), Some(bar))
}

/// Moves the view just so far that a line is inside.
pub(super) fn reveal(top_px: f64, line: u64, view_height: f32) -> f64 {
    let line_top = line as f64 * ROW;
    let lowest = (line_top + ROW - f64::from(view_height)).max(0.0);
    top_px.clamp(lowest.min(line_top), line_top.max(lowest))
}

/// Leaves the view where it is when a line is inside, or puts the line into its middle.
pub(super) fn reveal_in_the_middle(top_px: f64, line: u64, view_height: f32, end: f64) -> f64 {
    let line_top = line as f64 * ROW;
    let is_inside = line_top >= top_px && line_top + ROW <= top_px + f64::from(view_height);
    if is_inside { top_px } else { (line_top - (f64::from(view_height) - ROW) / 2.0).clamp(0.0, end) }
}

/// Keeps the place as a row's number and a rest, which holds when older rows go.
pub(super) fn remember(state: &mut TableState, transcript: &Transcript, top_px: f64, lines: Lines) {
    let line = (top_px / ROW).floor() as u64;
    let position = line.saturating_sub(lines.lead);
    let row = state.filter.row_at(transcript, position).filter(|_| position < lines.shown);
    state.top_row = row.unwrap_or_else(|| transcript.first_row());
    state.rest_px = (top_px - (position + lines.lead) as f64 * ROW) as f32;
}
