//! The view's sections and banners of liveness and replies, by their labels, in both languages.

use std::time::Duration;

use bytes::Bytes;
use egui::accesskit::Role;
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wirelight::{
    i18n::Lang,
    net::kernel_queue::KernelQueues,
    protocols::{
        tab::{Face as _, Step},
        websocket::{
            Command, Event, ReadyState,
            liveness::{Idle, queues::QueueSample},
            replies::Counts,
            view::{Action, RuleForm, WebSocketFace, WebSocketForm, WebSocketView},
        },
    },
    transcript::{
        Body, Entry,
        entry::{Ignored, Wait},
    },
};

use super::view::{Stage, click, shown};

#[test]
fn pings_and_pongs_are_told_with_their_times() {
    for (lang, unasked) in [(Lang::English, "nobody asked for it"), (Lang::Chinese, "无人请求")] {
        let mut stage = Stage::open(lang);
        stage.row(Entry::outgoing(10_000, Body::Ping(Bytes::from_static(b"1"))));
        stage.row(Entry::incoming(10_312, Body::Pong(Bytes::from_static(b"1"))));
        stage.row(Entry::incoming(20_000, Body::Pong(Bytes::from_static(b"x"))));
        let harness = shown(1280.0, stage);
        harness.get_by_label("in pong 1   RTT 0.312 ms");
        harness.get_by_label(&format!("in pong x   {unasked}"));
        harness.get_by_label("RTT p50 0.312 p99 0.312 ms");
    }
}

#[test]
fn a_withheld_pong_is_a_row_and_the_switch_works_while_it_is_open() {
    for (lang, section, switch, row) in [
        (Lang::English, "Liveness", "Withhold pongs", "local withheld pong withheld: a"),
        (Lang::Chinese, "存活", "不回 pong", "local 未发出 未发出的 pong：a"),
    ] {
        let mut stage = Stage::open(lang);
        let note = Ignored { reason: "pongWithheld".into(), line_bytes: None };
        stage.row(Entry::local(10_000, Body::Ignored(note, Bytes::from_static(b"a"))));
        let mut harness = shown(1280.0, stage);
        harness.get_by_label(row);
        click(&mut harness, section);
        click(&mut harness, switch);
        assert_eq!(harness.state().actions, [Action::WithholdPongs]);
        assert!(harness.state().form.liveness.withholds_pongs);
    }
}

#[test]
fn a_wait_counts_down_and_can_be_cut_short_or_stopped() {
    for (lang, what, at_once, stop) in [
        (Lang::English, "The connection is lost. Next attempt in", "Reconnect now", "Stop"),
        (Lang::Chinese, "连接已丢失，距下次尝试", "立即重连", "停止"),
    ] {
        let mut stage = Stage::open(lang).lost();
        stage.over = false;
        let reason = "the connection was lost".to_owned();
        stage.row(Entry::local(4_000, Body::Backoff(Wait { millis: 60_000, attempt: 2, reason, ..Wait::default() })));
        let mut harness = shown(1280.0, stage);
        let banner = harness.get_by_role(Role::Alert).accesskit_node().label().expect("words");
        assert!(banner.starts_with(what) && banner.contains("the connection was lost"), "{banner}");
        click(&mut harness, at_once);
        click(&mut harness, stop);
        assert_eq!(harness.state().actions, [Action::ReconnectNow, Action::StopReconnecting]);
        harness.state_mut().state(ReadyState::Connecting);
        harness.run_steps(2);
        assert!(harness.query_by_role(Role::Alert).is_none());
    }
}

#[test]
fn an_idle_peer_is_told_until_something_comes() {
    for (lang, what) in [(Lang::English, "Nothing comes"), (Lang::Chinese, "没有收到任何内容")] {
        let mut stage = Stage::open(lang);
        stage.apply(Event::Idle(Some(Idle { since_micros: 0, after: Duration::from_secs(30) })));
        let mut harness = shown(1280.0, stage);
        let banner = harness.get_by_role(Role::Alert).accesskit_node().label().expect("words");
        assert!(banner.starts_with(what), "{banner}");
        harness.state_mut().apply(Event::Idle(None));
        harness.run_steps(2);
        assert!(harness.query_by_role(Role::Alert).is_none());
    }
}

#[test]
fn the_plots_are_shown_on_request_and_say_what_is_not_known() {
    for (lang, nothing, kernel, unknown) in [
        (Lang::English, " · round-trip times of pings", "kernel 2.0 KiB", "kernel: not known here"),
        (Lang::Chinese, " · ping 的往返时间", "内核 2.0 KiB", "内核：此处未知"),
    ] {
        let mut harness = shown(1280.0, Stage::open(lang));
        click(&mut harness, "bufferedAmount 0");
        assert_eq!(harness.state().actions, [Action::ShowPlots]);
        harness.get_by_label_contains(nothing);
        let known = KernelQueues { send_bytes: 2048, peer_unread_bytes: None };
        for (queues, words) in [(Some(known), kernel), (None, unknown)] {
            let sample = QueueSample { at_micros: 5_000, buffered_bytes: 0, kernel: queues };
            harness.state_mut().apply(Event::Queues(sample));
            harness.run_steps(2);
            harness.get_by_label_contains(words);
        }
        assert!(harness.state().form.shows_plots);
    }
}

#[test]
fn a_rule_is_added_typed_counted_and_removed() {
    for (lang, section, add, rule, when, remove, counts) in [
        (
            Lang::English,
            "Replies",
            "Add a rule",
            "Rule 1",
            "When a message has",
            "Remove rule 1",
            "7 hits, 2 answers held back",
        ),
        (Lang::Chinese, "回复", "添加规则", "规则 1", "当消息有", "删除规则 1", "7 次匹配，2 条回复未发送"),
    ] {
        let mut stage = Stage::open(lang);
        stage.apply(Event::Replied(vec![Counts { hits: 7, held_back: 2 }]));
        let mut harness = shown(900.0, stage);
        click(&mut harness, section);
        click(&mut harness, add);
        harness.get_by_label(counts);
        harness.get_by_role_and_label(Role::TextInput, when).focus();
        harness.run_steps(2);
        harness.get_by_role_and_label(Role::TextInput, when).type_text("hello");
        harness.run_steps(2);
        assert_eq!(harness.state().form.replies.rules[0].pattern, "hello");
        click(&mut harness, rule);
        assert!(!harness.state().form.replies.rules[0].is_on);
        click(&mut harness, remove);
        assert!(harness.state().form.replies.rules.is_empty());
        assert!(harness.state().actions.iter().all(|action| *action == Action::SetReplies));
        assert!(harness.state().actions.len() >= 3);
    }
}

#[test]
fn what_is_typed_becomes_a_session() {
    let mut form = WebSocketForm { echoes: true, ..WebSocketForm::default() };
    form.liveness.ping_seconds = "5".to_owned();
    form.liveness.reconnects = true;
    form.replies.rules.push(RuleForm { pattern: "a".to_owned(), answer: "b".to_owned(), ..RuleForm::default() });
    let (config, record) = form.config().expect("a session");
    assert_eq!(config.liveness.ping_every, Some(Duration::from_secs(5)));
    assert!(config.reconnect.is_some() && config.replies.echoes && config.replies.rules.len() == 1);
    assert_eq!(record.settings["pingEveryMillis"], 5000);
    assert_eq!(record.settings["reconnect"]["firstMillis"], 1000);
    let step = WebSocketFace::perform(Action::SetReplies, &mut form, &mut WebSocketView::default(), None);
    assert!(matches!(step, Step::Send(Command::SetReplies(replies)) if replies.echoes));
}
