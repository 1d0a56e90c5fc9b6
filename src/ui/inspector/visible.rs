//! Bytes of a payload as signs that can be seen: text as it is, controls and invalid bytes spelled out.

use std::{fmt::Write as _, ops::Range};

use unicode_width::UnicodeWidthChar as _;

/// What a sign is, which decides its colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A character that can be seen.
    Text(char),
    /// A character that cannot be seen: a control, a direction mark, a space of no width.
    Control(char),
    /// A byte that is no UTF-8.
    Invalid(u8),
}

/// The sign at the beginning of some bytes, and how many of them it takes. `None` where there are none.
pub(super) fn first_sign(bytes: &[u8]) -> Option<(Sign, usize)> {
    let first = *bytes.first()?;
    let length = match first {
        0x20..=0x7e => return Some((Sign::Text(char::from(first)), 1)),
        0..=0x1f | 0x7f => return Some((Sign::Control(char::from(first)), 1)),
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Some((Sign::Invalid(first), 1)),
    };
    let decoded = bytes.get(..length).and_then(|bytes| std::str::from_utf8(bytes).ok());
    Some(match decoded.and_then(|text| text.chars().next()) {
        Some(sign) if is_hidden(sign) => (Sign::Control(sign), length),
        Some(sign) => (Sign::Text(sign), length),
        None => (Sign::Invalid(first), 1),
    })
}

/// How many columns of a monospaced face a sign takes as it is shown.
pub(super) fn columns(sign: Sign) -> usize {
    match sign {
        Sign::Text(' '..='~') => 1,
        Sign::Text(sign) => sign.width().unwrap_or(1),
        Sign::Control('\t') | Sign::Invalid(_) => 4,
        Sign::Control('\n' | '\r') => 2,
        Sign::Control(sign) if sign.is_ascii() => 4,
        Sign::Control(sign) => 4 + hex_digits(sign),
    }
}

/// Writes a sign as it is shown.
pub(super) fn push_sign(text: &mut String, sign: Sign) {
    match sign {
        Sign::Text(sign) => text.push(sign),
        Sign::Control('\t') => text.push_str("→   "),
        Sign::Control('\n') => text.push_str("\\n"),
        Sign::Control('\r') => text.push_str("\\r"),
        Sign::Control(sign) if sign.is_ascii() => {
            write!(text, "\\x{:02x}", u32::from(sign)).ok();
        }
        Sign::Control(sign) => {
            write!(text, "\\u{{{:x}}}", u32::from(sign)).ok();
        }
        Sign::Invalid(byte) => {
            write!(text, "\\x{byte:02x}").ok();
        }
    }
}

/// The beginning of some bytes as one line of at most so many columns, with … where it was cut.
pub(super) fn cut(bytes: &[u8], most_columns: usize) -> String {
    let mut text = String::new();
    let mut taken = 0;
    let mut at = 0;
    while let Some((sign, length)) = first_sign(&bytes[at..]) {
        taken += columns(sign);
        if taken > most_columns || text.len() > most_columns * 8 {
            text.push('…');
            break;
        }
        push_sign(&mut text, sign);
        at += length;
    }
    text
}

/// A line as it is shown, in runs of one look, and which bytes each of its characters stands for.
#[derive(Debug, Default)]
pub(super) struct VisibleLine {
    /// The text.
    pub(super) text: String,
    /// Where runs of a look begin in the text, in bytes.
    pub(super) runs: Vec<(usize, Look)>,
    /// The payload's byte at which each character of the text begins, and last where the line ends.
    pub(super) bytes: Vec<usize>,
}

/// The look of a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Look {
    /// As text.
    Text,
    /// Quiet: controls.
    Control,
    /// A warning: invalid bytes.
    Invalid,
}

impl VisibleLine {
    /// The line of a range of the payload, without the line end that it may have.
    pub(super) fn new(payload: &[u8], range: Range<usize>) -> Self {
        let mut line = Self::default();
        let mut at = range.start;
        let end = range.end.min(payload.len());
        while at < end
            && let Some((sign, length)) = first_sign(&payload[at..end])
        {
            if sign == Sign::Control('\n') {
                break;
            }
            let look = match sign {
                Sign::Text(_) => Look::Text,
                Sign::Control(_) => Look::Control,
                Sign::Invalid(_) => Look::Invalid,
            };
            if line.runs.last().is_none_or(|(_, last)| *last != look) {
                line.runs.push((line.text.len(), look));
            }
            let from = line.text.len();
            push_sign(&mut line.text, sign);
            line.bytes.extend(line.text[from..].chars().map(|_| at));
            at += length;
        }
        line.bytes.push(at);
        line
    }
}

fn is_hidden(sign: char) -> bool {
    sign.is_control()
        || matches!(sign, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

fn hex_digits(sign: char) -> usize {
    (u32::from(sign).ilog2() / 4 + 1) as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn what_cannot_be_seen_is_spelled_out() {
        for (bytes, shown) in [
            (b"a\tb\r\n".as_slice(), "a→   b\\r\\n"),
            (b"\x00\x1b[0m\x7f", "\\x00\\x1b[0m\\x7f"),
            (b"ok\xff\xc3(", "ok\\xff\\xc3("),
            ("x\u{202e}y\u{feff}\u{85}".as_bytes(), "x\\u{202e}y\\u{feff}\\u{85}"),
            ("中é".as_bytes(), "中é"),
            (b"\xed\xa0\x80", "\\xed\\xa0\\x80"),
        ] {
            assert_eq!(cut(bytes, 100), shown);
        }
        assert_eq!(cut(b"abcdef", 3), "abc…");
    }

    proptest! {
        #[test]
        fn every_byte_is_shown_and_its_columns_are_right(bytes in prop::collection::vec(any::<u8>(), 0..80)) {
            let mut at = 0;
            while let Some((sign, length)) = first_sign(&bytes[at..]) {
                let mut text = String::new();
                push_sign(&mut text, sign);
                if !matches!(sign, Sign::Text(_)) {
                    prop_assert_eq!(text.chars().count(), columns(sign));
                }
                at += length;
            }
            prop_assert_eq!(at, bytes.len());
        }
    }
}
