//! Menus: their items, and the control that chooses one of a few values.

use egui::{Align, Popup, Response, Sense, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    button, fonts,
    icons::{self, Icon},
    paint,
    theme::{RADIUS, Tokens, height, mix},
};

/// One item of a menu: words, a note in muted monospace at the right, and a tick when it is the one in force.
pub fn item_ui(ui: &mut Ui, icon: Option<Icon>, words: &str, note: &str, chosen: bool) -> bool {
    item(ui, icon, words, note, if chosen { Choice::Chosen } else { Choice::Free }).clicked()
}

/// An item that is listed but cannot be chosen; the note says why.
pub fn disabled_item_ui(ui: &mut Ui, words: &str, note: &str) {
    item(ui, None, words, note, Choice::Refused);
}

/// A line of muted words inside a menu.
pub fn note_ui(ui: &mut Ui, words: &str) {
    let color = Tokens::of(ui).muted;
    ui.add(egui::Label::new(egui::RichText::new(words).size(12.0).color(color)).wrap());
}

/// Chooses one of a few values. `name` is what a screen reader and the tooltip call it.
pub fn select_ui<T: Copy + PartialEq>(ui: &mut Ui, name: &str, value: &mut T, choices: &[(T, &str)]) -> Response {
    let tokens = Tokens::of(ui);
    let widest = choices
        .iter()
        .map(|(_, words)| paint::text_width(ui.painter(), words, fonts::medium(13.0)))
        .fold(0.0, f32::max);
    let sense = if ui.is_enabled() { Sense::click() } else { Sense::hover() };
    let (rect, mut response) = ui.allocate_exact_size(vec2((widest + 40.0).round(), height::CONTROL), sense);
    let words = choices.iter().find(|(choice, _)| choice == value).map_or("", |(_, words)| *words);
    let enabled = ui.is_enabled();
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, enabled, format!("{name} {words}")));
    let border = if response.hovered() { mix(tokens.line2, tokens.text, 20) } else { tokens.line2 };
    ui.painter().rect(rect, RADIUS, tokens.field, egui::Stroke::new(1.0, border), StrokeKind::Inside);
    let at = rect.left_center() + vec2(11.0, 0.5);
    paint::text(ui.painter(), at, Align::Min, words, fonts::medium(13.0), tokens.text);
    button::chevron(ui, rect, &tokens, true);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, &tokens);
    }
    let mut changed = false;
    Popup::menu(&response).gap(4.0).show(|ui| {
        for (choice, words) in choices {
            if item_ui(ui, None, words, "", choice == value) {
                changed |= choice != value;
                *value = *choice;
            }
        }
    });
    if changed {
        response.mark_changed();
    }
    response.on_hover_text(name)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Choice {
    Free,
    Chosen,
    Refused,
}

fn item(ui: &mut Ui, icon: Option<Icon>, words: &str, note: &str, choice: Choice) -> Response {
    let (chosen, enabled) = (choice == Choice::Chosen, choice != Choice::Refused);
    let tokens = Tokens::of(ui);
    let left = 28.0;
    let words_width = paint::text_width(ui.painter(), words, fonts::body(13.0));
    let note_width =
        if note.is_empty() { 0.0 } else { paint::text_width(ui.painter(), note, fonts::mono(11.5)) + 24.0 };
    let natural = (left + words_width + note_width + 12.0).max(120.0);
    // While the menu learns its size, there is no width to fill.
    let width = if ui.is_sizing_pass() { natural } else { natural.max(ui.available_width()) };
    let sense = if enabled { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height::CONTROL), sense);
    response.widget_info(|| WidgetInfo::labeled(Role::MenuItem, enabled, words));
    if enabled && (response.hovered() || response.has_focus()) {
        ui.painter().rect_filled(rect, RADIUS, mix(tokens.raised, tokens.text, 8));
    }
    let color = if enabled { tokens.text } else { tokens.muted };
    let icon = if chosen { Some(icons::CHECK) } else { icon };
    if let Some(icon) = icon {
        let color = if chosen { tokens.accent } else { tokens.muted };
        paint::icon(ui.painter(), rect.left_center() + vec2(14.0, 0.0), icon, 16.0, color);
    }
    let at = rect.left_center() + vec2(left, 0.5);
    paint::text(ui.painter(), at, Align::Min, words, fonts::body(13.0), color);
    if !note.is_empty() {
        let at = rect.right_center() - vec2(8.0, 0.0);
        paint::text(ui.painter(), at, Align::Max, note, fonts::mono(11.5), tokens.muted);
    }
    response
}
