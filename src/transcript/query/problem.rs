//! What is wrong with a pattern, and where. The window says it by its code; `Display` is English.

use std::fmt;

use regex_syntax::{ast, hir};

/// A pattern that cannot be used, and the place at which that shows.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {fault}")]
pub struct PatternProblem {
    /// The place, in bytes from the pattern's beginning.
    pub byte: usize,
    /// The place in characters, from 1.
    pub column: usize,
    /// What is wrong there.
    pub fault: Fault,
}

impl PatternProblem {
    /// A fault at a byte of a text; the end of the text is a place, too.
    pub fn at(text: &str, byte: usize, fault: Fault) -> Self {
        let byte = (0..=byte.min(text.len())).rev().find(|&byte| text.is_char_boundary(byte)).unwrap_or(0);
        Self { byte, column: text[..byte].chars().count() + 1, fault }
    }
}

/// What is wrong with a pattern.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// A regular expression that cannot be read.
    #[error("{0}")]
    Regex(ast::ErrorKind),
    /// A regular expression that asks for what there is not.
    #[error("{0}")]
    RegexMeaning(hir::ErrorKind),
    /// A pattern that takes too much memory.
    #[error("the pattern is too large: compiled, it would take more than {limit_bytes} bytes")]
    TooLarge {
        /// What it may take.
        limit_bytes: usize,
    },
    /// Something else has to stand here.
    #[error("expected {0}")]
    Expected(Expected),
    /// What was opened here is not closed.
    #[error("{0} is not closed")]
    Unclosed(char),
    /// The least value is above the most.
    #[error("this is less than the lower bound")]
    BelowLeast,
}

/// What has to stand at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Expected {
    /// The `$` that every path begins with.
    Root,
    /// The next step of a path, a comparison, or the end.
    Segment,
    /// What stands in brackets.
    Selector,
    /// A test of a filter.
    Filter,
    /// A comparison.
    Operator,
    /// A JSON value to compare with.
    Value,
    /// A regular expression in quotes.
    QuotedRegex,
    /// The end of the pattern.
    End,
    /// A number of bytes.
    Bytes,
    /// A time since the session began.
    Time,
    /// The number of a connection attempt.
    Attempt,
}

impl fmt::Display for Expected {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Root => "a path, which begins with $",
            Self::Segment => "the next step of the path (.name or [...]), a comparison, or the end",
            Self::Selector => "a name in quotes, a number, a range, * or ?filter",
            Self::Filter => "a test such as @.price > 10",
            Self::Operator => "a comparison: == != < <= > >= =~ !~",
            Self::Value => "a JSON value: a number, \"text\", true, false or null",
            Self::QuotedRegex => "a regular expression in quotes",
            Self::End => "the end",
            Self::Bytes => "a number of bytes such as 500, 10K or 1.5M",
            Self::Time => "seconds since the start such as 12.5, or 1:30 or 1:00:00",
            Self::Attempt => "the number of an attempt, from 1",
        })
    }
}
