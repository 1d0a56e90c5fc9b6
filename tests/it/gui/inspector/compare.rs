//! The comparison of two rows: by base and by choice, what is said of it, the way from one difference to the next.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wirelight::{
    i18n::Lang,
    transcript::{Body, entry::State},
};

use super::{Stage, binary, click, labels, press, shown, text, wait_for};

#[test]
fn json_rows_are_compared_by_value_whatever_their_order() {
    for (lang, counts) in [(Lang::English, "2 added, 1 removed"), (Lang::Chinese, "新增 2，删除 1")] {
        let rows = vec![text(r#"{"a":1,"b":[1,2]}"#), text(r#"{ "b": [1, 3, 4], "a": 1 }"#)];
        let mut harness = shown(420.0, Stage::new(lang, rows));
        harness.key_press_modifiers(Modifiers::COMMAND, Key::B);
        harness.run_steps(3);
        harness.state_mut().row = Some(1);
        harness.run_steps(3);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::D);
        harness.run_steps(3);
        wait_for(&mut harness, "the comparison", |harness| harness.query_by_label_contains(counts).is_some());
        for label in ["  \"a\": 1", "− 2", "+ 3", "+ 4"] {
            harness.get_by_label(label);
        }
    }
}

#[test]
fn two_chosen_rows_are_compared_with_the_older_as_base() {
    let mut stage = Stage::new(Lang::English, vec![text("one\ntwo"), text("one\n2\nthree")]);
    (stage.row, stage.second) = (Some(1), Some(0));
    stage.state.show_compare();
    let mut harness = shown(420.0, stage);
    wait_for(&mut harness, "the comparison", |harness| harness.query_by_label("− two").is_some());
    let shown = labels(&harness);
    let lines: Vec<&str> = shown.iter().map(String::as_str).filter(|line| line.starts_with(['−', '+', ' '])).collect();
    assert_eq!(lines.last_chunk::<4>(), Some(&["  one", "− two", "+ 2", "+ three"]), "{shown:?}");
}

#[test]
fn f7_goes_from_one_difference_to_the_next_and_back() {
    let lines = |changed: &[usize]| {
        let line = |n| if changed.contains(&n) { format!("changed {n}\n") } else { format!("line {n}\n") };
        (0..2_000).map(line).collect::<String>()
    };
    let mut stage = Stage::new(Lang::English, vec![text(lines(&[])), text(lines(&[100, 1_900]))]);
    (stage.row, stage.second) = (Some(0), Some(1));
    stage.state.show_compare();
    let mut harness = shown(420.0, stage);
    wait_for(&mut harness, "the comparison", |harness| harness.query_by_label_contains("2 added, 2 removed").is_some());
    assert!(harness.query_by_label("+ changed 100").is_none());
    press(&mut harness, Key::F7);
    harness.get_by_label("+ changed 100");
    harness.get_by_label_contains("1/2");
    press(&mut harness, Key::F7);
    harness.get_by_label("+ changed 1900");
    harness.key_press_modifiers(Modifiers::SHIFT, Key::F7);
    harness.run_steps(3);
    harness.get_by_label("+ changed 100");
    click(&mut harness, "Previous difference");
    harness.get_by_label("+ changed 1900");
}

#[test]
fn bytes_records_and_what_is_too_long() {
    let changed_to = |name: &'static str| Body::State(State::new(name));
    let rows = vec![
        binary(vec![0xff, 1, 2, 3]),
        binary(vec![0xff, 1, 9, 3]),
        changed_to("open"),
        changed_to("closed"),
        text(vec![b'x'; 9 << 20]),
    ];
    let mut stage = Stage::new(Lang::English, rows);
    (stage.row, stage.second) = (Some(0), Some(1));
    stage.state.show_compare();
    let mut harness = shown(500.0, stage);
    wait_for(&mut harness, "bytes", |harness| harness.query_by_label_contains("by byte").is_some());
    harness.get_by_label("+ 000002  09  .");
    (harness.state_mut().row, harness.state_mut().second) = (Some(2), Some(3));
    wait_for(&mut harness, "records", |harness| harness.query_by_label("− state: open").is_some());
    harness.get_by_label("+ state: closed");
    (harness.state_mut().row, harness.state_mut().second) = (Some(3), Some(4));
    harness.run_steps(3);
    harness.get_by_label_contains("Rows of up to 8.0 MiB can be compared");
    harness.state_mut().second = None;
    harness.run_steps(3);
    harness.get_by_label_contains("Set this row as the base");
    click(&mut harness, "Use this row as the base");
    harness.get_by_label_contains("This row is the base");
}
