//! The whole way in one window: a click polls the lab, a published message answers, a click stops it.

use std::time::{Duration, Instant};

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    lab::{Lab, LabOptions},
    protocols::{
        long_poll::view::PollFace,
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

/// Draws frames until a label begins or ends so.
fn wait_for(harness: &mut Harness<'_, Window>, part: &str) {
    let started = Instant::now();
    while harness.query_all_by_label_contains(part).next().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{part} never came");
        harness.step();
    }
}

#[test]
fn one_click_polls_and_a_published_message_answers() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let options = LabOptions { listen, ..LabOptions::default() };
    let lab = engine.runtime().block_on(Lab::start(options)).expect("a lab");
    let mut tab = (PollFace::DESCRIPTOR.new_tab)();
    tab.lab_moved(LAB_ADDRESS.parse().expect("an address"), lab.addr());
    let window = Window { tab, engine, i18n: I18n::new(Lang::English), notices: Notices::default() };
    let mut harness = Harness::builder()
        .with_size([1280.0, 760.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, window: &mut Window| window.ui(ui), window);

    harness.get_by_label("Start polling").click();
    wait_for(&mut harness, "WAITING");
    wait_for(&mut harness, "polls 1");
    harness.get_by_label("Message to publish").focus();
    harness.run_steps(2);
    harness.get_by_label("Message to publish").type_text("gr\u{fc}\u{df}");
    harness.run_steps(2);
    // The lab has no buffer: what is published before the request has come is lost.
    let started = Instant::now();
    while harness.query_by_label("messages 0").is_some() {
        assert!(started.elapsed() < Duration::from_secs(20), "no message came");
        harness.get_by_label("Publish").click();
        harness.run_steps(2);
    }
    wait_for(&mut harness, "1 200 ");
    wait_for(&mut harness, "bytes: 200 OK");
    assert!(harness.state().tab.is_running());
    harness.get_by_label("Stop").click();
    wait_for(&mut harness, "STOPPED");
    assert_eq!(harness.state().notices.words().count(), 0);
}
