//! A regular expression, compiled within its limit, or the place of what is wrong with it.

use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::ParserBuilder;

use super::problem::{Fault, PatternProblem};

/// What a compiled pattern may take. Its compiling then takes a few milliseconds at most.
const COMPILED_LIMIT_BYTES: usize = 2 * 1024 * 1024;

/// Compiles a regular expression that stands in `text` from `start` on.
///
/// # Errors
/// What is wrong with it, and where: the filter keeps the last pattern that could be used.
pub(super) fn compile_regex(text: &str, start: usize, regex: &str, match_case: bool) -> Result<Regex, PatternProblem> {
    let parsed = ParserBuilder::new().utf8(false).case_insensitive(!match_case).build().parse(regex);
    let at = |offset: usize, fault| PatternProblem::at(text, start + offset, fault);
    match parsed {
        Ok(_) => {}
        Err(regex_syntax::Error::Parse(error)) => {
            return Err(at(error.span().start.offset, Fault::Regex(error.kind().clone())));
        }
        Err(regex_syntax::Error::Translate(error)) => {
            return Err(at(error.span().start.offset, Fault::RegexMeaning(error.kind().clone())));
        }
        Err(_) => return Err(at(0, Fault::TooLarge { limit_bytes: COMPILED_LIMIT_BYTES })),
    }
    RegexBuilder::new(regex)
        .case_insensitive(!match_case)
        .size_limit(COMPILED_LIMIT_BYTES)
        .dfa_size_limit(COMPILED_LIMIT_BYTES)
        .build()
        // What can be parsed can only be too large.
        .map_err(|_too_large| at(0, Fault::TooLarge { limit_bytes: COMPILED_LIMIT_BYTES }))
}
