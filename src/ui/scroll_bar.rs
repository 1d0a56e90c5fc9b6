//! The bar at the right of a list of lines of one height, proportional for any number of lines.

use egui::{Id, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2};

use super::theme::{Tokens, mix};

/// Where the bar takes clicks; lines leave it free.
pub const WIDTH: f32 = 10.0;
const MIN_HANDLE: f32 = 24.0;

/// A bar. It is asked where it was dragged to before the lines are drawn, and painted above them.
#[derive(Debug)]
pub struct ScrollBar {
    rail: Rect,
    content_height: f64,
    handle_height: f32,
    response: Response,
}

impl ScrollBar {
    /// The bar of a list in `body`, with the name that a screen reader says.
    pub fn new(ui: &Ui, id: Id, name: &str, body: Rect, lines: u64, line_height: f32) -> Self {
        let rail = Rect::from_min_max(pos2(body.right() - WIDTH, body.top()), body.max);
        let response = ui.interact(rail, id.with("bar"), Sense::CLICK | Sense::DRAG);
        response.widget_info(|| WidgetInfo::labeled(Role::ScrollBar, true, name));
        let content_height = lines as f64 * f64::from(line_height);
        let shown = f64::from(body.height()) / content_height;
        let handle_height =
            ((shown * f64::from(rail.height())) as f32).clamp(MIN_HANDLE.min(rail.height()), rail.height());
        Self { rail, content_height, handle_height, response }
    }

    /// Where the handle was dragged to, from 0.0 to 1.0.
    pub fn dragged_to(&self) -> Option<f64> {
        let pointer = self.response.interact_pointer_pos()?;
        let above = f64::from(pointer.y - self.rail.top() - self.handle_height / 2.0);
        (self.room() > 0.0).then(|| (above / self.room()).clamp(0.0, 1.0))
    }

    /// Draws the handle for a place of the view, in points from the first line.
    pub fn paint(&self, ui: &Ui, top_px: f64) {
        let tokens = Tokens::of(ui);
        let end = (self.content_height - f64::from(self.rail.height())).max(1.0);
        let active = self.response.hovered() || self.response.dragged();
        let width = if active { 8.0 } else { 4.0 };
        let top = self.rail.top() + (top_px / end * self.room()) as f32;
        let right = self.rail.right() - 1.0;
        let handle = Rect::from_min_max(pos2(right - width, top), pos2(right, top + self.handle_height));
        let color = mix(tokens.surface, tokens.text, if active { 45 } else { 24 });
        ui.painter().rect_filled(handle, width / 2.0, color);
    }

    fn room(&self) -> f64 {
        f64::from(self.rail.height() - self.handle_height)
    }
}
