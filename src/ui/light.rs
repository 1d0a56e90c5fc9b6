//! The ready-state light: a shape, a colour, a word and a number; never colour alone.

use egui::{Color32, Painter, Pos2, Response, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    fonts, paint,
    theme::{Tokens, height, mix},
};

/// What a light says.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub enum Light {
    /// Connected: a disc with a soft ring.
    Open,
    /// On the way there: three quarters of an arc.
    Connecting,
    /// A request is out: a ring with a dot.
    Waiting,
    /// The closing handshake is under way: a ring with a bar.
    Closing,
    /// Nothing is connected: an empty ring.
    #[default]
    Closed,
    /// The user stopped it for a while: two bars.
    Paused,
    /// Waits before it tries again: an arc that empties, from 1.0 to 0.0.
    Backoff(f32),
    /// It went wrong: a triangle.
    Failed,
    /// All there: a disc with a tick.
    Done,
}

impl Light {
    /// Its colour.
    pub fn color(self, tokens: &Tokens) -> Color32 {
        match self {
            Self::Open | Self::Done => tokens.ok,
            Self::Connecting | Self::Waiting => tokens.accent,
            Self::Closing | Self::Paused | Self::Backoff(_) => tokens.warn,
            Self::Closed => tokens.muted,
            Self::Failed => tokens.error,
        }
    }

    /// Draws the shape around a point.
    pub fn paint(self, painter: &Painter, center: Pos2, radius: f32, tokens: &Tokens) {
        let color = self.color(tokens);
        let stroke = Stroke::new(1.5, color);
        match self {
            Self::Open => {
                painter.circle_filled(center, radius + 2.0, tokens.tint(color, 28));
                painter.circle_filled(center, radius, color);
            }
            Self::Connecting => paint::arc(painter, center, radius, 0.0, 0.75, Stroke::new(1.8, color)),
            Self::Waiting => {
                painter.circle_stroke(center, radius + 0.5, stroke);
                painter.circle_filled(center, radius * 0.38, color);
            }
            Self::Closing => {
                painter.circle_stroke(center, radius, stroke);
                painter.line_segment([center - vec2(radius * 0.5, 0.0), center + vec2(radius * 0.5, 0.0)], stroke);
            }
            Self::Closed => {
                painter.circle_stroke(center, radius, stroke);
            }
            Self::Paused => {
                for x in [-0.55, 0.55] {
                    let bar = egui::Rect::from_center_size(center + vec2(radius * x, 0.0), vec2(2.4, radius * 2.0));
                    painter.rect_filled(bar, 1.0, color);
                }
            }
            Self::Backoff(left) => {
                painter.circle_stroke(center, radius, Stroke::new(1.8, tokens.tint(color, 30)));
                paint::arc(painter, center, radius, 1.0 - left.clamp(0.0, 1.0), 1.0, Stroke::new(1.8, color));
            }
            Self::Failed => {
                let points = vec![
                    center + vec2(0.0, -radius),
                    center + vec2(radius, radius * 0.8),
                    center + vec2(-radius, radius * 0.8),
                ];
                painter.add(Shape::convex_polygon(points, color, Stroke::NONE));
            }
            Self::Done => {
                painter.circle_filled(center, radius + 0.5, color);
                let tick = vec![
                    center + vec2(-radius * 0.5, 0.0),
                    center + vec2(-radius * 0.1, radius * 0.42),
                    center + vec2(radius * 0.55, -radius * 0.42),
                ];
                painter.add(Shape::line(tick, Stroke::new(1.4, tokens.surface)));
            }
        }
    }
}

/// A session's state as the badge and the tab say it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ReadyState {
    /// The shape and colour.
    pub light: Light,
    /// The word, in capitals: `OPEN`.
    pub word: &'static str,
    /// The DOM's `readyState`, where it has one.
    pub number: Option<u8>,
}

impl ReadyState {
    /// A state with the DOM's number.
    pub fn numbered(light: Light, word: &'static str, number: u8) -> Self {
        Self { light, word, number: Some(number) }
    }

    /// A state of a protocol that has no numbers.
    pub fn named(light: Light, word: &'static str) -> Self {
        Self { light, word, number: None }
    }

    /// `OPEN 1`, as a screen reader says it.
    pub fn label(&self) -> String {
        self.number.map_or_else(|| self.word.to_owned(), |number| format!("{} {number}", self.word))
    }
}

/// The badge at the left of the address row.
pub fn badge_ui(ui: &mut Ui, state: &ReadyState, tooltip: &str) -> Response {
    let tokens = Tokens::of(ui);
    let color = state.light.color(&tokens);
    let word = ui.painter().layout_no_wrap(state.word.to_owned(), fonts::semibold(12.0), tokens.text);
    let number = state.number.map_or(0.0, |_| 14.0);
    let size = vec2(27.0 + word.size().x + number + 11.0, height::CONTROL);
    let (rect, response) = ui.allocate_exact_size(size, Sense::hover());
    let radius = height::CONTROL / 2.0;
    ui.painter().rect_filled(rect, radius, tokens.tint(color, 9));
    ui.painter().rect_stroke(rect, radius, Stroke::new(1.0, tokens.tint(color, 32)), StrokeKind::Inside);
    state.light.paint(ui.painter(), rect.left_center() + vec2(15.5, 0.0), 4.5, &tokens);
    let at = rect.left_center() + vec2(27.0, 0.0);
    let placed = paint::place(ui.painter(), at, egui::Align::Min, word, tokens.text);
    if let Some(number) = state.number {
        let at = egui::pos2(placed.right() + 6.0, rect.center().y);
        let color = mix(tokens.muted, tokens.text, 10);
        paint::text(ui.painter(), at, egui::Align::Min, number.to_string(), fonts::mono(12.0), color);
    }
    let label = state.label();
    response.widget_info(|| WidgetInfo::labeled(Role::Status, true, &label));
    response.on_hover_text(tooltip)
}
