//! The view of an upload by its labels, in both languages: what is shown in each state, and what buttons ask for.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use egui_kittest::kittest::Queryable as _;
use wirelight::{
    engine::SessionClock,
    i18n::{I18n, Lang},
    protocols::{
        tab::{Face as _, Live, Step},
        upload::{
            session::UploadSession,
            view::{Action, UploadFace, UploadForm, UploadView},
        },
    },
    transcript::{
        Body, Entry,
        entry::{Offset, Wait},
    },
};

use super::{MIB, Stage, file_of, shown};
use crate::support::window::until;

#[derive(Debug)]
struct Dropped(PathBuf);

impl egui::DroppedFile for Dropped {
    fn path(&self) -> &Path {
        &self.0
    }

    fn bytes(&self) -> Result<Vec<u8>, String> {
        Err("nobody reads it here".to_owned())
    }
}

#[test]
fn an_empty_tab_says_what_it_is_and_cannot_start_without_a_file() {
    for (lang, title, start) in [(Lang::English, "Resumable upload", "Start"), (Lang::Chinese, "可续传上传", "开始")]
    {
        let mut harness = shown(1280.0, Stage::new(lang));
        harness.get_by_label(title);
        harness.get_by_label("READY");
        harness.get_by_label(start).click();
        harness.run_steps(2);
        assert!(harness.state().actions.is_empty());
    }
}

#[test]
fn a_pasted_path_is_looked_at_and_its_header_shown_as_it_will_be_sent() {
    let file = file_of(3000);
    let mut stage = Stage::new(Lang::English);
    stage.form.path = file.path().display().to_string();
    let mut harness = shown(1280.0, stage);
    until(&mut harness, "its size", |harness| harness.query_by_label("2.9 KiB (3 000 bytes)").is_some());
    let id = harness.state().form.shown_id();
    assert!(id.starts_with("报告 ") && id.contains("-3000-"), "{id}");
    harness.get_by_label_contains("X-File-Id: %E6%8A%A5%E5%91%8A%20");
    harness.get_by_label("Start upload").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions, [Action::Start]);
}

#[test]
fn a_path_without_a_file_is_said_and_does_not_start() {
    let mut stage = Stage::new(Lang::English);
    stage.form.path = "/nonexistent/file".to_owned();
    let mut harness = shown(1280.0, stage);
    until(&mut harness, "why not", |harness| {
        harness.query_by_label_contains("cannot read /nonexistent/file: ").is_some()
    });
    harness.get_by_label("Start").click();
    harness.run_steps(2);
    assert!(harness.state().actions.is_empty());
}

#[test]
fn a_dropped_file_is_taken_but_not_while_an_upload_runs() {
    let file = file_of(10);
    let dropped = || Arc::new(Dropped(file.path().to_owned()));
    let mut harness = shown(1280.0, Stage::new(Lang::English));
    harness.state_mut().form.file_id = "edited for another file".to_owned();
    harness.input_mut().dropped_files.push(dropped());
    harness.run_steps(2);
    assert_eq!(harness.state().form.path, file.path().display().to_string());
    assert_eq!(harness.state().form.file_id, "");

    let mut harness = shown(1280.0, Stage::sending(Lang::English, 0, MIB));
    harness.input_mut().dropped_files.push(dropped());
    harness.run_steps(2);
    assert_eq!(harness.state().form.path, "");
    assert_eq!(harness.state().notices.words().count(), 1);
}

#[test]
fn sent_and_confirmed_are_two_numbers() {
    for (lang, pause, uploaded, start) in [
        (Lang::English, "Pause", "Uploaded 60.0 MiB of 100.0 MiB", "started at byte 20 971 520"),
        (Lang::Chinese, "暂停", "已上传 60.0 MiB，共 100.0 MiB", "从字节 20 971 520 开始"),
    ] {
        for width in [1280.0, 900.0] {
            let mut harness = shown(width, Stage::sending(lang, 20 * MIB, 60 * MIB));
            let i18n = I18n::new(lang);
            harness.get_by_label("SENDING");
            harness.get_by_label(&i18n.text_with("upload-figure", &[("percent", "20.0".into())]));
            assert!(harness.query_all_by_label(&format!("{} 20.0 MiB", i18n.text("upload-confirmed"))).count() > 0);
            harness.get_by_label(&format!("{} 40.0 MiB", i18n.text("upload-not-confirmed")));
            harness.get_by_label(&format!("{} 40.0 MiB", i18n.text("upload-to-send")));
            harness.get_by_label(uploaded);
            harness.get_by_label(start);
            harness.get_by_label(pause).click();
            harness.run_steps(2);
            assert_eq!(harness.state().actions, [Action::Pause]);
        }
    }
}

#[test]
fn waiting_for_the_server_is_a_state_of_its_own() {
    let harness = shown(1280.0, Stage::sending(Lang::English, 0, 100 * MIB));
    harness.get_by_label("WAITING");
    harness.get_by_label("All sent, waiting for the server");
    harness.get_by_label("0.0 % confirmed by the server");
}

#[test]
fn a_paused_upload_says_where_it_goes_on_and_offers_every_way() {
    let mut stage = Stage::sending(Lang::English, 0, 60 * MIB);
    stage.state(5_000_000, "paused", None);
    stage.row(&Entry::incoming(5_100_000, Body::Offset(Offset { confirmed: 42 * MIB })));
    let mut harness = shown(1280.0, stage);
    harness.get_by_label("PAUSED");
    harness.get_by_label("resumes at byte 44 040 192");
    harness.get_by_label("42.0 % confirmed by the server");
    harness.get_by_label("Attempt 1: from 0 B, kept 42.0 MiB, 12.0 MiB/s, ended by: you");
    for words in ["Resume", "Restart from 0", "Cancel"] {
        harness.get_by_label(words).click();
        harness.run_steps(2);
    }
    assert_eq!(harness.state().actions, [Action::Resume, Action::Restart, Action::Cancel]);
    harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Enter);
    harness.run_steps(2);
    assert_eq!(harness.state().actions.last(), Some(&Action::Resume));
}

#[test]
fn a_wait_counts_down_and_can_be_cut_short() {
    for (lang, now, pause) in [(Lang::English, "Retry now", "Pause"), (Lang::Chinese, "立即重试", "暂停")] {
        let mut stage = Stage::sending(lang, 0, 60 * MIB);
        stage.error("the connection was lost", "connection reset by peer");
        stage.state(4_500_010, "backoff", None);
        let wait =
            Wait { millis: 3_600_000, attempt: 2, reason: "the connection was lost".to_owned(), ..Wait::default() };
        stage.row(&Entry::local(4_500_020, Body::Backoff(wait)));
        let mut harness = shown(1280.0, stage);
        harness.get_by_label("BACKOFF");
        let said = "the connection was lost: connection reset by peer";
        assert!(harness.query_all_by_label_contains(said).count() >= 2, "in the banner and in the row");
        harness.get_by_label(now).click();
        harness.run_steps(2);
        harness.get_by_label(pause).click();
        harness.run_steps(2);
        harness.key_press_modifiers(egui::Modifiers::COMMAND, egui::Key::Period);
        harness.run_steps(2);
        assert_eq!(harness.state().actions, [Action::RetryNow, Action::Pause, Action::Pause]);
    }
}

#[test]
fn a_changed_file_pauses_the_upload_and_restart_is_offered() {
    let mut stage = Stage::sending(Lang::English, 0, 60 * MIB);
    stage.error("/a has changed since the upload began", "");
    stage.state(4_500_010, "paused", None);
    let mut harness = shown(1280.0, stage);
    harness.get_by_label_contains("Paused: this needs a decision /a has changed");
    harness.get_all_by_label("Restart from 0").last().expect("the banner's button").click();
    harness.run_steps(2);
    assert_eq!(harness.state().actions, [Action::Restart]);
}

#[test]
fn a_stopped_upload_says_why_and_what_to_do() {
    let mut stage = Stage::sending(Lang::English, 0, 60 * MIB);
    stage.answer(4_500_000, 413, "Payload Too Large");
    stage.state(4_500_010, "failed", Some("the server answered 413 Payload Too Large"));
    stage.over = true;
    let harness = shown(1280.0, stage);
    harness.get_by_label("FAILED");
    harness.get_by_label_contains(
        "The upload has stopped the server answered 413 Payload Too Large. The server has no room",
    );
    harness.get_by_label("Attempt 1: from 0 B, kept –, 13.3 MiB/s, ended by: server 413");
}

#[test]
fn progress_rows_stay_out_of_the_requests_until_they_are_wanted() {
    let mut harness = shown(1280.0, Stage::sending(Lang::English, 0, 60 * MIB));
    assert!(harness.query_by_label_contains("progress 60.0 M of 100.0 M").is_none());
    harness.get_by_label_contains("Kinds").click();
    harness.run_steps(2);
    harness.get_by_label("progress").click();
    harness.run_steps(2);
    harness.get_by_label_contains("progress 60.0 M of 100.0 M");
}

#[test]
fn a_chosen_attempt_shows_its_request_without_its_secrets() {
    let mut harness = shown(1280.0, Stage::sending(Lang::English, 0, 60 * MIB));
    harness.get_by_label_contains("Attempt 1: from 0").click();
    harness.run_steps(3);
    harness.get_by_label("x-start-byte: 0");
    harness.get_by_label("authorization: ***");
}

#[test]
fn a_session_that_is_over_is_opened_again_from_zero_or_from_the_servers_byte() {
    let session = UploadSession::new(10);
    let mut form = UploadForm { path: "/a".to_owned(), ..UploadForm::default() };
    let mut view = UploadView::default();
    let mut perform = |action, over| {
        let live = Live { session: &session, clock: SessionClock::start(), over, saved: false };
        UploadFace::perform(action, &mut form, &mut view, Some(live))
    };
    assert!(matches!(perform(Action::Restart, false), Step::Send(_)));
    for (action, restart) in [(Action::Resume, false), (Action::Restart, true)] {
        match perform(action, true) {
            Step::Open(_, record) => assert_eq!(record.settings["restart"], restart),
            other => panic!("{other:?}"),
        }
    }
}

#[test]
fn another_file_has_a_picture_of_its_own() {
    let file = file_of(3000);
    let mut stage = Stage::sending(Lang::English, 0, 100 * MIB);
    stage.session.as_mut().expect("a session").file_path = "/sent.bin".into();
    stage.state(5_000_000, "done", None);
    stage.form.path = "/sent.bin".to_owned();
    stage.over = true;
    let mut harness = shown(1280.0, stage);
    harness.get_by_label("sent.bin");
    harness.get_by_label("DONE");
    harness.state_mut().form.set_path(file.path().display().to_string());
    let name = file.path().file_name().expect("a name").to_string_lossy().into_owned();
    until(&mut harness, "the new file", |harness| harness.query_by_label(&name).is_some());
    for old in ["sent.bin", "DONE", "100.0 % confirmed by the server", "100 MiB"] {
        assert!(harness.query_by_label(old).is_none(), "{old}");
    }
    harness.state_mut().form.set_path("/sent.bin".to_owned());
    harness.run_steps(2);
    harness.get_by_label("DONE");
}

#[test]
fn who_cancels_or_pauses_is_not_told_of_an_error() {
    let mut stage = Stage::sending(Lang::English, 0, 60 * MIB);
    stage.state(4_500_010, "failed", Some("cancelled"));
    stage.over = true;
    let harness = shown(1280.0, stage);
    harness.get_by_label("CANCELLED");
    harness.get_by_label("Cancelled");
    assert!(harness.query_by_label_contains("The upload has stopped").is_none());

    let mut stage = Stage::sending(Lang::English, 0, 60 * MIB);
    stage.error("the connection was lost", "connection reset by peer");
    stage.state(4_500_010, "backoff", None);
    stage.state(4_600_000, "paused", None);
    let harness = shown(1280.0, stage);
    harness.get_by_label_contains("Paused after a failure the connection was lost");
    assert!(harness.query_by_label_contains("this needs a decision").is_none());
}

#[test]
fn nothing_is_claimed_before_the_server_has_answered() {
    let mut stage = Stage::new(Lang::English);
    stage.session = Some(UploadSession::new(100 * MIB));
    stage.state(100, "probing", None);
    stage.error("cannot connect to 127.0.0.1:9", "connection refused");
    stage.state(4_500_010, "backoff", None);
    let harness = shown(1280.0, stage);
    harness.get_by_label("– % confirmed by the server");
    assert!(harness.query_by_label_contains("resumes at byte").is_none());
}
