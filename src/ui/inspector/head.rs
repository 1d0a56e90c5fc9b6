//! The line above a row's readings: its mark, title, time and size, and the buttons that compare it.

use egui::{Align, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{
    showing::{Inspected, Showing},
    state::InspectorState,
    tabs::Tab,
};
use crate::{
    transcript::Direction,
    ui::{button::Button, fonts, icons, paint, shortcut, tab_context::TabContext, theme::Tokens},
};

const HEIGHT: f32 = 28.0;
const BUTTONS: f32 = 60.0;

/// Draws it.
pub(super) fn head_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut InspectorState,
    showing: &Showing<'_>,
    row: &Inspected<'_>,
) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), HEIGHT), Sense::hover());
    let (words, buttons) = rect.split_left_right_at_x(rect.right() - BUTTONS);
    let heading = ui.interact(words, ui.scope_id().with("head"), Sense::hover());
    heading.widget_info(|| WidgetInfo::labeled(Role::Heading, true, format!("{} {}", row.title, row.meta)));
    let center = words.left_center() + vec2(4.0, 0.0);
    match row.direction {
        _ if row.is_error => paint::triangle(ui.painter(), center, false, tokens.error),
        Direction::In => paint::triangle(ui.painter(), center, true, tokens.incoming),
        Direction::Out => paint::triangle(ui.painter(), center, false, tokens.outgoing),
        Direction::Local => paint::diamond(ui.painter(), center, tokens.muted),
    }
    let at = pos2(words.left() + 15.0, words.center().y);
    let title = paint::text(ui.painter(), at, Align::Min, &row.title, fonts::semibold(13.0), tokens.text);
    let at = pos2(title.right() + 9.0, words.center().y);
    paint::text_cut(ui.painter(), at, &row.meta, fonts::mono(12.0), tokens.muted, words.right() - at.x);
    buttons_ui(ui, cx, state, showing, buttons);
    ui.add_space(2.0);
}

fn buttons_ui(ui: &mut Ui, cx: &TabContext<'_>, state: &mut InspectorState, showing: &Showing<'_>, rect: Rect) {
    ui.scope_builder(UiBuilder::new().id_salt("head_buttons").max_rect(rect), |ui| {
        ui.spacing_mut().item_spacing.x = 4.0;
        ui.horizontal_centered(|ui| {
            let is_base = state.is_base(showing);
            let words = cx.i18n.text(if is_base { "inspector-base-drop" } else { "inspector-base-set" });
            let hint = cx.i18n.text("inspector-base-hint");
            let pin = Button::ghost(icons::PIN, &words).hint(&hint).shortcut(shortcut::COMPARE_BASE).on(is_base);
            if pin.pressed(ui) {
                state.toggle_base(cx, showing);
            }
            let words = cx.i18n.text("inspector-compare-with-base");
            let can = state.pair(showing).is_some();
            if Button::ghost(icons::COMPARE, &words).shortcut(shortcut::COMPARE).enabled(can).pressed(ui) {
                state.choose(Tab::Compare);
            }
        });
    });
}
