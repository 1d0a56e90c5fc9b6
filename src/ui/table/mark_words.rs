//! How a mark looks and what it is called.

use egui::Color32;

use crate::{
    i18n::I18n,
    transcript::{MarkColor, RowMark},
    ui::theme::Tokens,
};

/// The colour that a mark is drawn with.
pub(super) fn color_of(color: MarkColor, tokens: &Tokens) -> Color32 {
    match color {
        MarkColor::Red => tokens.error,
        MarkColor::Amber => tokens.warn,
        MarkColor::Green => tokens.ok,
        MarkColor::Blue => tokens.incoming,
        MarkColor::Violet => tokens.outgoing,
    }
}

/// A mark in words: its colour's name and its note.
pub(super) fn words(i18n: &I18n, mark: &RowMark) -> String {
    let color = color_name(i18n, mark.color);
    let key = if mark.note.is_empty() { "table-marked" } else { "table-marked-note" };
    i18n.text_with(key, &[("color", color.into()), ("note", mark.note.as_str().into())]).into_owned()
}

/// The name of a colour.
pub(super) fn color_name(i18n: &I18n, color: MarkColor) -> String {
    let key = match color {
        MarkColor::Red => "mark-red",
        MarkColor::Amber => "mark-amber",
        MarkColor::Green => "mark-green",
        MarkColor::Blue => "mark-blue",
        MarkColor::Violet => "mark-violet",
    };
    i18n.text(key).into_owned()
}
