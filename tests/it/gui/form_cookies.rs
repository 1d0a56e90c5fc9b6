//! The cookies of a tab: shown, edited, sent, cleared, switched off, kept over its connections, whatever the protocol.

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    engine::{Engine, Wake},
    i18n::Lang,
    protocols,
    settings::Settings,
};

use super::forms::{Window, click, end, go, next_head, open_section, server, shown, type_into, until, url};

const SET: &str = "Set-Cookie: id=1; Path=/\r\nSet-Cookie: theme=dark; Path=/; Max-Age=3600; Secure\r\n";

fn cookie_of(head: &str) -> Option<&str> {
    head.lines().find_map(|line| line.strip_prefix("Cookie: "))
}

fn until_shown(harness: &mut Harness<'_, Window>, label: &str) {
    until(harness, |harness| harness.query_all_by_label(label).next().is_some());
}

#[test]
fn cookies_are_shown_edited_sent_and_cleared_and_live_over_connections() {
    for descriptor in protocols::ALL {
        let id = descriptor.id;
        let engine = Engine::start(Wake::none()).expect("a runtime");
        let (server, mut heads) = server(&engine, SET);
        let mut harness = shown(Window::new(descriptor, Lang::English, &url(descriptor, &server)), 1400.0);
        open_section(&mut harness, "Cookies");
        go(&mut harness);
        assert_eq!(cookie_of(&next_head(&mut harness, &mut heads)), None, "{id}");
        for shown in ["id", "1", "theme", "dark", "127.0.0.1", "/", "with the tab", "Secure"] {
            until_shown(&mut harness, shown);
        }
        // A session that waits is told, too.
        click(&mut harness, "Edit the cookie id");
        type_into(&mut harness, "Value", "2");
        click(&mut harness, "Keep");
        until_shown(&mut harness, "12");
        end(&mut harness);
        go(&mut harness);
        assert_eq!(cookie_of(&next_head(&mut harness, &mut heads)), Some("id=12; theme=dark"), "{id}");
        end(&mut harness);
        let saved = harness.state().tab.save(&Settings::default()).expect("fields").to_string();
        assert!(!saved.contains("dark"), "{id}: {saved}");

        // What the user wrote wins.
        type_into(&mut harness, "Cookies to send", "id=mine");
        go(&mut harness);
        assert_eq!(cookie_of(&next_head(&mut harness, &mut heads)), Some("id=mine; theme=dark"), "{id}");
        end(&mut harness);
        click(&mut harness, "Remove the cookie theme");
        go(&mut harness);
        assert_eq!(cookie_of(&next_head(&mut harness, &mut heads)), Some("id=mine"), "{id}");
        click(&mut harness, "Clear all");
        until_shown(&mut harness, "No server has set a cookie in this tab.");
    }
}

#[test]
fn a_jar_that_is_switched_off_keeps_and_sends_nothing() {
    for descriptor in protocols::ALL {
        let engine = Engine::start(Wake::none()).expect("a runtime");
        let (server, mut heads) = server(&engine, SET);
        let mut harness = shown(Window::new(descriptor, Lang::English, &url(descriptor, &server)), 1400.0);
        open_section(&mut harness, "Connection");
        click(&mut harness, "Keep cookies that servers set");
        open_section(&mut harness, "Cookies");
        for _ in 0..2 {
            go(&mut harness);
            assert_eq!(cookie_of(&next_head(&mut harness, &mut heads)), None, "{}", descriptor.id);
            end(&mut harness);
        }
        harness.get_by_label("No server has set a cookie in this tab.");
        harness.get_by_label_contains("switched off under Connection");
    }
}

#[test]
fn a_cookie_can_be_written_and_what_is_none_is_told() {
    let window = Window::new(&protocols::ALL[1], Lang::English, "ws://127.0.0.1:9/");
    let mut harness = shown(window, 1400.0);
    open_section(&mut harness, "Cookies");
    click(&mut harness, "Add a cookie");
    type_into(&mut harness, "Name", "a");
    type_into(&mut harness, "Domain", "h.example");
    type_into(&mut harness, "Expires", "soon");
    harness.get_by_label_contains("a time like 2030-01-31T12:00:00Z");
    click(&mut harness, "Keep");
    click(&mut harness, "Discard");
    harness.get_by_label("No server has set a cookie in this tab.");
    click(&mut harness, "Add a cookie");
    type_into(&mut harness, "Name", "a");
    type_into(&mut harness, "Domain", "h.example");
    type_into(&mut harness, "Expires", "2099-01-31T12:00:00Z");
    click(&mut harness, "Keep");
    harness.get_by_label("2099-01-31T12:00:00Z");
}
