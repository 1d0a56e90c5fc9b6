//! The whole way in one window: a click polls the lab, a published message answers, a click stops it.

use std::time::{Duration, Instant};

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::{
        long_poll::view::PollFace,
        tab::{SessionTab, Tab as _},
    },
};

use crate::support::window::{Window, until};

/// Draws frames until a label has that in it.
fn wait_for<T>(harness: &mut Harness<'_, T>, label: &str) {
    until(harness, label, |harness| harness.query_all_by_label_contains(label).next().is_some());
}

#[test]
fn one_click_polls_and_a_published_message_answers() {
    let window = Window::with_lab(SessionTab::<PollFace>::default(), Lang::English);
    let mut harness = window.shown([1280.0, 760.0]);
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
