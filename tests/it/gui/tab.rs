//! What every tab does alike: its fields in the settings, following the lab, saving a record.

use std::time::{Duration, Instant};

use bytes::Bytes;
use wirelight::{
    engine::{Engine, SessionClock, Wake},
    protocols::{
        sse::view::SseFace,
        tab::{ExportJob, SaveError, SessionTab, Tab as _},
    },
    settings::Settings,
    transcript::{
        Body, Entry, Transcript,
        export::{Export, Exported, Format},
        record::RecordHeader,
        secrets::Secrets,
    },
    ui::headers::{HeaderLine, HeaderLines},
};

fn address(text: &str) -> std::net::SocketAddr {
    text.parse().expect("an address")
}

#[test]
fn only_fields_that_point_at_the_lab_follow_it() {
    for (before, after) in [
        ("http://127.0.0.1:4460/sse/digits", "http://127.0.0.1:5000/sse/digits"),
        ("http://127.0.0.1:4460", "http://127.0.0.1:5000"),
        ("http://127.0.0.1:4460?a=b", "http://127.0.0.1:5000?a=b"),
        ("http://127.0.0.1:44601/x", "http://127.0.0.1:44601/x"),
        ("http://example.org/?back=127.0.0.1:4460", "http://example.org/?back=127.0.0.1:4460"),
    ] {
        let mut tab = SessionTab::<SseFace>::default();
        before.clone_into(&mut tab.form_mut().url);
        tab.lab_moved(address("127.0.0.1:4460"), address("127.0.0.1:5000"));
        assert_eq!(tab.form_mut().url, after);
    }
}

#[test]
fn fields_come_back_without_their_secrets() {
    let mut tab = SessionTab::<SseFace>::default();
    let form = tab.form_mut();
    form.url = "https://me:hunter2@example.org/stream".to_owned();
    form.peer.security.skip_verification = true;
    let line = |name: &str, value: &str| HeaderLine { name: name.to_owned(), value: value.to_owned() };
    form.peer.headers =
        HeaderLines(vec![line("Cookie", "sid=hunter2"), line("X-Api-Key", "hunter2"), line("X-Room", "ops")]);
    let settings = Settings { secret_headers: vec!["x-api-key".to_owned()], ..Settings::default() };
    let saved = tab.save(&settings).expect("fields");
    assert!(!saved.to_string().contains("hunter2"), "{saved}");

    let mut restored = SessionTab::<SseFace>::default();
    assert!(restored.restore(saved));
    assert_eq!(restored.form_mut().url, "https://me:***@example.org/stream");
    assert_eq!(restored.form_mut().peer.headers.0, [line("Cookie", ""), line("X-Api-Key", ""), line("X-Room", "ops")]);
    assert!(!restored.form_mut().peer.security.skip_verification, "verification is off for one session only");
    assert!(!restored.restore(toml::Table::from_iter([("url".to_owned(), toml::Value::from(7))])));
}

/// What the tab saves for these rows.
fn export(transcript: &Transcript) -> Export {
    let header = RecordHeader {
        protocol: "websocket".into(),
        url: "ws://u:p@h/".to_owned(),
        started_at: SessionClock::start().started_at(),
        settings: serde_json::Map::new(),
    };
    Export {
        format: Format::JsonLines,
        header,
        rows: transcript.snapshot_from(0),
        shown: None,
        marks: transcript.marks().clone(),
        secrets: Secrets::masked(),
        frames: false,
    }
}

fn result_of(job: &mut ExportJob) -> Result<Exported, SaveError> {
    let started = Instant::now();
    loop {
        if let Some(result) = job.take() {
            return result;
        }
        assert!(started.elapsed() < Duration::from_secs(20), "the worker never ends");
        std::thread::yield_now();
    }
}

#[test]
fn a_record_is_saved_whole_while_rows_go_on_coming() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut transcript = Transcript::default();
    let row = |n: u64| Entry::incoming(n, Body::Text(Bytes::from(format!("{n:0100}"))));
    (0..20_000).for_each(|n| transcript.push(&row(n)));
    let path = folder.path().join("a.jsonl");
    let mut job = ExportJob::start(path.clone(), export(&transcript), engine.spawner());
    (20_000..30_000).for_each(|n| transcript.push(&row(n)));
    transcript.clear();
    assert_eq!(result_of(&mut job).expect("saved").rows, 20_000);
    let text = std::fs::read_to_string(path).expect("a file");
    assert_eq!(text.lines().count(), 20_001);
    assert!(text.starts_with(r#"{"wirelight":1,"protocol":"websocket","url":"ws://u:***@h/""#), "{}", &text[..80]);
    assert!(text.lines().last().expect("a row").contains(&format!("{:0100}", 19_999)));
}

#[test]
fn a_record_that_cannot_be_written_says_why() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut job = ExportJob::start(folder.path().to_owned(), export(&Transcript::default()), engine.spawner());
    let error = result_of(&mut job).expect_err("a folder is no file");
    assert!(error.to_string().contains(&folder.path().display().to_string()), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}
