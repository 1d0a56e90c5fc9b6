//! What of a command did not become fields, and why: a notice below the address that stays until the user has seen it.

use egui::{Label, RichText, ScrollArea, Ui};

use super::{bars, button::Button, fonts, icons, preview::text_line, theme::Tokens};
use crate::i18n::I18n;

/// As tall as so many points at most; the rest scrolls.
const MAX_HEIGHT: f32 = 132.0;

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
            let row = ui.horizontal(|ui| {
                let row = bars::FillRow::begin(ui, "left_out");
                let count = self.parts.len() as u64;
                let title = i18n.text_with("left-out-title", &[("count", count.into())]);
                let title = RichText::new(title).font(fonts::semibold(12.5)).color(Tokens::of(ui).warn);
                ui.add_sized([row.width, 28.0], Label::new(title).truncate().halign(egui::Align::Min));
                let is_dismissed = Button::ghost(icons::CLOSE, &i18n.text("left-out-dismiss")).pressed(ui);
                row.end(ui);
                is_dismissed
            });
            ScrollArea::vertical().max_height(MAX_HEIGHT).auto_shrink([false, true]).show(ui, |ui| {
                for part in &self.parts {
                    part_ui(ui, i18n, part);
                }
            });
            row.inner
        })
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
