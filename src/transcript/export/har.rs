//! HTTP Archive 1.2: an entry for each request, with what came after it. A WebSocket's messages are
//! `_webSocketMessages` as Chrome writes them. What is not known is left out or -1, never guessed.

use std::{
    fmt::Write as _,
    io::{self, Write},
    ops::Range,
};

use base64::{Engine as _, prelude::BASE64_STANDARD};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Export, Progress, time_text};
use crate::transcript::{
    entry::{Direction, Failure, Headers, Kind, Request, Response},
    secrets::mask_url_passwords,
    segment::RowRef,
};

/// A request and the rows up to the next one.
struct Exchange {
    request: Option<Request>,
    response: Option<Response>,
    error: Option<Failure>,
    asked_micros: u64,
    answered_micros: Option<u64>,
    last_micros: u64,
    rows: Range<u64>,
}

pub(super) fn write(export: &Export, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
    let creator = json!({"name": "Wirelight", "version": env!("CARGO_PKG_VERSION")});
    write!(out, "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"pages\":[],\"entries\":[")?;
    let mut left_out = export.rows.dropped().rows;
    for (number, exchange) in exchanges(export).iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        left_out += write_entry(export, exchange, out, progress)?;
    }
    let comment = format!("{left_out} rows have no place in a HAR file or were removed by the memory limit");
    write!(out, "],\"comment\":{}}}}}", json!(comment))
}

/// The requests are entries whether a filter shows them or not: without them there is no place for the rest.
fn exchanges(export: &Export) -> Vec<Exchange> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let start = export.rows.first_row();
    for row in export.rows.rows_from(0) {
        if row.kind == Kind::Request || exchanges.is_empty() && is_content(&row) {
            let rows = if exchanges.is_empty() { start } else { row.number }..row.number;
            exchanges.push(Exchange {
                request: row.fields(),
                response: None,
                error: None,
                asked_micros: row.at_micros,
                answered_micros: None,
                last_micros: row.at_micros,
                rows,
            });
        }
        let Some(last) = exchanges.last_mut() else { continue };
        last.rows.end = row.number + 1;
        match row.kind {
            Kind::Response => {
                last.response = row.fields();
                last.answered_micros = Some(row.at_micros);
                last.last_micros = row.at_micros;
            }
            Kind::Error if last.error.is_none() => last.error = row.fields(),
            _ if is_content(&row) => last.last_micros = row.at_micros,
            _ => {}
        }
    }
    exchanges
}

fn is_content(row: &RowRef<'_>) -> bool {
    matches!(row.kind, Kind::Text | Kind::Binary | Kind::Event | Kind::Message)
}

/// Returns how many of its rows are not in the entry.
fn write_entry(export: &Export, exchange: &Exchange, out: &mut impl Write, progress: &Progress) -> io::Result<u64> {
    let millis = |from: u64, to: u64| to.saturating_sub(from) as f64 / 1000.0;
    let answered = exchange.answered_micros.unwrap_or(exchange.last_micros);
    let wait = millis(exchange.asked_micros, answered);
    let receive = millis(answered, exchange.last_micros);
    let started = time_text(export.header.started_at, exchange.asked_micros);
    let timings = json!({"send": -1, "wait": wait, "receive": receive});
    write!(out, "{{\"startedDateTime\":{},\"time\":{},", json!(started), json!(wait + receive))?;
    write!(out, "\"request\":{},\"cache\":{{}},\"timings\":{timings},", request(export, exchange))?;
    if exchange.request.is_none() {
        write!(out, "\"comment\":\"the request itself is not among the rows\",")?;
    }
    let mut response = response(export, exchange);
    let (resource, taken) = match export.header.protocol.as_ref() {
        "websocket" => {
            out.write_all(b"\"_webSocketMessages\":[")?;
            let taken = messages(export, exchange, out, progress)?;
            out.write_all(b"],")?;
            ("websocket", taken)
        }
        protocol => {
            let (text, taken) = content(export, exchange, progress)?;
            if let Some(text) = text.or_else(|| exchange.response.as_ref()?.body_preview.clone()) {
                response["content"]["size"] = json!(text.len());
                response["content"]["text"] = json!(text);
            }
            (if protocol == "sse" { "eventsource" } else { "fetch" }, taken)
        }
    };
    write!(out, "\"response\":{response},\"_resourceType\":{}}}", json!(resource))?;
    let heads = u64::from(exchange.request.is_some()) + u64::from(exchange.response.is_some());
    Ok((exchange.rows.end - exchange.rows.start).saturating_sub(taken + heads))
}

fn request(export: &Export, exchange: &Exchange) -> Value {
    let mut url = exchange.request.as_ref().map_or(&export.header.url, |request| &request.url).clone();
    let mut headers = exchange.request.as_ref().map(|request| request.headers.clone()).unwrap_or_default();
    if export.secrets.are_masked() {
        url = mask_url_passwords(&url).into_owned();
        export.secrets.mask_headers(&mut headers);
    }
    let query: Vec<Value> = url::Url::parse(&url)
        .map(|url| url.query_pairs().map(|(name, value)| json!({"name": name, "value": value})).collect())
        .unwrap_or_default();
    let length = value_of(&headers, "content-length").and_then(|length| length.parse::<i64>().ok());
    json!({
        "method": exchange.request.as_ref().map_or("GET", |request| request.method.as_str()),
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": length.unwrap_or(0),
    })
}

fn response(export: &Export, exchange: &Exchange) -> Value {
    let mut headers = exchange.response.as_ref().map(|response| response.headers.clone()).unwrap_or_default();
    export.secrets.mask_headers(&mut headers);
    let phrase = exchange.response.as_ref().and_then(|response| response.reason_phrase.clone());
    let mut response = json!({
        "status": exchange.response.as_ref().map_or(0, |response| response.status),
        "statusText": phrase.unwrap_or_default(),
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&headers),
        "content": {"size": 0, "mimeType": value_of(&headers, "content-type").unwrap_or("x-unknown")},
        "redirectURL": value_of(&headers, "location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": -1,
    });
    if let Some(error) = &exchange.error {
        let words = std::iter::once(&error.message).chain(&error.causes).cloned().collect::<Vec<_>>().join(": ");
        let masked = export.secrets.are_masked();
        response["_error"] = json!(if masked { mask_url_passwords(&words).into_owned() } else { words });
    }
    response
}

fn pairs(headers: &Headers) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn value_of<'a>(headers: &'a Headers, name: &str) -> Option<&'a str> {
    headers.iter().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value.as_str())
}

/// The wanted rows of an exchange that have a payload.
fn wanted<'a>(export: &'a Export, exchange: &Exchange) -> Box<dyn Iterator<Item = RowRef<'a>> + 'a> {
    let rows = exchange.rows.clone();
    let end = rows.end;
    match &export.shown {
        None => Box::new(export.rows.rows_from(rows.start).take_while(move |row| row.number < end).filter(is_content)),
        Some(shown) => {
            let numbers = shown.iter().filter(move |number| rows.contains(number));
            Box::new(numbers.filter_map(|number| export.rows.row(number)).filter(is_content))
        }
    }
}

fn messages(export: &Export, exchange: &Exchange, out: &mut impl Write, progress: &Progress) -> io::Result<u64> {
    let started = export.header.started_at.as_duration();
    let mut taken = 0;
    for row in wanted(export, exchange) {
        progress.step()?;
        let at = started + SignedDuration::from_micros(row.at_micros.cast_signed());
        let binary = row.kind == Kind::Binary;
        let message = json!({
            "type": if row.direction == Direction::Out { "send" } else { "receive" },
            "time": at.as_secs_f64(),
            "opcode": if binary { 2 } else { 1 },
            "data": if binary { BASE64_STANDARD.encode(row.payload) } else { String::from_utf8_lossy(row.payload).into_owned() },
        });
        if taken > 0 {
            out.write_all(b",")?;
        }
        write!(out, "{message}")?;
        taken += 1;
    }
    Ok(taken)
}

/// A body, or the events of a stream as they would be written. `None` when nothing came.
fn content(export: &Export, exchange: &Exchange, progress: &Progress) -> io::Result<(Option<String>, u64)> {
    let mut text = String::new();
    let mut taken = 0;
    for row in wanted(export, exchange) {
        progress.step()?;
        taken += 1;
        let payload = String::from_utf8_lossy(row.payload);
        if row.kind != Kind::Event {
            text.push_str(&payload);
            continue;
        }
        let head = row.event_head();
        if !head.last_event_id.is_empty() {
            writeln!(text, "id: {}", head.last_event_id).ok();
        }
        if head.event_type != "message" {
            writeln!(text, "event: {}", head.event_type).ok();
        }
        for line in payload.split('\n') {
            writeln!(text, "data: {line}").ok();
        }
        text.push('\n');
    }
    Ok(((taken > 0).then_some(text), taken))
}
