//! The view of a WebSocket by its labels, in both languages: what is shown in each state, and what controls ask for.

use bytes::Bytes;
use egui::accesskit::Role;
use egui_kittest::{
    Harness,
    kittest::{By, NodeT as _, Queryable as _},
};
use wirelight::{
    i18n::Lang,
    protocols::{
        tab::{Face as _, Step},
        websocket::{
            Event, ReadyState, Session,
            view::{Action, MessageFormat, WebSocketFace, WebSocketForm, WebSocketView},
        },
    },
    session::Model as _,
    transcript::{
        Body, Entry,
        entry::{Close, Failure, Request, Response},
    },
};

use crate::support::stage;

pub(super) type Stage = stage::Stage<WebSocketFace>;

impl Stage {
    fn connecting(lang: Lang) -> Self {
        let mut stage = Self::new(lang);
        stage.session = Some(Session::with_limit(1 << 20));
        stage.state(ReadyState::Connecting);
        stage
    }

    pub(super) fn open(lang: Lang) -> Self {
        let mut stage = Self::connecting(lang);
        let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let request = Request::new(
            "GET",
            stage.form.url.clone(),
            vec![line("Sec-WebSocket-Protocol", "chat"), line("Cookie", "secret")],
        );
        let headers = vec![line("Sec-WebSocket-Protocol", "chat")];
        let response = Response::new(101, Some("Switching Protocols".to_owned()), headers);
        stage.row(Entry::outgoing(200, Body::from(request)));
        stage.row(Entry::incoming(1_500, Body::from(response)));
        stage.state(ReadyState::Open);
        stage
    }

    pub(super) fn apply(&mut self, event: Event) {
        self.session.as_mut().expect("a session").apply(event);
    }

    pub(super) fn row(&mut self, row: Entry) {
        self.apply(Event::Row(row));
    }

    pub(super) fn state(&mut self, state: ReadyState) {
        self.row(Entry::local(2_000, Body::State(state.to_record())));
    }

    /// The connection was lost.
    pub(super) fn lost(mut self) -> Self {
        let causes = vec!["Connection reset by peer".to_owned()];
        self.row(Entry::local(
            3_000,
            Body::from(Failure { message: "the connection was lost".to_owned(), causes, ..Failure::default() }),
        ));
        let close = Close { code: 1006, reason: String::new(), clean: Some(false) };
        self.row(Entry::local(3_001, Body::Close(close)));
        self.state(ReadyState::Closed);
        self.over = true;
        self
    }
}

pub(super) fn shown<'a>(width: f32, stage: Stage) -> Harness<'a, Stage> {
    stage.shown([width, 800.0])
}

pub(super) fn click(harness: &mut Harness<'_, Stage>, label: &str) {
    harness.get_by_label(label).click();
    // A menu takes some frames to find its place.
    harness.run_steps(8);
}

#[test]
fn an_empty_tab_says_what_it_is_and_connects() {
    for (lang, begin, connect) in
        [(Lang::English, "Open the connection", "Connect"), (Lang::Chinese, "打开连接", "连接")]
    {
        let mut harness = shown(1280.0, Stage::new(lang));
        harness.get_by_label("CLOSED 3");
        click(&mut harness, begin);
        click(&mut harness, connect);
        assert_eq!(harness.state().actions, [Action::Connect, Action::Connect]);
    }
}

#[test]
fn every_state_has_its_word_its_number_and_its_way_out() {
    let mut connecting = shown(1280.0, Stage::connecting(Lang::English));
    connecting.get_by_label("CONNECTING 0");
    click(&mut connecting, "Close");
    assert_eq!(connecting.state().actions, [Action::Close]);
    let open = shown(1280.0, Stage::open(Lang::English));
    open.get_by_label("OPEN 1");
    open.get_by_label("chat · no extensions · HTTP/1.1");
    let mut stage = Stage::open(Lang::English);
    stage.state(ReadyState::Closing);
    let mut closing = shown(1280.0, stage);
    closing.get_by_label("CLOSING 2");
    click(&mut closing, "Drop");
    assert_eq!(closing.state().actions, [Action::Drop]);
}

#[test]
fn a_message_is_sent_by_button_by_enter_and_not_by_shift_enter() {
    let mut harness = shown(1280.0, Stage::open(Lang::English));
    click(&mut harness, "Send");
    harness.get_by_role_and_label(Role::MultilineTextInput, "Message").focus();
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
    harness.key_press_modifiers(egui::Modifiers::SHIFT, egui::Key::Enter);
    harness.run_steps(2);
    click(&mut harness, "Ping");
    assert_eq!(harness.state().actions, [Action::Send, Action::Send, Action::Ping]);
    assert!(harness.state().form.message.contains('\n'));
}

#[test]
fn what_is_no_message_cannot_be_sent() {
    let mut stage = Stage::open(Lang::English);
    stage.form.format = MessageFormat::Hex;
    stage.form.message = "8".to_owned();
    let mut harness = shown(1280.0, stage);
    click(&mut harness, "Send");
    assert_eq!(harness.state().actions, []);
}

#[test]
fn a_sent_message_can_be_had_again_and_a_refused_one_comes_back() {
    let mut form = WebSocketForm { message: "once".to_owned(), ..WebSocketForm::default() };
    let Step::Send(command) = WebSocketFace::perform(Action::Send, &mut form, &mut WebSocketView::default(), None)
    else {
        panic!("nothing is sent");
    };
    assert_eq!(form.message, "");
    WebSocketFace::refused(wirelight::engine::CommandRefused::Busy(command), &mut form);
    assert_eq!(form.message, "once");
}

#[test]
fn the_codes_are_listed_with_their_meaning_and_only_some_can_be_chosen() {
    let mut harness = shown(1280.0, Stage::open(Lang::English));
    click(&mut harness, "Close code and reason: 1000 Normal");
    for label in ["1004  Reserved", "1005  No code received", "1006  Abnormal closure", "1015  TLS handshake failed"] {
        assert!(harness.get_by_label(label).accesskit_node().is_disabled(), "{label}");
    }
    click(&mut harness, "1012  Service restart");
    assert_eq!(harness.state().form.close_code, "1012");
    click(&mut harness, "Close code and reason: 1012 Service restart");
    click(&mut harness, "no code");
    assert_eq!(harness.state().form.close().map(|close| close.code()), Ok(None));
}

#[test]
fn a_reason_that_does_not_fit_is_told_with_its_byte_count() {
    let mut stage = Stage::open(Lang::English);
    stage.form.close_reason = "é".repeat(62);
    let mut harness = shown(1280.0, stage);
    click(&mut harness, "Close code and reason: 1000 Normal");
    harness.get_by_label("124 / 123 B");
    harness.get_by_label_contains("a close frame has room for 123");
    assert!(harness.get_by_label("Close").accesskit_node().is_disabled());
}

#[test]
fn a_lost_connection_says_why_with_1006() {
    for (lang, words) in [(Lang::English, "The connection ended badly"), (Lang::Chinese, "连接异常结束")] {
        let harness = shown(1280.0, Stage::open(lang).lost());
        let banner = harness.get_by_role(Role::Alert);
        let label = banner.accesskit_node().label().expect("words");
        assert!(
            label.starts_with(words) && label.contains("Connection reset by peer") && label.contains("1006"),
            "{label}"
        );
    }
}

#[test]
fn a_connection_that_was_not_opened_says_so_and_shows_the_whole_answer() {
    let mut stage = Stage::connecting(Lang::English);
    let refusal = Response::new(403, Some("Forbidden".to_owned()), Vec::new());
    let response = Response { body_preview: Some("short".to_owned()), ..refusal };
    stage.row(Entry::incoming(1_500, Body::from(response)));
    stage.apply(Event::RefusalBody(Bytes::from_static(b"short and the rest of it")));
    let mut harness = shown(1280.0, stage.lost());
    harness.get_by_label_contains("The connection was not opened");
    click(&mut harness, "HTTP");
    harness.get_by_label("short and the rest of it");
}

#[test]
fn rows_say_what_they_are() {
    let mut stage = Stage::open(Lang::English);
    stage.row(Entry::outgoing(2_100, Body::Text(Bytes::from_static(b"{\"a\":1}"))));
    stage.row(Entry::incoming(2_200, Body::Binary(Bytes::from_static(b"\x00\xff"))));
    stage.row(Entry::incoming(2_300, Body::Ping(Bytes::from_static(b"beat"))));
    let close = Close { code: 4321, reason: "so long".to_owned(), clean: None };
    stage.row(Entry::incoming(2_400, Body::Close(close)));
    let mut harness = shown(1280.0, stage);
    for label in [
        "local state open 1",
        "in response 101 Switching Protocols   chat",
        "out text {\"a\":1}",
        "in binary 00 ff",
        "in ping beat",
        "in close 4321 Private use · “so long”",
    ] {
        harness.get_by_label(label);
    }
    click(&mut harness, "in binary 00 ff");
    harness.get_by_label_contains("blob → Blob, size 2 · arraybuffer → ArrayBuffer, byteLength 2");
    click(&mut harness, "Read as text");
    click(&mut harness, "HTTP");
    harness.get_by_label("Cookie: ***");
}

#[test]
fn what_waits_for_the_socket_is_counted() {
    let mut stage = Stage::open(Lang::English);
    stage.apply(Event::Buffered(1_234_567));
    shown(1280.0, stage).get_by_label("bufferedAmount 1 234 567");
}

#[test]
fn every_control_has_a_name_also_in_a_narrow_window() {
    for (width, lang, sections) in [
        (1280.0, Lang::English, ["Headers", "Subprotocols", "Security", "Options"]),
        (760.0, Lang::Chinese, ["请求头", "子协议", "安全", "选项"]),
    ] {
        let mut harness = shown(width, Stage::open(lang));
        for section in sections {
            click(&mut harness, section);
            let controls = By::new().predicate(|node| {
                matches!(
                    node.role(),
                    Role::Button | Role::TextInput | Role::MultilineTextInput | Role::CheckBox | Role::ComboBox
                )
            });
            for node in harness.get_all(controls) {
                let label = node.accesskit_node().label();
                assert!(label.is_some_and(|label| !label.is_empty()), "{section}: {node:?}");
            }
        }
    }
}
