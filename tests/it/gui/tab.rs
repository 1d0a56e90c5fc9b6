//! What every tab does alike: its fields in the settings, following the lab, saving a record.

use bytes::Bytes;
use wirelight::{
    engine::{Engine, SessionClock, Wake},
    protocols::{
        sse::view::SseFace,
        tab::{RecordSave, SessionTab, Tab as _},
    },
    transcript::{Body, Entry, Transcript, record::RecordHeader},
    ui::{
        headers::{HeaderLine, HeaderLines},
        save_dialog::SaveChoice,
    },
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
    form.security.skip_verification = true;
    let line = |name: &str, value: &str| HeaderLine { name: name.to_owned(), value: value.to_owned() };
    form.headers = HeaderLines(vec![line("Cookie", "sid=hunter2"), line("X-Room", "ops")]);
    let saved = tab.save().expect("fields");
    assert!(!saved.to_string().contains("hunter2"), "{saved}");

    let mut restored = SessionTab::<SseFace>::default();
    assert!(restored.restore(saved));
    assert_eq!(restored.form_mut().url, "https://me:***@example.org/stream");
    assert_eq!(restored.form_mut().headers.0, [line("Cookie", ""), line("X-Room", "ops")]);
    assert!(!restored.form_mut().security.skip_verification, "verification is off for one session only");
    assert!(!restored.restore(toml::Table::from_iter([("url".to_owned(), toml::Value::from(7))])));
}

#[test]
fn a_record_is_saved_whole_while_rows_go_on_coming() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let mut transcript = Transcript::default();
    let row = |n: u64| Entry::incoming(n, Body::Text(Bytes::from(format!("{n:0100}"))));
    (0..20_000).for_each(|n| transcript.push(&row(n)));
    let header = RecordHeader {
        protocol: "websocket",
        url: "ws://u:p@h/".to_owned(),
        started_at: SessionClock::start().started_at(),
        settings: serde_json::Map::new(),
    };
    let path = folder.path().join("a.jsonl");
    let choice = SaveChoice { path: path.clone(), include_secrets: false };
    let mut save = RecordSave::start(choice, &header, &transcript, engine.spawner());
    let saved = loop {
        transcript.push(&row(transcript.end_row()));
        if let Some(result) = save.advance(&transcript) {
            break result.expect("saved");
        }
        std::thread::yield_now();
    };
    assert_eq!(saved.rows, 20_000);
    let text = std::fs::read_to_string(path).expect("a file");
    assert_eq!(text.lines().count(), 20_001);
    assert!(text.starts_with(r#"{"wirelight":1,"protocol":"websocket","url":"ws://u:***@h/""#), "{}", &text[..80]);
    assert!(text.lines().last().expect("a row").contains(&format!("{:0100}", 19_999)));
}

#[test]
fn a_record_that_cannot_be_written_says_why() {
    let engine = Engine::start(Wake::none()).expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    let transcript = Transcript::default();
    let header = RecordHeader {
        protocol: "sse",
        url: String::new(),
        started_at: SessionClock::start().started_at(),
        settings: serde_json::Map::new(),
    };
    let choice = SaveChoice { path: folder.path().to_owned(), include_secrets: false };
    let mut save = RecordSave::start(choice, &header, &transcript, engine.spawner());
    let error = loop {
        if let Some(result) = save.advance(&transcript) {
            break result.expect_err("a folder is no file");
        }
        std::thread::yield_now();
    };
    assert!(error.to_string().contains("cannot write"), "{error}");
    assert!(std::error::Error::source(&error).is_some());
}
