//! Every colour, size and distance of the window, for dark and light, and how egui is set up with them.

use egui::{
    Color32, Context, CornerRadius, Margin, Shadow, Stroke, Style, TextStyle, Theme, Visuals, style::ScrollStyle,
};

use super::{fonts, shortcut};

/// Heights of areas and controls, in points, on a grid of 4.
pub mod height {
    /// The tab bar.
    pub const TAB_BAR: f32 = 40.0;
    /// The address row.
    pub const ADDRESS_ROW: f32 = 48.0;
    /// The row of options below the address.
    pub const OPTION_ROW: f32 = 32.0;
    /// A banner.
    pub const BANNER: f32 = 44.0;
    /// The list's toolbar and the inspector's tabs.
    pub const TOOLBAR: f32 = 36.0;
    /// The heads of columns.
    pub const COLUMN_HEADS: f32 = 24.0;
    /// A row of the transcript.
    pub const ROW: f32 = 22.0;
    /// The composer; it grows up to [`COMPOSER_MAX`].
    pub const COMPOSER: f32 = 48.0;
    /// The composer with many lines.
    pub const COMPOSER_MAX: f32 = 160.0;
    /// The status bar.
    pub const STATUS_BAR: f32 = 28.0;
    /// Buttons and fields.
    pub const CONTROL: f32 = 28.0;
    /// Chips.
    pub const CHIP: f32 = 22.0;
}

/// The outer margin of bars.
pub const MARGIN: f32 = 12.0;
/// Between controls.
pub const GAP: f32 = 8.0;
/// Corners of buttons and fields.
pub const RADIUS: f32 = 6.0;
/// Below this width of a view, the inspector moves below the list.
pub const NARROW_WIDTH: f32 = 1000.0;
/// Below this width of a view, the inspector is narrower and notes go.
pub const MEDIUM_WIDTH: f32 = 1120.0;

/// The colours of one theme, by role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tokens {
    /// Whether this is the dark theme.
    pub dark: bool,
    /// Tab bar and status bar.
    pub base: Color32,
    /// Everything else.
    pub surface: Color32,
    /// Active tab, secondary buttons, popups.
    pub raised: Color32,
    /// Inputs.
    pub field: Color32,
    /// Hairlines between areas.
    pub line: Color32,
    /// Borders of controls.
    pub line2: Color32,
    /// Text.
    pub text: Color32,
    /// Labels, times, column heads.
    pub muted: Color32,
    /// Disabled text and decoration; never information.
    pub faint: Color32,
    /// Primary button, focus, selection, links.
    pub accent: Color32,
    /// Text on the accent.
    pub on_accent: Color32,
    /// The selected row.
    pub selected: Color32,
    /// What came from the peer.
    pub incoming: Color32,
    /// What went to the peer.
    pub outgoing: Color32,
    /// Good states.
    pub ok: Color32,
    /// What waits or is unconfirmed.
    pub warn: Color32,
    /// What failed.
    pub error: Color32,
    /// Strings of a JSON tree.
    pub json_string: Color32,
    /// Numbers of a JSON tree.
    pub json_number: Color32,
}

impl Tokens {
    /// The dark theme.
    pub const DARK: Self = Self {
        dark: true,
        base: hex(0x0D_0F13),
        surface: hex(0x13_161B),
        raised: hex(0x1C_2027),
        field: hex(0x0F_1216),
        line: hex(0x22_272F),
        line2: hex(0x36_3D48),
        text: hex(0xE4_E7EC),
        muted: hex(0x98_A1AE),
        faint: hex(0x5C_6573),
        accent: hex(0x8E_9BFF),
        on_accent: hex(0x0D_0F1C),
        selected: hex(0x23_2845),
        incoming: hex(0x5C_C3E0),
        outgoing: hex(0xD5_93E8),
        ok: hex(0x5F_C98F),
        warn: hex(0xE5_B454),
        error: hex(0xF4_7B80),
        json_string: hex(0xA3_D9B1),
        json_number: hex(0xB4_C4F5),
    };

    /// The light theme.
    pub const LIGHT: Self = Self {
        dark: false,
        base: hex(0xEE_F0F3),
        surface: hex(0xFC_FCFD),
        raised: hex(0xF1_F3F6),
        field: hex(0xFF_FFFF),
        line: hex(0xE1_E4E9),
        line2: hex(0xC3_C9D2),
        text: hex(0x19_1D24),
        muted: hex(0x59_6270),
        faint: hex(0x98_A0AC),
        accent: hex(0x46_50D6),
        on_accent: hex(0xFF_FFFF),
        selected: hex(0xE3_E6FC),
        incoming: hex(0x04_708F),
        outgoing: hex(0x90_30B0),
        ok: hex(0x13_754A),
        warn: hex(0x8A_5600),
        error: hex(0xC2_2637),
        json_string: hex(0x1B_6B45),
        json_number: hex(0x34_44A8),
    };

    /// The colours in force where `ui` draws.
    pub fn of(ui: &egui::Ui) -> Self {
        if ui.visuals().dark_mode { Self::DARK } else { Self::LIGHT }
    }

    /// Mixes `percent` of a colour into the surface: tints that keep the contrast of text on them.
    pub fn tint(&self, color: Color32, percent: u8) -> Color32 {
        mix(self.surface, color, percent)
    }

    /// The fill below a hovered row or ghost button.
    pub fn hover(&self) -> Color32 {
        mix(self.surface, self.text, if self.dark { 5 } else { 4 })
    }

    /// The hairline stroke between areas.
    pub fn hairline(&self) -> Stroke {
        Stroke::new(1.0, self.line)
    }

    /// The stroke around controls.
    pub fn border(&self) -> Stroke {
        Stroke::new(1.0, self.line2)
    }
}

/// `percent` of `over` on `under`, without transparency.
pub fn mix(under: Color32, over: Color32, percent: u8) -> Color32 {
    let part = |under: u8, over: u8| {
        let percent = u16::from(percent.min(100));
        ((u16::from(under) * (100 - percent) + u16::from(over) * percent + 50) / 100) as u8
    };
    Color32::from_rgb(part(under.r(), over.r()), part(under.g(), over.g()), part(under.b(), over.b()))
}

/// Sets fonts, text styles, spacing and the colours of both themes, and who takes keys.
pub fn install(ctx: &Context) {
    ctx.set_fonts(fonts::definitions());
    ctx.all_styles_mut(set_spacing);
    ctx.set_visuals_of(Theme::Dark, visuals(&Tokens::DARK));
    ctx.set_visuals_of(Theme::Light, visuals(&Tokens::LIGHT));
    shortcut::install(ctx);
}

const fn hex(rgb: u32) -> Color32 {
    Color32::from_rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

fn set_spacing(style: &mut Style) {
    style.text_styles = [
        (TextStyle::Small, fonts::body(11.5)),
        (TextStyle::Body, fonts::body(13.0)),
        (TextStyle::Button, fonts::medium(13.0)),
        (TextStyle::Heading, fonts::semibold(15.0)),
        (TextStyle::Monospace, fonts::mono(12.0)),
    ]
    .into();
    let spacing = &mut style.spacing;
    spacing.item_spacing = egui::vec2(GAP, 4.0);
    spacing.button_padding = egui::vec2(12.0, 4.0);
    spacing.interact_size = egui::vec2(28.0, 28.0);
    spacing.menu_margin = Margin::same(6);
    spacing.window_margin = Margin::same(16);
    // Drawn in the text colour, so that it is seen on every ground of both themes.
    spacing.scroll = ScrollStyle {
        foreground_color: true,
        dormant_background_opacity: 0.0,
        active_background_opacity: 0.0,
        interact_background_opacity: 0.0,
        dormant_handle_opacity: 0.24,
        active_handle_opacity: 0.32,
        interact_handle_opacity: 0.45,
        ..ScrollStyle::thin()
    };
    spacing.tooltip_width = 420.0;
    // Everything here changes at once: motion would cost frames and say nothing.
    style.animation_time = 0.0;
    style.interaction.tooltip_delay = 0.4;
    style.interaction.selectable_labels = false;
}

fn visuals(tokens: &Tokens) -> Visuals {
    let mut visuals = if tokens.dark { Visuals::dark() } else { Visuals::light() };
    visuals.panel_fill = tokens.surface;
    visuals.window_fill = tokens.raised;
    visuals.window_stroke = tokens.border();
    visuals.extreme_bg_color = tokens.field;
    visuals.text_edit_bg_color = Some(tokens.field);
    visuals.faint_bg_color = tokens.raised;
    visuals.code_bg_color = tokens.raised;
    visuals.weak_text_color = Some(tokens.muted);
    visuals.hyperlink_color = tokens.accent;
    visuals.warn_fg_color = tokens.warn;
    visuals.error_fg_color = tokens.error;
    visuals.selection.bg_fill = tokens.selected;
    visuals.selection.stroke = Stroke::new(1.5, tokens.accent);
    visuals.window_corner_radius = CornerRadius::same(10);
    visuals.menu_corner_radius = CornerRadius::same(8);
    visuals.striped = false;
    let shadow = Shadow {
        offset: [0, 6],
        blur: 20,
        spread: 0,
        color: Color32::from_black_alpha(if tokens.dark { 110 } else { 36 }),
    };
    visuals.window_shadow = shadow;
    visuals.popup_shadow = shadow;
    // A blinking cursor would keep an idle window painting.
    visuals.text_cursor.blink = false;
    visuals.text_cursor.stroke = Stroke::new(1.5, tokens.accent);
    if tokens.dark {
        // The default for dark makes small monospace text look bold.
        visuals.text_options.color_transfer_function = egui::epaint::FontColorTransferFunction::Gamma(0.65);
    }
    let widgets = &mut visuals.widgets;
    for (widget, fill, stroke, text) in [
        (&mut widgets.noninteractive, tokens.surface, tokens.line, tokens.text),
        (&mut widgets.inactive, tokens.raised, tokens.line2, tokens.text),
        (&mut widgets.hovered, mix(tokens.raised, tokens.text, 8), mix(tokens.line2, tokens.text, 20), tokens.text),
        (&mut widgets.active, mix(tokens.raised, tokens.text, 14), tokens.accent, tokens.text),
        (&mut widgets.open, tokens.raised, tokens.accent, tokens.text),
    ] {
        widget.bg_fill = fill;
        widget.weak_bg_fill = fill;
        widget.bg_stroke = Stroke::new(1.0, stroke);
        widget.fg_stroke = Stroke::new(1.0, text);
        widget.corner_radius = CornerRadius::same(RADIUS as u8);
        widget.expansion = 0.0;
    }
    visuals
}

#[cfg(test)]
mod tests {
    use super::*;

    fn luminance(color: Color32) -> f64 {
        let channel = |value: u8| {
            let value = f64::from(value) / 255.0;
            if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * channel(color.r()) + 0.7152 * channel(color.g()) + 0.0722 * channel(color.b())
    }

    fn contrast(a: Color32, b: Color32) -> f64 {
        let (a, b) = (luminance(a), luminance(b));
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    #[test]
    fn every_text_colour_can_be_read_on_every_ground() {
        for t in [Tokens::DARK, Tokens::LIGHT] {
            let texts = [
                t.text,
                t.muted,
                t.accent,
                t.incoming,
                t.outgoing,
                t.ok,
                t.warn,
                t.error,
                t.json_string,
                t.json_number,
            ];
            for ground in [t.base, t.surface, t.raised, t.field, t.selected] {
                for text in texts {
                    assert!(contrast(text, ground) >= 4.5, "{text:?} on {ground:?}: {:.2}", contrast(text, ground));
                }
            }
            assert!(contrast(t.on_accent, t.accent) >= 4.5);
            for tint in [t.tint(t.error, 9), t.tint(t.warn, 9), t.tint(t.warn, 7)] {
                for text in [t.muted, t.warn, t.error] {
                    assert!(contrast(text, tint) >= 4.5, "{text:?} on {tint:?}: {:.2}", contrast(text, tint));
                }
            }
        }
    }
}
