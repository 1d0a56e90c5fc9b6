//! Commands in the address field, and fields that are copied as commands: by label, in both languages.

use egui::{Event, Key, Modifiers, OutputCommand, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::{
    app::Wirelight,
    i18n::{I18n, Lang},
    protocols,
    ui::shortcut::TAB_KEYS,
};

use super::window::{open, press};

/// A window at 1280 with a tab of a protocol in front.
struct Desk<'a> {
    harness: Harness<'a, Wirelight>,
    i18n: I18n,
    _folder: tempfile::TempDir,
}

impl Desk<'_> {
    fn new(lang: Lang, protocol: &str) -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let mut harness = open(folder.path(), Some(lang), 1280.0);
        let number = protocols::ALL.iter().position(|descriptor| descriptor.id == protocol).expect("a protocol");
        press(&mut harness, TAB_KEYS[number]);
        Self { harness, i18n: I18n::new(lang), _folder: folder }
    }

    fn text(&self, key: &'static str) -> String {
        self.i18n.text(key).into_owned()
    }

    fn value(&self, name: &str) -> String {
        let field = self.harness.get_by_role_and_label(Role::TextInput, name);
        field.accesskit_node().value().unwrap_or_default()
    }

    fn url(&self) -> String {
        self.value(&self.text("address-name"))
    }

    fn focus(&mut self, name: &str) {
        self.harness.get_by_role_and_label(Role::TextInput, name).focus();
        self.harness.run_steps(2);
    }

    /// Pastes into the address field.
    fn paste(&mut self, text: &str) {
        self.focus(&self.text("address-name"));
        self.harness.event(Event::Paste(text.to_owned()));
        self.harness.run_steps(4);
    }

    fn click(&mut self, role: Role, name: &str) {
        self.harness.get_by_role_and_label(role, name).click();
        self.harness.run_steps(3);
    }

    fn is_shown(&self, words: &str) -> bool {
        self.harness.query_by_label(words).is_some()
    }

    /// Copies the fields, and returns what is in the clipboard then.
    fn copy_as(&mut self, target: &'static str, with_secrets: bool) -> String {
        self.click(Role::Button, &self.text("copy-as"));
        if with_secrets {
            self.click(Role::CheckBox, &self.text("copy-as-secrets"));
        }
        self.harness.get_by_role_and_label(Role::MenuItem, &self.text(target)).click();
        for _ in 0..6 {
            self.harness.step();
            let copied = self.harness.output().platform_output.commands.iter().find_map(|command| match command {
                OutputCommand::CopyText(text) => Some(text.clone()),
                _ => None,
            });
            if let Some(text) = copied {
                self.harness.run_steps(2);
                return text;
            }
        }
        panic!("nothing was copied")
    }

    fn notices(&self) -> String {
        self.harness.state().notices().join("\n")
    }
}

const SOCKET: &str = "websocat -H 'Authorization: Bearer hush' --protocol chat ws://h.example/room";

#[test]
fn a_command_of_this_protocol_fills_the_fields_of_the_tab() {
    for lang in Lang::ALL {
        let mut desk = Desk::new(lang, "websocket");
        let count = desk.harness.state().open_tabs().len();
        desk.paste(SOCKET);
        assert_eq!(desk.url(), "ws://h.example/room");
        assert_eq!(desk.harness.state().open_tabs().len(), count);
        assert!(desk.notices().contains(&desk.text("command-filled")), "{}", desk.notices());
        assert!(!desk.is_shown(&desk.text("left-out-dismiss")), "all of it has a field");
        let title = desk.text("headers-title");
        desk.harness
            .get_by(|node| {
                node.role() == Role::DisclosureTriangle && node.label().is_some_and(|label| label.starts_with(&title))
            })
            .click();
        desk.harness.run_steps(4);
        assert_eq!(desk.value(&desk.text("headers-name")), "Authorization");
    }
}

#[test]
fn a_command_over_several_lines_is_read_as_its_shell_reads_it() {
    for command in [
        "curl 'http://h/poll' \\\n  -H 'X-Room: a b' \\\n  --data-raw 'x'\n",
        "curl ^\"http://h/poll^\" ^\r\n  -H ^\"X-Room: a b^\" ^\r\n  --data-raw ^\"x^\"\r\n",
    ] {
        let mut desk = Desk::new(Lang::English, "longPoll");
        desk.paste(command);
        assert_eq!(desk.url(), "http://h/poll");
        assert!(!desk.is_shown(&desk.text("left-out-dismiss")), "{command}");
        let copied = desk.copy_as("copy-as-curl", false);
        assert_eq!(
            copied,
            "curl \\\n  http://h/poll \\\n  --data-raw x \\\n  -H 'X-Room: a b' \\\n  \
                      -H 'Content-Type: application/x-www-form-urlencoded'"
        );
    }
}

#[test]
fn a_command_of_another_protocol_opens_a_tab_and_the_address_stays() {
    let mut desk = Desk::new(Lang::English, "sse");
    let (before, count) = (desk.url(), desk.harness.state().open_tabs().len());
    desk.paste(SOCKET);
    assert_eq!(desk.harness.state().open_tabs().len(), count + 1);
    assert_eq!(desk.harness.state().open_tabs().last(), Some(&"websocket"));
    assert_eq!(desk.url(), "ws://h.example/room");
    let source = protocols::ALL.iter().position(|descriptor| descriptor.id == "sse").expect("a source");
    press(&mut desk.harness, TAB_KEYS[source]);
    assert_eq!(desk.url(), before);
}

#[test]
fn a_command_that_is_typed_becomes_fields_by_enter() {
    let mut desk = Desk::new(Lang::English, "sse");
    let before = desk.url();
    let name = desk.text("address-name");
    for command in ["wscat -c ws://h/typed", "curl -N http://h/typed"] {
        desk.focus(&name);
        desk.harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        desk.harness.get_by_role_and_label(Role::TextInput, &name).type_text(command);
        desk.harness.run_steps(2);
        assert!(desk.is_shown(&desk.text("command-enter")), "{command}");
        desk.harness.key_press(Key::Enter);
        desk.harness.run_steps(4);
        assert!(desk.url().ends_with("://h/typed"), "{}", desk.url());
        let source = protocols::ALL.iter().position(|descriptor| descriptor.id == "sse").expect("a source");
        press(&mut desk.harness, TAB_KEYS[source]);
        let expected = if command.starts_with("wscat") { before.as_str() } else { "http://h/typed" };
        assert_eq!(desk.url(), expected);
    }
}

#[test]
fn what_did_not_become_a_field_is_listed_until_it_is_dismissed() {
    for lang in Lang::ALL {
        let mut desk = Desk::new(lang, "longPoll");
        desk.paste("curl -v --http3 -m 5 -H @lines http://h/ | jq .");
        let title = desk.i18n.text_with("left-out-title", &[("count", 5_u64.into())]).into_owned();
        assert!(desk.is_shown(&title));
        for words in ["-v", "--http3", "-H @lines", "| jq .", "--max-time"] {
            assert!(desk.is_shown(words), "{words}");
        }
        for key in ["left-out-output", "left-out-no-field", "left-out-file", "left-out-shell"] {
            assert!(desk.harness.query_all_by_label(&desk.text(key)).next().is_some(), "{key}");
        }
        // It outlives a look at another tab.
        press(&mut desk.harness, TAB_KEYS[0]);
        assert!(!desk.is_shown(&title));
        let poll = protocols::ALL.iter().position(|descriptor| descriptor.id == "longPoll").expect("a poll");
        press(&mut desk.harness, TAB_KEYS[poll]);
        assert!(desk.is_shown(&title));
        desk.click(Role::Button, &desk.text("left-out-dismiss"));
        assert!(!desk.is_shown(&title));
    }
}

#[test]
fn a_command_that_cannot_be_read_stays_and_says_why() {
    for lang in Lang::ALL {
        let mut desk = Desk::new(lang, "sse");
        let count = desk.harness.state().open_tabs().len();
        for (command, key) in [("curl -k --compressed", "command-no-address"), ("websocat -s 1234", "command-server")] {
            desk.paste(command);
            assert_eq!(desk.url(), command);
            assert!(desk.is_shown(&desk.text(key)), "{command}");
            desk.harness.key_press(Key::Enter);
            desk.harness.run_steps(4);
            assert_eq!(desk.url(), command, "Enter changes nothing");
        }
        desk.paste("curl 'http://h/");
        let words = desk.i18n.text_with("command-unclosed", &[("at", 6_u64.into())]).into_owned();
        assert!(desk.is_shown(&words));
        assert_eq!(desk.harness.state().open_tabs().len(), count);
    }
}

#[test]
fn fields_are_copied_with_their_secrets_only_where_that_is_ticked() {
    for lang in Lang::ALL {
        let mut desk = Desk::new(lang, "websocket");
        desk.paste(SOCKET);
        for (target, begin) in [
            ("copy-as-curl", "curl"),
            ("copy-as-websocat", "websocat"),
            ("copy-as-wirelight", "wirelight ws"),
            ("copy-as-javascript", "// "),
        ] {
            let masked = desk.copy_as(target, false);
            assert!(masked.starts_with(begin) && masked.contains("***") && !masked.contains("hush"), "{masked}");
            assert!(desk.notices().contains(&desk.text("copy-as-masked")), "{}", desk.notices());
            let whole = desk.copy_as(target, true);
            assert!(whole.contains("Bearer hush") && !whole.contains("***"), "{whole}");
        }
        // The box is empty again each time.
        assert!(!desk.copy_as("copy-as-curl", false).contains("hush"));
    }
}

#[test]
fn of_two_consoles_the_one_with_the_keyboard_is_filled() {
    let mut desk = Desk::new(Lang::English, "websocket");
    desk.harness.key_press_modifiers(Modifiers::COMMAND.plus(Modifiers::SHIFT), Key::D);
    desk.harness.run_steps(4);
    let name = desk.text("address-name");
    let urls = |desk: &Desk<'_>| -> Vec<_> {
        let fields = desk.harness.query_all_by_role_and_label(Role::TextInput, &name);
        fields.map(|field| (field.accesskit_node().value().unwrap_or_default(), field.rect().left())).collect()
    };
    let before = urls(&desk);
    assert_eq!(before.len(), 2);
    for (number, url) in [(1, "ws://h/second"), (0, "ws://h/first")] {
        let field = desk.harness.query_all_by_role_and_label(Role::TextInput, &name).nth(number);
        field.expect("a console").focus();
        desk.harness.run_steps(3);
        desk.harness.event(Event::Paste(format!("wscat -c {url}")));
        desk.harness.run_steps(4);
        let now = urls(&desk);
        assert_eq!(now[number].0, url);
        assert_ne!(now[1 - number].0, url);
    }
}

#[test]
fn an_address_that_a_broken_command_took_the_place_of_comes_back() {
    let mut desk = Desk::new(Lang::English, "sse");
    let (before, name) = (desk.url(), desk.text("address-name"));
    desk.paste("wscat -c 'ws://h/whole");
    assert_eq!(desk.url(), "wscat -c 'ws://h/whole");
    // The cursor stands behind it.
    desk.harness.get_by_role_and_label(Role::TextInput, &name).type_text("'");
    desk.harness.run_steps(2);
    desk.harness.key_press(Key::Enter);
    desk.harness.run_steps(4);
    assert_eq!(desk.url(), "ws://h/whole");
    let source = protocols::ALL.iter().position(|descriptor| descriptor.id == "sse").expect("a source");
    press(&mut desk.harness, TAB_KEYS[source]);
    assert_eq!(desk.url(), before);
}

#[test]
fn a_copy_says_what_it_cannot_say() {
    let mut desk = Desk::new(Lang::English, "longPoll");
    let copied = desk.copy_as("copy-as-wirelight", false);
    assert!(copied.starts_with("wirelight poll"), "{copied}");
    assert!(desk.notices().contains("--publish-url"), "{}", desk.notices());
    desk.harness.get_by_role_and_label(Role::Button, &desk.text("copy-as")).click();
    desk.harness.run_steps(3);
    let name = desk.text("copy-as-websocat");
    assert!(desk.harness.query_by_role_and_label(Role::MenuItem, &name).is_none(), "it speaks WebSocket only");
}
