//! JSON as a text that is sent: whether it is JSON, and the same with one value a line.

use serde::de::IgnoredAny;

use crate::transcript::reason::{Code, HasReason, Reason};

/// Where a text stops being JSON. RFC 8259.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("this is not JSON: {message} at line {line}, column {column}")]
pub struct NotJson {
    /// What is wrong there.
    pub message: String,
    /// From 1.
    pub line: usize,
    /// From 1.
    pub column: usize,
}

impl HasReason for NotJson {
    fn reason(&self) -> Reason {
        Reason::new(Code::JsonInvalid).with("line", self.line).with("column", self.column)
    }
}

/// Says whether a text is one JSON value.
///
/// # Errors
/// Where it is none.
pub fn check(text: &str) -> Result<(), NotJson> {
    serde_json::from_str::<IgnoredAny>(text).map(drop).map_err(|error| {
        let (line, column) = (error.line(), error.column());
        let words = error.to_string();
        let place = format!(" at line {line} column {column}");
        NotJson { message: words.strip_suffix(&place).unwrap_or(&words).to_owned(), line, column }
    })
}

/// One value a line, two spaces a level; numbers, strings and the order of keys stay as they are.
///
/// # Errors
/// Where the text is no JSON.
pub fn pretty(text: &str) -> Result<String, NotJson> {
    check(text)?;
    let mut out = String::with_capacity(text.len() * 2);
    let mut depth = 0;
    let mut rest = text.trim_ascii_start();
    while let Some(sign) = rest.chars().next() {
        let token = token_bytes(rest);
        let behind = rest[token..].trim_ascii_start();
        match sign {
            '{' | '[' => {
                out.push(sign);
                if !behind.starts_with(['}', ']']) {
                    depth += 1;
                    new_line(&mut out, depth);
                }
            }
            '}' | ']' => {
                if !out.ends_with(['{', '[']) {
                    depth -= 1;
                    new_line(&mut out, depth);
                }
                out.push(sign);
            }
            ',' => {
                out.push(sign);
                new_line(&mut out, depth);
            }
            ':' => out.push_str(": "),
            _ => out.push_str(&rest[..token]),
        }
        rest = behind;
    }
    Ok(out)
}

/// Bytes of the token at the begin of a text that is JSON.
fn token_bytes(text: &str) -> usize {
    if let Some(inner) = text.strip_prefix('"') {
        let mut escaped = false;
        let end = inner.find(|sign| {
            let ends = sign == '"' && !escaped;
            escaped = sign == '\\' && !escaped;
            ends
        });
        return end.map_or(text.len(), |end| end + 2);
    }
    let is_end = |sign: char| sign.is_ascii_whitespace() || "{}[],:\"".contains(sign);
    match text.find(is_end) {
        Some(0) => 1,
        Some(end) => end,
        None => text.len(),
    }
}

fn new_line(out: &mut String, depth: usize) {
    out.push('\n');
    out.extend(std::iter::repeat_n("  ", depth));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_place_of_a_fault_is_told() {
        assert_eq!(check(" {\"a\": [1, 2.50, \"x\"]} "), Ok(()));
        let fault = check("{\n  \"a\": 1,\n}").expect_err("a fault");
        assert_eq!((fault.line, fault.column), (3, 1));
        assert_eq!(fault.to_string(), "this is not JSON: key must be a string at line 3, column 1");
        assert!(check("").is_err() && check("1 2").is_err() && check("nul").is_err());
    }

    #[test]
    fn numbers_keys_and_their_order_stay() {
        let text = r#"{"z":1.50,"a":[],"b":{ },"a":[1e5,-0,"x\"]\\",{"k":null}]}"#;
        let pretty_text = [
            "{",
            "  \"z\": 1.50,",
            "  \"a\": [],",
            "  \"b\": {},",
            "  \"a\": [",
            "    1e5,",
            "    -0,",
            r#"    "x\"]\\","#,
            "    {",
            "      \"k\": null",
            "    }",
            "  ]",
            "}",
        ]
        .join("\n");
        assert_eq!(pretty(text), Ok(pretty_text.clone()));
        assert_eq!(pretty(&pretty_text), Ok(pretty_text));
        assert_eq!(pretty(" \"a b\" "), Ok("\"a b\"".to_owned()));
        assert!(pretty("{").is_err());
    }

    proptest! {
        #[test]
        fn a_value_stays_the_same(strings in prop::collection::vec(".*", 0..4), number in any::<f64>()) {
            let value = serde_json::json!({ "strings": strings, "number": number, "empty": [[], {}] });
            let pretty = pretty(&value.to_string()).expect("JSON");
            prop_assert_eq!(&pretty, &serde_json::to_string_pretty(&value).expect("JSON"));
        }
    }
}
