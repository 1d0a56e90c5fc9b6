//! What stands in a plot that has nothing to draw: so much, and what it is the place of.

use egui::{Align2, Rect, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::{
    i18n::I18n,
    ui::{fonts, theme::Tokens},
};

/// Says it in the middle of the plot. `what` would be drawn here, and may still come unless the session `is_over`.
pub fn nothing_ui(ui: &Ui, i18n: &I18n, area: Rect, what: &str, is_over: bool) {
    let tokens = Tokens::of(ui);
    let key = if is_over { "plot-nothing-came" } else { "plot-nothing-yet" };
    let words = i18n.text_with(key, &[("what", what.into())]);
    let width = (area.width() - 16.0).max(0.0);
    let galley = ui.painter().layout(words.as_ref().to_owned(), fonts::body(12.0), tokens.muted, width);
    let place = Align2::CENTER_CENTER.anchor_size(area.center(), galley.size());
    // No line of the plot goes through the words.
    ui.painter().rect_filled(place.expand2(vec2(6.0, 0.0)), 0.0, tokens.surface);
    ui.painter().galley(place.min, galley, tokens.muted);
    let response = ui.interact(place, ui.scope_id().with(("nothing", what)), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, words.as_ref()));
}
