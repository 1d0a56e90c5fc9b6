//! A JSON text with one value a line and indents, made line by line as it is drawn or copied.

use super::spans::Spans;

/// Lines between two kept places.
const STRIDE: u64 = 256;

/// A line: the beginning of a value, or the bracket that ends one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PrettyLine {
    /// The value.
    pub(super) value: u32,
    /// Whether this is its closing bracket.
    pub(super) closes: bool,
    /// Whether a comma stands behind it.
    pub(super) comma: bool,
}

/// How many lines there are, and where some of them are.
#[derive(Debug, Default)]
pub(super) struct Pretty {
    kept: Vec<(u32, bool)>,
    lines: u64,
}

impl Pretty {
    /// Counts the lines.
    pub(super) fn new(spans: &Spans) -> Self {
        let mut pretty = Self::default();
        let mut next = (spans.len() > 0).then_some((0, false));
        while let Some(place) = next {
            if pretty.lines.is_multiple_of(STRIDE) {
                pretty.kept.push(place);
            }
            pretty.lines += 1;
            next = following(spans, place);
        }
        pretty
    }

    /// How many lines there are.
    pub(super) fn len(&self) -> u64 {
        self.lines
    }

    /// A line.
    pub(super) fn line(&self, spans: &Spans, number: u64) -> Option<PrettyLine> {
        let mut place = *self.kept.get(usize::try_from(number / STRIDE).ok()?)?;
        for _ in 0..number % STRIDE {
            place = following(spans, place)?;
        }
        Some(described(spans, place))
    }
}

/// Writes a value with indents, in the order and with the numbers that it has.
pub(super) fn write_pretty(spans: &Spans, text: &[u8], most_bytes: usize) -> Option<String> {
    let mut out = String::new();
    let mut next = (spans.len() > 0).then_some((0, false));
    while let Some(place) = next {
        let line = described(spans, place);
        let depth = spans.value(line.value).map_or(0, |value| value.depth as usize);
        if out.len() + depth * 2 > most_bytes {
            return None;
        }
        if !out.is_empty() {
            out.push('\n');
        }
        out.extend(std::iter::repeat_n("  ", depth));
        if !line.closes
            && let Some(key) = spans.key(text, line.value)
        {
            out.push_str(&String::from_utf8_lossy(key));
            out.push_str(": ");
        }
        out.push_str(&String::from_utf8_lossy(words(spans, text, line)));
        if line.comma {
            out.push(',');
        }
        next = following(spans, place);
    }
    (out.len() <= most_bytes).then_some(out)
}

/// What a line shows besides its key: a value, or a bracket.
pub(super) fn words<'t>(spans: &Spans, text: &'t [u8], line: PrettyLine) -> &'t [u8] {
    let bytes = spans.bytes(text, line.value);
    let holds = spans.value(line.value).is_some_and(|value| value.children > 0);
    match bytes {
        [.., last] if line.closes => std::slice::from_ref(last),
        [first, ..] if holds => std::slice::from_ref(first),
        [b'{', ..] => b"{}",
        [b'[', ..] => b"[]",
        _ => bytes,
    }
}

fn described(spans: &Spans, (value, closes): (u32, bool)) -> PrettyLine {
    let holds = spans.value(value).is_some_and(|value| value.children > 0);
    let is_last = spans.parent(value).is_none_or(|parent| spans.after(value) >= spans.after(parent));
    PrettyLine { value, closes, comma: (closes || !holds) && !is_last }
}

fn following(spans: &Spans, (value, closes): (u32, bool)) -> Option<(u32, bool)> {
    if !closes && spans.value(value)?.children > 0 {
        return Some((value + 1, false));
    }
    let parent = spans.parent(value)?;
    let after = spans.after(value);
    Some(if after < spans.after(parent) { (after, false) } else { (parent, true) })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::ui::inspector::json::samples::json_value;

    fn pretty(text: &str) -> String {
        let spans = Spans::parse(text.as_bytes(), |_| true).expect("JSON");
        write_pretty(&spans, text.as_bytes(), usize::MAX).expect("room")
    }

    #[test]
    fn json_is_indented_and_its_numbers_stay_as_they_were() {
        let text = r#"{"b":1.50,"a":[1,{"x":"a, \"b\": {"}],"e":{ },"big":123456789012345678901}"#;
        let expected = "{\n  \"b\": 1.50,\n  \"a\": [\n    1,\n    {\n      \"x\": \"a, \\\"b\\\": {\"\n    }\n  ],\n  \"e\": {},\n  \"big\": 123456789012345678901\n}";
        assert_eq!(pretty(text), expected);
        let spans = Spans::parse(text.as_bytes(), |_| true).expect("JSON");
        assert_eq!(Pretty::new(&spans).len(), expected.lines().count() as u64);
        assert_eq!(write_pretty(&spans, text.as_bytes(), 20), None);
    }

    proptest! {
        #[test]
        fn it_is_what_serde_writes(value in json_value()) {
            let text = value.to_string();
            let ours = pretty(&text);
            prop_assert_eq!(&ours, &serde_json::to_string_pretty(&value).expect("JSON"));
            let spans = Spans::parse(text.as_bytes(), |_| true).expect("JSON");
            let index = Pretty::new(&spans);
            for (number, line) in ours.split('\n').enumerate() {
                let found = index.line(&spans, number as u64).expect("a line");
                let shown = String::from_utf8_lossy(words(&spans, text.as_bytes(), found)).into_owned();
                prop_assert!(line.trim_end_matches(',').ends_with(shown.trim_end_matches(',')), "{} {}", line, shown);
            }
        }
    }
}
