//! The list and the inspector beside it, or below it where the window is narrow.

use egui::{CursorIcon, Rect, Sense, Ui, UiBuilder, WidgetInfo, accesskit::Role, pos2};

use super::theme::{MEDIUM_WIDTH, NARROW_WIDTH, Tokens};
use crate::i18n::I18n;

const LEAST_WIDTH: f32 = 280.0;

/// Where list and inspector are.
#[derive(Clone, Copy, Debug)]
pub struct Split {
    /// The list.
    pub list: Rect,
    /// The inspector, unless it is closed.
    pub inspector: Option<Rect>,
    /// Whether the inspector lies below the list.
    pub narrow: bool,
}

/// Divides the room that is left. In a narrow window the inspector is there only while a row is chosen.
pub fn split_ui(ui: &mut Ui, i18n: &I18n, default_width: f32, has_selection: bool) -> Split {
    let tokens = Tokens::of(ui);
    let area = ui.available_rect_before_wrap();
    ui.allocate_rect(area, Sense::hover());
    if area.width() < NARROW_WIDTH {
        if !has_selection {
            return Split { list: area, inspector: None, narrow: true };
        }
        let (list, below) = area.split_top_bottom_at_fraction(0.6);
        ui.painter().hline(area.x_range(), below.top().floor() + 0.5, tokens.hairline());
        let below = Rect::from_min_max(pos2(below.left(), below.top().floor() + 1.0), below.max);
        return Split { list, inspector: Some(below), narrow: true };
    }
    let id = ui.scope_id().with("split");
    let default_width = if area.width() < MEDIUM_WIDTH { default_width.min(320.0) } else { default_width };
    let chosen: Option<f32> = ui.data(|data| data.get_temp(id));
    let most = (area.width() * 0.6).max(LEAST_WIDTH);
    let mut width = chosen.unwrap_or(default_width).clamp(LEAST_WIDTH, most);
    let line = area.right() - width;
    let handle = Rect::from_min_max(pos2(line - 4.0, area.top()), pos2(line + 4.0, area.bottom()));
    let response = ui.interact(handle, id, Sense::DRAG);
    response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, i18n.text("inspector-resize")));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    if let Some(pointer) = response.interact_pointer_pos().filter(|_| response.dragged()) {
        width = (area.right() - pointer.x).clamp(LEAST_WIDTH, most);
        ui.data_mut(|data| data.insert_temp(id, width));
    }
    let x = (area.right() - width).round();
    let active = response.hovered() || response.dragged();
    let stroke = if active { egui::Stroke::new(1.0, tokens.accent) } else { tokens.hairline() };
    ui.painter().vline(x + 0.5, area.y_range(), stroke);
    let list = Rect::from_min_max(area.min, pos2(x, area.bottom()));
    let inspector = Rect::from_min_max(pos2(x + 1.0, area.top()), area.max);
    Split { list, inspector: Some(inspector), narrow: false }
}

/// Draws something inside a part, and nothing beyond it.
pub fn part_ui<R>(ui: &mut Ui, name: &str, rect: Rect, content: impl FnOnce(&mut Ui) -> R) -> R {
    ui.scope_builder(UiBuilder::new().id_salt(name).max_rect(rect), |ui| {
        ui.set_clip_rect(rect.intersect(ui.clip_rect()));
        content(ui)
    })
    .inner
}
