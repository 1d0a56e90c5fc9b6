//! Exports as files: read back by programs that are not ours, and without secrets.

mod evidence;
mod others;
mod secrets;

use bytes::Bytes;
use wirelight::transcript::{
    Body, Entry, MarkColor, RowMark, Snapshot, Transcript,
    entry::{Answer, Close, EventHead, Failure, Offset, Request, Response, State},
    export::{Export, Format, Progress},
    record::RecordHeader,
    secrets::Secrets,
};

const STARTED_AT: &str = "2026-11-22T20:00:00.123Z";

fn header(protocol: &str, url: &str) -> RecordHeader {
    RecordHeader {
        protocol: protocol.to_owned().into(),
        url: url.to_owned(),
        started_at: STARTED_AT.parse().expect("a time"),
        settings: serde_json::Map::from_iter([(
            "headers".to_owned(),
            serde_json::json!([["Authorization", "Bearer hushhush"], ["X-Api-Key", "hushkey"]]),
        )]),
    }
}

fn state(at: u64, name: &'static str) -> Entry {
    Entry::local(at, Body::State(State::new(name)))
}

fn exchange(at: u64, url: &str, status: u16, content_type: &str) -> [Entry; 2] {
    let line = |name: &str, value: &str| (name.to_owned(), value.to_owned());
    let request = Request::new(
        "GET",
        url.to_owned(),
        vec![
            line("host", "h"),
            line("authorization", "Bearer hushhush"),
            line("x-api-key", "hushkey"),
            line("referer", "http://me:hushpass@elsewhere/"),
        ],
    );
    let headers = vec![line("content-type", content_type), line("set-cookie", "id=hushhush")];
    let response = Response::new(status, Some("OK".to_owned()), headers);
    [Entry::outgoing(at, Body::from(request)), Entry::incoming(at + 500, Body::from(response))]
}

/// A WebSocket with everything that is hard to write: quotes, line ends, commas, other scripts, bytes.
fn web_socket() -> Transcript {
    let text = |words: &str| Body::Text(Bytes::from(words.to_owned()));
    let mut rows = vec![state(1, "connecting")];
    rows.extend(exchange(10, "ws://me:hushpass@h/chat?room=a%20b", 101, "text/plain"));
    rows.push(state(520, "open"));
    rows.push(Entry::outgoing(1_000, text("he said \"hi\", twice\r\nand left; =1+1")));
    rows.push(Entry::incoming(2_000, text("{\"type\":\"trade\",\"名\":\"三\"}")));
    rows.push(Entry::incoming(3_000, Body::Binary(Bytes::from_static(&[0, 255, 10, 13, 34]))));
    rows.push(Entry::incoming(4_000, Body::Ping(Bytes::from_static(&[0xff]))));
    rows.push(Entry::incoming(5_000, text("")));
    let close = Close { code: 1000, reason: "bye".to_owned(), clean: Some(true) };
    rows.push(Entry::local(6_000, Body::Close(close)));
    rows.push(state(6_001, "closed"));
    transcript(&rows)
}

fn sse() -> Transcript {
    let mut rows = vec![state(1, "connecting")];
    rows.extend(exchange(10, "http://me:hushpass@h/stream", 200, "text/event-stream"));
    let head = EventHead { event_type: "tick".into(), last_event_id: "7".into(), ..EventHead::default() };
    rows.push(Entry::incoming(900, Body::Event(head, Bytes::from_static(b"one\ntwo"))));
    let causes = vec!["http://me:hushpass@h/ was cut".to_owned()];
    rows.push(Entry::local(
        1_000,
        Body::from(Failure { message: "the connection was lost".to_owned(), causes, ..Failure::default() }),
    ));
    rows.extend(exchange(2_000, "http://me:hushpass@h/stream", 204, "text/event-stream"));
    rows.push(state(3_000, "closed"));
    transcript(&rows)
}

fn long_poll() -> Transcript {
    let mut rows = vec![state(1, "waiting")];
    for n in 0..3 {
        rows.extend(exchange(10 + n * 1_000, "http://h/poll?since=1&since=2", 200, "application/json"));
        let answer = Answer { status: 200, held_millis: 0.7, cursor: None, charset: None };
        rows.push(Entry::incoming(800 + n * 1_000, Body::Message(answer, Bytes::from(format!("{{\"n\":{n}}}")))));
    }
    rows.push(state(9_000, "stopped"));
    transcript(&rows)
}

fn upload() -> Transcript {
    let mut rows = vec![state(1, "probing")];
    rows.extend(exchange(10, "http://me:hushpass@h/status?id=1", 200, "text/plain"));
    rows.push(Entry::incoming(600, Body::Offset(Offset { confirmed: 0 })));
    let [mut request, mut response] = exchange(1_000, "http://me:hushpass@h/upload", 500, "text/plain");
    if let (Body::Request(request), Body::Response(response)) = (&mut request.body, &mut response.body) {
        "POST".clone_into(&mut request.method);
        request.headers.push(("content-length".to_owned(), "1048576".to_owned()));
        response.body_preview = Some("the disk is \"full\"".to_owned());
    }
    rows.extend([request, response]);
    rows.push(state(9_000, "failed"));
    transcript(&rows)
}

/// A session of each protocol.
fn sessions() -> [(&'static str, Transcript); 4] {
    [("websocket", web_socket()), ("sse", sse()), ("longPoll", long_poll()), ("upload", upload())]
}

fn transcript(rows: &[Entry]) -> Transcript {
    let mut transcript = Transcript::default();
    for row in rows {
        transcript.push(row);
    }
    let mark = RowMark { color: MarkColor::Violet, note: "look, \"here\"".to_owned() };
    transcript.marks_mut().set(4, Some(mark));
    transcript
}

/// The same with secrets masked, those of the user's own header among them.
fn export(protocol: &str, format: Format, transcript: &Transcript) -> Export {
    Export {
        format,
        header: header(protocol, "ws://me:hushpass@h/chat"),
        rows: transcript.snapshot_from(0),
        shown: None,
        marks: transcript.marks().clone(),
        secrets: Secrets::masked().with_names(["X-API-KEY".to_owned()].into()),
        frames: false,
    }
}

fn written(export: &Export) -> String {
    let mut out = Vec::new();
    export.write(&mut out, &Progress::default()).expect("memory");
    String::from_utf8(out).expect("UTF-8")
}

fn rows_of(snapshot: &Snapshot) -> Vec<u64> {
    snapshot.rows_from(0).map(|row| row.number).collect()
}
