//! What `jq`, Python's `csv` and a JSON parser make of our files. `tests/peers/run` asks a HAR validator as well.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use serde_json::{Value, json};
use wirelight::transcript::{
    RowSet, Transcript,
    export::{Format, Progress, export_to_file},
};

use super::{export, long_poll, rows_of, sse, web_socket, written};

/// Runs a program of the system on a text.
fn through(program: &str, arguments: &[&str], text: &str) -> String {
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap_or_else(|error| panic!("{program} is needed for this test (apt-get install {program}): {error}"));
    child.stdin.take().expect("a pipe").write_all(text.as_bytes()).expect("written");
    let output = child.wait_with_output().expect("its output");
    assert!(output.status.success(), "{program} does not read it");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn jq_reads_the_record_and_finds_marks_where_they_point() {
    let transcript = web_socket();
    let record = written(&export("websocket", Format::JsonLines, &transcript));
    let filter = r#"[.[1:] as $rows | $rows[] | select(.kind == "mark") | .color, .note, $rows[.row].data]"#;
    let marked: Value = serde_json::from_str(&through("jq", &["-s", filter], &record)).expect("JSON");
    assert_eq!(marked, json!(["violet", "look, \"here\"", "he said \"hi\", twice\r\nand left; =1+1"]));
    let filter = "[.[1].kind, .[-1].kind, .[-2].kind, length]";
    let shape: Value = serde_json::from_str(&through("jq", &["-s", filter], &record)).expect("JSON");
    assert_eq!(shape, json!(["state", "state", "mark", transcript.len() + 2]), "a record begins and ends with states");
}

#[test]
fn pythons_csv_reads_every_row_of_the_table() {
    let transcript = web_socket();
    let table = written(&export("websocket", Format::Csv, &transcript));
    let program = "import csv,json,sys; json.dump(list(csv.DictReader(sys.stdin)), sys.stdout)";
    // The line ends inside of fields must not be translated on the way.
    let program =
        format!("import io,sys; sys.stdin = io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline=''); {program}");
    let rows: Vec<Value> = serde_json::from_str(&through("python3", &["-c", &program], &table)).expect("JSON");
    assert_eq!(rows.len() as u64, transcript.len());
    assert_eq!(rows[4]["data"], "he said \"hi\", twice\r\nand left; =1+1");
    assert_eq!(rows[4]["time"], "2026-11-22T20:00:00.124000Z");
    assert_eq!((&rows[4]["mark_color"], &rows[4]["mark_note"]), (&json!("violet"), &json!("look, \"here\"")));
    assert_eq!((&rows[6]["base64"], &rows[6]["size"]), (&json!("AP8KDSI="), &json!("5")));
    let fields: Value = serde_json::from_str(rows[9]["fields"].as_str().expect("text")).expect("JSON in a field");
    assert_eq!(fields, json!({"code": 1000, "reason": "bye", "clean": true}));
}

#[test]
fn only_the_rows_of_the_filter_are_written() {
    let transcript = web_socket();
    for format in Format::ALL {
        let mut export = export("websocket", format, &transcript);
        let numbers = rows_of(&export.rows);
        export.shown = Some([4, 5].into_iter().filter(|row| numbers.contains(row)).collect::<RowSet>());
        let text = written(&export);
        assert!(text.contains("and left") && text.contains("trade"), "{format:?}: {text}");
        assert!(!text.contains("bye") && !text.contains("AP8KDSI="), "{format:?}: {text}");
    }
}

#[test]
fn an_archive_has_each_protocols_traffic_in_its_place() {
    let archive = |protocol: &str, transcript: Transcript| -> Value {
        let text = written(&export(protocol, Format::Har, &transcript));
        serde_json::from_str(&text).expect("one JSON value")
    };
    let har = archive("websocket", web_socket());
    let entry = &har["log"]["entries"][0];
    assert_eq!((har["log"]["version"].as_str(), entry["_resourceType"].as_str()), (Some("1.2"), Some("websocket")));
    assert_eq!(entry["request"]["queryString"], json!([{"name": "room", "value": "a b"}]));
    let messages = entry["_webSocketMessages"].as_array().expect("messages");
    let told: Vec<Value> = messages.iter().map(|m| json!([m["type"], m["opcode"], m["data"]])).collect();
    assert_eq!(told[0], json!(["send", 1, "he said \"hi\", twice\r\nand left; =1+1"]));
    assert_eq!(told[2], json!(["receive", 2, "AP8KDSI="]));
    assert_eq!(messages.len(), 4);
    assert!(
        (messages[1]["time"].as_f64().expect("a time") - 1_795_377_600.125).abs() < 0.000_01,
        "{}",
        messages[1]["time"]
    );

    let har = archive("sse", sse());
    let entries = har["log"]["entries"].as_array().expect("entries");
    assert_eq!(entries.len(), 2);
    assert_eq!(entries[0]["response"]["content"]["text"], "id: 7\nevent: tick\ndata: one\ndata: two\n\n");
    assert_eq!(entries[0]["response"]["_error"], "the connection was lost: http://me:***@h/ was cut");
    assert_eq!(entries[1]["response"]["status"], 204);

    let har = archive("longPoll", long_poll());
    let bodies: Vec<&Value> = har["log"]["entries"]
        .as_array()
        .expect("entries")
        .iter()
        .map(|entry| &entry["response"]["content"]["text"])
        .collect();
    assert_eq!(bodies, ["{\"n\":0}", "{\"n\":1}", "{\"n\":2}"]);
}

#[test]
fn a_cancelled_export_leaves_what_was_there() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("a.csv");
    std::fs::write(&path, "before").expect("a file");
    let progress = Progress::default();
    progress.cancel();
    let error = export_to_file(&path, &export("websocket", Format::Csv, &web_socket()), &progress);
    assert!(error.expect_err("it was cancelled").is_cancelled());
    assert_eq!(std::fs::read_to_string(&path).expect("a file"), "before");
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing is left behind");
}

/// Writes an archive of each protocol where `tests/peers/run` wants it.
#[test]
#[ignore = "not a test: tests/peers/run shows these files to a validator"]
fn archives_for_a_validator() {
    let folder = std::env::var_os("WIRELIGHT_ARCHIVES").map(PathBuf::from).expect("a folder");
    for (protocol, transcript) in [("websocket", web_socket()), ("sse", sse()), ("longPoll", long_poll())] {
        let path = Path::new(&folder).join(format!("{protocol}.har"));
        export_to_file(&path, &export(protocol, Format::Har, &transcript), &Progress::default()).expect("written");
    }
}
