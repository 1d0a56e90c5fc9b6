//! *Go to row or time*, with and without a filter.

use egui::{Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    transcript::{Query, Transcript},
};

use crate::gui::stage::{Stage, click, key, list, push, shown, shown_list};

/// Types a place into the window that Ctrl+G opens.
pub(crate) fn go(harness: &mut Harness<'_, Stage>, place: &str) {
    key(harness, Modifiers::COMMAND, Key::G);
    let name = harness.state().i18n.text("table-go-to").into_owned();
    harness.get_by_role_and_label(egui::accesskit::Role::TextInput, &name).type_text(place);
    harness.run();
    key(harness, Modifiers::NONE, Key::Enter);
}

#[test]
fn what_is_no_place_is_refused_and_what_is_understood_is_said() {
    for (lang, refusal, button) in [(Lang::English, "This is no row", "Go"), (Lang::Chinese, "这既不是行号", "转到")]
    {
        let mut transcript = Transcript::default();
        push(&mut transcript, 100);
        let mut harness = shown_list(Stage::new(transcript, lang));
        go(&mut harness, "soon");
        assert!(harness.query_by_label_contains(refusal).is_some());
        assert_eq!(harness.state().table.selected, None);
        let name = harness.state().i18n.text("table-go-to").into_owned();
        let field = harness.get_by_role_and_label(egui::accesskit::Role::TextInput, &name);
        field.focus();
        harness.run();
        key(&mut harness, Modifiers::COMMAND, Key::A);
        harness.get_by_role_and_label(egui::accesskit::Role::TextInput, &name).type_text("50");
        harness.run();
        click(&mut harness, button);
        assert_eq!(harness.state().table.selected, Some(49));
        assert!(shown(&harness).contains(&49));
        assert!(harness.query_by_label(&name).is_none(), "it closes");
    }
}

#[test]
fn a_row_that_the_filter_hides_is_told_and_the_nearest_is_shown() {
    let mut harness = list(1_000, 512 << 20);
    let query = Query::text("message 99");
    harness.state_mut().table.filter.set_query(query);
    harness.run();
    go(&mut harness, "500");
    assert_eq!(harness.state().table.selected, Some(99));
    assert_eq!(harness.state().notices(), ["The filter hides row 500; the nearest that is shown is row 100"]);
    go(&mut harness, "5000");
    assert_eq!(harness.state().table.selected, Some(999));
    assert!(harness.state().notices()[1].starts_with("There is no row 5 000 yet"));
    go(&mut harness, "+0.5s");
    assert_eq!(harness.state().table.selected, Some(990));
}

#[test]
fn a_row_that_the_limit_removed_is_told() {
    let mut harness = list(200_000, 4 << 20);
    let first = harness.state().transcript.first_row();
    assert!(first > 0);
    go(&mut harness, "1");
    assert_eq!(harness.state().table.selected, Some(first));
    assert!(harness.state().notices()[0].starts_with("The limit has removed row 1;"));
}
