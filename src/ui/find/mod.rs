//! Filter and search above a list: fields, popup, what is wrong with a pattern, how far a scan is.
//!
//! What is typed lives here; what it means lives in `transcript`.

mod lines;
mod more;
mod pattern_field;
mod scanning;
mod search_bar;

use egui::{Id, Ui};

pub use self::scanning::run_jobs;
use super::{icons, shortcut, table::TableState, theme::Tokens};
use crate::{
    transcript::{Pattern, Query, Transcript},
    ui::tab_context::TabContext,
};

/// What a list's filter and search remember between frames.
#[derive(Debug, Default)]
pub struct FindState {
    /// The filter's pattern as it is typed.
    pattern: Pattern,
    more: more::MoreFilters,
    search: search_bar::SearchBar,
    filter_line: lines::ProgressLine,
    /// What the view began with: clearing the filters leads back to it.
    first_query: Option<Query>,
}

impl FindState {
    /// Whether the search bar is open.
    pub fn searches(&self) -> bool {
        self.search.is_open
    }

    /// Opens the search bar with the focus in it, or closes it.
    pub fn toggle_search(&mut self) {
        self.search.toggle();
    }

    /// Shows again what the view showed at first; everything, if that is what is shown already.
    pub fn clear_filters(&mut self, table: &mut TableState) {
        let first = self.first_query.clone().unwrap_or_default();
        let query = if first == *table.filter.query() { Query::default() } else { first };
        self.pattern = query.pattern.clone();
        self.more = more::MoreFilters::default();
        table.filter.set_query(query);
    }
}

/// Draws the filter's field and the button with more filters; they write into `query`.
pub fn filter_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut FindState,
    table: &mut TableState,
    transcript: &Transcript,
    width: f32,
) {
    state.first_query.get_or_insert_with(|| table.filter.query().clone());
    let mut query = table.filter.query().clone();
    // Somebody else may have changed it since the last frame.
    state.pattern.clone_from(&query.pattern);
    let tokens = Tokens::of(ui);
    let keys = shortcut::FILTER.keys_text(ui.ctx());
    let name = cx.i18n.text("list-filter");
    let hint = format!("{name}   {keys}");
    let id: Id = ui.scope_id().with("filter");
    if shortcut::pressed(ui, shortcut::SEARCH) {
        state.search.open();
    }
    if shortcut::pressed(ui, shortcut::FILTER) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let field = pattern_field::PatternField {
        name: &name,
        hint: &hint,
        icon: (icons::FILTER, tokens.muted),
        id,
        width,
        is_wrong: table.filter.problem().is_some(),
    };
    let response = field.show(ui, cx.i18n, &mut state.pattern);
    // Egui gives the focus up on Escape; the text goes with it.
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        state.pattern.text.clear();
    }
    query.pattern.clone_from(&state.pattern);
    let clears = more::more_ui(ui, cx, &mut state.more, &mut query, transcript);
    table.filter.set_query(query);
    if clears {
        state.clear_filters(table);
    }
}

/// Draws what stands below the toolbar: what is wrong with the pattern, how far the scan is, the search bar.
pub fn lines_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut FindState,
    table: &mut TableState,
    transcript: &Transcript,
) {
    if let Some(problem) = table.filter.problem() {
        lines::problem_ui(ui, cx, "filter_problem", &state.pattern.text, problem);
    }
    let progress = table.filter.progress(transcript);
    match state.filter_line.ui(ui, cx, "filter_progress", "find-filter-progress", progress) {
        Some(lines::Act::Stop) => table.filter.stop(),
        Some(lines::Act::GoOn) => table.filter.go_on(),
        None => {}
    }
    search_bar::search_ui(ui, cx, &mut state.search, table, transcript);
}

/// Draws, over an empty list, that nothing matches, with buttons that read the pattern otherwise and clear the filters.
pub fn no_match_ui(
    ui: &mut Ui,
    cx: &TabContext<'_>,
    state: &mut FindState,
    table: &mut TableState,
    transcript: &Transcript,
    list: egui::Rect,
) {
    let filter = &table.filter;
    // Chips that are switched off say so themselves; a long poll begins with one.
    let narrows = !filter.query().pattern.text.is_empty() || filter.query().narrowed() > 0;
    let nothing = narrows && filter.len(transcript) == 0 && !transcript.is_empty();
    if !nothing || filter.progress(transcript).is_some() {
        return;
    }
    match lines::no_match_ui(ui, cx, list, state.pattern.other_reading()) {
        Some(lines::NoMatch::Clear) => state.clear_filters(table),
        Some(lines::NoMatch::ReadAs(mode)) => {
            let pattern = Pattern { mode, ..table.filter.query().pattern.clone() };
            table.filter.set_query(Query { pattern, ..table.filter.query().clone() });
        }
        None => {}
    }
}
