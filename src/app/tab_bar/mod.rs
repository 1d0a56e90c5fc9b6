//! The bar at the top: mark, tabs and `+` at the left; lab, language, theme and settings at the right.

mod action;
mod drag;
mod layout;
mod names;
mod new_tab;
mod rename;
mod tab;
mod tab_menu;
mod tabs;

use egui::{Align, FontId, Popup, Response, Sense, Shape, Stroke, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

pub(super) use self::{action::BarAction, names::names};
use super::{lab_control::LabState, tabs::Tabs};
use crate::{
    i18n::{I18n, Lang},
    settings::ThemeChoice,
    ui::{
        bars::{self, FillRow, Ground},
        button::Button,
        fonts, icons,
        light::Light,
        menu, paint, shortcut,
        theme::{RADIUS, Tokens, height},
    },
};

/// Below this width of the window, tabs show their lights only.
const MARKS_ONLY_WIDTH: f32 = 760.0;

/// What the bar shows besides the tabs.
pub(super) struct Shown<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) lab: &'a LabState,
    pub(super) theme: ThemeChoice,
}

/// Draws the bar; `lab_panel` draws the content of the lab's popup.
pub(super) fn tab_bar_ui(
    ui: &mut Ui,
    tabs: &Tabs,
    shown: &Shown<'_>,
    lab_panel: impl FnOnce(&mut Ui),
) -> Option<BarAction> {
    bars::top_ui(ui, "tab_bar", height::TAB_BAR, Ground::Base, |ui| {
        let mut action = None;
        let narrow = ui.max_rect().width() < MARKS_ONLY_WIDTH;
        mark_ui(ui, &shown.i18n.text("app-title"), !narrow);
        let row = FillRow::begin(ui, "tabs");
        let left = ui.cursor().left();
        tabs::tabs_ui(ui, tabs, shown.i18n, (row.width, narrow), &mut action);
        let used = ui.cursor().left() - left;
        ui.add_space((row.width - used).max(0.0));
        lab_ui(ui, shown, lab_panel, &mut action);
        language_ui(ui, shown.i18n, &mut action);
        theme_ui(ui, shown, &mut action);
        let settings = shown.i18n.text("settings-title");
        if Button::ghost(icons::SETTINGS, &settings).shortcut(shortcut::SETTINGS).show(ui).clicked() {
            action = Some(BarAction::Settings);
        }
        row.end(ui);
        action
    })
}

/// The name and the mark: a line that goes up, down and ends in a light.
fn mark_ui(ui: &mut Ui, name: &str, with_name: bool) {
    let tokens = Tokens::of(ui);
    let width = if with_name { 104.0 } else { 28.0 };
    let (rect, response) = ui.allocate_exact_size(vec2(width, height::CONTROL), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Image, true, name));
    let at = rect.left_center();
    let points = [(0.5, 5.0), (5.0, -4.5), (9.5, 3.5), (13.5, -3.0)].map(|(x, y)| at + vec2(x, y));
    ui.painter().add(Shape::line(points.to_vec(), Stroke::new(2.2, tokens.text)));
    ui.painter().circle_filled(at + vec2(15.5, -4.5), 2.6, tokens.accent);
    if with_name {
        let at = at + vec2(26.0, 0.5);
        paint::text(ui.painter(), at, Align::Min, name, fonts::semibold(14.0), tokens.text);
    }
}

fn lab_ui(ui: &mut Ui, shown: &Shown<'_>, panel: impl FnOnce(&mut Ui), action: &mut Option<BarAction>) {
    let i18n = shown.i18n;
    let tokens = Tokens::of(ui);
    let (light, words) = match shown.lab {
        LabState::Off => (Light::Closed, i18n.text("lab-off").into_owned()),
        LabState::Changing => (Light::Connecting, i18n.text("lab-changing").into_owned()),
        LabState::Running { address, .. } => (Light::Open, address.to_string()),
        LabState::Failed(_) => (Light::Failed, i18n.text("lab-failed").into_owned()),
    };
    let title = i18n.text("lab-title");
    let width = paint::text_width(ui.painter(), &title, fonts::body(12.5)).round() + 34.0;
    ui.spacing_mut().item_spacing.x = 0.0;
    let head = quiet_part(ui, width, &i18n.text("lab-panel-open"), &tokens);
    let at = head.rect.left_center() + vec2(8.0, 0.0);
    let placed = paint::text(ui.painter(), at, Align::Min, title, fonts::body(12.5), tokens.muted);
    light.paint(ui.painter(), pos2(placed.right() + 13.0, head.rect.center().y), 4.0, &tokens);
    let running = shown.lab.address().is_some();
    let font: FontId = if running { fonts::mono(12.5) } else { fonts::body(12.5) };
    let width = paint::text_width(ui.painter(), &words, font.clone()).round() + 8.0;
    let name =
        if running { i18n.text_with("lab-copy", &[("address", words.as_str().into())]) } else { words.as_str().into() };
    let address = quiet_part(ui, width, &name, &tokens);
    let at = address.rect.left_center() + vec2(2.0, 0.0);
    paint::text(ui.painter(), at, Align::Min, &words, font, tokens.text);
    ui.spacing_mut().item_spacing.x = 8.0;
    if running && address.clicked() {
        *action = Some(BarAction::CopyLab);
    }
    let head = if !running && address.clicked() { address } else { head };
    Popup::menu(&head)
        .gap(6.0)
        .close_behavior(egui::PopupCloseBehavior::CloseOnClickOutside)
        .frame(egui::Frame::popup(ui.style()).inner_margin(16.0))
        .show(panel);
    divider_ui(ui, &tokens);
}

/// A part of the bar without a frame that can be pressed.
fn quiet_part(ui: &mut Ui, width: f32, name: &str, tokens: &Tokens) -> Response {
    let (rect, response) = ui.allocate_exact_size(vec2(width, height::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    if response.hovered() {
        ui.painter().rect_filled(rect, RADIUS, tokens.raised);
    }
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, tokens);
    }
    response.on_hover_text(name)
}

fn divider_ui(ui: &mut Ui, tokens: &Tokens) {
    let (_, rect) = ui.allocate_space(vec2(1.0, height::CONTROL));
    let y = rect.center().y;
    ui.painter().vline(rect.left().floor() + 0.5, y - 7.0..=y + 7.0, tokens.border());
}

fn language_ui(ui: &mut Ui, i18n: &I18n, action: &mut Option<BarAction>) {
    let tokens = Tokens::of(ui);
    let other = if i18n.lang() == Lang::English { Lang::Chinese } else { Lang::English };
    let response = quiet_part(ui, 50.0, &i18n.text("language-switch"), &tokens);
    let font = |on| if on { fonts::medium(12.5) } else { fonts::body(12.5) };
    let color = |on| if on { tokens.text } else { tokens.muted };
    let english = i18n.lang() == Lang::English;
    let at = response.rect.left_center() + vec2(5.0, 0.0);
    let placed = paint::text(ui.painter(), at, Align::Min, "EN", font(english), color(english));
    let at = pos2(placed.right() + 4.0, at.y);
    let placed = paint::text(ui.painter(), at, Align::Min, "/", fonts::body(12.5), tokens.faint);
    let at = pos2(placed.right() + 4.0, at.y);
    paint::text(ui.painter(), at, Align::Min, "中", font(!english), color(!english));
    if response.clicked() {
        *action = Some(BarAction::Lang(other));
    }
}

fn theme_ui(ui: &mut Ui, shown: &Shown<'_>, action: &mut Option<BarAction>) {
    let icon = match shown.theme {
        ThemeChoice::System => icons::SYSTEM_THEME,
        ThemeChoice::Light => icons::SUN,
        ThemeChoice::Dark => icons::MOON,
    };
    let name = shown.i18n.text("theme-title");
    let response = Button::ghost(icon, &name).show(ui);
    Popup::menu(&response).gap(4.0).show(|ui| {
        for (choice, icon, key) in super::settings_panel::THEMES {
            if menu::item_ui(ui, Some(icon), &shown.i18n.text(key), "", shown.theme == choice) {
                *action = Some(BarAction::Theme(choice));
            }
        }
    });
}
