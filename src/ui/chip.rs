//! Chips: switches of the list's filter, with a dot, a name and a count.

use std::borrow::Cow;

use egui::{Align, Color32, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    fonts, format, paint,
    theme::{Tokens, height, mix},
};
use crate::{
    i18n::I18n,
    transcript::{Direction, Kind, Query},
};

/// A longer name is cut, in points.
const MAX_NAME: f32 = 160.0;

/// What a chip switches.
#[derive(Clone, Debug)]
pub struct Chip {
    /// Its name: a kind, or an event type.
    pub name: Cow<'static, str>,
    /// How many rows there are, shown or not.
    pub count: u64,
    /// Its hue.
    pub color: Color32,
    /// What it switches.
    pub what: Filtered,
}

/// The part of a query that a chip switches.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filtered {
    /// Rows of these kinds.
    Kinds(&'static [Kind]),
    /// Events of a type, by its number.
    Label(u16),
    /// Rows of a direction.
    Direction(Direction),
}

impl Filtered {
    /// Whether its rows are shown.
    pub fn is_shown(&self, query: &Query) -> bool {
        match self {
            Self::Kinds(kinds) => !kinds.iter().any(|kind| query.hidden_kinds.contains(kind)),
            Self::Label(label) => !query.hidden_labels.contains(label),
            Self::Direction(direction) => !query.hidden_directions.contains(direction),
        }
    }

    /// Shows what was hidden, hides what was shown.
    pub fn toggle(&self, query: &mut Query) {
        let shown = self.is_shown(query);
        match self {
            Self::Kinds(kinds) if shown => query.hidden_kinds.extend(kinds.iter()),
            Self::Kinds(kinds) => query.hidden_kinds.retain(|kind| !kinds.contains(kind)),
            Self::Label(label) if shown => {
                query.hidden_labels.insert(*label);
            }
            Self::Label(label) => {
                query.hidden_labels.remove(label);
            }
            Self::Direction(direction) if shown => {
                query.hidden_directions.insert(*direction);
            }
            Self::Direction(direction) => {
                query.hidden_directions.remove(direction);
            }
        }
    }
}

/// How wide a chip will be.
pub fn width(ui: &Ui, chip: &Chip) -> f32 {
    let name = paint::text_width(ui.painter(), &chip.name, fonts::medium(12.5));
    let count = paint::text_width(ui.painter(), &format::grouped(chip.count), fonts::mono(11.5));
    (name.min(MAX_NAME) + count + 37.0).round()
}

/// Draws a chip.
pub fn chip_ui(ui: &mut Ui, i18n: &I18n, chip: &Chip, shown: bool) -> Response {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(width(ui, chip), height::CHIP), Sense::click());
    let key = if shown { "chip-shown" } else { "chip-hidden" };
    let args = [("name", chip.name.as_ref().into()), ("count", format::count(chip.count))];
    let label = i18n.text_with(key, &args);
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, shown, &label));
    let radius = height::CHIP / 2.0;
    let fill = if shown { tokens.tint(chip.color, 13) } else { tokens.surface };
    let border = if shown { tokens.tint(chip.color, 36) } else { tokens.line2 };
    let border = if response.hovered() { mix(border, tokens.text, 25) } else { border };
    ui.painter().rect(rect, radius, fill, Stroke::new(1.0, border), StrokeKind::Inside);
    let dot = rect.left_center() + vec2(12.0, 0.0);
    if shown {
        ui.painter().circle_filled(dot, 3.0, chip.color);
    } else {
        ui.painter().circle_stroke(dot, 3.0, Stroke::new(1.2, tokens.muted));
    }
    let color = if shown { tokens.text } else { tokens.muted };
    let at = rect.left_center() + vec2(20.0, 0.0);
    let name = paint::text_cut(ui.painter(), at, &chip.name, fonts::medium(12.5), color, MAX_NAME);
    let at = egui::pos2(name.right() + 7.0, rect.center().y);
    paint::text(ui.painter(), at, Align::Min, format::grouped(chip.count), fonts::mono(11.5), tokens.muted);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, radius, &tokens);
    }
    response.on_hover_text(label)
}
