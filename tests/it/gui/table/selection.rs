//! Several rows at once, by mouse and by keyboard.

use egui::{Key, Modifiers};
use egui_kittest::kittest::Queryable as _;
use wirelight::transcript::Query;

use crate::gui::stage::{chosen, click, key, list, shown};

#[test]
fn clicks_with_keys_choose_several_rows() {
    let mut harness = list(100, 512 << 20);
    let click_with = |harness: &mut egui_kittest::Harness<'_, _>, label: &str, modifiers: Modifiers| {
        harness.get_by_label(label).click_modifiers(modifiers);
        harness.run();
    };
    click(&mut harness, "row 92");
    click_with(&mut harness, "row 95", Modifiers::SHIFT);
    assert_eq!(chosen(&harness), [92, 93, 94, 95]);
    click_with(&mut harness, "row 93", Modifiers::COMMAND);
    click_with(&mut harness, "row 98", Modifiers::COMMAND);
    assert_eq!(chosen(&harness), [92, 94, 95, 98]);
    assert_eq!((harness.state().table.selected, harness.state().table.selection.len()), (Some(98), 4));
    click(&mut harness, "row 91");
    click_with(&mut harness, "row 97", Modifiers::COMMAND);
    assert_eq!(harness.state().table.selection.pair(), Some((91, 97)));
}

#[test]
fn shift_and_the_arrows_and_pages_extend_the_choice() {
    let mut harness = list(100, 512 << 20);
    click(&mut harness, "row 95");
    for (key_, chosen) in [
        (Key::ArrowUp, (94, 95)),
        (Key::ArrowUp, (93, 95)),
        (Key::ArrowDown, (94, 95)),
        (Key::PageUp, (86, 95)),
        (Key::Home, (0, 95)),
        (Key::End, (95, 99)),
    ] {
        key(&mut harness, Modifiers::SHIFT, key_);
        assert_eq!(harness.state().table.selection.ranges(), [chosen], "{key_:?}");
    }
    key(&mut harness, Modifiers::NONE, Key::ArrowUp);
    assert_eq!(harness.state().table.selection.ranges(), [(98, 98)]);
    key(&mut harness, Modifiers::NONE, Key::Escape);
    assert!(harness.state().table.selection.is_empty());
    assert_eq!(harness.state().table.selected, None);
}

#[test]
fn everything_means_what_the_filter_shows() {
    let mut harness = list(1_000, 512 << 20);
    let query = Query::text("message 99");
    harness.state_mut().table.filter.set_query(query);
    harness.run();
    click(&mut harness, "row 995");
    key(&mut harness, Modifiers::COMMAND, Key::A);
    assert_eq!(harness.state().table.selection.len(), 11);
    // What was hidden does not become chosen when it comes back.
    harness.state_mut().table.filter.set_query(Query::default());
    harness.run();
    assert_eq!(harness.state().table.selection.ranges(), [(995, 995)]);
    assert!(shown(&harness).len() > 5);
}
