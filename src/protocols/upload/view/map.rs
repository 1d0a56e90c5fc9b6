//! The byte map: the whole file as cells, coloured by the attempt that carried them.

use egui::{Align, Painter, Rect, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{progress::MARGIN, words};
use crate::{
    i18n::I18n,
    protocols::upload::session::{Attempt, UploadSession},
    ui::{
        fonts, format, paint,
        theme::{Tokens, mix},
    },
};

const HEAD_HEIGHT: f32 = 40.0;
const PITCH: f32 = 15.0;
const CELL: f32 = 13.0;
const SMALLEST_CELL_BYTES: u64 = 256 * 1024;
const MOST_CELLS: u64 = 900;

/// What a cell shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Cell {
    /// The server had it before the first attempt.
    Earlier,
    /// The server has it from this attempt.
    Carried(u32),
    /// It was sent, and the server has not said that it has it.
    Unconfirmed,
    /// It has not been sent.
    Empty,
}

/// The file in cells of one size.
#[derive(Debug)]
struct Cells<'a> {
    session: &'a UploadSession,
    cell_bytes: u64,
    count: u64,
}

impl<'a> Cells<'a> {
    fn new(session: &'a UploadSession) -> Self {
        let total = session.position.total;
        let cell_bytes = cell_bytes(total);
        Self { session, cell_bytes, count: total.div_ceil(cell_bytes) }
    }

    /// The cell that a byte lies in.
    fn at_byte(&self, byte: u64) -> u64 {
        (byte / self.cell_bytes).min(self.count.saturating_sub(1))
    }

    fn range(&self, index: u64) -> (u64, u64) {
        let start = index * self.cell_bytes;
        (start, (start + self.cell_bytes).min(self.session.position.total))
    }

    fn get(&self, index: u64) -> Cell {
        let (start, end) = self.range(index);
        let position = self.session.position;
        let in_flight = position.sent > position.confirmed && position.sent > start;
        // A cell that ends beyond the confirmed byte is whole enough while nothing is under way.
        if end <= position.confirmed || (start < position.confirmed && !in_flight) {
            // A later attempt overwrites an earlier one after a restart.
            let carried = |attempt: &&Attempt| attempt.from < end && attempt.kept_to.unwrap_or(attempt.sent_to) > start;
            self.session
                .attempts
                .iter()
                .rev()
                .find(carried)
                .map_or(Cell::Earlier, |attempt| Cell::Carried(attempt.number))
        } else if in_flight {
            Cell::Unconfirmed
        } else {
            Cell::Empty
        }
    }
}

/// The smallest power of two from 256 KiB on that makes at most 900 cells.
fn cell_bytes(total: u64) -> u64 {
    let mut bytes = SMALLEST_CELL_BYTES;
    while total.div_ceil(bytes) > MOST_CELLS {
        bytes *= 2;
    }
    bytes
}

/// Draws the map with its head, and a hairline below.
pub(super) fn map_ui(ui: &mut Ui, i18n: &I18n, session: &UploadSession) {
    let tokens = Tokens::of(ui);
    let cells = Cells::new(session);
    let width = ui.available_width() - 2.0 * MARGIN;
    let columns = ((width + PITCH - CELL) / PITCH).floor().max(1.0) as u64;
    let rows = cells.count.div_ceil(columns).max(1);
    let height = HEAD_HEIGHT + rows as f32 * PITCH + 18.0;
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    paint::bottom_line(ui.painter(), rect, &tokens);
    let inside = rect.shrink2(vec2(MARGIN, 0.0));
    head_ui(ui, i18n, &cells, inside, &tokens);
    let grid = Rect::from_min_size(
        pos2(inside.left(), rect.top() + HEAD_HEIGHT),
        vec2(columns as f32 * PITCH, rows as f32 * PITCH),
    );
    let place = |index: u64| {
        let at = pos2((index % columns) as f32 * PITCH, (index / columns) as f32 * PITCH);
        Rect::from_min_size(grid.min + at.to_vec2(), vec2(CELL, CELL))
    };
    for index in 0..cells.count {
        cell_ui(ui.painter(), place(index), cells.get(index), &tokens);
    }
    for attempt in session.attempts.iter().filter(|attempt| words::is_trouble(attempt)) {
        if cells.count > 0 {
            let cut_at = attempt.kept_to.unwrap_or(attempt.sent_to);
            cut_ui(ui.painter(), place(cells.at_byte(cut_at)), &tokens);
        }
    }
    let response = ui.interact(grid, ui.scope_id().with("map"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, i18n.text("upload-map")));
    if let Some(pointer) = response.hover_pos() {
        let offset = pointer - grid.min;
        let index = (offset.y / PITCH) as u64 * columns + ((offset.x / PITCH) as u64).min(columns - 1);
        if index < cells.count {
            response.on_hover_text_at_pointer(cell_words(i18n, &cells, index));
        }
    }
}

fn head_ui(ui: &Ui, i18n: &I18n, cells: &Cells<'_>, inside: Rect, tokens: &Tokens) {
    let y = inside.top() + 21.0;
    let title = i18n.text("upload-map");
    let title = words::said(ui, pos2(inside.left(), y), Align::Min, &title, fonts::semibold(12.5), tokens.text);
    let mut right = inside.right();
    let attempts = &cells.session.attempts;
    // The last ones fit; the table has them all.
    for attempt in attempts.iter().rev().take(6) {
        let number = attempt.number.to_string();
        let at = pos2(right, y);
        let placed = paint::text(ui.painter(), at, Align::Max, number, fonts::mono(12.0), tokens.muted);
        let dot = Rect::from_center_size(pos2(placed.left() - 9.0, y), vec2(8.0, 8.0));
        ui.painter().rect_filled(dot, 2.0, words::hue(attempt.number, tokens));
        right = dot.left() - 12.0;
    }
    let size = format::bytes(cells.cell_bytes).replace(".0 ", " ");
    let note = i18n.text_with("upload-map-note", &[("size", size.into())]);
    let at = pos2(title.right() + 13.0, y);
    let placed = paint::text_cut(ui.painter(), at, &note, fonts::body(12.0), tokens.muted, right - at.x - 8.0);
    words::label(ui, placed, &note);
}

fn cell_ui(painter: &Painter, rect: Rect, cell: Cell, tokens: &Tokens) {
    match cell {
        Cell::Earlier => painter.rect_filled(rect, 2.0, mix(tokens.surface, tokens.ok, 55)),
        Cell::Carried(attempt) => painter.rect_filled(rect, 2.0, mix(tokens.surface, words::hue(attempt, tokens), 62)),
        Cell::Empty => painter.rect_filled(rect, 2.0, mix(tokens.surface, tokens.text, 7)),
        Cell::Unconfirmed => {
            painter.rect_filled(rect, 2.0, tokens.tint(tokens.warn, 25));
            // Three strokes inside the cell: a clip of its own would cost a draw call.
            let stroke = Stroke::new(1.3, tokens.warn);
            let corner = rect.left_bottom();
            for shift in [-0.5, 0.0, 0.5_f32] {
                let from = vec2((-shift).max(0.0), -shift.max(0.0)) * CELL;
                let to = vec2((1.0 - shift).min(1.0), -(1.0 + shift).min(1.0)) * CELL;
                painter.line_segment([corner + from, corner + to], stroke);
            }
            painter.rect_filled(Rect::NOTHING, 0.0, tokens.warn)
        }
    };
}

/// Marks where an attempt was cut.
fn cut_ui(painter: &Painter, rect: Rect, tokens: &Tokens) {
    painter.rect(rect, 2.0, tokens.tint(tokens.error, 30), Stroke::NONE, StrokeKind::Inside);
    painter.rect_stroke(rect.expand(1.0), 3.0, Stroke::new(1.5, tokens.error), StrokeKind::Inside);
    let stroke = Stroke::new(1.5, tokens.text);
    let center = rect.center();
    for side in [-2.5, 2.5] {
        painter.line_segment([center + vec2(-2.5, side), center + vec2(2.5, -side)], stroke);
    }
}

fn cell_words(i18n: &I18n, cells: &Cells<'_>, index: u64) -> String {
    let (start, end) = cells.range(index);
    let what = match cells.get(index) {
        Cell::Earlier => i18n.text("upload-cell-earlier"),
        Cell::Carried(attempt) => i18n.text_with("upload-cell-carried", &[("attempt", attempt.to_string().into())]),
        Cell::Unconfirmed => i18n.text("upload-not-confirmed"),
        Cell::Empty => i18n.text("upload-to-send"),
    };
    format!("{} – {}\n{what}", format::grouped(start), format::grouped(end.saturating_sub(1)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{protocols::upload::session::EndedBy, transcript::entry::Progress};

    fn attempt(number: u32, from: u64, sent_to: u64, kept_to: Option<u64>) -> Attempt {
        let ended_by = EndedBy::User;
        Attempt { number, started_micros: 0, ended_micros: None, from, sent_to, kept_to, ended_by, request_row: 0 }
    }

    #[test]
    fn a_cell_is_as_small_as_900_of_them_allow() {
        for (total, bytes) in [
            (0, 256 << 10),
            (1, 256 << 10),
            (900 * (256 << 10), 256 << 10),
            (900 * (256 << 10) + 1, 512 << 10),
            (8 << 30, 16 << 20),
        ] {
            assert_eq!(cell_bytes(total), bytes, "{total}");
        }
    }

    #[test]
    fn a_cell_has_the_colour_of_the_attempt_that_carried_it() {
        const CELL: u64 = 256 * 1024;
        let mut session = UploadSession::new(CELL * 10);
        session.position = Progress { sent: CELL * 7, confirmed: CELL * 5, total: CELL * 10 };
        session.attempts =
            vec![attempt(1, CELL, CELL * 4, Some(CELL * 3)), attempt(2, CELL * 3, CELL * 7, Some(CELL * 5))];
        let cells = Cells::new(&session);
        let shown: Vec<Cell> = (0..cells.count).map(|index| cells.get(index)).collect();
        let (one, two) = (Cell::Carried(1), Cell::Carried(2));
        let expected = [Cell::Earlier, one, one, two, two, Cell::Unconfirmed, Cell::Unconfirmed];
        assert_eq!(shown[..7], expected);
        assert_eq!(shown[7..], [Cell::Empty; 3]);
        assert_eq!(cells.range(9), (CELL * 9, CELL * 10));
    }
}
