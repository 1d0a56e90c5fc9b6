//! A compiled query: tells of a row whether it is wanted.

use std::{collections::HashSet, ops::Range, sync::Arc};

use super::{Bounds, Compiled, Query};
use crate::transcript::{
    entry::{Direction, Kind},
    segment::RowRef,
    store::Transcript,
};

/// A query that rows can be held against. It never changes, so that a worker can share it.
#[derive(Clone, Debug)]
pub(in crate::transcript) struct Matcher {
    shown_kinds: [bool; Kind::ALL.len()],
    hidden_labels: HashSet<u16>,
    hidden_directions: Vec<Direction>,
    bytes: Bounds,
    micros: Bounds,
    attempt: Option<u64>,
    patterns: Vec<Arc<Compiled>>,
}

impl Matcher {
    /// With a pattern that was compiled before, since compiling can fail.
    pub(in crate::transcript) fn new(query: &Query, pattern: Option<Arc<Compiled>>) -> Self {
        let mut shown_kinds = [true; Kind::ALL.len()];
        for &kind in &query.hidden_kinds {
            shown_kinds[kind as usize] = false;
        }
        Self {
            shown_kinds,
            hidden_labels: query.hidden_labels.clone(),
            hidden_directions: query.hidden_directions.iter().copied().collect(),
            bytes: query.bytes,
            micros: query.micros,
            attempt: query.attempt,
            patterns: pattern.into_iter().collect(),
        }
    }

    /// What both want.
    pub(in crate::transcript) fn and(&self, pattern: Arc<Compiled>) -> Self {
        let mut both = self.clone();
        both.patterns.push(pattern);
        both
    }

    /// The rows of a transcript that can be wanted at all.
    pub(in crate::transcript) fn rows_of(&self, transcript: &Transcript) -> Range<u64> {
        self.attempt.map_or(0..u64::MAX, |attempt| transcript.rows_of_attempt(attempt))
    }

    /// Every pattern that a row must have. The last one is the rarest: what is looked for within a filter.
    pub(in crate::transcript) fn patterns(&self) -> &[Arc<Compiled>] {
        &self.patterns
    }

    /// Whether a row can take long to be held against it.
    pub(in crate::transcript) fn is_slow(&self) -> bool {
        self.patterns.iter().any(|pattern| pattern.is_slow())
    }

    /// Whether a row is wanted as far as its patterns are not asked.
    #[inline]
    pub(in crate::transcript) fn admits(&self, row: &RowRef<'_>) -> bool {
        self.shown_kinds[row.kind as usize]
            && self.bytes.contains(row.payload.len() as u64)
            && self.micros.contains(row.at_micros)
            && !self.hidden_directions.contains(&row.direction)
            && !(row.kind == Kind::Event && self.hidden_labels.contains(&row.label))
    }

    /// Whether a row has every pattern but the one whose number is `but`.
    #[inline]
    pub(in crate::transcript) fn is_in(&self, row: &RowRef<'_>, but: Option<usize>) -> bool {
        let is_coded = row.is_coded_text();
        // Decoded once, and only where a pattern asks for it.
        let mut text = None;
        for (number, pattern) in self.patterns.iter().enumerate() {
            let payload =
                if is_coded && Some(number) != but { &**text.get_or_insert_with(|| row.text()) } else { row.payload };
            if Some(number) != but && !pattern.is_in(row.head, payload) {
                return false;
            }
        }
        true
    }
}
