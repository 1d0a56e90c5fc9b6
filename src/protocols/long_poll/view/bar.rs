//! The bar that shows how long a poll was held, and the scale that all bars share.

use egui::{CornerRadius, Painter, Rect, Stroke, StrokeKind, pos2, vec2};

use crate::{
    protocols::long_poll::Outcome,
    ui::{
        paint,
        theme::{Tokens, mix},
    },
};

const HEIGHT: f32 = 8.0;
const RADIUS: f32 = 3.0;

/// The shortest bar that is drawn: something happened.
const LEAST: f32 = 3.0;

/// Limits of the scale, in milliseconds.
const LIMITS: [u64; 19] = [
    10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 30_000, 60_000, 120_000, 300_000, 600_000,
    1_800_000, 3_600_000, 36_000_000,
];

/// How long a bar stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scale {
    pub(super) limit_micros: u64,
}

impl Scale {
    /// The smallest round limit that `longest_micros` does not exceed.
    pub(super) fn fitting(longest_micros: u64) -> Self {
        let limit = LIMITS.iter().map(|millis| millis * 1_000).find(|&limit| longest_micros <= limit);
        Self { limit_micros: limit.unwrap_or(longest_micros) }
    }

    /// From 0.0 to 1.0.
    pub(super) fn share(self, micros: u64) -> f32 {
        (micros as f64 / self.limit_micros.max(1) as f64).min(1.0) as f32
    }

    /// What stands at the half and at the limit: `15`, `30 s`.
    pub(super) fn marks(self) -> (String, String) {
        let millis = self.limit_micros as f64 / 1_000.0;
        let (limit, unit) = match millis {
            ..1_000.0 => (millis, "ms"),
            ..120_000.0 => (millis / 1_000.0, "s"),
            _ => (millis / 60_000.0, "min"),
        };
        (number(limit / 2.0), format!("{} {unit}", number(limit)))
    }
}

fn number(value: f64) -> String {
    if value.fract() == 0.0 { format!("{value:.0}") } else { format!("{value:.1}") }
}

/// The room for a bar inside a row, from the scale's 0 to its limit.
pub(super) fn room(row: Rect, left: f32, right: f32) -> Rect {
    let center_y = row.center().y;
    let x = row.left();
    Rect::from_min_max(pos2(x + left, center_y - HEIGHT / 2.0), pos2(x + right, center_y + HEIGHT / 2.0))
}

/// Hairlines at 0, half and the limit, over the height of a row.
pub(super) fn grid(painter: &Painter, row: Rect, room: Rect, tokens: &Tokens) {
    for x in [room.left(), room.center().x, room.right()] {
        painter.vline(x.floor() + 0.5, row.y_range(), tokens.hairline());
    }
}

/// A finished poll, or a wait.
pub(super) fn held(painter: &Painter, room: Rect, share: f32, outcome: Outcome, tokens: &Tokens) {
    let bar = filled(room, share);
    match outcome {
        Outcome::Message => {
            painter.rect_filled(bar, RADIUS, mix(tokens.surface, tokens.incoming, 80));
        }
        Outcome::Empty | Outcome::Stopped => {
            let stroke = Stroke::new(1.0, mix(tokens.surface, tokens.muted, 60));
            painter.rect(bar, RADIUS, tokens.raised, stroke, StrokeKind::Inside);
        }
        Outcome::Error => {
            painter.rect_filled(bar, RADIUS, mix(tokens.surface, tokens.error, 85));
            cross(painter, bar, tokens);
        }
        Outcome::Backoff => paint::hatch(painter, bar, tokens.warn),
    }
}

/// The request that is held now.
pub(super) fn live(painter: &Painter, room: Rect, share: f32, tokens: &Tokens) {
    let bar = filled(room, share);
    painter.rect_filled(bar, CornerRadius::same(RADIUS as u8), mix(tokens.surface, tokens.accent, 55));
    let end = pos2(bar.right() - 1.0, bar.center().y);
    painter.circle_filled(end, 6.0, mix(tokens.surface, tokens.accent, 25));
    painter.circle_filled(end, 3.5, tokens.accent);
}

fn filled(room: Rect, share: f32) -> Rect {
    Rect::from_min_size(room.min, vec2((room.width() * share).max(LEAST), room.height()))
}

/// Where it broke.
fn cross(painter: &Painter, bar: Rect, tokens: &Tokens) {
    let center = pos2(bar.right() + 8.0, bar.center().y);
    let stroke = Stroke::new(1.5, tokens.error);
    for up in [1.0, -1.0] {
        painter.line_segment([center - vec2(3.0, 3.0 * up), center + vec2(3.0, 3.0 * up)], stroke);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_scale_is_round_and_fits_the_longest() {
        for (longest, limit, marks) in [
            (0, 10_000, ("5", "10 ms")),
            (10_001, 20_000, ("10", "20 ms")),
            (999_000, 1_000_000, ("0.5", "1 s")),
            (4_999_999, 5_000_000, ("2.5", "5 s")),
            (22_310_000, 30_000_000, ("15", "30 s")),
            (60_000_001, 120_000_000, ("1", "2 min")),
        ] {
            let scale = Scale::fitting(longest);
            let (half, whole) = scale.marks();
            assert_eq!((scale.limit_micros, (half.as_str(), whole.as_str())), (limit, marks));
        }
        assert!(Scale::fitting(u64::MAX).limit_micros == u64::MAX);
        assert!((Scale::fitting(10_000_000).share(5_000_000) - 0.5).abs() < 1e-6);
        assert!((Scale::fitting(10).share(u64::MAX) - 1.0).abs() < 1e-6);
    }
}
