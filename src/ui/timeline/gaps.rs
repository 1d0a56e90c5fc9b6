//! How far apart messages come: a popup with a histogram on a logarithmic scale and its percentiles.

use std::{borrow::Cow, ops::RangeInclusive};

use egui::{
    Align, Popup, PopupCloseBehavior, Rect, RichText, Sense, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::words;
use crate::{
    i18n::I18n,
    transcript::{
        Direction, Timeline,
        distribution::{Histogram, MAX_RELATIVE_ERROR, ValueClass},
    },
    ui::{
        button::Button,
        fonts, format, icons, paint, plot,
        theme::{GAP, Tokens},
    },
};

const WIDTH: f32 = 420.0;
const PLOT_HEIGHT: f32 = 132.0;
/// Above the bars: the percentiles' words.
const HEAD_HEIGHT: f32 = 44.0;
/// Below the bars: the lengths.
const AXIS_HEIGHT: f32 = 20.0;

const PERCENTILES: [(&str, u8); 3] = [("p50", 50), ("p95", 95), ("p99", 99)];

/// Draws the button and, while it is open, the popup.
pub(super) fn button_ui(ui: &mut Ui, i18n: &I18n, timeline: &Timeline, direction: &mut Option<Direction>) {
    let button = Button::plain(&i18n.text("timeline-gaps")).hint(&i18n.text("timeline-gaps-hint")).show(ui);
    Popup::menu(&button).gap(4.0).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        ui.set_width(WIDTH);
        let has_gaps = |way| timeline.gaps(way).is_some_and(|gaps| !gaps.is_empty());
        let first = if !has_gaps(Direction::In) && has_gaps(Direction::Out) { Direction::Out } else { Direction::In };
        let way = direction.unwrap_or(first);
        ui.horizontal(|ui| {
            ui.add_space(GAP);
            ui.label(RichText::new(i18n.text("timeline-gaps-title")).font(fonts::semibold(12.5)));
            ui.with_layout(egui::Layout::right_to_left(egui::Align::Center), |ui| {
                for (other, icon, key) in [
                    (Direction::Out, icons::ARROW_UP, "timeline-gaps-out"),
                    (Direction::In, icons::ARROW_DOWN, "timeline-gaps-in"),
                ] {
                    if Button::ghost(icon, &i18n.text(key)).on(way == other).pressed(ui) {
                        *direction = Some(other);
                    }
                }
            });
        });
        if let Some(gaps) = timeline.gaps(way) {
            gaps_ui(ui, i18n, gaps, way);
        }
    });
}

fn gaps_ui(ui: &mut Ui, i18n: &I18n, gaps: &Histogram, way: Direction) {
    let tokens = Tokens::of(ui);
    let size = vec2(WIDTH, HEAD_HEIGHT + PLOT_HEIGHT + AXIS_HEIGHT);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let said = summary(i18n, gaps);
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, said.as_ref()));
    let (Some(least), Some(most)) = (gaps.min(), gaps.max()) else {
        plot::nothing_ui(ui, i18n, rect, &said, false);
        return;
    };
    let inside = rect.shrink2(vec2(GAP, 0.0));
    let plot = Rect::from_min_max(
        pos2(inside.left(), rect.top() + HEAD_HEIGHT),
        pos2(inside.right(), rect.bottom() - AXIS_HEIGHT),
    );
    let color = if way == Direction::In { tokens.incoming } else { tokens.outgoing };
    let classes = gaps.classes();
    let counts: Vec<u64> = classes.iter().map(|class| class.count).collect();
    plot::bars(ui.painter(), plot, &counts, color, None, &tokens);
    let axis = LogAxis { classes: &classes, plot };
    axis.ticks_ui(ui, least..=most, &tokens);
    let mut right = plot.left();
    for (name, percent) in PERCENTILES {
        if let Some(micros) = gaps.percentile(percent) {
            let words = format!("{name} ≈ {}", words::span(micros));
            right = percentile_ui(ui, &axis, micros, words, right, &tokens);
        }
    }
    ui.horizontal(|ui| {
        ui.add_space(GAP);
        let words = i18n.text_with("timeline-gaps-extent", &extent(gaps, least, most));
        ui.label(RichText::new(words).font(fonts::mono(11.0)).color(tokens.muted));
    });
    let error = format!("{:.1}", MAX_RELATIVE_ERROR * 100.0);
    response.on_hover_text(i18n.text_with("timeline-gaps-error", &[("percent", error.into())]));
}

/// A percentile: a line down to the base and its words above, right of the ones before.
fn percentile_ui(ui: &Ui, axis: &LogAxis<'_>, micros: u64, words: String, free_from: f32, tokens: &Tokens) -> f32 {
    let x = axis.x(micros).round() + 0.5;
    let painter = ui.painter();
    painter.vline(x, axis.plot.top() - 22.0..=axis.plot.bottom(), Stroke::new(1.0, tokens.text));
    let width = paint::text_width(painter, &words, fonts::mono(11.0));
    let left = (x - width / 2.0).clamp(free_from, (axis.plot.right() - width).max(free_from));
    let at = pos2(left.round(), axis.plot.top() - 32.0);
    paint::text(painter, at, Align::Min, words, fonts::mono(11.0), tokens.text).right() + 10.0
}

/// Lengths on a scale on which each doubling takes the same room.
struct LogAxis<'a> {
    classes: &'a [ValueClass],
    plot: Rect,
}

impl LogAxis<'_> {
    fn x(&self, micros: u64) -> f32 {
        let place = self.classes.partition_point(|class| class.to < micros).min(self.classes.len() - 1);
        let class = self.classes[place];
        let length = (class.to - class.from) as f32 + 1.0;
        let part = (micros.saturating_sub(class.from) as f32 + 0.5) / length;
        self.plot.left() + self.plot.width() / self.classes.len() as f32 * (place as f32 + part.clamp(0.0, 1.0))
    }

    /// Words at powers of ten that lie inside, as far as they have room.
    fn ticks_ui(&self, ui: &Ui, inside: RangeInclusive<u64>, tokens: &Tokens) {
        let mut free = self.plot.left();
        for micros in (0..13).map(|power| 10_u64.pow(power)).filter(|micros| inside.contains(micros)) {
            let words = words::span(micros);
            let width = paint::text_width(ui.painter(), &words, plot::label_font());
            let x = self.x(micros);
            if x - width / 2.0 >= free && x + width / 2.0 <= self.plot.right() {
                ui.painter().vline(x.round() + 0.5, self.plot.bottom()..=self.plot.bottom() + 4.0, tokens.border());
                let at = pos2(x, self.plot.bottom() + 12.0);
                paint::text(ui.painter(), at, Align::Center, words, plot::label_font(), tokens.muted);
                free = x + width / 2.0 + 8.0;
            }
        }
    }
}

fn extent(gaps: &Histogram, least: u64, most: u64) -> [(&'static str, fluent_bundle::FluentValue<'static>); 3] {
    [("count", format::count(gaps.len())), ("least", words::span(least).into()), ("most", words::span(most).into())]
}

/// The whole histogram in words.
fn summary<'a>(i18n: &'a I18n, gaps: &Histogram) -> Cow<'a, str> {
    let (Some(least), Some(most)) = (gaps.min(), gaps.max()) else {
        return i18n.text("timeline-gaps-none");
    };
    let percentile = |percent| gaps.percentile(percent).map_or_else(String::new, words::span);
    let mut words = PERCENTILES.map(|(name, percent)| format!("{name} ≈ {}", percentile(percent))).join(", ");
    words.push_str(". ");
    words.push_str(&i18n.text_with("timeline-gaps-extent", &extent(gaps, least, most)));
    words.into()
}
