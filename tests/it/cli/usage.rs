//! Wrong usage is exit status 2 with words, and secrets stay inside.

use super::{LabProcess, refused, run, wirelight};

#[test]
fn wrong_usage_is_exit_status_2_with_words() {
    for arguments in [
        &["ws", "not a url"][..],
        &["ws", "ftp://127.0.0.1/"],
        &["ws", "ws://127.0.0.1/#part"],
        &["ws", "https://127.0.0.1/#"],
        &["ws", "localhost:8080/p"],
        &["upload", "Cargo.toml", "localhost:8080/p"],
        &["sse", "ws://127.0.0.1/"],
        &["poll", "ftp://127.0.0.1/"],
        &["ws", "ws://127.0.0.1/", "--close", "1005"],
        &["ws", "ws://127.0.0.1/", "--close", "2999"],
        &["ws", "ws://127.0.0.1/", "-H", "no colon"],
        &["sse", "http://127.0.0.1/", "--proxy", "ftp://127.0.0.1:1"],
        &["sse", "http://127.0.0.1/", "--key", "k.pem"],
        &["poll", "http://127.0.0.1/", "--pin", "00"],
        &["ws", "ws://127.0.0.1/", "--user", "a:b", "--bearer", "c"],
        &["ws", "ws://127.0.0.1/", "--connect-timeout", "0"],
        &["sse", "http://127.0.0.1/", "--max-time", "-1"],
        &["poll", "http://127.0.0.1/", "--cursor", "etag"],
        &["upload", "/no/such/file", "http://127.0.0.1/"],
        &["upload", "Cargo.toml", "http://127.0.0.1/", "--dialect", "tus"],
        &["lab", "--listen", "0.0.0.0:0"],
        &["lab", "--listen", "127.0.0.1:0", "--allow-origin", "demo.example"],
        &["session.jsonl"],
        &["no-such-subcommand-but-two", "words"],
    ] {
        refused(arguments);
    }
}

#[test]
fn a_url_that_cannot_be_used_says_what_to_write() {
    for (arguments, words) in [
        (&["ws", "localhost:8080/p"][..], "localhost:8080/p has no scheme: write ws://localhost:8080/p"),
        (&["sse", "localhost:8080/p"], "write http://localhost:8080/p"),
        (&["poll", "127.0.0.1:8080/p"], "write http://127.0.0.1:8080/p"),
        (&["upload", "Cargo.toml", "example.com/p"], "write http://example.com/p"),
        (
            &["ws", "ws://h/p#part"],
            "ws://h/p#part has a fragment, which the URL of a WebSocket must not have (RFC 6455 §3)",
        ),
        (&["ws", "https://h/p#part"], "write %23 for a # that belongs to the path"),
    ] {
        let summary = refused(arguments);
        assert!(summary.contains(words), "{arguments:?}: {summary}");
    }
}

const TIMES: &[&str] = &["9223372036854775807", "1e308", "-1", "nan", "inf", "-0.5", "", "ten"];
const MILLIS: &[&str] = &["18446744073709551615", "18446744073709551616", "-1", "1.5", "nan", ""];

/// Numbers that no option of a subcommand takes.
const ODD_NUMBERS: &[(&str, &[&str])] = &[
    ("ws --connect-timeout", TIMES),
    ("ws --max-time", TIMES),
    ("ws --idle-alarm", &["9223372036854775807", "1e308", "-1", "nan", "inf", "0"]),
    ("ws --ping-every", &["0", "18446744073709551615", "-1"]),
    ("ws --every", MILLIS),
    ("ws --times", &["0", "-1", "18446744073709551616"]),
    ("ws --fragment-bytes", &["0", "-1", "18446744073709551616"]),
    ("ws --max-message", &["0", "-1", "18446744073709551616", "9999999999G"]),
    ("ws --reconnect-delay", &["0", "18446744073709551615"]),
    ("sse --connect-timeout", TIMES),
    ("sse --max-time", TIMES),
    ("sse --answer-timeout", TIMES),
    ("sse --retry", MILLIS),
    ("poll --connect-timeout", TIMES),
    ("poll --answer-timeout", TIMES),
    ("poll --max-rate", &["0", "-1", "4294967296"]),
    ("upload --connect-timeout", TIMES),
    ("upload --limit-rate", &["0", "-1", "inf", "nan", "1e999", "1e308", "18446744073709551616", "1025G", "0.5"]),
];

#[test]
fn every_number_has_a_range_and_none_brings_the_program_down() {
    for (option, values) in ODD_NUMBERS {
        let (command, name) = option.split_once(' ').expect("two words");
        let target: &[&str] = match command {
            "ws" => &["ws", "ws://127.0.0.1:9/"],
            "upload" => &["upload", "Cargo.toml", "http://127.0.0.1:9/"],
            _ => &[command, "http://127.0.0.1:9/"],
        };
        for value in *values {
            let words = refused(&[target, &[name, value]].concat());
            let names_it = words.contains(name) || words.contains("rate") || words.contains(&format!("'{value}'"));
            assert!(names_it, "{option} {value}: {words}");
        }
    }
}

#[test]
fn without_a_display_the_window_says_so() {
    let mut command = wirelight();
    command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    let output = command.output().expect("the program starts");
    assert_eq!(output.status.code(), Some(2));
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(words.contains("display") && words.contains("demo"), "{words}");
}

#[test]
fn version_and_help_work_everywhere() {
    for subcommand in ["ws", "sse", "poll", "upload", "lab", "demo"] {
        for flag in ["--help", "--version"] {
            let output = wirelight().args([subcommand, flag]).output().expect("the program starts");
            assert!(output.status.success() && !output.stdout.is_empty(), "{subcommand} {flag}");
        }
    }
}

#[test]
fn secrets_are_masked_unless_they_are_asked_for() {
    let lab = LabProcess::start(None);
    let url = lab.http("/sse/stop").replace("http://", "http://user:hushhush@");
    let headers = ["-H", "aUTHORIZATION: Bearer hushhush", "-H", "Cookie: id=hushhush"];
    let masked = run(&[&["sse", &url][..], &headers].concat());
    assert_eq!(masked.status, 0);
    assert!(!masked.text.contains("hushhush") && !masked.errors.contains("hushhush"), "{}", masked.text);
    assert!(masked.text.contains("http://user:***@127.0.0.1"));
    let open = run(&[&["sse", &url, "--include-secrets"][..], &headers].concat());
    assert!(open.text.contains("Bearer hushhush") && open.text.contains("user:hushhush@"));
}
