//! Every shortcut, by what it belongs to.

use egui::{Align, RichText, ScrollArea, Sense, Ui, WidgetInfo, accesskit::Role, vec2};

use crate::{
    i18n::I18n,
    ui::{
        button::Button,
        dialog, fonts, paint,
        shortcut::{self, Group},
        theme::Tokens,
    },
};

const ROW: f32 = 24.0;

/// Draws the list; false when it shall be closed.
pub(super) fn shortcuts_ui(ui: &Ui, i18n: &I18n) -> bool {
    let (stays, closes) = dialog::dialog_ui(ui, "shortcuts", 760.0, |ui| {
        ui.heading(i18n.text("shortcuts-title"));
        let room = (ui.ctx().content_rect().height() - 180.0).max(120.0);
        ScrollArea::vertical().max_height(room).min_scrolled_height(room).show(ui, |ui| {
            ui.spacing_mut().item_spacing.x = 32.0;
            ui.columns(2, |columns| {
                for group in Group::ALL {
                    let column = usize::from(matches!(group, Group::List | Group::Inspector));
                    group_ui(&mut columns[column], i18n, group);
                }
            });
        });
        !Button::primary(&i18n.text("settings-done")).pressed(ui)
    });
    stays && !closes
}

fn group_ui(ui: &mut Ui, i18n: &I18n, group: Group) {
    ui.spacing_mut().item_spacing.y = 0.0;
    ui.label(RichText::new(i18n.text(group.name_key())).font(fonts::semibold(12.5)));
    for action in shortcut::ALL.iter().filter(|action| action.group == group && action.keys.is_some()) {
        row_ui(ui, &i18n.text(action.words), &action.keys_text(ui.ctx()));
    }
    if let (Group::Tabs, [first, .., last]) = (group, shortcut::TABS) {
        let keys = format!("{} … {}", first.keys_text(ui.ctx()), last.keys_text(ui.ctx()));
        row_ui(ui, &i18n.text("action-tab-by-number"), &keys);
    }
    ui.add_space(12.0);
}

fn row_ui(ui: &mut Ui, words: &str, keys: &str) {
    let tokens = Tokens::of(ui);
    let (rect, response) = ui.allocate_exact_size(vec2(ui.available_width(), ROW), Sense::hover());
    response.widget_info(|| WidgetInfo::labeled(Role::Label, true, format!("{words}: {keys}")));
    let placed = paint::text(ui.painter(), rect.right_center(), Align::Max, keys, fonts::mono(11.5), tokens.muted);
    let room = placed.left() - rect.left() - 12.0;
    paint::text_cut(ui.painter(), rect.left_center(), words, fonts::body(13.0), tokens.text, room);
    response.on_hover_text(words);
}
