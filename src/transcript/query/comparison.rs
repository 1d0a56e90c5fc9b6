//! What a JSON path's values are compared with.

use std::cmp::Ordering;

use regex::bytes::Regex;
use serde_json::{Number, Value};

/// A comparison that a value can pass.
#[derive(Debug)]
pub(super) enum Comparison {
    /// `==`: the same type and the same value.
    Equal(Value),
    /// `!=`: a value that is there, and another one.
    Unequal(Value),
    /// `<`, `<=`, `>`, `>=`: numbers with numbers, strings with strings.
    Ordered(Value, &'static [Ordering]),
    /// `=~`: a string that the regular expression matches somewhere.
    Matches(Regex),
    /// `!~`: a string that it does not match.
    MatchesNot(Regex),
}

/// A comparison's sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    Unequal,
    Ordered(&'static [Ordering]),
    Matches,
    MatchesNot,
}

impl Sign {
    /// The sign that a text begins with, and its length.
    pub(super) fn read(text: &str) -> Option<(Self, usize)> {
        const SIGNS: [(&str, Sign); 8] = [
            ("==", Sign::Equal),
            ("!=", Sign::Unequal),
            ("<=", Sign::Ordered(&[Ordering::Less, Ordering::Equal])),
            (">=", Sign::Ordered(&[Ordering::Greater, Ordering::Equal])),
            ("=~", Sign::Matches),
            ("!~", Sign::MatchesNot),
            ("<", Sign::Ordered(&[Ordering::Less])),
            (">", Sign::Ordered(&[Ordering::Greater])),
        ];
        SIGNS.iter().find(|(words, _)| text.starts_with(words)).map(|(words, sign)| (*sign, words.len()))
    }
}

impl Comparison {
    /// Whether a value passes.
    pub(super) fn holds(&self, value: &Value) -> bool {
        match self {
            Self::Equal(other) => equal(value, other),
            Self::Unequal(other) => !equal(value, other),
            Self::Ordered(other, wanted) => order(value, other).is_some_and(|order| wanted.contains(&order)),
            Self::Matches(regex) => value.as_str().is_some_and(|text| regex.is_match(text.as_bytes())),
            Self::MatchesNot(regex) => value.as_str().is_some_and(|text| !regex.is_match(text.as_bytes())),
        }
    }
}

fn equal(a: &Value, b: &Value) -> bool {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number_order(a, b) == Some(Ordering::Equal),
        _ => a == b,
    }
}

fn order(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => number_order(a, b),
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// Whole numbers are compared exactly: an id of 19 digits is no float.
fn number_order(a: &Number, b: &Number) -> Option<Ordering> {
    let whole = |n: &Number| n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from));
    match (whole(a), whole(b)) {
        (Some(a), Some(b)) => Some(a.cmp(&b)),
        _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
    }
}
