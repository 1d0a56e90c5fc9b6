//! Two consoles in one tab against the lab's chat: by keyboard, on one clock, remembered, closed one by one.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::{I18n, Lang},
    protocols::{
        tab::{PairTab, SessionTab, Tab as _},
        websocket::view::WebSocketFace,
    },
    settings::Settings,
    transcript::{Direction, Kind},
};

use crate::support::window::{self, until};

/// A window with two consoles at most.
pub(super) type Window = window::Window<PairTab<WebSocketFace>>;

impl Window {
    /// With a lab, at whose chat the first console points.
    pub(super) fn at_chat(lang: Lang) -> Self {
        let mut window = Self::with_lab(PairTab::default(), lang);
        let url = window.lab().ws("/ws/chat");
        window.tab.session_mut(0).expect("a console").form_mut().url = url;
        window
    }

    fn console(&self, number: usize) -> &SessionTab<WebSocketFace> {
        self.tab.sessions().nth(number).expect("a console")
    }

    /// The texts that a console's rows have in a direction.
    pub(super) fn texts(&self, number: usize, direction: Direction) -> Vec<String> {
        let Some(session) = self.console(number).session() else { return Vec::new() };
        let transcript = &session.transcript;
        (0..transcript.end_row())
            .filter_map(|row| transcript.row(row))
            .filter(|row| row.kind == Kind::Text && row.direction == direction)
            .map(|row| String::from_utf8_lossy(row.payload).into_owned())
            .collect()
    }
}

pub(super) fn shown<'a>(size: [f32; 2], window: Window) -> Harness<'a, Window> {
    let mut harness = window.shown(size);
    harness.run_steps(3);
    harness
}

pub(super) fn press(harness: &mut Harness<'_, Window>, modifiers: Modifiers, key: Key) {
    harness.key_press_modifiers(modifiers, key);
    harness.run_steps(4);
}

pub(super) fn wait_for(harness: &mut Harness<'_, Window>, what: &str, there: impl Fn(&Window) -> bool) {
    until(harness, what, |harness| there(harness.state()));
    harness.run_steps(3);
}

pub(super) fn is_open(window: &Window, number: usize) -> bool {
    window.console(number).ready_state().word == "OPEN"
}

#[test]
fn two_consoles_chat_with_each_other_by_keyboard_and_count_from_one_moment() {
    let mut harness = shown([1280.0, 800.0], Window::at_chat(Lang::English));
    press(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT, Key::D);
    harness.get_by_role_and_label(Role::Heading, "Console 2, has the keyboard");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    wait_for(&mut harness, "the second console's connection", |window| is_open(window, 1));
    assert!(harness.state().console(0).session().is_none(), "the keys went to one of them only");

    press(&mut harness, Modifiers::NONE, Key::F6);
    harness.get_by_role_and_label(Role::Heading, "Console 1, has the keyboard");
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    wait_for(&mut harness, "the first console's connection", |window| is_open(window, 0));
    press(&mut harness, Modifiers::COMMAND, Key::Enter);
    wait_for(&mut harness, "the message at the other one", |window| {
        window.texts(1, Direction::In).iter().any(|text| text.contains("Hello, Wirelight!"))
    });
    assert_eq!(harness.state().texts(0, Direction::Out), ["Hello, Wirelight!"]);
    assert!(harness.state().texts(1, Direction::Out).is_empty());

    let began = |number| {
        let session = harness.state().console(number).session().expect("a session");
        session.began_at_micros
    };
    assert!(began(0) > began(1), "the first one was opened later, on the clock of the second");
    assert!(harness.state().tab.is_running());
    harness.get_by_label("Close console 1").click();
    harness.run_steps(4);
    assert_eq!(harness.state().tab.sessions().count(), 1);
    assert!(is_open(harness.state(), 0), "the other one goes on");
    assert!(harness.query_by_role_and_label(Role::Heading, "Console 1, has the keyboard").is_none());
}

#[test]
fn the_keys_follow_the_pointer_and_the_divider_moves_by_keys() {
    for (size, lang, names) in [
        ([1280.0, 800.0], Lang::English, ["Console 1", "Console 2", "Divider between the two consoles"]),
        ([900.0, 600.0], Lang::Chinese, ["控制台 1", "控制台 2", "两个控制台之间的分隔条"]),
    ] {
        let mut harness = shown(size, Window::at_chat(lang));
        harness.state_mut().tab.duplicate();
        harness.run_steps(4);
        let heading = |harness: &Harness<'_, Window>, number: usize| {
            harness
                .get_by(|node| {
                    let label = node.label();
                    node.role() == Role::Heading && label.is_some_and(|label| label.starts_with(names[number]))
                })
                .rect()
        };
        let (first, second) = (heading(&harness, 0), heading(&harness, 1));
        if size[0] > 1000.0 {
            assert!(first.right() < second.left() && (first.top() - second.top()).abs() < 1.0, "side by side");
        } else {
            assert!(first.bottom() < second.top(), "below each other");
        }
        harness.hover_at(first.center());
        harness.drag_at(first.center());
        harness.drop_at(first.center());
        harness.run_steps(3);
        let i18n = I18n::new(lang);
        let active = format!("{}, {}", names[0], i18n.text("console-active"));
        harness.get_by_role_and_label(Role::Heading, &active);

        harness.get_by_role_and_label(Role::Splitter, names[2]).focus();
        harness.run_steps(2);
        press(&mut harness, Modifiers::NONE, if size[0] > 1000.0 { Key::ArrowRight } else { Key::ArrowDown });
        let moved = heading(&harness, 1);
        assert!(moved.left() > second.left() || moved.top() > second.top(), "{moved:?} {second:?}");
    }
}

#[test]
fn both_are_remembered() {
    let mut tab = PairTab::<WebSocketFace>::default();
    assert!(tab.can_duplicate());
    "ws://a.example/".clone_into(&mut tab.session_mut(0).expect("a console").form_mut().url);
    tab.duplicate();
    assert!(!tab.can_duplicate(), "two are enough");
    let second = tab.session_mut(1).expect("a second one");
    assert_eq!(second.form_mut().url, "ws://a.example/", "it begins with the same fields");
    "ws://b.example/".clone_into(&mut second.form_mut().url);

    let saved = tab.save(&Settings::default()).expect("fields");
    let mut restored = PairTab::<WebSocketFace>::default();
    assert!(restored.restore(saved));
    let urls = [0, 1].map(|number| restored.session_mut(number).expect("a console").form_mut().url.clone());
    assert_eq!(urls, ["ws://a.example/", "ws://b.example/"]);
}
