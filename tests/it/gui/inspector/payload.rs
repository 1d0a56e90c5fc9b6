//! Text, hex, details, copying and saving.

use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::kittest::{NodeT as _, Queryable as _};
use wirelight::{
    i18n::Lang,
    transcript::{
        Body,
        entry::{Failure, Request},
    },
    ui::notice::Notices,
};

use super::{Stage, binary, click, copied, copied_by, focus, labels, press, shown, text, wait_for};

#[test]
fn text_is_wrapped_and_what_is_no_text_stays_visible() {
    let harness = shown(400.0, Stage::new(Lang::English, vec![text(b"one\ntwo\tthree\x07\xff\r\n".as_slice())]));
    harness.get_by_role_and_label(Role::Document, "Payload as text");
    harness.get_by_label("one");
    harness.get_by_label("two→   three\\x07\\xff\\r");
    let harness = shown(300.0, Stage::new(Lang::Chinese, vec![text("x".repeat(120))]));
    harness.get_by_role_and_label(Role::Document, "文本形式的内容");
    let lines: Vec<String> = labels(&harness).into_iter().filter(|label| label.starts_with("xx")).collect();
    assert!(lines.len() >= 3, "{lines:?}");
    assert_eq!(lines.concat(), "x".repeat(120));
}

#[test]
fn a_binary_payload_says_what_a_page_gets_and_can_be_read_as_text() {
    for (lang, read, offset) in [(Lang::English, "Read as text", "Offset"), (Lang::Chinese, "作为文本读取", "偏移")]
    {
        let mut harness = shown(400.0, Stage::new(lang, vec![binary(b"\x00PNG".as_slice())]));
        harness.get_by_label_contains("size 4");
        harness.get_by_label("000000  00 50 4e 47  .PNG");
        harness.get_by_role_and_label(Role::TextInput, offset);
        click(&mut harness, read);
        harness.get_by_label("\\x00PNG");
    }
}

#[test]
fn hex_goes_to_an_offset_and_marks_bytes_by_keys() {
    let payload: Vec<u8> = (0..=255_u8).cycle().take(100_000).collect();
    let mut harness = shown(700.0, Stage::new(Lang::English, vec![binary(payload)]));
    click(&mut harness, "Hex");
    let field = harness.get_by_role_and_label(Role::TextInput, "Offset");
    field.focus();
    field.type_text("0x1234");
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    harness.get_by_label("1 B from 0x1234");
    harness.get_by_label("001230  30 31 32 33 34 35 36 37 38 39 3a 3b 3c 3d 3e 3f  0123456789:;<=>?");
    focus(&mut harness, "Payload in hex");
    for _ in 0..3 {
        harness.key_press_modifiers(Modifiers::SHIFT, Key::ArrowRight);
        harness.run_steps(2);
    }
    harness.get_by_label("4 B from 0x1234");
    assert_eq!(copied(&mut harness, Modifiers::COMMAND).as_deref(), Some("34 35 36 37"));
    assert_eq!(copied(&mut harness, Modifiers::COMMAND | Modifiers::SHIFT).as_deref(), Some("4567"));
    press(&mut harness, Key::End);
    harness.get_by_label_contains("018690  90 91");
    press(&mut harness, Key::Home);
    harness.get_by_label("1 B from 0x0");
    let field = harness.get_by_role_and_label(Role::TextInput, "Offset");
    field.focus();
    field.type_text("z");
    harness.run_steps(2);
    press(&mut harness, Key::Enter);
    harness.get_by_label("1 B from 0x0");
}

#[test]
fn details_list_every_field_and_copy_no_secret() {
    let request =
        Request::new("GET", "http://user:hunter2@h/", vec![("Authorization".to_owned(), "Bearer hunter2".to_owned())]);
    let failure = Failure { message: "no way".to_owned(), causes: vec!["because".to_owned()], ..Failure::default() };
    let mut harness = shown(400.0, Stage::new(Lang::English, vec![Body::from(request), Body::from(failure)]));
    for label in ["by the protocol", "Record", "request", "http://user:***@h/", "***"] {
        harness.get_by_label(label);
    }
    let copied = copied_by(&mut harness, "Copy").expect("a copy");
    assert!(copied.contains("kind: request") && !copied.contains("hunter2"), "{copied}");
    harness.state_mut().row = Some(1);
    harness.run_steps(2);
    harness.get_by_label("because");
    click(&mut harness, "Hex");
    harness.get_by_label("This row carries no payload");
}

#[test]
fn a_payload_is_saved_whole_and_a_failure_is_told() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("row.bin");
    let payload: Vec<u8> = (0..=255_u8).cycle().take(3_000_000).collect();
    let mut harness = shown(500.0, Stage::new(Lang::English, vec![binary(payload.clone()), text("x")]));
    for (target, words) in [(path.clone(), "Saved 2.9 MiB to"), (folder.path().join("none/row.bin"), "was not saved")] {
        harness.key_press_modifiers(Modifiers::COMMAND, Key::E);
        harness.run_steps(4);
        let field = harness.get_by_role_and_label(Role::TextInput, "File");
        assert!(field.accesskit_node().value().is_some_and(|value| value.ends_with("wirelight-row-1.bin")));
        field.focus();
        harness.run_steps(2);
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        harness.get_by_role_and_label(Role::TextInput, "File").type_text(&target.display().to_string());
        harness.run_steps(2);
        press(&mut harness, Key::Enter);
        let said = |notices: &Notices| notices.words().any(|said| said.contains(words));
        wait_for(&mut harness, words, |harness| said(&harness.state().notices));
    }
    assert_eq!(std::fs::read(&path).expect("the file"), payload);
}

#[test]
fn what_is_too_long_for_the_clipboard_is_not_copied_in_silence() {
    let mut harness = shown(500.0, Stage::new(Lang::English, vec![text(vec![b'x'; 17 << 20])]));
    click(&mut harness, "Copy");
    wait_for(&mut harness, "a notice", |harness| {
        harness.state().notices.words().any(|said| said.contains("Save it to a file instead"))
    });
}

#[test]
fn tabs_that_do_not_fit_are_in_a_menu() {
    for (lang, more, compare, how) in [
        (Lang::English, "More tabs", "Compare", "Set this row as the base"),
        (Lang::Chinese, "更多标签页", "比较", "先将这一行设为基准"),
    ] {
        let mut harness = shown(280.0, Stage::new(lang, vec![text("{}")]));
        assert!(harness.query_by_label(compare).is_none());
        click(&mut harness, more);
        click(&mut harness, compare);
        harness.get_by_label_contains(how);
        harness.get_by_role_and_label(Role::Tab, compare);
        let bounds = egui::Rect::from_min_size(egui::Pos2::ZERO, egui::vec2(280.0, 480.0));
        for node in harness.query_all_by_role(Role::Tab).chain(harness.query_all_by_role(Role::Button)) {
            assert!(bounds.contains_rect(node.rect()), "{:?} is outside", node.accesskit_node().label());
        }
    }
}
