//! Copying rows, by key and by menu.

use std::time::{Duration, Instant};

use egui::{Key, Modifiers, OutputCommand};
use egui_kittest::{Harness, kittest::Queryable as _};

use crate::gui::stage::{Stage, click, key, list};

/// Waits for the worker; returns what is on the clipboard.
fn copied(harness: &mut Harness<'_, Stage>) -> String {
    let started = Instant::now();
    loop {
        let text = harness.output().platform_output.commands.iter().find_map(|command| match command {
            OutputCommand::CopyText(text) => Some(text.clone()),
            _ => None,
        });
        if let Some(text) = text {
            return text;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "nothing was copied");
        std::thread::yield_now();
        harness.step();
    }
}

#[test]
fn the_chosen_rows_are_copied_as_text_as_json_and_as_they_came() {
    let mut harness = list(100, 512 << 20);
    click(&mut harness, "row 97");
    key(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    harness.event(egui::Event::Copy);
    let text = copied(&mut harness);
    assert_eq!(text.lines().count(), 2);
    assert!(text.ends_with("message 98\n") && text.contains("message 97"), "{text}");
    assert_eq!(harness.state().notices(), ["2 rows copied"]);
    harness.get_by_label("row 97").click_secondary();
    harness.run();
    harness.get_by_label("Copy payloads").click();
    assert_eq!(copied(&mut harness), "message 97\nmessage 98");
    key(&mut harness, Modifiers::SHIFT, Key::F10);
    harness.get_by_label("Copy as JSON Lines").click();
    let json = copied(&mut harness);
    let lines: Vec<serde_json::Value> =
        json.lines().map(|line| serde_json::from_str(line).expect("a line of a record")).collect();
    assert_eq!((lines[0]["at"].as_u64(), lines[1]["data"].as_str()), (Some(97_000), Some("message 98")));
}

#[test]
fn the_menu_of_another_row_chooses_it_first() {
    let mut harness = list(100, 512 << 20);
    click(&mut harness, "row 97");
    harness.get_by_label("row 94").click_secondary();
    harness.run();
    harness.get_by_label("Copy payload").click();
    assert_eq!(copied(&mut harness), "message 94");
    assert_eq!(harness.state().table.selected, Some(94));
}
