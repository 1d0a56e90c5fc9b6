//! What is JSON and what is not, and that nothing of it is changed.

use proptest::prelude::*;

use super::*;
use crate::ui::inspector::json::samples::json_value;

fn parse(text: &[u8]) -> Result<Spans, Fault> {
    Spans::parse(text, |_| true)
}

fn is_json(text: &[u8]) -> bool {
    std::str::from_utf8(text).is_ok_and(|text| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok())
}

#[test]
fn values_stay_as_they_were_written() {
    let text = br#" {"b": 1.50, "a" : [1e400, "x\u0041\"", {}], "b": null} "#;
    let spans = parse(text).expect("JSON");
    let shown: Vec<_> = (0..spans.len())
        .map(|number| {
            let value = spans.value(number).expect("a value");
            let key = spans.key(text, number).map(|key| String::from_utf8_lossy(key).into_owned());
            (key.unwrap_or_default(), String::from_utf8_lossy(&text[value.range()]).into_owned(), value.depth)
        })
        .collect();
    let expected = [
        ("", &String::from_utf8_lossy(text).trim().to_owned(), 0),
        ("\"b\"", &"1.50".to_owned(), 1),
        ("\"a\"", &r#"[1e400, "x\u0041\"", {}]"#.to_owned(), 1),
        ("", &"1e400".to_owned(), 2),
        ("", &r#""x\u0041\"""#.to_owned(), 2),
        ("", &"{}".to_owned(), 2),
        ("\"b\"", &"null".to_owned(), 1),
    ];
    assert_eq!(shown, expected.map(|(key, value, depth)| (key.to_owned(), value.clone(), depth)));
    assert_eq!(spans.place(text, 4), Place::Index(1));
    assert_eq!((spans.parent(4), spans.after(2), spans.value(2).map(|value| value.children)), (Some(2), 6, Some(3)));
}

#[test]
fn a_fault_says_where_it_is() {
    for (text, fault) in [
        ("", Fault::Value(0)),
        ("{\"a\":1,}", Fault::Key(7)),
        ("{\"a\" 1}", Fault::Colon(5)),
        ("[1 2]", Fault::Comma(3)),
        ("[1}", Fault::Comma(2)),
        ("1 2", Fault::Behind(2)),
        ("[\"a\nb\"]", Fault::String(3)),
        ("[\"a", Fault::String(1)),
        ("-", Fault::Number(1)),
        ("[truth]", Fault::Value(1)),
    ] {
        assert_eq!(parse(text.as_bytes()).err(), Some(fault), "{text}");
    }
}

#[test]
fn deep_nesting_takes_no_stack() {
    let deep = 100_000;
    let text = ["[".repeat(deep), "]".repeat(deep)].concat();
    let spans = parse(text.as_bytes()).expect("JSON");
    assert_eq!(spans.len() as usize, deep);
    assert_eq!(parse("[".repeat(deep).as_bytes()).err(), Some(Fault::Value(deep)));
}

proptest! {
    #[test]
    fn what_is_json_is_what_serde_says(
        parts in prop::collection::vec(
            prop_oneof![
                "[\\[\\]{},:\" \n]", Just("\"a\":".to_owned()), Just("\"k\\u12\"".to_owned()), "-?[0-9]{0,2}(\\.[0-9]?)?(e[+-]?[0-9]?)?",
                Just("true".to_owned()), Just("null".to_owned()), "\"[a-z\\\\/u0]{0,4}\"", ".{0,2}",
            ],
            0..12,
        ),
    ) {
        let text = parts.concat();
        prop_assert_eq!(parse(text.as_bytes()).is_ok(), is_json(text.as_bytes()), "{}", text);
    }

    #[test]
    fn any_bytes_are_judged_as_serde_judges_them(bytes in prop::collection::vec(any::<u8>(), 0..40)) {
        prop_assert_eq!(parse(&bytes).is_ok(), is_json(&bytes));
    }

    #[test]
    fn spans_hold_each_other(value in json_value()) {
        let text = value.to_string();
        let spans = parse(text.as_bytes()).expect("JSON");
        prop_assert_eq!(spans.bytes(text.as_bytes(), 0), text.as_bytes());
        for number in 0..spans.len() {
            let bytes = spans.bytes(text.as_bytes(), number);
            prop_assert!(serde_json::from_slice::<serde_json::Value>(bytes).is_ok());
            if let Some(around) = spans.parent(number).and_then(|parent| spans.value(parent)) {
                let inner = spans.value(number).expect("a value").range();
                prop_assert!(around.range().start < inner.start && inner.end < around.range().end);
            }
        }
    }
}
