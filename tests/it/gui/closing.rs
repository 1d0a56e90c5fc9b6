//! Closing what runs: it is asked once, what runs is named, and a signal asks nothing.

use std::time::{Duration, Instant};

use egui::{Key, ViewportCommand, ViewportEvent, ViewportId};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    app::{Wirelight, close_unasked},
    i18n::{I18n, Lang},
    lab::{Lab, LabOptions},
    settings::{SavedTab, Settings, SettingsFile},
};

use super::window::{open, press};

/// A window with one running stream, called Clock, and another tab.
struct Scene<'a> {
    harness: Harness<'a, Wirelight>,
    i18n: I18n,
    folder: tempfile::TempDir,
    lab: Lab,
    runtime: tokio::runtime::Runtime,
}

impl Scene<'_> {
    fn begin(lang: Lang) -> Self {
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        let listen = "127.0.0.1:0".parse().expect("an address");
        let lab = runtime.block_on(Lab::start(LabOptions { listen, ..LabOptions::default() })).expect("a lab");
        let folder = tempfile::tempdir().expect("a folder");
        let tab = |url: String, name: &str| SavedTab {
            protocol: "sse".to_owned(),
            name: Some(name.to_owned()),
            fields: toml::Table::from_iter([("url".to_owned(), toml::Value::from(url))]),
        };
        let tabs = vec![tab(lab.http("/sse/clock"), "Clock"), tab("http://h/".to_owned(), "Other")];
        let text = toml::to_string(&Settings { tabs, ..Settings::default() }).expect("TOML");
        std::fs::write(folder.path().join("settings.toml"), text).expect("written");
        let harness = open(folder.path(), Some(lang), 1280.0);
        let mut scene = Self { harness, i18n: I18n::new(lang), folder, lab, runtime };
        scene.connect();
        scene
    }

    fn connect(&mut self) {
        press(&mut self.harness, Key::Num1);
        press(&mut self.harness, Key::Enter);
        let started = Instant::now();
        while self.harness.query_by_label_contains("Clock OPEN").is_none() {
            assert!(started.elapsed() < Duration::from_secs(30), "it does not open");
            self.harness.step();
        }
        self.harness.run_steps(2);
    }

    fn is_asked(&self, title: &'static str) -> bool {
        self.harness.query_by_label(&self.i18n.text(title)).is_some()
    }

    fn click(&mut self, key: &'static str) {
        self.harness.get_by_label(&self.i18n.text(key)).click();
        self.harness.run_steps(3);
    }

    /// The system asks the window to close. Whether it closes.
    fn close_window(&mut self) -> bool {
        let viewport = self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default();
        viewport.events.push(ViewportEvent::Close);
        self.harness.step();
        let output = &self.harness.output().viewport_output[&ViewportId::ROOT];
        let stays = output.commands.contains(&ViewportCommand::CancelClose);
        self.harness.input_mut().viewports.entry(ViewportId::ROOT).or_default().events.clear();
        self.harness.run_steps(3);
        !stays
    }

    fn end(self) -> Settings {
        drop(self.harness);
        self.runtime.block_on(self.lab.stop());
        SettingsFile::open(self.folder.path().join("settings.toml")).1
    }
}

#[test]
fn closing_a_tab_that_runs_asks_and_names_it_until_it_shall_not() {
    for lang in Lang::ALL {
        let mut scene = Scene::begin(lang);
        press(&mut scene.harness, Key::W);
        assert!(scene.is_asked("closing-tab"));
        assert!(scene.harness.query_all_by_label("Clock").count() > 0, "what runs is named");
        scene.harness.key_press(Key::Escape);
        scene.harness.run_steps(3);
        assert!(!scene.is_asked("closing-tab"));
        assert_eq!(scene.harness.state().open_tabs().len(), 2);

        press(&mut scene.harness, Key::W);
        // Cancel has the focus: Enter loses nothing.
        scene.harness.key_press(Key::Enter);
        scene.harness.run_steps(3);
        assert_eq!(scene.harness.state().open_tabs().len(), 2);

        press(&mut scene.harness, Key::W);
        scene.click("closing-never-again");
        scene.click("closing-close");
        assert_eq!(scene.harness.state().open_tabs().len(), 1);
        scene.harness.key_press_modifiers(egui::Modifiers::COMMAND | egui::Modifiers::SHIFT, Key::T);
        scene.harness.run_steps(3);
        scene.connect();
        press(&mut scene.harness, Key::W);
        assert_eq!(scene.harness.state().open_tabs().len(), 1, "it is not asked again");
        assert!(!scene.end().ask_before_closing);
    }
}

#[test]
fn a_tab_in_which_nothing_runs_closes_at_once() {
    let mut scene = Scene::begin(Lang::English);
    press(&mut scene.harness, Key::Num2);
    press(&mut scene.harness, Key::W);
    assert_eq!(scene.harness.state().open_tabs().len(), 1);
    assert!(scene.end().ask_before_closing);
}

#[test]
fn closing_the_window_asks_while_something_runs() {
    let mut scene = Scene::begin(Lang::English);
    assert!(!scene.close_window());
    assert!(scene.is_asked("closing-window"));
    scene.click("cancel");
    assert!(!scene.is_asked("closing-window"));
    assert!(!scene.close_window());
    scene.click("closing-close");
    assert!(scene.close_window(), "it was answered");
    scene.end();
}

#[test]
fn a_signal_closes_the_window_without_a_question() {
    let mut scene = Scene::begin(Lang::English);
    close_unasked(&scene.harness.ctx);
    assert!(scene.close_window());
    assert!(!scene.is_asked("closing-window"));
    scene.end();
}
