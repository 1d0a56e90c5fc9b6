//! One tab of the bar: light, icon, name, and the cross of the one in front.

use egui::{Color32, Id, Rect, Response, Sense, Stroke, StrokeKind, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::{
    action::BarAction,
    layout::{CROSS, MARK, Shown},
    names::TabName,
    rename::rename_ui,
    tab_menu::tab_menu_ui,
};
use crate::{
    app::tabs::OpenTab,
    i18n::I18n,
    protocols::tab::Tab,
    ui::{
        button, fonts, icons, paint, shortcut,
        theme::{RADIUS, Tokens, height, mix},
    },
};

/// Where a tab stands, and how.
pub(super) struct Place<'a> {
    pub(super) number: usize,
    pub(super) count: usize,
    pub(super) name: &'a TabName,
    pub(super) active: bool,
    pub(super) shown: Shown,
}

/// Draws a tab.
pub(super) fn tab_ui(
    ui: &mut Ui,
    i18n: &I18n,
    open: &OpenTab,
    place: &Place<'_>,
    action: &mut Option<BarAction>,
) -> Response {
    let tokens = Tokens::of(ui);
    let &Place { number, count, name, active, shown } = place;
    let (_, rect) = ui.allocate_space(vec2(shown.width(active), height::CONTROL));
    // An identity that stays while it is dragged to another place.
    let response = ui.interact(rect, ui.scope_id().with("tab"), Sense::click_and_drag());
    if open.is_renamed {
        let renamed = rename_ui(ui, i18n, rect, number, &name.full);
        if renamed.is_some() {
            *action = renamed;
        }
        return response;
    }
    let state = open.tab.ready_state();
    let said = format!("{} {}", name.full, state.label());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, &said));
    frame_ui(ui, rect, &response, active, &tokens);
    content_ui(ui, open.tab.as_ref(), place, rect, response.hovered());
    if response.middle_clicked() {
        *action = Some(BarAction::Close(number));
    } else if response.double_clicked() {
        *action = Some(BarAction::Rename(number));
    } else if response.clicked() {
        *action = Some(BarAction::Activate(number));
    }
    let tip = format!("{} · {}", name.full, state.label());
    let response = button::tooltip(response, &tip, shortcut::TABS.get(number).copied());
    response.context_menu(|ui| {
        if let Some(chosen) = tab_menu_ui(ui, i18n, open, (number, count)) {
            *action = Some(chosen);
        }
    });
    if active {
        let place = Rect::from_center_size(pos2(rect.right() - 15.0, rect.center().y), vec2(20.0, 20.0));
        let words = i18n.text_with("tab-close", &[("name", name.full.as_str().into())]);
        if cross_ui(ui, place, &words, &tokens).clicked() {
            *action = Some(BarAction::Close(number));
        }
    }
    response
}

fn frame_ui(ui: &Ui, rect: Rect, response: &Response, active: bool, tokens: &Tokens) {
    let (fill, border) = if active {
        (tokens.raised, tokens.line2)
    } else if response.hovered() {
        (tokens.surface, Color32::TRANSPARENT)
    } else {
        (Color32::TRANSPARENT, Color32::TRANSPARENT)
    };
    ui.painter().rect(rect, RADIUS, fill, Stroke::new(1.0, border), StrokeKind::Inside);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, tokens);
    }
}

fn content_ui(ui: &Ui, tab: &dyn Tab, place: &Place<'_>, rect: Rect, hovered: bool) {
    let tokens = Tokens::of(ui);
    let color = if place.active || hovered { tokens.text } else { tokens.muted };
    tab.ready_state().light.paint(ui.painter(), rect.left_center() + vec2(14.0, 0.0), 4.0, &tokens);
    paint::icon(ui.painter(), rect.left_center() + vec2(33.0, 0.0), tab.descriptor().icon, 15.0, color);
    let (name, room) = match place.shown {
        Shown::Full(room) => (&place.name.full, room),
        Shown::Short(room) => (&place.name.short, room),
        Shown::Mark => return,
    };
    let font = if place.active { fonts::medium(13.0) } else { fonts::body(13.0) };
    let at = rect.left_center() + vec2(MARK - 3.0, 0.5);
    // A name that fits is not cut for the rest of a point.
    paint::text_cut(ui.painter(), at, name, font, color, room + 1.0);
}

fn cross_ui(ui: &Ui, rect: Rect, name: &str, tokens: &Tokens) -> Response {
    let id: Id = ui.scope_id().with("close");
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let color = if response.hovered() { tokens.text } else { tokens.muted };
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, mix(tokens.raised, tokens.text, 12));
    }
    paint::icon(ui.painter(), rect.center(), icons::CLOSE, 14.0, color);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, 4.0, tokens);
    }
    debug_assert!(rect.width() <= CROSS, "the cross has its own room");
    button::tooltip(response, name, Some(shortcut::CLOSE_TAB))
}
