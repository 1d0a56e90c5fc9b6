//! The inspector's tabs. Those that do not fit are in a menu behind the others.

use egui::{Align, Popup, Rect, Sense, Ui, WidgetInfo, accesskit::Role, pos2, vec2};

use crate::{
    i18n::I18n,
    ui::{
        button::Button,
        folding::fitting,
        fonts, icons, menu, paint,
        theme::{RADIUS, Tokens, height},
    },
};

/// What of a row is shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Tab {
    #[default]
    Text,
    Json,
    Decoded,
    Hex,
    /// One that the protocol adds, by its number.
    Added(usize),
    Details,
    Http,
    Compare,
}

impl Tab {
    const PAYLOAD: [(Self, &'static str); 3] =
        [(Self::Text, "inspector-text"), (Self::Json, "inspector-json"), (Self::Hex, "inspector-hex")];

    const BEHIND: [(Self, &'static str); 4] = [
        (Self::Http, "inspector-http"),
        (Self::Details, "inspector-details"),
        (Self::Decoded, "inspector-decoded"),
        (Self::Compare, "inspector-compare"),
    ];

    /// Every tab, those of the protocol behind the readings of the payload.
    fn all(added: &[&'static str]) -> impl Iterator<Item = (Self, &'static str)> {
        let added = added.iter().enumerate().map(|(number, &key)| (Self::Added(number), key));
        Self::PAYLOAD.into_iter().chain(added).chain(Self::BEHIND)
    }
}

const GAP: f32 = 12.0;

/// Draws the tabs into a width, `added` the keys of those of the protocol; returns the one that was chosen.
pub(super) fn tabs_ui(ui: &mut Ui, i18n: &I18n, open: Tab, added: &[&'static str], width: f32) -> Option<Tab> {
    let tabs: Vec<_> = Tab::all(added).map(|(tab, key)| (tab, i18n.text(key))).collect();
    let width_of = |words: &str| paint::text_width(ui.painter(), words, fonts::medium(13.0)).round() + GAP;
    let widths: Vec<f32> = tabs.iter().map(|(_, words)| width_of(words)).collect();
    let place = tabs.iter().position(|(tab, _)| *tab == open);
    let shown = fitting(&widths, place, width, height::CONTROL);
    let mut chosen = None;
    ui.spacing_mut().item_spacing.x = GAP;
    for (number, (tab, words)) in tabs.iter().enumerate() {
        if shown[number] && tab_ui(ui, words, *tab == open) {
            chosen = Some(*tab);
        }
    }
    ui.spacing_mut().item_spacing.x = 4.0;
    if shown.contains(&false) {
        let more = Button::ghost(icons::CHEVRON_DOWN, &i18n.text("inspector-more-tabs")).show(ui);
        Popup::menu(&more).gap(4.0).show(|ui| {
            for (number, (tab, words)) in tabs.iter().enumerate() {
                if !shown[number] && menu::item_ui(ui, None, words, "", false) {
                    chosen = Some(*tab);
                }
            }
        });
    }
    chosen
}

fn tab_ui(ui: &mut Ui, words: &str, is_open: bool) -> bool {
    let tokens = Tokens::of(ui);
    let font = if is_open { fonts::medium(13.0) } else { fonts::body(13.0) };
    let width = paint::text_width(ui.painter(), words, fonts::medium(13.0)).round();
    let (rect, response) = ui.allocate_exact_size(vec2(width, height::TOOLBAR), Sense::click());
    response.widget_info(|| WidgetInfo::selected(Role::Tab, true, is_open, words));
    let color = if is_open || response.hovered() { tokens.text } else { tokens.muted };
    let at = pos2(rect.left(), rect.center().y + 0.5);
    paint::text(ui.painter(), at, Align::Min, words, font, color);
    if is_open {
        let line =
            Rect::from_min_max(pos2(rect.left() - 2.0, rect.bottom() - 2.0), pos2(rect.right() + 2.0, rect.bottom()));
        ui.painter().rect_filled(line, 1.0, tokens.accent);
    }
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect.shrink2(vec2(-4.0, 6.0)), RADIUS, &tokens);
    }
    response.on_hover_text(words).clicked()
}
