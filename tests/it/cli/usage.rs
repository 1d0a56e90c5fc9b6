//! Wrong usage is exit status 2 with words, and secrets stay inside.

use super::{LabProcess, refused, run, wirelight};

#[test]
fn wrong_usage_is_exit_status_2_with_words() {
    for arguments in [
        &["ws", "not a url"][..],
        &["ws", "http://127.0.0.1/"],
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
        &["session.jsonl"],
        &["no-such-subcommand-but-two", "words"],
    ] {
        refused(arguments);
    }
}

#[test]
fn every_number_has_a_range_and_none_brings_the_program_down() {
    let (ws, sse, poll, upload) =
        ("ws://127.0.0.1:9/", "http://127.0.0.1:9/", "http://127.0.0.1:9/", "http://127.0.0.1:9/");
    const TIMES: &[&str] = &["9223372036854775807", "1e308", "-1", "nan", "inf", "-0.5", "", "ten"];
    const MILLIS: &[&str] = &["18446744073709551615", "18446744073709551616", "-1", "1.5", "nan", ""];
    let shared = ["--connect-timeout", "--max-time"].map(|option| (option, TIMES));
    let of = |more: &[(&'static str, &'static [&'static str])]| [&shared[..], more].concat();
    let own: [(&[&str], Vec<(&str, &[&str])>); 4] = [
        (
            &["ws", ws],
            of(&[
                ("--idle-alarm", &["9223372036854775807", "1e308", "-1", "nan", "inf", "0"]),
                ("--ping-every", &["0", "18446744073709551615", "-1"]),
                ("--every", &["18446744073709551615", "-1", "1.5"]),
                ("--times", &["0", "-1", "18446744073709551616"]),
                ("--fragment-bytes", &["0", "-1", "18446744073709551616"]),
                ("--max-message", &["0", "-1", "18446744073709551616", "9999999999G"]),
                ("--reconnect-delay", &["0", "18446744073709551615"]),
            ]),
        ),
        (&["sse", sse], of(&[("--retry", MILLIS), ("--answer-timeout", TIMES)])),
        (&["poll", poll], of(&[("--max-rate", &["0", "-1", "4294967296"]), ("--answer-timeout", TIMES)])),
        (&["upload", "Cargo.toml", upload], of(&[("--limit-rate", &["0", "-1", "inf", "nan", "1e999"])])),
    ];
    for (command, options) in own {
        for (option, values) in options {
            for value in values {
                let words = refused(&[command, &[option, value]].concat());
                let names_it =
                    words.contains(option) || words.contains("rate") || words.contains(&format!("'{value}'"));
                assert!(names_it, "{option} {value}: {words}");
            }
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
