//! What the window's plots share: axes, their words and round ends, bars, a small curve of rates, values over time, what
//! stands where there is nothing to draw, and an `egui_plot` that stays where it is. What is plotted, and what a pointer does there, is up to each view.

mod bars;
mod nothing;
mod over_time;
mod sparkline;

use egui::{Align, FontId, Painter, Rect, pos2, vec2};
use egui_plot::Plot;

pub use self::{
    bars::bars,
    nothing::nothing_ui,
    over_time::{OverTime, Series, over_time_ui},
    sparkline::sparkline_ui,
};
use super::{fonts, paint, theme::Tokens};

/// The face of everything that is written on a plot.
pub fn label_font() -> FontId {
    fonts::mono(10.5)
}

/// The least of 1, 2, 5, 10, 20, 50 … and of their tenths that is not below a value: where an axis ends. 1 for what is no
/// size.
pub fn round_up(value: f64) -> f64 {
    if !value.is_finite() || value <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(value.log10().floor());
    [1.0, 2.0, 5.0, 10.0].into_iter().map(|step| step * power).find(|end| *end >= value).unwrap_or(value)
}

/// Lines at nothing, at the half and at the top of an axis that ends there, with what they are at their left.
pub fn grid(painter: &Painter, area: Rect, top: f64, words: impl Fn(f64) -> String, tokens: &Tokens) {
    for share in [0.0, 0.5, 1.0] {
        let y = (area.bottom() - area.height() * share).round() + 0.5;
        painter.hline(area.x_range(), y, tokens.hairline());
        let at = pos2(area.left() - 8.0, y);
        paint::text(painter, at, Align::Max, words(top * f64::from(share)), label_font(), tokens.muted);
    }
}

/// A plot that no pointer moves or zooms and that has no grid, axes or background of its own.
pub fn still<'a>(id: &str) -> Plot<'a> {
    Plot::new(id.to_owned())
        .min_size(vec2(1.0, 1.0))
        .allow_drag(false)
        .allow_zoom(false)
        .allow_scroll(false)
        .allow_boxed_zoom(false)
        .allow_axis_zoom_drag(false)
        .allow_double_click_reset(false)
        .show_background(false)
        .show_crosshair(false)
        .show_x(false)
        .show_y(false)
        .show_grid(false)
        .show_axes(false)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn an_axis_ends_at_a_round_number() {
        for (value, end) in [
            (0.0, 1.0),
            (f64::NAN, 1.0),
            (f64::INFINITY, 1.0),
            (0.3, 0.5),
            (1.0, 1.0),
            (1.1, 2.0),
            (4.2, 5.0),
            (8.9, 10.0),
            (11.0, 20.0),
            (100.0, 100.0),
            (101.0, 200.0),
            (640.0, 1_000.0),
            (70_000.0, 100_000.0),
        ] {
            assert!((round_up(value) - end).abs() < 1e-9, "{value}");
        }
    }

    proptest! {
        #[test]
        fn the_end_of_an_axis_is_not_far_above_its_greatest_value(value in 1e-3_f64..1e15) {
            let end = round_up(value);
            prop_assert!(end >= value && end <= value * 2.500_001, "{}", end);
        }
    }
}
