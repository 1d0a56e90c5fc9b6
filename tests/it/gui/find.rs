//! Filter and search above a list, by label, in both languages.

use bytes::Bytes;
use egui::{Key, Modifiers, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::{
    engine::{Spawner, Wake},
    i18n::{I18n, Lang},
    settings::Settings,
    transcript::{Body, Direction, Entry, Kind, Transcript, entry::Request},
    ui::{
        bars::{self, Ground},
        chip::{Chip, Filtered},
        find::{self, FindState},
        notice::Notices,
        tab_context::{Requests, TabContext},
        table::{TableState, table_ui},
        theme::{self, Tokens},
        toolbar::toolbar_ui,
    },
};

use super::stage::Plain;

struct Stage {
    transcript: Transcript,
    find: FindState,
    table: TableState,
    requests: Requests,
    i18n: I18n,
    spawner: Spawner,
    _runtime: tokio::runtime::Runtime,
}

fn chips(transcript: &Transcript) -> Vec<Chip> {
    let chip = |name: &'static str, kinds: &'static [Kind]| Chip {
        name: name.into(),
        count: transcript.count(kinds[0]),
        color: Tokens::DARK.accent,
        what: Filtered::Kinds(kinds),
    };
    vec![chip("text", &[Kind::Text]), chip("request", &[Kind::Request])]
}

impl Stage {
    fn ui(&mut self, ui: &mut egui::Ui) {
        let Self { transcript, find, table, requests, i18n, spawner, .. } = self;
        let (mut notices, mut settings) = (Notices::default(), Settings::default());
        let mut cx = TabContext::new(i18n, spawner, &mut notices, &mut settings);
        let chips = chips(transcript);
        bars::top_ui(ui, "toolbar", 36.0, Ground::Surface, |ui| {
            toolbar_ui(ui, &mut cx, find, table, &chips, transcript);
        });
        find::lines_ui(ui, &cx, find, table, transcript);
        find::run_jobs(spawner, table, transcript);
        let list = ui.available_rect_before_wrap();
        table_ui(ui, &mut cx, table, transcript, &Plain);
        find::no_match_ui(ui, &cx, find, table, transcript, list);
        if cx.requests.save.is_some() {
            *requests = cx.requests;
        }
    }
}

/// Twenty rows: a request before each tenth, trades with a price from 0 to 19, every third outgoing.
fn log<'a>(lang: Lang, width: f32) -> Harness<'a, Stage> {
    let mut transcript = Transcript::default();
    for n in 0..20_u64 {
        if n % 10 == 0 {
            let request = Request::new("GET", "http://h/", Vec::new());
            transcript.push(&Entry::outgoing(n * 1_000_000, Body::from(request)));
        }
        let text = format!("{{\"type\":\"Trade\",\"price\":{n}}}{}", " ".repeat(n as usize));
        let direction = if n % 3 == 0 { Direction::Out } else { Direction::In };
        transcript.push(&Entry::new(n * 1_000_000, direction, Body::Text(Bytes::from(text))));
    }
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    let stage = Stage {
        transcript,
        find: FindState::default(),
        table: TableState::default(),
        requests: Requests::default(),
        i18n: I18n::new(lang),
        spawner: Spawner::new(runtime.handle().clone(), Wake::none()),
        _runtime: runtime,
    };
    let mut harness = Harness::builder()
        .with_size([width, 640.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_ui_state(|ui, stage: &mut Stage| stage.ui(ui), stage);
    harness.run_steps(3);
    harness
}

fn words(harness: &Harness<'_, Stage>, key: &'static str) -> String {
    harness.state().i18n.text(key).into_owned()
}

fn click(harness: &mut Harness<'_, Stage>, label: &str) {
    harness.get_by_label(label).click();
    // A menu takes some frames to find its place.
    harness.run_steps(8);
}

fn shown(harness: &Harness<'_, Stage>) -> u64 {
    let Stage { table, transcript, .. } = harness.state();
    table.filter.len(transcript)
}

fn type_into(harness: &mut Harness<'_, Stage>, field: &str, text: &str) {
    let node = harness.get_by_role_and_label(Role::TextInput, field);
    node.focus();
    node.type_text(text);
    harness.run_steps(3);
}

#[test]
fn the_filter_reads_text_regular_expressions_and_json_paths() {
    for lang in Lang::ALL {
        let mut harness = log(lang, 1280.0);
        let filter = words(&harness, "list-filter");
        type_into(&mut harness, &filter, "trade");
        assert_eq!(shown(&harness), 20, "whatever its case");
        let case = words(&harness, "find-match-case");
        click(&mut harness, &case);
        assert_eq!(shown(&harness), 0, "as it is written");
        let nothing = words(&harness, "list-no-match");
        harness.get_by_label(&nothing);
        let clear = words(&harness, "find-clear-all");
        click(&mut harness, &clear);
        assert_eq!(shown(&harness), 22);

        choose_mode(&mut harness, "find-mode-text", "find-mode-path");
        type_into(&mut harness, &filter, "$.price >= 18");
        assert_eq!(shown(&harness), 2);
        choose_mode(&mut harness, "find-mode-path", "find-mode-regex");
        harness.get_by_role_and_label(Role::TextInput, &filter).focus();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        type_into(&mut harness, &filter, "price\":1.}");
        assert_eq!(shown(&harness), 10);
    }
}

#[test]
fn where_nothing_is_found_the_mode_that_fits_is_proposed() {
    for lang in Lang::ALL {
        let mut harness = log(lang, 1280.0);
        let filter = words(&harness, "list-filter");
        type_into(&mut harness, &filter, "$.price >= 18");
        assert_eq!(shown(&harness), 0);
        let mode = words(&harness, "find-mode-path");
        let proposed = harness.state().i18n.text_with("find-mode", &[("mode", mode.into())]).into_owned();
        click(&mut harness, &proposed);
        assert_eq!(shown(&harness), 2);
    }
}

fn choose_mode(harness: &mut Harness<'_, Stage>, from: &'static str, to: &'static str) {
    let mode = words(harness, from);
    let button = harness.state().i18n.text_with("find-mode", &[("mode", mode.into())]).into_owned();
    click(harness, &button);
    let item = words(harness, to);
    let node = harness.get_by_role_and_label(Role::MenuItem, &item);
    node.click();
    harness.run_steps(8);
}

#[test]
fn a_bad_pattern_says_where_keeps_what_was_typed_and_what_was_shown() {
    for (lang, column) in [(Lang::English, "Column 3: "), (Lang::Chinese, "第 3 列：")] {
        let mut harness = log(lang, 1280.0);
        choose_mode(&mut harness, "find-mode-text", "find-mode-regex");
        let filter = words(&harness, "list-filter");
        type_into(&mut harness, &filter, "1}");
        let before = shown(&harness);
        assert!(before < 20);
        type_into(&mut harness, &filter, "(");
        let fault = words(&harness, "find-regex-group-unclosed");
        harness.get_by_label(&format!("{column}{fault}"));
        assert_eq!(shown(&harness), before);
        let field = harness.get_by_role_and_label(Role::TextInput, &filter);
        assert_eq!(field.accesskit_node().value().as_deref(), Some("1}("));
    }
}

#[test]
fn the_popup_bounds_direction_size_time_and_attempt() {
    for lang in Lang::ALL {
        for (field, text, expected) in [
            ("find-bytes-least", "40", 7),
            ("find-bytes-most", "0", 2),
            ("find-time-least", "15", 5),
            ("find-time-most", "0:01.5", 3),
            ("find-attempt-name", "2", 11),
        ] {
            let mut harness = log(lang, 1280.0);
            let more = words(&harness, "find-more");
            click(&mut harness, &more);
            let name = words(&harness, field);
            type_into(&mut harness, &name, text);
            assert_eq!(shown(&harness), expected, "{field} {text}");
            let badge = harness.state().i18n.text_with("find-more-used", &[("count", 1.into())]).into_owned();
            harness.get_by_label(&badge);
            let clear = words(&harness, "find-clear-all");
            click(&mut harness, &clear);
            assert_eq!(shown(&harness), 22);
        }
        let mut harness = log(lang, 1280.0);
        let more = words(&harness, "find-more");
        click(&mut harness, &more);
        let out = words(&harness, "find-direction-out");
        click(&mut harness, &out);
        assert_eq!(shown(&harness), 13);
        let time = words(&harness, "find-time-least");
        type_into(&mut harness, &time, "soon");
        let fault = words(&harness, "find-expected-time");
        let problem = [("column", 1.into()), ("cause", fault.into())];
        let problem = harness.state().i18n.text_with("find-problem", &problem).into_owned();
        harness.get_by_label(&problem);
        assert_eq!(shown(&harness), 13, "what cannot be read changes nothing");
    }
}

#[test]
fn a_time_range_that_was_dragged_stands_in_the_popup() {
    let mut harness = log(Lang::English, 1280.0);
    harness.state_mut().table.filter.set_time_range(Some(2_500_000..5_000_001));
    harness.run_steps(3);
    assert_eq!(shown(&harness), 3);
    click(&mut harness, "More filters, 1 in use");
    let from = harness.get_by_role_and_label(Role::TextInput, "From").accesskit_node().value();
    let until = harness.get_by_role_and_label(Role::TextInput, "Until").accesskit_node().value();
    assert_eq!((from.as_deref(), until.as_deref()), (Some("2.5"), Some("5")));
}

#[test]
fn the_search_counts_jumps_wraps_and_closes() {
    for (lang, first, second, wrapped) in [
        (Lang::English, "1 of 3", "2 of 3", "Went on from the top"),
        (Lang::Chinese, "第 1 个，共 3 个", "第 2 个，共 3 个", "已从开头继续"),
    ] {
        let mut harness = log(lang, 1280.0);
        let filter = words(&harness, "list-filter");
        type_into(&mut harness, &filter, "price\":1");
        assert_eq!(shown(&harness), 11);
        harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
        harness.run_steps(3);
        let search = words(&harness, "find-search");
        type_into(&mut harness, &search, "8}");
        assert_eq!(harness.state().table.search.found(), 1, "8 itself is not shown");
        choose_search_regex(&mut harness);
        harness.get_by_role_and_label(Role::TextInput, &search).focus();
        harness.key_press_modifiers(Modifiers::COMMAND, Key::A);
        type_into(&mut harness, &search, "[789]}");
        for (expected, row) in [(first, 19), (second, 20)] {
            harness.key_press(Key::F3);
            harness.run_steps(3);
            harness.get_by_label(expected);
            assert_eq!(harness.state().table.selected, Some(row));
        }
        for _ in 0..2 {
            harness.key_press(Key::F3);
            harness.run_steps(3);
        }
        harness.get_by_label(first);
        harness.get_by_label(wrapped);
        harness.key_press_modifiers(Modifiers::SHIFT, Key::F3);
        harness.run_steps(3);
        assert_eq!(harness.state().table.selected, Some(21));
        harness.get_by_role_and_label(Role::TextInput, &search).focus();
        harness.run_steps(2);
        harness.key_press(Key::Escape);
        harness.run_steps(3);
        assert!(harness.query_by_role_and_label(Role::TextInput, &search).is_none());
        assert_eq!(harness.state().table.search.found(), 0);
    }
}

/// The mode switches have one name in filter and search: the second one is the search's.
fn choose_search_regex(harness: &mut Harness<'_, Stage>) {
    let mode = words(harness, "find-mode-text");
    let button = harness.state().i18n.text_with("find-mode", &[("mode", mode.into())]).into_owned();
    harness.get_all_by_label(&button).last().expect("a switch").click();
    harness.run_steps(8);
    let item = words(harness, "find-mode-regex");
    harness.get_by_role_and_label(Role::MenuItem, &item).click();
    harness.run_steps(8);
}

#[test]
fn a_narrow_list_folds_its_actions_into_a_menu() {
    let mut harness = log(Lang::English, 540.0);
    assert!(harness.query_by_label("Save session record…").is_none());
    click(&mut harness, "More actions");
    click(&mut harness, "Save session record…");
    assert!(harness.state().requests.save.as_ref().is_some_and(|save| save.shown.is_none()));
    let right = harness.get_by_label("More actions").rect().right();
    assert!(right <= 540.0, "{right}");
    harness.key_press_modifiers(Modifiers::COMMAND | Modifiers::SHIFT, Key::F);
    harness.run_steps(3);
    harness.get_by_role_and_label(Role::TextInput, "Search");
}

#[test]
fn saving_while_a_filter_is_on_knows_the_rows_that_are_shown() {
    let mut harness = log(Lang::English, 1280.0);
    type_into(&mut harness, "Filter", "price\":19");
    click(&mut harness, "Save session record…");
    let save = harness.state().requests.save.clone().expect("asked for");
    assert_eq!(save.shown.expect("a filter is on").iter().collect::<Vec<_>>(), [21]);
}

#[test]
fn the_toolbar_fits_every_width() {
    for width in [400.0, 540.0, 600.0, 720.0, 900.0, 1280.0] {
        let harness = log(Lang::English, width);
        let mut controls: Vec<(f32, f32, String)> = [Role::Button, Role::CheckBox, Role::ComboBox]
            .into_iter()
            .flat_map(|role| harness.query_all_by_role(role))
            .filter(|node| node.rect().center().y < 36.0)
            .map(|node| (node.rect().left(), node.rect().right(), node.accesskit_node().label().unwrap_or_default()))
            .collect();
        controls.sort_by(|a, b| a.0.total_cmp(&b.0));
        assert!(controls.len() >= 6, "{width}: {controls:?}");
        assert!(controls.iter().all(|(_, right, _)| *right <= width), "{width}: {controls:?}");
        assert!(controls.windows(2).all(|two| two[0].1 <= two[1].0), "{width}: {controls:?}");
    }
}
