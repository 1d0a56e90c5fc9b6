//! Where the values of secret headers stand in a head as it came, and in a sentence that quotes one. Lines that lack
//! their colon or their end count as well. Says where, replaces nothing.

use std::ops::Range;

use crate::transcript::token::is_token_byte;

/// So many bytes before a name are passed over where they cannot be part of it.
const MAX_JUNK_BYTES: usize = 16;

/// The name that a header line begins with, whatever stands before and behind it; empty where there is none.
pub(super) fn name(line: &[u8]) -> &[u8] {
    &line[name_place(line)]
}

fn name_place(line: &[u8]) -> Range<usize> {
    let start = line.iter().take(MAX_JUNK_BYTES).take_while(|byte| !is_token_byte(**byte)).count();
    start..start + line[start..].iter().take_while(|byte| is_token_byte(**byte)).count()
}

/// Where the value begins in a line whose name is secret. `strictly`: only with a colon behind the name.
fn value_start(line: &[u8], is_secret: &impl Fn(&[u8]) -> bool, strictly: bool) -> Option<usize> {
    let place = name_place(line);
    if place.is_empty() || !is_secret(&line[place.clone()]) {
        return None;
    }
    let behind = &line[place.end..];
    let gap = behind.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b':')).count();
    let has_colon = behind[..gap].contains(&b':');
    (has_colon || !strictly).then_some(place.end + gap)
}

/// The lines of a head with the place of the value, where the name is secret. Lines that are folded into a secret one
/// (RFC 9112 §5.2) are secret as a whole.
pub(super) fn lines<'a>(
    head: &'a [u8],
    is_secret: impl Fn(&[u8]) -> bool + 'a,
) -> impl Iterator<Item = (Range<usize>, Option<Range<usize>>)> + 'a {
    let mut from = 0;
    let mut folds_on = false;
    std::iter::from_fn(move || {
        let rest = head.get(from..).filter(|rest| !rest.is_empty())?;
        let length = memchr::memchr2(b'\r', b'\n', rest).unwrap_or(rest.len());
        let line = from..from + length;
        from = line.end + 1;
        let text = &head[line.clone()];
        let is_folded = folds_on && text.first().is_none_or(|byte| matches!(byte, b' ' | b'\t'));
        let value = if is_folded { Some(0) } else { value_start(text, &is_secret, false) };
        folds_on = value.is_some();
        Some((line.clone(), value.map(|start| line.start + start..line.end)))
    })
}

/// The values of secret headers in a sentence: in lines that it quotes, and in lines of its own that have a colon.
pub(super) fn values_in_message(text: &[u8], is_secret: impl Fn(&[u8]) -> bool) -> Vec<Range<usize>> {
    let mut values = Vec::new();
    let (mut at, mut quoted, mut line_begins) = (0, false, true);
    while at < text.len() {
        if std::mem::take(&mut line_begins)
            && !name_begins_elsewhere(&text[at..])
            && let Some(start) = value_start(&text[at..], &is_secret, !quoted)
        {
            let start = at + start;
            at = end_of_value(text, start, quoted);
            values.push(start..at);
            continue;
        }
        match text[at] {
            b'"' => (quoted, line_begins) = (!quoted, true),
            b'\n' | b'\r' => line_begins = true,
            b'\\' if at + 1 < text.len() => {
                at += 1;
                line_begins = matches!(text[at], b'n' | b'r');
            }
            _ => {}
        }
        at += 1;
    }
    values
}

/// Whether the line or the quotation ends before a name begins.
fn name_begins_elsewhere(text: &[u8]) -> bool {
    text[..name_place(text).start].iter().any(|byte| matches!(byte, b'"' | b'\\' | b'\n' | b'\r'))
}

/// Where a line ends that is not folded: at its end as it is or as it is escaped, and in quotes at their end.
fn end_of_value(text: &[u8], start: usize, quoted: bool) -> usize {
    let mut at = start;
    while at < text.len() {
        let (is_end, length) = match &text[at..] {
            [b'"', ..] if quoted => return at,
            [b'\n' | b'\r', ..] => (true, 1),
            [b'\\', b'n' | b'r', ..] => (true, 2),
            [b'\\', _, ..] => (false, 2),
            _ => (false, 1),
        };
        if is_end && !is_folded(&text[at..]) {
            return at;
        }
        at += length;
    }
    text.len()
}

/// Whether a line goes on behind its end.
fn is_folded(mut ending: &[u8]) -> bool {
    loop {
        ending = match ending {
            [b'\n' | b'\r', rest @ ..] | [b'\\', b'n' | b'r', rest @ ..] => rest,
            [b' ' | b'\t', ..] | [b'\\', b't', ..] => return true,
            _ => return false,
        };
    }
}
