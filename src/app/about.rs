//! About the program: version, licences, and where it keeps what.

use std::path::Path;

use egui::{Label, RichText, Ui};

use crate::{
    i18n::I18n,
    ui::{button::Button, dialog, fonts, icons, menu, theme::Tokens},
};

/// Where things are on this machine, as far as they have a place.
#[derive(Clone, Copy, Debug)]
pub(super) struct Places<'a> {
    /// The settings file.
    pub(super) settings: Option<&'a Path>,
    /// The folder of records and uploads.
    pub(super) data: Option<&'a Path>,
}

/// Draws the window; false when it shall be closed.
pub(super) fn about_ui(ui: &Ui, i18n: &I18n, places: Places<'_>) -> bool {
    let (stays, closes) = dialog::dialog_ui(ui, "about", 560.0, |ui| {
        ui.heading(i18n.text("about-title"));
        let version = env!("CARGO_PKG_VERSION");
        let words = i18n.text_with("settings-version", &[("version", version.into())]);
        copyable_ui(ui, i18n, &words, &format!("Wirelight {version}"));
        menu::note_ui(ui, &i18n.text_with("about-licence", &[("licence", env!("CARGO_PKG_LICENSE").into())]));
        menu::note_ui(ui, &i18n.text("about-fonts"));
        ui.separator();
        place_ui(ui, i18n, &i18n.text("about-settings"), places.settings);
        place_ui(ui, i18n, &i18n.text("about-data"), places.data);
        !Button::primary(&i18n.text("settings-done")).pressed(ui)
    });
    stays && !closes
}

fn place_ui(ui: &mut Ui, i18n: &I18n, name: &str, place: Option<&Path>) {
    ui.label(RichText::new(name).font(fonts::semibold(12.5)));
    match place {
        Some(path) => {
            let path = path.display().to_string();
            copyable_ui(ui, i18n, &path, &path);
        }
        None => menu::note_ui(ui, &i18n.text("about-no-place")),
    }
}

/// Words that can be selected, and copied by a button as well.
fn copyable_ui(ui: &mut Ui, i18n: &I18n, words: &str, copied: &str) {
    let color = Tokens::of(ui).text;
    ui.horizontal(|ui| {
        if Button::ghost(icons::COPY, &i18n.text_with("about-copy", &[("what", copied.into())])).pressed(ui) {
            ui.ctx().copy_text(copied.to_owned());
        }
        ui.add(Label::new(RichText::new(words).font(fonts::mono(12.0)).color(color)).wrap().selectable(true));
    });
}
