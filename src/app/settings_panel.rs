//! The settings window.

use egui::{Align, DragValue, Ui, vec2};

use crate::{
    i18n::{I18n, Lang},
    settings::{Settings, ThemeChoice},
    ui::{
        button::Button,
        dialog,
        field::{self, Field},
        fonts,
        icons::{self, Icon},
        menu::{self, note_ui},
        paint,
        theme::{Tokens, height},
    },
};

/// The room of a name, in points.
const NAME_WIDTH: f32 = 200.0;

/// The choices of a theme, with icon and name.
pub(super) const THEMES: [(ThemeChoice, Icon, &str); 3] = [
    (ThemeChoice::System, icons::SYSTEM_THEME, "theme-system"),
    (ThemeChoice::Light, icons::SUN, "theme-light"),
    (ThemeChoice::Dark, icons::MOON, "theme-dark"),
];

/// Draws the window and changes the settings; false when it shall be closed.
pub(super) fn settings_ui(ui: &mut Ui, i18n: &I18n, settings: &mut Settings) -> bool {
    let mut stays = true;
    let ((), closes) = dialog::dialog_ui(ui, "settings", 480.0, |ui| {
        ui.heading(i18n.text("settings-title"));
        row_ui(ui, &i18n.text("theme-title"), |ui| {
            let names = THEMES.map(|(choice, _, key)| (choice, i18n.text(key)));
            let choices: Vec<_> = names.iter().map(|(choice, name)| (*choice, name.as_ref())).collect();
            menu::select_ui(ui, &i18n.text("theme-title"), &mut settings.theme, &choices);
        });
        row_ui(ui, &i18n.text("language-title"), |ui| language_ui(ui, i18n, settings));
        let (name, hint) = (i18n.text("settings-limit"), i18n.text("settings-limit-hint"));
        mebibytes_ui(ui, &name, &hint, DragValue::new(&mut settings.transcript_limit_mib).range(16..=16_384).speed(4));
        let (name, hint) = (i18n.text("settings-memory"), i18n.text("settings-memory-hint"));
        mebibytes_ui(ui, &name, &hint, DragValue::new(&mut settings.memory_limit_mib).range(64..=65_536).speed(16));
        row_ui(ui, &i18n.text("settings-secrets"), |ui| secret_headers_ui(ui, i18n, settings));
        note_ui(ui, &i18n.text("settings-secrets-hint"));
        let (words, hint) = (i18n.text("settings-sync"), i18n.text("settings-sync-hint"));
        field::check_ui(ui, &mut settings.sync_recordings, &words, &hint);
        let (words, hint) = (i18n.text("settings-lab"), i18n.text("settings-lab-hint"));
        field::check_ui(ui, &mut settings.lab_autostart, &words, &hint);
        let (words, hint) = (i18n.text("settings-ask"), i18n.text("settings-ask-hint"));
        field::check_ui(ui, &mut settings.ask_before_closing, &words, &hint);
        ui.separator();
        let version = env!("CARGO_PKG_VERSION");
        note_ui(ui, &i18n.text_with("settings-version", &[("version", version.into())]));
        ui.horizontal(|ui| {
            if Button::primary(&i18n.text("settings-done")).pressed(ui) {
                stays = false;
            }
        });
    });
    stays && !closes
}

/// The names as they are typed; what is no name of a header yet stays in the field.
fn secret_headers_ui(ui: &mut Ui, i18n: &I18n, settings: &mut Settings) {
    let id = ui.scope_id().with("secret_headers");
    let joined = settings.secret_headers.join(", ");
    let mut text: String = ui.data(|data| data.get_temp(id)).unwrap_or(joined);
    let name = i18n.text("settings-secrets");
    if Field::new(&mut text, &name).hint("X-Api-Key, X-Token").width(ui.available_width()).show(ui).changed() {
        let names = text.split([',', ' ', ';']).filter(|name| !name.is_empty());
        settings.secret_headers = names.map(str::to_owned).collect();
    }
    ui.data_mut(|data| data.insert_temp(id, text));
}

fn language_ui(ui: &mut Ui, i18n: &I18n, settings: &mut Settings) {
    let system = i18n.text("language-system");
    let mut choices = vec![(None, system.as_ref())];
    choices.extend(Lang::ALL.map(|lang| (Some(lang), lang.name())));
    let mut chosen = settings.language.as_deref().and_then(Lang::from_tag);
    if menu::select_ui(ui, &i18n.text("language-title"), &mut chosen, &choices).changed() {
        settings.language = chosen.map(|lang| lang.tag().to_owned());
    }
}

/// A limit of memory, and below it what is limited.
fn mebibytes_ui(ui: &mut Ui, name: &str, hint: &str, value: DragValue<'_>) {
    row_ui(ui, name, |ui| {
        ui.add(value.suffix(" MiB")).accessible_name(name).on_hover_text(hint);
    });
    note_ui(ui, hint);
}

/// A name, and at its right what is set.
fn row_ui(ui: &mut Ui, name: &str, content: impl FnOnce(&mut Ui)) {
    ui.horizontal(|ui| {
        let (_, rect) = ui.allocate_space(vec2(NAME_WIDTH, height::CONTROL));
        let at = rect.left_center() + vec2(0.0, 0.5);
        paint::text(ui.painter(), at, Align::Min, name, fonts::body(13.0), Tokens::of(ui).text);
        content(ui);
    });
}
