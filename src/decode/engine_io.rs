//! Packets of Engine.IO, protocol 4, and of Socket.IO, protocol 5, as a tree.
//!
//! Attachments are binary messages of their own that follow; in the data stand their placeholders.

use std::ops::Range;

use super::{
    fault::{Fault, Problem},
    tree::TreeWriter,
};

/// Between the packets of one payload of long polling.
const SEPARATOR: char = '\u{1e}';

/// Engine.IO's packet types, by their number.
const ENGINE: [&str; 7] = ["open", "close", "ping", "pong", "message", "upgrade", "noop"];

/// Socket.IO's packet types, by their number.
const SOCKET: [&str; 7] = ["connect", "disconnect", "event", "ack", "connect error", "binary event", "binary ack"];

/// Reads a packet, or an array of several.
pub(super) fn read(bytes: &[u8], writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let text = std::str::from_utf8(bytes).map_err(|error| Fault::new(error.valid_up_to(), Problem::NotUtf8))?;
    if !text.contains(SEPARATOR) {
        return packet(text, 0..text.len(), writer);
    }
    writer.begin_array().map_err(|problem| Fault::new(0, problem))?;
    let mut at = 0;
    for part in text.split(SEPARATOR) {
        packet(text, at..at + part.len(), writer)?;
        at += part.len() + 1;
    }
    writer.end();
    Ok(())
}

/// Whether a text looks like packets: a heartbeat, a handshake, or a message of Socket.IO.
pub(super) fn looks_like(text: &str) -> bool {
    matches!(text, "1" | "2" | "3" | "5" | "6" | "2probe" | "3probe")
        || text.starts_with("0{\"sid\"")
        || text.as_bytes().first_chunk().is_some_and(|[first, second]| {
            *first == b'4'
                && (b'0'..=b'6').contains(second)
                && text.as_bytes().get(2).is_none_or(|third| b"{[/\"0123456789".contains(third))
        })
}

fn packet(text: &str, range: Range<usize>, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let mut cursor = Cursor { text, at: range.start, end: range.end };
    let begin = cursor.at;
    let here = |problem| Fault::new(begin, problem);
    writer.begin_object().map_err(here)?;
    if cursor.rest().starts_with('b') {
        // Of long polling: binary data in base64.
        cursor.at += 1;
        return field(writer, "engine.io", "binary")
            .and_then(|()| field(writer, "base64", cursor.rest()))
            .map(|()| writer.end())
            .map_err(here);
    }
    let kind = cursor.digit(&ENGINE)?;
    field(writer, "engine.io", kind).map_err(here)?;
    match kind {
        "message" if cursor.rest().starts_with(|first: char| first.is_ascii_digit()) => socket(&mut cursor, writer)?,
        "open" => data(&cursor, writer)?,
        _ if cursor.rest().is_empty() => {}
        _ => field(writer, "data", cursor.rest()).map_err(here)?,
    }
    writer.end();
    Ok(())
}

/// Type, attachments, namespace, acknowledgement and data, the last four where there are any.
fn socket(cursor: &mut Cursor<'_>, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let begin = cursor.at;
    let here = |problem| Fault::new(begin, problem);
    let kind = cursor.digit(&SOCKET)?;
    field(writer, "socket.io", kind).map_err(here)?;
    if kind.starts_with("binary") {
        let attachments = cursor.number()?.ok_or(Fault::new(cursor.at, Problem::InvalidNumber))?;
        if !cursor.rest().starts_with('-') {
            return Err(Fault::new(cursor.at, Problem::InvalidByte));
        }
        cursor.at += 1;
        writer.key("attachments").and_then(|()| writer.number(attachments)).map_err(here)?;
    }
    if cursor.rest().starts_with('/') {
        let length = cursor.rest().find(',').unwrap_or(cursor.rest().len());
        field(writer, "namespace", &cursor.rest()[..length]).map_err(here)?;
        cursor.at = (cursor.at + length + 1).min(cursor.end);
    }
    if let Some(id) = cursor.number()? {
        writer.key("ack id").and_then(|()| writer.number(id)).map_err(here)?;
    }
    if cursor.rest().is_empty() { Ok(()) } else { data(cursor, writer) }
}

/// The rest as JSON, as it is written.
fn data(cursor: &Cursor<'_>, writer: &mut TreeWriter<'_>) -> Result<(), Fault> {
    let rest = cursor.rest();
    if let Err(error) = serde_json::from_str::<serde::de::IgnoredAny>(rest) {
        let lines = rest.split_inclusive('\n').take(error.line().saturating_sub(1)).map(str::len).sum::<usize>();
        return Err(Fault::new(cursor.at + lines + error.column().saturating_sub(1), Problem::NotJson));
    }
    writer.key("data").and_then(|()| writer.json(rest)).map_err(|problem| Fault::new(cursor.at, problem))
}

fn field(writer: &mut TreeWriter<'_>, key: &str, value: &str) -> Result<(), Problem> {
    writer.key(key)?;
    writer.string(value)
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    end: usize,
}

impl<'a> Cursor<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..self.end).unwrap_or_default()
    }

    /// A digit that stands for a name.
    fn digit(&mut self, names: &[&'static str]) -> Result<&'static str, Fault> {
        let digit = self.rest().chars().next().ok_or(Fault::new(self.at, Problem::UnexpectedEnd))?;
        let name = digit.to_digit(10).and_then(|digit| names.get(digit as usize));
        let name = name.ok_or(Fault::new(self.at, Problem::InvalidByte))?;
        self.at += 1;
        Ok(name)
    }

    /// A number, if one stands here.
    fn number(&mut self) -> Result<Option<u64>, Fault> {
        let rest = self.rest();
        let digits = &rest[..rest.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(rest.len())];
        if digits.is_empty() {
            return Ok(None);
        }
        let number = digits.parse().map_err(|_large| Fault::new(self.at, Problem::InvalidNumber))?;
        self.at += digits.len();
        Ok(Some(number))
    }
}
