//! A row in one line of words, and everything that is known about it.

use std::borrow::Cow;

use serde_json::{Map, Value};

use super::log::SseLog;
use crate::{
    i18n::I18n,
    protocols::sse::session::handler_of,
    transcript::{
        Kind, RowRef,
        entry::{Dropped, EventHead, Failure, IdHead, Ignored, Request, Response, Retry, State, Wait},
        secrets::{mask_url, mask_url_passwords},
    },
    ui::{
        format,
        inspector::{Inspected, Payload},
        leftovers, preview, reason,
    },
};

/// So much of an ignored line is shown before the reason.
const IGNORED_CHARS: usize = 48;

/// Lines are counted up to this length: it is done in each frame that shows the row.
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
        Kind::State => row
            .fields()
            .map(|head: State| match reason::state(i18n, &head) {
                Some(reason) => format!("{}   {reason}", head.state),
                None => head.state.to_string(),
            })
            .unwrap_or_default(),
        Kind::Request => {
            row.fields().map(|head: Request| format!("{} {}", head.method, mask_url(&head.url))).unwrap_or_default()
        }
        Kind::Response => row.fields().map(|head: Response| response_line(&head)).unwrap_or_default(),
        Kind::Backoff => row
            .fields()
            .map(|head: Wait| {
                let args = [
                    ("attempt", u64::from(head.attempt).into()),
                    ("wait", format!("{} ms", format::grouped(head.millis)).into()),
                    ("reason", reason::wait(i18n, &head).into()),
                ];
                i18n.text_with("sse-backoff-line", &args).into_owned()
            })
            .unwrap_or_default(),
        Kind::Error => row.fields().map(|head: Failure| reason::failure(i18n, &head)).unwrap_or_default(),
        Kind::Dropped => row.fields().map(|head: Dropped| reason::dropped(i18n, &head)).unwrap_or_default(),
        _ => leftovers::line(i18n, row).unwrap_or_else(|| String::from_utf8_lossy(row.head).into_owned()),
    }
}

/// A row for the inspector.
pub(super) fn inspected<'r>(log: &SseLog<'_>, row: &RowRef<'r>) -> Inspected<'r> {
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
        details: details(log, row),
    }
}

fn response_line(head: &Response) -> String {
    let content_type = head.header("content-type");
    let phrase = head.reason_phrase.as_deref().unwrap_or_default();
    format!("{} {phrase}   {}", head.status, content_type.unwrap_or_default()).trim_end().to_owned()
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
        // The fields as the record names them.
        _ => serde_json::from_slice(row.head)
            .map(|fields: Map<String, Value>| {
                fields
                    .into_iter()
                    .filter(|(name, _)| name != "headers")
                    .map(|(name, value)| (name, value_words(&value)))
                    .collect()
            })
            .unwrap_or_default(),
    }
}

fn value_words(value: &Value) -> String {
    match value {
        Value::String(text) => mask_url_passwords(text).into_owned(),
        Value::Array(parts) => parts.iter().map(value_words).collect::<Vec<_>>().join("\n"),
        other => other.to_string(),
    }
}
