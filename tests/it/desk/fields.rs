//! Forms as connections: whatever is typed comes back, also over the file; what has no field is named.

use std::process::{Command, Stdio};

use pretty_assertions::assert_eq;
use proptest::prelude::*;
use wirelight::{
    desk::command::{CommandTarget, quoting, write_command},
    protocols::{
        long_poll::view::PollForm,
        sse::view::SseForm,
        upload::{file_id::FileIdEncoding, view::UploadForm},
        websocket::{
            replies::Order,
            view::{
                CompressionForm, LivenessForm, MessageFormat, RepliesForm, RuleForm, Snippet, WebSocketForm, Written,
            },
        },
    },
    settings::connection::{Connection, ConnectionProtocol, SavedRule},
    transcript::Mode,
    ui::{
        form::{ConnectionForm, FormMethod, LoginForm, PeerForm},
        headers::{HeaderLine, HeaderLines},
        security::SecurityForm,
    },
};

/// What may stand in a field: words, numbers, and what makes no sense there. Without spaces at its ends, which mean nothing.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        "[a-z]{1,6}( [=/{}\"'\\\\é中]{1,3})?x",
        (0..100_000_u32).prop_map(|n| n.to_string())
    ]
}

/// Whole milliseconds in seconds, and what is no number.
fn seconds() -> impl Strategy<Value = String> {
    prop_oneof![
        Just(String::new()),
        (0..10_000_000_u32).prop_map(|millis| (f64::from(millis) / 1000.0).to_string()),
        "[a-z]{2,5}!"
    ]
}

fn headers() -> impl Strategy<Value = HeaderLines> {
    let line = ("X-[A-Za-z]{1,5}", text()).prop_map(|(name, value)| HeaderLine { name, value });
    prop::collection::vec(line, 0..4).prop_map(HeaderLines)
}

fn login() -> impl Strategy<Value = LoginForm> {
    let basic =
        ("[a-z]{1,5}", "[a-z:é]{0,5}").prop_map(|(user, password)| LoginForm { user, password, bearer: String::new() });
    let token = "[a-z0-9]{1,9}".prop_map(|bearer| LoginForm { bearer, ..LoginForm::default() });
    prop_oneof![Just(LoginForm::default()), basic, token]
}

fn security() -> impl Strategy<Value = SecurityForm> {
    (any::<bool>(), text(), text(), text(), text()).prop_map(|(skip_verification, extra_ca, certificate, key, pin)| {
        SecurityForm { skip_verification, extra_ca, certificate, key, pin }
    })
}

/// Without the time for an answer and the choice of redirects, which not every protocol has.
fn peer() -> impl Strategy<Value = PeerForm> {
    let cookies = prop::collection::vec("[a-z]{1,4}=[a-z0-9=]{0,4}", 0..3).prop_map(|cookies| cookies.join("; "));
    let connection = (text(), seconds(), any::<bool>(), login(), cookies).prop_map(
        |(proxy, timeout_seconds, keeps_cookies, login, cookies)| ConnectionForm {
            proxy,
            timeout_seconds,
            keeps_cookies,
            login,
            cookies,
            ..ConnectionForm::default()
        },
    );
    (headers(), any::<bool>(), connection, security()).prop_map(|(headers, accepts_codings, connection, security)| {
        PeerForm { headers, accepts_codings, connection, security, ..PeerForm::default() }
    })
}

fn method() -> impl Strategy<Value = FormMethod> {
    prop::sample::select(FormMethod::CHOICES.map(|(method, _)| method).to_vec())
}

/// The method, and the body that goes with it.
fn request() -> impl Strategy<Value = (FormMethod, String)> {
    (method(), text()).prop_map(|(method, body)| (method, if method.has_body() { body } else { String::new() }))
}

fn sse() -> impl Strategy<Value = SseForm> {
    (text(), request(), text(), text(), any::<bool>(), peer(), seconds()).prop_map(
        |(url, (method, data), last_event_id, retry_millis, reconnects, mut peer, answer)| {
            peer.connection.answer_timeout_seconds = answer;
            SseForm { url, method, data, last_event_id, retry_millis, reconnects, peer }
        },
    )
}

fn poll() -> impl Strategy<Value = PollForm> {
    (text(), request(), text(), text(), peer(), seconds(), any::<bool>()).prop_map(
        |(url, (method, body), max_rate, publish_url, mut peer, answer, follows)| {
            peer.connection.answer_timeout_seconds = answer;
            peer.connection.follows_redirects = follows;
            PollForm { url, method, body, max_rate, publish_url, publish_text: String::new(), peer }
        },
    )
}

fn upload() -> impl Strategy<Value = UploadForm> {
    let encodings = vec![FileIdEncoding::Percent, FileIdEncoding::Utf8, FileIdEncoding::Latin1];
    let encoding = prop::sample::select(encodings);
    (text(), text(), text(), encoding, any::<bool>(), text(), peer(), any::<bool>()).prop_map(
        |(url, path, file_id, file_id_encoding, sends_file_size, rate_limit, mut peer, follows)| {
            peer.connection.follows_redirects = follows;
            UploadForm { url, path, file_id, file_id_encoding, sends_file_size, rate_limit, peer, facts: None }
        },
    )
}

fn compression() -> impl Strategy<Value = CompressionForm> {
    let bits =
        || prop_oneof![Just(String::new()), (7..17_u8).prop_map(|bits| bits.to_string()), Just("many".to_owned())];
    let size = prop_oneof![(1..4096_u32).prop_map(|size| size.to_string()), Just("huge".to_owned())];
    (any::<[bool; 3]>(), prop::option::of(bits()), bits(), size).prop_map(
        |([offered, server, client], client_bits, server_max_window_bits, max_message_mebibytes)| {
            let whole = CompressionForm {
                offered: true,
                server_no_context_takeover: server,
                client_no_context_takeover: client,
                server_max_window_bits,
                offers_client_window: client_bits.is_some(),
                client_max_window_bits: client_bits.unwrap_or_default(),
                max_message_mebibytes: max_message_mebibytes.clone(),
            };
            let off = CompressionForm { offered: false, max_message_mebibytes, ..CompressionForm::default() };
            if offered { whole } else { off }
        },
    )
}

fn liveness() -> impl Strategy<Value = LivenessForm> {
    let again = (seconds(), seconds(), prop_oneof![Just(String::new()), "[1-9][0-9]?", Just("many".to_owned())]);
    ((seconds(), seconds()), any::<[bool; 4]>(), again).prop_map(
        |((ping_seconds, idle_seconds), [withholds_pongs, small, reconnects, after_close], (first, cap, attempts))| {
            let plain = LivenessForm {
                ping_seconds,
                idle_seconds,
                withholds_pongs,
                small_send_buffer: small,
                ..LivenessForm::default()
            };
            if !reconnects {
                return plain;
            }
            LivenessForm { reconnects, first_seconds: first, cap_seconds: cap, attempts, after_close, ..plain }
        },
    )
}

fn replies() -> impl Strategy<Value = RepliesForm> {
    let mode = prop::sample::select(vec![Mode::Text, Mode::Regex, Mode::JsonPath]);
    let pattern = prop_oneof![text(), "(text|json|regex):[a-z]{0,3}"];
    let rule = (any::<bool>(), mode, pattern, text(), 0..5000_u32).prop_map(|(is_on, mode, pattern, answer, delay)| {
        RuleForm { is_on, mode, pattern, answer, delay_millis: delay.to_string() }
    });
    let order = prop::sample::select(vec![Order::First, Order::All]);
    (prop::collection::vec(rule, 0..3), order).prop_map(|(rules, order)| RepliesForm { rules, order })
}

fn snippets() -> impl Strategy<Value = Vec<Snippet>> {
    let formats =
        vec![MessageFormat::Text, MessageFormat::Json, MessageFormat::Hex, MessageFormat::Base64, MessageFormat::File];
    let snippet = ("[a-z]{1,5}[0-9]{6}", prop::sample::select(formats), text())
        .prop_map(|(name, format, text)| Snippet { name, written: Written { format, text } });
    prop::collection::vec(snippet, 0..3)
}

fn websocket() -> impl Strategy<Value = WebSocketForm> {
    let subprotocols = prop::collection::vec("[a-z]{1,4}", 0..3).prop_map(|names| names.join(", "));
    let own = (text(), subprotocols, compression(), replies(), liveness(), snippets());
    let close = prop_oneof![
        (1000..5000_u16, "[a-z:]{0,5}").prop_map(|(code, reason)| (code.to_string(), reason)),
        Just(("none".to_owned(), String::new()))
    ];
    (text(), own, peer(), any::<[bool; 2]>(), seconds(), close).prop_map(
        |(url, own, mut peer, [echoes, follows], closing_seconds, (close_code, close_reason))| {
            let (origin, subprotocols, compression, replies, liveness, snippets) = own;
            peer.connection.follows_redirects = follows;
            let mut form = WebSocketForm { url, origin, subprotocols, peer, compression, ..WebSocketForm::default() };
            form.composer.snippets = snippets;
            WebSocketForm { echoes, closing_seconds, close_code, close_reason, replies, liveness, ..form }
        },
    )
}

/// The connection over its file.
fn over_file(connection: &Connection) -> Connection {
    let read = Connection::from_toml(&connection.to_toml()).expect("a connection");
    assert_eq!(read.unknown_keys, Vec::<String>::new());
    assert_eq!(&read.connection, connection);
    read.connection
}

/// Fills a form that was used before with what another one is, over the file.
macro_rules! comes_back {
    ($form:expr, $used:expr) => {
        let (form, mut other) = ($form, $used);
        let none: Vec<String> = Vec::new();
        prop_assert_eq!(other.fill(&over_file(&form.connection())), none);
        prop_assert_eq!(format!("{other:#?}"), format!("{form:#?}"));
    };
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn a_source_comes_back(form in sse(), used in sse()) {
        // A body that is not sent is a draft, and stays.
        let used = SseForm { data: String::new(), ..used };
        comes_back!(form, used);
    }

    #[test]
    fn a_long_poll_comes_back(form in poll(), used in poll()) {
        let used = PollForm { body: String::new(), ..used };
        comes_back!(form, used);
    }

    #[test]
    fn an_upload_comes_back(form in upload(), used in upload()) {
        comes_back!(form, used);
    }

    #[test]
    fn a_websocket_comes_back(form in websocket(), used in websocket()) {
        // Snippets stay, and rules that nothing replaces: without any, it is the same.
        let mut used = WebSocketForm { replies: RepliesForm::default(), ..used };
        used.composer.snippets.clear();
        comes_back!(form, used);
    }
}

fn connection(protocol: ConnectionProtocol, settings: &str) -> Connection {
    let settings = toml::from_str(settings).expect("settings");
    Connection { settings, ..Connection::new(protocol, "http://h/") }
}

#[test]
fn what_has_no_field_is_named() {
    let mut form = WebSocketForm::default();
    let other = "max-time = 3\ninsecure = \"yes\"\nmax-message = 1000\ndeflate = \"brotli\"\nreply-when = [\"a\"]\n\
                 send-hex = \"00\"\nanswer-timeout = 3\necho = true";
    let left = form.fill(&connection(ConnectionProtocol::WebSocket, other));
    let expected = ["answer-timeout", "deflate", "insecure", "max-message", "max-time", "reply-when", "send-hex"];
    assert_eq!(left, expected.map(|flag| format!("--{flag}")));
    assert!(form.echoes && form.compression.offered);
    let mut form = SseForm { data: "draft".to_owned(), ..SseForm::default() };
    let left = form.fill(&connection(ConnectionProtocol::Sse, "method = \"DELETE\"\nfollow-redirects = true"));
    assert_eq!((left, form.method), (vec!["--method".to_owned()], FormMethod::Get));
    assert_eq!(form.data, "draft", "what is not sent stays");
    let mut form = UploadForm::default();
    let left = form.fill(&connection(ConnectionProtocol::Upload, "dialect = \"tus\"\nfile-id-encoding = \"rot13\""));
    assert_eq!(left, ["--dialect", "--file-id-encoding"]);
}

#[test]
fn headers_with_a_field_of_their_own_go_there() {
    let with = |protocol, name: &str| {
        let mut connection = connection(protocol, "");
        connection.headers =
            [("X-A", "1"), (name, "value"), ("X-B", "2")].map(|(n, v)| (n.to_owned(), v.to_owned())).into();
        connection
    };
    let mut source = SseForm::default();
    source.fill(&with(ConnectionProtocol::Sse, "last-event-id"));
    let mut socket = WebSocketForm::default();
    socket.fill(&with(ConnectionProtocol::WebSocket, "ORIGIN"));
    assert_eq!((source.last_event_id.as_str(), socket.origin.as_str()), ("value", "value"));
    for lines in [source.peer.headers, socket.peer.headers] {
        assert_eq!(lines.0.iter().map(|line| line.name.as_str()).collect::<Vec<_>>(), ["X-A", "X-B"]);
    }
}

#[test]
fn drafts_snippets_and_rules_of_before_are_not_lost() {
    let snippet = |name: &str| Snippet { name: name.to_owned(), written: Written::default() };
    let mut form =
        WebSocketForm { message: "half a thought".to_owned(), ping: "p".to_owned(), ..WebSocketForm::default() };
    form.composer.snippets.push(snippet("mine"));
    form.replies.rules.push(RuleForm { pattern: "a".to_owned(), ..RuleForm::default() });
    let sends = "send = [\"first\", \"second\"]\nreply-all = true";
    assert_eq!(form.fill(&connection(ConnectionProtocol::WebSocket, sends)), Vec::<String>::new());
    assert_eq!((form.message.as_str(), form.ping.as_str()), ("first", "p"));
    assert_eq!(form.composer.history.last().map(|written| written.text.as_str()), Some("half a thought"));
    let names: Vec<_> = form.composer.snippets.iter().map(|snippet| snippet.name.as_str()).collect();
    assert_eq!(names, ["mine", "second"]);
    assert!(!form.replies.rules[0].is_on, "a rule of before answers nothing any more");
    let rules = "reply-when = [\"regex:^a\", \"b\"]\nreply-with = [\"1\", \"2\"]\nreply-after = 20";
    form.fill(&connection(ConnectionProtocol::WebSocket, rules));
    let read = form.replies.rules.iter().map(|rule| (rule.mode, rule.pattern.as_str(), rule.delay_millis.as_str()));
    assert_eq!(read.collect::<Vec<_>>(), [(Mode::Regex, "^a", "20"), (Mode::Text, "b", "20")]);
}

/// The command line's own words are the keys: what a form writes, it takes, but what only the window has.
#[test]
fn our_own_command_line_takes_what_forms_write() {
    let mut socket = connection(
        ConnectionProtocol::WebSocket,
        "deflate = \"off\"\nmax-message = 1048576\nping-every = 500\nno-pong = true\nidle-alarm = 2.5\n\
         small-send-buffer = true\nreconnect = 1\nreconnect-delay = 10\nreconnect-cap = 20\nreconnect-after-close = true\n\
         protocol = [\"chat\", \"b\"]\nclose = \"4000:a b\"\nreply-all = true\nclosing-timeout = 3\nno-cookie-jar = true",
    );
    socket.rules = vec![SavedRule { when: "a".to_owned(), with: "b".to_owned(), after: 5, on: true }];
    let peer = "compressed = true\nconnect-timeout = 2\nuser = \"me:pw\"\ncookie = [\"a=b\"]\nfollow-redirects = true\n\
                insecure = true\nproxy = \"http://127.0.0.1:1\"\nkey = \"k.pem\"\n";
    let with_peer = |protocol, own: &str| connection(protocol, &format!("{peer}{own}"));
    let mut file = tempfile::NamedTempFile::new().expect("a file");
    std::io::Write::write_all(&mut file, b"hello").expect("written");
    let mut upload = with_peer(
        ConnectionProtocol::Upload,
        "file-id = \"x\"\nfile-id-encoding = \"utf8\"\nx-file-size = true\nlimit-rate = \"500K\"",
    );
    upload.set("file", file.path().display().to_string());
    let source =
        "last-event-id = \"7\"\nretry = 10\nno-reconnect = true\nanswer-timeout = 1\nmethod = \"PUT\"\ndata = \"x\"";
    let poll =
        "max-rate = \"off\"\npublish-url = \"http://127.0.0.1:1/\"\nanswer-timeout = 1\nmethod = \"PUT\"\ndata = \"x\"";
    for (mut written, left_out) in [
        (socket, "--closing-timeout --no-cookie-jar"),
        (upload, "--key"),
        (with_peer(ConnectionProtocol::Sse, source), "--key"),
        (with_peer(ConnectionProtocol::LongPoll, poll), "--key --publish-url"),
        (SseForm::default().connection(), ""),
        (PollForm::default().connection(), "--publish-url"),
        (WebSocketForm::default().connection(), ""),
    ] {
        // Nobody listens there.
        written.url = "http://127.0.0.1:1/".to_owned();
        let command = write_command(&written, CommandTarget::Wirelight);
        assert_eq!(command.left_out.join(" "), left_out);
        let words = quoting::split(&command.text).expect("a command").words;
        let mut run = Command::new(env!("CARGO_BIN_EXE_wirelight"));
        let output = run.args(&words[1..]).args(["--max-time", "0.5"]).stdin(Stdio::null()).output().expect("it runs");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_ne!(output.status.code(), Some(2), "{}\n{said}", command.text);
    }
}
