//! The status bar: counters at the left that drop out from the right when there is no room, then rate and clock.

use egui::{Align, Color32, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{
    bars::{self, Ground},
    fonts, format, icons, paint, plot,
    theme::{RADIUS, Tokens, height},
};
use crate::{
    i18n::I18n,
    transcript::{Direction, Tally, Traffic},
};

/// One counter.
#[derive(Clone, Debug)]
pub struct Item {
    /// ▼ or ▲ before it.
    pub mark: Option<Direction>,
    /// What is counted.
    pub name: String,
    /// The number, as it is written.
    pub value: String,
    /// Its colour, when it says something.
    pub color: Option<Color32>,
    /// What it means; the name when empty.
    pub tooltip: String,
    /// Pressed, it shows or hides something: whether that is shown now.
    pub toggle: Option<bool>,
}

impl Item {
    /// A counter in the text colour.
    pub fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self { mark: None, name: name.into(), value: value.into(), color: None, tooltip: String::new(), toggle: None }
    }

    /// A counter in a colour that says something.
    #[must_use]
    pub fn colored(self, color: Color32) -> Self {
        Self { color: Some(color), ..self }
    }

    /// What it means.
    #[must_use]
    pub fn tooltip(self, tooltip: impl Into<String>) -> Self {
        Self { tooltip: tooltip.into(), ..self }
    }

    /// Pressed, it shows or hides something.
    #[must_use]
    pub fn toggle(self, is_shown: bool) -> Self {
        Self { toggle: Some(is_shown), ..self }
    }

    /// What came in: `in 812 · 1.1 MiB`.
    pub fn incoming(i18n: &I18n, tally: Tally) -> Self {
        Self { mark: Some(Direction::In), ..Self::new(i18n.text("status-in"), tally_text(tally)) }
    }

    /// What went out.
    pub fn outgoing(i18n: &I18n, tally: Tally) -> Self {
        Self { mark: Some(Direction::Out), ..Self::new(i18n.text("status-out"), tally_text(tally)) }
    }
}

/// What stands at the right end.
#[derive(Debug)]
pub struct Pace<'a> {
    /// For plot and rate.
    pub traffic: &'a Traffic,
    /// What the session's clock says now, or said when it ended, in microseconds.
    pub elapsed_micros: u64,
    /// What it said when the session began: 0, unless it ran before.
    pub began_micros: u64,
    /// Whether the clock runs, so that the bar must be drawn again in a second. What is over has no rate.
    pub running: bool,
    /// In place of messages per second, while the clock runs.
    pub rate: Option<String>,
}

/// Draws the bar at the bottom; true when the item was pressed that shows or hides something.
pub fn status_bar_ui(ui: &mut Ui, i18n: &I18n, items: &[Item], pace: Option<&Pace<'_>>) -> bool {
    let mut pressed = false;
    bars::bottom_ui(ui, "status", height::STATUS_BAR, Ground::Base, |ui| {
        let tokens = Tokens::of(ui);
        let total = ui.available_width();
        let widths: Vec<f32> = items.iter().map(|item| item_width(ui, item)).collect();
        // In and out never go; the plot goes before the rate.
        let kept: f32 = widths.iter().take(2).sum();
        let pace_width = pace.map_or(0.0, |_| 160.0);
        let shows_plot = pace.is_some() && kept + pace_width + 110.0 <= total;
        let reserved = pace_width + if shows_plot { 110.0 } else { 0.0 };
        let mut used = 0.0;
        for (number, (item, width)) in items.iter().zip(widths).enumerate() {
            if number >= 2 && used + width > total - reserved {
                break;
            }
            pressed |= item_ui(ui, item, number > 0, width, &tokens);
            used += width;
        }
        if let Some(pace) = pace {
            ui.add_space((total - used - reserved).max(0.0));
            pace_ui(ui, i18n, pace, shows_plot, &tokens);
        }
    });
    pressed
}

fn tally_text(tally: Tally) -> String {
    format!("{} · {}", format::grouped(tally.messages), format::bytes(tally.bytes))
}

fn item_width(ui: &Ui, item: &Item) -> f32 {
    let name = paint::text_width(ui.painter(), &item.name, fonts::body(12.0));
    let value = paint::text_width(ui.painter(), &item.value, fonts::mono(12.0));
    // Rounded up to steps, so that a growing number does not move what stands behind it each time.
    let value = (value / 14.4).ceil() * 14.4;
    name + value + 5.0 + 24.0 + item.mark.map_or(0.0, |_| 13.0) + item.toggle.map_or(0.0, |_| 20.0)
}

fn item_ui(ui: &mut Ui, item: &Item, divided: bool, width: f32, tokens: &Tokens) -> bool {
    ui.spacing_mut().item_spacing.x = 0.0;
    let sense = if item.toggle.is_some() { Sense::click() } else { Sense::hover() };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height::STATUS_BAR), sense);
    let said = format!("{} {}", item.name, item.value);
    response.widget_info(|| match item.toggle {
        Some(is_shown) => WidgetInfo::selected(Role::Button, true, is_shown, &said),
        None => WidgetInfo::labeled(Role::Label, true, &said),
    });
    let y = rect.center().y;
    let mut x = rect.left();
    if divided {
        ui.painter().vline(x - 12.0 + 0.5, y - 5.0..=y + 5.0, tokens.border());
    }
    if let Some(direction) = item.mark {
        let color = if direction == Direction::In { tokens.incoming } else { tokens.outgoing };
        paint::triangle(ui.painter(), pos2(x + 4.0, y), direction == Direction::In, color);
        x += 13.0;
    }
    if let Some(is_shown) = item.toggle {
        let color = if is_shown { tokens.accent } else { tokens.muted };
        paint::icon(ui.painter(), pos2(x + 7.0, y), icons::BAR_CHART, 16.0, color);
        x += 20.0;
        if response.has_focus() {
            let ring = Rect::from_min_max(pos2(rect.left() - 4.0, rect.top() + 3.0), rect.max - vec2(18.0, 3.0));
            paint::focus_ring(ui.painter(), ring, RADIUS, tokens);
        }
    }
    x = paint::text(ui.painter(), pos2(x, y), Align::Min, &item.name, fonts::body(12.0), tokens.muted).right();
    let color = item.color.unwrap_or(tokens.text);
    paint::text(ui.painter(), pos2(x + 5.0, y), Align::Min, &item.value, fonts::mono(12.0), color);
    response.on_hover_text(if item.tooltip.is_empty() { &said } else { &item.tooltip }).clicked()
}

fn pace_ui(ui: &mut Ui, i18n: &I18n, pace: &Pace<'_>, shows_plot: bool, tokens: &Tokens) {
    ui.spacing_mut().item_spacing.x = 0.0;
    if shows_plot {
        plot::sparkline_ui(ui, pace.traffic.per_second(), &i18n.text("status-rate"), tokens.incoming);
        ui.add_space(10.0);
    }
    let rate = match &pace.rate {
        _ if !pace.running => "–".to_owned(),
        Some(rate) => rate.clone(),
        None => format::rate(pace.traffic.rate(pace.elapsed_micros)),
    };
    let (rect, response) = ui.allocate_exact_size(vec2(80.0, height::STATUS_BAR), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, &rate));
    let at = rect.right_center() - vec2(12.0, 0.0);
    paint::text(ui.painter(), at, Align::Max, &rate, fonts::mono(12.0), tokens.text);
    response.on_hover_text(i18n.text("status-rate"));
    let (rect, response) = ui.allocate_exact_size(vec2(80.0, height::STATUS_BAR), Sense::hover());
    let clock = format::elapsed(pace.elapsed_micros.saturating_sub(pace.began_micros) / 1_000_000);
    response.widget_info(|| WidgetInfo::labeled(Role::Timer, true, &clock));
    let y = rect.center().y;
    ui.painter().vline(rect.left() + 0.5, y - 5.0..=y + 5.0, tokens.border());
    paint::text(ui.painter(), rect.right_center(), Align::Max, &clock, fonts::mono(12.0), tokens.text);
    response.on_hover_text(i18n.text("status-elapsed"));
    if pace.running {
        let left = 1_000_000 - pace.elapsed_micros.saturating_sub(pace.began_micros) % 1_000_000;
        ui.ctx().request_repaint_after(std::time::Duration::from_micros(left));
    }
}
