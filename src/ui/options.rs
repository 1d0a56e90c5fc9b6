//! The row of options below the address: sections that open, one at a time, and a note at the right.

use egui::{Align, Popup, Response, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    bars,
    button::Button,
    folding::fitting,
    fonts, icons, menu, paint,
    theme::{MEDIUM_WIDTH, RADIUS, Tokens, height, mix},
};
use crate::i18n::I18n;

/// Between two sections, in points.
const GAP: f32 = 6.0;

/// One section's head.
#[derive(Clone, Copy, Debug)]
pub struct Section<'a> {
    /// Its name.
    pub title: &'a str,
    /// What is set in it, short: a count, a value. Empty: nothing.
    pub value: &'a str,
    /// Whether something in it deserves a warning.
    pub warns: bool,
}

impl<'a> Section<'a> {
    /// A section that says what is set in it.
    pub fn new(title: &'a str, value: &'a str) -> Self {
        Self { title, value, warns: false }
    }
}

/// Draws the row; sections that do not fit are in a menu behind the others. `open` is the number of the section that
/// is open; draw its content afterwards with [`bars::section_ui`].
pub fn option_row_ui(ui: &mut Ui, i18n: &I18n, sections: &[Section<'_>], open: &mut Option<usize>, note: &str) {
    let was_open = open.is_some();
    let content = |ui: &mut Ui| {
        ui.spacing_mut().item_spacing.x = GAP;
        let widths: Vec<f32> = sections.iter().map(|section| width_of(ui, section) + GAP).collect();
        let shown = fitting(&widths, *open, ui.available_width(), height::CONTROL);
        for (number, section) in sections.iter().enumerate().filter(|(number, _)| shown[*number]) {
            if section_ui(ui, section, *open == Some(number)).clicked() {
                *open = if *open == Some(number) { None } else { Some(number) };
            }
        }
        if shown.contains(&false) {
            let more = Button::ghost(icons::CHEVRON_DOWN, &i18n.text("options-more")).show(ui);
            Popup::menu(&more).gap(4.0).show(|ui| {
                for (number, section) in sections.iter().enumerate().filter(|(number, _)| !shown[*number]) {
                    if menu::item_ui(ui, None, section.title, section.value, false) {
                        *open = Some(number);
                    }
                }
            });
        }
        if !note.is_empty() && ui.max_rect().width() > MEDIUM_WIDTH - 40.0 {
            let tokens = Tokens::of(ui);
            let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), height::CONTROL), Sense::hover());
            response.widget_info(|| WidgetInfo::labeled(Role::Label, true, note));
            paint::text(ui.painter(), rect.right_center(), Align::Max, note, fonts::body(12.0), tokens.muted);
        }
    };
    if was_open {
        bars::top_open_ui(ui, "options", height::OPTION_ROW, content);
    } else {
        bars::top_ui(ui, "options", height::OPTION_ROW, bars::Ground::Surface, content);
    }
}

fn width_of(ui: &Ui, section: &Section<'_>) -> f32 {
    let title = paint::text_width(ui.painter(), section.title, fonts::medium(12.5));
    let value = paint::text_width(ui.painter(), section.value, fonts::mono(12.0));
    let value_room = if section.value.is_empty() { 0.0 } else { value + 7.0 };
    (16.0 + title + value_room + 12.0).round()
}

fn section_ui(ui: &mut Ui, section: &Section<'_>, is_open: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width_of(ui, section), 24.0), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::DisclosureTriangle, true, is_open, section.title));
    if response.hovered() {
        ui.painter().rect_filled(rect.expand2(vec2(2.0, 0.0)), RADIUS, tokens.hover());
    }
    let color = if is_open || response.hovered() { tokens.text } else { mix(tokens.muted, tokens.text, 30) };
    let icon = if is_open { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
    paint::icon(ui.painter(), rect.left_center() + vec2(6.0, 0.0), icon, 15.0, color);
    let at = rect.left_center() + vec2(16.0, 0.0);
    let placed = paint::text(ui.painter(), at, Align::Min, section.title, fonts::medium(12.5), color);
    let value_color = if section.warns { tokens.error } else { tokens.muted };
    let at = egui::pos2(placed.right() + 7.0, rect.center().y);
    paint::text(ui.painter(), at, Align::Min, section.value, fonts::mono(12.0), value_color);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect.expand2(vec2(2.0, 0.0)), RADIUS, &tokens);
    }
    response.on_hover_text(section.title)
}
