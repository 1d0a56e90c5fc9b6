//! The codes of what is wrong with a pattern: the window says them in its own language.

use regex_syntax::{ast, hir};

use super::problem::{Expected, Fault, PatternProblem};
use crate::transcript::reason::{Code, HasReason, Reason};

impl HasReason for PatternProblem {
    fn reason(&self) -> Reason {
        Reason::new(Code::PatternInvalid).with("column", self.column).because_of(self.fault.reason())
    }
}

impl HasReason for Fault {
    fn reason(&self) -> Reason {
        match self {
            Self::Regex(kind) => of_syntax(kind).into(),
            Self::RegexMeaning(kind) => of_meaning(kind).into(),
            Self::TooLarge { .. } => Code::PatternTooLarge.into(),
            Self::Expected(expected) => of_expected(*expected).into(),
            Self::Unclosed(sign) => Reason::new(Code::PatternUnclosed).with("sign", sign.to_string()),
            Self::BelowLeast => Code::BoundBelowLeast.into(),
        }
    }
}

fn of_syntax(kind: &ast::ErrorKind) -> Code {
    use ast::ErrorKind;
    match kind {
        ErrorKind::GroupUnclosed => Code::RegexGroupUnclosed,
        ErrorKind::GroupUnopened => Code::RegexGroupUnopened,
        ErrorKind::GroupNameDuplicate { .. }
        | ErrorKind::GroupNameEmpty
        | ErrorKind::GroupNameInvalid
        | ErrorKind::GroupNameUnexpectedEof => Code::RegexGroupName,
        ErrorKind::ClassUnclosed => Code::RegexClassUnclosed,
        ErrorKind::ClassRangeInvalid => Code::RegexClassRange,
        ErrorKind::ClassRangeLiteral | ErrorKind::ClassEscapeInvalid => Code::RegexClassItem,
        ErrorKind::UnicodeClassInvalid => Code::RegexUnicodeClass,
        ErrorKind::RepetitionMissing => Code::RegexRepetitionMissing,
        ErrorKind::RepetitionCountInvalid => Code::RegexRepetitionRange,
        ErrorKind::RepetitionCountUnclosed => Code::RegexCountUnclosed,
        ErrorKind::DecimalEmpty | ErrorKind::DecimalInvalid | ErrorKind::RepetitionCountDecimalEmpty => {
            Code::RegexNumber
        }
        ErrorKind::EscapeUnrecognized | ErrorKind::EscapeUnexpectedEof => Code::RegexEscape,
        ErrorKind::EscapeHexEmpty | ErrorKind::EscapeHexInvalid | ErrorKind::EscapeHexInvalidDigit => {
            Code::RegexCharacterCode
        }
        ErrorKind::FlagDanglingNegation
        | ErrorKind::FlagDuplicate { .. }
        | ErrorKind::FlagRepeatedNegation { .. }
        | ErrorKind::FlagUnexpectedEof
        | ErrorKind::FlagUnrecognized => Code::RegexFlags,
        ErrorKind::SpecialWordBoundaryUnclosed
        | ErrorKind::SpecialWordBoundaryUnrecognized
        | ErrorKind::SpecialWordOrRepetitionUnexpectedEof => Code::RegexWordBoundary,
        ErrorKind::CaptureLimitExceeded | ErrorKind::NestLimitExceeded(_) => Code::RegexTooDeep,
        ErrorKind::UnsupportedLookAround => Code::RegexLookAround,
        ErrorKind::UnsupportedBackreference => Code::RegexBackreference,
        _ => Code::RegexUnusable,
    }
}

fn of_meaning(kind: &hir::ErrorKind) -> Code {
    match kind {
        hir::ErrorKind::UnicodePropertyNotFound
        | hir::ErrorKind::UnicodePropertyValueNotFound
        | hir::ErrorKind::UnicodePerlClassNotFound => Code::RegexUnicodeClass,
        _ => Code::RegexUnusable,
    }
}

fn of_expected(expected: Expected) -> Code {
    match expected {
        Expected::Root => Code::ExpectedRoot,
        Expected::Segment => Code::ExpectedSegment,
        Expected::Selector => Code::ExpectedSelector,
        Expected::Filter => Code::ExpectedFilter,
        Expected::Operator => Code::ExpectedOperator,
        Expected::Value => Code::ExpectedValue,
        Expected::QuotedRegex => Code::ExpectedRegex,
        Expected::End => Code::ExpectedEnd,
        Expected::Bytes => Code::ExpectedBytes,
        Expected::Time => Code::ExpectedTime,
        Expected::Attempt => Code::ExpectedAttempt,
    }
}
