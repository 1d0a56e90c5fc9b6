//! The search bar: marks what it finds and jumps from one to the next.

use egui::{Id, Key, Modifiers, RichText, Ui};

use super::{
    lines::{self, Act, ProgressLine},
    pattern_field::PatternField,
};
use crate::{
    i18n::I18n,
    transcript::{Found, Pattern, Search, Transcript},
    ui::{
        bars::{self, Ground},
        button::Button,
        format, icons, shortcut,
        tab_context::TabContext,
        table::TableState,
        theme::{Tokens, height},
    },
};

/// The bar, closed at first.
#[derive(Debug, Default)]
pub(super) struct SearchBar {
    pub(super) is_open: bool,
    pattern: Pattern,
    wants_focus: bool,
    /// Whether the last jump went on from the other end: at the top (true) or at the end.
    wrapped: Option<bool>,
    line: ProgressLine,
}

impl SearchBar {
    pub(super) fn open(&mut self) {
        self.is_open = true;
        self.wants_focus = true;
    }

    pub(super) fn toggle(&mut self) {
        self.is_open = !self.is_open;
        self.wants_focus = self.is_open;
    }
}

/// Draws the bar while it is open, and handles its keys.
pub(super) fn search_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    bar: &mut SearchBar,
    table: &mut TableState,
    transcript: &Transcript,
) {
    let previous = shortcut::pressed(ui, shortcut::SEARCH_PREVIOUS);
    let next = shortcut::pressed(ui, shortcut::SEARCH_NEXT);
    if (previous || next) && !bar.is_open {
        bar.is_open = true;
        bar.wants_focus = bar.pattern.text.is_empty();
    }
    let pattern = if bar.is_open { bar.pattern.clone() } else { Pattern::default() };
    table.search.set_pattern(pattern);
    if !bar.is_open {
        return;
    }
    let step =
        bars::top_ui(ui, "search", height::TOOLBAR, Ground::Surface, |ui| bar_ui(ui, cx, bar, table, transcript));
    if let Some(problem) = table.search.problem() {
        lines::problem_ui(ui, cx, "search_problem", &bar.pattern.text, problem);
    }
    let progress = table.search.progress(transcript);
    match bar.line.ui(ui, cx, "search_progress", "find-search-progress", progress) {
        Some(Act::Stop) => table.search.stop(),
        Some(Act::GoOn) => table.search.go_on(),
        None => {}
    }
    if let Some(forwards) = if next {
        Some(true)
    } else if previous {
        Some(false)
    } else {
        step
    } {
        bar.wrapped = jump(table, forwards);
    }
}

/// Returns which way to jump.
fn bar_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    bar: &mut SearchBar,
    table: &TableState,
    transcript: &Transcript,
) -> Option<bool> {
    let typed = field_ui(ui, cx, bar, table.search.problem().is_some());
    let clicked = buttons_ui(ui, cx.i18n, bar, table.search.found() > 0);
    if table.search.is_on() {
        standing_ui(ui, cx.i18n, bar, table, transcript);
    }
    clicked.or(typed)
}

/// The field. Returns which way Enter jumps.
fn field_ui(ui: &mut Ui, cx: &TabContext<'_>, bar: &mut SearchBar, is_wrong: bool) -> Option<bool> {
    let tokens = Tokens::of(ui);
    let name = cx.i18n.text("find-search");
    let id: Id = ui.scope_id().with("search_field");
    let width = (ui.available_width() * 0.45).clamp(160.0, 320.0);
    let field = PatternField { name: &name, hint: &name, icon: (icons::SEARCH, tokens.muted), id, width, is_wrong };
    let before = bar.pattern.clone();
    let response = field.show(ui, cx.i18n, &mut bar.pattern);
    if bar.pattern != before {
        bar.wrapped = None;
    }
    if std::mem::take(&mut bar.wants_focus) {
        response.request_focus();
    }
    let mut step = None;
    if response.lost_focus() {
        let pressed =
            |key, modifiers: Modifiers| ui.input(|input| input.key_pressed(key) && input.modifiers == modifiers);
        if pressed(Key::Escape, Modifiers::NONE) {
            bar.is_open = false;
        } else if pressed(Key::Enter, Modifiers::NONE) {
            step = Some(true);
        } else if pressed(Key::Enter, Modifiers::SHIFT) {
            step = Some(false);
        }
        bar.wants_focus = step.is_some();
    }
    step
}

/// The arrows and the cross. Returns which way an arrow jumps.
fn buttons_ui(ui: &mut Ui, i18n: &I18n, bar: &mut SearchBar, can_jump: bool) -> Option<bool> {
    let mut step = None;
    let previous = i18n.text("find-previous");
    if arrow(icons::ARROW_UP, &previous, shortcut::SEARCH_PREVIOUS, can_jump).show(ui).clicked() {
        step = Some(false);
    }
    let next = i18n.text("find-next");
    if arrow(icons::ARROW_DOWN, &next, shortcut::SEARCH_NEXT, can_jump).show(ui).clicked() {
        step = Some(true);
    }
    let close = i18n.text("find-close");
    if Button::ghost(icons::CLOSE, &close).show(ui).clicked() {
        bar.is_open = false;
    }
    step
}

/// How much was found, and whether the last jump went on from the other end.
fn standing_ui(ui: &mut Ui, i18n: &I18n, bar: &SearchBar, table: &TableState, transcript: &Transcript) {
    let tokens = Tokens::of(ui);
    let searching = table.search.progress(transcript).is_some();
    let (words, is_bad) = standing(i18n, &table.search, table.selected, searching);
    let color = if is_bad { tokens.warn } else { tokens.muted };
    ui.add(egui::Label::new(RichText::new(words).size(12.0).color(color)).truncate());
    if let Some(at_top) = bar.wrapped {
        let key = if at_top { "find-wrapped-top" } else { "find-wrapped-end" };
        ui.add(egui::Label::new(RichText::new(i18n.text(key)).size(12.0).color(tokens.warn)).truncate());
    }
}

fn arrow(icon: icons::Icon, name: &str, action: shortcut::Action, enabled: bool) -> Button<'_> {
    Button::ghost(icon, name).shortcut(action).enabled(enabled)
}

/// How many rows have it and which one is chosen; whether nothing was found.
fn standing(i18n: &I18n, search: &Search, selected: Option<u64>, searching: bool) -> (String, bool) {
    let found = search.found();
    let count = ("count", format::count(found));
    let place = selected.and_then(|row| search.place_of(row));
    let words = match place {
        Some(place) => i18n.text_with("find-place", &[("place", format::grouped(place + 1).into()), count]),
        None if searching => i18n.text_with("find-found-so-far", &[count]),
        None if found == 0 => i18n.text("find-nothing"),
        None => i18n.text_with("find-found", &[count]),
    };
    (words.into_owned(), found == 0 && !searching)
}

/// Chooses the next row that has it. Returns whether that went on from the top or from the end.
fn jump(table: &mut TableState, forwards: bool) -> Option<bool> {
    let search = &table.search;
    let found = match (table.selected, forwards) {
        (Some(row), true) => search.next_after(row),
        (Some(row), false) => search.last_before(row),
        (None, true) => search.next_after(u64::MAX).map(|found| Found { wrapped: false, ..found }),
        (None, false) => search.last_before(u64::MAX),
    }?;
    table.reveal(found.row);
    found.wrapped.then_some(forwards)
}
