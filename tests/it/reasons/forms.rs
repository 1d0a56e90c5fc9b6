//! A field that makes no sense says so below it, in the window's language, in each of the four tabs.

use std::time::{Duration, Instant};

use egui::{Rect, accesskit::Role};
use egui_kittest::{
    Harness,
    kittest::{By, Queryable as _},
};
use toml::{Table, Value};
use wirelight::{
    i18n::{I18n, Lang},
    net::{cookies::CookieFault, headers::HeaderError},
    protocols::websocket::{close::CloseRequest, config::parse_subprotocols},
    transcript::reason::HasReason,
    ui::{
        form::{PeerForm, PeerProblem},
        reason,
    },
};

use super::{
    PROTOCOLS, Trouble, Troubled, file,
    window::{Window, check, is_english, labels},
};

/// Fields of a form as its settings have them, the key of the wrong one's name, and what it has to say in Chinese and
/// in English.
pub(super) type Wrong = (&'static str, &'static str, [&'static str; 2]);

pub(super) const LANGUAGES: [Lang; 2] = [Lang::Chinese, Lang::English];

/// What all tabs have.
pub(super) const SHARED: [Wrong; 8] = [
    ("url = 'nowhere'", "address-name", ["这不是 URL：“nowhere”：没有协议和主机名", "it has no scheme and no host"]),
    (
        "url = 'localhost:81/p'",
        "address-name",
        ["localhost:81/p 没有协议：请写成", "localhost:81/p has no scheme: write"],
    ),
    ("url = 'ftp://h/'", "address-name", ["ftp://h/ 的协议是 ftp，应为", "the scheme of ftp://h/ is ftp, expected"]),
    (
        "url = 'http://h:99999/'",
        "address-name",
        ["端口不是 0 到 65535 的数字", "its port is no number from 0 to 65535"],
    ),
    ("headers = [{ name = 'a b', value = 'x' }]", "headers-name", ["不是头部名称", "is no header name"]),
    (
        "[connection]\nproxy = 'ftp://h'",
        "connection-proxy",
        ["代理 ftp://h 的协议是 ftp", "the scheme of the proxy ftp://h is ftp"],
    ),
    (
        "[connection]\ntimeout_seconds = '0'",
        "connection-timeout",
        ["连接时限应为大于 0、不超过 3600 的秒数", "a number of seconds above 0, up to 3600, not"],
    ),
    ("[security]\npin = '00'", "security-pin", ["“00”不是", "“00” has not"]),
];

/// What a protocol has for itself.
fn own(protocol: &str) -> &'static [Wrong] {
    match protocol {
        "websocket" => &[
            ("url = 'ws://h/#part'", "address-name", ["ws://h/#part 带有片段", "ws://h/#part has a fragment"]),
            ("subprotocols = 'a b'", "ws-subprotocols", ["“a b”不是子协议", "“a b” is not a subprotocol"]),
            ("subprotocols = 'a, a'", "ws-subprotocols", ["子协议 a 提供了两次", "the subprotocol a is offered twice"]),
            (
                "origin = \"a\\u0001\"",
                "ws-origin",
                [
                    "无法发送此来源：头部 Origin 的值含有控制字符",
                    "this origin cannot be sent: the value of the header Origin holds a control",
                ],
            ),
            (
                "closing_seconds = '-1'",
                "ws-closing-time",
                ["关闭时限应为 0 到 3600 的秒数", "the time for a close is a number of seconds from 0 to 3600"],
            ),
            (
                "[compression]\nserver_max_window_bits = '7'",
                "ws-deflate-server-bits",
                ["窗口为 8 到 15 位", "a window has 8 to 15 bits"],
            ),
            (
                "[compression]\nmax_message_mebibytes = '0'",
                "ws-max-message",
                ["最大消息应为 1 到 4095", "the largest message is a number of MiB from 1 to 4095"],
            ),
            (
                "[liveness]\nping_seconds = 'x'",
                "ws-live-ping",
                ["此处应为 0.01 到 86400 的秒数", "a number of seconds from 0.01 to 86400 stands here"],
            ),
            (
                "[liveness]\nreconnects = true\nattempts = '0'",
                "ws-live-attempts",
                ["此处应为尝试次数", "a number of attempts stands here"],
            ),
            (
                "[replies]\nrules = [{ mode = 'regex', pattern = '(', answer = 'x' }]",
                "ws-reply-when",
                ["第 1 列：此分组没有闭合", "Column 1: this group is not closed"],
            ),
            (
                "[replies]\nrules = [{ pattern = 'a', answer = 'x', delay_millis = 'x' }]",
                "ws-reply-after",
                ["应答应在消息之后 0 到", "a reply comes 0 to"],
            ),
        ],
        "sse" => &[
            (
                "retry_millis = 'soon'",
                "sse-retry",
                ["重新连接的时间应为毫秒数", "the reconnection time is a number of milliseconds"],
            ),
            (
                "[connection]\nanswer_timeout_seconds = 'x'",
                "connection-answer-timeout",
                ["应答时限应为大于 0", "the time for an answer is a number of seconds above 0"],
            ),
        ],
        "longPoll" => &[
            ("publish_url = 'nowhere'", "poll-publish-url", ["这不是 URL", "this is not a URL"]),
            (
                "max_rate = 'fast'",
                "poll-pace",
                ["速率应为每秒请求数", "the rate is a whole number of requests a second"],
            ),
            (
                "[connection]\nanswer_timeout_seconds = 'x'",
                "connection-answer-timeout",
                ["应答时限应为大于 0", "the time for an answer is a number of seconds above 0"],
            ),
        ],
        "upload" => &[("rate_limit = 'fast'", "upload-rate-limit", ["“fast”不是速率", "“fast” is no rate"])],
        other => unreachable!("{other}"),
    }
}

/// What stands in the composer of a WebSocket.
const COMPOSED: [Wrong; 8] = [
    (
        "format = 'json'\nmessage = '['",
        "ws-message",
        ["无法发送：第 1 行第 1 列不是 JSON", "this cannot be sent: it is not JSON at line 1, column 1"],
    ),
    (
        "format = 'hex'\nmessage = '8g'",
        "ws-message",
        ["无法发送：g 不是十六进制数字", "this cannot be sent: g is no hexadecimal digit"],
    ),
    ("format = 'hex'\nmessage = '8'", "ws-message", ["末尾缺一位", "one is missing at the end"]),
    (
        "format = 'base64'\nmessage = 'A'",
        "ws-message",
        ["无法发送：不是 base64", "this cannot be sent: it is not base64"],
    ),
    (
        "[composer]\npanel = 'repeat'\nevery_millis = 'x'",
        "ws-repeat-every",
        ["时间应为 0 到", "a time is a number of milliseconds from 0 to"],
    ),
    (
        "[composer]\npanel = 'repeat'\ntimes = '0'",
        "ws-repeat-times",
        ["次数应为从 1 起的数字", "a count is a number from 1"],
    ),
    (
        "[composer]\npanel = 'fragments'\nsplits = true\nfragment_bytes = '0'",
        "ws-split-bytes",
        ["一个分片至少 1 字节", "a fragment has 1 byte or more"],
    ),
    (
        "[composer]\npanel = 'expert'\n[composer.expert]\npayload_format = 'close'\nclose_code = 'x'",
        "ws-expert-code",
        ["关闭码应为 0 到 65535 的数字", "a close code is a number from 0 to 65535"],
    ),
];

pub(super) fn filled<'a>(lang: Lang, protocol: &str, url: &str, fields: &str) -> Harness<'a, Window> {
    let mut all = Table::from_iter([("url".to_owned(), Value::from(url))]);
    all.extend(fields.parse::<Table>().expect("TOML"));
    let mut harness = Window::new(lang, protocol, |tab, _| assert!(tab.restore(all), "{fields}"));
    harness.run_steps(2);
    harness
}

/// Presses the button that starts a session.
pub(super) fn start(harness: &mut Harness<'_, Window>, lang: Lang, protocol: &str) {
    let go = match protocol {
        "websocket" => "ws-connect",
        "sse" => "sse-connect",
        "longPoll" => "poll-start",
        _ => "upload-start",
    };
    let go = I18n::new(lang).text(go).into_owned();
    harness.get_by_role_and_label(Role::Button, &go).click();
    harness.run_steps(2);
}

/// Waits until a field says what is wrong, below it and without being pointed at; in a Chinese window, no English is
/// anywhere. `press`: the start button as long as it takes.
pub(super) fn said_below(
    harness: &mut Harness<'_, Window>,
    lang: Lang,
    protocol: &str,
    (fields, name, words): Wrong,
    press: bool,
) {
    let name = I18n::new(lang).text(name).into_owned();
    let words = words[LANGUAGES.iter().position(|one| *one == lang).expect("a language")];
    let is_field = |role| matches!(role, Role::TextInput | Role::MultilineTextInput | Role::PasswordInput);
    let field = || By::new().label(&name).predicate(move |node| is_field(node.role()));
    let sentence = || By::new().label_contains(words).predicate(|node| node.role() == Role::Label);
    let started = Instant::now();
    while harness.query_all(sentence()).next().is_none() {
        let shown = labels(harness);
        assert!(started.elapsed() < Duration::from_secs(20), "{protocol} {fields}: {words} never came: {shown:?}");
        if press && !harness.state().tab.is_running() {
            start(harness, lang, protocol);
        }
        harness.run_steps(3);
    }
    let above = harness.query_all(field()).next().expect("the field").rect();
    let below: Vec<_> = harness.query_all(sentence()).map(|node| node.rect()).collect();
    let is_near = |rect: &Rect| (above.bottom()..above.bottom() + 80.0).contains(&rect.top());
    assert!(below.iter().any(is_near), "{protocol} {fields}: {above} {below:?}");
    if lang == Lang::Chinese {
        check(harness, &format!("{protocol} {fields}"));
    }
}

#[test]
fn a_field_that_makes_no_sense_says_so_below_it() {
    let file = file();
    let path = format!("path = '{}'\n", file.path().display());
    for (lang, protocol) in LANGUAGES.into_iter().flat_map(|lang| PROTOCOLS.map(|protocol| (lang, protocol))) {
        let scheme = if protocol == "websocket" { "ws" } else { "http" };
        for &wrong in SHARED.iter().chain(own(protocol)) {
            let fields = if protocol == "upload" { format!("{path}{}", wrong.0) } else { wrong.0.to_owned() };
            let mut harness = filled(lang, protocol, &format!("{scheme}://127.0.0.1:1/x"), &fields);
            start(&mut harness, lang, protocol);
            said_below(&mut harness, lang, protocol, wrong, true);
            assert!(!harness.state().tab.is_running(), "{protocol} {fields}");
            assert_eq!(harness.state().tab.row_count(), 0, "{protocol} {fields}");
        }
    }
}

#[test]
fn a_message_that_cannot_be_sent_says_so_below_it() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Troubled::start(Trouble::Refused));
    for (lang, wrong) in LANGUAGES.into_iter().flat_map(|lang| COMPOSED.map(|wrong| (lang, wrong))) {
        let mut harness = filled(lang, "websocket", &server.url("websocket"), wrong.0);
        start(&mut harness, lang, "websocket");
        said_below(&mut harness, lang, "websocket", wrong, false);
    }
}

/// Opens a section of the form and types into a field of it.
fn typed<'a>(
    lang: Lang,
    protocol: &str,
    (section, field): (&'static str, &'static str),
    text: &str,
) -> Harness<'a, Window> {
    let i18n = I18n::new(lang);
    let scheme = if protocol == "websocket" { "ws" } else { "http" };
    let mut harness = filled(lang, protocol, &format!("{scheme}://127.0.0.1:1/"), "");
    harness.get_by_role_and_label(Role::DisclosureTriangle, &i18n.text(section)).click();
    harness.run_steps(3);
    let name = i18n.text(field);
    let is_field = |role| matches!(role, Role::TextInput | Role::PasswordInput);
    let find = || By::new().label(&name).predicate(move |node| is_field(node.role()));
    harness.get(find()).focus();
    harness.run_steps(2);
    harness.get(find()).type_text(text);
    harness.run_steps(3);
    harness
}

#[test]
fn what_is_typed_and_never_saved_says_so_below_it_too() {
    let cookies = [
        "无法发送这些 Cookie：头部 Cookie 的值含有控制字符",
        "these cookies cannot be sent: the value of the header Cookie holds a control character",
    ];
    let login = [
        "无法发送此登录信息：头部 Authorization 的值含有控制字符",
        "this login cannot be sent: the value of the header Authorization holds a control character",
    ];
    for (lang, protocol) in LANGUAGES.into_iter().flat_map(|lang| PROTOCOLS.map(|protocol| (lang, protocol))) {
        for (section, field, words) in
            [("cookies-title", "cookies-typed", cookies), ("security-title", "login-bearer", login)]
        {
            let mut harness = typed(lang, protocol, (section, field), "a=\u{1}");
            said_below(&mut harness, lang, protocol, (section, field, words), false);
        }
    }
}

#[test]
fn what_stands_beside_a_wrong_field_stays_where_it_is() {
    let i18n = I18n::new(Lang::English);
    let mut harness = typed(Lang::English, "sse", ("connection-title", "connection-proxy"), "");
    let others = ["connection-timeout", "connection-answer-timeout"];
    let places = |harness: &Harness<'_, Window>| {
        others.map(|name| harness.get_by_role_and_label(Role::TextInput, &i18n.text(name)).rect())
    };
    let before = places(&harness);
    let proxy = i18n.text("connection-proxy");
    harness.get_by_role_and_label(Role::TextInput, &proxy).type_text("ftp://h");
    harness.run_steps(3);
    harness.get_by_label_contains("ftp://h");
    assert_eq!(places(&harness), before);
}

#[test]
fn a_cookie_that_is_none_says_so_in_chinese() {
    let i18n = I18n::new(Lang::Chinese);
    let mut harness = filled(Lang::Chinese, "sse", "http://127.0.0.1:1/", "");
    harness.get_by_role_and_label(Role::DisclosureTriangle, &i18n.text("cookies-title")).click();
    harness.run_steps(3);
    harness.get_by_label(&i18n.text("cookies-add")).click();
    harness.run_steps(3);
    harness.get_by_label_contains("Cookie 的名称不能为空");
    check(&harness, "a cookie");
}

#[test]
fn what_cannot_be_typed_into_a_field_of_a_test_is_told_in_chinese() {
    let i18n = I18n::new(Lang::Chinese);
    let said = |problem: &dyn HasReason| {
        let said = reason::error(&i18n, problem);
        assert!(!is_english(&said), "{said}");
        said
    };
    let mut form = PeerForm::default();
    form.connection.cookies = "a=\u{1}".to_owned();
    let cookies = form.options().expect_err("cookies");
    assert_eq!(said(&cookies), "无法发送这些 Cookie：头部 Cookie 的值含有控制字符");
    form.connection.cookies.clear();
    form.connection.login.bearer = "a\u{1}".to_owned();
    let login: PeerProblem = form.options().expect_err("a login");
    assert_eq!(said(&login), "无法发送此登录信息：头部 Authorization 的值含有控制字符");
    let no_colon = HeaderError::NoColon { name: "a".to_owned() };
    assert!(said(&no_colon).contains("没有冒号"));
    for fault in [CookieFault::Name, CookieFault::Value, CookieFault::Place, CookieFault::TooLarge] {
        assert!(said(&fault).starts_with("Cookie 的"));
    }
    for close in ["1006", "2000", "x", "none:x", &format!("1000:{}", "x".repeat(200))] {
        assert!(said(&close.parse::<CloseRequest>().expect_err(close)).contains("关闭"), "{close}");
    }
    assert!(said(&parse_subprotocols(["a b"]).expect_err("a space")).contains("不是子协议"));
}
