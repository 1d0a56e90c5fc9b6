//! The table of actions: who gets a key, the palette, the list of shortcuts, *About*.

use egui::{Event, Key, Modifiers};
use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    app::Wirelight,
    i18n::{I18n, Lang},
    protocols,
    ui::{
        shortcut::{self, Action},
        theme,
    },
};

use super::window::{open, press};

/// Modifiers as a keyboard sends them: where Ctrl is the command key, it is both.
fn held(modifiers: Modifiers) -> Modifiers {
    Modifiers { ctrl: modifiers.ctrl || modifiers.command && !cfg!(target_os = "macos"), ..modifiers }
}

fn press_as_typed<S>(harness: &mut Harness<'_, S>, action: Action) {
    let keys = action.keys.expect("an action with keys");
    harness.event(Event::Key {
        key: keys.logical_key,
        physical_key: None,
        pressed: true,
        repeat: false,
        modifiers: held(keys.modifiers),
    });
    harness.run_steps(2);
}

/// A field, drawn before or after who asks for the actions.
struct Typed {
    text: String,
    multiline: bool,
    field_first: bool,
    fired: Vec<Action>,
}

impl Typed {
    fn ui(&mut self, ui: &mut egui::Ui) {
        if self.field_first {
            self.field_ui(ui);
        }
        self.fired.extend(shortcut::all().filter(|&action| shortcut::pressed(ui, action)));
        if !self.field_first {
            self.field_ui(ui);
        }
    }

    fn field_ui(&mut self, ui: &mut egui::Ui) {
        let edit = if self.multiline {
            egui::TextEdit::multiline(&mut self.text)
        } else {
            egui::TextEdit::singleline(&mut self.text)
        };
        ui.add(edit.id(egui::Id::unique("typed"))).accessible_name("typed");
    }
}

#[test]
fn with_a_field_focused_a_key_is_the_fields_or_the_actions_and_never_both() {
    let mut fired = 0;
    for action in shortcut::all().filter(|action| action.keys.is_some()) {
        for (multiline, field_first) in [(false, false), (false, true), (true, false), (true, true)] {
            let typed = Typed { text: "one two three".to_owned(), multiline, field_first, fired: Vec::new() };
            let builder = Harness::builder().with_context_setup(theme::install);
            let mut harness = builder.build_ui_state(|ui, typed: &mut Typed| typed.ui(ui), typed);
            harness.ctx.memory_mut(|memory| memory.request_focus(egui::Id::unique("typed")));
            harness.run_steps(3);
            press_as_typed(&mut harness, action);
            let Typed { text, fired: done, .. } = harness.state();
            let changed = text != "one two three";
            assert!(!changed || done.is_empty(), "{} edits the field and does {done:?}", action.words);
            assert!(done.iter().all(|one| *one == action), "{} does {done:?}", action.words);
            fired += done.len();
        }
    }
    assert!(fired > 80, "only {fired} actions were done at all");
}

#[test]
fn keys_that_delete_text_leave_tab_and_rows_alone_while_a_field_has_the_focus() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    let tabs = harness.state().open_tabs();
    for key in [Key::W, Key::K, Key::H, Key::U] {
        harness.get_by_label("URL").focus();
        harness.run_steps(2);
        let modifiers = held(Modifiers::COMMAND);
        harness.event(Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers });
        harness.run_steps(2);
        assert_eq!(harness.state().open_tabs(), tabs, "{key:?}");
    }
}

#[test]
fn without_a_field_every_key_of_the_window_does_its_action() {
    let typed = Typed { text: String::new(), multiline: false, field_first: true, fired: Vec::new() };
    let builder = Harness::builder().with_context_setup(theme::install);
    let mut harness = builder.build_ui_state(|ui, typed: &mut Typed| typed.ui(ui), typed);
    harness.run_steps(2);
    for action in shortcut::all().filter(|action| action.keys.is_some()) {
        if action.taken_by == shortcut::TakenBy::Window {
            press_as_typed(&mut harness, action);
            assert_eq!(std::mem::take(&mut harness.state_mut().fired), [action]);
        }
    }
}

fn open_palette(harness: &mut Harness<'_, Wirelight>) {
    press_as_typed(harness, shortcut::PALETTE);
    harness.run_steps(2);
}

fn type_text(harness: &mut Harness<'_, Wirelight>, text: &str) {
    harness.event(Event::Text(text.to_owned()));
    harness.run_steps(2);
}

fn enter(harness: &mut Harness<'_, Wirelight>) {
    harness.key_press(Key::Enter);
    harness.run_steps(4);
}

#[test]
fn the_palette_finds_an_action_and_does_it_in_both_languages() {
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let mut harness = open(folder.path(), Some(lang), 1280.0);
        let i18n = I18n::new(lang);
        let before = harness.state().open_tabs().len();
        open_palette(&mut harness);
        let words = i18n.text(shortcut::CLOSE_TAB.words).into_owned();
        type_text(&mut harness, &words);
        enter(&mut harness);
        assert_eq!(harness.state().open_tabs().len(), before - 1);
        assert!(harness.query_by_label(&words).is_none(), "the palette has closed");

        open_palette(&mut harness);
        type_text(&mut harness, "about");
        enter(&mut harness);
        harness.get_by_label(&i18n.text("about-title"));
        harness.get_by_label(&folder.path().join("settings.toml").display().to_string());
    }
}

#[test]
fn what_cannot_be_done_now_is_listed_with_its_reason_and_stays_undone() {
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let mut harness = open(folder.path(), Some(lang), 1280.0);
        let i18n = I18n::new(lang);
        open_palette(&mut harness);
        let words = i18n.text(shortcut::CLEAR.words);
        type_text(&mut harness, &words);
        harness.get_by_label(&format!("{words} · {}", i18n.text("action-needs-rows")));
        enter(&mut harness);
        harness.get_by_label(&format!("{words} · {}", i18n.text("action-needs-rows")));
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        assert!(harness.query_by_label(&format!("{words} · {}", i18n.text("action-needs-rows"))).is_none());
    }
}

#[test]
fn enter_means_what_was_typed_in_the_same_frame() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    open_palette(&mut harness);
    let (key, modifiers) = (Key::Enter, Modifiers::NONE);
    let enter = Event::Key { key, physical_key: None, pressed: true, repeat: false, modifiers };
    harness.input_mut().events.extend([Event::Text("about wire".to_owned()), enter]);
    harness.run_steps(4);
    harness.get_by_label(&I18n::new(Lang::English).text("about-title"));
}

#[test]
fn arrows_choose_and_a_click_does() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    let i18n = I18n::new(Lang::English);
    open_palette(&mut harness);
    let name = i18n.text(protocols::ALL[0].name_key).into_owned();
    let words = i18n.text_with("action-open-protocol", &[("name", name.into())]).into_owned();
    type_text(&mut harness, &words);
    harness.key_press(Key::ArrowDown);
    harness.key_press(Key::ArrowUp);
    harness.run_steps(2);
    harness.get_by_label(&words).click();
    harness.run_steps(3);
    assert_eq!(harness.state().open_tabs().last(), Some(&protocols::ALL[0].id));
}

#[test]
fn f1_lists_every_action_that_has_keys() {
    for lang in Lang::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        let mut harness = open(folder.path(), Some(lang), 1280.0);
        let i18n = I18n::new(lang);
        press_as_typed(&mut harness, shortcut::SHORTCUTS);
        harness.run_steps(3);
        for action in shortcut::ALL.iter().filter(|action| action.keys.is_some()) {
            let keys = action.keys_text(&harness.ctx);
            harness.get_by_label(&format!("{}: {keys}", i18n.text(action.words)));
        }
        harness.get_by_label(&i18n.text("settings-done")).click();
        harness.run_steps(3);
        assert!(harness.query_by_label(&i18n.text("shortcuts-title")).is_none());
    }
}

#[test]
fn an_action_below_a_dialog_waits_until_it_is_gone() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = open(folder.path(), Some(Lang::English), 1280.0);
    let before = harness.state().open_tabs();
    press_as_typed(&mut harness, shortcut::SHORTCUTS);
    press(&mut harness, Key::T);
    assert_eq!(harness.state().open_tabs(), before, "a key below a dialog is not for the window");
}
