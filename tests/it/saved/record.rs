//! Recording while a session runs: a kill costs at most the last second, and no limit costs anything.

use std::{
    io::{BufRead as _, BufReader},
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use egui_kittest::Harness;
use serde_json::Value;
use wirelight::{
    i18n::Lang,
    lab::{Lab, LabOptions},
    protocols::{
        tab::SessionTab,
        websocket::view::{Action, WebSocketFace},
    },
    settings::Settings,
};

use crate::support::window::{Window, until};

/// Tells the child of this test what to record, and where.
const URL: &str = "WIRELIGHT_TEST_RECORD_URL";
const FILE: &str = "WIRELIGHT_TEST_RECORD_FILE";

type RecordingWindow = Window<SessionTab<WebSocketFace>>;

/// A window whose session is recorded from its begin on.
fn recording<'a>(url: &str, path: &Path, settings: Settings) -> Harness<'a, RecordingWindow> {
    let mut window = RecordingWindow::new(SessionTab::default(), Lang::English);
    window.settings = settings;
    url.clone_into(&mut window.tab.form_mut().url);
    window.act(|tab, cx| {
        tab.perform(Action::Connect, cx);
        tab.record_to(path.to_owned(), cx);
    });
    window.shown([1280.0, 800.0])
}

fn rows(path: &Path) -> Vec<Value> {
    let file = BufReader::new(std::fs::File::open(path).expect("a record"));
    let lines = file.lines().map(|line| line.expect("UTF-8"));
    lines.filter_map(|line| serde_json::from_str(&line).ok()).skip(1).collect()
}

#[test]
#[ignore = "not a test: the program that the next test starts and kills"]
fn child_that_records_until_it_is_killed() {
    let (url, path) = (std::env::var(URL).expect("a URL"), std::env::var(FILE).expect("a file"));
    let mut harness = recording(&url, Path::new(&path), Settings::default());
    let started = Instant::now();
    while started.elapsed() < Duration::from_mins(1) {
        harness.step();
    }
}

#[test]
fn a_kill_costs_at_most_the_last_second_and_a_half() {
    const PER_SECOND: u64 = 50_000;
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let lab = runtime.block_on(Lab::start(LabOptions { listen, ..LabOptions::default() })).expect("a lab");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("killed.jsonl");
    let url = lab.ws(&format!("/ws/flood?count=10000000&size=64&perSecond={PER_SECOND}"));
    let mut child = Command::new(std::env::current_exe().expect("this test"))
        .args(["--exact", "--ignored", "saved::record::child_that_records_until_it_is_killed", "--nocapture"])
        .env(URL, &url)
        .env(FILE, &path)
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("the child starts");
    // Killed when three seconds of messages are in the file, so that it holds for a slow machine, too.
    let begun = Instant::now();
    let wanted_bytes = 3 * PER_SECOND * 100;
    while std::fs::metadata(&path).map_or(0, |file| file.len()) < wanted_bytes {
        assert!(begun.elapsed() < Duration::from_secs(50), "the recording does not grow");
        assert!(child.try_wait().expect("a child").is_none(), "the child ended by itself");
        std::thread::yield_now();
    }
    child.kill().expect("killed");
    let killed = Instant::now();
    child.wait().expect("gone");
    let started_at = std::fs::read_to_string(&path).expect("UTF-8 up to the kill");
    let header: Value = serde_json::from_str(started_at.lines().next().expect("a header")).expect("JSON");
    let started_at: jiff::Timestamp = header["startedAt"].as_str().expect("a time").parse().expect("a time");
    let lived = jiff::Timestamp::now().duration_since(started_at).unsigned_abs().saturating_sub(killed.elapsed());

    let rows = rows(&path);
    let texts: Vec<&Value> = rows.iter().filter(|row| row["kind"] == "text").collect();
    for (number, row) in texts.iter().enumerate() {
        let data = row["data"].as_str().expect("data");
        assert_eq!((data.trim_end_matches('.'), data.len()), (number.to_string().as_str(), 64), "no row is missing");
    }
    // Every row says when it came; what came more than 1.5 s before the kill is there, at the pace it was sent.
    let last_at = Duration::from_micros(rows.last().expect("rows")["at"].as_u64().expect("a time"));
    assert!(last_at + Duration::from_millis(1500) > lived, "the last row came {last_at:?} of {lived:?}");
    runtime.block_on(lab.stop());
}

#[test]
fn a_recording_has_every_row_though_memory_keeps_few() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let listen = "127.0.0.1:0".parse().expect("an address");
    let lab = runtime.block_on(Lab::start(LabOptions { listen, ..LabOptions::default() })).expect("a lab");
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("whole.jsonl");
    let url = lab.ws("/ws/flood?count=30000&size=1024");
    let settings = Settings { transcript_limit_mib: 16, ..Settings::default() };
    let mut harness = recording(&url, &path, settings);
    until(&mut harness, "the end of the flood, with most of its rows out of memory", |harness| {
        let session = harness.state().tab.session().expect("a session");
        // The file may be behind: rows leave memory when they have been handed over.
        session.closed_at_micros.is_some() && session.transcript.dropped().rows > 10_000
    });
    // Closing the tab ends the recording; what was handed over is written first.
    drop(harness);
    let rows = rows(&path);
    let texts = rows.iter().filter(|row| row["kind"] == "text");
    assert_eq!(texts.count(), 30_000);
    assert!(rows.iter().all(|row| row["kind"] != "dropped"));
    assert_eq!(rows.last().map(|row| row["state"].clone()), Some(Value::from("closed")));
    runtime.block_on(lab.stop());
}
