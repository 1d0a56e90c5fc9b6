//! The row of tabs: those that fit, the menu of those that do not, and `+`.

use egui::{Align, Popup, Rect, Response, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use super::{
    action::BarAction,
    drag,
    layout::{EIGHT_SIGNS, GAP, Layout, MENU, Widths},
    names::{TabName, names},
    new_tab::new_tab_ui,
    tab::{Place, tab_ui},
};
use crate::{
    app::tabs::{OpenTab, Tabs},
    i18n::I18n,
    ui::{
        button, fonts,
        light::Light,
        menu, paint,
        theme::{RADIUS, Tokens, height},
    },
};

/// The room of `+`, and of the air around the tabs.
const PLUS: f32 = 40.0;
/// A name that is edited has at least this width.
const EDITED: f32 = 160.0;

/// Draws the row into `room` points; with `marks_only` none but the tab in front has a name.
pub(super) fn tabs_ui(
    ui: &mut Ui,
    tabs: &Tabs,
    i18n: &I18n,
    (room, marks_only): (f32, bool),
    action: &mut Option<BarAction>,
) {
    let names = names(tabs, i18n);
    let widths: Vec<Widths> = tabs.iter().zip(&names).map(|(open, name)| widths(ui, open, name)).collect();
    let layout = Layout::new(&widths, tabs.active_number(), room - PLUS, marks_only);
    let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, GAP);
    let count = names.len();
    let mut drawn: Vec<(usize, Response)> = Vec::new();
    for ((number, open), &shown) in tabs.iter().enumerate().skip(layout.visible.start).zip(&layout.shown) {
        let place = Place { number, count, name: &names[number], active: number == tabs.active_number(), shown };
        let response = ui.push_id(open.key, |ui| tab_ui(ui, i18n, open, &place, action)).inner;
        drawn.push((number, response));
    }
    let rects: Vec<Rect> = drawn.iter().map(|(_, response)| response.rect).collect();
    for (number, response) in &drawn {
        if response.drag_started() {
            *action = Some(BarAction::Activate(*number));
        } else if let Some(moved) = drag::moved(response, *number, layout.visible.start, &rects) {
            *action = Some(moved);
        }
    }
    if layout.visible.len() < count {
        let hidden: Vec<(usize, &OpenTab)> =
            tabs.iter().enumerate().filter(|(number, _)| !layout.visible.contains(number)).collect();
        hidden_ui(ui, i18n, &hidden, &names, action);
    }
    new_tab_ui(ui, i18n, tabs, action);
    ui.spacing_mut().item_spacing.x = spacing;
}

fn widths(ui: &Ui, open: &OpenTab, name: &TabName) -> Widths {
    let width = |words: &str| paint::text_width(ui.painter(), words, fonts::medium(13.0)).ceil();
    let (full, short) = (width(&name.full), width(&name.short));
    if open.is_renamed {
        return Widths { full: full.max(EDITED), short: short.max(EDITED), least: EDITED };
    }
    Widths { full, short, least: EIGHT_SIGNS }
}

/// The button that lists the tabs that do not fit; it shows whether something runs in one of them.
fn hidden_ui(
    ui: &mut Ui,
    i18n: &I18n,
    hidden: &[(usize, &OpenTab)],
    names: &[TabName],
    action: &mut Option<BarAction>,
) {
    let tokens = Tokens::of(ui);
    let running = hidden.iter().filter(|(_, open)| open.tab.is_running()).count();
    let count = hidden.len();
    let words = i18n.text_with("tabs-hidden", &[("count", count.into()), ("running", running.into())]);
    let (rect, response) = ui.allocate_exact_size(vec2(MENU - GAP, height::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, words.as_ref()));
    if response.hovered() {
        ui.painter().rect_filled(rect, RADIUS, tokens.raised);
    }
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, &tokens);
    }
    let color = if response.hovered() { tokens.text } else { tokens.muted };
    let at = rect.left_center() + vec2(19.0, 0.5);
    paint::text(ui.painter(), at, Align::Min, format!("+{count}"), fonts::mono(11.5), color);
    if running > 0 {
        Light::Open.paint(ui.painter(), rect.left_center() + vec2(9.0, 0.0), 4.0, &tokens);
    }
    let response = button::tooltip(response, &words, None);
    Popup::menu(&response).gap(4.0).show(|ui| {
        ScrollArea::vertical().max_height(420.0).show(ui, |ui| {
            for &(number, open) in hidden {
                let state = open.tab.ready_state();
                let icon = Some(open.tab.descriptor().icon);
                if menu::item_ui(ui, icon, &names[number].full, &state.label(), false) {
                    *action = Some(BarAction::Activate(number));
                    ui.close();
                }
            }
        });
    });
}
