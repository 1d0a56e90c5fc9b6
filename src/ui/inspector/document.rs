//! The payload: text with the colours of JSON, formatted if wanted, or a hex dump. Long ones are cut, and say so.

use std::{fmt::Write as _, sync::Arc};

use egui::{Galley, RichText, ScrollArea, Ui};

use super::{Inspected, Payload, note_ui};
use crate::{
    i18n::I18n,
    ui::{
        field, fonts, format,
        preview::{self, Palette},
        theme::Tokens,
    },
};

/// What is laid out at most: more would be slow, and nobody reads it here.
const SHOWN_BYTES: usize = 64 * 1024;
/// A line that is longer is broken, since laying it out costs more than its length.
const HEX_BYTES: usize = 8 * 1024;

/// The payload as it was formatted for the row that is shown.
#[derive(Debug)]
pub struct DocumentCache {
    reading: Reading,
    made_for: Option<(u64, usize, Reading)>,
    text: String,
    is_json: bool,
    cut: bool,
}

/// How the user wants payloads to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reading {
    formats_json: bool,
    binary_as_text: bool,
}

impl Default for DocumentCache {
    fn default() -> Self {
        let reading = Reading { formats_json: true, binary_as_text: false };
        Self { reading, made_for: None, text: String::new(), is_json: false, cut: false }
    }
}

impl DocumentCache {
    fn update(&mut self, row: &Inspected<'_>) {
        let (Payload::Text(bytes) | Payload::Binary(bytes)) = row.payload else { return };
        let wanted = (row.number, bytes.len(), self.reading);
        if self.made_for == Some(wanted) {
            return;
        }
        self.made_for = Some(wanted);
        self.is_json = false;
        if self.shows_hex(row) {
            self.cut = bytes.len() > HEX_BYTES;
            self.text = hex_dump(&bytes[..bytes.len().min(HEX_BYTES)]);
            return;
        }
        self.cut = bytes.len() > SHOWN_BYTES;
        let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN_BYTES)]);
        let parsed = (!self.cut && preview::looks_like_json(&text)).then(|| pretty(&text)).flatten();
        self.is_json = parsed.is_some();
        self.text = match parsed {
            Some(pretty) if self.reading.formats_json => pretty,
            _ => text.into_owned(),
        };
    }

    fn shows_hex(&self, row: &Inspected<'_>) -> bool {
        matches!(row.payload, Payload::Binary(_)) && !self.reading.binary_as_text
    }
}

/// Draws the payload of a row.
pub(super) fn document_ui(ui: &mut Ui, i18n: &I18n, cache: &mut DocumentCache, row: &Inspected<'_>) {
    let (Payload::Text(bytes) | Payload::Binary(bytes)) = row.payload else {
        if row.details.is_empty() {
            note_ui(ui, &i18n.text("inspector-no-text"));
        } else {
            super::details_ui(ui, &row.details);
        }
        return;
    };
    let tokens = Tokens::of(ui);
    if let Payload::Binary(_) = row.payload {
        binary_ui(ui, i18n, cache, bytes.len() as u64, &tokens);
    }
    cache.update(row);
    if cache.is_json {
        let words = i18n.text("inspector-pretty");
        field::check_ui(ui, &mut cache.reading.formats_json, &words, &words);
    }
    if cache.cut {
        let shown = if cache.shows_hex(row) { HEX_BYTES } else { SHOWN_BYTES };
        let args = [("shown", format::bytes(shown as u64).into()), ("total", format::bytes(bytes.len() as u64).into())];
        ui.label(RichText::new(i18n.text_with("inspector-cut", &args)).size(12.0).color(tokens.warn));
    }
    ScrollArea::both().id_salt(("document", row.number)).auto_shrink(false).show(ui, |ui| {
        let palette = Palette::document(&tokens);
        let wraps = !cache.shows_hex(row);
        let wrap_width = if wraps { ui.available_width() - 10.0 } else { f32::INFINITY };
        let mut job = preview::job(&cache.text, &fonts::mono(12.0), &palette);
        job.wrap.max_width = wrap_width;
        job.wrap.break_anywhere = true;
        for section in &mut job.sections {
            section.format.line_height = Some(18.0);
        }
        let galley: Arc<Galley> = ui.painter().layout_job(job);
        ui.add(egui::Label::new(galley).selectable(true));
    });
}

/// How a binary payload is read, and what a page would get, by its `binaryType`.
fn binary_ui(ui: &mut Ui, i18n: &I18n, cache: &mut DocumentCache, bytes: u64, tokens: &Tokens) {
    let words = i18n.text("inspector-read-as-text");
    field::check_ui(ui, &mut cache.reading.binary_as_text, &words, &i18n.text("inspector-read-as-text-hint"));
    let note = i18n.text_with("inspector-binary-type", &[("bytes", format::grouped(bytes).into())]);
    ui.add(egui::Label::new(RichText::new(note).size(12.0).color(tokens.muted)).wrap());
}

/// Offset, sixteen bytes in hex, and what of them is printable.
pub(super) fn hex_dump(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 5);
    for (number, line) in bytes.chunks(16).enumerate() {
        write!(text, "{:06x}  ", number * 16).ok();
        for column in 0..16 {
            match line.get(column) {
                Some(byte) => write!(text, "{byte:02x} ").ok(),
                None => write!(text, "   ").ok(),
            };
        }
        text.push(' ');
        text.extend(line.iter().map(|&byte| if (0x20..0x7f).contains(&byte) { char::from(byte) } else { '.' }));
        text.push('\n');
    }
    text
}

/// JSON with indents, keys in their order and numbers as they were written; `None` when it is none.
fn pretty(text: &str) -> Option<String> {
    serde_json::from_str::<serde::de::IgnoredAny>(text).ok()?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0_usize;
    let mut in_string = false;
    let mut escaped = false;
    let mut signs = text.chars().peekable();
    let line = |out: &mut String, depth: usize| {
        out.push('\n');
        out.extend(std::iter::repeat_n("  ", depth));
    };
    while let Some(sign) = signs.next() {
        if in_string {
            out.push(sign);
            in_string = escaped || sign != '"';
            escaped = !escaped && sign == '\\';
            continue;
        }
        match sign {
            '"' => {
                in_string = true;
                out.push(sign);
            }
            '{' | '[' => {
                out.push(sign);
                while signs.next_if(char::is_ascii_whitespace).is_some() {}
                if let Some(end) = signs.next_if(|&sign| sign == '}' || sign == ']') {
                    out.push(end);
                } else {
                    depth += 1;
                    line(&mut out, depth);
                }
            }
            '}' | ']' => {
                depth = depth.saturating_sub(1);
                line(&mut out, depth);
                out.push(sign);
            }
            ',' => {
                out.push(sign);
                line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            sign if sign.is_ascii_whitespace() => {}
            sign => out.push(sign),
        }
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn json_is_indented_and_its_numbers_stay_as_they_were() {
        let text = r#"{"b":1.50,"a":[1,{"x":"a, \"b\": {"}],"e":{ },"big":123456789012345678901}"#;
        let expected = "{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    {\n      \"x\": \"a, \\\"b\\\": {\"\n    }\n  ],\n  \"e\": {},\n  \"big\": 123456789012345678901\n}";
        assert_eq!(pretty(text).as_deref(), Some(expected));
        assert_eq!(pretty("{not json}"), None);
    }

    #[test]
    fn a_dump_shows_offset_bytes_and_signs() {
        let dump = hex_dump(b"\x89PNG");
        assert!(dump.starts_with("000000  89 50 4e 47 "), "{dump}");
        assert!(dump.ends_with(".PNG\n"), "{dump}");
    }
}
