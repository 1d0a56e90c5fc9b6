//! The shell: tabs, languages, settings. Whatever a frame shows must also have a name; the harness checks it.

use std::{
    path::Path,
    time::{Duration, Instant},
};

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    app::{Start, WindowOptions, Wirelight},
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    lab::{Lab, LabOptions},
    protocols,
    settings::{SavedTab, Settings, SettingsFile, ThemeChoice},
    ui::theme,
};

pub(super) fn open<'a>(folder: &Path, lang: Option<Lang>, width: f32) -> Harness<'a, Wirelight> {
    let (file, settings, notice) = SettingsFile::open(folder.join("settings.toml"));
    let options = WindowOptions { lang, lab: false, session: None };
    let start = Start { options, file, settings, notice, system_fonts: true };
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let mut harness = Harness::builder()
        .with_size([width, 800.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_eframe(|creation| Wirelight::new(&creation.egui_ctx, engine, start));
    harness.run_steps(3);
    harness
}

pub(super) fn press(harness: &mut Harness<'_, Wirelight>, key: egui::Key) {
    harness.key_press_modifiers(egui::Modifiers::COMMAND, key);
    harness.run_steps(3);
}

#[test]
fn it_opens_with_a_tab_of_each_protocol() {
    let folder = tempfile::tempdir().expect("a folder");
    let harness = open(folder.path(), Some(Lang::English), 1280.0);
    let ids: Vec<_> = protocols::ALL.iter().map(|descriptor| descriptor.id).collect();
    assert_eq!(harness.state().open_tabs(), ids);
    assert!(harness.ctx.memory(egui::Memory::focused).is_none(), "no field has the focus at start");
}

#[test]
fn every_tab_has_names_for_its_controls_in_both_languages_and_at_every_width() {
    let folder = tempfile::tempdir().expect("a folder");
    for lang in Lang::ALL {
        for width in [1280.0, 1000.0, 900.0, 720.0] {
            let mut harness = open(folder.path(), Some(lang), width);
            for number in 0..protocols::ALL.len() {
                press(&mut harness, wirelight::ui::shortcut::TAB_KEYS[number]);
            }
        }
    }
}

#[test]
fn an_idle_window_asks_for_no_frame() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    for number in 0..protocols::ALL.len() {
        press(&mut harness, wirelight::ui::shortcut::TAB_KEYS[number]);
        // What is to be remembered is looked at once more, a moment after an input.
        let started = Instant::now();
        while harness.output().viewport_output[&egui::ViewportId::ROOT].repaint_delay < Duration::from_hours(1) {
            assert!(started.elapsed() < Duration::from_secs(20), "tab {number} goes on asking");
            harness.step();
        }
    }
}

#[test]
fn the_language_changes_while_it_runs() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    for lang in [Lang::Chinese, Lang::English] {
        let before = if lang == Lang::Chinese { Lang::English } else { Lang::Chinese };
        harness.get_by_label(&I18n::new(before).text("language-switch")).click();
        harness.run_steps(3);
        harness.get_by_label(&I18n::new(lang).text("settings-title"));
    }
}

#[test]
fn tabs_open_and_close_by_keyboard_and_by_menu() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    let count = protocols::ALL.len();
    press(&mut harness, egui::Key::T);
    assert_eq!(harness.state().open_tabs().len(), count + 1);
    press(&mut harness, egui::Key::W);
    assert_eq!(harness.state().open_tabs().len(), count);
    let i18n = I18n::new(Lang::English);
    harness.get_by_label(&i18n.text("tab-new")).click();
    harness.run_steps(3);
    let name = i18n.text(protocols::ALL[count - 1].name_key).into_owned();
    harness.get_by_role_and_label(egui::accesskit::Role::MenuItem, &name).click();
    harness.run_steps(3);
    assert_eq!(harness.state().open_tabs().last(), Some(&protocols::ALL[count - 1].id));
    for _ in 0..=count {
        press(&mut harness, egui::Key::W);
    }
    assert!(harness.state().open_tabs().is_empty());
    harness.get_by_label(&i18n.text("tabs-none"));
}

#[test]
fn tabs_theme_and_language_come_back() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    let i18n = I18n::new(Lang::English);
    harness.get_by_label(&i18n.text("theme-title")).click();
    harness.run_steps(3);
    harness.get_by_label(&i18n.text("theme-light")).click();
    harness.run_steps(3);
    harness.get_by_label(&i18n.text("language-switch")).click();
    press(&mut harness, egui::Key::T);
    let tabs = harness.state().open_tabs();
    drop(harness);

    let (_, settings, notice) = SettingsFile::open(folder.path().join("settings.toml"));
    assert_eq!(notice, None);
    assert_eq!(settings.theme, ThemeChoice::Light);
    assert_eq!(settings.language.as_deref(), Some("zh-CN"));
    let mut harness = open(folder.path(), None, 1280.0);
    assert_eq!(harness.state().open_tabs(), tabs);
    harness.get_by_label(&I18n::new(Lang::Chinese).text("settings-title"));
    harness.run_steps(1);
}

#[test]
fn a_tab_of_an_unknown_protocol_is_left_out_and_broken_settings_are_told() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("settings.toml"), "version = 1\n[[tabs]]\nprotocol = \"carrier-pigeon\"\n")
        .expect("written");
    let harness = open(folder.path(), Some(Lang::English), 1280.0);
    assert!(harness.state().open_tabs().is_empty());
    assert!(harness.state().notices().is_empty());
    drop(harness);
    std::fs::write(folder.path().join("settings.toml"), "version = [").expect("written");
    let harness = open(folder.path(), Some(Lang::English), 1280.0);
    assert_eq!(harness.state().open_tabs().len(), protocols::ALL.len());
    assert!(harness.state().notices()[0].contains("settings.toml.broken-"), "{:?}", harness.state().notices());
}

#[test]
fn the_settings_window_changes_settings_and_closes() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    let i18n = I18n::new(Lang::English);
    press(&mut harness, egui::Key::Comma);
    harness.get_by_label(&i18n.text("settings-lab")).click();
    harness.run_steps(2);
    harness.get_by_label(&i18n.text("settings-done")).click();
    harness.run_steps(3);
    assert!(harness.query_by_label(&i18n.text("settings-done")).is_none());
    drop(harness);
    let (_, settings, _) = SettingsFile::open(folder.path().join("settings.toml"));
    assert!(!settings.lab_autostart);
    assert_eq!(Settings { lab_autostart: true, ..settings.clone() }.transcript_limit_mib, 512);
}

#[test]
fn all_sessions_together_keep_no_more_than_their_budget() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let lab = runtime.block_on(Lab::start(LabOptions { listen, ..LabOptions::default() })).expect("a lab");
    let folder = tempfile::tempdir().expect("a folder");
    let url = lab.ws("/ws/flood?count=30000&size=1024");
    let fields = toml::Table::from_iter([("url".to_owned(), toml::Value::from(url))]);
    let tabs = vec![SavedTab { protocol: "websocket".to_owned(), name: None, fields }; 2];
    let settings = Settings { tabs, memory_limit_mib: 8, ..Settings::default() };
    let path = folder.path().join("settings.toml");
    std::fs::write(&path, toml::to_string(&settings).expect("TOML")).expect("a file");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    for tab in [egui::Key::Num1, egui::Key::Num2] {
        press(&mut harness, tab);
        press(&mut harness, egui::Key::Enter);
        let started = Instant::now();
        while harness.query_by_label("local close 1000 Normal · clean").is_none() {
            assert!(started.elapsed() < Duration::from_secs(30), "the flood does not end");
            harness.step();
        }
    }
    assert!(harness.state().held_bytes() <= 8 << 20, "{} bytes", harness.state().held_bytes());
    assert!(harness.state().held_bytes() > 4 << 20, "not more than needed goes");
    runtime.block_on(lab.stop());
}
