//! Marks: set and taken by key, with colour and note, visited by F2.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    transcript::{MarkColor, Query, Transcript},
};

use crate::gui::stage::{Stage, click, key, list, push, shown_list};

fn marked(harness: &Harness<'_, Stage>) -> Vec<(u64, MarkColor, String)> {
    let marks = harness.state().transcript.marks();
    marks.iter().map(|(row, mark)| (row, mark.color, mark.note.clone())).collect()
}

#[test]
fn m_marks_the_chosen_rows_and_takes_the_marks_away() {
    let mut harness = list(100, 512 << 20);
    click(&mut harness, "row 95");
    key(&mut harness, Modifiers::NONE, Key::M);
    assert_eq!(marked(&harness), [(95, MarkColor::Amber, String::new())]);
    key(&mut harness, Modifiers::SHIFT, Key::ArrowDown);
    key(&mut harness, Modifiers::NONE, Key::M);
    assert_eq!(marked(&harness).len(), 2);
    harness.get_by_label("row 96 · marked amber");
    key(&mut harness, Modifiers::NONE, Key::M);
    assert_eq!(marked(&harness), []);
}

#[test]
fn a_mark_has_a_colour_and_a_note_that_are_said_in_words() {
    for (lang, green, label) in [
        (Lang::English, "green", "row 95 · marked green: look here"),
        (Lang::Chinese, "绿色", "row 95 · 已标记为绿色：look here"),
    ] {
        let mut transcript = Transcript::default();
        push(&mut transcript, 100);
        let mut harness = shown_list(Stage::new(transcript, lang));
        click(&mut harness, "row 95");
        key(&mut harness, Modifiers::SHIFT, Key::M);
        harness.get_by_role_and_label(Role::RadioButton, green).click();
        harness.run();
        let note = harness.state().i18n.text("table-mark-note").into_owned();
        harness.get_by_role_and_label(Role::TextInput, &note).focus();
        harness.run();
        harness.get_by_role_and_label(Role::TextInput, &note).type_text("look here");
        harness.run();
        key(&mut harness, Modifiers::NONE, Key::Enter);
        assert_eq!(marked(&harness), [(95, MarkColor::Green, "look here".to_owned())]);
        harness.get_by_label(label);
        // The menu of the row has it, too, and takes the mark away.
        harness.get_by_label(label).click_secondary();
        harness.run();
        let edit = harness.state().i18n.text("table-mark-edit").into_owned();
        click(&mut harness, &edit);
        let remove = harness.state().i18n.text("table-mark-remove").into_owned();
        click(&mut harness, &remove);
        assert_eq!(marked(&harness), []);
    }
}

#[test]
fn f2_goes_from_mark_to_mark_and_round() {
    let mut harness = list(1_000, 512 << 20);
    let select = |harness: &mut Harness<'_, Stage>| harness.state().table.selected;
    key(&mut harness, Modifiers::NONE, Key::F2);
    assert_eq!(harness.state().notices(), ["No marked row is shown. M marks the chosen rows."]);
    for row in [10, 500, 995] {
        let mark = wirelight::transcript::RowMark { color: MarkColor::Blue, note: String::new() };
        harness.state_mut().transcript.marks_mut().set(row, Some(mark));
    }
    for (modifiers, row) in [
        (Modifiers::NONE, 10),
        (Modifiers::NONE, 500),
        (Modifiers::NONE, 995),
        (Modifiers::NONE, 10),
        (Modifiers::SHIFT, 995),
        (Modifiers::SHIFT, 500),
    ] {
        key(&mut harness, modifiers, Key::F2);
        assert_eq!(select(&mut harness), Some(row));
        harness.get_by_label(&format!("row {row} · marked blue"));
    }
    harness.state_mut().table.filter.set_query(Query::text("message 99"));
    harness.run();
    key(&mut harness, Modifiers::NONE, Key::F2);
    assert_eq!(select(&mut harness), Some(995), "hidden marks are passed over");
    key(&mut harness, Modifiers::NONE, Key::F2);
    assert_eq!(select(&mut harness), Some(995));
}
