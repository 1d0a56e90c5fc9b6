//! Which of the rows that a filter shows have a pattern: to mark them and to jump from one to the next.

use std::{sync::Arc, time::Duration};

use super::{
    filter::Filter,
    query::{Compiled, Matcher, Pattern, PatternProblem, Query},
    scan::{Progress, Scan, ScanJob},
    store::Transcript,
};

/// A row that a jump leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Found {
    /// The row's number.
    pub row: u64,
    /// Whether the jump went on from the other end.
    pub wrapped: bool,
}

/// The rows that have a pattern, kept up to date as a [`Filter`]'s.
#[derive(Debug, Default)]
pub struct Search {
    pattern: Pattern,
    compiled: Option<Arc<Compiled>>,
    problem: Option<PatternProblem>,
    /// What the filter wanted when the scan began.
    within: Option<Arc<Matcher>>,
    scan: Scan,
}

impl Search {
    /// What is looked for.
    pub fn pattern(&self) -> &Pattern {
        &self.pattern
    }

    /// What is wrong with the pattern, if it cannot be used.
    pub fn problem(&self) -> Option<&PatternProblem> {
        self.problem.as_ref()
    }

    /// Looks for something else.
    pub fn set_pattern(&mut self, pattern: Pattern) {
        if pattern == self.pattern {
            return;
        }
        match Compiled::new(&pattern) {
            Ok(compiled) => {
                self.compiled = compiled.map(Arc::new);
                self.problem = None;
                self.restart();
            }
            Err(problem) => self.problem = Some(problem),
        }
        self.pattern = pattern;
    }

    /// Only rows that this filter shows count. Call it before the two below.
    pub fn look_within(&mut self, filter: &Filter) {
        let same = match (&self.within, filter.matcher()) {
            (Some(ours), Some(theirs)) => Arc::ptr_eq(ours, theirs),
            (None, None) => true,
            _ => false,
        };
        if !same {
            self.within = filter.matcher().cloned();
            self.restart();
        }
    }

    /// Work for another thread, as [`Filter::next_job`].
    pub fn next_job(&mut self, transcript: &Transcript) -> Option<ScanJob> {
        self.scan.next_job(transcript)
    }

    /// Goes on searching for about `budget`, as [`Filter::advance`].
    pub fn advance(&mut self, transcript: &Transcript, budget: Duration) -> bool {
        self.scan.advance(transcript, budget)
    }

    /// How far it is; `None` when it has looked at every row.
    pub fn progress(&self, transcript: &Transcript) -> Option<Progress> {
        self.scan.progress(transcript)
    }

    /// Stops where it is.
    pub fn stop(&mut self) {
        self.scan.stop();
    }

    /// Goes on after a stop.
    pub fn go_on(&mut self) {
        self.scan.go_on();
    }

    /// Whether something is looked for.
    pub fn is_on(&self) -> bool {
        self.compiled.is_some()
    }

    /// How many rows have it.
    pub fn found(&self) -> u64 {
        self.scan.len()
    }

    /// Whether a row has it.
    pub fn has(&self, row: u64) -> bool {
        self.place_of(row).is_some()
    }

    /// The place of a row among those that have it, from 0.
    pub fn place_of(&self, row: u64) -> Option<u64> {
        let place = self.scan.position_of(row);
        (self.scan.at(place) == Some(row)).then_some(place)
    }

    /// The next row that has it after `row`, or the first one behind the end.
    pub fn next_after(&self, row: u64) -> Option<Found> {
        let place = self.scan.position_of(row.saturating_add(1));
        let next = self.scan.at(place).map(|row| Found { row, wrapped: false });
        next.or_else(|| self.scan.at(0).map(|row| Found { row, wrapped: true }))
    }

    /// The row before `row` that has it, or the last one before the beginning.
    pub fn last_before(&self, row: u64) -> Option<Found> {
        let before = self.scan.position_of(row).checked_sub(1);
        let before = before.and_then(|place| self.scan.at(place)).map(|row| Found { row, wrapped: false });
        let last = || self.scan.len().checked_sub(1).and_then(|place| self.scan.at(place));
        before.or_else(|| last().map(|row| Found { row, wrapped: true }))
    }

    fn restart(&mut self) {
        let matcher = self.compiled.clone().map(|pattern| {
            let within = self.within.as_ref();
            Arc::new(within.map_or_else(
                || Matcher::new(&Query::default(), None).and(pattern.clone()),
                |within| within.and(pattern.clone()),
            ))
        });
        self.scan.restart(matcher);
    }
}
