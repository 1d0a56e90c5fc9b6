//! The rows that a finding names, in files that do not have all rows, and read back from them.

use bytes::Bytes;
use wirelight::transcript::{
    Body, Entry, RowSet, Transcript,
    entry::{Finding, Request, Response},
    export::Format,
    record::{ReadLine, RecordReader},
    recording::{RecordOrder, Recording},
    secrets::Secrets,
};

use super::{export, header, state, written};

/// Two comments, then an exchange and what was found in it: its evidence are the rows 3 and 4.
fn found() -> Transcript {
    let mut transcript = Transcript::default();
    let comment = || Entry::incoming(2, Body::Comment(Bytes::from_static(b"c")));
    let finding = Finding { code: "unaskedCoding".into(), rows: vec![3, 4], ..Finding::default() };
    for row in [
        state(1, "connecting"),
        comment(),
        comment(),
        Entry::outgoing(3, Body::from(Request::new("GET", "http://h/", Vec::new()))),
        Entry::incoming(4, Body::from(Response::new(200, None, Vec::new()))),
        Entry::local(5, Body::Finding(Box::new(finding))),
        state(6, "closed"),
    ] {
        transcript.push(&row);
    }
    transcript
}

/// What a record's finding names: by its text, and once it has been read.
fn evidence(record: &str) -> (String, Vec<u64>) {
    let mut reader = RecordReader::default();
    let mut named = None;
    for line in record.lines().skip(1) {
        if let ReadLine::Row(row) = reader.line(line.as_bytes()).expect("a row")
            && let Body::Finding(finding) = row.body
        {
            let (_, rows) = line.split_once("\"rows\":").unwrap_or_default();
            named = Some((rows.trim_end_matches('}').to_owned(), finding.rows));
        }
    }
    named.expect("a finding")
}

#[test]
fn a_saved_finding_counts_the_lines_of_its_file() {
    let transcript = found();
    let mut export = export("sse", Format::JsonLines, &transcript);
    assert_eq!(evidence(&written(&export)), ("[3,4]".to_owned(), vec![3, 4]));
    export.shown = Some(RowSet::from_iter([0, 4, 5, 6]));
    assert_eq!(evidence(&written(&export)), ("[1]".to_owned(), vec![1]));
}

#[test]
fn a_recording_that_began_late_names_what_it_has() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("late.jsonl");
    let recording = Recording::create(&path, &header("sse", "http://h/"), Secrets::masked(), false).expect("a file");
    let (orders, handed) = crossbeam_channel::bounded(1);
    orders.try_send(RecordOrder::Append(found().snapshot_from(4))).expect("room");
    drop(orders);
    recording.run(&handed, || {}).expect("written");
    assert_eq!(evidence(&std::fs::read_to_string(&path).expect("a record")), ("[0]".to_owned(), vec![0]));
}

#[test]
fn lines_that_are_no_rows_of_this_version_are_not_counted() {
    let record = written(&export("sse", Format::JsonLines, &found()));
    let foreign = record.replacen("\"kind\":\"comment\"", "\"kind\":\"ofTomorrow\"", 1);
    let mut reader = RecordReader::default();
    let read = foreign.lines().skip(1).filter_map(|line| match reader.line(line.as_bytes()).expect("a line") {
        ReadLine::Row(row) => Some(row),
        _ => None,
    });
    let rows: Vec<_> = read.collect();
    let named = rows.iter().find_map(|row| match &row.body {
        Body::Finding(finding) => Some(&finding.rows),
        _ => None,
    });
    assert_eq!(named, Some(&vec![2, 3]));
    assert!(matches!(rows[2].body, Body::Request(_)) && matches!(rows[3].body, Body::Response(_)));
}
