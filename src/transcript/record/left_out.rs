//! Which lines of a record are no rows, in little memory however many there are.

/// Runs of lines that follow each other; with more of them the marks behind are not placed any more.
const MAX_RUNS: usize = 1 << 20;

/// The numbers of lines that were left out, in ascending order.
#[derive(Debug, Default)]
pub(super) struct LeftOut {
    runs: Vec<Run>,
    /// A line could not be noted: the numbers of rows behind it are not known.
    is_lost: bool,
}

#[derive(Debug)]
struct Run {
    start: u64,
    end: u64,
    /// Lines that were left out before this run.
    before: u64,
}

impl LeftOut {
    /// Adds a line behind all others.
    pub(super) fn push(&mut self, line: u64) {
        if let Some(last) = self.runs.last_mut().filter(|last| last.end == line) {
            last.end += 1;
        } else if self.runs.len() == MAX_RUNS {
            self.is_lost = true;
        } else {
            let before = self.before(line);
            self.runs.push(Run { start: line, end: line + 1, before });
        }
    }

    /// How many lines before this one were left out.
    pub(super) fn before(&self, line: u64) -> u64 {
        let next = self.runs.partition_point(|run| run.start < line);
        let last = next.checked_sub(1).and_then(|last| self.runs.get(last));
        last.map_or(0, |run| run.before + run.end.min(line) - run.start)
    }

    /// Whether this line was left out.
    pub(super) fn contains(&self, line: u64) -> bool {
        self.before(line + 1) > self.before(line)
    }

    /// Whether more was left out than could be noted.
    pub(super) fn is_lost(&self) -> bool {
        self.is_lost
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_answers_as_a_plain_set_does(lines in prop::collection::btree_set(0_u64..60, 0..40)) {
            let mut left_out = LeftOut::default();
            for &line in &lines {
                left_out.push(line);
            }
            for line in 0..62 {
                prop_assert_eq!(left_out.before(line), lines.range(..line).count() as u64);
                prop_assert_eq!(left_out.contains(line), lines.contains(&line));
            }
        }
    }

    #[test]
    fn lines_that_follow_each_other_cost_no_more_than_one() {
        let mut left_out = LeftOut::default();
        (0..1_000_000).for_each(|line| left_out.push(line));
        assert_eq!((left_out.runs.len(), left_out.before(999_999)), (1, 999_999));
        assert!(BTreeSet::from([0, 999_999]).iter().all(|&line| left_out.contains(line)));
    }
}
