//! What is wrong with a pattern, in the window's language.

use std::borrow::Cow;

use regex_syntax::ast::ErrorKind;

use crate::{
    i18n::I18n,
    transcript::{Expected, Fault, PatternProblem},
};

/// The column and what is wrong there.
pub(super) fn problem(i18n: &I18n, problem: &PatternProblem) -> String {
    let args = [("column", problem.column.into()), ("fault", fault(i18n, &problem.fault).into_owned().into())];
    i18n.text_with("find-problem", &args).into_owned()
}

fn fault<'a>(i18n: &'a I18n, fault: &'a Fault) -> Cow<'a, str> {
    match fault {
        Fault::Regex(kind) => match regex_key(kind) {
            Some(key) => i18n.text(key),
            None => kind.to_string().into(),
        },
        Fault::RegexMeaning(kind) => kind.to_string().into(),
        Fault::TooLarge { .. } => i18n.text("find-too-large"),
        Fault::Expected(expected) => i18n.text(expected_key(*expected)),
        Fault::Unclosed(sign) => i18n.text_with("find-unclosed", &[("sign", sign.to_string().into())]),
        Fault::BelowLeast => i18n.text("find-below-least"),
    }
}

/// The faults that people make; for the rest the parser's English words do.
fn regex_key(kind: &ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::GroupUnclosed => "find-regex-group-unclosed",
        ErrorKind::GroupUnopened => "find-regex-group-unopened",
        ErrorKind::ClassUnclosed => "find-regex-class-unclosed",
        ErrorKind::RepetitionMissing => "find-regex-repetition-missing",
        ErrorKind::RepetitionCountUnclosed => "find-regex-count-unclosed",
        ErrorKind::EscapeUnrecognized | ErrorKind::EscapeUnexpectedEof => "find-regex-escape",
        ErrorKind::UnsupportedLookAround => "find-regex-look-around",
        ErrorKind::UnsupportedBackreference => "find-regex-backreference",
        _ => return None,
    })
}

fn expected_key(expected: Expected) -> &'static str {
    match expected {
        Expected::Root => "find-expected-root",
        Expected::Segment => "find-expected-segment",
        Expected::Selector => "find-expected-selector",
        Expected::Filter => "find-expected-filter",
        Expected::Operator => "find-expected-operator",
        Expected::Value => "find-expected-value",
        Expected::QuotedRegex => "find-expected-regex",
        Expected::End => "find-expected-end",
        Expected::Bytes => "find-expected-bytes",
        Expected::Time => "find-expected-time",
        Expected::Attempt => "find-expected-attempt",
    }
}
