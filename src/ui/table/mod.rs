//! The transcript as a list: as many rows as are in view are drawn, however many there are.
//!
//! Here are what a protocol gives, what is remembered between frames, and the order in which a frame is drawn.

mod choice;
mod column_menu;
mod columns;
mod copy;
mod go_to;
mod head_words;
mod heads;
mod keys;
mod lines;
mod mark_words;
mod marks;
mod pause;
mod row;
mod row_menu;
mod rows;
mod scroll;
mod selection;
mod time;

use std::{rc::Rc, time::Duration};

use egui::{Id, Pos2, Rect, Sense, Ui, WidgetInfo, accesskit::Role, vec2};
use jiff::Timestamp;

use self::{choice::Choice, columns::Placed, copy::Copying, lines::Lines, time::TimeWords};
pub use self::{
    columns::{ColumnId, ColumnSpec, DELTA, DIRECTION, KIND, PREVIEW, SIZE, Span, TIME},
    head_words::HeadWords,
    row::{Hit, RowLook, RowPaint},
    selection::Selection,
};
use super::{
    format,
    notice::Weight,
    row_memo::RowMemo,
    shortcut,
    tab_context::TabContext,
    theme::{Tokens, height},
};
use crate::{
    settings::{TablePrefs, TimeMode},
    transcript::{Filter, Query, RowRef, Search, Transcript},
};

/// How long a frame may look for rows that match the filter.
const FILTER_BUDGET: Duration = Duration::from_millis(2);

/// Rows whose words are kept though they were scrolled away.
const WORDS_KEPT: usize = 512;

/// How a protocol shows its rows.
pub trait RowView {
    /// The protocol's name in the settings.
    fn id(&self) -> &'static str;

    /// The moment from which rows count their time.
    fn started_at(&self) -> Timestamp;

    /// The columns, from left to right, for a list of a width.
    fn columns(&self, width: f32) -> Vec<ColumnSpec>;

    /// The time that the row's line shows.
    fn micros(&self, row: &RowRef<'_>) -> u64 {
        row.at_micros
    }

    /// What the row's head says. It is asked once for a row, not in each frame: only what stays the same belongs here.
    fn words(&self, _row: &RowRef<'_>) -> HeadWords {
        HeadWords::default()
    }

    /// Draws a row, except for its time and the time since the row above. `words` are those of [`Self::words`].
    fn paint(&self, row: &RowRef<'_>, words: &HeadWords, to: &mut RowPaint<'_>);

    /// The row in words, for a screen reader and tests.
    fn label(&self, row: &RowRef<'_>, words: &HeadWords) -> String;

    /// Whether a line below the last row is drawn by [`Self::paint_tail`]: a wait that counts down.
    fn has_tail(&self) -> bool {
        false
    }

    /// Draws the line below the last row.
    fn paint_tail(&self, _to: &mut RowPaint<'_>) {}
}

/// What a list remembers between frames.
#[derive(Debug)]
pub struct TableState {
    /// Which rows are shown.
    pub filter: Filter,
    /// Which of these rows are marked as found.
    pub search: Search,
    /// The number of the row that the cursor is at; the inspector shows it.
    pub selected: Option<u64>,
    /// Every chosen row, the cursor's included.
    pub selection: Selection,
    /// Whether the newest row stays in view.
    pub follow: bool,
    top_row: u64,
    rest_px: f32,
    user_scrolled: bool,
    /// A row that the next frame brings into view.
    jump: Option<u64>,
    paused: Option<pause::Pause>,
    /// Which transcript, its end and its filter, as they were last drawn.
    transcript: u64,
    end_row: u64,
    query: Query,
    go_to: go_to::GoTo,
    mark_editor: marks::MarkEditor,
    menu_at: Option<Pos2>,
    copying: Copying,
    words: RowMemo<Rc<HeadWords>>,
}

impl Default for TableState {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            search: Search::default(),
            selected: None,
            selection: Selection::default(),
            follow: true,
            top_row: 0,
            rest_px: 0.0,
            user_scrolled: false,
            jump: None,
            paused: None,
            transcript: 0,
            end_row: 0,
            query: Query::default(),
            go_to: go_to::GoTo::default(),
            mark_editor: marks::MarkEditor::default(),
            menu_at: None,
            copying: Copying::default(),
            words: RowMemo::keeping_more(WORDS_KEPT),
        }
    }
}

impl TableState {
    /// Chooses a row alone.
    pub fn select(&mut self, number: u64) {
        self.selected = Some(number);
    }

    /// Chooses a row alone and brings it into view; following the newest row ends.
    pub fn reveal(&mut self, number: u64) {
        self.selected = Some(number);
        self.selection.only(self.selected);
        self.follow = false;
        self.jump = Some(number);
    }

    /// The numbers of the chosen rows that the filter shows; `None` when these are more than `most`.
    fn chosen_rows(&mut self, transcript: &Transcript, most: u64) -> Option<Vec<u64>> {
        self.selection.refresh(&self.filter, transcript);
        if self.selection.len() > most {
            return None;
        }
        let mut rows = Vec::with_capacity(self.selection.len() as usize);
        for &(start, end) in self.selection.ranges() {
            let first = self.filter.position_of(transcript, start);
            let shown = (first..).map_while(|position| self.filter.row_at(transcript, position));
            rows.extend(shown.take_while(|&row| row <= end));
        }
        Some(rows)
    }

    /// Takes in what changed since the last frame.
    fn begin(&mut self, ui: &Ui, cx: &TabContext<'_>, transcript: &Transcript) -> bool {
        self.words.begin_frame(cx, transcript);
        if self.transcript != transcript.id() {
            self.transcript = transcript.id();
            self.paused = None;
            self.jump = None;
            self.selection.only(self.selected);
        }
        self.end_row = transcript.end_row();
        // Who clears the list or wants the newest row wants no pause.
        if self.follow || transcript.is_empty() {
            self.paused = None;
        }
        let is_complete = self.filter.advance(transcript, FILTER_BUDGET);
        if !(self.search.advance(transcript, FILTER_BUDGET) && is_complete) {
            ui.ctx().request_repaint_after(Duration::from_millis(16));
        }
        if self.query != *self.filter.query() {
            self.query = self.filter.query().clone();
            self.selection.filter_changed();
        }
        self.selection.follow(self.selected);
        self.selection.refresh(&self.filter, transcript);
        is_complete
    }
}

/// Draws the heads and the rows into all of the room that is left.
pub fn table_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    state: &mut TableState,
    transcript: &Transcript,
    view: &dyn RowView,
) {
    let tokens = Tokens::of(ui);
    let rect = ui.available_rect_before_wrap();
    ui.allocate_rect(rect, Sense::hover());
    let id = ui.scope_id().with("transcript");
    let specs = view.columns(rect.width());
    let saved = cx.settings.tables.get(view.id()).cloned().unwrap_or_default();
    let placed = Placed::new(&specs, &saved, rect.width());
    let (heads, mut body) = rect.split_top_bottom_at_y(rect.top() + height::COLUMN_HEADS);
    let mut prefs = saved.clone();
    heads::heads_ui(ui, cx.i18n, id, heads, &specs, &placed, &mut prefs);
    if prefs != saved {
        if prefs == TablePrefs::default() {
            cx.settings.tables.remove(view.id());
        } else {
            cx.settings.tables.insert(view.id().to_owned(), prefs);
        }
    }
    let is_complete = state.begin(ui, cx, transcript);
    if state.is_paused() {
        body.max.y = (body.max.y - pause::LINE).max(body.min.y);
        let line = Rect::from_min_max(body.left_bottom(), rect.max);
        pause::pause_line_ui(ui, cx.i18n, state, line);
    }
    let lines = Lines {
        lead: u64::from(transcript.dropped().rows > 0),
        shown: state.shown(transcript),
        tail: u64::from(view.has_tail() && !state.is_paused()),
    };
    let list = ui.interact(body, id, Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, cx.i18n.text("list-name")));
    let (mut top_px, bar) = scroll::position(ui, cx.i18n, state, transcript, body, lines, id);
    let pressed = if list.has_focus() {
        let visible = (body.height() / height::ROW).floor().max(1.0) as u64;
        keys::take(ui, id, state, transcript, visible)
    } else {
        keys::Pressed::default()
    };
    if let Some(position) = pressed.reveal {
        top_px = scroll::reveal(top_px, position + lines.lead, body.height());
        state.user_scrolled = true;
    }
    if let Some(row) = state.jump.take() {
        let line = state.filter.position_of(transcript, row).min(lines.shown) + lines.lead;
        top_px = scroll::reveal_in_the_middle(top_px, line, body.height(), lines.end(body.height()));
        state.user_scrolled = true;
    }
    if is_complete || state.user_scrolled {
        scroll::remember(state, transcript, top_px, lines);
    }
    let mode = cx.settings.tables.get(view.id()).map_or_else(TimeMode::default, |prefs| prefs.time);
    let times = TimeWords { mode, started_at: view.started_at(), transcript };
    let tools = row::RowTools { tokens: &tokens, placed: &placed, times };
    let place = rows::Place { body, top_px, lines, id };
    let menu_at = rows::rows_ui(ui, cx, state, view, &place, tools);
    if let Some(bar) = bar {
        bar.paint(ui, top_px);
    }
    // The chosen row shows the focus as well; the ring is for a list that Tab has just reached.
    if list.has_focus() && state.selected.is_none() {
        let inside = body.shrink(1.0);
        ui.painter().rect_stroke(inside, 2.0, egui::Stroke::new(1.0, tokens.accent), egui::StrokeKind::Inside);
    }
    if pressed.menu && !state.selection.is_empty() {
        let line = state.selected.map_or(0, |row| state.filter.position_of(transcript, row) + lines.lead);
        let y = (f64::from(height::ROW) * (line + 1) as f64 - top_px).clamp(0.0, f64::from(body.height()));
        state.menu_at = Some(body.left_top() + vec2(80.0, y as f32));
    }
    state.menu_at = menu_at.or(state.menu_at);
    commands_ui(ui, cx, state, transcript, view, &pressed, body, id);
    state.selection.follow(state.selected);
    state.selection.refresh(&state.filter, transcript);
}

/// What keys, menu and small windows ask for.
#[expect(clippy::too_many_arguments, reason = "the second half of `table_ui`")]
fn commands_ui(
    ui: &Ui,
    cx: &mut TabContext<'_>,
    state: &mut TableState,
    transcript: &Transcript,
    view: &dyn RowView,
    pressed: &keys::Pressed,
    body: Rect,
    id: Id,
) {
    marks::shortcuts(ui, cx, state, transcript);
    if shortcut::pressed(ui, shortcut::GO_TO) {
        state.open_go_to();
    }
    let choice = row_menu::menu_ui(ui, cx.i18n, state, id).or(pressed.choice);
    match choice {
        Some(Choice::Copy(copy_as)) => state.copy(cx, transcript, view.started_at(), copy_as),
        Some(Choice::Mark) => state.toggle_marks(cx, transcript),
        Some(Choice::EditMark) => state.edit_marks(transcript),
        Some(Choice::ChooseAll) => state.choose_all(transcript),
        Some(Choice::GoTo) => state.open_go_to(),
        None => {}
    }
    state.mark_editor_ui(ui, cx, transcript, id, body);
    if let Some(place) = state.go_to.ui(ui, cx.i18n, id, body) {
        go(cx, state, transcript, view, place);
    }
    state.finish_copy(ui, cx);
}

/// Goes to a row or time, and says so where that row is not shown.
fn go(
    cx: &mut TabContext<'_>,
    state: &mut TableState,
    transcript: &Transcript,
    view: &dyn RowView,
    place: go_to::Place,
) {
    let shown = state.shown(transcript);
    let Some(found) = go_to::find(place, view.started_at(), &state.filter, transcript, shown) else {
        cx.notices.say(Weight::Good, cx.i18n.text("table-go-to-empty"));
        return;
    };
    if let (go_to::Place::Row(wanted), true) = (place, found.is_nearest) {
        let key = match wanted - 1 {
            row if row < transcript.first_row() => "table-go-to-gone",
            row if row >= transcript.end_row() => "table-go-to-beyond",
            _ => "table-go-to-hidden",
        };
        let args = [("row", format::grouped(wanted).into()), ("nearest", format::grouped(found.row + 1).into())];
        cx.notices.say(Weight::Good, cx.i18n.text_with(key, &args));
    }
    state.reveal(found.row);
}
