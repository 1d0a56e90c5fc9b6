//! A JSON text with one value a line, keys sorted and escapes alike, so that equal values give equal lines.

use std::{
    borrow::Cow,
    hash::{DefaultHasher, Hash as _, Hasher as _},
};

use super::side::{Side, SideLine};
use crate::ui::inspector::json::spans::Spans;

/// A container that is being written.
struct Open {
    value: u32,
    members: Vec<u32>,
    next: usize,
    /// Of the keys that lead here; elements of an array share theirs.
    path: u64,
}

/// The lines of a text.
pub(super) fn canonical(spans: &Spans, text: &[u8]) -> Side {
    let mut out = Writer { spans, text, bytes: Vec::new(), lines: Vec::new() };
    let mut around = Vec::new();
    around.extend(out.begin(0, 0));
    while let Some(open) = around.last_mut() {
        if let Some(&member) = open.members.get(open.next) {
            open.next += 1;
            let path = open.path;
            around.extend(out.begin(member, path));
        } else {
            out.end(open);
            around.pop();
        }
    }
    Side::made(out.bytes, out.lines)
}

struct Writer<'t> {
    spans: &'t Spans,
    text: &'t [u8],
    bytes: Vec<u8>,
    lines: Vec<SideLine>,
}

impl Writer<'_> {
    /// Writes the first line of a value; returns it when there are more.
    fn begin(&mut self, value: u32, path_around: u64) -> Option<Open> {
        let start = self.bytes.len();
        let key = self.spans.key(self.text, value).map(|key| same_escapes(key).into_owned());
        let mut hasher = DefaultHasher::new();
        (path_around, &key).hash(&mut hasher);
        let path = hasher.finish();
        if let Some(key) = key {
            self.bytes.extend_from_slice(&key);
            self.bytes.extend_from_slice(b": ");
        }
        let written = self.spans.bytes(self.text, value);
        let holds = self.spans.value(value).is_some_and(|value| value.children > 0);
        match written {
            [bracket @ (b'{' | b'['), ..] if holds => self.bytes.push(*bracket),
            [b'{', ..] => self.bytes.extend_from_slice(b"{}"),
            [b'[', ..] => self.bytes.extend_from_slice(b"[]"),
            _ => self.bytes.extend_from_slice(&same_escapes(written)),
        }
        self.line(start, value, path);
        holds.then(|| Open { value, members: self.members(value), next: 0, path })
    }

    fn end(&mut self, open: &Open) {
        let start = self.bytes.len();
        self.bytes.extend(self.spans.bytes(self.text, open.value).last());
        self.line(start, open.value, open.path);
    }

    fn line(&mut self, start: usize, value: u32, path: u64) {
        let depth = self.spans.value(value).map_or(0, |value| value.depth);
        self.lines.push(SideLine { start: start as u32, end: self.bytes.len() as u32, depth, path });
    }

    /// The values that one holds directly: of an array in their order, of an object by their keys.
    fn members(&self, value: u32) -> Vec<u32> {
        let after = self.spans.after(value);
        let mut members = Vec::new();
        let mut member = value + 1;
        while member < after {
            members.push(member);
            member = self.spans.after(member);
        }
        if self.spans.bytes(self.text, value).starts_with(b"{") {
            members.sort_by_cached_key(|&member| {
                same_escapes(self.spans.key(self.text, member).unwrap_or_default()).into_owned()
            });
        }
        members
    }
}

/// A string as serde writes it, whatever escapes it was written with; anything else as it is.
fn same_escapes(written: &[u8]) -> Cow<'_, [u8]> {
    if !written.starts_with(b"\"") || !written.contains(&b'\\') {
        return Cow::Borrowed(written);
    }
    let decoded: Option<String> = serde_json::from_slice(written).ok();
    match decoded.and_then(|text| serde_json::to_vec(&text).ok()) {
        Some(same) => Cow::Owned(same),
        None => Cow::Borrowed(written),
    }
}
