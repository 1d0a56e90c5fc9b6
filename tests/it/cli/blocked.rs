//! A reader that stops reading, a task that waits, a file that never ends: a signal ends the program all the same.

use std::{
    io::{BufRead as _, BufReader, Read as _, Write as _},
    net::{SocketAddr, TcpListener},
    process::{Child, Stdio},
    time::{Duration, Instant},
};

use wirelight::transcript::opened::{OpenError, SavedSession};

use super::{background, rest_of_errors, signal, wirelight};

/// How long a signal may take to end the program, with some slack for a busy machine.
const LIMIT: Duration = Duration::from_secs(3);

/// A server that sends each connection this head, and then this body again and again until nobody takes it.
fn endless(head: &'static str, body: Vec<u8>) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let address = listener.local_addr().expect("an address");
    background(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { return };
            stream.set_write_timeout(Some(Duration::from_secs(20))).expect("a socket");
            let mut request = BufReader::new(stream.try_clone().expect("a socket"));
            let mut line = String::new();
            while request.read_line(&mut line).is_ok_and(|length| length > 2) {
                line.clear();
            }
            let mut sent = stream.write_all(head.as_bytes());
            while sent.is_ok() && !body.is_empty() {
                sent = stream.write_all(&body);
            }
            // One that says nothing more is held until the other side goes.
            request.read_to_end(&mut Vec::new()).ok();
        }
    });
    address
}

fn sse_flood() -> SocketAddr {
    let event = format!("data: {}\n\n", "x".repeat(100)).repeat(1000).into_bytes();
    endless("HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n", event)
}

/// Starts the program with a standard output that nobody reads, and waits until it is stuck there.
fn stuck(arguments: &[&str]) -> Child {
    let child =
        wirelight().args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
    let path = format!("/proc/{}/task", child.id());
    let began = Instant::now();
    let mut waits = 0;
    // Its output thread waits in a pipe: seen three times in a row.
    while waits < 3 && began.elapsed() < Duration::from_secs(10) {
        let in_pipe = std::fs::read_dir(&path).expect("threads").filter_map(Result::ok).any(|thread| {
            let read = |name: &str| std::fs::read_to_string(thread.path().join(name)).unwrap_or_default();
            read("comm").starts_with("wirelight-outpu") && read("wchan").contains("pipe")
                || read("comm").starts_with("wirelight-outpu") && read("stat").contains(") S ")
        });
        waits = if in_pipe { waits + 1 } else { 0 };
        let (_keep, never) = crossbeam_channel::bounded::<()>(1);
        never.recv_timeout(Duration::from_millis(100)).ok();
    }
    child
}

fn ended_within(child: &mut Child, limit: Duration) -> Option<i32> {
    let began = Instant::now();
    while began.elapsed() < limit {
        if let Some(status) = child.try_wait().expect("a child") {
            return status.code();
        }
        let (_keep, never) = crossbeam_channel::bounded::<()>(1);
        never.recv_timeout(Duration::from_millis(10)).ok();
    }
    child.kill().expect("it can be killed");
    None
}

#[test]
fn a_signal_ends_a_program_whose_output_nobody_reads_and_it_counts_what_is_missing() {
    let server = sse_flood();
    for name in ["TERM", "INT"] {
        let mut child = stuck(&["sse", &format!("http://{server}/")]);
        signal(child.id(), name);
        assert_eq!(ended_within(&mut child, LIMIT), Some(1), "{name}");
        let errors = rest_of_errors(&mut child);
        let words = "rows are missing from the record";
        let missing: u64 = errors
            .split(words)
            .next()
            .and_then(|before| before.split_whitespace().last())
            .and_then(|number| number.parse().ok())
            .unwrap_or_else(|| panic!("no number in {errors}"));
        let mut text = String::new();
        child.stdout.take().expect("a pipe").read_to_string(&mut text).expect("text");
        let whole_lines = text.matches('\n').count();
        assert!(missing > 1_000 && whole_lines > 100, "{missing} missing, {whole_lines} read: {errors}");
    }
}

#[test]
fn a_second_signal_ends_it_at_once() {
    let server = sse_flood();
    let mut child = stuck(&["sse", &format!("http://{server}/")]);
    // Two of the same kind could be one by the time they are heard.
    signal(child.id(), "TERM");
    signal(child.id(), "INT");
    assert_eq!(ended_within(&mut child, Duration::from_millis(1_500)), Some(1));
    assert!(rest_of_errors(&mut child).contains("missing from the record"));
}

#[test]
fn a_reader_that_comes_back_in_time_gets_every_row() {
    let server = sse_flood();
    let mut child = stuck(&["sse", &format!("http://{server}/")]);
    signal(child.id(), "TERM");
    let mut text = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut text).expect("text");
    assert_eq!(ended_within(&mut child, LIMIT), Some(0));
    assert!(text.lines().last().is_some_and(|line| line.contains("\"state\":\"closed\"")));
    assert_eq!(rest_of_errors(&mut child), "");
}

#[test]
fn max_time_ends_the_session_but_waits_for_the_reader() {
    let server = sse_flood();
    let mut child = stuck(&["sse", &format!("http://{server}/"), "--max-time", "0.5"]);
    assert!(child.try_wait().expect("a child").is_none(), "it waits");
    let mut text = String::new();
    child.stdout.take().expect("a pipe").read_to_string(&mut text).expect("text");
    assert_eq!(ended_within(&mut child, LIMIT), Some(0));
    assert!(text.ends_with("\"state\":\"closed\",\"code\":2}\n"), "{}", &text[text.len() - 200..]);
}

#[test]
fn a_signal_ends_what_waits_for_an_answer_or_for_an_output() {
    let silent = endless("", Vec::new());
    let folder = tempfile::tempdir().expect("a folder");
    let fifo = folder.path().join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    let fifo = fifo.to_str().expect("a path");
    let file = folder.path().join("file");
    std::fs::write(&file, "some bytes").expect("a file");
    let (http, ws) = (format!("http://{silent}/"), format!("ws://{silent}/"));
    let (https, wss, proxy) = (format!("https://{silent}/"), format!("wss://{silent}/"), format!("https://{silent}"));
    for arguments in [
        vec!["sse", &http],
        vec!["poll", &http],
        vec!["ws", &ws],
        vec!["upload", file.to_str().expect("a path"), &http],
        vec!["sse", &http, "--output", fifo],
        vec!["sse", &https, "--ca", fifo],
        vec!["poll", &https, "--ca", fifo],
        vec!["ws", &wss, "--cert", fifo],
        vec!["upload", file.to_str().expect("a path"), &https, "--cert", fifo],
        vec!["sse", &http, "--proxy", &proxy, "--ca", fifo],
    ] {
        let mut child = wirelight()
            .args(&arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        listens_to_signals(&child);
        signal(child.id(), "TERM");
        assert_eq!(ended_within(&mut child, LIMIT), Some(1), "{arguments:?}");
    }
}

/// Waits until a signal does not simply kill it any more.
fn listens_to_signals(child: &Child) {
    let began = Instant::now();
    let caught = || {
        let status = std::fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigCgt:")).unwrap_or_default();
        u64::from_str_radix(mask.trim(), 16).is_ok_and(|mask| mask & (1 << 14) != 0)
    };
    while !caught() && began.elapsed() < Duration::from_secs(10) {
        let (_keep, never) = crossbeam_channel::bounded::<()>(1);
        never.recv_timeout(Duration::from_millis(5)).ok();
    }
}

#[test]
fn no_answer_within_the_users_time_ends_it_with_a_code_of_its_own() {
    let silent = endless("", Vec::new());
    for command in ["sse", "poll"] {
        let finished = super::run(&[command, &format!("http://{silent}/"), "--answer-timeout", "0.3"]);
        assert_eq!(finished.status, 1, "{}", finished.text);
        let errors = finished.of_kind("error");
        assert_eq!((errors.len(), errors[0]["code"].as_str()), (1, Some("answerTimeout")), "{}", finished.text);
        assert!(matches!(finished.last()["state"].as_str(), Some("closed" | "stopped")), "{}", finished.text);
    }
}

#[test]
fn a_file_without_an_end_is_no_certificate() {
    for option in ["--ca", "--cert"] {
        let finished = super::run(&["ws", "wss://127.0.0.1:9/", option, "/dev/zero"]);
        assert_eq!(finished.status, 1, "{}", finished.text);
        assert!(finished.text.contains("it has more than 16 MiB"), "{}", finished.text);
    }
}

#[test]
fn a_pipe_or_a_device_is_no_saved_session() {
    let folder = tempfile::tempdir().expect("a folder");
    let fifo = folder.path().join("fifo");
    let made = std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo");
    assert!(made.success());
    for path in [fifo.as_path(), "/dev/zero".as_ref()] {
        let mut child = wirelight().arg(path).stderr(Stdio::piped()).spawn().expect("the program starts");
        assert_eq!(ended_within(&mut child, LIMIT), Some(2), "{}", path.display());
        let errors = rest_of_errors(&mut child);
        assert!(errors.contains("it is no regular file"), "{errors}");
        let refused = SavedSession::open(path.to_owned()).expect_err("no file");
        assert!(matches!(refused, OpenError::Unreadable { .. }), "{refused}");
    }
}
