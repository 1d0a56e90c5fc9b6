//! The whole way in one window: a click opens a source against the lab, rows arrive, a click closes it.

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::{
        sse::view::SseFace,
        tab::{SessionTab, Tab as _},
    },
};

use crate::support::window::{Window, until};

/// Draws frames until a label is there.
fn wait_for<T>(harness: &mut Harness<'_, T>, label: &str) {
    until(harness, label, |harness| harness.query_by_label(label).is_some());
}

#[test]
fn one_click_shows_a_source_at_work_and_one_closes_it() {
    let window = Window::with_lab(SessionTab::<SseFace>::default(), Lang::English);
    let mut harness = window.shown([1280.0, 760.0]);
    harness.get_by_label("Open the stream").click();
    wait_for(&mut harness, "OPEN 1");
    wait_for(&mut harness, "message onmessage 1");
    assert!(harness.state().tab.is_running());
    harness.get_by_label("Close").click();
    wait_for(&mut harness, "CLOSED 2");
    wait_for(&mut harness, "Connect");
    assert_eq!(harness.state().notices.words().count(), 0);
}
