//! The bar at the top: mark, tabs and `+` at the left; lab, language, theme and settings at the right.

use egui::{
    Align, Color32, FontId, Id, Popup, Rect, Response, ScrollArea, Sense, Shape, Stroke, StrokeKind, Ui, WidgetInfo,
    accesskit::Role, pos2, scroll_area::ScrollBarVisibility, vec2,
};

use super::{
    lab_control::LabState,
    tabs::{OpenTab, Tabs},
};
use crate::{
    i18n::{I18n, Lang},
    protocols::{self, tab::Descriptor},
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

/// Characters of a file's name in its tab.
const LONGEST_NAME: usize = 24;

/// What was asked for in the bar.
#[derive(Clone, Copy, Debug)]
pub(super) enum BarAction {
    Activate(usize),
    Close(usize),
    Duplicate(usize),
    Open(Descriptor),
    CopyLab,
    Lang(Lang),
    Theme(ThemeChoice),
    Settings,
    OpenSession,
}

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
        tabs_ui(ui, tabs, shown.i18n, row.width, narrow, &mut action);
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

fn tabs_ui(ui: &mut Ui, tabs: &Tabs, i18n: &I18n, room: f32, narrow: bool, action: &mut Option<BarAction>) {
    let names = names(tabs, i18n);
    let plus = 36.0;
    let with_names: f32 = names.iter().map(|name| tab_width(ui, name, true) + 4.0).sum::<f32>() + 22.0 + plus;
    let spelled = !narrow && with_names <= room;
    let needed = if spelled { with_names } else { names.len() as f32 * 40.0 + 22.0 + plus };
    let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, 4.0);
    let mut draw = |ui: &mut Ui| {
        for (number, (open, name)) in tabs.iter().zip(&names).enumerate() {
            let active = number == tabs.active_number();
            ui.push_id(open.key, |ui| tab_ui(ui, i18n, open, &Place { number, name, active, named: spelled }, action));
        }
    };
    if needed <= room {
        draw(ui);
    } else {
        let scroll = ScrollArea::horizontal()
            .max_width(room - plus)
            .auto_shrink([true, false])
            .scroll_bar_visibility(ScrollBarVisibility::AlwaysHidden);
        scroll.show(ui, |ui| ui.horizontal_centered(|ui| draw(ui)));
    }
    new_tab_ui(ui, i18n, tabs, action);
    ui.spacing_mut().item_spacing.x = spacing;
}

/// The protocol's name, numbered where there are several of it.
pub(super) fn names(tabs: &Tabs, i18n: &I18n) -> Vec<String> {
    let mut seen: Vec<(&str, u32)> = Vec::new();
    tabs.iter()
        .map(|open| {
            if let Some(name) = open.tab.record_path().and_then(std::path::Path::file_name) {
                return shortened(&name.to_string_lossy());
            }
            let Descriptor { id, name_key, .. } = open.tab.descriptor();
            let name = i18n.text(name_key);
            match seen.iter_mut().find(|(other, _)| *other == id) {
                None => {
                    seen.push((id, 1));
                    name.into_owned()
                }
                Some((_, count)) => {
                    *count += 1;
                    format!("{name} {count}")
                }
            }
        })
        .collect()
}

/// The name of a file, cut in its middle: its begin and its end tell it from others.
fn shortened(name: &str) -> String {
    let signs: Vec<char> = name.chars().collect();
    if signs.len() <= LONGEST_NAME {
        return name.to_owned();
    }
    let half = LONGEST_NAME / 2;
    signs[..half].iter().chain(&['…']).chain(&signs[signs.len() - half..]).collect()
}

struct Place<'a> {
    number: usize,
    name: &'a str,
    active: bool,
    named: bool,
}

fn tab_width(ui: &Ui, name: &str, named: bool) -> f32 {
    if named { (paint::text_width(ui.painter(), name, fonts::medium(13.0)) + 40.0).round() } else { 36.0 }
}

fn tab_ui(ui: &mut Ui, i18n: &I18n, open: &OpenTab, place: &Place<'_>, action: &mut Option<BarAction>) {
    let tokens = Tokens::of(ui);
    let &Place { number, name, active, named } = place;
    let cross = if active && named { 22.0 } else { 0.0 };
    let (rect, response) =
        ui.allocate_exact_size(vec2(tab_width(ui, name, named) + cross, height::CONTROL), Sense::click());
    if active && came_to_front(ui, open.key) {
        response.scroll_to_me(None);
    }
    let state = open.tab.ready_state();
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, active, format!("{name} {}", state.label())));
    let (fill, border, color) = if active {
        (tokens.raised, tokens.line2, tokens.text)
    } else if response.hovered() {
        (tokens.surface, Color32::TRANSPARENT, tokens.text)
    } else {
        (Color32::TRANSPARENT, Color32::TRANSPARENT, tokens.muted)
    };
    ui.painter().rect(rect, RADIUS, fill, Stroke::new(1.0, border), StrokeKind::Inside);
    let light = if named { rect.left_center() + vec2(15.0, 0.0) } else { rect.center() };
    state.light.paint(ui.painter(), light, 4.0, &tokens);
    if named {
        let font = if active { fonts::medium(13.0) } else { fonts::body(13.0) };
        let at = rect.left_center() + vec2(27.0, 0.5);
        paint::text(ui.painter(), at, Align::Min, name, font, color);
    }
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, &tokens);
    }
    if response.middle_clicked() {
        *action = Some(BarAction::Close(number));
    } else if response.clicked() {
        *action = Some(BarAction::Activate(number));
    }
    let keys = shortcut::TABS.get(number).copied();
    let response = crate::ui::button::tooltip(response, &format!("{name} · {}", state.label()), keys);
    response.context_menu(|ui| tab_menu_ui(ui, i18n, open, number, action));
    if cross > 0.0 {
        let place = Rect::from_center_size(pos2(rect.right() - 15.0, rect.center().y), vec2(20.0, 20.0));
        if cross_ui(ui, place, &i18n.text_with("tab-close", &[("name", name.into())]), &tokens).clicked() {
            *action = Some(BarAction::Close(number));
        }
    }
}

/// What can be done with a tab.
fn tab_menu_ui(ui: &mut Ui, i18n: &I18n, open: &OpenTab, number: usize, action: &mut Option<BarAction>) {
    let keys = |action: shortcut::Action| action.keys_text(ui.ctx());
    let (duplicate, close) = (keys(shortcut::DUPLICATE), keys(shortcut::CLOSE_TAB));
    if open.tab.can_duplicate()
        && menu::item_ui(ui, Some(icons::COLUMNS), &i18n.text("console-duplicate"), &duplicate, false)
    {
        *action = Some(BarAction::Duplicate(number));
        ui.close();
    }
    if menu::item_ui(ui, Some(icons::CLOSE), &i18n.text("tab-close-this"), &close, false) {
        *action = Some(BarAction::Close(number));
        ui.close();
    }
}

/// Whether another tab was in front in the last frame; this one may be out of view then.
fn came_to_front(ui: &Ui, key: u64) -> bool {
    let id = Id::unique("active_tab");
    ui.data_mut(|data| data.get_temp_mut_or::<Option<u64>>(id, None).replace(key)) != Some(key)
}

fn cross_ui(ui: &Ui, rect: Rect, name: &str, tokens: &Tokens) -> Response {
    let response = ui.interact(rect, ui.scope_id().with("close"), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let color = if response.hovered() { tokens.text } else { tokens.muted };
    if response.hovered() {
        ui.painter().rect_filled(rect, 4.0, crate::ui::theme::mix(tokens.raised, tokens.text, 12));
    }
    paint::icon(ui.painter(), rect.center(), icons::CLOSE, 14.0, color);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, 4.0, tokens);
    }
    crate::ui::button::tooltip(response, name, Some(shortcut::CLOSE_TAB))
}

fn new_tab_ui(ui: &mut Ui, i18n: &I18n, tabs: &Tabs, action: &mut Option<BarAction>) {
    let name = i18n.text("tab-new");
    let response = Button::ghost(icons::ADD, &name).show(ui);
    Popup::menu(&response).gap(4.0).show(|ui| {
        for descriptor in protocols::ALL {
            if menu::item_ui(ui, Some(descriptor.icon), &i18n.text(descriptor.name_key), "", false) {
                *action = Some(BarAction::Open(*descriptor));
            }
        }
        ui.separator();
        let keys = shortcut::OPEN_SESSION.keys_text(ui.ctx());
        if menu::item_ui(ui, Some(icons::FOLDER), &i18n.text("open-session"), &keys, false) {
            *action = Some(BarAction::OpenSession);
        }
        let keys = shortcut::DUPLICATE.keys_text(ui.ctx());
        if tabs.can_duplicate()
            && menu::item_ui(ui, Some(icons::COLUMNS), &i18n.text("console-duplicate"), &keys, false)
        {
            *action = Some(BarAction::Duplicate(tabs.active_number()));
        }
    });
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
