//! The window as it opens, in both themes.

use egui::Theme;
use egui_kittest::Harness;
use wirelight::{
    app::{Start, WindowOptions, Wirelight},
    engine::{Engine, Wake},
    i18n::Lang,
    settings::{Settings, SettingsFile, ThemeChoice},
    ui::theme,
};

fn picture(name: &str, theme: Theme, active_tab: usize) {
    let folder = tempfile::tempdir().expect("a folder");
    let (file, settings, notice) = SettingsFile::open(folder.path().join("settings.toml"));
    let options = WindowOptions { lang: Some(Lang::English), lab: false, session: None };
    let choice = if theme == Theme::Dark { ThemeChoice::Dark } else { ThemeChoice::Light };
    let settings = Settings { theme: choice, ..settings };
    let start = Start { options, file, settings, notice, system_fonts: true };
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let mut harness = Harness::builder()
        .with_size([1280.0, 720.0])
        .with_theme(theme)
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_eframe(|creation| Wirelight::new(&creation.egui_ctx, engine, start));
    harness.run_steps(3);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, wirelight::ui::shortcut::TAB_KEYS[active_tab]);
    harness.run_steps(4);
    harness.snapshot(name);
}

#[test]
fn the_window_in_the_dark() {
    picture("window-dark", Theme::Dark, 0);
}

#[test]
fn the_window_in_the_light() {
    picture("window-light", Theme::Light, 1);
}
