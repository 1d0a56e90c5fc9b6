//! The pause: the list stands still while recording goes on, and a line says how many rows came since.

use egui::{Rect, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::TableState;
use crate::{
    i18n::I18n,
    transcript::Transcript,
    ui::{
        button, fonts, format, icons, paint, shortcut,
        theme::{Tokens, height, mix},
    },
};

/// The list's last line of rows while it stands still.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pause {
    /// Rows from this one on wait.
    pub(super) end_row: u64,
    /// Whether to follow the newest row again afterwards.
    followed: bool,
}

impl TableState {
    /// Freezes the rows that are shown.
    pub fn pause(&mut self) {
        if self.paused.is_none() {
            self.paused = Some(Pause { end_row: self.end_row, followed: self.follow });
            self.follow = false;
        }
    }

    /// Shows what came meanwhile.
    pub fn resume(&mut self) {
        if let Some(pause) = self.paused.take() {
            self.follow |= pause.followed;
        }
    }

    /// Follows the newest row, or stays; to follow it is to go on.
    pub fn set_follow(&mut self, follow: bool) {
        if follow {
            self.paused = None;
        }
        self.follow = follow;
    }

    /// Whether the rows are frozen.
    pub fn is_paused(&self) -> bool {
        self.paused.is_some()
    }

    /// Rows that came since the pause, as the list was last drawn.
    pub fn new_rows(&self) -> u64 {
        self.paused.map_or(0, |pause| self.end_row.saturating_sub(pause.end_row))
    }

    /// How many rows are shown: those that the filter shows, up to the pause.
    pub(super) fn shown(&self, transcript: &Transcript) -> u64 {
        match self.paused {
            Some(pause) => self.filter.len_until(transcript, pause.end_row),
            None => self.filter.len(transcript),
        }
    }
}

/// The line at the list's bottom; a click on it goes on.
pub(super) fn pause_line_ui(ui: &Ui, i18n: &I18n, state: &mut TableState, line: Rect) {
    let tokens = Tokens::of(ui);
    let count = state.new_rows();
    let words = i18n.text_with("table-paused", &[("count", format::count(count))]);
    let response = ui.interact(line, ui.scope_id().with("resume"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words.as_ref()));
    let over = if response.hovered() { 14 } else { 8 };
    ui.painter().rect_filled(line, 0.0, mix(tokens.surface, tokens.warn, over));
    ui.painter().hline(line.x_range(), line.top().floor() + 0.5, tokens.hairline());
    let icon = line.left_center() + vec2(20.0, 0.0);
    paint::icon(ui.painter(), icon, icons::PAUSE, 15.0, tokens.warn);
    let at = line.left_center() + vec2(34.0, 0.0);
    paint::text(ui.painter(), at, egui::Align::Min, words.as_ref(), fonts::body(12.0), tokens.text);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), line.shrink(1.0), 2.0, &tokens);
    }
    let response = button::tooltip(response, &i18n.text("table-resume-hint"), Some(shortcut::PAUSE));
    if response.clicked() {
        state.resume();
    }
}

/// How high the line is.
pub(super) const LINE: f32 = height::COLUMN_HEADS;
