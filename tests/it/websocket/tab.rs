//! The tab whole: view, session and engine against a lab, by keyboard alone.

use std::time::{Duration, Instant};

use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    lab::{Lab, LabOptions},
    protocols::{
        tab::{Face as _, LAB_ADDRESS, Tab},
        websocket::view::WebSocketFace,
    },
    ui::{notice::Notices, tab_context::TabContext, theme},
};

/// As much of a window as a tab needs.
struct Window {
    tab: Box<dyn Tab>,
    engine: Engine,
    i18n: I18n,
    notices: Notices,
}

impl Window {
    fn ui(&mut self, ui: &mut egui::Ui) {
        self.tab.drain(Duration::from_millis(4));
        let mut settings = wirelight::settings::Settings::default();
        let mut cx = TabContext::new(&self.i18n, self.engine.spawner(), &mut self.notices, &mut settings);
        self.tab.ui(ui, &mut cx);
    }
}

fn wait_for(harness: &mut Harness<'_, Window>, label: &str) {
    let started = Instant::now();
    while harness.query_all_by_label_contains(label).next().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{label} never came");
        harness.step();
    }
}

#[test]
fn a_message_goes_to_the_lab_and_back_by_keyboard_alone() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let options = LabOptions { listen, ..LabOptions::default() };
    let lab = engine.runtime().block_on(Lab::start(options)).expect("a lab");
    let mut tab = (WebSocketFace::DESCRIPTOR.new_tab)();
    tab.lab_moved(LAB_ADDRESS.parse().expect("an address"), lab.addr());
    let window = Window { tab, engine, i18n: I18n::new(Lang::English), notices: Notices::default() };
    let mut harness = Harness::builder()
        .with_size([1280.0, 800.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);

    // Enter in the address connects.
    harness.key_press_modifiers(Modifiers::COMMAND, Key::L);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    wait_for(&mut harness, "OPEN 1");
    // The composer has the focus: Enter sends.
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    wait_for(&mut harness, "out text Hello, Wirelight!");
    wait_for(&mut harness, "in text Hello, Wirelight!");
    wait_for(&mut harness, "in 1 · 17 B");
    harness.key_press_modifiers(Modifiers::COMMAND, Key::Period);
    wait_for(&mut harness, "CLOSED 3");
    wait_for(&mut harness, "local close 1000 Normal · clean");
    assert_eq!(harness.state().notices.words().count(), 0);
}
