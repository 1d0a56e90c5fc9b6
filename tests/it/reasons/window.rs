//! The window in Chinese: a session that failed says why in that language, live and read again from its record.

use std::time::{Duration, Instant};

use egui_kittest::{
    Harness,
    kittest::{NodeT as _, Queryable as _},
};
use pretty_assertions::assert_eq;
use wirelight::{
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    net::coding::ALL_CODINGS,
    protocols::{self, tab::Tab},
    settings::Settings,
    transcript::{entry::Failure, opened::SavedSession},
    ui::{notice::Notices, reason, tab_context::TabContext, theme},
};

use super::{PROTOCOLS, TROUBLES, Trouble, Troubled, failed, file, record};

/// As much of a window as a tab needs.
pub(super) struct Window {
    pub(super) tab: Box<dyn Tab>,
    engine: Engine,
    i18n: I18n,
    notices: Notices,
}

impl Window {
    pub(super) fn new<'a>(
        lang: Lang,
        protocol: &str,
        fill: impl FnOnce(&mut Box<dyn Tab>, &Engine),
    ) -> Harness<'a, Self> {
        let engine = Engine::start(Wake::none()).expect("a runtime");
        let descriptor = protocols::ALL.iter().find(|descriptor| descriptor.id == protocol).expect("a protocol");
        let mut tab = (descriptor.new_tab)();
        fill(&mut tab, &engine);
        let window = Self { tab, engine, i18n: I18n::new(lang), notices: Notices::default() };
        Harness::builder()
            .with_size([1280.0, 900.0])
            .allow_missing_glyphs()
            .with_context_setup(theme::install)
            .build_ui_state(|ui, window: &mut Self| window.ui(ui), window)
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        self.tab.drain(Duration::from_millis(4));
        let mut settings = Settings::default();
        let mut cx = TabContext::new(&self.i18n, self.engine.spawner(), &mut self.notices, &mut settings);
        self.tab.ui(ui, &mut cx);
    }
}

fn wait_for(harness: &mut Harness<'_, Window>, part: &str) {
    let started = Instant::now();
    while harness.query_all_by_label_contains(part).next().is_none() {
        assert!(started.elapsed() < Duration::from_secs(20), "{part} never came: {:?}", labels(harness));
        harness.step();
    }
    harness.run_steps(2);
}

pub(super) fn labels(harness: &Harness<'_, Window>) -> Vec<String> {
    let all = harness.query_all_by_label_contains("");
    // What is only text has it as its value.
    let texts = all.filter_map(|node| {
        let node = node.accesskit_node();
        if node.label_comes_from_value() { node.value() } else { node.label() }
    });
    texts.collect()
}

/// Whether a text has three English words in a row: no name, no header, no status line of the peer. The names of the
/// content codings are none.
pub(super) fn is_english(text: &str) -> bool {
    let is_word = |word: &str| {
        let word = word.trim_end_matches([',', '.', ':', ';']);
        word.len() > 1 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    let words: Vec<bool> = text.replace(ALL_CODINGS, "").split_whitespace().map(is_word).collect();
    words.windows(3).any(|three| three.iter().all(|&is_word| is_word))
}

/// What a window in Chinese says of it.
fn words(trouble: Trouble, protocol: &str) -> &'static str {
    match (trouble, protocol) {
        (Trouble::Refused, _) => "连接被拒绝",
        (Trouble::EarlyEnd, _) => "连接在应答到来之前结束",
        (Trouble::BadHead, _) => "应答不是 HTTP/1.1",
        (Trouble::WrongStatus, "websocket") => "服务器拒绝了 WebSocket",
        (Trouble::WrongStatus, _) => "服务器应答 410 Gone",
    }
}

pub(super) fn check(harness: &Harness<'_, Window>, what: &str) {
    let shown = labels(harness);
    assert!(shown.len() > 10, "{what}: {shown:?}");
    let english: Vec<_> = shown.into_iter().filter(|label| is_english(label)).collect();
    assert_eq!(english, Vec::<String>::new(), "{what}");
}

#[test]
fn what_an_english_sentence_is() {
    assert!(is_english("X error cannot connect to 127.0.0.1:1"));
    assert!(is_english("the stream ended"));
    assert!(!is_english("GET http://h/x HTTP/1.1 410 Gone 服务器应答 410 Gone text/event-stream"));
}

#[test]
fn a_failed_session_says_why_in_chinese() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    for trouble in TROUBLES {
        let server = runtime.block_on(Troubled::start(trouble));
        for (protocol, go) in PROTOCOLS.into_iter().zip(["ws-connect", "sse-connect", "poll-start", "upload-start"]) {
            let (url, file) = (server.url(protocol), file());
            let mut harness = Window::new(Lang::Chinese, protocol, |tab, _| {
                let mut fields = toml::Table::from_iter([("url".to_owned(), toml::Value::from(url))]);
                fields.insert("path".to_owned(), toml::Value::from(file.path().display().to_string()));
                assert!(tab.restore(fields), "{protocol}");
            });
            let name = I18n::new(Lang::Chinese).text(go).into_owned();
            harness.run_steps(2);
            let started = Instant::now();
            // The button of an upload waits for the look at its file.
            while !harness.state().tab.is_running() && harness.state().tab.row_count() == 0 {
                assert!(started.elapsed() < Duration::from_secs(20), "{protocol} does not start");
                harness.get_by_label(&name).click();
                harness.run_steps(2);
            }
            wait_for(&mut harness, words(trouble, protocol));
            check(&harness, &format!("{protocol} {trouble:?}"));
        }
    }
}

#[test]
fn its_record_says_so_too() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let folder = tempfile::tempdir().expect("a folder");
    for trouble in TROUBLES {
        let server = runtime.block_on(Troubled::start(trouble));
        for protocol in PROTOCOLS {
            let url = server.url(protocol);
            let path = folder.path().join("session.jsonl");
            let rows = runtime.block_on(failed(protocol, &url));
            std::fs::write(&path, record(protocol, &url, &rows)).expect("written");
            let mut harness = Window::new(Lang::Chinese, protocol, |tab, engine| {
                let saved = SavedSession::open(path.clone()).expect("a record");
                tab.open_record(saved, engine.spawner(), 64 * 1024 * 1024);
            });
            wait_for(&mut harness, words(trouble, protocol));
            check(&harness, &format!("the record of {protocol} {trouble:?}"));
        }
    }
}

/// Rows of a record: every rule that a frame can break, every line without effect, and all that leaves rows out, also as
/// an older version wrote it.
fn reasoned(protocol: &str) -> (Vec<&'static str>, Vec<String>) {
    let row = |kind: &str, fields: &str| format!(r#"{{"at":2,"direction":"local","kind":"{kind}",{fields}}}"#);
    let (words, mut rows): (Vec<_>, Vec<_>) = if protocol == "sse" {
        let words = ["unknownField", "invalidRetry", "idWithNul", "idTooLong", "noData", "unfinishedBlock"];
        let rows = words.iter().map(|word| row("ignored", &format!(r#""reason":"{word}","line":"l""#)));
        (words.to_vec(), rows.collect())
    } else {
        let words = [
            "reservedBits",
            "reservedOpcode",
            "unmasked",
            "masked",
            "fragmentedControl",
            "controlTooLong",
            "invalidUtf8",
            "closeCode",
            "closePayload",
            "unexpectedContinuation",
            "unfinishedMessage",
            "lengthNotMinimal",
            "tooBig",
            "badDeflate",
            "other",
        ];
        let rows = words.iter().map(|word| row("frame", &format!(r#""illegal":["{word}"],"base64":"""#)));
        let withheld = row("ignored", r#""reason":"pongWithheld","line":"p""#);
        (words.into_iter().chain(["pongWithheld"]).collect(), rows.chain([withheld]).collect())
    };
    for (reason, code) in [("transcript limit", "transcriptLimit"), ("--max-events", "maxEvents"), ("closed", "closed")]
    {
        rows.push(row("dropped", &format!(r#""rows":3,"bytes":9,"reason":"{reason}""#)));
        rows.push(row("dropped", &format!(r#""rows":3,"bytes":9,"reason":"so many","reasonCode":"{code}""#)));
    }
    (words, rows)
}

#[test]
fn rows_that_break_a_rule_have_no_effect_or_are_missing_say_why_in_chinese() {
    let folder = tempfile::tempdir().expect("a folder");
    for protocol in ["websocket", "sse"] {
        let (words, rows) = reasoned(protocol);
        let path = folder.path().join(protocol);
        let record = format!("{}{}\n", record(protocol, "http://h/", &[]), rows.join("\n"));
        std::fs::write(&path, record).expect("written");
        let mut harness = Window::new(Lang::Chinese, protocol, |tab, engine| {
            let saved = SavedSession::open(path).expect("a record");
            tab.open_record(saved, engine.spawner(), 64 * 1024 * 1024);
        });
        wait_for(&mut harness, "省略了 3 行：事件源已关闭");
        check(&harness, protocol);
        let shown = labels(&harness);
        for code in ["早于内存上限所保留的内容", "超出 --max-events", "事件源已关闭"] {
            let named = shown.iter().filter(|label| label.contains(code)).count();
            assert_eq!(named, 2, "{protocol} {code}: {shown:?}");
        }
        let untold: Vec<_> = words.iter().filter(|word| shown.iter().any(|label| label.contains(**word))).collect();
        assert!(untold.is_empty(), "{protocol}: {untold:?} in {shown:?}");
    }
}

#[test]
fn a_row_of_an_older_record_and_one_that_lacks_a_field_say_it_in_their_own_words() {
    let i18n = I18n::new(Lang::Chinese);
    let said = |row: &str| reason::failure(&i18n, &serde_json::from_str::<Failure>(row).expect("a head"));
    assert_eq!(said(r#"{"message":"cannot connect","causes":["no"]}"#), "cannot connect: no");
    assert_eq!(said(r#"{"code":"ofTomorrow","message":"cannot connect"}"#), "cannot connect");
    assert_eq!(said(r#"{"code":"connectRefused","message":"cannot connect"}"#), "cannot connect");
    let whole = r#"{"code":"connectRefused","message":"no","fields":{"host":"h:1"}}"#;
    assert_eq!(said(whole), "无法连接 h:1：连接被拒绝");
    let behind = r#"{"code":"fileUnreadable","message":"no","fields":{"path":"/x","cause":"osNotFound"}}"#;
    assert_eq!(said(behind), "无法读取 /x：不存在");
}
