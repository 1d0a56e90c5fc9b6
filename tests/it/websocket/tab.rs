//! The tab whole: view, session and engine against a lab, by keyboard alone.

use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::{tab::PairTab, websocket::view::WebSocketFace},
};

use crate::support::window::{Window, until};

/// Draws frames until a label has that in it.
fn wait_for<T>(harness: &mut Harness<'_, T>, label: &str) {
    until(harness, label, |harness| harness.query_all_by_label_contains(label).next().is_some());
}

#[test]
fn a_message_goes_to_the_lab_and_back_by_keyboard_alone() {
    let window = Window::with_lab(PairTab::<WebSocketFace>::default(), Lang::English);
    let mut harness = window.shown([1280.0, 800.0]);
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
