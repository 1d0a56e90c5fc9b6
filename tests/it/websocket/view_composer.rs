//! The composer by its labels: formats, history, snippets, repeated sends, fragments, frames against the rules.

use egui::{Key, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use wirelight::{
    i18n::Lang,
    protocols::{
        tab::{Face as _, Step},
        websocket::{
            Command, Event,
            send::{
                fragments::OpenMessage,
                repeat::{Progress, Stage as RepeatStage},
            },
            view::{Action, ComposerPanel, MessageFormat, WebSocketFace, WebSocketForm, WebSocketView, Written},
        },
    },
};

use super::view::{Stage, click, shown};

fn with_panel(lang: Lang, panel: ComposerPanel) -> Stage {
    let mut stage = Stage::open(lang);
    stage.form.composer.panel = Some(panel);
    stage
}

fn text(text: &str) -> Written {
    Written { format: MessageFormat::Text, text: text.to_owned() }
}

fn is_disabled(harness: &Harness<'_, Stage>, label: &str) -> bool {
    harness.get_by_role_and_label(Role::Button, label).accesskit_node().is_disabled()
}

#[test]
fn json_is_checked_before_it_is_sent_and_the_place_is_told() {
    for (lang, send, problem) in [
        (Lang::English, "Send", "this cannot be sent: it is not JSON at line 1, column 9"),
        (Lang::Chinese, "发送", "无法发送：第 1 行第 9 列不是 JSON"),
    ] {
        let mut stage = Stage::open(lang);
        stage.form.format = MessageFormat::Json;
        stage.form.message = "{\"a\": {{n}},}".to_owned();
        let mut harness = shown(1280.0, stage);
        harness.get_by_label(problem);
        assert!(is_disabled(&harness, send));
        harness.state_mut().form.message = "{\"a\": {{n}}}".to_owned();
        harness.run_steps(2);
        click(&mut harness, send);
        assert_eq!(harness.state().actions, [Action::Send]);
    }
}

#[test]
fn what_is_no_placeholder_is_said_but_sent() {
    let mut stage = Stage::open(Lang::English);
    stage.form.message = "{{name}} {{n}}".to_owned();
    let harness = shown(1280.0, stage);
    harness.get_by_label("Not a placeholder, sent as it is: {{name}}");
    assert!(!is_disabled(&harness, "Send"));
}

#[test]
fn arrows_walk_through_what_was_sent_in_the_first_and_the_last_line() {
    let mut stage = Stage::open(Lang::English);
    stage.form.composer.history.push(text("one"));
    stage.form.composer.history.push(text("two\nlines"));
    stage.form.message = "draft".to_owned();
    let mut harness = shown(1280.0, stage);
    harness.get_by_role_and_label(Role::MultilineTextInput, "Message").focus();
    harness.run_steps(2);
    let mut press = |key: Key| {
        harness.key_press(key);
        harness.run_steps(3);
        harness.state().form.message.clone()
    };
    assert_eq!(press(Key::ArrowUp), "two\nlines");
    // The cursor is in the second line: it goes to the first one.
    assert_eq!(press(Key::ArrowUp), "two\nlines");
    assert_eq!(press(Key::ArrowUp), "one");
    assert_eq!(press(Key::ArrowDown), "two\nlines");
    assert_eq!(press(Key::ArrowDown), "draft");
}

#[test]
fn a_snippet_is_saved_inserted_and_deleted_and_what_was_written_is_not_lost() {
    let mut stage = with_panel(Lang::English, ComposerPanel::Snippets);
    stage.form.message = "kept".to_owned();
    let mut harness = shown(1280.0, stage);
    click(&mut harness, "Save this message");
    harness.state_mut().form.message = "unsent".to_owned();
    harness.run_steps(2);
    click(&mut harness, "Insert");
    let form = &mut harness.state_mut().form;
    assert_eq!(form.message, "kept");
    assert_eq!(form.composer.history.older(&text("kept")), Some(text("unsent")));
    click(&mut harness, "Delete snippet 1");
    assert!(harness.state().form.composer.snippets.is_empty());
}

#[test]
fn a_repeated_send_starts_shows_how_far_it_is_and_stops() {
    for (lang, start, progress, stop) in [
        (Lang::English, "Send again and again", "412 of 1 000, every 100 ms, 3 missed", "Stop"),
        (Lang::Chinese, "重复发送", "412 / 1 000, 每 100 毫秒, 错过 3 次", "停止"),
    ] {
        let mut harness = shown(1280.0, with_panel(lang, ComposerPanel::Repeat));
        click(&mut harness, start);
        harness.state_mut().apply(Event::Repeat(Progress {
            sent: 412,
            of: Some(1000),
            every: std::time::Duration::from_millis(100),
            missed: 3,
            stage: RepeatStage::Running,
        }));
        harness.run_steps(3);
        harness.get_by_label(progress);
        assert!(is_disabled(&harness, start));
        click(&mut harness, stop);
        assert_eq!(harness.state().actions, [Action::Repeat, Action::StopRepeat]);
    }
}

#[test]
fn while_a_message_is_open_only_its_fragments_are_sent() {
    let mut harness = shown(1280.0, with_panel(Lang::English, ComposerPanel::Fragments));
    click(&mut harness, "Send fragment");
    harness.state_mut().apply(Event::OpenMessage(Some(OpenMessage { is_text: true, fragments: 3, bytes: 17 })));
    harness.run_steps(3);
    assert!(harness.get_all_by_label("Message open, 3 fragments, 17 B").count() > 0);
    assert!(is_disabled(&harness, "Send"));
    click(&mut harness, "Send last");
    let fragment = |is_last| Action::SendFragment { is_last };
    assert_eq!(harness.state().actions, [fragment(false), fragment(true)]);
    harness.state_mut().form.format = MessageFormat::Hex;
    harness.state_mut().form.message = "00".to_owned();
    harness.run_steps(3);
    assert!(is_disabled(&harness, "Send last"));
}

#[test]
fn a_frame_against_the_rules_says_which_before_it_is_sent() {
    let mut harness = shown(1280.0, with_panel(Lang::English, ComposerPanel::Expert));
    harness.get_by_label("This frame breaks no rule.");
    click(&mut harness, "Presets");
    click(&mut harness, "Reserved opcode 3");
    harness.get_by_label("Illegal: its opcode is reserved (RFC 6455 §5.2)");
    click(&mut harness, "Send frame");
    assert_eq!(harness.state().actions, [Action::SendFrame]);
    let form = &mut harness.state_mut().form;
    match WebSocketFace::perform(Action::SendFrame, form, &mut WebSocketView::default(), None) {
        Step::Send(Command::SendFrame(frame)) => assert_eq!((frame.opcode, frame.masked), (3, true)),
        _ => panic!("no frame is sent"),
    }
}

#[test]
fn what_the_composer_knows_is_kept_in_the_settings() {
    let mut form = WebSocketForm { format: MessageFormat::Json, ..WebSocketForm::default() };
    form.composer.history.push(text("sent"));
    form.composer.panel = Some(ComposerPanel::Expert);
    form.composer.expert.opcode = 11;
    let saved = serde_json::to_string(&form).expect("JSON");
    let mut form: WebSocketForm = serde_json::from_str(&saved).expect("a form");
    assert_eq!((form.format, form.composer.expert.opcode), (MessageFormat::Json, 11));
    assert_eq!(form.composer.history.older(&text("")), Some(text("sent")));
}

#[test]
fn nothing_of_the_composer_is_cut_in_a_narrow_window() {
    for panel in [ComposerPanel::Snippets, ComposerPanel::Repeat, ComposerPanel::Fragments, ComposerPanel::Expert] {
        for lang in [Lang::English, Lang::Chinese] {
            let harness = shown(900.0, with_panel(lang, panel));
            for node in harness.get_all_by_role(Role::Button) {
                let rect = node.rect();
                assert!(
                    rect.left() >= 0.0 && rect.right() <= 900.0,
                    "{panel:?} {lang:?}: {:?}",
                    node.accesskit_node().label()
                );
            }
        }
    }
}
