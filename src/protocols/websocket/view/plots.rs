//! The plots under the list: round-trip times, and what waits on its way to the peer.

use egui::{Align, Color32, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::liveness::millis;
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        websocket::{
            Session,
            liveness::queues::{LOOK_INTERVAL, QueueSample},
        },
    },
    ui::{
        bars::{self, Ground},
        fonts, format, paint,
        theme::{GAP, Tokens},
    },
};

const HEIGHT: f32 = 132.0;
const HEAD_HEIGHT: f32 = 24.0;
const AXIS_WIDTH: f32 = 56.0;
const AXIS_HEIGHT: f32 = 16.0;

/// The time that both plots show, in microseconds.
const SPAN_MICROS: u64 = 120_000_000;

/// Samples that lie further apart are not joined: between them nobody looked.
const GAP_MICROS: u64 = 4 * LOOK_INTERVAL.as_micros() as u64;

/// Draws both, side by side.
pub(super) fn plots_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, Session>) {
    let running = !live.over && live.session.closed_at_micros.is_none();
    if running {
        ui.ctx().request_repaint_after(LOOK_INTERVAL);
    }
    let now = live.session.closed_at_micros.unwrap_or_else(|| live.now_micros());
    bars::bottom_ui(ui, "plots", HEIGHT, Ground::Surface, |ui| {
        let width = (ui.available_width() - GAP) / 2.0;
        plot_ui(ui, &round_trips(i18n, live.session, &Tokens::of(ui)), now, width);
        plot_ui(ui, &queues(i18n, live.session, &Tokens::of(ui)), now, width);
    });
}

/// Something over time.
struct PlotData {
    name: String,
    /// What the newest values are, in their colours.
    legend: Vec<(String, Color32)>,
    lines: Vec<Line>,
    /// A value as the axis says it.
    unit: fn(f64) -> String,
    /// Where the axis ends that shall show this value.
    top: fn(f64) -> f64,
}

struct Line {
    color: Color32,
    /// Microseconds and values, oldest first.
    points: Vec<(u64, f64)>,
    /// Whether each point is marked: they are single measurements.
    dots: bool,
}

fn round_trips(i18n: &I18n, session: &Session, tokens: &Tokens) -> PlotData {
    let trips = &session.round_trips;
    let points = trips.newest().map(|trip| (trip.at_micros, trip.micros as f64)).collect();
    let mut legend = Vec::new();
    if let (Some(last), Some(p50), Some(p99)) = (trips.last(), trips.percentile(50), trips.percentile(99)) {
        let words = format!("{} · p50 {} · p99 {} ms", millis(last.micros), millis(p50), millis(p99));
        legend.push((words, tokens.incoming));
    } else {
        legend.push((i18n.text("ws-plot-no-pings").into_owned(), tokens.muted));
    }
    let lost = trips.unanswered();
    if lost > 0 {
        let args = [("count", format::grouped(lost).into())];
        legend.push((i18n.text_with("ws-plot-unanswered", &args).into_owned(), tokens.warn));
    }
    PlotData {
        name: "RTT".to_owned(),
        legend,
        lines: vec![Line { color: tokens.incoming, points, dots: true }],
        unit: |micros| if micros < 1.0 { "0".to_owned() } else { format!("{} ms", millis(micros as u64)) },
        top: nice_micros,
    }
}

fn queues(i18n: &I18n, session: &Session, tokens: &Tokens) -> PlotData {
    let line = |color: Color32, value: fn(&QueueSample) -> Option<u64>| {
        let points = session.queues.iter();
        let points = points.filter_map(|sample| value(sample).map(|bytes| (sample.at_micros, bytes as f64))).collect();
        Line { color, points, dots: false }
    };
    let kernel = |sample: &QueueSample| sample.kernel.map(|kernel| kernel.send_bytes);
    let unread = |sample: &QueueSample| sample.kernel.and_then(|kernel| kernel.peer_unread_bytes);
    let last = session.queues.last();
    let mut legend = vec![(format!("bufferedAmount {}", format::bytes(session.buffered_amount)), tokens.outgoing)];
    let words =
        |key: &'static str, bytes: u64| i18n.text_with(key, &[("bytes", format::bytes(bytes).into())]).into_owned();
    match last.and_then(kernel) {
        Some(bytes) => legend.push((words("ws-plot-kernel", bytes), tokens.accent)),
        None if last.is_some() => legend.push((i18n.text("ws-plot-kernel-unknown").into_owned(), tokens.muted)),
        None => {}
    }
    if let Some(bytes) = last.and_then(unread) {
        legend.push((words("ws-plot-unread", bytes), tokens.incoming));
    }
    PlotData {
        name: i18n.text("ws-plot-queues").into_owned(),
        legend,
        lines: vec![
            line(tokens.incoming, unread),
            line(tokens.accent, kernel),
            line(tokens.outgoing, |sample| Some(sample.buffered_bytes)),
        ],
        unit: |bytes| format::short_bytes(bytes as u64),
        top: |bytes| (bytes.max(1024.0) as u64).next_power_of_two() as f64,
    }
}

fn plot_ui(ui: &mut Ui, plot: &PlotData, now_micros: u64, width: f32) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width, HEIGHT), Sense::hover());
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
    for share in [0.0, 0.5, 1.0] {
        let y = (area.bottom() - area.height() * share).round() + 0.5;
        ui.painter().hline(area.x_range(), y, tokens.hairline());
        let words = (plot.unit)(top * f64::from(share));
        paint::text(ui.painter(), pos2(area.left() - 8.0, y), Align::Max, words, fonts::mono(10.5), tokens.muted);
    }
    let span = now_micros.clamp(1_000_000, SPAN_MICROS);
    let y = rect.bottom() - AXIS_HEIGHT / 2.0;
    let begin = format!("−{} s", span / 1_000_000);
    paint::text(ui.painter(), pos2(area.left(), y), Align::Min, begin, fonts::mono(10.5), tokens.muted);
    let end = pos2(area.right(), y);
    paint::text(
        ui.painter(),
        end,
        Align::Max,
        format::elapsed(now_micros / 1_000_000),
        fonts::mono(10.5),
        tokens.muted,
    );
    let place = |&(at, value): &(u64, f64)| {
        let age = now_micros.saturating_sub(at) as f32 / span as f32;
        pos2(area.right() - age * area.width(), area.bottom() - (value / top) as f32 * area.height())
    };
    let painter = ui.painter().with_clip_rect(area.expand(2.0));
    for line in &plot.lines {
        let points: Vec<_> = line.points.iter().filter(|(at, _)| *at >= from).copied().collect();
        for run in points.chunk_by(|a, b| line.dots || b.0 - a.0 <= GAP_MICROS) {
            painter.add(Shape::line(run.iter().map(place).collect(), Stroke::new(1.4, line.color)));
        }
        if line.dots {
            for point in &points {
                painter.circle_filled(place(point), 2.0, line.color);
            }
        }
    }
    response.on_hover_text(said);
}

/// Name and newest values, as many as there is room for.
fn head_ui(ui: &Ui, plot: &PlotData, rect: Rect, tokens: &Tokens) {
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

/// The least of 100, 200, 500, 1000 … microseconds that is not less.
fn nice_micros(value: f64) -> f64 {
    let value = value.max(100.0);
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|top| *top >= value).unwrap_or(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_ends_at_a_round_number() {
        for (value, top) in [(0.0, 100.0), (100.0, 100.0), (101.0, 200.0), (4_200.0, 5_000.0), (70_000.0, 100_000.0)] {
            assert!((nice_micros(value) - top).abs() < f64::EPSILON, "{value}");
        }
    }
}
