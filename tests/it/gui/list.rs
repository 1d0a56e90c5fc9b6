//! The transcript's list: the tail, the place it keeps, the keyboard, the filter.

use egui::Key;
use egui_kittest::kittest::Queryable as _;
use wirelight::transcript::Query;

use super::stage::{list, push, shown, wheel};

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
    // Two segments of 65,536 rows fit; with the third the oldest one goes at once.
    let mut harness = list(70_000, 6 << 20);
    wheel(&mut harness, 22.0 * 50.0);
    let before = shown(&harness);
    let first_before = harness.state().transcript.first_row();
    push(&mut harness.state_mut().transcript, 80_000);
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
