//! A JSON path with a comparison or without: `$.type == "trade"`, `$.items[*].id != null`, `$.note =~ "late"`.
//!
//! The path is RFC 9535. A row matches when one of the values that the path finds passes the comparison.

use jsonpath_rust::{
    parser::{
        Rule,
        errors::JsonPathError,
        model::{JpQuery, Segment, Selector},
        parse_json_path,
    },
    query::js_path_process,
};
use memchr::{memchr, memmem};
use pest::error::{ErrorVariant, InputLocation};
use serde_json::Value;

use super::{
    comparison::{Comparison, Sign},
    expression::compile_regex,
    problem::{Expected, Fault, PatternProblem},
};

/// A compiled path and its comparison.
#[derive(Debug)]
pub(in crate::transcript) struct JsonPattern {
    path: JpQuery,
    comparison: Option<Comparison>,
    /// What stands in every payload that matches, unless it is written with escapes.
    needed: Vec<memmem::Finder<'static>>,
}

impl JsonPattern {
    /// Compiles a path, with or without a comparison behind it.
    ///
    /// # Errors
    /// What is wrong with it, and where: the filter keeps the last pattern that could be used.
    pub(super) fn new(text: &str, match_case: bool) -> Result<Self, PatternProblem> {
        let start = text.len() - text.trim_start().len();
        if !text[start..].starts_with('$') {
            return Err(PatternProblem::at(text, start, Fault::Expected(Expected::Root)));
        }
        let path_end = end_of_path(text, start)?;
        let path_text = text[..path_end].trim_end();
        let path =
            parse_json_path(&path_text[start..]).map_err(|error| path_problem(text, start, path_text.len(), &error))?;
        let comparison = comparison(text, path_end, match_case)?;
        let needed = needed(&path, comparison.as_ref());
        Ok(Self { path, comparison, needed })
    }

    /// Whether a payload is JSON and matches.
    pub(super) fn is_in(&self, payload: &[u8]) -> bool {
        if !begins_as_json(payload) || self.is_surely_not_in(payload) {
            return false;
        }
        let Ok(value) = serde_json::from_slice::<Value>(payload) else { return false };
        let Ok(found) = js_path_process(&self.path, &value) else { return false };
        match &self.comparison {
            None => !found.is_empty(),
            Some(comparison) => found.into_iter().any(|found| comparison.holds(found.val())),
        }
    }

    /// A look at the bytes saves the parsing of most rows that do not match.
    fn is_surely_not_in(&self, payload: &[u8]) -> bool {
        self.needed.iter().any(|finder| finder.find(payload).is_none()) && memchr(b'\\', payload).is_none()
    }
}

fn begins_as_json(payload: &[u8]) -> bool {
    let first = payload.iter().find(|byte| !byte.is_ascii_whitespace());
    first.is_some_and(|byte| matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n'))
}

/// Where the path ends and a comparison may begin. Signs in brackets and quotes belong to the path.
fn end_of_path(text: &str, start: usize) -> Result<usize, PatternProblem> {
    let mut open = Vec::new();
    let mut quote: Option<(usize, char)> = None;
    let mut escaped = false;
    for (at, c) in text.char_indices().skip_while(|(at, _)| *at < start) {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(_) if c == '\\' => escaped = true,
            Some((_, mark)) if c == mark => quote = None,
            Some(_) => {}
            None => match c {
                '[' => open.push(at),
                ']' => {
                    open.pop();
                }
                '"' | '\'' if !open.is_empty() => quote = Some((at, c)),
                '=' | '!' | '<' | '>' | '~' if open.is_empty() => return Ok(at),
                _ => {}
            },
        }
    }
    match (quote, open.last()) {
        (Some((at, mark)), _) => Err(PatternProblem::at(text, at, Fault::Unclosed(mark))),
        (None, Some(&at)) => Err(PatternProblem::at(text, at, Fault::Unclosed('['))),
        (None, None) => Ok(text.len()),
    }
}

fn comparison(text: &str, sign_at: usize, match_case: bool) -> Result<Option<Comparison>, PatternProblem> {
    if sign_at == text.len() {
        return Ok(None);
    }
    let expected = |byte, expected| PatternProblem::at(text, byte, Fault::Expected(expected));
    let (sign, length) = Sign::read(&text[sign_at..]).ok_or_else(|| expected(sign_at, Expected::Operator))?;
    let rest = &text[sign_at + length..];
    let value_at = text.len() - rest.trim_start().len();
    Ok(Some(match sign {
        Sign::Matches | Sign::MatchesNot => {
            let (from, to) = quoted(text, value_at)?;
            let regex = compile_regex(text, from, &text[from..to], match_case)?;
            if sign == Sign::Matches { Comparison::Matches(regex) } else { Comparison::MatchesNot(regex) }
        }
        Sign::Equal => Comparison::Equal(value(text, value_at)?),
        Sign::Unequal => Comparison::Unequal(value(text, value_at)?),
        Sign::Ordered(wanted) => {
            let value = value(text, value_at)?;
            if !(value.is_number() || value.is_string()) {
                return Err(expected(value_at, Expected::Value));
            }
            Comparison::Ordered(value, wanted)
        }
    }))
}

/// A JSON value up to the end of the text; a string may stand in single quotes.
fn value(text: &str, at: usize) -> Result<Value, PatternProblem> {
    let expected = |byte, expected| PatternProblem::at(text, byte, Fault::Expected(expected));
    if text[at..].starts_with('\'') {
        let (from, to) = quoted(text, at)?;
        return Ok(Value::String(text[from..to].replace("\\'", "'")));
    }
    if text[at..].starts_with('"') {
        quoted(text, at)?;
    }
    let mut values = serde_json::Deserializer::from_str(&text[at..]).into_iter::<Value>();
    match values.next() {
        Some(Ok(value)) => {
            let end = at + values.byte_offset();
            let rest = text[end..].trim_start();
            if rest.is_empty() { Ok(value) } else { Err(expected(text.len() - rest.len(), Expected::End)) }
        }
        Some(Err(error)) if error.is_syntax() && text[at..].starts_with(['{', '[', '"']) => {
            Err(expected(at + error.column().saturating_sub(1), Expected::Value))
        }
        Some(Err(_)) | None => Err(expected(at, Expected::Value)),
    }
}

/// Where the content of a quoted text begins and ends. It reaches to the end of the pattern.
fn quoted(text: &str, at: usize) -> Result<(usize, usize), PatternProblem> {
    let Some(mark) = text[at..].chars().next().filter(|c| matches!(c, '"' | '\'')) else {
        return Err(PatternProblem::at(text, at, Fault::Expected(Expected::QuotedRegex)));
    };
    let from = at + 1;
    let mut escaped = false;
    for (offset, c) in text[from..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == mark => {
                let to = from + offset;
                let rest = text[to + 1..].trim_start();
                if rest.is_empty() {
                    return Ok((from, to));
                }
                return Err(PatternProblem::at(text, text.len() - rest.len(), Fault::Expected(Expected::End)));
            }
            _ => {}
        }
    }
    Err(PatternProblem::at(text, at, Fault::Unclosed(mark)))
}

fn path_problem(text: &str, start: usize, path_end: usize, error: &JsonPathError) -> PatternProblem {
    let JsonPathError::PestError(error) = error else {
        return PatternProblem::at(text, path_end, Fault::Expected(Expected::Segment));
    };
    let (InputLocation::Pos(at) | InputLocation::Span((at, _))) = error.location;
    let wanted = match &error.variant {
        ErrorVariant::ParsingError { positives, .. } => expected(positives),
        ErrorVariant::CustomError { .. } => Expected::Segment,
    };
    PatternProblem::at(text, start + at, Fault::Expected(wanted))
}

/// The grammar's own word for what is missing, in a person's.
fn expected(rules: &[Rule]) -> Expected {
    let any = |wanted: &[Rule]| rules.iter().any(|rule| wanted.contains(rule));
    if any(&[Rule::comparable, Rule::literal, Rule::logical_expr, Rule::atom_expr, Rule::test, Rule::comp_op]) {
        Expected::Filter
    } else if any(&[Rule::selector, Rule::name_selector, Rule::index_selector, Rule::slice_selector]) {
        Expected::Selector
    } else {
        Expected::Segment
    }
}

/// Names on the way of the path, and a text that is compared with.
fn needed(path: &JpQuery, comparison: Option<&Comparison>) -> Vec<memmem::Finder<'static>> {
    let names = path.segments.iter().filter_map(|segment| match segment {
        Segment::Selector(Selector::Name(name)) => Some(name.as_str()),
        Segment::Descendant(segment) => match &**segment {
            Segment::Selector(Selector::Name(name)) => Some(name.as_str()),
            _ => None,
        },
        _ => None,
    });
    let text = match comparison {
        Some(Comparison::Equal(Value::String(text))) => Some(text.as_str()),
        _ => None,
    };
    let plain = |text: &&str| !text.is_empty() && !text.contains(['"', '\\']) && !text.contains(char::is_control);
    names.chain(text).filter(plain).map(|text| memmem::Finder::new(text.as_bytes()).into_owned()).collect()
}
