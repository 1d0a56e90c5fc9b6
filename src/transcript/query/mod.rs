//! What is wanted of a transcript: a pattern, and bounds on kind, direction, size, time and attempt.
//!
//! A query is what a person asked for, also while it is half typed. Compiled, it is a `Matcher`.

mod amount;
mod comparison;
mod expression;
mod json_path;
mod matcher;
mod pattern;
mod problem;
mod reason;

use std::collections::HashSet;

pub use self::{
    amount::{parse_bytes, parse_micros},
    pattern::{Mode, Pattern},
    problem::{Expected, Fault, PatternProblem},
};
pub(super) use self::{matcher::Matcher, pattern::Compiled};
use super::entry::{Direction, Kind};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only rows that contain this; empty: all.
    pub pattern: Pattern,
    /// Kinds that are switched off.
    pub hidden_kinds: HashSet<Kind>,
    /// Event types that are switched off, by their number.
    pub hidden_labels: HashSet<u16>,
    /// Directions that are switched off.
    pub hidden_directions: HashSet<Direction>,
    /// Only rows whose payload has so many bytes.
    pub bytes: Bounds,
    /// Only rows of this time, in microseconds since the session began.
    pub micros: Bounds,
    /// Only rows of this connection attempt, from 1.
    pub attempt: Option<u64>,
}

impl Query {
    /// Only rows that contain a text, whatever its case.
    pub fn text(text: impl Into<String>) -> Self {
        Self { pattern: Pattern { text: text.into(), ..Pattern::default() }, ..Self::default() }
    }

    /// Whether every row is wanted.
    pub fn is_all(&self) -> bool {
        self.pattern.text.is_empty() && self.narrows_by().next().is_none() && !self.hides_some()
    }

    /// How many of size, time and attempt narrow it.
    pub fn narrowed(&self) -> usize {
        self.narrows_by().count()
    }

    fn narrows_by(&self) -> impl Iterator<Item = ()> {
        [!self.bytes.is_open(), !self.micros.is_open(), self.attempt.is_some()].into_iter().filter(|on| *on).map(|_| ())
    }

    fn hides_some(&self) -> bool {
        !(self.hidden_kinds.is_empty() && self.hidden_labels.is_empty() && self.hidden_directions.is_empty())
    }
}

/// From a least to a most value, both included, either of which may be open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bounds {
    /// Not less than this.
    pub least: Option<u64>,
    /// Not more than this.
    pub most: Option<u64>,
}

impl Bounds {
    /// Whether nothing is excluded.
    pub fn is_open(&self) -> bool {
        self.least.is_none() && self.most.is_none()
    }

    /// Whether a value lies inside.
    pub fn contains(&self, value: u64) -> bool {
        self.least.is_none_or(|least| value >= least) && self.most.is_none_or(|most| value <= most)
    }
}

impl From<std::ops::Range<u64>> for Bounds {
    fn from(range: std::ops::Range<u64>) -> Self {
        Self { least: Some(range.start), most: Some(range.end.saturating_sub(1).max(range.start)) }
    }
}

/// A pattern for payloads that are in no transcript: what a reply rule waits for.
#[derive(Debug)]
pub struct PayloadPattern(Compiled);

impl PayloadPattern {
    /// Compiles a pattern; `None` when it is empty, so that everything matches.
    ///
    /// # Errors
    /// What is wrong with it, and where.
    pub fn new(pattern: &Pattern) -> Result<Option<Self>, PatternProblem> {
        Ok(Compiled::new(pattern)?.map(Self))
    }

    /// Whether a payload matches.
    pub fn is_in(&self, payload: &[u8]) -> bool {
        self.0.is_in(&[], payload)
    }
}

#[cfg(test)]
mod tests;
