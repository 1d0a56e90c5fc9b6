//! The faces that we ship and the names egui knows them by. Scripts beyond them come from the system.

use std::sync::Arc;

use egui::{FontData, FontDefinitions, FontFamily, FontId};

/// Body text of a size in points.
pub fn body(size: f32) -> FontId {
    FontId::new(size, FontFamily::Proportional)
}

/// Buttons and the active tab.
pub fn medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MEDIUM.into()))
}

/// Titles, section heads and the primary button.
pub fn semibold(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(SEMIBOLD.into()))
}

/// Data, and every number that changes or stands in a column.
pub fn mono(size: f32) -> FontId {
    FontId::new(size, FontFamily::Monospace)
}

/// Data that stands out.
pub fn mono_medium(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(MONO_MEDIUM.into()))
}

/// Icons.
pub fn icon(size: f32) -> FontId {
    FontId::new(size, FontFamily::Name(ICONS.into()))
}

/// Every face and family. A family's later faces stand in for glyphs that its first lacks.
pub fn definitions() -> FontDefinitions {
    let mut fonts = FontDefinitions::empty();
    let mut face = |family: FontFamily, name: &str, bytes: &'static [u8]| {
        fonts.font_data.insert(name.to_owned(), Arc::new(FontData::from_static(bytes)));
        fonts.families.insert(family, vec![name.to_owned()]);
    };
    face(FontFamily::Proportional, "inter", include_bytes!("../../assets/fonts/Inter-Regular.otf"));
    face(FontFamily::Name(MEDIUM.into()), "inter-medium", include_bytes!("../../assets/fonts/Inter-Medium.otf"));
    face(FontFamily::Name(SEMIBOLD.into()), "inter-semibold", include_bytes!("../../assets/fonts/Inter-SemiBold.otf"));
    face(FontFamily::Monospace, "mono", include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf"));
    face(
        FontFamily::Name(MONO_MEDIUM.into()),
        "mono-medium",
        include_bytes!("../../assets/fonts/JetBrainsMono-Medium.ttf"),
    );
    face(
        FontFamily::Name(ICONS.into()),
        "icons",
        include_bytes!("../../assets/fonts/MaterialSymbolsRounded-subset.ttf"),
    );
    for (family, faces) in &mut fonts.families {
        if *family != FontFamily::Name(ICONS.into()) {
            let second = if faces[0].starts_with("mono") { "inter" } else { "mono" };
            if faces[0] != second {
                faces.push(second.to_owned());
            }
        }
    }
    fonts
}

const MEDIUM: &str = "medium";
const SEMIBOLD: &str = "semibold";
const MONO_MEDIUM: &str = "mono-medium";
const ICONS: &str = "icons";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::icons;

    #[test]
    fn the_icon_font_has_every_icon() {
        let ctx = egui::Context::default();
        ctx.set_fonts(definitions());
        let mut output = ctx.run_ui(egui::RawInput::default(), |ui| {
            ui.fonts_mut(|fonts| {
                for glyph in icons::ALL.iter().flat_map(|icon| icon.chars()) {
                    assert!(fonts.has_glyph(&icon(16.0), glyph), "no glyph for {:x}", u32::from(glyph));
                }
            });
        });
        output.textures_delta.clear();
    }
}
