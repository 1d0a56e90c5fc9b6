//! The tabs: their names, order and room; what is closed comes back.

use std::{path::Path, time::Duration};

use egui::{
    Key, Modifiers, Rect,
    accesskit::{Role, Toggled},
};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::{
    app::Wirelight,
    i18n::{I18n, Lang},
    lab::{Lab, LabOptions},
    settings::{SavedTab, Settings, SettingsFile},
    ui::shortcut,
};

use super::window::{open, press};

fn tab_of(url: &str, name: Option<&str>) -> SavedTab {
    let fields = toml::Table::from_iter([("url".to_owned(), toml::Value::from(url))]);
    SavedTab { protocol: "sse".to_owned(), name: name.map(str::to_owned), fields }
}

fn with_tabs<'a>(folder: &Path, tabs: Vec<SavedTab>, width: f32) -> Harness<'a, Wirelight> {
    let settings = Settings { tabs, ..Settings::default() };
    std::fs::write(folder.join("settings.toml"), toml::to_string(&settings).expect("TOML")).expect("written");
    open(folder, Some(Lang::English), width)
}

/// Names and states of the tabs that are shown, and where they are.
fn shown(harness: &Harness<'_, Wirelight>) -> Vec<(String, Rect)> {
    harness
        .query_all_by_role(Role::Tab)
        .filter_map(|node| Some((node.accesskit_node().label()?, node.rect())))
        .filter(|(label, _)| label.ends_with(" CLOSED"))
        .map(|(label, rect)| (label.trim_end_matches(" CLOSED").to_owned(), rect))
        .collect()
}

fn names(harness: &Harness<'_, Wirelight>) -> Vec<String> {
    shown(harness).into_iter().map(|(name, _)| name).collect()
}

fn three<'a>(folder: &Path) -> Harness<'a, Wirelight> {
    let tabs = ["http://one.example/a?key=1", "http://me:word@two.example/b", "http://one.example/a"];
    with_tabs(folder, tabs.map(|url| tab_of(url, None)).to_vec(), 1280.0)
}

fn double_click(harness: &mut Harness<'_, Wirelight>, tab: &str) {
    let pos = harness.get_by_label(&format!("{tab} CLOSED")).rect().center();
    let events = &mut harness.input_mut().events;
    events.push(egui::Event::PointerMoved(pos));
    // In one frame: between two of them more time passes here than between two clicks.
    for pressed in [true, false, true, false] {
        let (button, modifiers) = (egui::PointerButton::Primary, Modifiers::NONE);
        events.push(egui::Event::PointerButton { pos, button, pressed, modifiers });
    }
    harness.run_steps(3);
}

fn write(harness: &mut Harness<'_, Wirelight>, text: &str, end: Key) {
    harness.event(egui::Event::Text(text.to_owned()));
    harness.run_steps(2);
    harness.key_press(end);
    harness.run_steps(3);
}

fn choose(harness: &mut Harness<'_, Wirelight>, tab: &str, item: &str) {
    harness.get_by_label(&format!("{tab} CLOSED")).click_secondary();
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::MenuItem, item).click();
    harness.run_steps(3);
}

#[test]
fn a_tab_is_named_by_host_and_path_or_by_the_user() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = three(folder.path());
    assert_eq!(names(&harness), ["one.example/a", "two.example/b", "one.example/a 2"]);
    double_click(&mut harness, "two.example/b");
    write(&mut harness, "Deploy watch", Key::Enter);
    assert_eq!(names(&harness), ["one.example/a", "Deploy watch", "one.example/a 2"]);
    double_click(&mut harness, "Deploy watch");
    write(&mut harness, "something else", Key::Escape);
    assert_eq!(names(&harness)[1], "Deploy watch");
    drop(harness);

    let mut harness = open(folder.path(), Some(Lang::Chinese), 1280.0);
    assert_eq!(names(&harness)[1], "Deploy watch");
    double_click(&mut harness, "Deploy watch");
    harness.key_press(Key::Backspace);
    harness.run_steps(2);
    harness.key_press(Key::Enter);
    harness.run_steps(3);
    assert_eq!(names(&harness)[1], "two.example/b", "without a name it is called by its URL");
}

#[test]
fn the_settings_of_an_older_program_have_no_names_and_are_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let older = "version = 1\n[[tabs]]\nprotocol = \"sse\"\n[tabs.fields]\nurl = \"http://h/events\"\n";
    std::fs::write(folder.path().join("settings.toml"), older).expect("written");
    let harness = open(folder.path(), Some(Lang::English), 1280.0);
    assert!(harness.state().notices().is_empty());
    assert_eq!(names(&harness), ["h/events"]);
    drop(harness);
    let (_, settings, notice) = SettingsFile::open(folder.path().join("settings.toml"));
    assert_eq!((settings.tabs[0].name.as_deref(), notice), (None, None));
}

#[test]
fn tabs_fit_at_every_number_and_width_and_those_that_do_not_are_in_the_menu() {
    for lang in Lang::ALL {
        for width in [900.0, 1280.0, 1920.0] {
            for count in [1, 8, 30] {
                let folder = tempfile::tempdir().expect("a folder");
                let tabs = (0..count).map(|number| tab_of(&format!("http://host.example/events/{number}"), None));
                drop(with_tabs(folder.path(), tabs.collect(), width));
                let mut harness = open(folder.path(), Some(lang), width);
                for active in [0, count - 1] {
                    press(&mut harness, if active == 0 { Key::Num1 } else { Key::Num2 });
                    if active > 0 {
                        harness.key_press_modifiers(Modifiers::CTRL, Key::PageUp);
                        harness.key_press_modifiers(Modifiers::CTRL, Key::PageUp);
                        harness.run_steps(3);
                    }
                    check_room(&mut harness, lang, count);
                }
            }
        }
    }
}

fn check_room(harness: &mut Harness<'_, Wirelight>, lang: Lang, count: usize) {
    let i18n = I18n::new(lang);
    let shown = shown(harness);
    let lab = harness.get_by_label(&i18n.text("lab-panel-open")).rect();
    let plus = harness.get_by_label(&i18n.text("tab-new")).rect();
    for pair in shown.windows(2) {
        assert!(pair[0].1.right() <= pair[1].1.left(), "{count} tabs: {pair:?}");
    }
    let last = shown.last().expect("a tab").1;
    assert!(last.right() <= plus.left() && plus.right() <= lab.left(), "{count} tabs: {last} {plus} {lab}");
    let active =
        harness.query_all_by_role(Role::Tab).find(|node| node.accesskit_node().toggled() == Some(Toggled::True));
    let active = active.expect("one in front").accesskit_node().label().expect("a name");
    let name = active.trim_end_matches(" CLOSED");
    let cross = i18n.text_with("tab-close", &[("name", name.into())]);
    assert!(harness.query_by_label(&cross).is_some(), "{count} tabs: {active} has no cross");
    let hidden = count - shown.len();
    let words = i18n.text_with("tabs-hidden", &[("count", hidden.into()), ("running", 0.into())]).into_owned();
    assert_eq!(harness.query_by_label(&words).is_some(), hidden > 0, "{count} tabs, {hidden} hidden");
    if hidden > 0 {
        harness.get_by_label(&words).click();
        harness.run_steps(3);
        let items = harness.query_all_by_role(Role::MenuItem).count();
        assert_eq!(items, hidden);
        harness.key_press(Key::Escape);
        harness.run_steps(3);
    }
}

#[test]
fn the_menu_of_a_tab_duplicates_and_closes() {
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        drop(three(folder.path()));
        let mut harness = open(folder.path(), Some(lang), 1280.0);
        let i18n = I18n::new(lang);
        choose(&mut harness, "two.example/b", &i18n.text("tab-copy"));
        assert_eq!(names(&harness), ["one.example/a", "two.example/b", "two.example/b 2", "one.example/a 2"]);
        choose(&mut harness, "two.example/b", &i18n.text("tab-close-right"));
        assert_eq!(names(&harness), ["one.example/a", "two.example/b"]);
        choose(&mut harness, "two.example/b", &i18n.text("tab-close-others"));
        assert_eq!(names(&harness), ["two.example/b"]);
        for _ in 0..3 {
            harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
            harness.run_steps(3);
        }
        assert_eq!(names(&harness).len(), 4);
        choose(&mut harness, "two.example/b", &i18n.text("tab-rename"));
        write(&mut harness, "B", Key::Enter);
        assert!(names(&harness).contains(&"B".to_owned()));
    }
}

#[test]
fn tabs_are_put_in_order_by_dragging_and_by_keys() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = three(folder.path());
    let places: Vec<_> = shown(&harness).into_iter().map(|(_, rect)| rect.center()).collect();
    harness.drag_at(places[0]);
    harness.run_steps(2);
    for step in 1_u8..=20 {
        harness.hover_at(places[0].lerp(places[2] + egui::vec2(30.0, 0.0), f32::from(step) / 20.0));
        harness.run_steps(1);
    }
    harness.drop_at(places[2]);
    harness.run_steps(2);
    assert_eq!(names(&harness), ["two.example/b", "one.example/a", "one.example/a 2"]);
    assert_eq!(harness.state().active_tab(), 2, "the dragged one is in front");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::PageUp);
    harness.run_steps(3);
    assert_eq!(harness.state().active_tab(), 1);
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::PageDown);
    harness.run_steps(3);
    assert_eq!(harness.state().active_tab(), 2);
}

#[test]
fn a_closed_tab_comes_back_with_its_rows_where_it_stood() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let lab = runtime.block_on(Lab::start(LabOptions { listen, ..LabOptions::default() })).expect("a lab");
    let folder = tempfile::tempdir().expect("a folder");
    let tabs = vec![tab_of(&lab.http("/sse/clock"), Some("Clock")), tab_of("http://h/other", None)];
    let mut harness = with_tabs(folder.path(), tabs, 1280.0);
    press(&mut harness, Key::Enter);
    let started = std::time::Instant::now();
    while harness.query_by_label_contains("Clock OPEN").is_none() || harness.state().held_bytes() == 0 {
        assert!(started.elapsed() < Duration::from_secs(30), "it does not open");
        harness.step();
    }
    press(&mut harness, Key::W);
    let i18n = I18n::new(Lang::English);
    harness.get_by_label(&i18n.text("closing-close")).click();
    harness.run_steps(3);
    assert_eq!(names(&harness), ["h/other"]);
    assert!(harness.state().held_bytes() > 0, "its rows count");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
    harness.run_steps(3);
    assert_eq!(harness.state().open_tabs().len(), 2);
    assert_eq!(harness.state().active_tab(), 0);
    while harness.query_by_label_contains("Clock CLOSED").is_none() {
        assert!(started.elapsed() < Duration::from_secs(30), "it does not end");
        harness.step();
    }
    assert!(!shortcut::is_offered(&harness.ctx, shortcut::REOPEN_TAB), "there is no other");
    runtime.block_on(lab.stop());
}

#[test]
fn ten_closed_tabs_are_kept() {
    let folder = tempfile::tempdir().expect("a folder");
    let tabs = (0..14).map(|number| tab_of(&format!("http://h/{number}"), None)).collect();
    let mut harness = with_tabs(folder.path(), tabs, 1920.0);
    for _ in 0..14 {
        press(&mut harness, Key::W);
    }
    assert!(harness.state().open_tabs().is_empty());
    for _ in 0..14 {
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::T);
        harness.run_steps(2);
    }
    assert_eq!(harness.state().open_tabs().len(), 10);
}
