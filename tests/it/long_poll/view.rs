//! The view of a long poll by its labels, in both languages: what is shown in each state, what buttons ask for.

use bytes::Bytes;
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::{
        long_poll::{
            Command, Event, PublishAnswer, PublishError, Published, Session,
            view::{Action, PollFace, PollForm},
        },
        tab::{Face as _, Step},
    },
    session::Model as _,
    transcript::{
        Body, Charset, Entry,
        entry::{Answer, Failure, Request, Response, State, Wait},
    },
};

use crate::support::stage;

type Stage = stage::Stage<PollFace>;

impl Stage {
    /// A message, an empty answer, an error, a wait, and a request that is held.
    fn polling(lang: Lang) -> Self {
        let mut stage = Self::new(lang);
        stage.session = Some(Session::with_limit(1 << 20));
        stage.row(Entry::local(0, state("waiting")));
        stage.asks(1_000);
        stage.is_answered(4_205_000, 200);
        let message = Bytes::from_static(b"{\"id\":91,\"room\":\"ops\"}");
        stage.row(Entry::incoming(4_211_000, Body::Message(answer(200, 4_210.0), message)));
        stage.asks(4_212_000);
        stage.is_answered(34_211_000, 204);
        stage.row(Entry::incoming(34_212_000, Body::Empty(answer(204, 30_000.0))));
        stage.asks(34_212_500);
        let causes = vec!["connection reset by peer".to_owned()];
        let failure = Failure {
            message: "the connection to h ended before an answer came".to_owned(),
            causes,
            ..Failure::default()
        };
        stage.row(Entry::local(43_852_500, Body::from(failure)));
        stage.waits("error", 1_000);
        stage.row(Entry::local(44_853_000, state("waiting")));
        stage.asks(44_853_000);
        stage
    }

    fn row(&mut self, row: Entry) {
        self.session.as_mut().expect("a session").apply(Event::Row(row));
    }

    fn asks(&mut self, at_micros: u64) {
        let headers = vec![("accept".to_owned(), "*/*".to_owned()), ("cookie".to_owned(), "id=secret".to_owned())];
        let request = Request::new("GET", self.form.url.clone(), headers);
        self.row(Entry::outgoing(at_micros, Body::from(request)));
    }

    fn is_answered(&mut self, at_micros: u64, status: u16) {
        let response = Response::new(status, Some("OK".to_owned()), Vec::new());
        self.row(Entry::incoming(at_micros, Body::from(response)));
    }

    fn waits(&mut self, reason: &str, millis: u64) {
        self.row(Entry::local(43_853_000, state("backoff")));
        self.row(Entry::local(
            43_853_000,
            Body::Backoff(Wait { millis, attempt: 1, reason: reason.to_owned(), ..Wait::default() }),
        ));
    }
}

fn state(name: &'static str) -> Body {
    Body::State(State::new(name))
}

fn answer(status: u16, held_millis: f64) -> Answer {
    Answer { status, held_millis, cursor: None, charset: None }
}

fn shown<'a>(width: f32, stage: Stage) -> Harness<'a, Stage> {
    stage.shown([width, 760.0])
}

fn click(harness: &mut Harness<'_, Stage>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(2);
}

#[test]
fn an_empty_tab_says_what_it_is_and_polls() {
    for (lang, begin, poll) in [(Lang::English, "Start polling", "Poll"), (Lang::Chinese, "开始轮询", "轮询")] {
        let mut harness = shown(1280.0, Stage::new(lang));
        harness.get_by_label("STOPPED");
        click(&mut harness, begin);
        click(&mut harness, poll);
        assert_eq!(harness.state().actions, [Action::Poll, Action::Poll]);
    }
}

#[test]
fn each_poll_is_a_line_with_its_held_time() {
    for width in [1280.0, 900.0, 720.0] {
        let harness = shown(width, Stage::polling(Lang::English));
        harness.get_by_label("WAITING");
        harness.get_by_label("1 200 4.21 s {\"id\":91,\"room\":\"ops\"}");
        harness.get_by_label("2 204 30.00 s no message within 30.00 s");
        harness
            .get_by_label("3 error 9.64 s the connection to h ended before an answer came: connection reset by peer");
        harness.get_by_label("backoff 1.00 s attempt 1 · after an error");
        assert!(harness.query_by_label("request GET http://127.0.0.1:4460/poll/subscribe").is_none());
        harness.get_by_label("polls 4");
        harness.get_by_label("messages 1");
    }
    shown(1280.0, Stage::polling(Lang::Chinese)).get_by_label("2 204 30.00 s 30.00 s 内没有消息");
}

#[test]
fn a_message_in_another_charset_is_read_as_text_and_kept_as_bytes() {
    let mut stage = Stage::polling(Lang::English);
    stage.asks(50_000_000);
    stage.is_answered(50_001_000, 200);
    let charset = Charset::for_label(b"windows-1251");
    let message = Bytes::from_static(b"{\"a\":\"\xed\xe5\xf2\"}");
    stage.row(Entry::incoming(50_002_000, Body::Message(Answer { charset, ..answer(200, 2.0) }, message)));
    let mut harness = shown(1280.0, stage);
    click(&mut harness, "5 200 2.0 ms {\"a\":\"нет\"}");
    // The tab for JSON is the one that suits it: the value stands there, and in the list.
    assert_eq!(harness.query_all_by_label_contains("\"нет\"").count(), 2);
    click(&mut harness, "Text");
    harness.get_by_label("{\"a\":\"нет\"}");
    click(&mut harness, "Hex");
    assert!(harness.query_all_by_label_contains("ed e5").next().is_some());
    click(&mut harness, "Details");
    harness.get_by_label("windows-1251");
    let marked = Bytes::from_static(b"\xEF\xBB\xBF[1]");
    let stage = harness.state_mut();
    stage.asks(51_000_000);
    stage.is_answered(51_001_000, 200);
    stage.row(Entry::incoming(51_002_000, Body::Message(answer(200, 2.0), marked)));
    harness.run_steps(2);
    click(&mut harness, "6 200 2.0 ms [1]");
    click(&mut harness, "Hex");
    assert!(harness.query_all_by_label_contains("ef bb bf 5b").next().is_some());
}

#[test]
fn compressed_answers_can_be_asked_for() {
    for (lang, connection, switch) in [
        (Lang::English, "Connection", "Accept gzip, deflate, br"),
        (Lang::Chinese, "连接方式", "接受 gzip, deflate, br"),
    ] {
        let mut harness = shown(1280.0, Stage::new(lang));
        click(&mut harness, connection);
        click(&mut harness, switch);
        assert!(harness.state().form.peer.accepts_codings);
    }
}

#[test]
fn the_rows_behind_a_line_can_be_shown_too() {
    let mut harness = shown(1280.0, Stage::polling(Lang::English));
    click(&mut harness, "HTTP, 9 rows, hidden");
    let label = "request GET http://127.0.0.1:4460/poll/subscribe";
    assert_eq!(harness.query_all_by_label(label).count(), 4);
    harness.get_by_label("response 204 OK");
    click(&mut harness, "message, 1 row, shown");
    assert!(harness.query_by_label("1 200 4.21 s {\"id\":91,\"room\":\"ops\"}").is_none());
}

#[test]
fn the_held_times_are_a_histogram_and_percentiles() {
    let harness = shown(1280.0, Stage::polling(Lang::English));
    harness.get_by_label("Held time, 3 polls");
    harness.get_by_label("held p50 9.64 s");
    harness.get_by_label("p99 30.00 s");
}

#[test]
fn a_chosen_poll_is_explained_and_its_exchange_shown_without_secrets() {
    let mut harness = shown(1280.0, Stage::polling(Lang::English));
    click(&mut harness, "1 200 4.21 s {\"id\":91,\"room\":\"ops\"}");
    click(&mut harness, "Details");
    harness.get_by_label("head after");
    harness.get_by_label("6.0 ms");
    harness.get_by_label("next poll after");
    harness.get_by_label("1.0 ms");
    click(&mut harness, "HTTP");
    harness.get_by_label("cookie: ***");
}

#[test]
fn an_exchange_says_that_its_connection_was_used_before_and_that_it_was_sent_again() {
    for (lang, reused, resent) in [
        (
            Lang::English,
            "It had carried another request before.",
            "Sent again: the connection that had been kept was dead.",
        ),
        (Lang::Chinese, "此连接之前已承载过其他请求。", "重新发送：保留的连接已失效。"),
    ] {
        let mut stage = Stage::polling(lang);
        let request = Request { reused: true, resent: true, ..Request::new("GET", "http://h/", Vec::new()) };
        stage.row(Entry::outgoing(44_853_100, Body::from(request)));
        let head = Response { http_version: Some("HTTP/1.0".into()), ..Response::new(200, None, Vec::new()) };
        stage.row(Entry::incoming(44_853_200, Body::from(head)));
        stage.row(Entry::incoming(44_853_300, Body::Message(answer(200, 0.2), "x".into())));
        let mut harness = shown(1280.0, stage);
        click(&mut harness, "HTTP");
        for words in [reused, resent, "HTTP/1.0 200"] {
            assert!(harness.query_by_label_contains(words).is_some(), "{words}");
        }
    }
}

#[test]
fn a_wait_can_be_ended_unless_it_is_the_guards() {
    for (lang, now, reason) in
        [(Lang::English, "Ask now", "empty, and too soon"), (Lang::Chinese, "立即请求", "空回答来得太快")]
    {
        let mut stage = Stage::polling(lang);
        stage.row(Entry::incoming(44_853_100, Body::Empty(answer(204, 0.1))));
        stage.waits("empty", 3_600_000);
        let mut harness = shown(1280.0, stage);
        harness.get_by_label("BACKOFF");
        assert!(harness.query_all_by_label_contains(reason).next().is_some());
        click(&mut harness, now);
        assert_eq!(harness.state().actions, [Action::PollNow]);
    }
    let mut stage = Stage::polling(Lang::English);
    stage.row(Entry::incoming(44_853_100, Body::Empty(answer(204, 2_000.0))));
    stage.waits("guard", 900);
    let mut harness = shown(1280.0, stage);
    click(&mut harness, "Ask now");
    assert!(harness.state().actions.is_empty());
}

#[test]
fn the_publish_box_posts_its_text_and_says_what_the_server_said() {
    let mut harness = shown(1280.0, Stage::polling(Lang::English));
    harness.get_by_label("Message to publish").focus();
    harness.run_steps(2);
    harness.get_by_label("Message to publish").type_text("hello");
    harness.run_steps(2);
    harness.key_press(egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().actions, [Action::Publish]);
    let Stage { form, view, .. } = harness.state_mut();
    let step = PollFace::perform(Action::Publish, form, view, None);
    assert!(matches!(step, Step::Send(Command::Publish { text }) if text == "hello"));
    assert_eq!(form.publish_text, "");
    let answered = |outcome| Event::Published(Published { text_bytes: 5, millis: 2.0, outcome });
    let answer = PublishAnswer { status: 200, reason_phrase: Some("OK".to_owned()), body_preview: String::from("ok") };
    harness.state_mut().session.as_mut().expect("a session").apply(answered(Ok(answer)));
    harness.run_steps(2);
    harness.get_by_label("published 5 bytes: 200 OK");
    harness.state_mut().session.as_mut().expect("a session").apply(answered(Err(PublishError::Timeout)));
    harness.run_steps(2);
    harness.get_by_label("could not publish 5 bytes: no answer within 30 s");
}

#[test]
fn a_refused_message_comes_back_into_the_box() {
    let mut form = PollForm::default();
    let command = Command::Publish { text: "typed".to_owned() };
    PollFace::refused(wirelight::engine::CommandRefused::Over(command), &mut form);
    assert_eq!(form.publish_text, "typed");
}

#[test]
fn a_poll_that_was_given_up_is_shown_last() {
    let mut stage = Stage::polling(Lang::English);
    stage.row(Entry::local(57_253_000, state("stopped")));
    stage.over = true;
    let mut harness = shown(1280.0, stage);
    harness.get_by_label("STOPPED");
    assert_eq!(harness.state().session.as_ref().and_then(Session::stopped_at), Some(57_253_000));
    click(&mut harness, "Poll");
    assert_eq!(harness.state().actions, [Action::Poll]);
}

#[test]
fn a_form_that_makes_no_sense_opens_nothing_and_shows_where() {
    let mut stage = Stage::new(Lang::English);
    stage.form.max_rate = "fast".to_owned();
    let step = PollFace::perform(Action::Poll, &mut stage.form, &mut stage.view, None);
    assert!(matches!(step, Step::Stay));
    let mut harness = shown(1280.0, stage);
    harness.get_by_label("Requests a second");
    harness.state_mut().form.max_rate = "off".to_owned();
    let Stage { form, view, .. } = harness.state_mut();
    assert!(matches!(PollFace::perform(Action::Poll, form, view, None), Step::Open(..)));
}
