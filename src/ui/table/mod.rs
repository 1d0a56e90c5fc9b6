//! The transcript as a list: as many rows as are in view are drawn, however many there are.
//!
//! The place is kept as a row's number and a rest in pixels, so that it is exact at a million rows.

mod keys;
mod row;
mod scroll;

use std::{borrow::Cow, time::Duration};

use egui::{Align, Id, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2, vec2};

pub use self::row::RowPaint;
use super::{
    fonts, paint, scroll_bar,
    theme::{Tokens, height},
};
use crate::{
    i18n::I18n,
    transcript::{Filter, RowRef, Search, Transcript},
};

/// How long a frame may look for rows that match the filter.
const FILTER_BUDGET: Duration = Duration::from_millis(2);

/// A column's head.
#[derive(Clone, Debug)]
pub struct Column {
    /// Its name.
    pub title: Cow<'static, str>,
    /// Where its left edge is, or its right edge when it is right-aligned, from the list's left.
    pub x: f32,
    /// On which side of `x` it stands.
    pub align: Align,
}

impl Column {
    /// A column that begins at `x`.
    pub fn left(title: impl Into<Cow<'static, str>>, x: f32) -> Self {
        Self { title: title.into(), x, align: Align::Min }
    }

    /// A column that ends at `x`.
    pub fn right(title: impl Into<Cow<'static, str>>, x: f32) -> Self {
        Self { title: title.into(), x, align: Align::Max }
    }
}

/// How a protocol shows its rows.
pub trait RowView {
    /// The heads for a list of a width.
    fn columns(&self, width: f32) -> Vec<Column>;

    /// Draws a row; `previous_at_micros` is the time of the row above.
    fn paint(&self, row: &RowRef<'_>, previous_at_micros: Option<u64>, to: &mut RowPaint<'_>);

    /// The row in words, for a screen reader and tests.
    fn label(&self, row: &RowRef<'_>) -> String;

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
    /// The number of the chosen row.
    pub selected: Option<u64>,
    /// Whether the newest row stays in view.
    pub follow: bool,
    top_row: u64,
    rest_px: f32,
    /// A row that must come into view.
    reveal: Option<u64>,
}

impl Default for TableState {
    fn default() -> Self {
        Self {
            filter: Filter::default(),
            search: Search::default(),
            selected: None,
            follow: true,
            top_row: 0,
            rest_px: 0.0,
            reveal: None,
        }
    }
}

impl TableState {
    /// Chooses a row and stops following, so that it stays in view.
    pub fn select(&mut self, number: u64) {
        self.selected = Some(number);
    }

    /// Chooses a row and brings it into view.
    pub fn reveal(&mut self, number: u64) {
        self.selected = Some(number);
        self.follow = false;
        self.reveal = Some(number);
    }
}

/// Draws the heads and the rows into all of the room that is left.
pub fn table_ui(ui: &mut Ui, i18n: &I18n, state: &mut TableState, transcript: &Transcript, view: &dyn RowView) {
    let tokens = Tokens::of(ui);
    let rect = ui.available_rect_before_wrap();
    ui.allocate_rect(rect, Sense::hover());
    let id = ui.scope_id().with("transcript");
    let (heads, body) = rect.split_top_bottom_at_y(rect.top() + height::COLUMN_HEADS);
    heads_ui(ui, heads, &view.columns(rect.width()), &tokens);
    let filtered = state.filter.advance(transcript, FILTER_BUDGET);
    if !(state.search.advance(transcript, FILTER_BUDGET) && filtered) {
        ui.ctx().request_repaint_after(Duration::from_millis(16));
    }
    let shown = state.filter.len(transcript);
    let list = ui.interact(body, id, Sense::click());
    list.widget_info(|| WidgetInfo::labeled(Role::List, true, i18n.text("list-name")));
    let lines = shown + u64::from(view.has_tail());
    let (mut top_px, bar) = scroll::position(ui, i18n, state, transcript, body, lines, id);
    if list.has_focus() {
        let visible = (body.height() / height::ROW).floor().max(1.0) as u64;
        if let Some(position) = keys::moved(ui, id, state, transcript, visible) {
            top_px = scroll::reveal(top_px, position, body.height());
        }
    }
    if let Some(row) = state.reveal.take() {
        top_px = scroll::reveal(top_px, state.filter.position_of(transcript, row), body.height());
    }
    scroll::remember(state, transcript, top_px);
    rows_ui(ui, state, transcript, view, &Place { body, top_px, lines, shown, id }, &tokens);
    if let Some(bar) = bar {
        bar.paint(ui, top_px);
    }
    // The chosen row shows the focus as well; the ring is for a list that Tab has just reached.
    if list.has_focus() && state.selected.is_none() {
        let inside = body.shrink(1.0);
        ui.painter().rect_stroke(inside, 2.0, egui::Stroke::new(1.0, tokens.accent), egui::StrokeKind::Inside);
    }
}

fn heads_ui(ui: &Ui, rect: Rect, columns: &[Column], tokens: &Tokens) {
    for column in columns {
        let at = pos2(rect.left() + column.x, rect.center().y);
        paint::text(ui.painter(), at, column.align, column.title.as_ref(), fonts::body(12.0), tokens.muted);
    }
    paint::bottom_line(ui.painter(), rect, tokens);
}

/// Where the rows go.
struct Place {
    body: Rect,
    top_px: f64,
    lines: u64,
    shown: u64,
    id: Id,
}

fn rows_ui(
    ui: &mut Ui,
    state: &mut TableState,
    transcript: &Transcript,
    view: &dyn RowView,
    place: &Place,
    tokens: &Tokens,
) {
    let row_height = f64::from(height::ROW);
    let first = (place.top_px / row_height).floor() as u64;
    let mut y = place.body.top() + (first as f64 * row_height - place.top_px) as f32;
    let mut previous_at = first
        .checked_sub(1)
        .and_then(|above| state.filter.row_at(transcript, above))
        .and_then(|number| transcript.row(number))
        .map(|row| row.at_micros);
    let mut child = ui.new_child(UiBuilder::new().max_rect(place.body));
    child.set_clip_rect(place.body.intersect(ui.clip_rect()));
    for position in first..place.lines {
        if y >= place.body.bottom() {
            break;
        }
        let rect = Rect::from_min_size(pos2(place.body.left(), y), vec2(place.body.width(), height::ROW));
        y += height::ROW;
        if position >= place.shown {
            view.paint_tail(&mut RowPaint::new(&child, rect, tokens, row::Look::default()));
            break;
        }
        let Some(row) = state.filter.row_at(transcript, position).and_then(|number| transcript.row(number)) else {
            continue;
        };
        let mut target = rect.intersect(place.body);
        target.max.x -= scroll_bar::WIDTH;
        let response = child.interact(target, place.id.with(row.number), Sense::CLICK);
        let chosen = state.selected == Some(row.number);
        response.widget_info(|| WidgetInfo::selected(Role::ListBoxOption, true, chosen, view.label(&row)));
        if response.clicked() {
            state.selected = Some(row.number);
            child.memory_mut(|memory| memory.request_focus(place.id));
        }
        let found = state.search.has(row.number);
        let look = row::Look { hovered: response.hovered(), selected: chosen, found };
        let mut to = RowPaint::new(&child, rect, tokens, look);
        view.paint(&row, previous_at, &mut to);
        previous_at = Some(row.at_micros);
    }
}
