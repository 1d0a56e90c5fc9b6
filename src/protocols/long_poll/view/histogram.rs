//! How the last polls' held times are spread, below the inspector.

use egui::{Align, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::bar::Scale;
use crate::{
    i18n::I18n,
    protocols::long_poll::Session,
    ui::{fonts, format, paint, plot, theme::Tokens},
};

const BARS: usize = 10;

/// What it needs.
pub(super) const HEIGHT: f32 = 190.0;

/// Draws it; the bar that a held time belongs to stands out.
pub(super) fn histogram_ui(ui: &mut Ui, i18n: &I18n, session: &Session, scale: Scale, chosen_micros: Option<u64>) {
    let held = session.held();
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(ui.available_size(), Sense::hover());
    let title = i18n.text("poll-held-time");
    let polls = i18n.text_with("poll-held-polls", &[("count", format::count(held.len() as u64))]);
    response.widget_info(|| WidgetInfo::labeled(Role::Figure, true, format!("{title}, {polls}")));
    let inside = rect.shrink2(vec2(16.0, 12.0));
    let painter = ui.painter();
    painter.hline(rect.x_range(), rect.top() + 0.5, tokens.hairline());
    let title_at = pos2(inside.left(), inside.top() + 8.0);
    paint::text(painter, title_at, Align::Min, title.as_ref(), fonts::semibold(12.5), tokens.text);
    let count_at = pos2(inside.right(), title_at.y);
    paint::text(painter, count_at, Align::Max, polls.as_ref(), fonts::body(12.0), tokens.muted);
    let plot = Rect::from_min_max(inside.min + vec2(0.0, 40.0), inside.max - vec2(0.0, 18.0));
    let counts: Vec<u64> = held.histogram(BARS, scale.limit_micros).iter().map(|&count| count as u64).collect();
    let chosen = chosen_micros.map(|micros| ((scale.share(micros) * BARS as f32) as usize).min(BARS - 1));
    plot::bars(painter, plot, &counts, tokens.incoming, chosen, &tokens);
    if held.is_empty() {
        plot::nothing_ui(ui, i18n, plot, &i18n.text("poll-held-each"), session.stopped_at().is_some());
    }
    let (half, limit) = scale.marks();
    let y = plot.bottom() + 11.0;
    for (x, align, words) in
        [(plot.left(), Align::Min, "0"), (plot.center().x, Align::Center, &half), (plot.right(), Align::Max, &limit)]
    {
        paint::text(painter, pos2(x, y), align, words, fonts::mono(11.0), tokens.muted);
    }
}
