//! What a protocol draws one row with: text at fixed places on one baseline, marks, tints, a preview.

use std::fmt;

use egui::{Align, Color32, Painter, Rect, Ui, pos2, vec2};

use crate::{
    transcript::Direction,
    ui::{
        fonts, paint,
        preview::{self, Palette},
        theme::{Tokens, mix},
    },
};

/// How the row stands out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Look {
    pub(super) hovered: bool,
    pub(super) selected: bool,
    /// The search has found it.
    pub(super) found: bool,
}

/// A row to draw on. All x are from the list's left.
pub struct RowPaint<'a> {
    /// For what the methods do not cover.
    pub painter: &'a Painter,
    /// The row.
    pub rect: Rect,
    /// The colours in force.
    pub tokens: &'a Tokens,
    look: Look,
    ground: Option<egui::layers::ShapeIdx>,
}

impl fmt::Debug for RowPaint<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RowPaint").field("rect", &self.rect).field("look", &self.look).finish_non_exhaustive()
    }
}

impl<'a> RowPaint<'a> {
    pub(super) fn new(ui: &'a Ui, rect: Rect, tokens: &'a Tokens, look: Look) -> Self {
        let painter = ui.painter();
        let fill = if look.selected {
            Some(tokens.selected)
        } else if look.hovered {
            Some(tokens.hover())
        } else {
            None
        };
        // The place is taken now, so that a tint that comes later still lies below the text.
        let ground = Some(painter.add(egui::Shape::Noop));
        let row = Self { painter, rect, tokens, look, ground };
        if let Some(fill) = fill {
            row.fill(fill);
        }
        if look.found {
            let bar = Rect::from_min_size(rect.min + vec2(3.0, 3.0), vec2(3.0, rect.height() - 6.0));
            painter.rect_filled(bar, 1.5, tokens.warn);
        }
        if look.selected {
            let bar = Rect::from_min_size(rect.min, vec2(2.0, rect.height()));
            painter.rect_filled(bar, 0.0, tokens.accent);
        }
        row
    }

    /// Whether this is the chosen row.
    pub fn is_selected(&self) -> bool {
        self.look.selected
    }

    /// Tints the whole row, unless it is chosen.
    pub fn tint(&mut self, color: Color32) {
        if !self.look.selected {
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

    /// The beginning of a text payload, from `x` to the row's end.
    pub fn text_preview(&self, x: f32, payload: &[u8]) {
        self.line_preview(x, &preview::text_line(payload));
    }

    /// The beginning of a binary payload in hex, from `x` to the row's end, and a note behind it.
    pub fn hex_preview(&self, x: f32, payload: &[u8], note: &str) {
        let hex = preview::hex_line(payload);
        let placed = self.cut(x, self.end(), &hex, self.tokens.text);
        if !note.is_empty() {
            self.cut(placed.right() - self.rect.left() + 21.0, self.end(), note, self.tokens.muted);
        }
    }

    /// A text that is one line already, with the colours of JSON.
    pub fn line_preview(&self, x: f32, line: &str) {
        let palette = Palette::row(self.tokens, self.look.selected);
        let mut job = preview::job(line, &fonts::mono(12.0), &palette);
        job.wrap = paint::one_row(self.end() - x);
        let galley = self.painter.layout_job(job);
        paint::place(self.painter, self.at(x), Align::Min, galley, self.tokens.text);
    }

    /// Where the last column ends.
    pub fn end(&self) -> f32 {
        self.rect.width() - 16.0
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
