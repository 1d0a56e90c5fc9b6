//! The pause: rows stand still while others come and while the limit removes some, and what went is said.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wirelight::{
    i18n::Lang,
    transcript::{Query, Transcript},
    ui::{format, tab_context::RecordedTo},
};

use crate::gui::stage::{Stage, click, key, list, push, shown, shown_list, wheel};

#[test]
fn rows_that_come_wait_until_the_list_goes_on() {
    for (lang, line) in [(Lang::English, "1 234 new rows · Resume"), (Lang::Chinese, "1 234 行新数据 · 继续")] {
        let mut transcript = Transcript::default();
        push(&mut transcript, 100);
        let mut harness = shown_list(Stage::new(transcript, lang));
        harness.state_mut().table.pause();
        harness.run();
        wheel(&mut harness, 66.0);
        let before = shown(&harness);
        push(&mut harness.state_mut().transcript, 1_234);
        harness.run();
        assert_eq!(shown(&harness), before);
        assert_eq!(harness.state().table.new_rows(), 1_234);
        let last = before[before.len() - 1];
        click(&mut harness, &format!("row {last}"));
        key(&mut harness, Modifiers::NONE, Key::End);
        assert_eq!(shown(&harness).last(), Some(&99), "the end is the frozen one");
        click(&mut harness, line);
        assert!(!harness.state().table.is_paused());
        assert_eq!(shown(&harness).last(), Some(&1_333), "it follows again");
    }
}

#[test]
fn a_filter_shows_no_row_from_behind_the_pause() {
    let mut harness = list(1_000, 512 << 20);
    harness.state_mut().table.pause();
    push(&mut harness.state_mut().transcript, 1_000);
    harness.state_mut().table.filter.set_query(Query::text("message 1"));
    harness.run();
    assert_eq!(shown(&harness).last(), Some(&199));
    harness.state_mut().table.resume();
    harness.run();
    assert_eq!(shown(&harness).last(), Some(&1_999));
}

#[test]
fn rows_that_the_limit_removes_meanwhile_are_counted_in_the_first_line() {
    let mut harness = list(70_000, 4 << 20);
    harness.state_mut().table.pause();
    harness.run();
    let before = shown(&harness);
    push(&mut harness.state_mut().transcript, 50_000);
    harness.run();
    let dropped = harness.state().transcript.dropped().rows;
    assert!(dropped > 0);
    assert_eq!(shown(&harness), before, "the rows in view are kept and stay");
    push(&mut harness.state_mut().transcript, 200_000);
    let path = "/tmp/trades.jsonl".into();
    harness.state_mut().recording = Some(RecordedTo { path, first_row: 0 });
    harness.run();
    let dropped = harness.state().transcript.dropped().rows;
    assert!(dropped >= 70_000);
    assert_eq!(shown(&harness), [0_u64; 0], "every row of the pause is gone");
    let grouped = format::grouped(dropped);
    let removed = format!("{grouped} older rows removed by the limit");
    harness.get_by_label(&format!("{removed} · all of them are in /tmp/trades.jsonl"));
    harness.state_mut().recording = Some(RecordedTo { path: "/tmp/trades.jsonl".into(), first_row: dropped - 7 });
    harness.run();
    harness.get_by_label(&format!("{removed} · 7 of them are in /tmp/trades.jsonl"));
    harness.state_mut().table.resume();
    harness.run();
    assert_eq!(shown(&harness).last(), Some(&319_999));
}

#[test]
fn the_first_line_says_what_the_limit_removed() {
    let mut harness = list(200_000, 4 << 20);
    click(&mut harness, "row 199999");
    key(&mut harness, Modifiers::NONE, Key::Home);
    let first = harness.state().transcript.first_row();
    assert_eq!(shown(&harness)[0], first);
    wheel(&mut harness, 100.0);
    harness.get_by_label(&format!("{} older rows removed by the limit", format::grouped(first)));
    assert_eq!(shown(&harness)[0], first);
}
