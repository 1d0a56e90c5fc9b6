//! A row in one line of words, and everything that is known about its poll.

use std::time::Duration;

use super::{log::PollLog, words::is_line};
use crate::{
    i18n::I18n,
    protocols::long_poll::{Line, Outcome},
    session::Model as _,
    transcript::{
        Kind, RowRef, Transcript,
        entry::{Failure, Wait},
    },
    ui::{
        format,
        inspector::{Exchange, Heads, Inspected, Payload},
        leftovers, preview, reason, row_words,
    },
};

/// The begin of a body.
pub(super) fn message_line(row: &RowRef<'_>) -> String {
    preview::text_line(&row.text_begin(preview::BEGIN_BYTES))
}

/// What the preview column says of an answer without a body.
pub(super) fn empty_line(i18n: &I18n, line: Option<&Line>) -> String {
    let held = line.map_or(0, |line| line.held_micros);
    let held = format::span(Duration::from_micros(held));
    i18n.text_with("poll-empty-line", &[("held", held.into())]).into_owned()
}

/// What the preview column says of a row that is no answer.
pub(super) fn line(i18n: &I18n, row: &RowRef<'_>) -> String {
    match row.kind {
        // How long it is stands in a column of its own.
        Kind::Backoff => row.fields().map(|head: Wait| row_words::wait_cause(i18n, &head)).unwrap_or_default(),
        _ => row_words::line(i18n, row),
    }
}

/// A row for the inspector.
pub(super) fn inspected<'r>(log: &PollLog<'_>, row: &RowRef<'r>, heads: &mut Heads) -> Inspected<'r> {
    let line = log.line(row).filter(|_| is_line(row.kind));
    let payload = match row.kind {
        Kind::Message if row.is_coded_text() => Payload::Coded(row.payload, row.charset()),
        Kind::Message => Payload::Text(row.payload),
        _ => leftovers::payload(row),
    };
    let mut meta = log.time(row.at_micros);
    if let Some(payload) = payload.bytes() {
        meta = format!("{meta} · {}", format::bytes(payload.len() as u64));
    }
    let title = match line {
        Some(line) if line.outcome != Outcome::Backoff => {
            log.i18n.text_with("poll-number", &[("number", line.number.into())]).into_owned()
        }
        _ => log.kind_word(row.kind),
    };
    Inspected {
        number: row.number,
        direction: row.direction,
        is_error: row.kind == Kind::Error,
        title,
        meta,
        payload,
        details: details(log, row, line, heads).into(),
    }
}

/// The exchange of the chosen row's poll, or of the newest one.
pub(super) fn exchanges(log: &PollLog<'_>, selected: Option<&RowRef<'_>>, heads: &mut Heads) -> Vec<Exchange> {
    let transcript = log.session.transcript();
    let rows = if let Some(row) = selected {
        log.line(row).map_or(row.number..row.number + 1, |line| line.rows.clone())
    } else {
        let newest = (log.session.first_line()..log.session.end_line())
            .rev()
            .filter_map(|number| log.session.line(number))
            .find(|line| line.outcome != Outcome::Backoff);
        newest.map_or(0..0, |line| line.rows.clone())
    };
    let Some(exchange) = exchange(transcript, rows, heads) else { return Vec::new() };
    vec![exchange]
}

fn exchange(transcript: &Transcript, rows: std::ops::Range<u64>, heads: &mut Heads) -> Option<Exchange> {
    let mut exchange = Exchange::default();
    for row in rows.filter_map(|number| transcript.row(number)) {
        match row.kind {
            Kind::Request => exchange.request = heads.request(&row),
            Kind::Response => exchange.response = heads.response(&row),
            _ => {}
        }
    }
    (exchange != Exchange::default()).then_some(exchange)
}

/// What the head says of a row that is no answer: why something failed, or the row's line.
fn head_words(i18n: &I18n, row: &RowRef<'_>) -> Vec<(String, String)> {
    let (key, words) = match row.kind {
        Kind::Message | Kind::Empty => return Vec::new(),
        Kind::Error => match row.fields::<Failure>() {
            Some(failure) => ("poll-detail-what", reason::failure(i18n, &failure)),
            None => return Vec::new(),
        },
        Kind::Backoff => ("poll-detail-why", line(i18n, row)),
        _ => ("list-preview", line(i18n, row)),
    };
    vec![(i18n.text(key).into_owned(), words)]
}

fn details(log: &PollLog<'_>, row: &RowRef<'_>, line: Option<&Line>, heads: &mut Heads) -> Vec<(String, String)> {
    let word = |key: &'static str| log.i18n.text(key).into_owned();
    let span = |micros: u64| format::span(Duration::from_micros(micros));
    let mut details = heads.explained(row.number, || head_words(log.i18n, row)).to_vec();
    let Some(line) = line else {
        match row.kind {
            Kind::Message => details.push((word("list-preview"), message_line(row))),
            Kind::Empty => details.push((word("list-preview"), empty_line(log.i18n, None))),
            _ => {}
        }
        return details;
    };
    if line.outcome == Outcome::Backoff {
        details.insert(0, (word("poll-detail-wait"), span(line.held_micros)));
        return details;
    }
    let answer = exchange(log.session.transcript(), line.rows.clone(), heads).and_then(|exchange| exchange.response);
    if let Some(response) = answer {
        details.push((word("poll-detail-status"), row_words::status_line(&response)));
        if let Some(body) = response.body_preview.as_ref().filter(|body| !body.is_empty()) {
            details.push((word("inspector-body"), preview::text_line(body.as_bytes())));
        }
    }
    details.push((word("poll-detail-sent"), log.time(line.started_micros)));
    details.push((word("poll-detail-held"), span(line.held_micros)));
    if let Some(headed) = line.headed_micros {
        let to_head = headed.saturating_sub(line.started_micros);
        details.push((word("poll-detail-head"), span(to_head)));
        details.push((word("poll-detail-body"), span(line.held_micros.saturating_sub(to_head))));
    }
    if let Some(gap) = log.line_number(row).and_then(|number| log.session.gap_after(number)) {
        details.push((word("poll-detail-gap"), span(gap)));
    }
    if row.kind == Kind::Message {
        details.push((word("list-size"), format::bytes(row.payload.len() as u64)));
    }
    details
}
