//! How words stand in the inspector: a title, a line of what was sent, a note.

use std::borrow::Cow;

use egui::{Color32, Label, RichText, Ui, WidgetInfo, accesskit::Role};

use super::visible;
use crate::{
    i18n::I18n,
    ui::{fonts, format, theme::Tokens},
};

/// Lines of a list that a peer can make long (header lines, the fields of a row); copying takes all of them.
pub(super) const SHOWN_LINES: usize = 200;
/// What of a long value is shown; copying takes all of it.
const SHOWN_COLUMNS: usize = 2_000;

/// Above what belongs together.
pub(super) fn title_ui(ui: &mut Ui, words: &str) {
    ui.label(RichText::new(words).font(fonts::semibold(12.5)));
}

/// What was said on the wire: monospaced, selectable.
pub(super) fn line_ui(ui: &mut Ui, words: &str, color: Color32) {
    ui.add(Label::new(RichText::new(words).font(fonts::mono(12.0)).color(color)).wrap().selectable(true));
}

/// A value as it is shown, cut where it is too long for a frame.
pub(super) fn shown_value(value: &str) -> Cow<'_, str> {
    if value.len() > SHOWN_COLUMNS { visible::cut(value.as_bytes(), SHOWN_COLUMNS).into() } else { value.into() }
}

/// Says how many of the lines are not shown, where there are more than [`SHOWN_LINES`].
pub(super) fn left_out_ui(ui: &mut Ui, i18n: &I18n, lines: usize) {
    let left_out = lines.saturating_sub(SHOWN_LINES) as u64;
    if left_out > 0 {
        note_ui(ui, &i18n.text_with("inspector-lines-left-out", &[("count", format::count(left_out))]));
    }
}

/// Why there is nothing to see, and the like.
pub fn note_ui(ui: &mut Ui, words: &str) {
    let tokens = Tokens::of(ui);
    ui.add_space(4.0);
    let note = ui.add(Label::new(RichText::new(words).color(tokens.muted)).wrap());
    note.widget_info(|| WidgetInfo::labeled(Role::Label, true, words));
}
