//! A banner below the address: what happened, what comes next and when, why, and what can be done.

use egui::{Align, Frame, Margin, Panel, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{
    button::Button,
    fonts,
    light::Light,
    paint,
    theme::{MARGIN, Tokens, height},
};

/// How serious a banner is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something waits.
    Warn,
    /// Something failed, or is dangerous.
    Error,
}

/// What a banner says.
#[derive(Clone, Copy, Debug)]
pub struct Banner<'a> {
    /// How serious it is.
    pub tone: Tone,
    /// A light at the left: how much of a wait is left; a triangle otherwise.
    pub light: Option<Light>,
    /// What happened.
    pub what: &'a str,
    /// What counts down, in monospace: `4.2 s`.
    pub when: &'a str,
    /// Why, and what to do.
    pub why: &'a str,
    /// Buttons at the right, the most useful first.
    pub buttons: &'a [&'a str],
}

/// Draws a banner below the bars that are there; returns the number of the button that was pressed.
pub fn banner_ui(ui: &mut Ui, name: &str, banner: &Banner<'_>) -> Option<usize> {
    let tokens = Tokens::of(ui);
    let color = match banner.tone {
        Tone::Warn => tokens.warn,
        Tone::Error => tokens.error,
    };
    let fill = tokens.tint(color, if banner.tone == Tone::Warn { 7 } else { 9 });
    let frame = Frame::new().fill(fill).inner_margin(Margin::symmetric(MARGIN as i8, 0));
    let shown = Panel::top(name)
        .exact_size(height::BANNER)
        .resizable(false)
        .show_separator_line(false)
        .frame(frame)
        .show(ui, |ui| ui.horizontal_centered(|ui| content_ui(ui, banner, color, &tokens)).inner);
    paint::bottom_line(ui.painter(), shown.response.rect, &tokens);
    shown.inner
}

fn content_ui(ui: &mut Ui, banner: &Banner<'_>, color: egui::Color32, tokens: &Tokens) -> Option<usize> {
    let row = super::bars::FillRow::begin(ui, "banner");
    let (rect, response) = ui.allocate_exact_size(vec2(row.width, height::BANNER), Sense::hover());
    let said = [banner.what, banner.when, banner.why].into_iter().filter(|part| !part.is_empty());
    let said = said.collect::<Vec<_>>().join(" ");
    response.widget_info(|| WidgetInfo::labeled(Role::Alert, true, &said));
    let painter = ui.painter().with_clip_rect(rect);
    banner.light.unwrap_or(Light::Failed).paint(&painter, rect.left_center() + vec2(15.0, 0.0), 7.0, tokens);
    let y = rect.center().y;
    let mut x = rect.left() + 38.0;
    x = paint::text(&painter, pos2(x, y), Align::Min, banner.what, fonts::semibold(13.0), tokens.text).right();
    if !banner.when.is_empty() {
        let at = pos2(x + 7.0, y);
        x = paint::text(&painter, at, Align::Min, banner.when, fonts::mono_medium(13.0), color).right();
    }
    let at = pos2(x + 16.0, y);
    paint::text_cut(&painter, at, banner.why, fonts::body(12.5), tokens.muted, rect.right() - at.x);
    let mut pressed = None;
    for (number, words) in banner.buttons.iter().enumerate() {
        if Button::plain(words).pressed(ui) {
            pressed = Some(number);
        }
    }
    row.end(ui);
    response.on_hover_text(said);
    pressed
}
