//! Text on one baseline, icons at their middle, and the small shapes that several widgets draw.

use std::sync::Arc;

use egui::{
    Align, Color32, FontId, Galley, Painter, Pos2, Rect, Shape, Stroke, StrokeKind, pos2,
    text::{LayoutJob, TextFormat, TextWrapping},
    vec2,
};

use super::{fonts, icons::Icon, theme::Tokens};

/// Draws one line of text whose baseline fits a line centred at `at.y`. Returns where it is.
pub fn text(painter: &Painter, at: Pos2, align: Align, words: impl Into<String>, font: FontId, color: Color32) -> Rect {
    let galley = painter.layout_no_wrap(words.into(), font, color);
    place(painter, at, align, galley, color)
}

/// As [`text`], but cut to a width with … at its end.
pub fn text_cut(painter: &Painter, at: Pos2, words: &str, font: FontId, color: Color32, width: f32) -> Rect {
    let mut job = LayoutJob::single_section(words.to_owned(), TextFormat::simple(font, color));
    job.wrap = one_row(width);
    let galley = painter.layout_job(job);
    place(painter, at, Align::Min, galley, color)
}

/// Draws a laid out line so that lines of every face and size share a baseline.
pub fn place(painter: &Painter, at: Pos2, align: Align, galley: Arc<Galley>, color: Color32) -> Rect {
    let x = match align {
        Align::Min => at.x,
        Align::Center => (at.x - galley.size().x / 2.0).round(),
        // Whole pixels, so that digits fall the same way in every row.
        Align::Max => (at.x - galley.size().x).round(),
    };
    let top = (at.y + 4.4).round() - baseline(&galley);
    let rect = Rect::from_min_size(pos2(x, top), galley.size());
    painter.galley(rect.min, galley, color);
    rect
}

/// A single line that ends in … where it is longer than `width`.
pub fn one_row(width: f32) -> TextWrapping {
    TextWrapping { max_width: width.max(0.0), max_rows: 1, break_anywhere: true, overflow_character: Some('…') }
}

/// Draws an icon with its ink centred at a point.
pub fn icon(painter: &Painter, center: Pos2, icon: Icon, size: f32, color: Color32) {
    let galley = painter.layout_no_wrap(icon.to_owned(), fonts::icon(size), color);
    let offset = galley.mesh_bounds.center().to_vec2();
    painter.galley((center - offset).round(), galley, color);
}

/// A filled triangle about 8 points wide, pointing down (in) or up (out).
pub fn triangle(painter: &Painter, center: Pos2, points_down: bool, color: Color32) {
    let up = if points_down { 1.0 } else { -1.0 };
    let points = vec![center + vec2(-4.0, -2.5 * up), center + vec2(4.0, -2.5 * up), center + vec2(0.0, 3.0 * up)];
    painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
}

/// A filled diamond: something that happened here.
pub fn diamond(painter: &Painter, center: Pos2, color: Color32) {
    let points =
        vec![center + vec2(0.0, -3.5), center + vec2(3.5, 0.0), center + vec2(0.0, 3.5), center + vec2(-3.5, 0.0)];
    painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
}

/// Diagonal hatching: what waits or is not confirmed.
pub fn hatch(painter: &Painter, rect: Rect, color: Color32) {
    let painter = painter.with_clip_rect(rect.intersect(painter.clip_rect()));
    let stroke = Stroke::new(1.5, color);
    let mut x = (rect.left() / 4.0).floor() * 4.0 - rect.height();
    while x < rect.right() {
        painter.line_segment([pos2(x, rect.bottom()), pos2(x + rect.height(), rect.top())], stroke);
        x += 4.0;
    }
}

/// An arc from `start` to `end`, in turns clockwise from the top.
pub fn arc(painter: &Painter, center: Pos2, radius: f32, start: f32, end: f32, stroke: Stroke) {
    let steps = 24;
    let points = (0..=steps)
        .map(|step| {
            let turn = start + (end - start) * step as f32 / steps as f32;
            let angle = std::f32::consts::TAU * turn;
            center + vec2(angle.sin(), -angle.cos()) * radius
        })
        .collect();
    painter.add(Shape::line(points, stroke));
}

/// The ring around a control that has the keyboard.
pub fn focus_ring(painter: &Painter, rect: Rect, radius: f32, tokens: &Tokens) {
    painter.rect_stroke(rect, radius, Stroke::new(1.0, tokens.accent), StrokeKind::Inside);
    let outside = super::theme::mix(tokens.surface, tokens.accent, 45);
    painter.rect_stroke(rect, radius + 1.0, Stroke::new(1.0, outside), StrokeKind::Outside);
}

/// A hairline on the half pixel at the bottom of an area.
pub fn bottom_line(painter: &Painter, rect: Rect, tokens: &Tokens) {
    painter.hline(rect.x_range(), rect.bottom().floor() - 0.5, tokens.hairline());
}

/// How wide a line of text would be.
pub fn text_width(painter: &Painter, words: &str, font: FontId) -> f32 {
    painter.layout_no_wrap(words.to_owned(), font, Color32::WHITE).size().x
}

fn baseline(galley: &Galley) -> f32 {
    galley
        .rows
        .first()
        .and_then(|row| row.row.glyphs.first().map(|glyph| row.pos.y + glyph.pos.y))
        .unwrap_or(galley.size().y * 0.75)
}
