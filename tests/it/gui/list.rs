//! The transcript's list: the tail, the place it keeps, the keyboard, the filter.

use bytes::Bytes;
use egui::{Key, Vec2};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::{I18n, Lang},
    transcript::{Body, Entry, Query, RowRef, Transcript},
    ui::{
        table::{Column, RowPaint, RowView, TableState, table_ui},
        theme,
    },
};

struct Stage {
    transcript: Transcript,
    table: TableState,
    i18n: I18n,
}

struct Plain;

impl RowView for Plain {
    fn columns(&self, _width: f32) -> Vec<Column> {
        vec![Column::left("Text", 14.0)]
    }

    fn paint(&self, row: &RowRef<'_>, _previous_at_micros: Option<u64>, to: &mut RowPaint<'_>) {
        to.text_preview(14.0, row.payload);
    }

    fn label(&self, row: &RowRef<'_>) -> String {
        format!("row {}", row.number)
    }
}

fn push(transcript: &mut Transcript, count: u64) {
    for _ in 0..count {
        let number = transcript.end_row();
        transcript.push(&Entry::incoming(number, Body::Text(Bytes::from(format!("message {number}")))));
    }
}

/// A list of 224 points: heads and ten rows, less a few pixels.
fn list<'a>(rows: u64, limit_bytes: usize) -> Harness<'a, Stage> {
    let mut transcript = Transcript::with_limit(limit_bytes);
    push(&mut transcript, rows);
    let stage = Stage { transcript, table: TableState::default(), i18n: I18n::new(Lang::English) };
    let mut harness = Harness::builder().with_size([400.0, 240.0]).with_context_setup(theme::install).build_ui_state(
        |ui, stage: &mut Stage| table_ui(ui, &stage.i18n, &mut stage.table, &stage.transcript, &Plain),
        stage,
    );
    harness.run();
    harness
}

/// The numbers of the rows in view.
fn shown(harness: &Harness<'_, Stage>) -> Vec<u64> {
    harness
        .query_all_by_role(egui::accesskit::Role::ListBoxOption)
        .filter_map(|node| {
            use egui_kittest::kittest::NodeT as _;
            node.accesskit_node().label()?.strip_prefix("row ")?.parse().ok()
        })
        .collect()
}

fn wheel(harness: &mut Harness<'_, Stage>, points: f32) {
    harness.hover_at(egui::pos2(100.0, 120.0));
    harness.run();
    harness.event(egui::Event::MouseWheel {
        unit: egui::MouseWheelUnit::Point,
        delta: Vec2::new(0.0, points),
        modifiers: egui::Modifiers::NONE,
        phase: egui::TouchPhase::Move,
        source: egui::MouseWheelSource::Wheel,
    });
    harness.run();
}

#[test]
fn a_million_rows_draw_only_those_in_view_and_follow_the_tail() {
    let mut harness = list(1_000_000, 512 << 20);
    let rows = shown(&harness);
    assert!(rows.len() <= 12, "{rows:?}");
    assert_eq!(rows.last(), Some(&999_999));
    push(&mut harness.state_mut().transcript, 5);
    harness.run();
    assert_eq!(shown(&harness).last(), Some(&1_000_004));
}

#[test]
fn scrolling_up_stays_while_rows_come_and_go() {
    let mut harness = list(1_000, 512 << 20);
    wheel(&mut harness, 330.0);
    assert!(!harness.state().table.follow);
    let before = shown(&harness);
    assert!(before.last() < Some(&999), "{before:?}");
    push(&mut harness.state_mut().transcript, 500);
    harness.run();
    assert_eq!(shown(&harness), before);
}

#[test]
fn rows_that_the_limit_removes_do_not_move_the_view() {
    // About a hundred thousand rows fit; the oldest segment goes at once.
    let mut harness = list(70_000, 4 << 20);
    wheel(&mut harness, 22.0 * 50.0);
    let before = shown(&harness);
    let first_before = harness.state().transcript.first_row();
    push(&mut harness.state_mut().transcript, 50_000);
    assert!(harness.state().transcript.first_row() > first_before, "rows went");
    harness.run();
    assert!(harness.state().transcript.row(before[0]).is_some(), "the ones in view are kept");
    assert_eq!(shown(&harness), before);
}

#[test]
fn the_keyboard_walks_the_rows() {
    let mut harness = list(1_000, 512 << 20);
    harness.get_by_label("row 999").click();
    harness.run();
    assert_eq!(harness.state().table.selected, Some(999));
    for (key, expected) in [
        (Key::ArrowUp, 998),
        (Key::Home, 0),
        (Key::ArrowDown, 1),
        (Key::PageDown, 9),
        (Key::PageUp, 1),
        (Key::End, 999),
    ] {
        harness.key_press(key);
        harness.run();
        assert_eq!(harness.state().table.selected, Some(expected), "{key:?}");
        assert!(shown(&harness).contains(&expected), "{key:?} shows {expected}");
    }
}

#[test]
fn a_filter_shows_what_matches_and_keeps_the_choice() {
    let mut harness = list(1_000, 512 << 20);
    let query = Query::text("message 99");
    harness.state_mut().table.filter.set_query(query);
    harness.run();
    assert_eq!(shown(&harness), (990..1_000).collect::<Vec<_>>());
    harness.state_mut().table.filter.set_query(Query::default());
    harness.run();
    assert_eq!(shown(&harness).last(), Some(&999));
}
