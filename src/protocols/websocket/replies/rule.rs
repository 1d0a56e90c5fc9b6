//! One reply rule: what a message must look like, what is sent then, and how late.

use std::{sync::Arc, time::Duration};

use crate::{
    protocols::websocket::send::template::{Placeholders, Template, Values},
    transcript::{Pattern, PatternProblem, PayloadPattern},
};

/// The longest delay of a reply.
pub const MAX_DELAY: Duration = Duration::from_hours(1);

/// Replies that one rule may send within a second, unless it says otherwise.
pub const DEFAULT_PER_SECOND: u32 = 10;

/// A rule as it was typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rule {
    /// Whether it is asked at all.
    pub is_on: bool,
    /// What an incoming message must match; empty: every message does.
    pub pattern: Pattern,
    /// The text that is sent; its placeholders are filled in when it leaves.
    pub answer: String,
    /// Values for other names in it.
    pub values: Values,
    /// How long after the message.
    pub delay: Duration,
    /// More within a second are not sent: two of us could talk to each other for ever.
    pub per_second: u32,
}

impl Default for Rule {
    fn default() -> Self {
        Self {
            is_on: true,
            pattern: Pattern::default(),
            answer: String::new(),
            values: Values::default(),
            delay: Duration::ZERO,
            per_second: DEFAULT_PER_SECOND,
        }
    }
}

/// How far one rule has come in a session.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Messages that it matched.
    pub hits: u64,
    /// Replies that were not sent, because there were too many.
    pub held_back: u64,
}

/// A rule whose pattern can be looked for.
#[derive(Debug)]
pub(super) struct CompiledRule {
    pub(super) rule: Rule,
    pub(super) answer: Arc<Template>,
    pattern: Option<PayloadPattern>,
}

impl CompiledRule {
    /// Compiles a rule.
    ///
    /// # Errors
    /// What is wrong with the pattern: the rules then stay as they were.
    pub(super) fn new(rule: Rule) -> Result<Self, PatternProblem> {
        let answer = Arc::new(Template::with_values(&rule.answer, Placeholders::Filled, &rule.values));
        Ok(Self { pattern: PayloadPattern::new(&rule.pattern)?, answer, rule })
    }

    pub(super) fn matches(&self, payload: &[u8]) -> bool {
        self.rule.is_on && self.pattern.as_ref().is_none_or(|pattern| pattern.is_in(payload))
    }
}
