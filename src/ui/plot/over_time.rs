//! Values over the last two minutes: lines over a time axis that ends now, their newest values in words above.

use egui::{Align, Color32, Rect, Sense, Shape, Stroke, Ui, Vec2, WidgetInfo, accesskit::Role, pos2};

use super::{grid, label_font, nothing::nothing_ui};
use crate::{
    i18n::I18n,
    ui::{fonts, format, paint, theme::Tokens},
};

const HEAD_HEIGHT: f32 = 24.0;
const AXIS_WIDTH: f32 = 56.0;
const AXIS_HEIGHT: f32 = 16.0;

/// The time that is shown, in microseconds.
const SPAN_MICROS: u64 = 120_000_000;

/// Something over time.
#[derive(Debug)]
pub struct OverTime {
    /// What it is.
    pub name: String,
    /// What the newest values are, in their colours.
    pub legend: Vec<(String, Color32)>,
    /// The lines, the lowest first.
    pub lines: Vec<Series>,
    /// What they would be, where there are no values.
    pub what: String,
    /// Whether no value will come any more.
    pub is_over: bool,
    /// A value as the axis says it.
    pub unit: fn(f64) -> String,
    /// Where the axis ends that shall show this value.
    pub top: fn(f64) -> f64,
}

/// One line.
#[derive(Debug)]
pub struct Series {
    /// Its colour.
    pub color: Color32,
    /// Microseconds and values, oldest first.
    pub points: Vec<(u64, f64)>,
    /// Points that lie further apart are not joined: between them nobody looked. `None`: each point is a measurement of its
    /// own, which is marked.
    pub join_within_micros: Option<u64>,
}

/// Draws it up to now.
pub fn over_time_ui(ui: &mut Ui, i18n: &I18n, plot: &OverTime, now_micros: u64, size: Vec2) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let legend: Vec<&str> = plot.legend.iter().map(|(words, _)| words.as_str()).collect();
    let said = format!("{}: {}", plot.name, legend.join(", "));
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, &said));
    head_ui(ui, plot, rect, &tokens);
    let area = Rect::from_min_max(
        pos2(rect.left() + AXIS_WIDTH, rect.top() + HEAD_HEIGHT),
        pos2(rect.right() - 4.0, rect.bottom() - AXIS_HEIGHT),
    );
    let from = now_micros.saturating_sub(SPAN_MICROS);
    let shown = plot.lines.iter().flat_map(|line| &line.points).filter(|(at, _)| *at >= from);
    let top = (plot.top)(shown.map(|(_, value)| *value).fold(0.0, f64::max));
    grid(ui.painter(), area, top, plot.unit, &tokens);
    times_ui(ui, area, now_micros, &tokens);
    lines_ui(ui, plot, (area, top), now_micros);
    if plot.lines.iter().all(|line| line.points.is_empty()) {
        nothing_ui(ui, i18n, area, &plot.what, plot.is_over);
    }
    response.on_hover_text(said);
}

/// From when to when.
fn times_ui(ui: &Ui, area: Rect, now_micros: u64, tokens: &Tokens) {
    let y = area.bottom() + AXIS_HEIGHT / 2.0;
    let begin = format!("−{} s", shown_micros(now_micros) / 1_000_000);
    let end = format::elapsed(now_micros / 1_000_000);
    for (x, align, words) in [(area.left(), Align::Min, begin), (area.right(), Align::Max, end)] {
        paint::text(ui.painter(), pos2(x, y), align, words, label_font(), tokens.muted);
    }
}

fn lines_ui(ui: &Ui, plot: &OverTime, (area, top): (Rect, f64), now_micros: u64) {
    let (from, span) = (now_micros.saturating_sub(SPAN_MICROS), shown_micros(now_micros));
    let place = |&(at, value): &(u64, f64)| {
        let age = now_micros.saturating_sub(at) as f32 / span as f32;
        pos2(area.right() - age * area.width(), area.bottom() - (value / top) as f32 * area.height())
    };
    let painter = ui.painter().with_clip_rect(area.expand(2.0));
    for line in &plot.lines {
        let points: Vec<_> = line.points.iter().filter(|(at, _)| *at >= from).copied().collect();
        for run in points.chunk_by(|a, b| line.join_within_micros.is_none_or(|most| b.0 - a.0 <= most)) {
            painter.add(Shape::line(run.iter().map(place).collect(), Stroke::new(1.4, line.color)));
        }
        if line.join_within_micros.is_none() {
            for point in &points {
                painter.circle_filled(place(point), 2.0, line.color);
            }
        }
    }
}

/// As long as the session lasts, up to [`SPAN_MICROS`].
fn shown_micros(now_micros: u64) -> u64 {
    now_micros.clamp(1_000_000, SPAN_MICROS)
}

/// Name and newest values, as many as there is room for.
fn head_ui(ui: &Ui, plot: &OverTime, rect: Rect, tokens: &Tokens) {
    let y = rect.top() + HEAD_HEIGHT / 2.0 + 2.0;
    let mut x = paint::text(
        ui.painter(),
        pos2(rect.left(), y),
        Align::Min,
        plot.name.as_str(),
        fonts::semibold(12.0),
        tokens.text,
    )
    .right();
    for (words, color) in &plot.legend {
        x += 14.0;
        if x + 20.0 > rect.right() {
            return;
        }
        x = paint::text_cut(ui.painter(), pos2(x, y), words, fonts::mono(11.0), *color, rect.right() - x).right();
    }
}
