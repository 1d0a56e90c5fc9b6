//! The tests of the tests: faults that are planted in small crates, in every style of import, and found.

use std::collections::BTreeSet;

use super::{circles::circles, floors, locales, names::Crate, sleeps, sources::Source};

/// A crate of these files; what they say of others is all that matters.
fn planted(files: &[(&str, &str)]) -> Crate {
    let source = |(path, text): &(&str, &str)| Source { path: format!("src/{path}"), text: (*text).to_owned() };
    Crate::of(&files.iter().map(source).collect::<Vec<_>>())
}

/// Every part, and two protocols.
const HOUSE: [(&str, &str); 10] = [
    ("lib.rs", "pub mod lab; pub mod net; pub mod protocols; pub mod ui; pub mod app;"),
    ("lab/mod.rs", "pub struct Lab;"),
    ("net/mod.rs", "pub mod http;"),
    ("net/http.rs", "pub struct Client;"),
    ("app/mod.rs", "pub struct Window;"),
    ("ui/mod.rs", "pub mod format; pub mod table;"),
    ("ui/format.rs", "pub fn bytes() {}"),
    ("protocols/mod.rs", "pub mod sse; pub mod poll; pub mod countdown; pub use sse::Source;"),
    ("protocols/sse/mod.rs", "pub mod config; pub struct Source;"),
    ("protocols/sse/config.rs", "pub struct Config;"),
];

/// The faults of the house with one more file, each in a word of it.
fn floor_faults(path: &str, text: &str) -> Vec<String> {
    let files: Vec<(&str, &str)> = HOUSE.into_iter().chain([(path, text)]).collect();
    floors::faults(&planted(&files))
}

#[test]
fn an_arrow_that_points_up_is_found_in_every_style() {
    for text in [
        "use crate::app::Window;",
        "use crate::{app::Window, net::http::Client};",
        "use crate::{net::{self, http}, app::{self as shell}};",
        "use crate::app;",
        "use crate::app::*;",
        "use super::super::app::Window;",
        "use super::super::{app::Window};",
        "use self::super::super::app::Window;",
        "use super::super as whole; fn f() { whole::app::Window; }",
        "pub use crate::app::Window;",
        "fn f(window: &crate::app::Window) {}",
        "fn f() { crate::app::Window; }",
        "fn f() { vec![1, crate::app::Window] }",
        "fn f() { assert!(matches!(x, Some(crate::app::Window))); }",
        "#[serde(with = \"x\", into = crate::app::Window)] struct A;",
        "impl From<crate::app::Window> for A {}",
        "mod inside { use crate::app::Window; }",
        "mod inside { use super::super::super::app::Window; }",
        "fn f() { use crate::{app::Window}; }",
    ] {
        let faults = floor_faults("ui/table.rs", text);
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.contains("above app")), "{text}: {faults:?}");
    }
}

#[test]
fn what_may_be_named_and_what_only_looks_like_a_name_is_no_fault() {
    for text in [
        "use crate::{net::http::Client, ui::format};",
        "use super::{format, super::net};",
        "// use crate::app::Window;\n/// [`crate::app::Window`]\nfn f() { \"crate::app::Window\"; }",
        "#[cfg(test)] mod tests { use crate::app::Window; }",
        "#[cfg(test)] mod tests;",
        "#[cfg(all(test, unix))] use crate::app::Window;",
        "mod app { pub struct Window; } use app::Window; fn f() { app::Window; self::app::Window; }",
        "use other::app::Window;",
        "pub(in crate::ui) struct A;",
    ] {
        assert_eq!(floor_faults("ui/table.rs", text), [""; 0], "{text}");
    }
    assert_eq!(floor_faults("app/tabs.rs", "use crate::{lab::Lab, protocols::{self, sse}, ui::format};"), [""; 0]);
    assert_eq!(floor_faults("protocols/sse/task.rs", "use super::config::Config; use crate::net::http;"), [""; 0]);
    let own = "use crate::{protocols::{countdown, sse::config::Config}, ui::format}; use egui::Ui;";
    assert_eq!(floor_faults("protocols/sse/view/mod.rs", own), [""; 0]);
}

#[test]
fn a_part_without_a_floor_is_found() {
    assert!(floor_faults("helpers.rs", "")[0].contains("helpers stands on no floor"));
    assert!(floor_faults("helpers/mod.rs", "pub fn f() {}")[0].contains("helpers stands on no floor"));
}

#[test]
fn a_protocol_that_knows_another_one_is_found() {
    let poll = [("protocols/poll/mod.rs", "pub mod config; mod task;"), ("protocols/poll/config.rs", "")];
    for (path, text) in [
        ("protocols/poll/task.rs", "use crate::protocols::sse::Source;"),
        ("protocols/poll/task.rs", "use crate::{net::http, protocols::{countdown, sse::config::Config}};"),
        ("protocols/poll/task.rs", "use super::super::{sse};"),
        ("protocols/poll/task.rs", "fn f() { super::super::sse::config::Config; }"),
        ("protocols/countdown.rs", "use super::sse::Source;"),
        ("protocols/poll/view/rows.rs", "use crate::protocols::{sse::Source};"),
    ] {
        let files: Vec<(&str, &str)> = HOUSE.into_iter().chain(poll).chain([(path, text)]).collect();
        let faults = floors::faults(&planted(&files));
        assert!(!faults.is_empty() && faults.iter().all(|fault| fault.contains("knows sse")), "{text}: {faults:?}");
    }
}

#[test]
fn a_protocol_that_knows_the_lab_and_a_task_that_draws_are_found() {
    for (text, why) in [
        ("use crate::{lab::Lab};", "protocols does not stand above lab"),
        ("use crate::ui::format;", "only views draw"),
        ("use egui::Ui;", "only views draw"),
        ("use {egui as e, net::http};", "only views draw"),
        ("fn f(ui: &mut egui::Ui) {}", "only views draw"),
        ("fn f() { println!(\"{}\", egui_plot::Plot::new(1)); }", "only views draw"),
    ] {
        let faults = floor_faults("protocols/sse/task.rs", text);
        assert!(faults.len() == 1 && faults[0].contains(why), "{text}: {faults:?}");
    }
}

/// The circles of `src/room`, each as its files.
fn room_circles(files: &[(&str, &str)]) -> Vec<Vec<String>> {
    let paths: Vec<String> = files.iter().map(|(file, _)| format!("room/{file}.rs")).collect();
    let mut all = vec![("lib.rs", "mod room;")];
    all.extend(paths.iter().map(String::as_str).zip(files.iter().map(|(_, text)| *text)));
    circles(&planted(&all)).into_iter().map(|circle| circle.files.into_iter().collect()).collect()
}

#[test]
fn circles_are_found_whichever_way_they_are_closed() {
    for closing in [
        "use super::a::A;",
        "use crate::room::{a::A};",
        "use super::{a};\nfn f() { a::A; }",
        "fn f() { super::a::A; }",
        "fn f() { vec![super::a::A] }",
        // Through the list of names of their `mod.rs`.
        "use super::A;",
        "use super::{A as Other};",
        "fn f() { crate::room::A; }",
    ] {
        let found = room_circles(&[
            ("mod", "mod a; mod b; mod c; pub use self::{a::A, b::B}; use c::C; fn f(c: C) {}"),
            ("a", "use super::b::B; pub struct A;"),
            ("b", "use super::c::C; pub struct B;"),
            ("c", &format!("{closing} pub struct C;")),
        ]);
        assert_eq!(found, [["a", "b", "c"]], "{closing}");
    }
}

#[test]
fn a_folder_inside_counts_as_one_file() {
    let found = room_circles(&[
        ("mod", "mod a; mod b;"),
        ("a/mod", "mod deep; pub struct A;"),
        ("a/deep", "use super::super::b::B;"),
        ("b", "use super::a::A; pub struct B;"),
    ]);
    assert_eq!(found, [["a", "b"]]);
}

#[test]
fn a_circle_through_the_folders_own_file_is_one_if_two_children_close_it() {
    let pair = [("mod", "mod a; pub struct M; use a::A; fn f(a: A) {}"), ("a", "use super::M; pub struct A;")];
    assert_eq!(room_circles(&pair), Vec::<Vec<String>>::new());
    let star = [
        ("mod", "mod a; mod b; pub struct M; use self::{a::A, b::B}; fn f(a: A, b: B) {}"),
        ("a", "use super::M; pub struct A;"),
        ("b", "use super::M; pub struct B;"),
    ];
    assert_eq!(room_circles(&star), Vec::<Vec<String>>::new());
    let round = [star[0], ("a", "use super::b::B; pub struct A;"), star[2]];
    assert_eq!(room_circles(&round), [["a", "b", "mod"]]);
}

#[test]
fn lists_of_names_unit_tests_and_names_that_are_alike_close_no_circle() {
    let found = room_circles(&[
        ("mod", "mod a; mod b; #[cfg(test)] mod tests; pub use self::{a::A, b::B};"),
        ("a", "use super::B; pub struct A; #[cfg(test)] mod tests { use super::super::*; }"),
        ("b", "pub struct B; mod inner { pub struct A; } fn f() { inner::A; } fn a() { other::a::A; }"),
        ("tests", "use super::{a::A, b::B};"),
    ]);
    assert_eq!(found, Vec::<Vec<String>>::new());
}

#[test]
fn a_key_without_words_and_one_that_nobody_names_are_found() {
    let faults = |keys: &[&str], text: &str| {
        let files: Vec<(&str, &str)> = HOUSE.into_iter().chain([("ui/table.rs", text)]).collect();
        let keys: BTreeSet<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        locales::faults(&planted(&files), &keys)
    };
    for text in [
        "fn f() { i18n.text(\"row-text\"); }",
        "fn f() { println!(\"{}\", i18n.text(\"row-text\")); }",
        "const KEYS: [&str; 1] = [\"row-text\"];",
        "fn f() { match x { 1 => \"row-text\", _ => \"x\" } }",
    ] {
        assert_eq!(faults(&["row-text"], text), [""; 0], "{text}");
        assert_eq!(faults(&["row-text", "row-dead"], text), ["row-dead is named nowhere"], "{text}");
        assert_eq!(faults(&[], text), ["src/ui/table.rs: \"row-text\" has no words"], "{text}");
    }
    // What is put together names none of the keys that it could become.
    let built = "fn f() { format!(\"row-{}\", x); format!(\"{prefix}text\", prefix = \"row-\"); }";
    assert_eq!(faults(&["row-text"], built), ["row-text is named nowhere"]);
    assert_eq!(faults(&[], "#[cfg(test)] mod tests { fn f() { \"row-text\"; } }"), [""; 0]);
    let files: Vec<(&str, &str)> =
        HOUSE.into_iter().chain([("net/codes.rs", "fn f() { \"no-key\"; } fn code_key() { \"code-1\"; }")]).collect();
    assert_eq!(locales::faults(&planted(&files), &BTreeSet::new()), ["src/net/codes.rs: \"code-1\" has no words"]);
}

#[test]
fn a_sleep_in_a_test_is_found() {
    for text in [
        "fn f() { tokio::time::sleep(Duration::from_secs(1)).await; }",
        "fn f() { use tokio::time::sleep; loop { sleep(PAUSE).await; } }",
        "fn f() { std::thread::sleep(Duration::from_millis(10)); }",
        "#[tokio::test] async fn f() { async { tokio::time::sleep_until(later).await }.await; }",
    ] {
        assert_eq!(sleeps::faults("a.rs", text), ["a.rs: f sleeps"], "{text}");
    }
    for text in [
        "#[tokio::test(start_paused = true)] async fn f() { sleep(Duration::from_secs(25)).await; }",
        "async fn f() { loop { look(); tokio::time::sleep(Duration::from_millis(1)).await; } }",
        "fn f() { tokio::time::advance(Duration::from_secs(1)).await; }",
    ] {
        assert_eq!(sleeps::faults("a.rs", text), [""; 0], "{text}");
    }
}
