//! What of a command did not become fields, and why: a notice below the address that stays until the user has seen it.

use egui::{Label, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    bars,
    button::Button,
    fonts, icons, paint,
    preview::text_line,
    theme::{Tokens, height},
};
use crate::i18n::I18n;

/// As tall as so many points at most; the rest scrolls.
const MAX_HEIGHT: f32 = 132.0;

/// The height of a line, in points.
const LINE: f32 = 18.0;

/// What did not become fields. It is said in the language of the window, whenever it is drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOut {
    /// As the command has them.
    pub parts: Vec<LeftOutPart>,
}

/// A part of a command that did not become a field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LeftOutPart {
    /// As it is written.
    pub text: String,
    /// The key of the words that say why.
    pub why_key: &'static str,
}

impl LeftOut {
    /// Draws it below the bars that are there; true when it was dismissed.
    pub(super) fn ui(&self, ui: &mut Ui, i18n: &I18n) -> bool {
        bars::section_ui(ui, "left_out", |ui| {
            let is_dismissed = ui.horizontal(|ui| self.head_ui(ui, i18n)).inner;
            ui.spacing_mut().item_spacing.y = 2.0;
            ui.spacing_mut().interact_size.y = LINE;
            // Its height is that of its lines from the first frame on; the area below does not jump.
            let tall = (LINE + 2.0) * self.parts.len() as f32;
            let scroll = ScrollArea::vertical().max_height(MAX_HEIGHT).min_scrolled_height(tall.min(MAX_HEIGHT));
            scroll.auto_shrink([false, true]).show(ui, |ui| {
                for part in &self.parts {
                    part_ui(ui, i18n, part);
                }
            });
            is_dismissed
        })
    }

    /// How many there are, and the cross.
    fn head_ui(&self, ui: &mut Ui, i18n: &I18n) -> bool {
        let tokens = Tokens::of(ui);
        let row = bars::FillRow::begin(ui, "left_out");
        let title = i18n.text_with("left-out-title", &[("count", (self.parts.len() as u64).into())]);
        let (rect, response) = ui.allocate_exact_size(vec2(row.width, height::CONTROL), Sense::hover());
        response.widget_info(|| WidgetInfo::labeled(Role::Heading, true, title.as_ref()));
        paint::text_cut(ui.painter(), rect.left_center(), &title, fonts::semibold(12.5), tokens.warn, rect.width());
        let is_dismissed = Button::ghost(icons::CLOSE, &i18n.text("left-out-dismiss")).pressed(ui);
        row.end(ui);
        is_dismissed
    }
}

fn part_ui(ui: &mut Ui, i18n: &I18n, part: &LeftOutPart) {
    let tokens = Tokens::of(ui);
    ui.horizontal_wrapped(|ui| {
        let text = text_line(part.text.as_bytes());
        ui.add(Label::new(RichText::new(text).font(fonts::mono(12.0)).color(tokens.text)).selectable(true));
        let why = RichText::new(i18n.text(part.why_key)).font(fonts::body(12.0)).color(tokens.muted);
        ui.add(Label::new(why).wrap());
    });
}
