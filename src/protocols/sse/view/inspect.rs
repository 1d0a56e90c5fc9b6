//! A row in one line of words, and everything that is known about it.

use std::borrow::Cow;

use super::log::SseLog;
use crate::{
    i18n::I18n,
    protocols::sse::session::handler_of,
    transcript::{
        Kind, RowRef,
        entry::{EventHead, IdHead, Ignored, Response, Retry},
    },
    ui::{
        format,
        inspector::{Heads, Inspected, Payload},
        leftovers, preview, reason, row_words,
    },
};

/// So much of an ignored line is shown before the reason.
const IGNORED_CHARS: usize = 48;

/// Lines are counted up to this length: it is done in a frame.
const COUNTED_BYTES: usize = 1024 * 1024;

/// What the data column says of a row that is no event.
pub(super) fn line(i18n: &I18n, row: &RowRef<'_>) -> String {
    match row.kind {
        Kind::Comment => format!(":{}", preview::text_line(row.payload)),
        Kind::Ignored => {
            let why = row.fields().map(|head: Ignored| reason::word(i18n, &head.reason)).unwrap_or_default();
            format!("{}   {why}", begin_of(&preview::text_line(row.payload)))
        }
        Kind::Retry => row.fields().map(|head: Retry| format!("retry: {}", head.millis)).unwrap_or_default(),
        Kind::Id => row.fields().map(|head: IdHead| format!("id: {}", head.last_event_id)).unwrap_or_default(),
        Kind::Response => row.fields().map(|head: Response| response_line(&head)).unwrap_or_default(),
        _ => row_words::line(i18n, row),
    }
}

/// A row for the inspector.
pub(super) fn inspected<'r>(log: &SseLog<'_>, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
    let has_payload = matches!(row.kind, Kind::Event | Kind::Comment | Kind::Ignored);
    let payload = if has_payload { Payload::Text(row.payload) } else { leftovers::payload(row) };
    let mut meta = log.time(row);
    if let Some(payload) = payload.bytes() {
        meta = format!("{meta} · {}", format::bytes(payload.len() as u64));
    }
    Inspected {
        number: row.number,
        direction: row.direction,
        is_error: row.kind == Kind::Error,
        title: format!("{} {}", log.kind_word(row.kind), row.number + 1),
        meta,
        payload,
        details: heads.explained(row.number, || details(log, row)),
    }
}

fn response_line(head: &Response) -> String {
    let content_type = head.header("content-type");
    format!("{}   {}", row_words::status_line(head), content_type.unwrap_or_default()).trim_end().to_owned()
}

/// The begin of an ignored line: a long one must not push the reason out of the row.
fn begin_of(line: &str) -> Cow<'_, str> {
    match line.char_indices().nth(IGNORED_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]).into(),
        None => line.into(),
    }
}

/// The type, and how long it is where only its begin is kept.
fn type_words(i18n: &I18n, head: &EventHead) -> String {
    let Some(whole_bytes) = head.type_bytes else { return head.event_type.clone().into_owned() };
    let args = [("type", head.event_type.as_ref().into()), ("size", format::bytes(whole_bytes.into()).into())];
    i18n.text_with("sse-detail-type-cut", &args).into_owned()
}

fn details(log: &SseLog<'_>, row: &RowRef<'_>) -> Vec<(String, String)> {
    let word = |key: &'static str| log.i18n.text(key).into_owned();
    match row.kind {
        Kind::Event => {
            let head = row.event_head();
            let mut details = vec![
                (word("sse-detail-type"), type_words(log.i18n, &head)),
                (word("sse-detail-handler"), handler_of(&head.event_type).to_string()),
                (word("sse-last-event-id"), head.last_event_id.to_string()),
                (word("list-size"), format::bytes(row.payload.len() as u64)),
            ];
            if row.payload.len() <= COUNTED_BYTES {
                let lines = memchr::memchr_iter(b'\n', row.payload).count() + 1;
                details.insert(3, (word("sse-detail-lines"), format::grouped(lines as u64)));
            }
            details
        }
        Kind::Ignored => {
            let reason = row.fields().map(|head: Ignored| reason::word(log.i18n, &head.reason)).unwrap_or_default();
            vec![(word("sse-detail-reason"), reason)]
        }
        Kind::Comment => vec![(word("list-size"), format::bytes(row.payload.len() as u64))],
        _ => row_words::record_fields(row),
    }
}
