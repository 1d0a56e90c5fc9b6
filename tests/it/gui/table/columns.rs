//! Columns are hidden, resized and remembered, and times are written as the user wants.

use egui::{Key, accesskit::Role, pos2};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    i18n::Lang,
    settings::{SettingsFile, TablePrefs, TimeMode},
    transcript::Transcript,
};

use crate::gui::stage::{Stage, click, push, sized_list};

/// A list that is high enough for its menus.
fn list<'a>(lang: Lang) -> Harness<'a, Stage> {
    let mut transcript = Transcript::default();
    push(&mut transcript, 10);
    sized_list(Stage::new(transcript, lang), 480.0)
}

fn prefs(harness: &Harness<'_, Stage>) -> TablePrefs {
    harness.state().settings.tables.get("plain").cloned().unwrap_or_default()
}

/// Where the edge of a column is.
fn edge(harness: &Harness<'_, Stage>, column: &str) -> Option<f32> {
    let name = format!("Width of {column}. Double click for the default.");
    harness.query_by_role_and_label(Role::Splitter, &name).map(|node| node.rect().center().x)
}

#[test]
fn a_column_is_hidden_and_shown_again_by_its_menu_in_both_languages() {
    for (lang, button) in [(Lang::English, "Columns"), (Lang::Chinese, "列")] {
        let mut harness = list(lang);
        harness.get_by_role_and_label(Role::Button, button).click();
        harness.run();
        for column in ["Kind", "Size"] {
            harness.get_by_role_and_label(Role::MenuItem, column).click();
            harness.run();
        }
        let TablePrefs { hidden, shown, .. } = prefs(&harness);
        assert!(hidden.contains("kind") && shown.contains("size"), "{hidden:?} {shown:?}");
        harness.get_by_role_and_label(Role::MenuItem, "Kind").click();
        harness.run();
        assert!(prefs(&harness).hidden.is_empty());
    }
}

#[test]
fn a_column_takes_the_width_it_is_dragged_to_and_its_default_by_a_double_click() {
    let mut harness = list(Lang::English);
    let at = edge(&harness, "Kind").expect("an edge");
    let kind_right = at;
    harness.drag_at(pos2(at, 12.0));
    harness.run();
    harness.hover_at(pos2(at + 40.0, 12.0));
    harness.run();
    harness.drop_at(pos2(at + 40.0, 12.0));
    harness.run();
    assert_eq!(prefs(&harness).widths.get("kind"), Some(&100.0));
    let at = edge(&harness, "Kind").expect("an edge");
    assert!((at - kind_right - 40.0).abs() < 1.0, "{kind_right} {at}");
    // By keyboard: the menu has a narrower and a wider for each column.
    harness.get_by_role_and_label(Role::Button, "Columns").click();
    harness.run();
    click(&mut harness, "Make Kind wider");
    assert_eq!(prefs(&harness).widths.get("kind"), Some(&112.0));
    click(&mut harness, "Default columns");
    assert_eq!(prefs(&harness), TablePrefs::default());
}

#[test]
fn the_last_column_stays() {
    let mut harness = list(Lang::English);
    harness.get_by_role_and_label(Role::Button, "Columns").click();
    harness.run();
    for column in ["Time", "Δ ms", "Direction", "Kind", "Preview"] {
        harness.get_by_role_and_label(Role::MenuItem, column).click();
        harness.run();
    }
    assert_eq!(prefs(&harness).hidden.len(), 4);
    assert!(edge(&harness, "Time").is_none(), "a hidden column has no edge");
}

#[test]
fn times_are_written_in_three_ways() {
    let mut harness = list(Lang::English);
    for (choice, mode) in
        [("Since start", TimeMode::SinceStart), ("Since mark", TimeMode::SinceMark), ("Time of day", TimeMode::Clock)]
    {
        // The menu of the heads, by the other mouse button.
        harness
            .get_by_role_and_label(Role::Row, "Columns: which are shown, how wide they are, how times are written")
            .click_secondary();
        harness.run();
        harness.get_by_role_and_label(Role::MenuItem, choice).click();
        harness.run();
        assert_eq!(prefs(&harness).time, mode);
        harness.key_press(Key::Escape);
        harness.run();
    }
}

#[test]
fn columns_come_back_after_a_restart() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("settings.toml");
    let mut harness = list(Lang::English);
    harness.get_by_role_and_label(Role::Button, "Columns").click();
    harness.run();
    for label in ["Kind", "Since start"] {
        harness.get_by_role_and_label(Role::MenuItem, label).click();
        harness.run();
    }
    click(&mut harness, "Make Time wider");
    let (mut file, ..) = SettingsFile::open(path.clone());
    file.save_later(&harness.state().settings);
    file.flush();
    let text = std::fs::read_to_string(&path).expect("settings");
    // Another program's table and column do no harm.
    let text = format!("{text}\n[tables.gopher]\ntime = \"since_start\"\nhidden = [\"menu\"]\n");
    std::fs::write(&path, text).expect("written");
    let (_, settings, notice) = SettingsFile::open(path);
    assert_eq!(notice, None);
    assert_eq!(settings.tables.get("plain"), harness.state().settings.tables.get("plain"));
    assert_eq!(settings.tables["plain"].widths.get("time"), Some(&102.0));
    assert!(settings.tables["gopher"].hidden.contains("menu"));
}
