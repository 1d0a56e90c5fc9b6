//! Where a value is, as a `JSONPath` of RFC 9535: `$.items[3]['a b']`.

use std::fmt::Write as _;

use super::spans::{Place, Spans};

/// The path of a value; short names where they can be, else in quotes.
pub(super) fn path_of(spans: &Spans, text: &[u8], number: u32) -> String {
    let mut way = Vec::new();
    let mut at = Some(number);
    while let Some(value) = at {
        way.push(value);
        at = spans.parent(value);
    }
    let mut path = "$".to_owned();
    for value in way.into_iter().rev() {
        match spans.place(text, value) {
            Place::Root => {}
            Place::Index(index) => {
                write!(path, "[{index}]").ok();
            }
            Place::Key(_) => push_name(&mut path, &key_of(spans, text, value)),
        }
    }
    path
}

/// The key of a member without quotes and escapes.
pub(super) fn key_of(spans: &Spans, text: &[u8], number: u32) -> String {
    let key = spans.key(text, number).unwrap_or_default();
    serde_json::from_slice(key).unwrap_or_else(|_| {
        // Half of a surrogate pair cannot be decoded: it stays as written.
        let inside = key.get(1..key.len().saturating_sub(1)).unwrap_or_default();
        String::from_utf8_lossy(inside).into_owned()
    })
}

fn push_name(path: &mut String, name: &str) {
    let is_short = name.chars().enumerate().all(|(i, sign)| {
        sign == '_' || sign.is_ascii_alphabetic() || !sign.is_ascii() || i > 0 && sign.is_ascii_digit()
    });
    if is_short && !name.is_empty() {
        path.push('.');
        path.push_str(name);
        return;
    }
    path.push_str("['");
    for sign in name.chars() {
        match sign {
            '\'' => path.push_str("\\'"),
            '\\' => path.push_str("\\\\"),
            '\u{8}' => path.push_str("\\b"),
            '\t' => path.push_str("\\t"),
            '\n' => path.push_str("\\n"),
            '\u{c}' => path.push_str("\\f"),
            '\r' => path.push_str("\\r"),
            sign if u32::from(sign) < 0x20 => {
                write!(path, "\\u{:04x}", u32::from(sign)).ok();
            }
            sign => path.push(sign),
        }
    }
    path.push_str("']");
}

#[cfg(test)]
mod tests {
    use jsonpath_rust::JsonPath as _;

    use super::*;

    #[test]
    fn a_path_leads_to_its_value() {
        let text = r#"{"items":[0,1,2,{"a b":{"it's":1,"\\":2,"":3,"9":4,"_x9":5,"ключ":6,"a\nb":7}}]}"#;
        let spans = Spans::parse(text.as_bytes(), |_| true).expect("JSON");
        let value: serde_json::Value = serde_json::from_str(text).expect("JSON");
        let paths: Vec<String> = (0..spans.len()).map(|number| path_of(&spans, text.as_bytes(), number)).collect();
        assert_eq!(paths[0], "$");
        assert_eq!(paths[6], "$.items[3]['a b']");
        assert_eq!(paths[7], r"$.items[3]['a b']['it\'s']");
        assert!(paths.contains(&"$.items[3]['a b']._x9".to_owned()), "{paths:?}");
        assert!(paths.contains(&r"$.items[3]['a b']['a\nb']".to_owned()), "{paths:?}");
        for (number, path) in paths.iter().enumerate().filter(|(_, path)| !path.contains('\\')) {
            let found = value.query(path).expect("a valid path");
            let written: serde_json::Value =
                serde_json::from_slice(spans.bytes(text.as_bytes(), number as u32)).expect("JSON");
            assert_eq!(found, [&written], "{path}");
        }
    }
}
