//! Limits, signals, a full disk, a reader that goes away, a busy port.

use std::{
    io::{BufRead as _, BufReader},
    process::Stdio,
};

use super::{Finished, LabProcess, rest_of_errors, run, signal, wirelight};

#[test]
fn max_time_ends_each_session_as_a_success() {
    let lab = LabProcess::start(None);
    for (command, url) in [("ws", lab.ws("/ws/clock?every=50")), ("sse", lab.http("/sse/clock?every=50"))] {
        let finished = run(&[command, &url, "--max-time", "0.4"]);
        assert_eq!((finished.status, finished.last()["state"].as_str()), (0, Some("closed")), "{}", finished.text);
    }
}

#[test]
fn sigterm_ends_a_session_with_its_last_rows() {
    let lab = LabProcess::start(None);
    let mut child = wirelight()
        .args(["ws", &lab.ws("/ws/clock?every=20")])
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let pid = child.id();
    let mut rows = Vec::new();
    let mut signalled = false;
    for line in BufReader::new(child.stdout.take().expect("a pipe")).lines() {
        let line = line.expect("text");
        if !signalled && line.contains("\"kind\":\"text\"") {
            signal(pid, "TERM");
            signalled = true;
        }
        rows.push(line);
    }
    assert_eq!(child.wait().expect("ended").code(), Some(0));
    assert!(rows.last().expect("a row").contains("\"state\":\"closed\""), "{rows:#?}");
    assert!(rows.iter().any(|row| row.contains("\"kind\":\"close\"") && row.contains("\"code\":1000")));
}

#[test]
fn a_reader_that_goes_away_ends_it_quietly() {
    let lab = LabProcess::start(None);
    let mut child = wirelight()
        .args(["sse", &lab.http("/sse/clock?every=10")])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    assert!(lines.next().is_some());
    drop(lines);
    assert_eq!(child.wait().expect("ended").code(), Some(0));
    assert_eq!(rest_of_errors(&mut child), "");
}

#[test]
fn a_full_disk_is_a_failure_that_names_the_file() {
    let lab = LabProcess::start(None);
    let output = wirelight()
        .args(["sse", &lab.http("/sse/flood?count=100"), "--no-reconnect", "--output", "/dev/full"])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("/dev/full"));
}

#[test]
fn the_record_goes_to_a_file_when_asked() {
    let lab = LabProcess::start(None);
    let file = tempfile::NamedTempFile::new().expect("a file");
    std::fs::write(file.path(), "what stood there before\n".repeat(1000)).expect("written");
    let path = file.path().to_str().expect("a path");
    let output = wirelight()
        .args(["ws", &lab.ws("/ws/close?code=3001&reason=bye"), "--output", path])
        .output()
        .expect("the program starts");
    assert_eq!((output.status.code(), output.stdout.len()), (Some(0), 0));
    let text = std::fs::read_to_string(file.path()).expect("a record");
    assert!(text.starts_with("{\"wirelight\":1,\"protocol\":\"websocket\",\"url\":\"ws://"), "{text}");
    assert!(text.ends_with("}\n") && text.contains("\"code\":3001,\"reason\":\"bye\""), "{text}");
}

#[test]
fn a_busy_port_is_named_and_a_lab_ends_on_sigterm() {
    let mut first = LabProcess::start(None);
    let address = first.http.trim_start_matches("http://").to_owned();
    let second = wirelight().args(["lab", "--listen", &address]).output().expect("the program starts");
    assert_eq!(second.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&second.stderr).contains(&address));
    signal(first.child.id(), "TERM");
    assert_eq!(first.child.wait().expect("ended").code(), Some(0));
}

#[test]
fn a_refused_connection_is_recorded_and_a_failure() {
    // A port that was free a moment ago.
    let address = std::net::TcpListener::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("a port");
    let finished = run(&["ws", &format!("ws://{address}/")]);
    assert_eq!((finished.status, finished.states()), (1, vec!["connecting", "closed"]));
    assert!(finished.of_kind("error")[0]["causes"].as_array().is_some_and(|causes| !causes.is_empty()));
    let close = finished.of_kind("close")[0];
    assert_eq!((close["direction"].as_str(), close["code"].as_u64()), (Some("local"), Some(1006)));
}

#[test]
fn the_lines_of_standard_input_are_sent_and_its_end_closes() {
    let lab = LabProcess::start(None);
    let mut child = wirelight()
        .args(["ws", &lab.ws("/ws/echo"), "--stdin"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the program starts");
    std::io::Write::write_all(&mut child.stdin.take().expect("a pipe"), "one\nzwei ✓\n".as_bytes()).expect("written");
    let finished = Finished::of(&child.wait_with_output().expect("ended"));
    assert_eq!(finished.status, 0, "{}", finished.text);
    let sent: Vec<_> = finished
        .of_kind("text")
        .into_iter()
        .filter(|row| row["direction"] == "out")
        .map(|row| row["data"].clone())
        .collect();
    assert_eq!(sent, ["one", "zwei ✓"]);
}
