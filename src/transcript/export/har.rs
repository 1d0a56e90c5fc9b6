//! HTTP Archive 1.2: an entry for each request, with what came after it. A WebSocket's messages are
//! `_webSocketMessages` as Chrome writes them. What is not known is left out or -1, never guessed.

use std::{
    io::{self, Write},
    iter::Peekable,
    sync::Arc,
};

use base64::{display::Base64Display, prelude::BASE64_STANDARD};
use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{Export, Progress, time_text};
use crate::{
    limits::MAX_BODY_PREVIEW_BYTES,
    transcript::{
        entry::{Direction, Failure, Headers, Kind, Request, Response, header_value},
        secrets::{mask_url, mask_url_passwords},
        segment::RowRef,
    },
};

/// A request and the rows up to the next one.
struct Exchange {
    request: Option<Request>,
    response: Option<Response>,
    error: Option<(u64, Failure)>,
    asked_micros: u64,
    answered_micros: Option<u64>,
    last_micros: u64,
    end_row: u64,
}

/// Writes the whole archive.
///
/// # Errors
/// When `out` cannot be written, or the export is cancelled: the file that was there stays.
pub(super) fn write(export: &Export, out: &mut impl Write, progress: &Progress) -> io::Result<()> {
    let creator = json!({"name": "Wirelight", "version": env!("CARGO_PKG_VERSION")});
    write!(out, "{{\"log\":{{\"version\":\"1.2\",\"creator\":{creator},\"pages\":[],\"entries\":[")?;
    let is_content = content_of(&export.header.protocol);
    let mut wanted = Wanted { rows: export.wanted().peekable(), progress, is_content, left_out: 0 };
    for (number, exchange) in exchanges(export, progress)?.iter().enumerate() {
        if number > 0 {
            out.write_all(b",")?;
        }
        write_entry(export, exchange, out, &mut wanted)?;
    }
    while wanted.next(u64::MAX, None)?.is_some() {
        wanted.left_out += 1;
    }
    let dropped = export.rows.dropped().rows;
    let comment = format!(
        "rows without a place in a HAR file: {}; rows before them that the memory limit removed: {dropped}",
        wanted.left_out
    );
    write!(out, "],\"comment\":{}}}}}", json!(comment))
}

/// The wanted rows, once and in order.
struct Wanted<'a, I: Iterator<Item = RowRef<'a>>> {
    rows: Peekable<I>,
    progress: &'a Progress,
    /// Kinds whose payload is what the peer said, or was announced.
    is_content: fn(Kind) -> bool,
    /// Those that are in no entry.
    left_out: u64,
}

impl<'a, I: Iterator<Item = RowRef<'a>>> Wanted<'a, I> {
    /// The next row before `end` that has a payload of the peer or for it.
    fn next(&mut self, end: u64, error_row: Option<u64>) -> io::Result<Option<RowRef<'a>>> {
        while let Some(row) = self.rows.next_if(|row| row.number < end) {
            self.progress.step()?;
            if (self.is_content)(row.kind) {
                return Ok(Some(row));
            }
            let has_place = matches!(row.kind, Kind::Request | Kind::Response) || error_row == Some(row.number);
            self.left_out += u64::from(!has_place);
        }
        Ok(None)
    }
}

/// The requests are entries whether a filter shows them or not: without them there is no place for the rest.
fn exchanges(export: &Export, progress: &Progress) -> io::Result<Vec<Exchange>> {
    let mut exchanges: Vec<Exchange> = Vec::new();
    let is_content = content_of(&export.header.protocol);
    for row in export.rows.rows_from(0) {
        progress.check()?;
        if row.kind == Kind::Request || exchanges.is_empty() && is_content(row.kind) {
            exchanges.push(Exchange {
                request: row.fields(),
                response: None,
                error: None,
                asked_micros: row.at_micros,
                answered_micros: None,
                last_micros: row.at_micros,
                end_row: 0,
            });
        }
        let Some(last) = exchanges.last_mut() else { continue };
        last.end_row = row.number + 1;
        match row.kind {
            Kind::Response => {
                last.response = row.fields();
                last.answered_micros = Some(row.at_micros);
                last.last_micros = row.at_micros;
            }
            Kind::Error if last.error.is_none() => last.error = row.fields().map(|error| (row.number, error)),
            _ if is_content(row.kind) => last.last_micros = row.at_micros,
            _ => {}
        }
    }
    Ok(exchanges)
}

/// Which rows of a protocol a HAR file has a place for: messages, events, and bodies, also one that was cut short.
fn content_of(protocol: &str) -> fn(Kind) -> bool {
    match protocol {
        "websocket" => |kind| matches!(kind, Kind::Text | Kind::Binary),
        "sse" => |kind| kind == Kind::Event,
        _ => |kind| matches!(kind, Kind::Message | Kind::Partial),
    }
}

fn write_entry<'a>(
    export: &Export,
    exchange: &Exchange,
    out: &mut impl Write,
    wanted: &mut Wanted<'a, impl Iterator<Item = RowRef<'a>>>,
) -> io::Result<()> {
    let millis = |from: u64, to: u64| to.saturating_sub(from) as f64 / 1000.0;
    let answered = exchange.answered_micros.unwrap_or(exchange.last_micros);
    let wait = millis(exchange.asked_micros, answered);
    let receive = millis(answered, exchange.last_micros);
    let started = time_text(export.header.started_at, exchange.asked_micros);
    // The format allows no -1 here.
    let timings = json!({"send": 0, "wait": wait, "receive": receive, "comment": "sending is part of waiting"});
    write!(out, "{{\"startedDateTime\":{},\"time\":{},", json!(started), json!(wait + receive))?;
    write!(out, "\"request\":{},\"cache\":{{}},\"timings\":{timings},", request(export, exchange))?;
    if exchange.request.is_none() {
        write!(out, "\"comment\":\"the request itself is not among the rows\",")?;
    }
    let mut rows =
        std::iter::from_fn(|| wanted.next(exchange.end_row, exchange.error.as_ref().map(|(row, _)| *row)).transpose());
    let mut headers = exchange.response.as_ref().map(|response| response.headers.clone()).unwrap_or_default();
    export.secrets.mask_headers(&mut headers);
    let resource = match export.header.protocol.as_ref() {
        "websocket" => "websocket",
        "sse" => "eventsource",
        _ => "fetch",
    };
    write!(out, "\"_resourceType\":\"{resource}\",")?;
    if resource == "websocket" {
        write_messages(export, &mut rows, out)?;
    }
    let mime_type = header_value(&headers, "content-type").unwrap_or("x-unknown");
    write!(out, "\"response\":{{\"content\":{{\"mimeType\":{}", json!(mime_type))?;
    if resource == "eventsource" {
        write_events(exchange, &mut rows, out)?;
    } else {
        write_body(exchange, &mut rows, out)?;
    }
    let response = response(export, exchange, &headers).to_string();
    write!(out, "}},{}}}", &response[1..])
}

fn request(export: &Export, exchange: &Exchange) -> Value {
    let mut url = exchange.request.as_ref().map_or(&export.header.url, |request| &request.url).clone();
    let mut headers = exchange.request.as_ref().map(|request| request.headers.clone()).unwrap_or_default();
    if export.secrets.are_masked() {
        url = mask_url(&url).into_owned();
        export.secrets.mask_headers(&mut headers);
    }
    let query: Vec<Value> = url::Url::parse(&url)
        .map(|url| url.query_pairs().map(|(name, value)| json!({"name": name, "value": value})).collect())
        .unwrap_or_default();
    let no_body = if header_value(&headers, "transfer-encoding").is_some() { -1 } else { 0 };
    json!({
        "method": exchange.request.as_ref().map_or("GET", |request| request.method.as_str()),
        "url": url,
        "httpVersion": "HTTP/1.1",
        "cookies": [],
        "headers": pairs(&headers),
        "queryString": query,
        "headersSize": -1,
        "bodySize": content_length(&headers).unwrap_or(no_body),
    })
}

/// The response without its content.
fn response(export: &Export, exchange: &Exchange, headers: &Headers) -> Value {
    let masked = export.secrets.are_masked();
    let phrase = exchange.response.as_ref().and_then(|response| response.reason_phrase.as_ref());
    let phrase = phrase.map(|phrase| if masked { mask_url_passwords(phrase) } else { phrase.as_str().into() });
    let version = exchange.response.as_ref().and_then(|response| response.http_version.as_deref());
    let mut response = json!({
        "status": exchange.response.as_ref().map_or(0, |response| response.status),
        "statusText": phrase.unwrap_or_default(),
        "httpVersion": version.unwrap_or("HTTP/1.1"),
        "cookies": [],
        "headers": pairs(headers),
        "redirectURL": header_value(headers, "location").unwrap_or_default(),
        "headersSize": -1,
        "bodySize": content_length(headers).unwrap_or(-1),
    });
    if let Some((_, error)) = &exchange.error {
        response["_error"] = json!(export.secrets.mask_message(&error.chain()));
        if let Some(code) = &error.code {
            response["_errorCode"] = json!(code.as_str());
        }
    }
    response
}

fn pairs(headers: &Headers) -> Vec<Value> {
    headers.iter().map(|(name, value)| json!({"name": name, "value": value})).collect()
}

fn content_length(headers: &Headers) -> Option<i64> {
    header_value(headers, "content-length")?.trim().parse().ok()
}

/// Text and binary messages: of control frames Chrome's network panel hears nothing.
fn write_messages<'a>(
    export: &Export,
    rows: &mut impl Iterator<Item = io::Result<RowRef<'a>>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let started = export.header.started_at.as_duration();
    out.write_all(b"\"_webSocketMessages\":[")?;
    for (number, row) in rows.enumerate() {
        let row = row?;
        let comma = if number > 0 { "," } else { "" };
        let kind = if row.direction == Direction::Out { "send" } else { "receive" };
        let micros = i64::try_from(row.at_micros).unwrap_or(i64::MAX);
        let time = (started + SignedDuration::from_micros(micros)).as_secs_f64();
        let opcode = if row.kind == Kind::Binary { 2 } else { 1 };
        write!(out, "{comma}{{\"type\":\"{kind}\",\"time\":{time},\"opcode\":{opcode},\"data\":")?;
        if row.kind == Kind::Binary {
            write_base64(row.payload, out)?;
        } else {
            serde_json::to_writer(&mut *out, &String::from_utf8_lossy(row.payload))?;
        }
        out.write_all(b"}")?;
    }
    out.write_all(b"],")
}

/// The events of a stream as text that gives them again. Nothing when none came: then a preview is all there is.
fn write_events<'a>(
    exchange: &Exchange,
    rows: &mut impl Iterator<Item = io::Result<RowRef<'a>>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut last_id = Arc::default();
    let (mut size, mut text) = (0, String::new());
    for row in rows {
        let row = row?;
        let head = row.event_head();
        text.clear();
        if head.last_event_id != last_id {
            text.extend(["id: ", &head.last_event_id, "\n"]);
            last_id = head.last_event_id;
        }
        if head.event_type != "message" {
            text.extend(["event: ", &head.event_type, "\n"]);
        }
        for line in String::from_utf8_lossy(row.payload).split('\n') {
            text.extend(["data: ", line, "\n"]);
        }
        text.push('\n');
        if size == 0 {
            out.write_all(b",\"text\":\"")?;
        }
        size += text.len();
        // One string in all, without the quotes of each part.
        let written = serde_json::to_string(&text)?;
        out.write_all(&written.as_bytes()[1..written.len() - 1])?;
    }
    if size > 0 { write!(out, "\",\"size\":{size}") } else { write_preview(exchange, out) }
}

fn write_body<'a>(
    exchange: &Exchange,
    rows: &mut impl Iterator<Item = io::Result<RowRef<'a>>>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut body: Option<Vec<u8>> = None;
    let mut text = Vec::new();
    for row in rows {
        let row = row?;
        body.get_or_insert_default().extend_from_slice(row.payload);
        text.extend_from_slice(&row.text());
    }
    let Some(body) = body else { return write_preview(exchange, out) };
    write!(out, ",\"size\":{},\"text\":", body.len())?;
    if let Ok(text) = std::str::from_utf8(&text) {
        return Ok(serde_json::to_writer(out, text)?);
    }
    write_base64(&body, out)?;
    out.write_all(b",\"encoding\":\"base64\"")
}

/// What is known of a body that is no row.
fn write_preview(exchange: &Exchange, out: &mut impl Write) -> io::Result<()> {
    let response = exchange.response.as_ref();
    let announced = response.and_then(|response| content_length(&response.headers));
    let Some(preview) = response.and_then(|response| response.body_preview.as_ref()) else {
        let has_none = response.is_none_or(|response| matches!(response.status, 100..200 | 204 | 304));
        return write!(out, ",\"size\":{}", announced.unwrap_or(if has_none { 0 } else { -1 }));
    };
    let whole = response.and_then(|response| response.body_bytes).and_then(|bytes| i64::try_from(bytes).ok());
    let whole = whole.or_else(|| i64::try_from(preview.len()).ok().filter(|_| preview.len() < MAX_BODY_PREVIEW_BYTES));
    write!(out, ",\"size\":{},\"text\":{}", announced.or(whole).unwrap_or(-1), json!(preview))
}

fn write_base64(bytes: &[u8], out: &mut impl Write) -> io::Result<()> {
    write!(out, "\"{}\"", Base64Display::new(bytes, &BASE64_STANDARD))
}
