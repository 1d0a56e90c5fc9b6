//! A whole upload through its tab: started, paused, resumed, and proved by the lab's checksum.

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::{tab::SessionTab, upload::view::UploadFace},
};

use super::file_of;
use crate::support::window::{Window, until};

#[test]
fn an_upload_to_the_lab_is_paused_resumed_and_proved() {
    let file = file_of(2_000_000);
    let mut window = Window::with_lab(SessionTab::<UploadFace>::default(), Lang::English);
    let url = window.lab().http("/upload/javascript-info");
    let form = window.tab.form_mut();
    form.url = url;
    form.path = file.path().display().to_string();
    form.rate_limit = "500K".to_owned();
    let mut harness = window.shown([1280.0, 760.0]);
    until(&mut harness, "the button", |harness| harness.query_by_label("Start upload").is_some());
    harness.get_by_label("Start upload").click();
    let sent = |harness: &mut Harness<'_, Window<SessionTab<UploadFace>>>| {
        harness.state().tab.session().map_or(0, |session| session.position.sent)
    };
    until(&mut harness, "a byte", |harness| sent(harness) > 0);
    harness.get_by_label("Pause").click();
    until(&mut harness, "Resume", |harness| harness.query_by_label("Resume").is_some());
    until(&mut harness, "resumes at byte", |harness| harness.query_by_label_contains("resumes at byte").is_some());
    harness.get_by_label("Resume").click();
    until(&mut harness, "DONE", |harness| harness.query_by_label("DONE").is_some());
    harness.run_steps(2);
    harness.get_by_label("100.0 % confirmed by the server");
    harness.get_by_label("identical");
    let session = harness.state().tab.session().expect("a session");
    assert_eq!(session.attempts.len(), 2);
    assert_eq!(session.verified.as_ref().map(|verified| verified.size), Some(2_000_000));
}
