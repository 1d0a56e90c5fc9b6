//! The areas of a view: bars above and below, rows in which one control takes the width that is left.

use egui::{Frame, Id, Margin, Panel, Ui};

use super::{
    paint,
    theme::{MARGIN, Tokens},
};

/// What a bar lies on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ground {
    /// Tab bar and status bar.
    Base,
    /// Everything else.
    Surface,
}

/// A bar of a fixed height at the top of what is left, with a hairline below.
pub fn top_ui<R>(ui: &mut Ui, name: &str, height: f32, ground: Ground, content: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    let shown =
        bar_frame(Panel::top(name), height, ground, &tokens).show(ui, |ui| ui.horizontal_centered(content).inner);
    paint::bottom_line(ui.painter(), shown.response.rect, &tokens);
    shown.inner
}

/// As [`top_ui`], without the hairline: the next bar belongs to it.
pub fn top_open_ui<R>(ui: &mut Ui, name: &str, height: f32, content: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    bar_frame(Panel::top(name), height, Ground::Surface, &tokens)
        .show(ui, |ui| ui.horizontal_centered(content).inner)
        .inner
}

/// A bar of a fixed height at the bottom of what is left, with a hairline above.
pub fn bottom_ui<R>(ui: &mut Ui, name: &str, height: f32, ground: Ground, content: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    let shown =
        bar_frame(Panel::bottom(name), height, ground, &tokens).show(ui, |ui| ui.horizontal_centered(content).inner);
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.top().floor() + 0.5, tokens.hairline());
    shown.inner
}

/// An area that is as tall as its content, below the bars, with a hairline below it.
pub fn section_ui<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.surface).inner_margin(Margin { left: 14, right: 14, top: 2, bottom: 10 });
    let shown = Panel::top(name).resizable(false).show_separator_line(false).frame(frame).show(ui, content);
    paint::bottom_line(ui.painter(), shown.response.rect, &tokens);
    shown.inner
}

/// As [`section_ui`], without the hairline: the next bar belongs to it.
pub fn section_open_ui<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let frame =
        Frame::new().fill(Tokens::of(ui).surface).inner_margin(Margin { left: 14, right: 14, top: 0, bottom: 2 });
    Panel::top(name).resizable(false).show_separator_line(false).frame(frame).show(ui, content).inner
}

/// An area that is as tall as its content, above the bars at the bottom, with a hairline above it.
pub fn bottom_section_ui<R>(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui) -> R) -> R {
    let tokens = Tokens::of(ui);
    let frame = Frame::new().fill(tokens.surface).inner_margin(Margin { left: 14, right: 14, top: 6, bottom: 6 });
    let shown = Panel::bottom(name).resizable(false).show_separator_line(false).frame(frame).show(ui, content);
    let rect = shown.response.rect;
    ui.painter().hline(rect.x_range(), rect.top().floor() + 0.5, tokens.hairline());
    shown.inner
}

/// A row in which one control takes the width that the ones behind it leave.
///
/// Controls are created in reading order, which is also the order of the Tab key. The width of the ones
/// behind is what it was in the last frame.
#[derive(Debug)]
#[must_use = "the row learns its widths at `end`"]
pub struct FillRow {
    /// How wide the control that fills the row must be.
    pub width: f32,
    id: Id,
    after: f32,
    left: f32,
}

impl FillRow {
    /// Call it right before the control that fills the row.
    pub fn begin(ui: &Ui, name: &str) -> Self {
        let id = ui.scope_id().with(("fill_row", name));
        let after: f32 = ui.data(|data| data.get_temp(id)).unwrap_or(0.0);
        let left = ui.cursor().left();
        Self { width: (ui.max_rect().right() - left - after).max(80.0), id, after, left }
    }

    /// Call it behind the last control of the row.
    pub fn end(self, ui: &Ui) {
        let after = ui.cursor().left() - ui.spacing().item_spacing.x - (self.left + self.width);
        if (after - self.after).abs() > 0.5 {
            ui.data_mut(|data| data.insert_temp(self.id, after));
            ui.ctx().request_discard("a row learned its widths");
        }
    }
}

fn bar_frame(panel: Panel, height: f32, ground: Ground, tokens: &Tokens) -> Panel {
    let fill = if ground == Ground::Base { tokens.base } else { tokens.surface };
    panel
        .exact_size(height)
        .resizable(false)
        .show_separator_line(false)
        .frame(Frame::new().fill(fill).inner_margin(Margin::symmetric(MARGIN as i8, 0)))
}
