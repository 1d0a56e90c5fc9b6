//! The strings of a JSON text, one by one. No more of JSON than where they begin and end.

use std::borrow::Cow;

/// The text with each string as `map` makes it; what `map` borrows stays as it is. A string without an end is taken as
/// far as it goes.
pub(super) fn map_strings(json: &str, map: impl Fn(&str) -> Cow<'_, str>) -> Cow<'_, str> {
    let bytes = json.as_bytes();
    let mut mapped = String::new();
    let (mut copied, mut from) = (0, 0);
    while let Some(start) = memchr::memchr(b'"', &bytes[from..]).map(|found| from + found + 1) {
        let end = string_end(bytes, start);
        let raw = &json[start..end];
        if let Some(text) = mapped_string(raw, &map) {
            mapped.push_str(&json[copied..start]);
            mapped.push_str(&text);
            copied = end;
        }
        from = (end + 1).min(bytes.len());
    }
    if copied == 0 {
        return Cow::Borrowed(json);
    }
    mapped.push_str(&json[copied..]);
    Cow::Owned(mapped)
}

/// Where its closing quote stands.
fn string_end(json: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(found) = json.get(at..).and_then(|rest| memchr::memchr2(b'"', b'\\', rest)) {
        at += found;
        if json[at] == b'"' {
            return at;
        }
        at += 2;
    }
    json.len()
}

/// What stands between the quotes then, if it changes.
fn mapped_string(raw: &str, map: &impl Fn(&str) -> Cow<'_, str>) -> Option<String> {
    if raw.contains('\\') {
        let Ok(decoded) = serde_json::from_str::<String>(&format!("\"{raw}\"")) else {
            // A lone surrogate: it is looked at as it stands. What is masked never begins or ends inside an escape.
            return changed(map(raw));
        };
        return encoded(&changed(map(&decoded))?);
    }
    encoded(&changed(map(raw))?)
}

fn changed(text: Cow<'_, str>) -> Option<String> {
    match text {
        Cow::Borrowed(_) => None,
        Cow::Owned(text) => Some(text),
    }
}

fn encoded(text: &str) -> Option<String> {
    let mut quoted = serde_json::to_string(text).ok()?;
    quoted.pop();
    quoted.remove(0);
    Some(quoted)
}
