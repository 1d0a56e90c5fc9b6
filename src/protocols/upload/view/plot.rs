//! The speed of each attempt over time, and what came between them.

use egui::{Align, Mesh, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{progress::MARGIN, timeline::Timeline, words};
use crate::{
    i18n::I18n,
    protocols::{
        tab::Live,
        upload::session::{Attempt, EndedBy, UploadSession, UploadState},
    },
    ui::{
        fonts, paint,
        plot::{grid, label_font, nothing_ui, round_up},
        theme::Tokens,
    },
};

const HEAD_HEIGHT: f32 = 44.0;
const AXIS_WIDTH: f32 = 26.0;
const AXIS_HEIGHT: f32 = 28.0;

/// The least time that the plot spans, in seconds, while it may still grow and when it is complete.
const LEAST_SECONDS: f32 = 5.0;
const LEAST_SECONDS_DONE: f32 = 1.0;

/// Draws the plot into an area of a height.
pub(super) fn plot_ui(ui: &mut Ui, i18n: &I18n, live: Live<'_, UploadSession>, height: f32) {
    let tokens = Tokens::of(ui);
    let (rect, _) = ui.allocate_exact_size(vec2(ui.available_width(), height), Sense::hover());
    let inside = rect.shrink2(vec2(MARGIN, 0.0));
    let lines: Vec<Line> = lines(live);
    let peak = lines.iter().flat_map(|line| &line.points).map(|point| point.1).fold(0.0, f32::max);
    let (unit, unit_bytes) = unit_of(peak);
    head_ui(ui, i18n, live.session, inside, unit, unit_bytes, peak, &tokens);
    let area = Rect::from_min_max(
        pos2(inside.left() + AXIS_WIDTH, rect.top() + HEAD_HEIGHT),
        pos2(inside.right(), rect.bottom() - AXIS_HEIGHT),
    );
    let gaps = gaps(live);
    let timeline = Timeline::new(span(live), gaps.iter().map(|gap| (gap.from, gap.to)));
    let scale = Scale { area, timeline, top: round_up(f64::from((peak / unit_bytes).max(1.0))) as f32 * unit_bytes };
    let response = ui.interact(area, ui.scope_id().with("plot"), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, i18n.text("upload-speed")));
    let painter = ui.painter().with_clip_rect(area.expand(1.0));
    if lines.iter().all(|line| line.points.is_empty()) {
        nothing_ui(ui, i18n, area, &i18n.text("upload-speed-each"), live.over);
        return;
    }
    grid(ui.painter(), area, f64::from(scale.top), |rate| axis_number(rate / f64::from(unit_bytes)), &tokens);
    times_ui(ui, &scale, span(live), rect.bottom() - AXIS_HEIGHT / 2.0 - 2.0, &tokens);
    for line in &lines {
        line_ui(&painter, &scale, line, &tokens);
    }
    for gap in &gaps {
        gap_ui(&painter, i18n, &scale, gap, &tokens);
    }
}

/// One attempt: seconds since the session began, and bytes per second.
struct Line {
    attempt: u32,
    points: Vec<(f32, f32)>,
}

/// The time between two attempts.
struct Gap<'a> {
    from: f32,
    to: f32,
    is_over: bool,
    ended: &'a Attempt,
}

struct Scale {
    area: Rect,
    timeline: Timeline,
    top: f32,
}

impl Scale {
    fn x(&self, second: f32) -> f32 {
        self.area.left() + self.timeline.place(second) / self.timeline.length() * self.area.width()
    }

    fn y(&self, rate: f32) -> f32 {
        self.area.bottom() - rate / self.top * self.area.height()
    }
}

fn seconds(micros: u64) -> f32 {
    (micros as f64 / 1e6) as f32
}

/// Up to which second the plot goes: now, or where the last attempt ended and a bit beyond.
fn span(live: Live<'_, UploadSession>) -> f32 {
    let session = live.session;
    let end = match session.attempts.last() {
        Some(Attempt { ended_micros: Some(ended), .. }) if session.state == UploadState::Done => {
            return seconds(*ended).max(LEAST_SECONDS_DONE);
        }
        // A long wait would press the lines together; that it goes on is said elsewhere.
        Some(Attempt { ended_micros: Some(ended), .. }) => seconds(*ended) * 1.12 + 1.0,
        Some(_) => seconds(session.last_micros),
        None => 0.0,
    };
    end.max(LEAST_SECONDS)
}

fn lines(live: Live<'_, UploadSession>) -> Vec<Line> {
    let session = live.session;
    let mut samples = session.speed.history().peekable();
    session
        .attempts
        .iter()
        .map(|attempt| {
            let begin = seconds(attempt.started_micros);
            let end = seconds(attempt.ended_micros.unwrap_or(session.last_micros));
            let mut points = Vec::new();
            while let Some(sample) = samples.next_if(|sample| sample.attempt <= attempt.number) {
                if sample.attempt == attempt.number {
                    let middle = (sample.second as f32 + 0.5).clamp(begin, end.max(begin));
                    points.push((middle, sample.bytes as f32));
                }
            }
            // Over before a second was: its mean is all there is.
            let mean = attempt.sent_to.saturating_sub(attempt.from) as f32 / (end - begin).max(0.001);
            let first = points.first().map_or(mean, |point| point.1);
            let last = points.last().map_or(mean, |point| point.1);
            if attempt.ended_micros.is_some() || !points.is_empty() {
                points.insert(0, (begin, first));
                points.push((end, last));
            }
            Line { attempt: attempt.number, points }
        })
        .collect()
}

fn gaps(live: Live<'_, UploadSession>) -> Vec<Gap<'_>> {
    let session = live.session;
    let end = span(live);
    let mut gaps = Vec::new();
    for (number, ended) in session.attempts.iter().enumerate() {
        let Some(from) = ended.ended_micros.map(seconds) else { continue };
        let next = session.attempts.get(number + 1).map(|next| seconds(next.started_micros));
        if ended.ended_by == EndedBy::Success && next.is_none() {
            continue;
        }
        gaps.push(Gap { from, to: next.unwrap_or(end), is_over: next.is_some(), ended });
    }
    gaps
}

fn unit_of(peak: f32) -> (&'static str, f32) {
    if peak >= 1_048_576.0 {
        ("MiB/s", 1_048_576.0)
    } else if peak >= 1024.0 || peak == 0.0 {
        ("KiB/s", 1024.0)
    } else {
        ("B/s", 1.0)
    }
}

fn axis_number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

#[expect(clippy::too_many_arguments, reason = "one line in one picture")]
fn head_ui(
    ui: &Ui,
    i18n: &I18n,
    session: &UploadSession,
    inside: Rect,
    unit: &str,
    unit_bytes: f32,
    peak: f32,
    tokens: &Tokens,
) {
    let y = inside.top() + 21.0;
    let title = i18n.text("upload-speed");
    let title = words::said(ui, pos2(inside.left(), y), Align::Min, &title, fonts::semibold(12.5), tokens.text);
    let note = i18n.text_with("upload-speed-note", &[("unit", unit.into())]);
    words::said(ui, pos2(title.right() + 13.0, y), Align::Min, &note, fonts::body(12.0), tokens.muted);
    if peak == 0.0 {
        return;
    }
    let moved: u64 = session.attempts.iter().map(|attempt| attempt.sent_to.saturating_sub(attempt.from)).sum();
    let took: f32 = session
        .attempts
        .iter()
        .map(|attempt| {
            seconds(attempt.ended_micros.unwrap_or(session.last_micros).saturating_sub(attempt.started_micros))
        })
        .sum();
    let mean = moved as f32 / took.max(0.001);
    let args =
        [("mean", format!("{:.1}", mean / unit_bytes).into()), ("peak", format!("{:.1}", peak / unit_bytes).into())];
    let words_right = i18n.text_with("upload-speed-figures", &args);
    words::said(ui, pos2(inside.right(), y), Align::Max, &words_right, fonts::mono(12.0), tokens.muted);
}

fn times_ui(ui: &Ui, scale: &Scale, end: f32, y: f32, tokens: &Tokens) {
    let step = [1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1800.0, 3600.0]
        .into_iter()
        .find(|step| scale.timeline.length() / step <= 8.0)
        .unwrap_or(7200.0);
    let mut second = 0.0;
    let mut free_from = f32::NEG_INFINITY;
    while second <= end {
        let whole = second as u64;
        let words = format!("{:02}:{:02}", whole / 60, whole % 60);
        let align = if second == 0.0 { Align::Min } else { Align::Center };
        let x = scale.x(second);
        if x + 16.0 < scale.area.right() && x - 16.0 > free_from && !scale.timeline.is_squeezed(second) {
            free_from = x + 24.0;
            paint::text(ui.painter(), pos2(x, y), align, words, label_font(), tokens.muted);
        }
        second += step;
    }
}

fn line_ui(painter: &egui::Painter, scale: &Scale, line: &Line, tokens: &Tokens) {
    let color = words::hue(line.attempt, tokens);
    let points: Vec<_> = line.points.iter().map(|&(second, rate)| pos2(scale.x(second), scale.y(rate))).collect();
    let floor = scale.area.bottom();
    // One mesh: polygons beside each other would show their softened edges as seams.
    let fill = tokens.tint(color, 15);
    let mut mesh = Mesh::default();
    for (number, point) in points.iter().enumerate() {
        mesh.colored_vertex(*point, fill);
        mesh.colored_vertex(pos2(point.x, floor), fill);
        if let Some(left) = (number as u32 * 2).checked_sub(2) {
            mesh.add_triangle(left, left + 1, left + 2);
            mesh.add_triangle(left + 1, left + 2, left + 3);
        }
    }
    painter.add(Shape::mesh(mesh));
    painter.add(Shape::line(points, Stroke::new(1.5, color)));
}

/// The pause between two attempts, with what ended the first at its top.
fn gap_ui(painter: &egui::Painter, i18n: &I18n, scale: &Scale, gap: &Gap<'_>, tokens: &Tokens) {
    let color = if words::is_trouble(gap.ended) { tokens.error } else { tokens.warn };
    let left = scale.x(gap.from).round();
    let right = scale.x(gap.to).min(scale.area.right());
    let rect = Rect::from_min_max(pos2(left, scale.area.top()), pos2(right, scale.area.bottom()));
    if rect.width() > 1.0 {
        painter.rect_filled(rect, 0.0, tokens.tint(color, 7));
        paint::hatch(painter, rect, tokens.tint(color, 16));
    }
    painter.vline(left + 0.5, rect.y_range(), Stroke::new(1.0, color));
    let mut cause = words::cause(i18n, &gap.ended.ended_by);
    if gap.to - gap.from >= 10.0 && gap.is_over {
        cause = format!("{cause} {}", words::duration((gap.to - gap.from) as u64));
    }
    if rect.width() > 26.0 {
        let at = pos2(left + 5.0, rect.top() + 14.0);
        paint::text_cut(painter, at, &cause, fonts::body(12.0), color, rect.width() - 6.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_axis_says_halves_where_there_are_some() {
        assert_eq!([2.5, 5.0].map(axis_number), ["2.5", "5"]);
    }
}
