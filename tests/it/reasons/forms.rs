//! The window in Chinese: a field that makes no sense says so in that language, in each of the four tabs.

use std::time::{Duration, Instant};

use egui::accesskit::Role;
use egui_kittest::{
    Harness,
    kittest::{By, Queryable as _},
};
use toml::{Table, Value};
use wirelight::{
    i18n::{I18n, Lang},
    net::{cookies::CookieFault, headers::HeaderError},
    protocols::websocket::{close::CloseRequest, config::parse_subprotocols},
    transcript::{Mode, Pattern, parse_bytes, parse_micros, reason::Code, reason::HasReason},
    ui::{
        form::{PeerForm, PeerProblem},
        reason,
    },
};

use super::{
    PROTOCOLS, Trouble, Troubled, file,
    window::{Window, check, is_english, labels},
};

/// Fields of a form as its settings have them, the key of the wrong one's name, and what it has to say.
type Wrong = (&'static str, &'static str, &'static str);

/// What all tabs have.
const SHARED: [Wrong; 8] = [
    ("url = 'nowhere'", "address-name", "这不是 URL：“nowhere”：没有协议和主机名"),
    ("url = 'localhost:81/p'", "address-name", "localhost:81/p 没有协议：请写成"),
    ("url = 'ftp://h/'", "address-name", "ftp://h/ 的协议是 ftp，应为"),
    ("url = 'http://h:99999/'", "address-name", "端口不是 0 到 65535 的数字"),
    ("headers = [{ name = 'a b', value = 'x' }]", "headers-name", "不是头部名称"),
    ("[connection]\nproxy = 'ftp://h'", "connection-proxy", "代理 ftp://h 的协议是 ftp"),
    ("[connection]\ntimeout_seconds = '0'", "connection-timeout", "连接时限应为大于 0、不超过 3600 的秒数"),
    ("[security]\npin = '00'", "security-pin", "“00”不是"),
];

/// What a protocol has for itself.
fn own(protocol: &str) -> &'static [Wrong] {
    match protocol {
        "websocket" => &[
            ("url = 'ws://h/#part'", "address-name", "ws://h/#part 带有片段"),
            ("subprotocols = 'a b'", "ws-subprotocols", "“a b”不是子协议"),
            ("subprotocols = 'a, a'", "ws-subprotocols", "子协议 a 提供了两次"),
            ("origin = \"a\\u0001\"", "ws-origin", "无法发送此来源：头部 Origin 的值含有控制字符"),
            ("closing_seconds = '-1'", "ws-closing-time", "关闭时限应为 0 到 3600 的秒数"),
            ("[compression]\nserver_max_window_bits = '7'", "ws-deflate-server-bits", "窗口为 8 到 15 位"),
            ("[compression]\nmax_message_mebibytes = '0'", "ws-max-message", "最大消息应为 1 到 4095"),
            ("[liveness]\nping_seconds = 'x'", "ws-live-ping", "此处应为 0.01 到 86400 的秒数"),
            ("[liveness]\nreconnects = true\nattempts = '0'", "ws-live-attempts", "此处应为尝试次数"),
            ("[replies]\nrules = [{ mode = 'regex', pattern = '(' }]", "ws-reply-when", "第 1 列：此分组没有闭合"),
            ("[replies]\nrules = [{ delay_millis = 'x' }]", "ws-reply-after", "应答应在消息之后 0 到"),
        ],
        "sse" => &[
            ("retry_millis = 'soon'", "sse-retry", "重新连接的时间应为毫秒数"),
            ("[connection]\nanswer_timeout_seconds = 'x'", "connection-answer-timeout", "应答时限应为大于 0"),
        ],
        "longPoll" => &[
            ("publish_url = 'nowhere'", "poll-publish-url", "这不是 URL"),
            ("max_rate = 'fast'", "poll-pace", "速率应为每秒请求数"),
            ("[connection]\nanswer_timeout_seconds = 'x'", "connection-answer-timeout", "应答时限应为大于 0"),
        ],
        "upload" => &[("rate_limit = 'fast'", "upload-rate-limit", "“fast”不是速率")],
        other => unreachable!("{other}"),
    }
}

/// What stands in the composer of a WebSocket.
const COMPOSED: [Wrong; 8] = [
    ("format = 'json'\nmessage = '['", "ws-message", "无法发送：第 1 行第 1 列不是 JSON"),
    ("format = 'hex'\nmessage = '8g'", "ws-message", "无法发送：g 不是十六进制数字"),
    ("format = 'hex'\nmessage = '8'", "ws-message", "末尾缺一位"),
    ("format = 'base64'\nmessage = 'A'", "ws-message", "无法发送：不是 base64"),
    ("[composer]\npanel = 'repeat'\nevery_millis = 'x'", "ws-repeat-every", "时间应为 0 到"),
    ("[composer]\npanel = 'repeat'\ntimes = '0'", "ws-repeat-times", "次数应为从 1 起的数字"),
    ("[composer]\npanel = 'fragments'\nsplits = true\nfragment_bytes = '0'", "ws-split-bytes", "一个分片至少 1 字节"),
    (
        "[composer]\npanel = 'expert'\n[composer.expert]\npayload_format = 'close'\nclose_code = 'x'",
        "ws-expert-code",
        "关闭码应为 0 到 65535 的数字",
    ),
];

fn filled<'a>(protocol: &str, url: &str, fields: &str) -> Harness<'a, Window> {
    let mut all = Table::from_iter([("url".to_owned(), Value::from(url))]);
    all.extend(fields.parse::<Table>().expect("TOML"));
    let mut harness = Window::new(protocol, |tab, _| assert!(tab.restore(all), "{fields}"));
    harness.ctx.all_styles_mut(|style| style.interaction.tooltip_delay = 0.0);
    harness.run_steps(2);
    harness
}

/// Presses the button that starts a session.
fn start(harness: &mut Harness<'_, Window>, protocol: &str) {
    let go = match protocol {
        "websocket" => "ws-connect",
        "sse" => "sse-connect",
        "longPoll" => "poll-start",
        _ => "upload-start",
    };
    let go = I18n::new(Lang::Chinese).text(go).into_owned();
    harness.get_by_label(&go).click();
    harness.run_steps(2);
}

/// Looks at a field until it says what is wrong, and finds no English anywhere. `press`: the start button as long as
/// it takes.
fn until_said(harness: &mut Harness<'_, Window>, protocol: &str, (fields, name, words): Wrong, press: bool) {
    let name = I18n::new(Lang::Chinese).text(name).into_owned();
    let field = || {
        By::new()
            .label(&name)
            .predicate(|node| matches!(node.role(), Role::TextInput | Role::MultilineTextInput | Role::PasswordInput))
    };
    let started = Instant::now();
    while harness.query_all_by_label_contains(words).next().is_none() {
        let shown = labels(harness);
        assert!(started.elapsed() < Duration::from_secs(20), "{protocol} {fields}: {words} never came: {shown:?}");
        if press && !harness.state().tab.is_running() {
            start(harness, protocol);
        }
        if let Some(node) = harness.query_all(field()).next() {
            node.hover();
        }
        harness.run_steps(3);
    }
    check(harness, &format!("{protocol} {fields}"));
}

#[test]
fn a_field_that_makes_no_sense_says_so_in_chinese() {
    let file = file();
    let path = format!("path = '{}'\n", file.path().display());
    for protocol in PROTOCOLS {
        let scheme = if protocol == "websocket" { "ws" } else { "http" };
        for &wrong in SHARED.iter().chain(own(protocol)) {
            let fields = if protocol == "upload" { format!("{path}{}", wrong.0) } else { wrong.0.to_owned() };
            let mut harness = filled(protocol, &format!("{scheme}://127.0.0.1:1/x"), &fields);
            start(&mut harness, protocol);
            until_said(&mut harness, protocol, wrong, true);
            assert!(!harness.state().tab.is_running(), "{protocol} {fields}");
            assert_eq!(harness.state().tab.row_count(), 0, "{protocol} {fields}");
        }
    }
}

#[test]
fn a_message_that_cannot_be_sent_says_so_in_chinese() {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let server = runtime.block_on(Troubled::start(Trouble::Refused));
    for wrong in COMPOSED {
        let mut harness = filled("websocket", &server.url("websocket"), wrong.0);
        start(&mut harness, "websocket");
        until_said(&mut harness, "websocket", wrong, false);
    }
}

#[test]
fn a_cookie_that_is_none_says_so_in_chinese() {
    let i18n = I18n::new(Lang::Chinese);
    let mut harness = filled("sse", "http://127.0.0.1:1/", "");
    harness.get_by_role_and_label(Role::DisclosureTriangle, &i18n.text("cookies-title")).click();
    harness.run_steps(3);
    harness.get_by_label(&i18n.text("cookies-add")).click();
    harness.run_steps(3);
    harness.get_by_label_contains("Cookie 的名称不能为空");
    check(&harness, "a cookie");
}

#[test]
fn what_is_no_pattern_is_told_in_chinese() {
    let i18n = I18n::new(Lang::Chinese);
    let check = |mode: Mode, text: &str| {
        let problem = Pattern { text: text.to_owned(), mode, match_case: true }.check().expect_err(text);
        let said = reason::error(&i18n, &problem);
        assert!(said.starts_with(&format!("第 {} 列：", problem.column)), "{text}: {said}");
        assert!(!is_english(&said), "{text}: {said}");
        assert_ne!(problem.reason().fields.cause(), Some(Code::RegexUnusable), "{text}: {said}");
    };
    for text in [
        "(",
        ")",
        "[a",
        "*",
        "a{2",
        "a{3,2}",
        "a{,x}",
        r"\q",
        r"\",
        "(?=a)",
        r"(a)\1",
        "(?P<>a)",
        "(?P<a>x)(?P<a>y)",
        "[b-a]",
        r"[a-\d]",
        r"[\b]",
        r"\p{Nope}",
        r"\pX",
        r"\x{zz}",
        r"\x",
        "(?z)",
        "(?i-)",
        "(?ii)",
        r"\b{nope}",
        r"\b{start",
    ] {
        check(Mode::Regex, text);
    }
    assert!(Pattern { text: "(".repeat(300) + &")".repeat(300), mode: Mode::Regex, match_case: true }.check().is_err());
    for text in ["x", "$x", "$[", "$[?", "$.a >", "$.a == x", "$.a =~ 1", "$.a =~ \"(\"", "$.a == 1 1", "$['a"] {
        check(Mode::JsonPath, text);
    }
    for problem in [parse_bytes("x").expect_err("bytes"), parse_micros("x").expect_err("a time")] {
        let said = reason::error(&i18n, &problem);
        assert!(said.starts_with("第 1 列：此处应为"), "{said}");
    }
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
