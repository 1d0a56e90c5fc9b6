//! The heads of the columns: their titles, their edges that can be dragged, and the button of their menu.

use egui::{Align, CursorIcon, Id, Popup, PopupCloseBehavior, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role};
use egui::{pos2, vec2};

use super::{
    column_menu,
    columns::{Cell, ColumnSpec, END, Placed, TIME},
};
use crate::{
    i18n::I18n,
    settings::{TablePrefs, TimeMode},
    ui::{fonts, icons, paint, theme::Tokens},
};

/// How far from an edge a column can be taken hold of.
const GRIP: f32 = 4.0;

/// Draws the heads; what the user does with them goes into `prefs`.
pub(super) fn heads_ui(
    ui: &Ui,
    i18n: &I18n,
    id: Id,
    rect: Rect,
    specs: &[ColumnSpec],
    placed: &Placed,
    prefs: &mut TablePrefs,
) {
    let tokens = Tokens::of(ui);
    let all = ui.interact(rect, id.with("heads"), Sense::CLICK);
    all.widget_info(|| WidgetInfo::labeled(Role::Row, true, i18n.text("table-columns")));
    for cell in &placed.cells {
        head_ui(ui, i18n, rect, &specs[cell.spec], cell, prefs.time, &tokens);
    }
    for (number, cell) in placed.cells.iter().enumerate() {
        edge_ui(ui, i18n, id, rect, specs, placed, number, cell, prefs);
    }
    paint::bottom_line(ui.painter(), rect, &tokens);
    let button = button_ui(ui, i18n, id, rect, &tokens);
    Popup::menu(&button)
        .gap(4.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| column_menu::menu_ui(ui, i18n, specs, prefs));
    Popup::context_menu(&all)
        .id(id.with("heads_menu"))
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(|ui| column_menu::menu_ui(ui, i18n, specs, prefs));
}

fn head_ui(ui: &Ui, i18n: &I18n, rect: Rect, spec: &ColumnSpec, cell: &Cell, time: TimeMode, tokens: &Tokens) {
    let font = || fonts::body(12.0);
    let y = rect.center().y;
    if !spec.ticks.is_empty() {
        for (share, words) in &spec.ticks {
            let at = pos2(rect.left() + egui::lerp(cell.span.left..=cell.span.right, *share), y);
            let align = if *share > 0.0 { Align::Center } else { Align::Min };
            paint::text(ui.painter(), at, align, words.as_str(), font(), tokens.muted);
        }
        return;
    }
    let words = if spec.id == TIME { time_title(i18n, spec, time) } else { spec.title.as_ref().into() };
    let x = if spec.align == Align::Max { cell.span.right } else { cell.span.left };
    let at = pos2(rect.left() + x, y);
    if spec.id == TIME {
        let area = Rect::from_x_y_ranges(rect.left() + cell.span.left..=rect.left() + cell.span.right, rect.y_range());
        let key = match time {
            TimeMode::Clock => "table-time-clock-hint",
            TimeMode::SinceStart => "table-time-start-hint",
            TimeMode::SinceMark => "table-time-mark-hint",
        };
        ui.interact(area, ui.scope_id().with("time_head"), Sense::hover()).on_hover_text(i18n.text(key));
    }
    // The mark of who said it says enough; its column is too narrow for a title.
    if spec.id != super::columns::DIRECTION {
        paint::text(ui.painter(), at, spec.align, words, font(), tokens.muted);
    }
}

fn time_title(i18n: &I18n, spec: &ColumnSpec, time: TimeMode) -> String {
    match time {
        TimeMode::Clock => spec.title.clone().into_owned(),
        TimeMode::SinceStart => i18n.text("table-time-start").into_owned(),
        TimeMode::SinceMark => i18n.text("table-time-mark").into_owned(),
    }
}

/// The edge between two columns: it belongs to the one at its left, or, right of the flexible one, at its right.
#[expect(clippy::too_many_arguments, reason = "the heads' own loop body; a struct would only rename them")]
fn edge_ui(
    ui: &Ui,
    i18n: &I18n,
    id: Id,
    rect: Rect,
    specs: &[ColumnSpec],
    placed: &Placed,
    number: usize,
    cell: &Cell,
    prefs: &mut TablePrefs,
) {
    let spec = &specs[cell.spec];
    if spec.flexible {
        return;
    }
    let is_behind_flexible = placed.cells[..number].iter().any(|cell| cell.flexible);
    let neighbour = if is_behind_flexible { number.checked_sub(1) } else { Some(number + 1) };
    let neighbour = neighbour.and_then(|at| placed.cells.get(at)).map(|cell| cell.span);
    let (x, sign) = match neighbour {
        Some(other) if is_behind_flexible => (f32::midpoint(other.right, cell.span.left), -1.0),
        Some(other) => (f32::midpoint(cell.span.right, other.left), 1.0),
        None => (cell.span.right, 1.0),
    };
    let x = (rect.left() + x).min(rect.right() - END - GRIP);
    let grip = Rect::from_min_max(pos2(x - GRIP, rect.top()), pos2(x + GRIP, rect.bottom()));
    let response = ui.interact(grip, id.with(("edge", spec.id)), Sense::CLICK | Sense::DRAG);
    let name = i18n.text_with("table-column-width", &[("name", spec.title.as_ref().into())]);
    response.widget_info(|| WidgetInfo::labeled(Role::Splitter, true, name.as_ref()));
    let response = response.on_hover_and_drag_cursor(CursorIcon::ResizeHorizontal);
    if response.hovered() || response.dragged() {
        let tokens = Tokens::of(ui);
        ui.painter().vline(x.floor() + 0.5, rect.y_range(), egui::Stroke::new(1.0, tokens.accent));
    }
    if response.double_clicked() {
        prefs.set_width(spec.id, None);
    } else if response.dragged() {
        let from = response.drag_started().then(|| ui.input(|input| input.pointer.press_origin())).flatten();
        let start_id = id.with(("edge_start", spec.id));
        if let Some(from) = from {
            ui.data_mut(|data| data.insert_temp(start_id, (from.x, cell.span.width())));
        }
        let start: Option<(f32, f32)> = ui.data(|data| data.get_temp(start_id));
        if let (Some((from, width)), Some(pointer)) = (start, response.interact_pointer_pos()) {
            let most = (rect.width() - END).max(spec.min_width);
            let width = (width + sign * (pointer.x - from)).clamp(spec.min_width, most);
            prefs.set_width(spec.id, Some(width));
        }
    }
}

fn button_ui(ui: &Ui, i18n: &I18n, id: Id, rect: Rect, tokens: &Tokens) -> Response {
    let area = Rect::from_center_size(rect.right_center() - vec2(9.0, 0.0), vec2(16.0, 20.0));
    let response = ui.interact(area, id.with("columns"), Sense::click());
    let name = i18n.text("table-columns");
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, i18n.text("table-columns-button")));
    let color = if response.hovered() { tokens.text } else { tokens.muted };
    paint::icon(ui.painter(), area.center(), icons::COLUMNS, 14.0, color);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), area, 3.0, tokens);
    }
    response.on_hover_text(name)
}
