//! One line that shows what a payload begins with: text with the colours of JSON, or bytes in hex.

use std::{borrow::Cow, fmt::Write as _};

use egui::{
    Color32, FontId,
    text::{LayoutJob, TextFormat},
};

use super::theme::{Tokens, mix};

/// Characters that are laid out at most; a row shows fewer.
pub const MAX_CHARS: usize = 512;

/// Bytes of a text payload that hold as many characters, in whatever charset.
pub const BEGIN_BYTES: usize = MAX_CHARS * 8;

/// Bytes of a binary payload that a row shows.
const HEX_BYTES: usize = 32;

/// Colours of the parts of JSON.
#[derive(Clone, Copy, Debug)]
pub struct Palette {
    /// Text that is no JSON.
    pub plain: Color32,
    /// Keys of objects.
    pub key: Color32,
    /// Braces, colons, commas.
    pub punctuation: Color32,
    /// Strings.
    pub string: Color32,
    /// Numbers.
    pub number: Color32,
    /// `true`, `false`, `null`.
    pub word: Color32,
}

impl Palette {
    /// For a row of the list: quiet keys, readable values.
    pub fn row(tokens: &Tokens, selected: bool) -> Self {
        let quiet = if tokens.dark && !selected { mix(tokens.muted, tokens.surface, 15) } else { tokens.muted };
        Self {
            plain: tokens.text,
            key: tokens.muted,
            punctuation: quiet,
            string: if tokens.dark { mix(tokens.text, tokens.muted, 14) } else { tokens.text },
            number: tokens.json_number,
            word: tokens.accent,
        }
    }

    /// For the inspector, which shows values in full colour.
    pub fn document(tokens: &Tokens) -> Self {
        Self {
            plain: tokens.text,
            key: tokens.muted,
            punctuation: tokens.muted,
            string: tokens.json_string,
            number: tokens.json_number,
            word: tokens.accent,
        }
    }
}

/// The beginning of a text payload as one line: line ends become ↵, other controls ·.
pub fn text_line(payload: &[u8]) -> String {
    let mut line: String = begin_of(payload, MAX_CHARS * 4)
        .chars()
        .take(MAX_CHARS)
        .map(|c| match c {
            '\n' => '↵',
            '\t' => ' ',
            c if c.is_control() => '·',
            c => c,
        })
        .collect();
    if payload.len() > line.len() && line.chars().count() == MAX_CHARS {
        line.push('…');
    }
    line
}

/// The beginning of a binary payload: `89 50 4e 47`.
pub fn hex_line(payload: &[u8]) -> String {
    let mut line = String::with_capacity(HEX_BYTES * 3);
    for byte in payload.iter().take(HEX_BYTES) {
        let space = if line.is_empty() { "" } else { " " };
        write!(line, "{space}{byte:02x}").ok();
    }
    if payload.len() > HEX_BYTES {
        line.push_str(" …");
    }
    line
}

/// Whether a text looks like a JSON object or array, by its first sign.
pub fn looks_like_json(text: &str) -> bool {
    text.trim_start().starts_with(['{', '['])
}

/// Lays a text out with the colours of JSON if it looks like it.
pub fn job(text: &str, font: &FontId, palette: &Palette) -> LayoutJob {
    if !looks_like_json(text) {
        return LayoutJob::single_section(text.to_owned(), TextFormat::simple(font.clone(), palette.plain));
    }
    let mut job = LayoutJob::default();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let (length, color) = token(rest, first, palette);
        let (part, after) = rest.split_at(length);
        job.append(part, 0.0, TextFormat::simple(font.clone(), color));
        rest = after;
    }
    job
}

/// The first `limit` bytes as text, without half a character at the cut.
fn begin_of(payload: &[u8], limit: usize) -> Cow<'_, str> {
    let cut = &payload[..payload.len().min(limit)];
    match std::str::from_utf8(cut) {
        Ok(text) => Cow::Borrowed(text),
        Err(error) if error.error_len().is_none() && cut.len() < payload.len() => {
            String::from_utf8_lossy(&cut[..error.valid_up_to()])
        }
        Err(_) => String::from_utf8_lossy(cut),
    }
}

/// Length in bytes and colour of the token at the beginning of `rest`.
fn token(rest: &str, first: char, palette: &Palette) -> (usize, Color32) {
    match first {
        '"' => {
            let length = string_length(rest);
            let is_key = rest[length..].trim_start().starts_with(':');
            (length, if is_key { palette.key } else { palette.string })
        }
        '-' | '0'..='9' => {
            let number = |c: char| c.is_ascii_digit() || matches!(c, '-' | '+' | '.' | 'e' | 'E');
            (rest.find(|c| !number(c)).unwrap_or(rest.len()), palette.number)
        }
        'a'..='z' => (rest.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(rest.len()), palette.word),
        _ => {
            let stops = |c: char| matches!(c, '"' | '-' | '0'..='9' | 'a'..='z');
            (rest.find(stops).unwrap_or(rest.len()), palette.punctuation)
        }
    }
}

/// The length of the string literal at the beginning, with its quotes; all of it when it has no end.
fn string_length(rest: &str) -> usize {
    let mut escaped = false;
    for (i, c) in rest.char_indices().skip(1) {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return i + 1,
            _ => {}
        }
    }
    rest.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parts(text: &str) -> Vec<(String, &'static str)> {
        let [key, string, number, word, punctuation, plain] = [1, 2, 3, 4, 5, 6].map(Color32::from_gray);
        let palette = Palette { plain, key, punctuation, string, number, word };
        let job = job(text, &FontId::monospace(12.0), &palette);
        job.sections
            .iter()
            .map(|section| {
                let range = section.byte_range.start.0..section.byte_range.end.0;
                let name = ["key", "string", "number", "word", "punctuation", "plain"]
                    [usize::from(section.format.color.r()) - 1];
                (job.text[range].to_owned(), name)
            })
            .collect()
    }

    #[test]
    fn keys_strings_numbers_and_words_are_told_apart() {
        let shown: Vec<_> = parts(r#"{"a":"b\"c","n":-1.5e3,"t":true}"#);
        let shown: Vec<_> = shown.iter().map(|(text, name)| (text.as_str(), *name)).collect();
        assert_eq!(
            shown,
            [
                ("{", "punctuation"),
                ("\"a\"", "key"),
                (":", "punctuation"),
                ("\"b\\\"c\"", "string"),
                (",", "punctuation"),
                ("\"n\"", "key"),
                (":", "punctuation"),
                ("-1.5e3", "number"),
                (",", "punctuation"),
                ("\"t\"", "key"),
                (":", "punctuation"),
                ("true", "word"),
                ("}", "punctuation"),
            ]
        );
        assert_eq!(parts("plain 1"), [("plain 1".to_owned(), "plain")]);
    }

    #[test]
    fn a_line_shows_where_lines_end_and_where_it_was_cut() {
        assert_eq!(text_line(b"a\nb\tc\x07"), "a↵b c·");
        assert_eq!(text_line("中".repeat(600).as_bytes()).chars().count(), MAX_CHARS + 1);
        assert_eq!(hex_line(&[0x89, 0x50]), "89 50");
        assert!(hex_line(&[0; 100]).ends_with(" …"));
    }

    proptest! {
        #[test]
        fn no_text_is_lost_or_changed(text in "[\\[{]?.{0,80}") {
            let joined: String = parts(&text).into_iter().map(|(part, _)| part).collect();
            prop_assert_eq!(joined, text);
        }
    }
}
