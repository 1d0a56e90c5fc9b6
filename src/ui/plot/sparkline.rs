//! A small curve of messages per second, for a status bar.

use egui::{Color32, Rect, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::ui::theme::Tokens;

/// Draws the last minute, newest at the right; it changes only with its numbers.
pub fn sparkline_ui(ui: &mut Ui, per_second: impl ExactSizeIterator<Item = u32>, name: &str, color: Color32) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(100.0, 16.0), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let values: Vec<f32> = per_second.map(|value| value as f32).collect();
    if values.len() > 1 {
        plot(ui, rect, &values, color, &tokens);
    } else {
        ui.painter().hline(rect.x_range(), rect.bottom() - 0.5, Stroke::new(1.0, tokens.line2));
    }
    response.on_hover_text(name);
}

fn plot(ui: &Ui, rect: Rect, values: &[f32], color: Color32, tokens: &Tokens) {
    let most = values.iter().copied().fold(1.0, f32::max);
    let step = rect.width() / 59.0;
    let first = rect.right() - step * (values.len() - 1) as f32;
    let points: Vec<_> = values
        .iter()
        .enumerate()
        .map(|(i, value)| pos2(first + step * i as f32, rect.bottom() - 1.0 - value / most * (rect.height() - 3.0)))
        .collect();
    for pair in points.windows(2) {
        let floor = rect.bottom();
        let corners = vec![pair[0], pair[1], pos2(pair[1].x, floor), pos2(pair[0].x, floor)];
        ui.painter().add(Shape::convex_polygon(corners, tokens.tint(color, 24), Stroke::NONE));
    }
    ui.painter().add(Shape::line(points, Stroke::new(1.2, color)));
}
