//! A pattern as it was typed, and compiled: a text, a regular expression or a JSON path.
//!
//! Case is folded for every script (simple folding of Unicode), unless it has to match.

use memchr::memmem;
use regex::bytes::Regex;

use super::{expression::compile_regex, json_path::JsonPattern, problem::PatternProblem};

/// How a pattern is read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Mode {
    /// As it stands.
    #[default]
    Text,
    /// As a regular expression; `^` and `$` are the ends of a payload.
    Regex,
    /// As a path into payloads that are JSON, with a comparison or without.
    JsonPath,
}

/// A pattern as it was typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pattern {
    /// What was typed. Empty: everything matches.
    pub text: String,
    /// How it is read.
    pub mode: Mode,
    /// Whether upper and lower case differ.
    pub match_case: bool,
}

/// What stands in regular expressions and seldom in a text that is looked for.
const SIGNS_OF_REGEX: [&str; 12] = [".*", ".+", "\\d", "\\w", "\\s", "\\b", "\\.", "[^", "[0-9", "[a-z", "(?", "]+"];

impl Pattern {
    /// How it may be meant where, read as it is, it finds nothing: a path begins with `$` and reads as one, a regular
    /// expression has signs of one. `None` when nothing speaks for another reading.
    pub fn other_reading(&self) -> Option<Mode> {
        let text = self.text.trim();
        let looks_like = |mode| match mode {
            Mode::JsonPath => ["$.", "$["].iter().any(|begin| text.starts_with(begin)),
            Mode::Regex => {
                SIGNS_OF_REGEX.iter().any(|sign| text.contains(sign)) || text.starts_with('^') || text.ends_with('$')
            }
            Mode::Text => self.mode != Mode::Text,
        };
        let can_be_read = |mode| Self { mode, ..self.clone() }.check().is_ok();
        let mut modes = [Mode::JsonPath, Mode::Regex, Mode::Text].into_iter().filter(|mode| *mode != self.mode);
        // What has the signs of its own reading is meant so.
        if self.mode != Mode::Text && looks_like(self.mode) && self.check().is_ok() {
            return None;
        }
        modes.find(|&mode| looks_like(mode) && can_be_read(mode)).filter(|_| !text.is_empty())
    }

    /// Whether it can be used.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn check(&self) -> Result<(), PatternProblem> {
        Compiled::new(self).map(|_| ())
    }
}

/// A pattern that can be looked for.
#[derive(Debug)]
pub(in crate::transcript) enum Compiled {
    /// These very bytes.
    Bytes(Box<memmem::Finder<'static>>),
    /// A text in any case. It is looked for in many rows at once.
    Folded(Regex),
    /// A regular expression, which may look at the ends of what it is given: row by row.
    Regex(Regex),
    /// A JSON path.
    Json(Box<JsonPattern>),
}

impl Compiled {
    /// Compiles a pattern; `None` when it is empty.
    ///
    /// # Errors
    /// What is wrong with it, and where: the filter keeps the last pattern that could be used.
    pub(in crate::transcript) fn new(pattern: &Pattern) -> Result<Option<Self>, PatternProblem> {
        let Pattern { text, mode, match_case } = pattern;
        Ok(match mode {
            _ if text.is_empty() => None,
            Mode::Text if *match_case || !has_case(text) => {
                Some(Self::Bytes(Box::new(memmem::Finder::new(text.as_bytes()).into_owned())))
            }
            Mode::Text => Some(Self::Folded(compile_regex(text, 0, &regex::escape(text), false)?)),
            Mode::Regex => Some(Self::Regex(compile_regex(text, 0, text, *match_case)?)),
            Mode::JsonPath if text.trim().is_empty() => None,
            Mode::JsonPath => Some(Self::Json(Box::new(JsonPattern::new(text, *match_case)?))),
        })
    }

    /// Whether a row has it, in its payload or in its head.
    pub(super) fn is_in(&self, head: &[u8], payload: &[u8]) -> bool {
        match self {
            Self::Bytes(finder) => finder.find(payload).is_some() || finder.find(head).is_some(),
            Self::Folded(regex) | Self::Regex(regex) => {
                regex.is_match(payload) || !head.is_empty() && regex.is_match(head)
            }
            Self::Json(path) => path.is_in(payload),
        }
    }

    /// Whether it can take long for a few hundred KB.
    pub(super) fn is_slow(&self) -> bool {
        matches!(self, Self::Regex(_) | Self::Json(_))
    }
}

/// Whether a text could be written in another case.
fn has_case(text: &str) -> bool {
    let same = |c: char| c.to_lowercase().eq([c]) && c.to_uppercase().eq([c]);
    !text.chars().all(same)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_says_how_else_it_may_be_meant() {
        use Mode::{JsonPath, Regex, Text};
        for (mode, text, other) in [
            (Text, "$.item == 2", Some(JsonPath)),
            (Text, "$[0].id", Some(JsonPath)),
            (Regex, "$.item == 2", Some(JsonPath)),
            (Text, r"id=\d+", Some(Regex)),
            (Text, "^data", Some(Regex)),
            (Text, "foo.*bar", Some(Regex)),
            (Text, "$5.00", None),
            (Text, "hello", None),
            (Text, "(unclosed.*", None),
            (Text, "", None),
            (JsonPath, "$.item == 2", None),
            (JsonPath, "hello", Some(Text)),
            (Regex, "(unclosed", Some(Text)),
            (Regex, "a.*b", None),
        ] {
            let pattern = Pattern { text: text.to_owned(), mode, match_case: false };
            assert_eq!(pattern.other_reading(), other, "{mode:?} {text}");
        }
    }
}
