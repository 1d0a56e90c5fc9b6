//! Several wrong fields at once, and a wrong URL after a session that failed: each tells what is so now.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::i18n::{I18n, Lang};

use super::{
    PROTOCOLS, Trouble, Troubled, file,
    forms::{LANGUAGES, SHARED, filled, said_below, start},
    window::{Window, labels},
};

#[test]
fn each_wrong_field_says_so_whatever_else_is_wrong() {
    let fields = "[connection]\nproxy = 'ftp://h'\ntimeout_seconds = '0'";
    for (lang, protocol) in LANGUAGES.into_iter().flat_map(|lang| PROTOCOLS.map(|protocol| (lang, protocol))) {
        let mut harness = filled(lang, protocol, "nowhere", fields);
        let section = I18n::new(lang).text("connection-title").into_owned();
        harness.get_by_role_and_label(Role::DisclosureTriangle, &section).click();
        harness.run_steps(3);
        // The URL, the proxy, the time-out: nothing was pressed but the section's head.
        for wrong in [SHARED[0], SHARED[5], SHARED[6]] {
            said_below(&mut harness, lang, protocol, wrong, false);
        }
    }
}

/// Starts a session that a server refuses, and waits for its end.
fn refused(lang: Lang, protocol: &str, url: &str, fields: &str) -> Harness<'static, Window> {
    let mut harness = filled(lang, protocol, url, fields);
    let i18n = I18n::new(lang);
    let stop = i18n.text(if protocol == "upload" { "upload-cancel" } else { "poll-stop" });
    let started = Instant::now();
    while harness.state().tab.row_count() < 3 || harness.state().tab.is_running() {
        assert!(started.elapsed() < Duration::from_secs(20), "{protocol}: {:?}", labels(&harness));
        if !harness.state().tab.is_running() && harness.state().tab.row_count() == 0 {
            start(&mut harness, lang, protocol);
        } else if let Some(button) = harness.query_by_role_and_label(Role::Button, &stop) {
            button.click();
        }
        harness.run_steps(2);
    }
    harness.run_steps(2);
    harness
}

#[test]
fn a_url_that_is_none_says_so_below_it_and_the_banner_of_the_session_before_goes() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Troubled::start(Trouble::WrongStatus));
    let file = file();
    let path = format!("path = '{}'\n", file.path().display());
    for (lang, protocol) in LANGUAGES.into_iter().flat_map(|lang| PROTOCOLS.map(|protocol| (lang, protocol))) {
        let mut harness = refused(lang, protocol, &server.url(protocol), &path);
        let has_banner = harness.query_all_by_role(Role::Alert).next().is_some();
        assert_eq!(has_banner, protocol != "longPoll", "{protocol}: {:?}", labels(&harness));
        let name = I18n::new(lang).text("address-name").into_owned();
        harness.get_by_role_and_label(Role::TextInput, &name).focus();
        harness.run_steps(2);
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::A);
        harness.get_by_role_and_label(Role::TextInput, &name).type_text("nowhere");
        harness.run_steps(2);
        said_below(&mut harness, lang, protocol, SHARED[0], false);
        let rows = harness.state().tab.row_count();
        start(&mut harness, lang, protocol);
        assert!(harness.query_all_by_role(Role::Alert).next().is_none(), "{protocol}: {:?}", labels(&harness));
        said_below(&mut harness, lang, protocol, SHARED[0], false);
        assert!(harness.get_by_role_and_label(Role::TextInput, &name).accesskit_node().is_focused(), "{protocol}");
        assert_eq!(harness.state().tab.row_count(), rows, "{protocol}: its rows stay");
    }
}
