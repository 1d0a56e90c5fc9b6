//! What a view shows before anything happened: what the protocol is, in two lines, and the button that starts it.

use egui::{Align, Layout, RichText, Ui, UiBuilder, pos2, vec2};

use super::{button::Button, fonts, icons::Icon, paint, shortcut::Action, theme::Tokens};

/// The words of an empty state.
#[derive(Clone, Copy, Debug)]
pub struct Empty<'a> {
    /// Of the protocol.
    pub icon: Icon,
    /// What it is called.
    pub title: &'a str,
    /// What it is.
    pub text: &'a str,
    /// The button's words; empty: no button.
    pub button: &'a str,
    /// The button's key.
    pub shortcut: Option<Action>,
}

/// Draws it centred at 40 % of the height; true when the button was pressed.
pub fn empty_ui(ui: &mut Ui, empty: &Empty<'_>) -> bool {
    let tokens = Tokens::of(ui);
    let area = ui.available_rect_before_wrap();
    let width = area.width().min(420.0);
    let top = (area.top() + area.height() * 0.4 - 84.0).max(area.top() + 8.0);
    let rect = egui::Rect::from_min_max(
        pos2(area.center().x - width / 2.0, top),
        pos2(area.center().x + width / 2.0, area.bottom()),
    );
    let builder = UiBuilder::new().max_rect(rect).layout(Layout::top_down(Align::Center));
    let shown = ui.scope_builder(builder, |ui| {
        let (_, icon) = ui.allocate_space(vec2(40.0, 40.0));
        paint::icon(ui.painter(), icon.center(), empty.icon, 32.0, tokens.muted);
        ui.add_space(4.0);
        ui.label(RichText::new(empty.title).font(fonts::semibold(15.0)));
        ui.add(egui::Label::new(RichText::new(empty.text).color(tokens.muted).line_height(Some(19.0))).wrap());
        ui.add_space(8.0);
        if empty.button.is_empty() {
            return false;
        }
        let mut button = Button::primary(empty.button);
        if let Some(shortcut) = empty.shortcut {
            button = button.shortcut(shortcut);
        }
        button.show(ui).clicked()
    });
    ui.allocate_rect(area, egui::Sense::hover());
    shown.inner
}
