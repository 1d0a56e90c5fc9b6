//! A window above all others, for a choice that must be made first.

use egui::{Align2, Frame, Id, Margin, Modal, Ui, vec2};

/// Where the top of a dialog stands whose height changes while one looks at it.
const TOP: f32 = 72.0;

/// Draws a dialog of a width; returns what its content returned, and whether Escape or a click beside it closes it.
pub fn dialog_ui<R>(ui: &Ui, name: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    show(ui, Modal::new(Id::unique(name)), width, content)
}

/// The same, with its top at a fixed place.
pub fn top_dialog_ui<R>(ui: &Ui, name: &str, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let id = Id::unique(name);
    let area = Modal::default_area(id).anchor(Align2::CENTER_TOP, vec2(0.0, TOP));
    show(ui, Modal::new(id).area(area), width, content)
}

fn show<R>(ui: &Ui, modal: Modal, width: f32, content: impl FnOnce(&mut Ui) -> R) -> (R, bool) {
    let frame = Frame::window(ui.style()).inner_margin(Margin::same(20));
    let width = width.min(ui.ctx().content_rect().width() - 80.0);
    let shown = modal.frame(frame).show(ui.ctx(), |ui| {
        ui.set_width(width);
        ui.spacing_mut().item_spacing.y = 10.0;
        content(ui)
    });
    let closes = shown.should_close();
    (shown.inner, closes)
}
