//! What a protocol draws one row with: text in columns on one baseline, marks, tints, a preview.

use std::fmt;

use egui::{Align, Color32, Painter, Rect, Ui, pos2, vec2};

use super::{
    columns::{self, ColumnId, DIRECTION, Placed, Span, TIME},
    time::TimeWords,
};
use crate::{
    transcript::Direction,
    ui::{
        fonts, paint,
        preview::{self, Palette},
        theme::{Tokens, mix},
    },
};

/// Whether the search has found a row.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Hit {
    /// It has not.
    #[default]
    No,
    /// It has.
    Found,
    /// It has, and it stands there.
    Current,
}

/// How a row stands out.
#[derive(Clone, Copy, Debug, Default)]
pub struct RowLook {
    /// The pointer is over it.
    pub hovered: bool,
    /// It is chosen.
    pub selected: bool,
    /// What the search says of it.
    pub hit: Hit,
}

/// A row to draw on. All x are from the list's left.
pub struct RowPaint<'a> {
    /// For what the methods do not cover.
    pub painter: &'a Painter,
    /// The row.
    pub rect: Rect,
    /// The colours in force.
    pub tokens: &'a Tokens,
    look: RowLook,
    ground: Option<egui::layers::ShapeIdx>,
    placed: &'a Placed,
    times: TimeWords<'a>,
    number: u64,
    /// What a mark's note takes at the end of the flexible column.
    note_width: f32,
}

/// What every row of a frame is drawn with.
#[derive(Clone, Copy, Debug)]
pub(super) struct RowTools<'a> {
    pub(super) tokens: &'a Tokens,
    pub(super) placed: &'a Placed,
    pub(super) times: TimeWords<'a>,
}

impl fmt::Debug for RowPaint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowPaint").field("rect", &self.rect).field("look", &self.look).finish_non_exhaustive()
    }
}

impl<'a> RowPaint<'a> {
    pub(super) fn new(ui: &'a Ui, rect: Rect, tools: RowTools<'a>, number: u64, look: RowLook) -> Self {
        let RowTools { tokens, placed, times } = tools;
        let painter = ui.painter();
        // The place is taken now, so that a tint that comes later still lies below the text.
        let ground = Some(painter.add(egui::Shape::Noop));
        let row = Self { painter, rect, tokens, look, ground, placed, times, number, note_width: 0.0 };
        if look.selected {
            row.fill(tokens.selected);
            painter.rect_filled(Rect::from_min_size(rect.min, vec2(2.0, rect.height())), 0.0, tokens.accent);
        } else if look.hit != Hit::No {
            row.fill(tokens.tint(tokens.accent, 12));
        } else if look.hovered {
            row.fill(tokens.hover());
        }
        if look.hit == Hit::Current {
            let stroke = egui::Stroke::new(1.0, tokens.accent);
            painter.rect_stroke(rect.shrink(0.5), 2.0, stroke, egui::StrokeKind::Inside);
        }
        row
    }

    /// Where a column is; `None` while it is hidden.
    pub fn cell(&self, id: ColumnId) -> Option<Span> {
        let cell = self.placed.cell(id)?;
        let note = if cell.flexible { self.note_width } else { 0.0 };
        Some(Span { right: cell.span.right - note, ..cell.span })
    }

    /// Writes a time into the time column, as the user wants times written.
    pub fn time(&self, at_micros: u64) {
        if let Some(span) = self.cell(TIME) {
            self.left(span.left, self.times.of(at_micros, self.number), self.tokens.muted);
        }
    }

    /// Draws the mark of who said it into its column: ▼ in, ▲ out, ◆ local.
    pub fn direction(&self, direction: Direction, color: Option<Color32>) {
        if let Some(span) = self.cell(DIRECTION) {
            self.mark(span.center(), direction, color);
        }
    }

    /// Draws the mark of a failure into the column of directions.
    pub fn failure(&self) {
        if let Some(span) = self.cell(DIRECTION) {
            self.error_mark(span.center());
        }
    }

    /// Text in a column, cut with … at its end.
    pub fn words(&self, id: ColumnId, words: &str, color: Color32) {
        if let Some(span) = self.cell(id) {
            self.cut(span.left, span.right, words, color);
        }
    }

    /// A number in a column, at its right. It is never cut.
    pub fn number(&self, id: ColumnId, words: impl Into<String>, color: Color32) {
        if let Some(span) = self.cell(id) {
            self.right(span.right, words, color);
        }
    }

    /// Whether this is the chosen row.
    pub fn is_selected(&self) -> bool {
        self.look.selected
    }

    /// Tints the whole row, unless it is chosen.
    pub fn tint(&mut self, color: Color32) {
        if !self.look.selected && self.look.hit == Hit::No {
            let percent = if self.look.hovered { 13 } else { 9 };
            self.fill(self.tokens.tint(color, percent));
        }
    }

    /// Monospace text that begins at `x`.
    pub fn left(&self, x: f32, words: impl Into<String>, color: Color32) -> Rect {
        paint::text(self.painter, self.at(x), Align::Min, words, fonts::mono(12.0), color)
    }

    /// Monospace text that ends at `x`.
    pub fn right(&self, x: f32, words: impl Into<String>, color: Color32) -> Rect {
        paint::text(self.painter, self.at(x), Align::Max, words, fonts::mono(12.0), color)
    }

    /// Monospace text from `x`, cut with … at `right`.
    pub fn cut(&self, x: f32, right: f32, words: &str, color: Color32) -> Rect {
        paint::text_cut(self.painter, self.at(x), words, fonts::mono(12.0), color, right - x)
    }

    /// The mark of who said it, centred at `x`: ▼ in, ▲ out, ◆ local.
    pub fn mark(&self, x: f32, direction: Direction, color: Option<Color32>) {
        let center = pos2(self.rect.left() + x, self.rect.center().y);
        match direction {
            Direction::In => paint::triangle(self.painter, center, true, color.unwrap_or(self.tokens.incoming)),
            Direction::Out => paint::triangle(self.painter, center, false, color.unwrap_or(self.tokens.outgoing)),
            Direction::Local => paint::diamond(self.painter, center, color.unwrap_or(self.tokens.muted)),
        }
    }

    /// The mark of a failure: a triangle in the error colour, always beside its word.
    pub fn error_mark(&self, x: f32) {
        let center = pos2(self.rect.left() + x, self.rect.center().y);
        paint::triangle(self.painter, center, false, self.tokens.error);
    }

    /// The beginning of a text payload.
    pub fn text_preview(&self, id: ColumnId, payload: &[u8]) {
        if let Some(span) = self.cell(id) {
            self.line_preview(span, &preview::text_line(payload));
        }
    }

    /// The beginning of a binary payload in hex, and a note behind it.
    pub fn hex_preview(&self, id: ColumnId, payload: &[u8], note: &str) {
        let Some(span) = self.cell(id) else { return };
        let placed = self.cut(span.left, span.right, &preview::hex_line(payload), self.tokens.text);
        if !note.is_empty() {
            self.cut(placed.right() - self.rect.left() + 21.0, span.right, note, self.tokens.muted);
        }
    }

    /// A text that is one line already, with the colours of JSON.
    pub fn line_preview(&self, span: Span, line: &str) {
        let palette = Palette::row(self.tokens, self.look.selected);
        let mut job = preview::job(line, &fonts::mono(12.0), &palette);
        job.wrap = paint::one_row(span.width());
        let galley = self.painter.layout_job(job);
        paint::place(self.painter, self.at(span.left), Align::Min, galley, self.tokens.text);
    }

    /// Where the flexible column ends, or the list where that is hidden.
    pub fn end(&self) -> f32 {
        let flexible = self.placed.cells.iter().find(|cell| cell.flexible);
        flexible.map_or(self.rect.width() - columns::END, |cell| cell.span.right - self.note_width)
    }

    /// A bar at the left and the begin of the note at the end of the flexible column.
    pub(super) fn marked(&mut self, color: Color32, note: &str) {
        let bar = Rect::from_min_size(self.rect.min + vec2(4.0, 3.0), vec2(4.0, self.rect.height() - 6.0));
        self.painter.rect_filled(bar, 2.0, color);
        let Some(cell) = self.placed.cells.iter().find(|cell| cell.flexible).filter(|_| !note.is_empty()) else {
            return;
        };
        let room = (cell.span.width() * 0.4).min(220.0);
        let mut job =
            egui::text::LayoutJob::single_section(note.to_owned(), egui::TextFormat::simple(fonts::body(12.0), color));
        job.wrap = paint::one_row(room);
        let galley = self.painter.layout_job(job);
        self.note_width = galley.size().x.round() + 14.0;
        paint::place(self.painter, self.at(cell.span.right), Align::Max, galley, color);
    }

    /// The colour of text that is a message but not the point: 55 % on the way from muted.
    pub fn soft_text(&self) -> Color32 {
        mix(self.tokens.muted, self.tokens.text, 55)
    }

    fn fill(&self, color: Color32) {
        if let Some(ground) = self.ground {
            self.painter.set(ground, egui::Shape::rect_filled(self.rect, 0.0, color));
        }
    }

    fn at(&self, x: f32) -> egui::Pos2 {
        pos2(self.rect.left() + x, self.rect.center().y)
    }
}
