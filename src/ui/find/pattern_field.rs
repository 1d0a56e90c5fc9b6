//! The field for a pattern, with its mode and its case switch inside at the right.

use egui::{Align, Color32, Id, Popup, Rect, Response, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use super::lines::mode_key;
use crate::{
    i18n::I18n,
    transcript::{Mode, Pattern},
    ui::{
        field::Field,
        fonts,
        icons::{self, Icon},
        menu, paint,
        theme::{Tokens, height, mix},
    },
};

const SWITCH: f32 = 24.0;
const SWITCHES: f32 = 2.0 * SWITCH + 2.0;

/// A pattern's field.
#[derive(Clone, Copy, Debug)]
pub(super) struct PatternField<'a> {
    pub(super) name: &'a str,
    pub(super) hint: &'a str,
    pub(super) icon: (Icon, Color32),
    pub(super) id: Id,
    pub(super) width: f32,
    /// Something is wrong with it; a line below the bar says what.
    pub(super) is_wrong: bool,
}

impl PatternField<'_> {
    /// Draws it; returns the text's response.
    pub(super) fn show(self, ui: &mut Ui, i18n: &I18n, pattern: &mut Pattern) -> Response {
        let Self { name, hint, icon, id, width, is_wrong } = self;
        let tooltip = match pattern.mode {
            Mode::Text => i18n.text("find-text-hint"),
            Mode::Regex => i18n.text("find-regex-hint"),
            Mode::JsonPath => i18n.text("find-path-hint"),
        };
        let response = Field::new(&mut pattern.text, name)
            .hint(hint)
            .tooltip(&tooltip)
            .icon(icon.0, icon.1)
            .id(id)
            .width(width)
            .problem_elsewhere(is_wrong)
            .right_margin(SWITCHES - 6.0)
            .show(ui);
        let right = ui.cursor().left() - ui.spacing().item_spacing.x - 3.0;
        let top = response.rect.center().y - (height::CONTROL - 6.0) / 2.0;
        let place = |n: f32| {
            Rect::from_min_size(pos2(right - SWITCHES + n * (SWITCH + 2.0), top), vec2(SWITCH, height::CONTROL - 6.0))
        };
        mode_ui(ui, i18n, place(0.0), id.with("mode"), &mut pattern.mode);
        case_ui(ui, i18n, place(1.0), id.with("case"), &mut pattern.match_case);
        response
    }
}

fn mode_ui(ui: &Ui, i18n: &I18n, rect: Rect, id: Id, mode: &mut Mode) {
    let modes = [(Mode::Text, "Ab"), (Mode::Regex, ".*"), (Mode::JsonPath, "$.")];
    let sign = modes.iter().find(|(choice, _)| choice == mode).map_or("", |(_, sign)| sign);
    let name = i18n.text_with("find-mode", &[("mode", i18n.text(mode_key(*mode)).into_owned().into())]);
    let response = ui.interact(rect, id, Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::ComboBox, true, name.as_ref()));
    let color = switch_ground(ui, rect, &response, *mode != Mode::Text);
    paint::text(ui.painter(), rect.center(), Align::Center, sign, fonts::mono(12.0), color);
    Popup::menu(&response).gap(6.0).show(|ui| {
        for (choice, sign) in modes {
            if menu::item_ui(ui, None, &i18n.text(mode_key(choice)), sign, choice == *mode) {
                *mode = choice;
            }
        }
    });
    response.on_hover_text(name);
}

fn case_ui(ui: &Ui, i18n: &I18n, rect: Rect, id: Id, match_case: &mut bool) {
    let name = i18n.text("find-match-case");
    let response = ui.interact(rect, id, Sense::click());
    if response.clicked() {
        *match_case = !*match_case;
    }
    response.widget_info(|| WidgetInfo::selected(Role::CheckBox, true, *match_case, name.as_ref()));
    let color = switch_ground(ui, rect, &response, *match_case);
    paint::icon(ui.painter(), rect.center(), icons::MATCH_CASE, 16.0, color);
    response.on_hover_text(name);
}

/// Draws what lies below a switch; returns the colour of what stands on it.
fn switch_ground(ui: &Ui, rect: Rect, response: &Response, on: bool) -> Color32 {
    let tokens = Tokens::of(ui);
    let fill = match (on, response.hovered()) {
        (true, _) => tokens.selected,
        (false, true) => mix(tokens.field, tokens.text, 8),
        (false, false) => tokens.field,
    };
    ui.painter().rect_filled(rect, 4.0, fill);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, 4.0, &tokens);
    }
    if on { tokens.accent } else { tokens.muted }
}
