//! The bars of a histogram above a base line.

use egui::{Align, Color32, Painter, Rect, pos2};

use crate::ui::{
    fonts, format, paint,
    theme::{Tokens, mix},
};

/// Below this pitch the counts above the bars would run into each other.
const LEAST_PITCH_FOR_COUNTS: f32 = 30.0;

/// Draws one bar for each count, the chosen one in full colour, and the line below them.
pub fn bars(painter: &Painter, plot: Rect, counts: &[u64], color: Color32, chosen: Option<usize>, tokens: &Tokens) {
    let most = counts.iter().copied().max().unwrap_or(0).max(1);
    let pitch = plot.width() / counts.len().max(1) as f32;
    for (number, &count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
        let left = plot.left() + pitch * number as f32;
        let tall = (plot.height() * count as f32 / most as f32).max(2.0);
        let right = (left + pitch - 2.0).max(left + 2.0);
        let bar = Rect::from_min_max(pos2(left + 1.0, plot.bottom() - tall), pos2(right, plot.bottom()));
        let percent = if chosen == Some(number) { 100 } else { 50 };
        painter.rect_filled(bar, 2.0, mix(tokens.surface, color, percent));
        if pitch >= LEAST_PITCH_FOR_COUNTS {
            let at = pos2(bar.center().x, bar.top() - 9.0);
            paint::text(painter, at, Align::Center, format::grouped(count), fonts::mono(11.0), tokens.muted);
        }
    }
    painter.hline(plot.x_range(), plot.bottom().floor() + 0.5, tokens.border());
}
