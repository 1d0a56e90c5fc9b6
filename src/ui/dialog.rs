//! A window above all others, for a choice that must be made first.

use egui::{Frame, Id, Margin, Modal, Ui};

/// Draws a dialog of a width; returns what its content returned, and whether Escape or a click beside it closes it.
pub fn dialog_ui<R>(ui: &Ui, name: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(20));
    let width = width.min(ui.ctx().content_rect().width() - 80.0);
    let shown = Modal::new(Id::unique(name)).frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 10.0;
        content(ui)
    });
    let closes = shown.should_close();
    (shown.inner, closes)
}
