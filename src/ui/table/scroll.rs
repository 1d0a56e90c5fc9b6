//! Where the list stands: the wheel, the bar, following the newest row, and the place it keeps.

use egui::{Id, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2};

use super::TableState;
use crate::{
    i18n::I18n,
    transcript::Transcript,
    ui::theme::{Tokens, height, mix},
};

/// Where the bar takes clicks; rows leave it free.
pub(super) const BAR_WIDTH: f32 = 10.0;
const MIN_HANDLE: f32 = 24.0;

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
) -> (f64, Option<Bar>) {
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
    let bar = Bar::new(ui, i18n, body, lines, id);
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

/// The bar at the right.
pub(super) struct Bar {
    rail: Rect,
    handle_height: f32,
    response: Response,
}

impl Bar {
    fn new(ui: &Ui, i18n: &I18n, body: Rect, lines: u64, id: Id) -> Self {
        let rail = Rect::from_min_max(pos2(body.right() - BAR_WIDTH, body.top()), body.max);
        let response = ui.interact(rail, id.with("bar"), Sense::CLICK | Sense::DRAG);
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, i18n.text("list-scroll-bar")));
        let shown = f64::from(body.height()) / (lines as f64 * f64::from(height::ROW));
        let handle_height =
            ((shown * f64::from(rail.height())) as f32).clamp(MIN_HANDLE.min(rail.height()), rail.height());
        Self { rail, handle_height, response }
    }

    /// Where the handle was dragged to, from 0.0 to 1.0.
    fn dragged_to(&self) -> Option<f64> {
        let pointer = self.response.interact_pointer_pos()?;
        let above = f64::from(pointer.y - self.rail.top() - self.handle_height / 2.0);
        (self.room() > 0.0).then(|| (above / self.room()).clamp(0.0, 1.0))
    }

    fn room(&self) -> f64 {
        f64::from(self.rail.height() - self.handle_height)
    }

    /// Draws the handle for a place of the view, above the rows.
    pub(super) fn paint(&self, ui: &Ui, top_px: f64, lines: u64) {
        let tokens = Tokens::of(ui);
        let end = (lines as f64 * f64::from(height::ROW) - f64::from(self.rail.height())).max(1.0);
        let active = self.response.hovered() || self.response.dragged();
        let width = if active { 8.0 } else { 4.0 };
        let top = self.rail.top() + (top_px / end * self.room()) as f32;
        let right = self.rail.right() - 1.0;
        let handle = Rect::from_min_max(pos2(right - width, top), pos2(right, top + self.handle_height));
        let color = mix(tokens.surface, tokens.text, if active { 45 } else { 24 });
        ui.painter().rect_filled(handle, width / 2.0, color);
    }
}
