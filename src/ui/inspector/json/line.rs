//! One line of the JSON tab: guides, a chevron, key and value in their colours.

use egui::{Align, Color32, Rect, Ui, pos2, text::LayoutJob};

use super::{
    pretty::{self, PrettyLine},
    spans::{Place, Spans},
};
use crate::ui::{fonts, icons, inspector::visible, paint, theme::Tokens};

/// The height of a line.
pub(super) const LINE_HEIGHT: f32 = 20.0;
/// How much deeper each level stands.
pub(super) const INDENT: f32 = 16.0;
/// What of a value is laid out at most.
const MOST_COLUMNS: usize = 600;

/// What a line says: its key, and its value.
#[derive(Debug)]
pub(super) struct LineWords {
    key: String,
    value: String,
    color: Color32,
    key_color: Color32,
    colon: bool,
    comma: bool,
}

impl LineWords {
    /// A line of the tree: `order  { 5 }`, `0  "a"`.
    pub(super) fn of_tree(spans: &Spans, text: &[u8], value: u32, tokens: &Tokens) -> Self {
        let key = match spans.place(text, value) {
            Place::Root => String::new(),
            Place::Index(index) => index.to_string(),
            Place::Key(_) => {
                let key = spans.key(text, value).unwrap_or_default();
                visible::cut(key.get(1..key.len().saturating_sub(1)).unwrap_or_default(), MOST_COLUMNS)
            }
        };
        let bytes = spans.bytes(text, value);
        let children = spans.value(value).map_or(0, |value| value.children);
        let (value, color) = match bytes.first() {
            Some(b'{') => (format!("{{ {children} }}"), tokens.muted),
            Some(b'[') => (format!("[ {children} ]"), tokens.muted),
            _ => (visible::cut(bytes, MOST_COLUMNS), value_color(bytes, tokens)),
        };
        Self { key, value, color, key_color: tokens.muted, colon: false, comma: false }
    }

    /// A line of the formatted text.
    pub(super) fn of_pretty(spans: &Spans, text: &[u8], line: PrettyLine, tokens: &Tokens) -> Self {
        let bytes = pretty::words(spans, text, line);
        let key = if line.closes { None } else { spans.key(text, line.value) };
        Self {
            key: key.map(|key| visible::cut(key, MOST_COLUMNS)).unwrap_or_default(),
            value: visible::cut(bytes, MOST_COLUMNS),
            color: value_color(bytes, tokens),
            key_color: tokens.muted,
            colon: key.is_some(),
            comma: line.comma,
        }
    }

    /// For a screen reader.
    pub(super) fn label(&self) -> String {
        let gap = match (self.key.is_empty(), self.colon) {
            (true, _) => "",
            (false, true) => ": ",
            (false, false) => " ",
        };
        format!("{}{gap}{}{}", self.key, self.value, if self.comma { "," } else { "" })
    }

    /// Draws it from `x` on.
    pub(super) fn paint(&self, ui: &Ui, rect: Rect, x: f32, tokens: &Tokens) {
        let font = fonts::mono(12.0);
        let mut job = LayoutJob::default();
        let format = |color| egui::TextFormat::simple(font.clone(), color);
        let gap = if self.colon { ": " } else { "  " };
        if !self.key.is_empty() {
            job.append(&self.key, 0.0, format(self.key_color));
            job.append(gap, 0.0, format(tokens.muted));
        }
        job.append(&self.value, 0.0, format(self.color));
        if self.comma {
            job.append(",", 0.0, format(tokens.muted));
        }
        job.wrap = paint::one_row(rect.right() - x);
        let galley = ui.painter().layout_job(job);
        paint::place(ui.painter(), pos2(x, rect.center().y), Align::Min, galley, tokens.text);
    }
}

/// How many levels are indented where a width is left: deeper ones stand below each other.
pub(super) fn indent_levels(width: f32, depth: u32) -> f32 {
    (depth as f32).min((width * 0.5 / INDENT).floor().max(1.0))
}

/// Draws the guides of the levels around a line.
pub(super) fn guides(ui: &Ui, rect: Rect, levels: f32, tokens: &Tokens) {
    for level in 0..levels as u32 {
        let x = (rect.left() + 4.0 + level as f32 * INDENT).floor() + 0.5;
        ui.painter().vline(x, rect.y_range(), tokens.hairline());
    }
}

/// Draws the mark of something that can be opened.
pub(super) fn chevron(ui: &Ui, rect: Rect, x: f32, is_open: bool, tokens: &Tokens) {
    let icon = if is_open { icons::CHEVRON_DOWN } else { icons::CHEVRON_RIGHT };
    paint::icon(ui.painter(), pos2(x, rect.center().y), icon, 16.0, tokens.muted);
}

fn value_color(bytes: &[u8], tokens: &Tokens) -> Color32 {
    match bytes.first() {
        Some(b'"') => tokens.json_string,
        Some(b'-' | b'0'..=b'9') => tokens.json_number,
        Some(b't' | b'f' | b'n') => tokens.accent,
        _ => tokens.muted,
    }
}
