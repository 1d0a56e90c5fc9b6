//! What the forms of all tabs have alike: the same sections, and fields that reach the wire whatever the protocol.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::{
    Harness,
    kittest::{By, NodeT as _, Queryable as _},
};
use tokio::{
    io::AsyncWriteExt as _,
    sync::mpsc::{Receiver, channel},
};
use wirelight::{
    engine::{Engine, Wake},
    i18n::{I18n, Lang},
    protocols::{
        self,
        tab::{Descriptor, Tab},
    },
    ui::{notice::Notices, tab_context::TabContext, theme},
};

use crate::support::{RawServer, read_head};

/// A tab with all that it needs, and a server for it.
pub(super) struct Window {
    pub(super) tab: Box<dyn Tab>,
    engine: Engine,
    i18n: I18n,
    notices: Notices,
    _file: tempfile::NamedTempFile,
}

impl Window {
    pub(super) fn new(descriptor: &Descriptor, lang: Lang, url: &str) -> Self {
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::write(file.path(), "hello").expect("written");
        let mut tab = (descriptor.new_tab)();
        let path = file.path().display().to_string();
        let fields = [("url", url.to_owned()), ("path", path), ("retry_millis", "3600000".to_owned())];
        assert!(tab.restore(fields.into_iter().map(|(name, text)| (name.to_owned(), text.into())).collect()));
        let engine = Engine::start(Wake::none()).expect("a runtime");
        Self { tab, engine, i18n: I18n::new(lang), notices: Notices::default(), _file: file }
    }

    fn ui(&mut self, ui: &mut egui::Ui) {
        self.tab.drain(Duration::from_millis(4));
        let mut settings = wirelight::settings::Settings::default();
        let mut cx = TabContext::new(&self.i18n, self.engine.spawner(), &mut self.notices, &mut settings);
        self.tab.ui(ui, &mut cx);
    }
}

pub(super) fn shown<'a>(window: Window, width: f32) -> Harness<'a, Window> {
    let builder = Harness::builder().with_size([width, 800.0]).allow_missing_glyphs();
    let builder = builder.with_context_setup(theme::install);
    let mut harness = builder.build_ui_state(|ui, window: &mut Window| window.ui(ui), window);
    harness.run_steps(3);
    harness
}

pub(super) fn until(harness: &mut Harness<'_, Window>, mut done: impl FnMut(&mut Harness<'_, Window>) -> bool) {
    let started = Instant::now();
    while !done(harness) {
        let id = harness.state().tab.descriptor().id;
        assert!(started.elapsed() < Duration::from_secs(20), "{id}: it never came");
        harness.step();
        std::thread::yield_now();
    }
}

pub(super) fn click(harness: &mut Harness<'_, Window>, label: &str) {
    harness.get_by_label(label).click();
    harness.run_steps(4);
}

/// Opens a section of the form.
pub(super) fn open_section(harness: &mut Harness<'_, Window>, title: &str) {
    harness.get_by_role_and_label(Role::DisclosureTriangle, title).click();
    harness.run_steps(4);
}

/// Types into the field of this name.
pub(super) fn type_into(harness: &mut Harness<'_, Window>, name: &str, text: &str) {
    let is_field = |role| matches!(role, Role::TextInput | Role::PasswordInput);
    let field = By::new().label(name).predicate(move |node| is_field(node.role()));
    harness.get(field).focus();
    harness.run_steps(2);
    harness.get(By::new().label(name).predicate(move |node| is_field(node.role()))).type_text(text);
    harness.run_steps(2);
}

/// Begins a session as soon as the tab can.
pub(super) fn go(harness: &mut Harness<'_, Window>) {
    let id = harness.state().tab.descriptor().id;
    let start = match id {
        "upload" => "Start",
        "longPoll" => "Poll",
        _ => "Connect",
    };
    let button = || By::new().role(Role::Button).label(start);
    until(harness, |harness| harness.query(button()).is_some_and(|node| !node.accesskit_node().is_disabled()));
    harness.get(button()).click();
    harness.run_steps(2);
}

/// Ends the session, if it goes on.
pub(super) fn end(harness: &mut Harness<'_, Window>) {
    let stop = if harness.state().tab.descriptor().id == "upload" { "Cancel" } else { "Stop" };
    until(harness, |harness| {
        if let Some(button) = harness.query(By::new().role(Role::Button).label(stop)) {
            button.click();
        }
        harness.run_steps(2);
        !harness.state().tab.is_running()
    });
    harness.run_steps(2);
}

/// A server that answers every request with 503, the first one with these lines, and the heads that it gets.
pub(super) fn server(engine: &Engine, lines: &'static str) -> (RawServer, Receiver<String>) {
    let (heads, seen) = channel(64);
    let server = engine.runtime().block_on(RawServer::start(move |number, mut stream| {
        let heads = heads.clone();
        let lines = if number == 0 { lines } else { "" };
        async move {
            heads.try_send(read_head(&mut stream).await).ok();
            let answer = format!("HTTP/1.1 503 Later\r\nRetry-After: 3600\r\nContent-Length: 0\r\n{lines}\r\n");
            stream.write_all(answer.as_bytes()).await.ok();
        }
    }));
    (server, seen)
}

/// The server's URL as the protocol wants it.
pub(super) fn url(descriptor: &Descriptor, server: &RawServer) -> String {
    if descriptor.id == "websocket" { server.ws("/") } else { server.http("/") }
}

pub(super) fn next_head(harness: &mut Harness<'_, Window>, heads: &mut Receiver<String>) -> String {
    let mut head = None;
    until(harness, |_| {
        head = head.take().or_else(|| heads.try_recv().ok());
        head.is_some()
    });
    head.expect("a head")
}

const FIELDS: [(Lang, [&str; 4], [&str; 10]); 2] = [
    (
        Lang::English,
        ["Headers", "Connection", "Security", "Cookies"],
        [
            "Proxy",
            "Connect time-out, s",
            "Follow redirects",
            "Accept gzip, deflate, br",
            "Keep cookies that servers set",
            "Do not verify the certificate",
            "Trust only SHA-256",
            "User",
            "Password",
            "Bearer token",
        ],
    ),
    (
        Lang::Chinese,
        ["请求头", "连接方式", "安全", "Cookie"],
        [
            "代理",
            "连接超时（秒）",
            "跟随重定向",
            "接受 gzip, deflate, br",
            "保留服务器设置的 Cookie",
            "不验证证书",
            "仅信任 SHA-256",
            "用户",
            "密码",
            "Bearer 令牌",
        ],
    ),
];

#[test]
fn every_tab_has_the_same_sections_first_with_the_same_fields() {
    for (lang, sections, fields) in FIELDS {
        for descriptor in protocols::ALL {
            let mut harness = shown(Window::new(descriptor, lang, "http://127.0.0.1:9/"), 1280.0);
            let heads = harness.get_all(By::new().role(Role::DisclosureTriangle));
            let titles: Vec<String> = heads.filter_map(|node| node.accesskit_node().label()).collect();
            assert_eq!(titles[..4], sections, "{}", descriptor.id);
            open_section(&mut harness, sections[1]);
            for name in &fields[..5] {
                assert!(harness.query_all_by_label(name).next().is_some(), "{}: {name}", descriptor.id);
            }
            let has_answer_timeout = matches!(descriptor.id, "sse" | "longPoll");
            let answer_timeout = if lang == Lang::English { "Answer time-out, s" } else { "响应超时（秒）" };
            assert_eq!(harness.query_by_label(answer_timeout).is_some(), has_answer_timeout, "{}", descriptor.id);
            open_section(&mut harness, sections[2]);
            for name in &fields[5..] {
                assert!(harness.query_all_by_label(name).next().is_some(), "{}: {name}", descriptor.id);
            }
        }
    }
}

#[test]
fn a_login_and_codings_of_each_tab_reach_the_wire() {
    for descriptor in protocols::ALL {
        let engine = Engine::start(Wake::none()).expect("a runtime");
        let (server, mut heads) = server(&engine, "");
        let mut harness = shown(Window::new(descriptor, Lang::English, &url(descriptor, &server)), 1280.0);
        open_section(&mut harness, "Connection");
        click(&mut harness, "Accept gzip, deflate, br");
        open_section(&mut harness, "Security");
        type_into(&mut harness, "User", "me");
        type_into(&mut harness, "Password", "pw:x");
        go(&mut harness);
        let head = next_head(&mut harness, &mut heads);
        for line in ["Authorization: Basic bWU6cHc6eA==\r\n", "Accept-Encoding: gzip, deflate, br\r\n"] {
            assert!(head.contains(line), "{}: {head}", descriptor.id);
        }
        let saved = harness.state().tab.save(&wirelight::settings::Settings::default()).expect("fields").to_string();
        assert!(saved.contains("user = \"me\"") && !saved.contains("pw:x"), "{saved}");
    }
}

#[test]
fn redirects_are_followed_where_that_is_ticked() {
    for descriptor in protocols::ALL {
        let engine = Engine::start(Wake::none()).expect("a runtime");
        let (end, mut heads) = server(&engine, "");
        let location = format!("HTTP/1.1 307 Away\r\nContent-Length: 0\r\nLocation: {}\r\n\r\n", end.http("/end"));
        let first = engine.runtime().block_on(RawServer::answering(vec![location.into_bytes()]));
        let mut harness = shown(Window::new(descriptor, Lang::English, &url(descriptor, &first)), 1280.0);
        open_section(&mut harness, "Connection");
        // A source follows in any case, and its box cannot be unticked.
        click(&mut harness, "Follow redirects");
        go(&mut harness);
        let head = next_head(&mut harness, &mut heads);
        assert!(head.starts_with("GET /end"), "{}: {head}", descriptor.id);
    }
}
