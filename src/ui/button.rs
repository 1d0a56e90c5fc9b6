//! Buttons: primary, secondary, danger, ghost, and the split button with a menu at its right.

use egui::{
    Align, Color32, CornerRadius, Popup, PopupCloseBehavior, Rect, Response, RichText, Sense, Stroke, StrokeKind, Ui,
    WidgetInfo, accesskit::Role, pos2, vec2,
};

use super::{
    fonts,
    icons::{self, Icon},
    paint,
    shortcut::{self, Action},
    theme::{RADIUS, Tokens, height, mix},
};

/// A button with words, an icon or both. With an icon alone the words are its name and tooltip.
#[derive(Clone, Copy, Debug)]
#[must_use = "a button is only there once it is shown"]
pub struct Button<'a> {
    words: &'a str,
    look: Look,
    icon: Option<Icon>,
    hint: &'a str,
    action: Option<Action>,
    enabled: bool,
    on: bool,
    corners: CornerRadius,
}

impl<'a> Button<'a> {
    /// The one main button of a tab.
    pub fn primary(words: &'a str) -> Self {
        Self::new(words, Look::Primary)
    }

    /// Any other button.
    pub fn secondary(words: &'a str) -> Self {
        Self::new(words, Look::Secondary)
    }

    /// Where work is lost.
    pub fn danger(words: &'a str) -> Self {
        Self::new(words, Look::Danger)
    }

    /// Words without a frame.
    pub fn plain(words: &'a str) -> Self {
        Self::new(words, Look::Plain)
    }

    /// An icon alone, 28 x 28; the words name it.
    pub fn ghost(icon: Icon, words: &'a str) -> Self {
        Self { icon: Some(icon), ..Self::new(words, Look::Ghost) }
    }

    /// Puts an icon left of the words.
    pub fn icon(self, icon: Icon) -> Self {
        Self { icon: Some(icon), ..self }
    }

    /// What it does, for the tooltip.
    pub fn hint(self, hint: &'a str) -> Self {
        Self { hint, ..self }
    }

    /// The action that it stands for, whose keys press it as long as it is shown and enabled.
    pub fn shortcut(self, action: Action) -> Self {
        Self { action: Some(action), ..self }
    }

    /// Whether it can be pressed.
    pub fn enabled(self, enabled: bool) -> Self {
        Self { enabled, ..self }
    }

    /// Shows a ghost button as switched on.
    pub fn on(self, on: bool) -> Self {
        Self { on, ..self }
    }

    /// Draws it; true when it was pressed by mouse, keyboard or its shortcut.
    pub fn pressed(self, ui: &mut Ui) -> bool {
        let by_key = self.enabled && self.action.is_some_and(|action| shortcut::pressed(ui, action));
        self.show(ui).clicked() || by_key
    }

    /// Draws it. The shortcut is only named, not handled: see [`Self::pressed`].
    pub fn show(self, ui: &mut Ui) -> Response {
        let tokens = Tokens::of(ui);
        let words_shown = self.look != Look::Ghost;
        let font = if self.look == Look::Primary { fonts::semibold(13.0) } else { fonts::medium(13.0) };
        let width = if words_shown {
            let icon = self.icon.map_or(0.0, |_| 22.0);
            let padding = if self.look == Look::Plain { 16.0 } else { 24.0 };
            (paint::text_width(ui.painter(), self.words, font.clone()) + icon + padding).round()
        } else {
            height::CONTROL
        };
        let sense = if self.enabled { Sense::click() } else { Sense::hover() };
        let (rect, response) = ui.allocate_exact_size(vec2(width, height::CONTROL), sense);
        let Self { enabled, words, .. } = self;
        response.widget_info(|| {
            if self.on {
                WidgetInfo::selected(Role::Button, enabled, true, words)
            } else {
                WidgetInfo::labeled(Role::Button, enabled, words)
            }
        });
        let paints = self.paints(&tokens, &response);
        ui.painter().rect(rect, self.corners, paints.fill, Stroke::new(1.0, paints.border), StrokeKind::Inside);
        if words_shown {
            let text_width = paint::text_width(ui.painter(), words, font.clone());
            let content_width = text_width + self.icon.map_or(0.0, |_| 22.0);
            let mut x = rect.center().x - content_width / 2.0;
            if let Some(icon) = self.icon {
                paint::icon(ui.painter(), pos2(x + 8.0, rect.center().y), icon, 16.0, paints.text);
                x += 22.0;
            }
            let at = pos2(x.round(), rect.center().y + 0.5);
            paint::text(ui.painter(), at, Align::Min, words, font, paints.text);
        } else if let Some(icon) = self.icon {
            paint::icon(ui.painter(), rect.center(), icon, 17.0, paints.text);
        }
        if response.has_focus() {
            paint::focus_ring(ui.painter(), rect, RADIUS, &tokens);
        }
        self.tooltip(response)
    }

    fn new(words: &'a str, look: Look) -> Self {
        let corners = CornerRadius::same(RADIUS as u8);
        Self { words, look, icon: None, hint: "", action: None, enabled: true, on: false, corners }
    }

    fn paints(&self, tokens: &Tokens, response: &Response) -> Paints {
        let none = Color32::TRANSPARENT;
        if !self.enabled {
            let fill = if matches!(self.look, Look::Ghost | Look::Plain) { none } else { tokens.surface };
            let border = if matches!(self.look, Look::Ghost | Look::Plain) { none } else { tokens.line };
            return Paints { fill, border, text: tokens.faint };
        }
        let step: u8 = if response.is_pointer_button_down_on() {
            14
        } else if response.hovered() {
            8
        } else {
            0
        };
        let border = |border: Color32| if step > 0 { mix(border, tokens.text, 20) } else { border };
        match self.look {
            Look::Primary => {
                let fill = mix(tokens.accent, tokens.on_accent, step);
                Paints { fill, border: fill, text: tokens.on_accent }
            }
            Look::Secondary => {
                Paints { fill: mix(tokens.raised, tokens.text, step), border: border(tokens.line2), text: tokens.text }
            }
            Look::Danger => Paints {
                fill: tokens.tint(tokens.error, 10 + step),
                border: tokens.tint(tokens.error, 42 + step),
                text: tokens.error,
            },
            Look::Plain | Look::Ghost if self.on => Paints { fill: tokens.selected, border: none, text: tokens.accent },
            Look::Plain => {
                let fill = if step > 0 { mix(tokens.surface, tokens.text, step) } else { none };
                Paints { fill, border: none, text: tokens.text }
            }
            Look::Ghost => {
                let fill = if step > 0 { mix(tokens.surface, tokens.text, step) } else { none };
                Paints { fill, border: none, text: if step > 0 { tokens.text } else { tokens.muted } }
            }
        }
    }

    fn tooltip(&self, response: Response) -> Response {
        let text = if self.hint.is_empty() { self.words } else { self.hint };
        tooltip(response, text, self.action)
    }
}

/// Adds a tooltip with the keys of its action in monospace behind it, also to a disabled widget.
pub fn tooltip(response: Response, text: &str, action: Option<Action>) -> Response {
    response.on_hover_ui(|ui| {
        ui.spacing_mut().interact_size.y = 0.0;
        ui.horizontal_wrapped(|ui| {
            ui.label(text);
            if let Some(keys) = action.map(|action| action.keys_text(ui.ctx())).filter(|keys| !keys.is_empty()) {
                ui.label(RichText::new(keys).font(fonts::mono(11.5)).color(Tokens::of(ui).muted));
            }
        });
    })
}

/// A button with a second part that opens a menu: *Close | 1000 Normal ▾*.
/// The menu opens also while the left part is disabled, since what is chosen there can be the reason.
/// Returns whether the left part was pressed, and what the menu returned.
pub fn split_ui<R>(
    ui: &mut Ui,
    left: Button<'_>,
    right_words: &str,
    right_name: &str,
    menu: impl FnOnce(&mut Ui) -> R,
) -> (bool, Option<R>) {
    let spacing = std::mem::replace(&mut ui.spacing_mut().item_spacing.x, -1.0);
    let pressed = Button { corners: CornerRadius { ne: 0, se: 0, ..left.corners }, ..left }.pressed(ui);
    ui.spacing_mut().item_spacing.x = spacing;
    let response = menu_part_ui(ui, right_words, right_name);
    let inner = Popup::menu(&response)
        .gap(4.0)
        .close_behavior(PopupCloseBehavior::CloseOnClickOutside)
        .show(menu)
        .map(|shown| shown.inner);
    (pressed, inner)
}

fn menu_part_ui(ui: &mut Ui, words: &str, name: &str) -> Response {
    let tokens = Tokens::of(ui);
    let width = paint::text_width(ui.painter(), words, fonts::mono(12.5)) + 36.0;
    let (rect, response) = ui.allocate_exact_size(vec2(width.round(), height::CONTROL), Sense::click());
    response.widget_info(|| WidgetInfo::labeled(Role::Button, true, name));
    let look = Button::secondary(words).paints(&tokens, &response);
    let corners = CornerRadius { nw: 0, sw: 0, ne: RADIUS as u8, se: RADIUS as u8 };
    ui.painter().rect(rect, corners, look.fill, Stroke::new(1.0, look.border), StrokeKind::Inside);
    let at = rect.left_center() + vec2(10.0, 0.5);
    paint::text(ui.painter(), at, Align::Min, words, fonts::mono(12.5), look.text);
    chevron(ui, rect, &tokens, true);
    if response.has_focus() {
        paint::focus_ring(ui.painter(), rect, RADIUS, &tokens);
    }
    response.on_hover_text(name)
}

/// The chevron of a control that opens a menu.
pub(super) fn chevron(ui: &Ui, rect: Rect, tokens: &Tokens, enabled: bool) {
    let color = if enabled { tokens.muted } else { tokens.faint };
    paint::icon(ui.painter(), rect.right_center() - vec2(14.0, 0.0), icons::CHEVRON_DOWN, 16.0, color);
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Look {
    Primary,
    Secondary,
    Danger,
    Plain,
    Ghost,
}

#[derive(Clone, Copy, Debug)]
struct Paints {
    fill: Color32,
    border: Color32,
    text: Color32,
}
