//! What `jq`, Python's `csv` and a JSON parser make of our files. `tests/peers/run` asks a HAR validator as well.

use std::{
    io::Write as _,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use bytes::Bytes;
use serde_json::{Value, json};
use wirelight::transcript::{
    Body, Charset, Entry, MarkColor, RowMark, RowSet, Transcript,
    entry::Answer,
    export::{Export, Format, Progress, export_to_file},
    record::{ReadLine, RecordReader},
};

use super::{exchange, export, long_poll, rows_of, sessions, sse, upload, web_socket, written};

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
fn a_saved_session_has_its_rows_and_marks_when_it_is_opened_again() {
    let mut transcript = web_socket();
    let last = transcript.end_row() - 1;
    for row in [0, last] {
        transcript.marks_mut().set(row, Some(RowMark { color: MarkColor::Green, note: row.to_string() }));
    }
    let record = written(&export("websocket", Format::JsonLines, &transcript));
    let (mut reader, mut again) = (RecordReader::default(), Transcript::default());
    for line in record.lines().skip(1) {
        if let ReadLine::Row(entry) = reader.line(line.as_bytes()).expect("a row") {
            again.push(&entry);
        }
        while let Some((row, mark)) = reader.next_mark() {
            again.marks_mut().set(row, mark);
        }
    }
    assert_eq!(again.marks().iter().collect::<Vec<_>>(), transcript.marks().iter().collect::<Vec<_>>());
    let payloads = |transcript: &Transcript| -> Vec<(u64, Vec<u8>)> {
        transcript.rows_from(0).map(|row| (row.at_micros, row.payload.to_vec())).collect()
    };
    assert_eq!(payloads(&again), payloads(&transcript));
}

fn csv_rows(table: &str) -> Vec<Value> {
    let program = "import csv,json,sys; json.dump(list(csv.DictReader(sys.stdin)), sys.stdout)";
    // The line ends inside of fields must not be translated on the way.
    let program =
        format!("import io,sys; sys.stdin = io.TextIOWrapper(sys.stdin.buffer, 'utf-8', newline=''); {program}");
    serde_json::from_str(&through("python3", &["-c", &program], table)).expect("JSON")
}

#[test]
fn pythons_csv_reads_every_row_of_the_table() {
    let transcript = web_socket();
    let rows = csv_rows(&written(&export("websocket", Format::Csv, &transcript)));
    assert_eq!(rows.len() as u64, transcript.len());
    assert_eq!(rows[4]["data"], "he said \"hi\", twice\r\nand left; =1+1");
    assert_eq!(rows[4]["time"], "2026-11-22T20:00:00.124000Z");
    assert_eq!((&rows[4]["mark_color"], &rows[4]["mark_note"]), (&json!("violet"), &json!("look, \"here\"")));
    assert_eq!((&rows[6]["base64"], &rows[6]["size"]), (&json!("AP8KDSI="), &json!("5")));
    let fields: Value = serde_json::from_str(rows[9]["fields"].as_str().expect("text")).expect("JSON in a field");
    assert_eq!(fields, json!({"code": 1000, "reason": "bye", "clean": true}));
}

#[test]
fn a_table_says_what_a_limit_removed_and_keeps_bytes_that_are_no_text() {
    let mut transcript = Transcript::with_limit(1024 * 1024);
    let answer = Answer { status: 200, held_millis: 1.5, cursor: None, charset: None };
    // Python refuses fields of more than 128 KiB unless it is told otherwise.
    let body = Body::Message(answer, Bytes::from(vec![0xff; 60_000]));
    for at in 0..60 {
        transcript.push(&Entry::incoming(at, body.clone()));
    }
    let rows = csv_rows(&written(&export("longPoll", Format::Csv, &transcript)));
    let dropped = transcript.dropped().rows;
    assert_eq!((&rows[0]["number"], &rows[0]["kind"]), (&json!(""), &json!("dropped")));
    let fields: Value = serde_json::from_str(rows[0]["fields"].as_str().expect("text")).expect("JSON");
    assert_eq!(fields["rows"], json!(dropped));
    assert_eq!(rows[1]["number"], json!((dropped + 1).to_string()));
    let bytes = rows[1]["base64"].as_str().expect("text");
    assert!(bytes.starts_with("////") && rows[1]["data"] == "", "{}", &bytes[..8]);
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
    let summary: Vec<Value> = messages.iter().map(|m| json!([m["type"], m["opcode"], m["data"]])).collect();
    assert_eq!(summary[0], json!(["send", 1, "he said \"hi\", twice\r\nand left; =1+1"]));
    assert_eq!(summary[2], json!(["receive", 2, "AP8KDSI="]));
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

    let har = archive("upload", upload());
    let entries = har["log"]["entries"].as_array().expect("entries");
    assert_eq!(
        (&entries[1]["request"]["method"], &entries[1]["request"]["bodySize"]),
        (&json!("POST"), &json!(1_048_576))
    );
    assert_eq!(entries[1]["response"]["content"]["text"], "the disk is \"full\"");
    assert_eq!(entries[0]["response"]["content"]["size"], -1, "the body is no row, its size is not known");
}

#[test]
fn an_archive_counts_what_has_no_place_in_it() {
    let comment = |shown: Option<RowSet>| {
        let transcript = web_socket();
        let har: Value =
            serde_json::from_str(&written(&Export { shown, ..export("websocket", Format::Har, &transcript) }))
                .expect("one JSON value");
        har["log"]["comment"].as_str().expect("words").to_owned()
    };
    // Three states, a ping and a close.
    assert!(comment(None).starts_with("rows without a place in a HAR file: 5;"), "{}", comment(None));
    let shown: RowSet = [2, 4, 7].into_iter().collect();
    assert!(
        comment(Some(shown.clone())).starts_with("rows without a place in a HAR file: 1;"),
        "{}",
        comment(Some(shown))
    );
}

#[test]
fn a_body_that_is_no_text_is_base64_in_an_archive() {
    let mut transcript = Transcript::default();
    for row in &exchange(10, "http://h/", 200, "image/png") {
        transcript.push(row);
    }
    let answer = Answer { status: 200, held_millis: 1.5, cursor: None, charset: None };
    transcript.push(&Entry::incoming(900, Body::Message(answer, Bytes::from_static(&[0, 0xff]))));
    let har: Value = serde_json::from_str(&written(&export("longPoll", Format::Har, &transcript))).expect("JSON");
    let content = &har["log"]["entries"][0]["response"]["content"];
    assert_eq!(*content, json!({"mimeType": "image/png", "size": 2, "text": "AP8=", "encoding": "base64"}));
}

#[test]
fn text_in_another_charset_is_text_everywhere() {
    let mut transcript = Transcript::default();
    for row in &exchange(10, "http://h/", 200, "text/plain") {
        transcript.push(row);
    }
    let charset = Charset::for_label(b"windows-1251");
    let answer = Answer { status: 200, held_millis: 1.5, cursor: None, charset };
    transcript.push(&Entry::incoming(900, Body::Message(answer, Bytes::from_static(b"\xed\xe5\xf2"))));
    let har: Value = serde_json::from_str(&written(&export("longPoll", Format::Har, &transcript))).expect("JSON");
    let content = &har["log"]["entries"][0]["response"]["content"];
    assert_eq!(*content, json!({"mimeType": "text/plain", "size": 3, "text": "нет"}));
    let rows = csv_rows(&written(&export("longPoll", Format::Csv, &transcript)));
    assert_eq!((&rows[2]["data"], &rows[2]["base64"], &rows[2]["size"]), (&json!("нет"), &json!("7eXy"), &json!("3")));
    assert!(written(&export("longPoll", Format::Text, &transcript)).contains("  нет\n"));
    let record = written(&export("longPoll", Format::JsonLines, &transcript));
    assert!(record.contains(r#""charset":"windows-1251","data":"нет","base64":"7eXy""#), "{record}");
}

#[test]
fn a_filtered_archive_of_many_requests_is_written_in_one_go() {
    const REQUESTS: u64 = 20_000;
    let mut transcript = Transcript::default();
    for n in 0..REQUESTS {
        for row in &exchange(n * 1_000, "http://h/poll", 200, "text/plain") {
            transcript.push(row);
        }
        let answer = Answer { status: 200, held_millis: 1.5, cursor: None, charset: None };
        let body = Body::Message(answer, Bytes::from(n.to_string()));
        transcript.push(&Entry::incoming(n * 1_000 + 900, body));
    }
    let mut export = export("longPoll", Format::Har, &transcript);
    export.shown = Some((0..REQUESTS).map(|n| n * 3 + 2).collect());
    let progress = Progress::default();
    let mut out = Vec::new();
    assert_eq!(export.write(&mut out, &progress).expect("memory"), REQUESTS);
    assert_eq!(progress.percent(), 100);
    let har: Value = serde_json::from_slice(&out).expect("JSON");
    let entries = har["log"]["entries"].as_array().expect("entries");
    assert_eq!(entries.len() as u64, REQUESTS);
    assert_eq!(entries[12_345]["response"]["content"]["text"], "12345");
}

#[cfg(unix)]
#[test]
fn a_file_is_written_through_a_link_as_any_other_and_over_nothing_that_is_no_file() {
    use std::os::unix::fs::PermissionsExt as _;
    let folder = tempfile::tempdir().expect("a folder");
    let plain = folder.path().join("plain");
    std::fs::write(&plain, "before").expect("a file");
    let link = folder.path().join("link.csv");
    std::os::unix::fs::symlink(&plain, &link).expect("a link");
    let export = export("websocket", Format::Csv, &web_socket());
    let exported = export_to_file(&link, &export, &Progress::default()).expect("written");
    assert_eq!((exported.rows, exported.bytes), (11, std::fs::metadata(&plain).expect("a file").len()));
    assert!(std::fs::symlink_metadata(&link).expect("a link").is_symlink());
    let other = folder.path().join("other");
    std::fs::write(&other, "").expect("a file");
    let mode = |path: &Path| std::fs::metadata(path).expect("a file").permissions().mode();
    assert_eq!(mode(&plain), mode(&other), "as the umask has it");
    for place in ["/dev/null", folder.path().to_str().expect("UTF-8")] {
        let error = export_to_file(Path::new(place), &export, &Progress::default()).expect_err("no file");
        assert!(error.to_string().contains(place) && !error.is_cancelled(), "{error}");
    }
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
    for (protocol, transcript) in sessions() {
        let path = Path::new(&folder).join(format!("{protocol}.har"));
        export_to_file(&path, &export(protocol, Format::Har, &transcript), &Progress::default()).expect("written");
    }
}
