//! What `wirelight ws` sends: its order, placeholders, repeats, fragments, frames against the rules.

use super::{Finished, LabProcess, background, run, wirelight};

fn sent(finished: &Finished) -> Vec<String> {
    let of_ours = |row: &&serde_json::Value| {
        row["direction"] == "out" && matches!(row["kind"].as_str(), Some("text" | "binary" | "ping" | "frame"))
    };
    let rows = finished.rows.iter().filter(of_ours);
    rows.map(|row| row["data"].as_str().or(row["base64"].as_str()).unwrap_or("").to_owned()).collect()
}

#[test]
fn sends_keep_the_order_of_the_command_line_but_the_three_old_ones_their_own() {
    let lab = LabProcess::start(None);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, b"\x01").expect("a file");
    let file = file.to_str().expect("a path");
    let url = lab.ws("/ws/echo");
    let finished = run(&[
        "ws",
        &url,
        "--send-hex",
        "00",
        "--send-file",
        file,
        "--ping",
        "p",
        "--send",
        "a",
        "--send-json",
        "[1]",
        "--close",
        "1000",
    ]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(sent(&finished), ["AA==", "a", "p", "AQ==", "[1]"]);
}

#[test]
fn the_last_send_is_repeated_and_the_close_comes_behind_it() {
    let lab = LabProcess::start(None);
    let url = lab.ws("/ws/echo");
    let finished = run(&[
        "ws",
        &url,
        "--placeholders",
        "--send",
        "once {{n}}",
        "--send-json",
        "{\"n\":{{n}}}",
        "--every",
        "1",
        "--times",
        "3",
        "--wait-buffered",
        "--close",
        "1000",
    ]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(sent(&finished), ["once 1", "{\"n\":1}", "{\"n\":2}", "{\"n\":3}"]);
    let literal = run(&["ws", &url, "--send", "{{n}}", "--close", "1000"]);
    assert_eq!(sent(&literal), ["{{n}}"]);
}

#[test]
fn lines_of_a_file_and_fragments_are_sent() {
    let lab = LabProcess::start(None);
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("lines");
    std::fs::write(&file, "one\ntwo").expect("a file");
    let file = file.to_str().expect("a path");
    let url = lab.ws("/ws/echo");
    let finished = run(&["ws", &url, "--send-lines", file, "--fragment-bytes", "2", "--frames", "--close", "1000"]);
    assert_eq!(sent(&finished), ["one", "two"]);
    let first = finished.rows.iter().find(|row| row["data"] == "one").expect("a row");
    let fragments: Vec<_> = first["frames"].as_array().expect("frames").iter().map(|frame| &frame["fin"]).collect();
    assert_eq!(fragments, [false, true]);
}

#[test]
fn a_frame_against_the_rules_is_a_row_that_names_them() {
    let lab = LabProcess::start(None);
    let url = lab.ws("/ws/echo");
    let finished = run(&["ws", &url, "--send-frame", "rsv=4,opcode=3,mask=0:c328"]);
    let row = finished.of_kind("frame").pop().expect("a frame").clone();
    assert_eq!(row["illegal"], serde_json::json!(["unmasked", "reservedBits", "reservedOpcode"]));
    let finished = run(&["ws", &url, "--close-illegal", "1005:why"]);
    assert_eq!(finished.status, 0, "{}", finished.errors);
    assert_eq!(finished.of_kind("frame").pop().expect("a frame")["illegal"], serde_json::json!(["closeCode"]));
}

#[test]
fn what_cannot_be_sent_is_wrong_usage() {
    for (arguments, words) in [
        (&["--send-json", "{\n1}"][..], "line 2, column 1"),
        (&["--send-hex", "8"], "one is missing"),
        (&["--send-base64", "*"], "not base64"),
        (&["--send-lines", "/no/such/file"], "there is no file"),
        (&["--send-frame", "opcode=16"], "from 0 to 15"),
        (&["--close-illegal", "65536"], "from 0 to 65535"),
        (&["--every", "5"], "need something to send"),
        (&["--send", "a", "--times", "0"], "times"),
        (&["--close", "1000", "--close-illegal", "1"], "cannot be used with"),
    ] {
        let output =
            wirelight().args(["ws", "ws://127.0.0.1:1/"]).args(arguments).output().expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{arguments:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(said.contains(words), "{arguments:?}: {said}");
    }
}

#[test]
fn what_cannot_be_sent_is_a_failure_and_a_fifo_can() {
    let lab = LabProcess::start(None);
    let folder = tempfile::tempdir().expect("a folder");
    let large = folder.path().join("large");
    std::fs::File::create(&large).and_then(|file| file.set_len(64 * 1024 * 1024 + 1)).expect("a sparse file");
    let finished = run(&["ws", &lab.ws("/ws/echo"), "--send-file", large.to_str().expect("a path"), "--close", "1000"]);
    assert_eq!(finished.status, 1, "{}", finished.text);
    assert_eq!(finished.of_kind("error")[0]["code"], "cannotSend", "{}", finished.text);

    let fifo = folder.path().join("fifo");
    assert!(std::process::Command::new("mkfifo").arg(&fifo).status().expect("mkfifo").success());
    let path = fifo.clone();
    background(move || std::fs::write(path, "from a pipe").expect("a reader"));
    let finished =
        run(&["ws", &lab.ws("/ws/echo"), "--send-file", fifo.to_str().expect("a path"), "--max-events", "1"]);
    assert_eq!(finished.status, 0, "{}", finished.text);
    assert_eq!(finished.of_kind("binary")[1]["base64"], "ZnJvbSBhIHBpcGU=", "{}", finished.text);
}

#[test]
fn what_cannot_be_sent_of_standard_input_is_a_failure_too() {
    let lab = LabProcess::start(None);
    let folder = tempfile::tempdir().expect("a folder");
    let long = [vec![b'x'; 64 * 1024 * 1024 + 3], b"\nnot any more\n".to_vec()].concat();
    for (lines, rest, status) in [
        (&b"one\nzwei \xff\nthree\n"[..], &["one", "three"][..], 1),
        (&long, &[], 1),
        (b"one\r\ntwo", &["one", "two"], 0),
    ] {
        let file = folder.path().join("lines");
        std::fs::write(&file, lines).expect("a file");
        let input = std::fs::File::open(&file).expect("a file");
        let output = wirelight().args(["ws", &lab.ws("/ws/echo"), "--stdin"]).stdin(input).output();
        let finished = Finished::of(&output.expect("the program starts"));
        assert_eq!((finished.status, sent(&finished)), (status, rest.iter().map(ToString::to_string).collect()));
        assert_eq!(finished.errors.lines().count(), usize::from(status != 0), "{}", finished.errors);
    }
}
