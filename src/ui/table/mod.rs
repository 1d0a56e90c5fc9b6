//! The transcript as a list: as many rows as are in view are drawn, however many there are.
//!
//! Here are what a protocol gives and what is remembered between frames; `list` draws a frame.

mod choice;
mod column_menu;
mod columns;
mod copy;
mod go_to;
mod head_words;
mod heads;
mod keys;
mod lines;
mod list;
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

use egui::{Pos2, Ui};
use jiff::Timestamp;

use self::copy::Copying;
pub use self::{
    columns::{ColumnId, ColumnSpec, DELTA, DIRECTION, KIND, PREVIEW, SIZE, Span, TIME},
    head_words::HeadWords,
    list::table_ui,
    row::{Hit, RowLook, RowPaint},
    selection::Selection,
};
use super::{row_memo::RowMemo, tab_context::TabContext};
use crate::transcript::{Filter, Query, RowRef, Search, Transcript};

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
