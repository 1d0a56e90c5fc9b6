//! A whole upload through its tab: started, paused, resumed, and proved by the lab's checksum.

use std::time::Duration;

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    engine::{Drained, Spawner, Wake},
    i18n::{I18n, Lang},
    lab::Lab,
    protocols::{
        tab::{SessionTab, Tab as _},
        upload::view::UploadFace,
    },
    ui::{notice::Notices, tab_context::TabContext},
};

use super::{builder, file_of, until};
use crate::lab_client;

/// The tab with its session, as the window holds it.
struct Window {
    tab: SessionTab<UploadFace>,
    notices: Notices,
    i18n: I18n,
    spawner: Spawner,
}

impl Window {
    fn ui(&mut self, ui: &mut egui::Ui) {
        while self.tab.drain(Duration::from_millis(4)) != Drained::Empty {}
        let mut settings = wirelight::settings::Settings::default();
        let mut cx = TabContext::new(&self.i18n, &self.spawner, &mut self.notices, &mut settings);
        self.tab.ui(ui, &mut cx);
    }
}

#[test]
fn an_upload_to_the_lab_is_paused_resumed_and_proved() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let lab: Lab = runtime.block_on(lab_client::start());
    let file = file_of(2_000_000);
    let mut window = Window {
        tab: SessionTab::default(),
        notices: Notices::default(),
        i18n: I18n::new(Lang::English),
        spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
    };
    let form = window.tab.form_mut();
    form.url = format!("http://{}/upload/javascript-info", lab.addr());
    form.path = file.path().display().to_string();
    form.rate_limit = "500K".to_owned();
    let mut harness = builder(1280.0).build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    until(&mut harness, |harness| harness.query_by_label("Start upload").is_some());
    harness.get_by_label("Start upload").click();
    let sent =
        |harness: &mut Harness<'_, Window>| harness.state().tab.session().map_or(0, |session| session.position.sent);
    until(&mut harness, |harness| sent(harness) > 0);
    harness.get_by_label("Pause").click();
    until(&mut harness, |harness| harness.query_by_label("Resume").is_some());
    until(&mut harness, |harness| harness.query_by_label_contains("resumes at byte").is_some());
    harness.get_by_label("Resume").click();
    until(&mut harness, |harness| harness.query_by_label("DONE").is_some());
    harness.run_steps(2);
    harness.get_by_label("100.0 % confirmed by the server");
    harness.get_by_label("identical");
    let session = harness.state().tab.session().expect("a session");
    assert_eq!(session.attempts.len(), 2);
    assert_eq!(session.verified.as_ref().map(|verified| verified.size), Some(2_000_000));
    runtime.block_on(lab.stop());
}
