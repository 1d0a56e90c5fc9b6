//! The list's toolbar: filter field, chips, follow, clear, save.

use egui::{Id, Popup, PopupCloseBehavior, Response, Ui};

use super::{
    bars::FillRow,
    button::Button,
    chip::{self, Chip},
    field::Field,
    format, icons, menu, shortcut,
    table::TableState,
    theme::{Tokens, height},
    timeline,
};
use crate::protocols::tab::{SaveRequest, TabContext};

/// The toolbar's own memory: the text as it is typed.
#[derive(Debug, Default)]
pub struct ToolbarState {
    text: String,
}

/// Draws the toolbar and applies it to the table's filter.
pub fn toolbar_ui(
    ui: &mut Ui,
    cx: &mut TabContext<'_>,
    state: &mut ToolbarState,
    table: &mut TableState,
    chips: &[Chip],
    is_empty: bool,
) {
    ui.set_height(height::TOOLBAR);
    let room = ui.available_width();
    let mut query = table.filter.query().clone();
    filter_ui(ui, cx, state);
    query.text.clone_from(&state.text);
    let row = FillRow::begin(ui, "toolbar");
    let left = ui.cursor().left();
    chips_ui(ui, cx, chips, &mut query, row.width);
    let used = ui.cursor().left() - left;
    ui.add_space((row.width - used).max(0.0));
    if query != *table.filter.query() {
        table.filter.set_query(query);
    }
    timeline::toggle_ui(ui, cx, room);
    let follow = cx.i18n.text("list-follow");
    if Button::ghost(icons::FOLLOW, &follow).on(table.follow).shortcut(shortcut::FOLLOW).pressed(ui) {
        table.follow = !table.follow;
    }
    let clear = cx.i18n.text("list-clear");
    if Button::ghost(icons::CLEAR_LIST, &clear).shortcut(shortcut::CLEAR).enabled(!is_empty).pressed(ui) {
        cx.requests.clear = true;
        table.selected = None;
        table.follow = true;
    }
    let save = cx.i18n.text("list-save");
    if Button::ghost(icons::DOWNLOAD, &save).shortcut(shortcut::SAVE).enabled(!is_empty).pressed(ui) {
        cx.requests.save = Some(SaveRequest::default());
    }
    row.end(ui);
}

fn filter_ui(ui: &mut Ui, cx: &TabContext<'_>, state: &mut ToolbarState) -> Response {
    let tokens = Tokens::of(ui);
    let keys = ui.ctx().format_shortcut(&shortcut::FILTER);
    let name = cx.i18n.text("list-filter");
    let hint = format!("{name}   {keys}");
    let id: Id = ui.scope_id().with("filter");
    if shortcut::pressed(ui, shortcut::FILTER) {
        ui.memory_mut(|memory| memory.request_focus(id));
    }
    let width = if ui.available_width() < 560.0 { 120.0 } else { 168.0 };
    let response =
        Field::new(&mut state.text, &name).hint(&hint).icon(icons::SEARCH, tokens.muted).id(id).width(width).show(ui);
    // Egui gives the focus up on Escape; the text goes with it.
    if response.lost_focus() && ui.input(|input| input.key_pressed(egui::Key::Escape)) {
        state.text.clear();
    }
    response
}

/// The chips, or one menu when they do not fit.
fn chips_ui(ui: &mut Ui, cx: &TabContext<'_>, chips: &[Chip], query: &mut crate::transcript::Query, room: f32) {
    let gap = ui.spacing().item_spacing.x - 2.0;
    let needed: f32 = chips.iter().map(|chip| chip::width(ui, chip) + gap).sum();
    if needed <= room {
        ui.spacing_mut().item_spacing.x = gap;
        for chip in chips {
            if chip::chip_ui(ui, cx.i18n, chip, chip.what.is_shown(query)).clicked() {
                chip.what.toggle(query);
            }
        }
        ui.spacing_mut().item_spacing.x = gap + 2.0;
        return;
    }
    let hidden = chips.iter().filter(|chip| !chip.what.is_shown(query)).count();
    let kinds = cx.i18n.text("list-kinds");
    let words = if hidden > 0 { format!("{kinds} −{hidden}") } else { kinds.into_owned() };
    let button = Button::secondary(&words).show(ui);
    Popup::menu(&button).gap(4.0).close_behavior(PopupCloseBehavior::CloseOnClickOutside).show(|ui| {
        egui::ScrollArea::vertical().max_height(360.0).show(ui, |ui| {
            for chip in chips {
                if menu::item_ui(ui, None, &chip.name, &format::grouped(chip.count), chip.what.is_shown(query)) {
                    chip.what.toggle(query);
                }
            }
        });
    });
}
