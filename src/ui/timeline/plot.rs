//! The plot of the strip: rates up and down from a line, marks across it, and the range that is chosen.

use std::ops::Range;

use egui::{Align, Color32, Rect, Response, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};
use egui_plot::{AxisHints, FilledArea, GridMark, HLine, PlotPoint, PlotTransform, PlotUi, Span, VLine};

use super::{
    marks,
    measure::{HEIGHT, Measure},
    selection::{Ground, Selection},
    words,
};
use crate::{
    i18n::I18n,
    transcript::{
        Timeline,
        timeline::{Bin, Incident},
    },
    ui::{
        paint, plot,
        theme::{GAP, RADIUS, Tokens, mix},
    },
};

/// Left of the plot: the greatest rates.
const GUTTER: f32 = 72.0;
/// Below the plot: the times.
const AXIS_HEIGHT: f32 = 16.0;
/// Above the greatest rate: the words of the marks.
const HEAD_ROOM: f32 = 13.0;
/// A session is drawn as if it had lasted at least so long.
const LEAST_SPAN_MICROS: u64 = 1_000_000;

/// What is drawn, and into which width.
#[derive(Clone, Copy)]
pub(super) struct View<'a> {
    pub(super) timeline: &'a Timeline,
    pub(super) measure: Measure,
    pub(super) width: f32,
}

/// The bins in view and the time that they cover.
struct Curve {
    bins: Vec<Bin>,
    span: Range<u64>,
    measure: Measure,
}

/// The plot as egui drew it: what the pointer does there, and where its times are.
struct Drawn {
    response: Response,
    transform: PlotTransform,
}

/// Draws it and lets a range be chosen.
pub(super) fn plot_ui(
    ui: &mut Ui,
    i18n: &I18n,
    view: View<'_>,
    selection: &mut Selection,
    range: &mut Option<Range<u64>>,
) {
    let tokens = Tokens::of(ui);
    let curve = Curve::of(view);
    let incidents = marks::merged(view.timeline.incidents(), &curve.span, view.width - GUTTER);
    let (gutter, _) = ui.allocate_exact_size(vec2(GUTTER, HEIGHT - 4.0), Sense::hover());
    let shown = selection.draft().or_else(|| range.clone());
    let drawn = curve_ui(ui, view, &curve, &incidents, shown.as_ref());
    curve.scale_ui(ui, gutter, &tokens);
    if curve.peaks() == (0.0, 0.0) && incidents.is_empty() {
        let what = i18n.text(view.measure.name_key());
        plot::nothing_ui(ui, i18n, *drawn.transform.frame(), &what, false);
    }
    choose_ui(ui, view, &curve, &drawn, selection, range);
    marks::words_ui(ui, i18n, &incidents, *drawn.transform.frame(), |micros| drawn.x_of(micros), &tokens);
    let mut said = words::summary(i18n, view.timeline, view.measure, curve.peaks());
    if let Some(shown) = selection.draft().or_else(|| range.clone()) {
        let args = [("range", words::range(&shown).into())];
        said = format!("{said}. {}", i18n.text_with("timeline-chosen", &args));
    }
    if let Some(at_cursor) = pointed_ui(ui, i18n, view, &curve, &drawn, selection) {
        said = format!("{said}. {at_cursor}");
    }
    let name = i18n.text("timeline-name");
    drawn.response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, format!("{name}: {said}")));
}

/// The curve on its time axis, with the range that is chosen behind it.
fn curve_ui(ui: &mut Ui, view: View<'_>, curve: &Curve, incidents: &[Incident], shown: Option<&Range<u64>>) -> Drawn {
    let tokens = Tokens::of(ui);
    let plot = plot::still("timeline_plot")
        .width(view.width - GUTTER)
        .height(HEIGHT - 4.0)
        .sense(Sense::click_and_drag())
        .show_axes([true, false])
        .x_grid_spacer(|input| ticks(input.bounds, input.base_step_size))
        .custom_x_axes(vec![time_axis(&tokens)]);
    ui.spacing_mut().item_spacing.x = 0.0;
    let drawn = ui.push_id("timeline", |ui| plot.show(ui, |plot| curve.draw(plot, &tokens, shown, incidents)));
    ui.spacing_mut().item_spacing.x = GAP;
    Drawn { response: drawn.inner.response, transform: drawn.inner.transform }
}

/// Takes the pointer, and the keys while the strip has the focus.
fn choose_ui(
    ui: &Ui,
    view: View<'_>,
    curve: &Curve,
    drawn: &Drawn,
    selection: &mut Selection,
    range: &mut Option<Range<u64>>,
) {
    selection.point(&drawn.response, |x| curve.time_at(&drawn.transform, x), range);
    if drawn.response.has_focus() {
        let step_micros = curve.bins.first().map_or(LEAST_SPAN_MICROS, |bin| bin.width_micros);
        selection.type_keys(ui, &drawn.response, &Ground { span: view.timeline.span(), step_micros }, range);
        let ring = drawn.transform.frame().expand(1.0);
        paint::focus_ring(ui.painter(), ring, RADIUS / 2.0, &Tokens::of(ui));
    }
}

/// Reads out what is below the pointer, or else at the keyboard's cursor: that is returned, to be said.
fn pointed_ui(
    ui: &Ui,
    i18n: &I18n,
    view: View<'_>,
    curve: &Curve,
    drawn: &Drawn,
    selection: &Selection,
) -> Option<String> {
    let pointed = drawn.response.hover_pos().map(|pointer| curve.time_at(&drawn.transform, pointer.x));
    let time = pointed.or_else(|| selection.cursor().filter(|_| drawn.response.has_focus()))?;
    let reach = (marks::APART / view.width * (curve.span.end - curve.span.start) as f32) as u64;
    let near = words::near(view.timeline.incidents(), time, reach);
    let words = match selection.draft() {
        Some(draft) => words::range(&draft),
        None => words::read_out(i18n, time, curve.bin_at(time), &near),
    };
    read_out_ui(ui, *drawn.transform.frame(), drawn.x_of(time), &words, &Tokens::of(ui));
    pointed.is_none().then_some(words)
}

impl Drawn {
    fn x_of(&self, micros: u64) -> f32 {
        self.transform.position_from_point_x(seconds(micros))
    }
}

impl Curve {
    fn of(view: View<'_>) -> Self {
        let mut span = view.timeline.span();
        span.end = span.end.max(span.start.saturating_add(LEAST_SPAN_MICROS));
        let length = span.end - span.start;
        let pixels = f64::from((view.width - GUTTER).max(2.0));
        let two_pixels = (length as f64 * 2.0 / pixels) as u64;
        let bins = view.timeline.bins(span.clone(), whole_seconds(two_pixels));
        if let Some(last) = bins.last() {
            span.end = span.end.max(last.start_micros.saturating_add(last.width_micros));
        }
        Self { bins, span, measure: view.measure }
    }

    fn rates(&self, bin: &Bin) -> (f64, f64) {
        match self.measure {
            Measure::Messages => (bin.per_second(bin.incoming.messages), bin.per_second(bin.outgoing.messages)),
            Measure::Bytes => (bin.per_second(bin.incoming.bytes), bin.per_second(bin.outgoing.bytes)),
        }
    }

    /// The greatest rates, in and out.
    fn peaks(&self) -> (f64, f64) {
        let rates = self.bins.iter().map(|bin| self.rates(bin));
        rates.fold((0.0, 0.0), |most, rate| (rate.0.max(most.0), rate.1.max(most.1)))
    }

    fn draw(&self, plot: &mut PlotUi<'_>, tokens: &Tokens, shown: Option<&Range<u64>>, incidents: &[Incident]) {
        let (most_in, most_out) = self.peaks();
        let height = (most_in + most_out).max(f64::MIN_POSITIVE);
        let room = f64::from(HEIGHT - 4.0 - AXIS_HEIGHT);
        let unit = if most_in + most_out > 0.0 { height / (room - f64::from(HEAD_ROOM)) } else { 1.0 / room };
        plot.set_plot_bounds_x(seconds(self.span.start)..=seconds(self.span.end));
        plot.set_plot_bounds_y(-most_out - unit..=most_in.max(unit) + unit * f64::from(HEAD_ROOM));
        if let Some(shown) = shown {
            let border = Stroke::new(1.0, tokens.accent);
            let span = Span::new("", seconds(shown.start)..=seconds(shown.end)).fill(tokens.selected).border(border);
            plot.span(span);
        }
        let directions = [(1.0, tokens.incoming, most_in), (-1.0, tokens.outgoing, most_out)];
        for (sign, color, _) in directions.into_iter().filter(|(_, _, most)| *most > 0.0) {
            plot.add(self.area(sign, mix(tokens.surface, color, 75)));
        }
        plot.hline(HLine::new("zero", 0.0).stroke(tokens.border()).allow_hover(false));
        for one in incidents {
            let stroke = Stroke::new(1.0, marks::color_of(one.kind, tokens));
            let line = VLine::new("incident", seconds(one.at_micros)).stroke(stroke).allow_hover(false);
            plot.vline(line.id((one.row, one.kind)));
        }
    }

    /// Steps from the zero line: what a bin holds, over its whole width.
    fn area(&self, sign: f64, color: Color32) -> FilledArea {
        let mut times = Vec::with_capacity(self.bins.len() * 2);
        let mut rates = Vec::with_capacity(self.bins.len() * 2);
        for bin in &self.bins {
            let (incoming, outgoing) = self.rates(bin);
            times.extend([seconds(bin.start_micros), seconds(bin.start_micros.saturating_add(bin.width_micros))]);
            rates.extend([sign * if sign > 0.0 { incoming } else { outgoing }; 2]);
        }
        let zero = vec![0.0; rates.len()];
        let name = if sign > 0.0 { "in" } else { "out" };
        FilledArea::new(name, &times, &zero, &rates).fill_color(color).allow_hover(false)
    }

    /// The greatest rates beside the plot, each on its side of the line.
    fn scale_ui(&self, ui: &Ui, gutter: Rect, tokens: &Tokens) {
        let (most_in, most_out) = self.peaks();
        let y = [gutter.top() + HEAD_ROOM, gutter.bottom() - AXIS_HEIGHT - 6.0];
        let lines = [(y[0], true, most_in, tokens.incoming), (y[1], false, most_out, tokens.outgoing)];
        for (y, points_down, most, color) in lines.into_iter().filter(|(_, _, most, _)| *most > 0.0) {
            let at = pos2(gutter.right() - 8.0, y);
            let words = words::rate(self.measure, most);
            let placed = paint::text(ui.painter(), at, Align::Max, words, plot::label_font(), tokens.muted);
            let x = (gutter.left() + 4.0).min(placed.left() - 9.0);
            paint::triangle(ui.painter(), pos2(x, y), points_down, color);
        }
    }

    fn time_at(&self, transform: &PlotTransform, x: f32) -> u64 {
        let PlotPoint { x, .. } = transform.value_from_position(pos2(x, 0.0));
        ((x.max(0.0) * 1e6).round() as u64).clamp(self.span.start, self.span.end)
    }

    fn bin_at(&self, micros: u64) -> Option<&Bin> {
        let place = self.bins.partition_point(|bin| bin.start_micros <= micros).checked_sub(1)?;
        self.bins.get(place)
    }
}

/// The times below the plot.
fn time_axis<'a>(tokens: &Tokens) -> AxisHints<'a> {
    AxisHints::new_x()
        .formatter(|mark, _| words::tick(mark.value, mark.step_size))
        .tick_label_font(plot::label_font())
        .tick_label_color(tokens.muted)
        .label_spacing(egui::Rangef::new(40.0, 41.0))
        .min_thickness(AXIS_HEIGHT)
}

/// A line at a time, and beside it what was there.
fn read_out_ui(ui: &Ui, frame: Rect, x: f32, words: &str, tokens: &Tokens) {
    ui.painter().vline(x.round() + 0.5, frame.y_range(), Stroke::new(1.0, tokens.muted));
    let width = paint::text_width(ui.painter(), words, plot::label_font()) + 12.0;
    let left = if x + 6.0 + width <= frame.right() { x + 6.0 } else { (x - 6.0 - width).max(frame.left()) };
    let rect = Rect::from_min_size(pos2(left.round(), frame.top()), vec2(width.round(), 18.0));
    ui.painter().rect(rect, 3.0, tokens.raised, Stroke::new(1.0, tokens.line2), egui::StrokeKind::Inside);
    paint::text(ui.painter(), rect.left_center() + vec2(6.0, -0.5), Align::Min, words, plot::label_font(), tokens.text);
}

/// The least round number of seconds that is not shorter, as microseconds. A step of less than a second would turn one
/// message into a rate that was never there, and one of a second and a half would draw two a second as three and as four.
fn whole_seconds(micros: u64) -> u64 {
    const STEPS: [u64; 12] = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1_800, 3_600];
    let seconds = micros.div_ceil(1_000_000);
    let step = STEPS.into_iter().find(|step| *step >= seconds);
    step.unwrap_or_else(|| seconds.next_multiple_of(3_600)).saturating_mul(1_000_000)
}

/// Lines at round times, about 90 points apart.
fn ticks((start, end): (f64, f64), base_step_size: f64) -> Vec<GridMark> {
    const STEPS: [f64; 20] = [
        0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1_800.0, 3_600.0, 7_200.0,
        21_600.0, 43_200.0, 86_400.0,
    ];
    let least = (base_step_size * 12.0).max((end - start) / 24.0);
    let step_size =
        STEPS.into_iter().find(|step| *step >= least).unwrap_or_else(|| (least / 86_400.0).ceil() * 86_400.0);
    let first = (start / step_size).ceil() as u64;
    let marks = (first..).map(|number| GridMark { value: number as f64 * step_size, step_size });
    // A word at the very end would stand beyond the plot.
    marks.take_while(|mark| mark.value <= end - base_step_size * 2.0).take(24).collect()
}

fn seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::transcript::{Body, Entry, Transcript};

    /// The rates of incoming messages that are drawn for messages at these times, in a plot of a usual width.
    fn rates(times_micros: impl Iterator<Item = u64>) -> Vec<f64> {
        let mut transcript = Transcript::default();
        for at in times_micros {
            transcript.push(&Entry::incoming(at, Body::Text(bytes::Bytes::from_static(b"x"))));
        }
        let view = View { timeline: transcript.timeline(), measure: Measure::Messages, width: 720.0 };
        let curve = Curve::of(view);
        curve.bins.iter().map(|bin| curve.rates(bin).0).collect()
    }

    #[test]
    fn a_steady_rate_is_drawn_level_however_long_it_lasts() {
        for seconds in [3, 40, 100, 500, 5_000, 40_000] {
            let rates = rates((0..seconds * 2).map(|number| number * 500_000 + number % 7));
            // The last step has only begun.
            let (_, whole) = rates.split_last().expect("a step");
            assert!(whole.iter().all(|rate| (rate - 2.0).abs() < 1e-9), "{seconds}: {whole:?}");
        }
    }

    #[test]
    fn one_message_is_no_more_than_one_a_second() {
        assert_eq!(rates([5].into_iter()), [1.0]);
    }

    #[test]
    fn steps_are_round_numbers_of_seconds() {
        for (micros, seconds) in [(0, 1), (1_000_000, 1), (1_370_000, 2), (2_000_001, 5), (61_000_000, 120)] {
            assert_eq!(whole_seconds(micros), seconds * 1_000_000, "{micros}");
        }
        assert_eq!(whole_seconds(3_700_000_000), 7_200_000_000);
    }
}
