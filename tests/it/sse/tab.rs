//! The whole way in one window: a click opens a source against the lab, rows arrive, a click closes it.

use std::time::{Duration, Instant};

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    lab::{Lab, LabOptions},
    protocols::{
        sse::view::SseFace,
        tab::{Face as _, LAB_ADDRESS, Tab},
    },
    ui::{notice::Notices, tab_context::TabContext, theme},
};

struct Window {
    tab: Box<dyn Tab>,
    engine: Engine,
    i18n: I18n,
    notices: Notices,
}

impl Window {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let Self { tab, engine, i18n, notices } = self;
        let mut settings = wirelight::settings::Settings::default();
        let mut cx = TabContext::new(i18n, engine.spawner(), notices, &mut settings);
        tab.drain(Duration::from_millis(4));
        tab.ui(ui, &mut cx);
    }
}

/// Draws frames until a label is there.
fn wait_for(harness: &mut Harness<'_, Window>, label: &str) {
    let started = Instant::now();
    while harness.query_by_label(label).is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{label} never came");
        harness.step();
    }
}

#[test]
fn one_click_shows_a_source_at_work_and_one_closes_it() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let options = LabOptions { listen, ..LabOptions::default() };
    let lab = engine.runtime().block_on(Lab::start(options)).expect("a lab");
    let mut tab = (SseFace::DESCRIPTOR.new_tab)();
    tab.lab_moved(LAB_ADDRESS.parse().expect("an address"), lab.addr());
    let window = Window { tab, engine, i18n: I18n::new(Lang::English), notices: Notices::default() };
    let mut harness = Harness::builder()
        .with_size([1280.0, 760.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);

    harness.get_by_label("Open the stream").click();
    wait_for(&mut harness, "OPEN 1");
    wait_for(&mut harness, "message onmessage 1");
    assert!(harness.state().tab.is_running());
    harness.get_by_label("Close").click();
    wait_for(&mut harness, "CLOSED 2");
    wait_for(&mut harness, "Connect");
    assert_eq!(harness.state().notices.words().count(), 0);
}
