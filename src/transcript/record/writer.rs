//! Writes a record: rows of a task, of a transcript or of a snapshot, secrets masked unless asked for.

use std::{
    borrow::Cow,
    io::{self, Write},
};

use serde_json::Value;

use super::{
    RecordHeader,
    json::{push_json, write_escaped},
    mask::{mask_settings, masked_head},
    payload,
};
use crate::transcript::{
    charset::Charset,
    entry::{Body, DropReason, Dropped, Entry, Kind},
    frames::{FrameFields, Frames},
    secrets::Secrets,
    segment::RowRef,
    snapshot::Snapshot,
};

/// The head of an event that has none of its own.
pub(in crate::transcript) const PLAIN_EVENT_HEAD: &[u8] = br#"{"type":"message","lastEventId":""}"#;

/// Writes a record line by line.
#[derive(Debug)]
pub struct RecordWriter<W> {
    out: W,
    secrets: Secrets,
    with_frames: bool,
    /// The line that is being written, or what of a long one has not been handed on yet.
    line: Vec<u8>,
    head: Vec<u8>,
}

impl<W: Write> RecordWriter<W> {
    /// Writes the first line.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn start(out: W, header: &RecordHeader, secrets: Secrets) -> io::Result<Self> {
        let mut writer = Self { out, secrets, with_frames: false, line: Vec::new(), head: Vec::new() };
        let mut settings = Value::Object(header.settings.clone());
        let mut url = Cow::Borrowed(header.url.as_str());
        if writer.secrets.are_masked() {
            mask_settings(&mut settings, &writer.secrets);
            url = header.masked_url();
        }
        let started_at = format!("{:.3}", header.started_at);
        writer.line.extend_from_slice(b"{\"wirelight\":1,\"protocol\":");
        push_json(&mut writer.line, &header.protocol);
        writer.line.extend_from_slice(b",\"url\":");
        push_json(&mut writer.line, &url);
        writer.line.extend_from_slice(b",\"startedAt\":");
        push_json(&mut writer.line, &started_at);
        writer.line.extend_from_slice(b",\"settings\":");
        serde_json::to_writer(&mut writer.line, &settings)?;
        writer.line.push(b'}');
        writer.end_line()?;
        Ok(writer)
    }

    /// Whether each row says in which WebSocket frames it came or left, where that is known.
    #[must_use]
    pub fn with_frames(self, with_frames: bool) -> Self {
        Self { with_frames, ..self }
    }

    /// Writes a row that a task reported.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn entry(&mut self, entry: &Entry) -> io::Result<()> {
        let mut head = std::mem::take(&mut self.head);
        head.clear();
        entry.body.write_head(&mut head);
        let (kind, payload) = (entry.body.kind(), entry.body.payload());
        let (at_micros, direction) = (entry.at_micros, entry.direction);
        let frames = entry.frames.bytes();
        let label = Charset::number(entry.body.charset());
        let written =
            self.stored(&RowRef { number: 0, at_micros, direction, kind, label, head: &head, payload, frames });
        self.head = head;
        written
    }

    /// Writes a row of a transcript.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn stored(&mut self, row: &RowRef<'_>) -> io::Result<()> {
        let RowRef { at_micros, direction, kind, head, payload, .. } = *row;
        let line = &mut self.line;
        line.clear();
        line.extend_from_slice(b"{\"at\":");
        write!(line, "{at_micros}")?;
        line.extend_from_slice(b",\"direction\":\"");
        line.extend_from_slice(direction.name().as_bytes());
        line.extend_from_slice(b"\",\"kind\":\"");
        line.extend_from_slice(kind.name().as_bytes());
        line.push(b'"');
        let head = if kind == Kind::Event && head.is_empty() { PLAIN_EVENT_HEAD } else { head };
        if self.secrets.are_masked() && !head.is_empty() {
            push_fields(line, masked_head(kind, head, &self.secrets).as_bytes());
        } else {
            push_fields(line, head);
        }
        payload::write(&mut self.out, line, kind, payload, row.charset())?;
        if self.with_frames
            && let Some(frames) = row.frames()
        {
            // Of what ended early, the heads say more than came; its own fields say how much that was.
            push_frames(line, &frames, kind != Kind::Partial);
        }
        line.push(b'}');
        self.end_line()
    }

    /// Writes what a limit had removed before these rows, if it had; the first row of a record then.
    /// Returns whether there was something to write.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn dropped_rows(&mut self, rows: &Snapshot) -> io::Result<bool> {
        let Some(entry) = dropped_entry(rows) else { return Ok(false) };
        self.entry(&entry)?;
        Ok(true)
    }

    /// Hands everything to the system.
    ///
    /// # Errors
    /// When `out` cannot be written.
    pub fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }

    /// The writer underneath.
    pub fn into_inner(self) -> W {
        self.out
    }

    /// The writer underneath.
    pub fn get_mut(&mut self) -> &mut W {
        &mut self.out
    }

    fn end_line(&mut self) -> io::Result<()> {
        self.line.push(b'\n');
        write_escaped(&mut self.out, &mut self.line)
    }
}

/// What a limit had removed before these rows, as a row; `None` when nothing was.
pub(in crate::transcript) fn dropped_entry(rows: &Snapshot) -> Option<Entry> {
    let dropped = rows.dropped();
    let at = rows.rows_from(0).next().map_or(0, |row| row.at_micros);
    let body = Dropped { rows: dropped.rows, bytes: dropped.bytes, ..Dropped::by(DropReason::TranscriptLimit) };
    (dropped.rows > 0).then(|| Entry::local(at, Body::Dropped(body)))
}

/// Copies the fields of a JSON object behind those that stand in the line already.
fn push_fields(line: &mut Vec<u8>, head: &[u8]) {
    if let Some(fields) = head.strip_prefix(b"{").and_then(|rest| rest.strip_suffix(b"}"))
        && !fields.is_empty()
    {
        line.push(b',');
        line.extend_from_slice(fields);
    }
}

fn push_frames(line: &mut Vec<u8>, frames: &Frames, with_deflated: bool) {
    let fields: Vec<FrameFields> = frames.list.iter().map(FrameFields::from).collect();
    line.extend_from_slice(b",\"frames\":");
    push_json(line, &fields);
    if frames.omitted.count > 0 {
        line.extend_from_slice(b",\"framesOmitted\":");
        push_json(line, &frames.omitted.count);
    }
    if with_deflated && frames.is_deflated() {
        line.extend_from_slice(b",\"deflatedBytes\":");
        push_json(line, &frames.wire_payload_bytes());
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use pretty_assertions::assert_eq;
    use serde_json::Map;

    use super::*;
    use crate::transcript::{
        Transcript,
        entry::{Answer, Close, EventHead, Finding, Ignored, Partial, Progress, Response, State, Stray, Trailers},
    };

    fn header(url: &str) -> RecordHeader {
        let headers = serde_json::json!([["Authorization", "Bearer secret"], ["x-a", "1"]]);
        RecordHeader {
            protocol: "websocket".into(),
            url: url.to_owned(),
            started_at: "2026-11-22T20:00:00.123456Z".parse().expect("a timestamp"),
            settings: Map::from_iter([("headers".to_owned(), headers)]),
        }
    }

    fn written(entries: &[Entry], secrets: Secrets) -> Vec<String> {
        let mut writer = RecordWriter::start(Vec::new(), &header("ws://u:pw@h/"), secrets).expect("memory");
        for entry in entries {
            writer.entry(entry).expect("memory");
        }
        let text = String::from_utf8(writer.into_inner()).expect("UTF-8");
        assert!(text.ends_with('\n'));
        text.lines().map(str::to_owned).collect()
    }

    fn line(entry: Entry) -> String {
        written(&[entry], Secrets::masked()).remove(1)
    }

    #[test]
    fn the_first_line_masks_secrets_unless_asked() {
        let masked = r#"{"wirelight":1,"protocol":"websocket","url":"ws://u:***@h/","startedAt":"2026-11-22T20:00:00.123Z","settings":{"headers":[["Authorization","***"],["x-a","1"]]}}"#;
        assert_eq!(written(&[], Secrets::masked()), [masked]);
        let open = written(&[], Secrets::included()).remove(0);
        assert!(open.contains("ws://u:pw@h/") && open.contains("Bearer secret"), "{open}");
    }

    #[test]
    fn each_kind_is_written_with_its_fields() {
        let text = Body::Text(Bytes::from_static("a\"\u{e9}\n".as_bytes()));
        assert_eq!(
            line(Entry::incoming(7, text)),
            "{\"at\":7,\"direction\":\"in\",\"kind\":\"text\",\"data\":\"a\\\"é\\n\"}"
        );
        let binary = Body::Binary(Bytes::from_static(&[0, 255, 1, 2]));
        assert_eq!(
            line(Entry::outgoing(8, binary)),
            r#"{"at":8,"direction":"out","kind":"binary","base64":"AP8BAg=="}"#
        );
        let text_ping = Body::Ping(Bytes::from_static(b"x"));
        assert_eq!(line(Entry::outgoing(8, text_ping)), r#"{"at":8,"direction":"out","kind":"ping","data":"x"}"#);
        let raw_pong = Body::Pong(Bytes::from_static(&[0xff]));
        assert_eq!(line(Entry::incoming(8, raw_pong)), r#"{"at":8,"direction":"in","kind":"pong","base64":"/w=="}"#);
        let state = Body::State(State::new("open").with_code(1));
        assert_eq!(
            line(Entry::local(9, state)),
            r#"{"at":9,"direction":"local","kind":"state","state":"open","code":1}"#
        );
        let close = Body::Close(Close { code: 1005, reason: String::new(), clean: Some(true) });
        assert_eq!(
            line(Entry::local(9, close)),
            r#"{"at":9,"direction":"local","kind":"close","code":1005,"reason":"","clean":true}"#
        );
        let plain = Body::Event(EventHead::default(), Bytes::from_static(b"1"));
        assert_eq!(
            line(Entry::incoming(9, plain)),
            r#"{"at":9,"direction":"in","kind":"event","type":"message","lastEventId":"","data":"1"}"#
        );
        let ignored =
            Body::Ignored(Ignored { reason: "unknownField".into(), line_bytes: None }, Bytes::from_static(b"idd: 1"));
        assert_eq!(
            line(Entry::local(9, ignored)),
            r#"{"at":9,"direction":"local","kind":"ignored","reason":"unknownField","line":"idd: 1"}"#
        );
        let answer = Answer { status: 200, held_millis: 1.5, cursor: None, charset: None };
        assert_eq!(
            line(Entry::incoming(9, Body::Message(answer, Bytes::from_static(&[b'a', 0xff])))),
            "{\"at\":9,\"direction\":\"in\",\"kind\":\"message\",\"status\":200,\"heldMillis\":1.5,\"data\":\"a\u{fffd}\",\"base64\":\"Yf8=\"}"
        );
        let partial = Partial { bytes: 70_000, of: Some(90_000), ..Partial::default() };
        assert_eq!(
            line(Entry::incoming(9, Body::Partial(Box::new(partial), Bytes::from_static(b"begun")))),
            r#"{"at":9,"direction":"in","kind":"partial","bytes":70000,"of":90000,"data":"begun"}"#
        );
        let cut =
            Partial { bytes: 1, partial_type: Some("text".into()), deflated_bytes: Some(4), ..Partial::default() };
        assert_eq!(
            line(Entry::incoming(9, Body::Partial(Box::new(cut), Bytes::from_static(&[0xc3])))),
            r#"{"at":9,"direction":"in","kind":"partial","bytes":1,"type":"text","deflatedBytes":4,"base64":"ww=="}"#
        );
        let stray = Stray { after: Stray::CLOSE.into(), bytes: 2 };
        assert_eq!(
            line(Entry::incoming(9, Body::Stray(stray, Bytes::from_static(b"\x81\x00")))),
            r#"{"at":9,"direction":"in","kind":"stray","after":"close","bytes":2,"base64":"gQA="}"#
        );
        let trailers = Trailers { headers: vec![("ETag".to_owned(), "1".to_owned())] };
        assert_eq!(
            line(Entry::incoming(9, Body::Trailers(trailers))),
            r#"{"at":9,"direction":"in","kind":"trailers","headers":[["ETag","1"]]}"#
        );
        let finding = Finding { code: "unaskedCoding".into(), message: "why".to_owned(), ..Finding::default() };
        assert_eq!(
            line(Entry::local(
                9,
                Body::Finding(Box::new(Finding { rows: vec![3], source: Some("§1".into()), ..finding }))
            )),
            r#"{"at":9,"direction":"local","kind":"finding","code":"unaskedCoding","message":"why","rows":[3],"source":"§1"}"#
        );
        let progress = Body::Progress(Progress { sent: 2, confirmed: 1, total: 3 });
        assert_eq!(
            line(Entry::local(9, progress)),
            r#"{"at":9,"direction":"local","kind":"progress","sent":2,"confirmed":1,"total":3}"#
        );
    }

    #[test]
    fn secret_headers_and_passwords_are_masked_but_bodies_are_not() {
        let headers = vec![
            ("set-cookie".to_owned(), "id=secret".to_owned()),
            ("location".to_owned(), "http://u:secret@h/".to_owned()),
        ];
        let body_preview = Some("see http://u:shown@h/".to_owned());
        let response = Response { body_preview, ..Response::new(302, None, headers) };
        let entry = Entry::incoming(1, Body::from(response));
        assert_eq!(
            line(entry.clone()),
            r#"{"at":1,"direction":"in","kind":"response","status":302,"headers":[["set-cookie","***"],["location","http://u:***@h/"]],"bodyPreview":"see http://u:shown@h/"}"#
        );
        assert!(written(&[entry], Secrets::included())[1].contains("id=secret"));
    }

    #[test]
    fn nothing_in_a_line_steers_a_terminal() {
        let text = "\u{1b}]0;x\u{7}\u{7f}\u{80}\u{9b}31m\u{9f}\u{a0}\u{a9}é\u{2027}\u{2028}\u{202e}\u{202f}\u{2065}\u{2066}\u{2069}\u{206a}中\u{10FFFF}";
        let line = line(Entry::incoming(1, Body::Text(Bytes::from(text))));
        let raw = |c: char| c.is_control() || matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!line.contains(raw), "{line}");
        assert!(line.contains("\\u009b31m") && line.contains("\\u202e") && line.contains("\\u2066"), "{line}");
        for kept in ["é", "中", "\u{a0}\u{a9}", "\u{2027}", "\u{202f}\u{2065}", "\u{206a}"] {
            assert!(line.contains(kept), "{kept:?} of {line}");
        }
        assert_eq!(serde_json::from_str::<Value>(&line).expect("JSON")["data"], text);
    }

    #[test]
    fn a_transcript_says_what_its_limit_removed() {
        let mut transcript = Transcript::with_limit(1024 * 1024);
        for n in 0..400 {
            transcript.push(&Entry::incoming(n, Body::Binary(Bytes::from(vec![0; 10_000]))));
        }
        let mut writer = RecordWriter::start(Vec::new(), &header("ws://h/"), Secrets::masked()).expect("memory");
        let rows = transcript.snapshot_from(0);
        writer.dropped_rows(&rows).expect("memory");
        rows.rows_from(0).for_each(|row| writer.stored(&row).expect("memory"));
        let text = String::from_utf8(writer.into_inner()).expect("UTF-8");
        let dropped: Value = serde_json::from_str(text.lines().nth(1).expect("a row")).expect("JSON");
        assert_eq!(dropped["kind"], "dropped");
        assert_eq!(dropped["rows"].as_u64().expect("a number") + text.lines().count() as u64 - 2, 400);
    }
}
