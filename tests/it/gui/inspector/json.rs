//! The JSON tab: the tree by mouse and by keys, formatted text, values and paths in the clipboard.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::Queryable as _;
use wirelight::i18n::Lang;

use super::{Stage, click, copied, copied_by, focus, press, shown, text, wait_for};

const DOCUMENT: &str = r#"{"b": 1.50, "items": [0, 1, 2, {"a b": "x\"y"}], "a": 1e400}"#;

#[test]
fn json_opens_as_a_tree_with_everything_as_written() {
    for (lang, name) in [(Lang::English, "Payload as JSON"), (Lang::Chinese, "JSON 形式的内容")] {
        let harness = shown(400.0, Stage::new(lang, vec![text(DOCUMENT)]));
        harness.get_by_role_and_label(Role::Tree, name);
        for label in ["{ 3 }", "b 1.50", "items [ 4 ]", "3 { 1 }", "a b \"x\\\"y\"", "a 1e400"] {
            harness.get_by_role_and_label(Role::TreeItem, label);
        }
        let y = |label: &str| harness.get_by_label(label).rect().top();
        assert!(y("b 1.50") < y("items [ 4 ]") && y("items [ 4 ]") < y("a 1e400"), "the order is kept");
    }
}

#[test]
fn the_keyboard_walks_closes_and_copies() {
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![text(DOCUMENT)]));
    focus(&mut harness, "Payload as JSON");
    for _ in 0..8 {
        press(&mut harness, Key::ArrowDown);
    }
    let command = Modifiers::COMMAND;
    assert_eq!(copied(&mut harness, command).as_deref(), Some("x\"y"));
    assert_eq!(copied(&mut harness, command | Modifiers::SHIFT).as_deref(), Some("$.items[3]['a b']"));
    press(&mut harness, Key::ArrowLeft);
    assert_eq!(copied(&mut harness, command | Modifiers::SHIFT).as_deref(), Some("$.items[3]"));
    assert_eq!(copied(&mut harness, command).as_deref(), Some(r#"{"a b": "x\"y"}"#));
    press(&mut harness, Key::ArrowLeft);
    assert!(harness.query_by_label("a b \"x\\\"y\"").is_none(), "it is closed");
    press(&mut harness, Key::ArrowRight);
    harness.get_by_label("a b \"x\\\"y\"");
    press(&mut harness, Key::Home);
    press(&mut harness, Key::Enter);
    assert!(harness.query_by_label("b 1.50").is_none());
    press(&mut harness, Key::Space);
    press(&mut harness, Key::End);
    assert_eq!(copied(&mut harness, command).as_deref(), Some("1e400"));
}

#[test]
fn the_mouse_opens_closes_and_copies_from_a_menu() {
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![text(DOCUMENT)]));
    click(&mut harness, "Collapse all");
    assert!(harness.query_by_label("3 { 1 }").is_none());
    click(&mut harness, "Expand all");
    harness.get_by_label("3 { 1 }").click_secondary();
    harness.run_steps(6);
    let path = copied_by(&mut harness, "Copy path (JSONPath)");
    assert_eq!(path.as_deref(), Some("$.items[3]"));
}

#[test]
fn pretty_print_keeps_numbers_and_order() {
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![text(DOCUMENT)]));
    click(&mut harness, "Pretty print");
    for label in ["\"b\": 1.50,", "\"items\": [", "],", "\"a\": 1e400"] {
        harness.get_by_label(label);
    }
    let copied = copied_by(&mut harness, "Copy").expect("a copy");
    assert!(copied.starts_with("{\n  \"b\": 1.50,\n  \"items\": [\n    0,\n"), "{copied}");
}

#[test]
fn what_is_no_json_says_where_and_opens_as_text() {
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![text(r#"{"a":1,}"#)]));
    harness.get_by_role_and_label(Role::Document, "Payload as text");
    click(&mut harness, "JSON");
    harness.get_by_label_contains("At byte 7, before “}”: a key in quotes is missing");
}

#[test]
fn a_line_of_five_megabytes_is_parsed_away_from_the_frame() {
    let items: Vec<String> = (0..200_000).map(|n| format!(r#"{{"id":{n},"name":"n{n}"}}"#)).collect();
    let document = format!("[{}]", items.join(","));
    assert!(document.len() > 5_000_000);
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![text(document)]));
    wait_for(&mut harness, "the tree", |harness| harness.query_by_label("[ 200000 ]").is_some());
    focus(&mut harness, "Payload as JSON");
    press(&mut harness, Key::End);
    press(&mut harness, Key::ArrowRight);
    press(&mut harness, Key::ArrowRight);
    let path = copied(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT);
    assert_eq!(path.as_deref(), Some("$[199999].id"));
    let lines = harness.query_all_by_role(Role::TreeItem).count();
    assert!(lines < 40, "{lines} lines are drawn");
}
