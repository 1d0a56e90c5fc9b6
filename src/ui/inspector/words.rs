//! How words stand in the inspector: a title, a line of what was sent, a note.

use egui::{Color32, Label, RichText, Ui, WidgetInfo, accesskit::Role};

use crate::ui::{fonts, theme::Tokens};

/// Above what belongs together.
pub(super) fn title_ui(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(fonts::semibold(12.5)));
}

/// What was said on the wire: monospaced, selectable.
pub(super) fn line_ui(ui: &mut Ui, words: &str, color: Color32) {
    ui.add(Label::new(RichText::new(words).font(fonts::mono(12.0)).color(color)).wrap().selectable(true));
}

/// Why there is nothing to see, and the like.
pub fn note_ui(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    ui.add_space(4.0);
    let note = ui.add(Label::new(RichText::new(words).color(tokens.muted)).wrap());
    note.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}
