//! The view of a source by its labels, in both languages: what is shown in each state, and what buttons ask for.

use bytes::Bytes;
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    protocols::{
        awaiting::Awaited,
        sse::{
            Event, SseSession,
            decoder::Decoder,
            view::{Action, SseFace, SseForm, SseView},
        },
        tab::Face as _,
    },
    session::Model as _,
    transcript::{
        Body, Entry,
        entry::{Failure, Finding, Request, Response, State, Wait},
    },
};

use wirelight::ui::form::FormMethod;

use crate::support::stage;

type Stage = stage::Stage<SseFace>;

impl Stage {
    /// With an open stream that sent `text`.
    fn streaming(lang: Lang, text: &str) -> Self {
        let mut stage = Self::new(lang);
        stage.session = Some(SseSession::new(3000, String::new(), 1 << 20));
        let headers = |lines: &[(&str, &str)]| {
            lines.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
        };
        let request = Request::new(
            "GET",
            stage.form.url.clone(),
            headers(&[("accept", "text/event-stream"), ("authorization", "Bearer secret")]),
        );
        let lines = headers(&[("content-type", "text/event-stream"), ("transfer-encoding", "chunked")]);
        let response = Response::new(200, Some("OK".to_owned()), lines);
        stage.row(Entry::local(100, state("connecting", 0, None)));
        stage.row(Entry::outgoing(200, Body::from(request)));
        stage.row(Entry::incoming(1_500, Body::from(response)));
        stage.row(Entry::local(1_510, state("open", 1, None)));
        let mut decoder = Decoder::new("".into());
        let mut input = text.as_bytes();
        let mut at_micros = 2_000;
        while let Some(item) = decoder.next(&mut input).expect("within the limit") {
            stage.row(item.into_entry(at_micros));
            at_micros += 212_000;
        }
        stage
    }

    fn row(&mut self, row: Entry) {
        self.session.as_mut().expect("a session").apply(Event::Row(row));
    }

    /// The stream broke and the source waits.
    fn waiting(mut self, millis: u64) -> Self {
        let causes = vec!["connection reset by peer".to_owned()];
        let failure =
            Failure { message: "the answer of 127.0.0.1:4460 was cut short".to_owned(), causes, ..Failure::default() };
        let wait = Wait { millis, attempt: 2, reason: failure.message.clone(), ..Wait::default() };
        self.row(Entry::local(9_000_000, Body::from(failure)));
        self.row(Entry::local(9_000_010, state("connecting", 0, None)));
        self.row(Entry::local(9_000_020, Body::Backoff(wait)));
        self
    }
}

fn shown<'a>(width: f32, stage: Stage) -> Harness<'a, Stage> {
    stage.shown([width, 760.0])
}

fn state(name: &'static str, code: u8, reason: Option<&str>) -> Body {
    Body::State(State { reason: reason.map(str::to_owned), ..State::new(name).with_code(code) })
}

const STREAM: &str = "retry: 3000\n: keep-alive\nid: 18204\nevent: tick\ndata: {\"n\":18204,\"load\":0.31}\n\n\
    data: hello\n\nid: 18213\nevent: deploy\ndata: {\"service\":\"checkout\",\ndata: \"version\":\"2.4.1\"}\n\n\
    idd: 18215\n\nevent: ping\n\n";

#[test]
fn an_empty_tab_says_what_it_is_and_connects() {
    for (lang, begin, connect) in [(Lang::English, "Open the stream", "Connect"), (Lang::Chinese, "打开事件流", "连接")]
    {
        let mut harness = shown(1280.0, Stage::new(lang));
        harness.get_by_label("CLOSED 2");
        harness.get_by_label(begin).click();
        harness.run_steps(2);
        harness.get_by_label(connect).click();
        harness.run_steps(2);
        assert_eq!(harness.state().actions, [Action::Connect, Action::Connect]);
    }
}

#[test]
fn every_row_says_which_handler_of_a_page_sees_it() {
    let harness = shown(1280.0, Stage::streaming(Lang::English, STREAM));
    harness.get_by_label("OPEN 1");
    harness.get_by_label("tick 18204 addEventListener('tick') {\"n\":18204,\"load\":0.31}");
    harness.get_by_label("message 18204 onmessage hello");
    harness.get_by_label("comment : keep-alive");
    harness.get_by_label("retry retry: 3000");
    harness.get_by_label("ignored idd: 18215   no field of this name");
    harness.get_by_label("ignored event: ping   a block without data dispatches nothing");
}

#[test]
fn last_event_id_and_retry_are_always_visible() {
    for width in [1280.0, 900.0, 720.0] {
        let harness = shown(width, Stage::streaming(Lang::English, STREAM));
        harness.get_by_label("last event ID 18213");
        if width > 800.0 {
            // In a narrower window the option row says it.
            harness.get_by_label("retry 3 000 ms");
        }
    }
}

#[test]
fn a_chip_hides_the_rows_of_its_type_and_goes_on_counting() {
    let mut harness = shown(1500.0, Stage::streaming(Lang::English, STREAM));
    harness.get_by_label("tick, 1 row, shown").click();
    harness.run_steps(2);
    harness.get_by_label("tick, 1 row, hidden");
    assert!(harness.query_by_label("tick 18204 addEventListener('tick') {\"n\":18204,\"load\":0.31}").is_none());
    harness.get_by_label("message 18204 onmessage hello");
}

#[test]
fn a_wait_counts_down_and_can_be_ended_both_ways() {
    for (lang, now, stop) in [(Lang::English, "Reconnect now", "Stop trying"), (Lang::Chinese, "立即重连", "停止重试")]
    {
        let mut harness = shown(1280.0, Stage::streaming(lang, STREAM).waiting(3_600_000));
        harness.get_by_label("CONNECTING 0");
        harness.get_by_label(now).click();
        harness.run_steps(2);
        harness.get_by_label(stop).click();
        harness.run_steps(2);
        assert_eq!(harness.state().actions, [Action::ReconnectNow, Action::Close]);
    }
}

#[test]
fn a_head_that_takes_its_time_is_told_until_it_comes() {
    for (lang, told, stop) in
        [(Lang::English, "No answer from h:1 yet", "Stop trying"), (Lang::Chinese, "h:1 尚未应答", "停止重试")]
    {
        let mut stage = Stage::new(lang);
        stage.session = Some(SseSession::new(3000, String::new(), 1 << 20));
        stage.row(Entry::local(100, state("connecting", 0, None)));
        let awaited = Awaited { host: "h:1".to_owned(), since_micros: 200 };
        stage.session.as_mut().expect("a session").apply(Event::Awaiting(awaited));
        let mut harness = shown(1280.0, stage);
        harness.get_by_label_contains(told);
        harness.get_by_label(stop).click();
        harness.run_steps(2);
        assert_eq!(harness.state().actions, [Action::Close]);
        let response = Response::new(200, Some("OK".to_owned()), Vec::new());
        harness.state_mut().row(Entry::incoming(9_000_000, Body::from(response)));
        harness.run_steps(2);
        assert!(harness.query_by_label_contains(told).is_none());
    }
}

#[test]
fn a_source_that_closed_by_itself_says_why_and_can_be_opened_again() {
    let mut stage = Stage::streaming(Lang::English, STREAM);
    stage.row(Entry::local(9_000_000, state("closed", 2, Some("the server answered 404 Gone, a source wants 200"))));
    stage.over = true;
    let mut harness = shown(1280.0, stage);
    harness.get_by_label("The source is closed the server answered 404 Gone, a source wants 200");
    harness.get_by_label("Connect").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions, [Action::Connect]);
    harness.get_by_label("Reconnect").click();
    harness.run_steps(2);
    harness.get_by_label("Continue after 18213").click();
    harness.run_steps(2);
    assert_eq!(harness.state().form.last_event_id, "18213");
}

#[test]
fn the_reconnection_time_can_be_edited_while_the_source_lives() {
    let mut harness = shown(1280.0, Stage::streaming(Lang::English, STREAM));
    harness.get_by_label("Reconnect").click();
    harness.run_steps(2);
    harness.state_mut().form.retry_millis = "250".to_owned();
    harness.run_steps(2);
    harness.get_by_label("Apply").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions, [Action::SetRetry(250)]);
}

#[test]
fn a_chosen_event_is_explained() {
    let mut harness = shown(1280.0, Stage::streaming(Lang::English, STREAM));
    let label = "deploy 18213 addEventListener('deploy') {\"service\":\"checkout\",↵\"version\":\"2.4.1\"}";
    harness.get_by_label(label).click();
    harness.run_steps(2);
    harness.get_by_label("Details").click();
    harness.run_steps(2);
    harness.get_by_label("a page sees it in");
    harness.get_by_label("addEventListener('deploy')");
    harness.get_by_label("HTTP").click();
    harness.run_steps(2);
    assert!(harness.query_by_label("authorization: Bearer secret").is_none());
    harness.get_by_label("authorization: ***");
}

#[test]
fn a_finding_leads_to_the_rows_that_show_it() {
    let mut stage = Stage::streaming(Lang::English, STREAM);
    let finding = Finding { message: "odd".to_owned(), rows: vec![1, 2, 1_000], ..Finding::default() };
    stage.row(Entry::local(9_000_000, Body::Finding(Box::new(finding))));
    let mut harness = shown(1280.0, stage);
    harness.get_by_label_contains("finding odd").click();
    harness.run_steps(2);
    assert!(harness.query_by_label("Row 1 001").is_none(), "it is not there");
    harness.get_by_label("Row 3").click();
    harness.run_steps(3);
    harness.get_by_label("Details").click();
    harness.run_steps(2);
    harness.get_by_label_contains("headers · content-type");
}

#[test]
fn a_server_that_invents_types_does_not_flood_the_toolbar() {
    let blocks: Vec<String> = (0..1_000).map(|n| format!("event: type-{n}\ndata: x\n\n")).collect();
    let text = blocks.concat();
    let mut harness = shown(1280.0, Stage::streaming(Lang::English, &text));
    harness.get_by_label("Kinds").click();
    harness.run_steps(2);
    harness.get_by_label("900 more types");
    harness.get_by_label("type-99");
    assert!(harness.query_by_label("type-100").is_none());
}

#[test]
fn a_form_that_makes_no_sense_opens_nothing() {
    let mut form = SseForm { url: "ws://h/".to_owned(), ..SseForm::default() };
    let mut view = SseView::default();
    let step = SseFace::perform(Action::Connect, &mut form, &mut view, None);
    assert!(matches!(step, wirelight::protocols::tab::Step::Stay));
    form.url = "http://h/".to_owned();
    form.method = FormMethod::Post;
    form.data = String::from("{}");
    match SseFace::perform(Action::Connect, &mut form, &mut view, None) {
        wirelight::protocols::tab::Step::Open(config, record) => {
            assert_eq!((config.data, record.url.as_str()), (Some(Bytes::from_static(b"{}")), "http://h/"));
        }
        other => panic!("{other:?}"),
    }
}
