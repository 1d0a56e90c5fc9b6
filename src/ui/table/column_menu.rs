//! The menu of the columns: which are shown, how wide they are, and how times are written.

use egui::{Align, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::columns::ColumnSpec;
use crate::{
    i18n::I18n,
    settings::{TablePrefs, TimeMode},
    ui::{
        fonts, menu, paint,
        theme::{RADIUS, Tokens, height, mix},
    },
};

/// How much a press of − or + changes a width, in points.
const STEP: f32 = 12.0;

/// Draws the menu's content.
pub(super) fn menu_ui(ui: &mut Ui, i18n: &I18n, specs: &[ColumnSpec], prefs: &mut TablePrefs) {
    let most = (ui.ctx().content_rect().height() - 60.0).max(120.0);
    egui::ScrollArea::vertical().max_height(most).show(ui, |ui| items_ui(ui, i18n, specs, prefs));
}

fn items_ui(ui: &mut Ui, i18n: &I18n, specs: &[ColumnSpec], prefs: &mut TablePrefs) {
    ui.set_min_width(230.0);
    ui.spacing_mut().item_spacing.y = 0.0;
    let count = specs.iter().filter(|spec| prefs.is_shown(spec.id, spec.shown)).count();
    for spec in specs {
        ui.horizontal(|ui| {
            ui.spacing_mut().item_spacing.x = 2.0;
            let shown = prefs.is_shown(spec.id, spec.shown);
            ui.allocate_ui(vec2(166.0, height::CONTROL), |ui| {
                ui.set_width(166.0);
                // An empty list would say nothing about its rows.
                if shown && count == 1 {
                    menu::disabled_item_ui(ui, &spec.title, &i18n.text("table-column-last"));
                } else if menu::item_ui(ui, None, &spec.title, "", shown) {
                    if shown { prefs.hide(spec.id, spec.shown) } else { prefs.show(spec.id, spec.shown) }
                }
            });
            if shown && !spec.flexible {
                for (key, sign, step) in [("table-column-narrower", "−", -STEP), ("table-column-wider", "+", STEP)] {
                    let name = i18n.text_with(key, &[("name", spec.title.as_ref().into())]);
                    if step_ui(ui, sign, &name) {
                        let width = prefs.widths.get(spec.id).copied().unwrap_or(spec.width);
                        prefs.set_width(spec.id, Some((width + step).max(spec.min_width)));
                    }
                }
            }
        });
    }
    ui.separator();
    for (mode, key) in [
        (TimeMode::Clock, "table-time-clock"),
        (TimeMode::SinceStart, "table-time-start"),
        (TimeMode::SinceMark, "table-time-mark"),
    ] {
        if menu::item_ui(ui, None, &i18n.text(key), "", prefs.time == mode) {
            prefs.time = mode;
        }
    }
    ui.separator();
    if menu::item_ui(ui, None, &i18n.text("table-columns-default"), "", false) {
        *prefs = TablePrefs { time: prefs.time, ..TablePrefs::default() };
    }
}

fn step_ui(ui: &mut Ui, sign: &str, name: &str) -> bool {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(28.0, height::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() || response.has_focus() {
        ui.painter().rect_filled(rect, RADIUS, mix(tokens.raised, tokens.text, 8));
    }
    paint::text(ui.painter(), rect.center(), Align::Center, sign, fonts::mono(13.0), tokens.text);
    response.on_hover_text(name).clicked()
}
