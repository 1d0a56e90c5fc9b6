//! A saved session in the window: a tab that only shows, whatever the file has in it.

use std::{
    path::{Path, PathBuf},
    time::{Duration, Instant},
};

use egui_kittest::{Harness, kittest::Queryable as _};
use wirelight::{
    app::{Start, WindowOptions, Wirelight},
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    settings::SettingsFile,
    ui::theme,
};

const WEB_SOCKET: &str = concat!(
    r#"{"wirelight":1,"protocol":"websocket","url":"ws://me:***@h/chat","startedAt":"2026-11-22T20:00:00.123Z","settings":{}}"#,
    "\n",
    r#"{"at":1,"direction":"local","kind":"state","state":"connecting","code":0}"#,
    "\n",
    r#"{"at":2,"direction":"out","kind":"request","method":"GET","url":"ws://me:***@h/chat","headers":[]}"#,
    "\n",
    r#"{"at":3,"direction":"in","kind":"response","status":101,"reasonPhrase":"Switching Protocols","headers":[["Sec-WebSocket-Protocol","chat"]]}"#,
    "\n",
    r#"{"at":4,"direction":"local","kind":"state","state":"open","code":1}"#,
    "\n",
    r#"{"at":5,"direction":"in","kind":"text","data":"hello"}"#,
    "\n",
    r#"{"at":6,"direction":"in","kind":"binary","base64":"AP8="}"#,
    "\n",
    r#"{"at":7,"direction":"local","kind":"mark","row":4,"color":"violet","note":"look here"}"#,
    "\n",
    r#"{"at":7000000,"direction":"local","kind":"state","state":"closed","code":3}"#,
    "\n",
);

const SSE: &str = concat!(
    r#"{"wirelight":1,"protocol":"sse","url":"http://h/s","startedAt":"2026-11-22T20:00:00.123Z","settings":{}}"#,
    "\n",
    r#"{"at":1,"direction":"local","kind":"state","state":"connecting","code":0}"#,
    "\n",
    r#"{"at":2,"direction":"in","kind":"event","type":"tick","data":"one","lastEventId":"7"}"#,
    "\n",
    r#"{"at":3,"direction":"local","kind":"state","state":"closed","code":2}"#,
    "\n",
);

const LONG_POLL: &str = concat!(
    r#"{"wirelight":1,"protocol":"longPoll","url":"http://h/p","startedAt":"2026-11-22T20:00:00.123Z","settings":{}}"#,
    "\n",
    r#"{"at":1,"direction":"local","kind":"state","state":"waiting"}"#,
    "\n",
    r#"{"at":2,"direction":"out","kind":"request","method":"GET","url":"http://h/p","headers":[]}"#,
    "\n",
    r#"{"at":900,"direction":"in","kind":"response","status":200,"headers":[]}"#,
    "\n",
    r#"{"at":1000,"direction":"in","kind":"message","status":200,"heldMillis":0.998,"data":"held"}"#,
    "\n",
    r#"{"at":2000,"direction":"local","kind":"state","state":"stopped"}"#,
    "\n",
);

const UPLOAD: &str = concat!(
    r#"{"wirelight":1,"protocol":"upload","url":"http://h/","startedAt":"2026-11-22T20:00:00.123Z","settings":{}}"#,
    "\n",
    r#"{"at":1,"direction":"local","kind":"state","state":"probing"}"#,
    "\n",
    r#"{"at":2,"direction":"in","kind":"offset","confirmed":10}"#,
    "\n",
    r#"{"at":3,"direction":"local","kind":"progress","sent":2097152,"confirmed":10,"total":2097152}"#,
    "\n",
    r#"{"at":4,"direction":"local","kind":"state","state":"done"}"#,
    "\n",
);

fn window<'a>(session: PathBuf, lang: Lang, folder: &Path) -> Harness<'a, Wirelight> {
    let (file, settings, notice) = SettingsFile::open(folder.join("settings.toml"));
    let options = WindowOptions { lang: Some(lang), lab: false, session: Some(session) };
    let start = Start { options, file, settings, notice, system_fonts: true };
    let engine = Engine::start(Wake::none()).expect("a runtime");
    Harness::builder()
        .with_size([1280.0, 800.0])
        .allow_missing_glyphs()
        .with_context_setup(theme::install)
        .build_eframe(|creation| Wirelight::new(&creation.egui_ctx, engine, start))
}

/// The window on a file with this content, once it shows a label with these words.
fn opened<'a>(content: &str, lang: Lang, words: &str) -> (Harness<'a, Wirelight>, tempfile::TempDir) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("session.jsonl");
    std::fs::write(&path, content).expect("a file");
    let mut harness = window(path, lang, folder.path());
    wait_for(&mut harness, words);
    (harness, folder)
}

fn wait_for(harness: &mut Harness<'_, Wirelight>, words: &str) {
    let started = Instant::now();
    while harness.query_all_by_label_contains(words).next().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{words:?} never came");
        harness.step();
    }
}

#[test]
fn a_record_of_each_protocol_opens_in_a_tab_that_only_shows() {
    for (content, protocol, row, go) in [
        (WEB_SOCKET, "websocket", "in text hello", "ws-connect"),
        (SSE, "sse", "one", "sse-connect"),
        (LONG_POLL, "longPoll", "held", "poll-start"),
        (UPLOAD, "upload", "probing", "upload-start"),
    ] {
        let (mut harness, _folder) = opened(content, Lang::English, row);
        harness.run_steps(2);
        assert_eq!(harness.state().open_tabs().last(), Some(&protocol));
        assert!(harness.query_all_by_label_contains("session.jsonl").next().is_some(), "the bar names the file");
        let go = I18n::new(Lang::English).text(go).into_owned();
        assert!(harness.query_by_label(&go).is_none(), "nothing to connect in a {protocol} record");
    }
}

#[test]
fn marks_and_the_agreed_subprotocol_come_back_with_the_rows() {
    let (mut harness, _folder) = opened(WEB_SOCKET, Lang::English, "in text hello");
    wait_for(&mut harness, "look here");
    assert!(harness.query_all_by_label_contains("chat").next().is_some());
}

#[test]
fn a_saved_session_is_read_with_its_own_settings() {
    let cases = [
        (SSE, r#"{"retryMillis":47,"lastEventId":"begun"}"#, ["47 ms", "begun"]),
        (UPLOAD, r#"{"file":"/somewhere/报告.bin","sizeBytes":2097153}"#, ["报告.bin", "2.0 MiB"]),
    ];
    for (content, settings, shown) in cases {
        // Its rows say later values of these: without them the first line alone does.
        let says_more = |line: &&str| !line.contains("\"event\"") && !line.contains("\"progress\"");
        let content: String = content.split_inclusive('\n').filter(says_more).collect();
        let content = content.replacen("{}", settings, 1);
        let (mut harness, _folder) = opened(&content, Lang::English, shown[0]);
        for words in &shown[1..] {
            wait_for(&mut harness, words);
        }
    }
}

#[test]
fn rows_that_its_protocol_does_not_know_are_shown_by_the_words_of_the_record() {
    let foreign = WEB_SOCKET.replace(
        r#"{"at":5,"direction":"in","kind":"text","data":"hello"}"#,
        "{\"at\":5,\"direction\":\"in\",\"kind\":\"retry\",\"millis\":7}\n\
         {\"at\":5,\"direction\":\"local\",\"kind\":\"dropped\",\"rows\":3,\"bytes\":9,\"reason\":\"limit\"}",
    );
    let (mut harness, _folder) = opened(&foreign, Lang::English, "in retry");
    wait_for(&mut harness, "local dropped 3 rows left out: limit");
}

#[test]
fn what_is_wrong_with_a_file_is_said_in_both_languages() {
    let torn = format!("{WEB_SOCKET}{}", r#"{"at":7000001,"direction":"in","kind":"te"#);
    let broken = WEB_SOCKET.replace(r#"{"at":6,"#, r#"{"at":,"#);
    let unknown = WEB_SOCKET.replace(r#""kind":"binary""#, r#""kind":"teleport""#);
    for lang in Lang::ALL {
        let i18n = I18n::new(lang);
        let cases = [
            (&torn, i18n.text("saved-torn").into_owned()),
            (&broken, i18n.text_with("saved-broken", &[("count", 1.into()), ("line", 7.into())]).into_owned()),
            (&unknown, i18n.text_with("saved-unknown", &[("count", 1.into())]).into_owned()),
        ];
        for (content, words) in cases {
            // The isolation marks around arguments are not what a person searches for.
            let words = words.replace(['\u{2068}', '\u{2069}'], "");
            let (mut harness, _folder) = opened(content, lang, &words);
            wait_for(&mut harness, "hello");
        }
    }
}

#[test]
fn a_file_that_is_no_record_is_refused_in_the_dialog() {
    for content in ["", "not json\n", "{\"log\":{\"version\":\"1.2\"}}\n", "{\"wirelight\":99,\"protocol\":\"sse\"}\n"]
    {
        let (harness, _folder) = opened(content, Lang::English, "is not a session record");
        assert_eq!(harness.state().open_tabs().len(), 4, "no tab for {content:?}");
    }
    let folder = tempfile::tempdir().expect("a folder");
    let mut harness = window(folder.path().join("missing.jsonl"), Lang::English, folder.path());
    wait_for(&mut harness, "it does not exist");
}

#[test]
fn a_saved_session_is_not_a_tab_to_come_back_to() {
    let (mut harness, folder) = opened(SSE, Lang::English, "one");
    harness.run_steps(2);
    drop(harness);
    let text = std::fs::read_to_string(folder.path().join("settings.toml")).expect("settings");
    assert_eq!(text.matches("[[tabs]]").count(), 4, "{text}");
}
