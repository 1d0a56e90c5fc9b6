//! Which rows the table shows. Works off what is new, in small steps and on a worker.

use std::{ops::Range, sync::Arc, time::Duration};

use super::{
    query::{Bounds, Compiled, Matcher, PatternProblem, Query},
    row_set::RowSet,
    scan::{Progress, Scan, ScanJob},
    store::Transcript,
};

/// The numbers of the rows that match, kept up to date a little each frame.
///
/// While a pattern is half typed and cannot be used, the last one that could stays in force.
#[derive(Debug, Default)]
pub struct Filter {
    query: Query,
    pattern: Option<Arc<Compiled>>,
    problem: Option<PatternProblem>,
    scan: Scan,
}

impl Filter {
    /// What is wanted now.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// What is wrong with the pattern, if it cannot be used.
    pub fn problem(&self) -> Option<&PatternProblem> {
        self.problem.as_ref()
    }

    /// Asks for something else; the scan starts again if it differs.
    pub fn set_query(&mut self, query: Query) {
        if query == self.query {
            return;
        }
        if query.pattern != self.query.pattern {
            match Compiled::new(&query.pattern) {
                Ok(pattern) => {
                    self.pattern = pattern.map(Arc::new);
                    self.problem = None;
                }
                Err(problem) => {
                    let only_the_pattern = Query { pattern: self.query.pattern.clone(), ..query.clone() } == self.query;
                    self.problem = Some(problem);
                    if only_the_pattern {
                        self.query = query;
                        return;
                    }
                }
            }
        }
        let rest_is_all = Query { pattern: super::Pattern::default(), ..query.clone() }.is_all();
        let matcher =
            (self.pattern.is_some() || !rest_is_all).then(|| Arc::new(Matcher::new(&query, self.pattern.clone())));
        self.query = query;
        self.scan.restart(matcher);
    }

    /// Shows only rows of this time, in microseconds since the session began, or of any time.
    pub fn set_time_range(&mut self, range: Option<Range<u64>>) {
        let micros = range.map(Bounds::from).unwrap_or_default();
        self.set_query(Query { micros, ..self.query.clone() });
    }

    /// Whether every row is shown.
    pub fn is_all(&self) -> bool {
        self.scan.matcher().is_none()
    }

    /// Work for another thread, if there is some. Ask before each [`Self::advance`], and run it.
    pub fn next_job(&mut self, transcript: &Transcript) -> Option<ScanJob> {
        self.scan.next_job(transcript)
    }

    /// Takes what a worker found and scans the newest rows, for at most about `budget`; all rows where nobody
    /// asks for jobs. Returns whether the scan has reached the end.
    pub fn advance(&mut self, transcript: &Transcript, budget: Duration) -> bool {
        self.scan.advance(transcript, budget)
    }

    /// How far the scan is; `None` when it has looked at every row.
    pub fn progress(&self, transcript: &Transcript) -> Option<Progress> {
        self.scan.progress(transcript)
    }

    /// Stops the scan where it is.
    pub fn stop(&mut self) {
        self.scan.stop();
    }

    /// Lets a stopped scan go on.
    pub fn go_on(&mut self) {
        self.scan.go_on();
    }

    /// How many rows are shown.
    pub fn len(&self, transcript: &Transcript) -> u64 {
        if self.is_all() { transcript.len() } else { self.scan.len() }
    }

    /// How many of them come before a row: what a view shows that is frozen there.
    pub fn len_until(&self, transcript: &Transcript, end_row: u64) -> u64 {
        self.position_of(transcript, end_row).min(self.len(transcript))
    }

    /// The number of the row that is shown at a position.
    pub fn row_at(&self, transcript: &Transcript, position: u64) -> Option<u64> {
        if self.is_all() {
            let number = transcript.first_row() + position;
            (number < transcript.end_row()).then_some(number)
        } else {
            self.scan.at(position)
        }
    }

    /// The position at which a row is shown, or where it would be.
    pub fn position_of(&self, transcript: &Transcript, number: u64) -> u64 {
        if self.is_all() { number.saturating_sub(transcript.first_row()) } else { self.scan.position_of(number) }
    }

    /// The rows that are shown, for a worker; `None` when all are.
    pub fn shown(&self) -> Option<RowSet> {
        (!self.is_all()).then(|| self.scan.hits())
    }

    pub(super) fn matcher(&self) -> Option<&Arc<Matcher>> {
        self.scan.matcher()
    }
}
