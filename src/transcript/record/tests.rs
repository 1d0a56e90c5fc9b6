//! A record written and read again: the same rows, whatever they are, and no panic, whatever the bytes are.

use bytes::Bytes;
use pretty_assertions::assert_eq;
use proptest::prelude::*;

use super::{ReadLine, RecordHeader, RecordReader, RecordWriter};
use crate::transcript::{
    Charset,
    entry::{
        Answer, Body, Close, Direction, Dropped, Entry, EventHead, Failure, Finding, FrameNote, IdHead, Ignored, Kind,
        Mark, Offset, Partial, Progress, Request, Response, Retry, State, Stray, Trailers, Verified, Wait,
    },
    marks::{MarkColor, RowMark},
    reason::{Code, Fields, Reason, Vocabulary as _, Word},
    secrets::Secrets,
};

fn header() -> RecordHeader {
    RecordHeader {
        protocol: "websocket".into(),
        url: "ws://u:pw@h/".to_owned(),
        started_at: "2026-11-22T20:00:00.123Z".parse().expect("a time"),
        settings: serde_json::Map::new(),
    }
}

fn written(entries: &[Entry]) -> Vec<u8> {
    let mut writer = RecordWriter::start(Vec::new(), &header(), Secrets::included()).expect("memory");
    for entry in entries {
        writer.entry(entry).expect("memory");
    }
    writer.into_inner()
}

fn read(record: &[u8]) -> Vec<ReadLine> {
    let mut reader = RecordReader::default();
    record.split_inclusive(|&byte| byte == b'\n').skip(1).filter_map(|line| reader.line(line).ok()).collect()
}

fn body() -> impl Strategy<Value = Body> {
    prop_oneof![body_with_payload(), body_without_payload()]
}

fn body_with_payload() -> impl Strategy<Value = Body> {
    let text = || any::<String>();
    let payload = || any::<String>().prop_map(Bytes::from);
    let bytes = || any::<Vec<u8>>().prop_map(Bytes::from);
    // What the peer says is text need not be.
    let either =
        || prop_oneof![payload(), bytes(), payload().prop_map(|text| [b"\xEF\xBB\xBF", &text[..]].concat().into())];
    let held = any::<u32>().prop_map(|micros| f64::from(micros) / 1000.0);
    let charset = || prop_oneof![Just(None), (0..40_u16).prop_map(Charset::with_number)];
    let answer = || (any::<u16>(), held.clone(), prop::option::of(any::<String>()));
    let answer =
        || answer().prop_map(|(status, held_millis, cursor)| Answer { status, held_millis, cursor, charset: None });
    prop_oneof![
        either().prop_map(Body::Text),
        bytes().prop_map(Body::Binary),
        bytes().prop_map(Body::Ping),
        bytes().prop_map(Body::Pong),
        either().prop_map(Body::Comment),
        (text(), text(), either()).prop_map(|(event_type, last_event_id, data)| {
            Body::Event(
                EventHead {
                    event_type: event_type.into(),
                    last_event_id: last_event_id.into(),
                    ..EventHead::default()
                },
                data,
            )
        }),
        either().prop_map(|data| Body::Event(EventHead::default(), data)),
        text().prop_map(|last_event_id| Body::Id(IdHead { last_event_id: last_event_id.into() })),
        any::<u64>().prop_map(|millis| Body::Retry(Retry { millis })),
        (text(), either()).prop_map(|(reason, line)| {
            let line_bytes = (reason.len() % 2 == 1).then_some(99);
            Body::Ignored(Ignored { reason: reason.into(), line_bytes }, line)
        }),
        (answer(), charset(), either())
            .prop_map(|(answer, charset, data)| { Body::Message(Answer { charset, ..answer }, data) }),
        answer().prop_map(Body::Empty),
        (prop::collection::vec(text(), 0..3), bytes()).prop_map(|(illegal, payload)| {
            Body::Frame(FrameNote { illegal: illegal.into_iter().map(Into::into).collect() }, payload)
        }),
    ]
}

fn body_without_payload() -> impl Strategy<Value = Body> {
    let text = || any::<String>();
    let headers = || prop::collection::vec((any::<String>(), any::<String>()), 0..3);
    prop_oneof![
        (text(), prop::option::of(any::<u8>()), prop::option::of(text()), reason()).prop_map(
            |(state, code, reason, (reason_code, reason_fields))| {
                Body::State(State { state: state.into(), code, reason, reason_code, reason_fields })
            }
        ),
        (text(), text(), headers()).prop_map(|(method, url, headers)| Body::from(Request::new(&method, url, headers))),
        (any::<u16>(), prop::option::of(text()), headers(), prop::option::of(text())).prop_map(
            |(status, reason_phrase, headers, body_preview)| {
                Body::from(Response { body_preview, ..Response::new(status, reason_phrase, headers) })
            }
        ),
        (any::<u16>(), text(), prop::option::of(any::<bool>())).prop_map(|(code, reason, clean)| Body::Close(Close {
            code,
            reason,
            clean
        })),
        (any::<u64>(), any::<u32>(), text(), reason()).prop_map(
            |(millis, attempt, reason, (reason_code, reason_fields))| {
                Body::Backoff(Wait { millis, attempt, reason, reason_code, reason_fields })
            }
        ),
        any::<u64>().prop_map(|confirmed| Body::Offset(Offset { confirmed })),
        any::<[u64; 3]>().prop_map(|[sent, confirmed, total]| Body::Progress(Progress { sent, confirmed, total })),
        (text(), any::<u64>(), text()).prop_map(|(sha256, size, against)| Body::Verified(Verified {
            sha256,
            size,
            against
        })),
        (text(), prop::collection::vec(text(), 0..3), reason()).prop_map(|(message, causes, (code, fields))| {
            Body::from(Failure { code, message, causes, certificate: None, fields })
        }),
        leftover(),
        (any::<u64>(), any::<u64>(), text()).prop_map(|(rows, bytes, reason)| Body::Dropped(Dropped {
            reason_code: (rows % 2 == 0).then(|| Code::TranscriptLimit.into()),
            rows,
            bytes,
            reason
        })),
    ]
}

/// A code of ours, one of another version, or none; and what its sentence names.
fn reason() -> impl Strategy<Value = (Option<Word<Code>>, Fields)> {
    let code = prop_oneof![
        Just(None),
        prop::sample::select(Code::ALL).prop_map(|code| Some(code.into())),
        any::<String>().prop_map(|name| Some(name.into())),
    ];
    let fields = (prop::option::of(any::<u64>()), prop::option::of(any::<String>())).prop_map(|(count, text)| {
        let reason = count.map_or(Reason::new(Code::OsOther), |count| Reason::new(Code::OsOther).with("count", count));
        text.map_or(reason.clone(), |text| reason.with("text", text)).fields
    });
    (code, fields)
}

/// Rows that every protocol can have beside its own.
fn leftover() -> impl Strategy<Value = Body> {
    let text = || any::<String>();
    let bytes = || any::<Vec<u8>>().prop_map(Bytes::from);
    let headers = prop::collection::vec((any::<String>(), any::<String>()), 0..3);
    prop_oneof![
        (partial(), bytes()).prop_map(|(head, came)| Body::Partial(Box::new(head), came)),
        (text(), any::<u64>(), bytes())
            .prop_map(|(after, bytes, first)| Body::Stray(Stray { after: after.into(), bytes }, first)),
        headers.prop_map(|headers| Body::Trailers(Trailers { headers })),
        (text(), text(), prop::collection::vec(0..20_u64, 0..3), prop::option::of(text())).prop_map(
            |(code, message, rows, source)| {
                Body::Finding(Box::new(Finding { code: code.into(), message, rows, source: source.map(Into::into) }))
            }
        ),
    ]
}

fn partial() -> impl Strategy<Value = Partial> {
    let number = || prop::option::of(any::<u64>());
    (any::<u64>(), number(), prop::option::of(any::<String>()), number()).prop_map(
        |(bytes, of, partial_type, deflated_bytes)| Partial {
            bytes,
            of,
            partial_type: partial_type.map(Into::into),
            deflated_bytes,
        },
    )
}

fn entry() -> impl Strategy<Value = Entry> {
    let direction = prop_oneof![Just(Direction::In), Just(Direction::Out), Just(Direction::Local)];
    (any::<u64>(), direction, body()).prop_map(|(at_micros, direction, body)| Entry::new(at_micros, direction, body))
}

proptest! {
    #[test]
    fn what_was_written_is_read_again(entries in prop::collection::vec(entry(), 0..20)) {
        // A finding can only name rows that stand before it.
        let lines: Vec<ReadLine> = entries.iter().cloned().zip(0..).map(|(mut row, number)| {
            if let Body::Finding(finding) = &mut row.body {
                finding.rows.retain(|&named| named < number);
            }
            ReadLine::Row(row)
        }).collect();
        prop_assert_eq!(read(&written(&entries)), lines);
    }

    #[test]
    fn a_cut_or_changed_record_never_panics(
        entries in prop::collection::vec(entry(), 1..6),
        at in any::<prop::sample::Index>(),
        byte in any::<u8>(),
        cuts in any::<bool>(),
    ) {
        let mut record = written(&entries);
        let at = at.index(record.len());
        if cuts { record.truncate(at) } else { record[at] = byte }
        RecordReader::header(record.split(|&byte| byte == b'\n').next().unwrap_or_default()).ok();
        prop_assert!(read(&record).len() <= entries.len() + 1);
    }
}

#[test]
fn the_first_line_comes_back() {
    let record = written(&[]);
    assert_eq!(RecordReader::header(&record).expect("a header"), header());
}

#[test]
fn a_first_line_that_is_not_ours_says_what_is_wrong() {
    for (line, words) in [
        ("", "not a JSON object"),
        ("[1]", "not a JSON object"),
        (r#"{"log":{}}"#, "no number `wirelight`"),
        (r#"{"wirelight":"1"}"#, "no number `wirelight`"),
        (r#"{"wirelight":2,"protocol":"sse"}"#, "version 2"),
        (r#"{"wirelight":1,"protocol":"sse"}"#, "which session"),
        (r#"{"wirelight":1,"protocol":"sse","startedAt":"yesterday"}"#, "which session"),
    ] {
        let error = RecordReader::header(line.as_bytes()).expect_err(line);
        assert!(error.to_string().contains(words), "{line}: {error}");
    }
}

#[test]
fn text_in_another_charset_stands_beside_its_bytes() {
    let message = |charset: Option<&str>, payload: &'static [u8]| {
        let charset = charset.and_then(|label| Charset::for_label(label.as_bytes()));
        let answer = Answer { status: 200, held_millis: 1.0, cursor: None, charset };
        Entry::incoming(1, Body::Message(answer, Bytes::from_static(payload)))
    };
    for (entry, fields) in [
        (message(None, b"plain"), r#""data":"plain""#),
        (message(Some("cp1251"), b"plain"), r#""charset":"windows-1251","data":"plain""#),
        (message(Some("cp1251"), b"\xef\xf0"), r#""charset":"windows-1251","data":"пр","base64":"7/A=""#),
        (message(None, b"\xEF\xBB\xBFa"), r#""data":"a","base64":"77u/YQ==""#),
        (message(Some("utf-16le"), b"a\0"), r#""charset":"UTF-16LE","data":"a","base64":"YQA=""#),
        (message(Some("iso-2022-kr"), b"a"), "\"charset\":\"replacement\",\"data\":\"\u{fffd}\",\"base64\":\"YQ==\""),
    ] {
        let record = written(std::slice::from_ref(&entry));
        let line = String::from_utf8_lossy(&record).lines().nth(1).expect("a row").to_owned();
        assert!(line.ends_with(&format!("{fields}}}")), "{line}");
        assert_eq!(read(&record), [ReadLine::Row(entry)]);
    }
    // Without the bytes, the text is all there is, and it is UTF-8.
    let line =
        r#"{"at":1,"direction":"in","kind":"message","status":200,"heldMillis":1,"charset":"cp1251","data":"п"}"#;
    let read = RecordReader::default().line(line.as_bytes()).expect("a row");
    assert_eq!(read, ReadLine::Row(message(None, "п".as_bytes())));
    let line = line.replace("cp1251", "martian");
    let read = RecordReader::default().line(line.as_bytes()).expect("a row");
    assert_eq!(read, ReadLine::Row(message(None, "п".as_bytes())));
}

#[test]
fn unknown_fields_and_kinds_are_skipped() {
    let mut reader = RecordReader::default();
    let line = r#"{"at":1,"new":{"a":[1]},"direction":"in","kind":"text","data":"x\n","data2":null}"#;
    let text = Entry::incoming(1, Body::Text(Bytes::from_static(b"x\n")));
    assert_eq!(reader.line(line.as_bytes()).expect("a row"), ReadLine::Row(text));
    let line = r#"{"at":1,"direction":"in","kind":"hologram","depth":3}"#;
    assert_eq!(reader.line(line.as_bytes()).expect("a row"), ReadLine::Skipped);
    for broken in [r#"{"at":1}"#, r#"{"at":1,"direction":"up","kind":"text","data":""}"#, "{", ""] {
        assert!(reader.line(broken.as_bytes()).is_err(), "{broken}");
    }
    for without in [r#"{"at":1,"direction":"in","kind":"text"}"#, r#"{"at":1,"direction":"in","kind":"text","data":7}"#]
    {
        assert!(reader.line(without.as_bytes()).is_err(), "{without}");
    }
}

#[test]
fn a_mark_counts_the_lines_of_the_file() {
    let row = |n: u64| format!(r#"{{"at":{n},"direction":"in","kind":"text","data":"{n}"}}"#);
    let mark = |row: u64, color: &str| {
        format!(r#"{{"at":9,"direction":"local","kind":"mark","row":{row},"color":"{color}","note":"n"}}"#)
    };
    let unknown = r#"{"at":1,"direction":"in","kind":"hologram"}"#.to_owned();
    // Lines 0, 3 and 5 are rows; 1 is unknown, 2 and 4 are marks.
    let lines = [
        row(0),
        unknown,
        mark(0, "red"),
        row(1),
        mark(3, "blue"),
        row(2),
        mark(5, ""),
        mark(1, "red"),
        mark(99, "red"),
    ];
    let mut reader = RecordReader::default();
    let mut marks = Vec::new();
    for (number, line) in lines.iter().enumerate() {
        let read = reader.line(line.as_bytes()).expect("a line");
        let is_mark = ![0, 1, 3, 5].contains(&number);
        assert_eq!(read == ReadLine::Mark, is_mark, "{line}");
        marks.extend(std::iter::from_fn(|| reader.next_mark()));
    }
    let set = |color| Some(RowMark { color, note: "n".to_owned() });
    assert_eq!(marks, [(0, set(MarkColor::Red)), (1, set(MarkColor::Blue)), (2, None)]);
}

#[test]
fn a_mark_may_stand_before_its_row() {
    let mark = |row: u64| Body::Mark(Mark { row, color: "green".to_owned(), note: String::new() });
    let text = || Body::Text(Bytes::from_static(b"x"));
    // Of the marks in lines 1 to 3, one points at a mark and one past the end.
    let bodies = [text(), mark(4), mark(3), mark(9), text()];
    let record = written(&bodies.map(|body| Entry::local(1, body)));
    let mut reader = RecordReader::default();
    let mut marks = Vec::new();
    for line in record.split_inclusive(|&byte| byte == b'\n').skip(1) {
        reader.line(line).expect("a line");
        marks.extend(std::iter::from_fn(|| reader.next_mark()));
    }
    assert_eq!(marks, [(1, Some(RowMark { color: MarkColor::Green, note: String::new() }))]);
}

#[test]
fn every_kind_is_among_the_rows_that_are_tried() {
    // A new kind without a reader would be found by the compiler; this finds one that the strategy forgot.
    use proptest::{strategy::ValueTree as _, test_runner::TestRunner};
    let mut runner = TestRunner::deterministic();
    let mut seen: Vec<Kind> = Vec::new();
    for _ in 0..2_000 {
        let kind = body().new_tree(&mut runner).expect("a body").current().kind();
        if !seen.contains(&kind) {
            seen.push(kind);
        }
    }
    // Marks are read as marks.
    assert_eq!(seen.len(), Kind::ALL.len() - 1);
}
