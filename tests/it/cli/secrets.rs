//! Secrets and control characters from outside: wrong arguments, redirects, broken heads, logs, what a peer says.

use std::sync::mpsc::{Receiver, channel};

use tokio::{io::AsyncWriteExt as _, runtime::Runtime};
use wirelight::{
    net::{headers::parse_line, peer::PeerOptions},
    protocols::{long_poll::PollConfig, sse::SseConfig, upload::UploadConfig, websocket},
};

use super::{Finished, LabProcess, refused, run, wirelight};
use crate::support::{RawServer, read_head};

/// Every secret of these tests.
const SECRET: &str = "hunter2";

/// A server that says the same to everybody, and the heads that it gets.
fn saying(runtime: &Runtime, answer: impl Into<Vec<u8>>) -> (RawServer, Receiver<String>) {
    let (heads, seen) = channel();
    let answer = answer.into();
    let server = runtime.block_on(RawServer::start(move |_, mut stream| {
        let (heads, answer) = (heads.clone(), answer.clone());
        async move {
            heads.send(read_head(&mut stream).await).ok();
            stream.write_all(&answer).await.ok();
            stream.shutdown().await.ok();
        }
    }));
    (server, seen)
}

/// Fails when an output has a secret.
fn has_none(finished: &Finished) {
    assert!(!finished.text.contains(SECRET), "{}", finished.text);
    assert!(!finished.errors.contains(SECRET), "{}", finished.errors);
}

#[test]
fn wrong_usage_repeats_no_secret() {
    for arguments in [
        &["ws", "ws:alice:hunter2@:x/"][..],
        &["ws", "ws://alice:pa/hunter2@host/"],
        &["ws", "ws://alice:pa ss\"hunter2@:x/"],
        &["sse", "alice:hunter2@host"],
        &["poll", "ftp://alice:hunter2@host"],
        &["poll", "http://h", "--publish", "x", "--publish-url", "alice:hun/hunter2@host"],
        &["upload", "Cargo.toml", "ftp://alice:hunter2@host"],
        &["sse", "http://h", "--proxy", "ftp://alice:hunter2@h"],
        &["sse", "http://h", "--proxy", "alice:hunter2@127.0.0.1:99999999"],
        &["sse", "http://h", "--proxy=alice:hunter2 hunter2@:1"],
        &["ws", "ws://h", "-H", "Authorization Bearer hunter2"],
        &["ws", "ws://h", "-H", "Authorization=hunter2"],
        &["ws", "ws://h", "-H", "Cookie id hunter2:x"],
        &["ws", "ws://h", "-H", "Cookie: \u{1}hunter2"],
        &["ws", "ws://h", "--bearer", "\u{1}hunter2"],
        &["ws", "ws://h", "alice:hunter2@h"],
        &["ws", "ws://h", "Set-Cookie: hunter2"],
        &["ws", "-H", "Authorization:", "Bearer", "hunter2"],
        &["ws://alice:hun ter hunter2@host/"],
        // Other spellings of the same.
        &["ws", "WSS:\\\\alice:hunter2@h:x"],
        &["sse", "HTTP:///alice:hunter2@h:x"],
        &["ws", "ws://alice:hunter2@h/#part"],
        &["poll", "http://h", "--publish", "x", "--publish-url", "HTTP:alice:hunter2@h:x"],
        &["ws", "ws://h", "--proxy", "SOCKS4://al@ice:hunter2@h"],
        &["lab", "--listen", "alice:hunter2@127.0.0.1:0"],
        &["demo", "--against", "FTP://alice:hunter2@h"],
        // A header that lost its quotes.
        &["ws", "-H", "Authorization:", "hunter2"],
        &["ws", "-H", "AUTHORIZATION", "Bearer", "hunter2"],
        &["ws", "-HAuthorization:", "Bearer", "hunter2"],
        &["poll", "--header=Cookie:", "a", "hunter2"],
        &["sse", "hunter2", "-H", "Authorization", "hunter2"],
        // Other headers that are secret.
        &["ws", "ws://h", "Set-Cookie2: a=hunter2"],
        &["ws", "ws://h", "X-Key: hunter2", "--secret-header", "x-KEY"],
        &["ws", "--secret-header=x-key", "ws://h", "-H", "X-Key:", "hunter2"],
        &["ws", "ws://h", "--secret-header", "x-key", "-H", "X-Key hunter2"],
    ] {
        let words = refused(arguments);
        assert!(!words.contains(SECRET), "{arguments:?}: {words}");
    }
}

#[test]
fn a_redirect_takes_no_secret_to_another_origin() {
    let runtime = Runtime::new().expect("a runtime");
    let refusal = "HTTP/1.1 404 Nothing\r\nContent-Length: 0\r\n\r\n";
    let secrets = ["Authorization: hunter2", "Proxy-Authorization: hunter2", "Cookie: a=hunter2", "X-Key: hunter2"];
    for protocol in ["ws", "sse"] {
        let (other, at_the_other) = saying(&runtime, refusal);
        let to = format!("HTTP/1.1 307 There\r\nLocation: {}\r\nContent-Length: 0\r\n\r\n", other.http("/there"));
        let (home, at_home) = saying(&runtime, to);
        let url = if protocol == "ws" { home.ws("/") } else { home.http("/") };
        let mut arguments =
            vec![protocol, &url, "--secret-header", "x-KEY", "-H", "Host: hunter2", "-H", "X-Room: ops"];
        arguments.extend(secrets.iter().flat_map(|line| ["-H", line]));
        if protocol == "ws" {
            arguments.push("--follow-redirects");
        }
        for more in [&[][..], &["--include-secrets"]] {
            let finished = run(&[arguments.as_slice(), more].concat());
            assert_eq!(finished.status, 1, "{}", finished.errors);
            let (first, second) = (at_home.recv().expect("a head"), at_the_other.recv().expect("a head"));
            assert_eq!(first.matches(SECRET).count(), 5, "{first}");
            assert!(!second.contains(SECRET) && second.to_lowercase().contains("x-room: ops"), "{second}");
            assert!(second.to_lowercase().contains(&format!("host: {}", other.addr)), "{second}");
        }
    }
}

#[test]
fn heads_that_are_broken_keep_their_secrets() {
    let runtime = Runtime::new().expect("a runtime");
    let long = format!("HTTP/1.1 101 Yes\r\nsEt-CooKie: a={}", SECRET.repeat(300_000));
    for head in [
        "HTTP/1.1 101 Yes\r\nSET-COOKIE: a=hunter2; Path=/",
        "HTTP/1.1 101 Yes\r\nset-cookie: a=hunter2",
        "HTTP/1.1 101 Yes\r\nSet-Cookie a=hunter2\r\n\r\n",
        "HTTP/1.1 403 No\r\nSet-Cookie a=hunter2; Expires=Thu, 01 Jan 2099 00:00:00 GMT\r\n\r\n",
        "HTTP/1.1 403 No\r\nSet-Cookie\0: a=hunter2\r\n\r\n",
        "HTTP/1.1 403 No\r\nX-Key hunter2\r\n\r\n",
        "HTTP/1.1 101 Yes\r\nX-Key: hunter2",
        "Set-Cookie: a=hunter2\r\n\r\n",
        "HTTP/1.1 302 There\r\nLocation: ws://u:hunter2 x@:y/\r\n\r\n",
        "HTTP/1.1 302 There\r\nLocation: wss:/u:hunter2@h\r\n\r\n",
        "HTTP/1.1 302 There\r\nLocation: //u:hun/hunter2@h/\r\n\r\n",
        // Lines that other readers see as lines of their own, and cookies of an older standard.
        "HTTP/1.1 403 No\r\nX: y\rSet-Cookie: a=hunter2\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nSet-Cookie: a=1\r\n b=hunter2\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nSET-COOKIE2: a=hunter2\r\nCookie2: hunter2\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 103 Hints\r\nset-cookie : a=hunter2\r\n\r\nHTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
        // URLs in other lines, and the other ways to write them.
        "HTTP/1.1 403 No\r\nREFRESH: 0;URL=HTTPS:\\\\al@ice:hunter2@h/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nLink: <wss:alice:hunter2@k>; rel=x, <//a:hunter2@k>\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nReport-To: {\"url\":\"http:\\/\\/a:hunter2@h\"}\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 No\r\nLOCATION: HTTP://alice:hun hunter2@h/\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 403 alice:hunter2@h\r\nContent-Length: hunter:hunter2@h\r\n\r\n",
        // To the own scheme without a host: a path to a browser.
        "HTTP/1.1 302 There\r\nLocation: http:/alice:hunter2@h\r\nContent-Length: 0\r\n\r\n",
        "HTTP/1.1 302 There\r\nLocation: WS:alice:hunter2@h\r\nContent-Length: 0\r\n\r\n",
        &long,
    ] {
        let (server, _heads) = saying(&runtime, head);
        let (ws, http, proxy) = (server.ws("/"), server.http("/"), server.http(""));
        let runs = [
            &["ws", &ws][..],
            &["ws", &ws, "--follow-redirects"],
            &["sse", &http, "--no-reconnect"],
            &["poll", &http, "--max-time", "0.3"],
            &["poll", &http, "--max-time", "0.3", "--follow-redirects"],
            &["upload", "Cargo.toml", &http, "--max-time", "0.3", "--follow-redirects"],
            // The same from a proxy.
            &["ws", "ws://127.0.0.1:9/", "--proxy", &proxy],
            &["poll", "https://127.0.0.1:9/", "--proxy", &proxy, "--max-time", "0.3"],
        ];
        // They wait more than they work.
        std::thread::scope(|scope| {
            for arguments in runs {
                scope.spawn(move || has_none(&run(&[arguments, &["--secret-header", "x-key"]].concat())));
            }
        });
    }
}

/// Fails when a line of a log is none of ours, or there are none.
fn is_ours(log: &str) {
    let mut lines = log.lines().filter(|line| line.contains("DEBUG") || line.contains("TRACE")).peekable();
    assert!(lines.peek().is_some() && lines.all(|line| line.contains(" wirelight")), "{log}");
}

#[test]
fn libraries_log_no_secret_whatever_the_variable_says() {
    let runtime = Runtime::new().expect("a runtime");
    let (server, _heads) =
        saying(&runtime, "HTTP/1.1 403 No\r\nSet-Cookie: id=hunter2; Path=/\r\nContent-Length: 0\r\n\r\n");
    for level in
        ["debug", "trace", "hyper=trace,rustls=trace,tokio_tungstenite=trace,tungstenite=trace,wirelight=debug"]
    {
        let folder = tempfile::tempdir().expect("a folder");
        let log = folder.path().join("lab");
        let lab = LabProcess::logging(level, std::fs::File::create(&log).expect("a file"));
        let https = lab.http("/").replace("http:", "https:");
        for arguments in [
            &["ws", &server.ws("/")][..],
            &["sse", &server.http("/")],
            // An open socket, and a TLS handshake: there libraries have much to say.
            &["ws", &lab.ws("/ws/echo"), "--send", SECRET, "--max-events", "1", "--output", "/dev/null"],
            &["sse", &https, "--no-reconnect", "--max-time", "5"],
        ] {
            let output = wirelight()
                .args(arguments)
                .args(["-H", "Cookie: hunter2"])
                .env("WIRELIGHT_LOG", level)
                .output()
                .expect("the program starts");
            let finished = Finished::of(&output);
            has_none(&finished);
            is_ours(&finished.errors);
        }
        drop(lab);
        let said = std::fs::read_to_string(log).expect("a log");
        assert!(!said.contains(SECRET), "{said}");
        is_ours(&said);
    }
}

#[test]
fn what_a_peer_says_does_not_steer_a_terminal() {
    let runtime = Runtime::new().expect("a runtime");
    let evil = "\u{1b}]0;owned\u{7}\u{1b}[2J\u{9b}31m\u{7f}\u{85}\u{202e}\u{2066}\tx";
    let answers = [
        format!("HTTP/1.1 403 {evil}\r\nContent-Length: 0\r\n\r\n"),
        format!("HTTP/1.1 302 {evil}\r\nLocation: ftp://{evil}\r\nX: {evil}\r\n\r\n"),
        format!("HTTP/1.1 407 No\r\nContent-Length: 99\r\n\r\n{evil}\n{evil}\r{evil}"),
        format!("{evil}\r\n\r\n"),
        format!("HTTP/1.1 101 Yes\r\n{evil}\r\n\r\n"),
    ];
    for answer in answers {
        let (server, _heads) = saying(&runtime, answer);
        for arguments in [
            &["ws", &server.ws("/")][..],
            &["ws", "ws://127.0.0.1:9/", "--proxy", &server.http("")],
            &["sse", &server.http("/"), "--no-reconnect"],
        ] {
            let output =
                wirelight().args(arguments).env("WIRELIGHT_LOG", "trace").output().expect("the program starts");
            for bytes in [output.stdout, output.stderr] {
                let text = String::from_utf8(bytes).expect("UTF-8");
                let steers = |c: char| {
                    c.is_control() && c != '\n' || matches!(c, '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
                };
                assert!(!text.contains(steers), "{arguments:?} says {text:?}");
            }
        }
    }
}

#[test]
fn a_peer_writes_no_line_of_its_own() {
    let runtime = Runtime::new().expect("a runtime");
    let body = "no\nwirelight: all is well\r\nwirelight: ";
    let (server, _heads) = saying(&runtime, format!("HTTP/1.1 407 No\r\nContent-Length: {}\r\n\r\n{body}", body.len()));
    let finished = run(&["ws", "ws://127.0.0.1:9/", "--proxy", &server.http("")]);
    assert_eq!(finished.errors.lines().count(), 1, "{}", finished.errors);
    assert!(finished.errors.contains(r"no\nwirelight: all is well\r\n"), "{}", finished.errors);
}

#[test]
fn insecure_says_so() {
    let file = format!("{}/Cargo.toml", env!("CARGO_MANIFEST_DIR"));
    for arguments in [
        &["ws", "wss://127.0.0.1:9/"][..],
        &["sse", "https://127.0.0.1:9/", "--no-reconnect"],
        &["poll", "https://127.0.0.1:9/", "--max-time", "0"],
        &["upload", &file, "https://127.0.0.1:9/"],
    ] {
        let mut arguments = arguments.to_vec();
        if arguments[0] == "upload" {
            arguments.extend(["--max-time", "0"]);
        }
        let says = |arguments: &[&str]| run(arguments).errors.contains("--insecure: no certificate is verified");
        assert!(!says(&arguments), "{arguments:?}");
        arguments.push("--insecure");
        assert!(says(&arguments), "{arguments:?}");
    }
}

#[test]
fn no_config_shows_a_secret_when_it_is_logged() {
    let url: url::Url = "http://u:hunter2@h/".parse().expect("a URL");
    let headers = ["Authorization: hunter2", "X-Key: hunter2"].map(|line| parse_line(line).expect("a header")).to_vec();
    let peer = PeerOptions { headers, ..PeerOptions::default() };
    for shown in [
        format!("{:?}", websocket::Config { peer: peer.clone(), ..websocket::Config::new(url.clone()) }),
        format!("{:?}", SseConfig { peer: peer.clone(), ..SseConfig::new(url.clone()) }),
        format!("{:?}", PollConfig { peer: peer.clone(), ..PollConfig::get(url.as_str()).expect("a poll") }),
        format!("{:?}", UploadConfig { peer, ..UploadConfig::new("file".into(), url) }),
    ] {
        assert!(!shown.contains(SECRET) && shown.contains("u:***@h") && shown.contains("X-Key"), "{shown}");
    }
}
