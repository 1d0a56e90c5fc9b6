//! Which rows the table shows: by text, by kind, by event type. Works off what is new, in small steps.

use std::{
    collections::HashSet,
    time::{Duration, Instant},
};

use memchr::memmem;

use super::{
    entry::{Direction, Kind},
    segment::RowRef,
    store::Transcript,
};

/// What is wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// Only rows that contain this text, whatever its case in ASCII. Empty: all.
    pub text: String,
    /// Kinds that are switched off.
    pub hidden_kinds: HashSet<Kind>,
    /// Event types that are switched off, by their number.
    pub hidden_labels: HashSet<u16>,
    /// Directions that are switched off.
    pub hidden_directions: HashSet<Direction>,
}

impl Query {
    /// Whether every row is shown.
    pub fn is_all(&self) -> bool {
        *self == Self::default()
    }
}

/// The numbers of the rows that match, kept up to date a little each frame.
#[derive(Debug, Default)]
pub struct Filter {
    query: Query,
    /// Which transcript the hits are of.
    transcript: u64,
    hits: Vec<u64>,
    scanned_to: u64,
}

impl Filter {
    /// What is wanted now.
    pub fn query(&self) -> &Query {
        &self.query
    }

    /// Asks for something else; the scan starts again if it differs.
    pub fn set_query(&mut self, query: Query) {
        if query != self.query {
            *self = Self { query, ..Self::default() };
        }
    }

    /// Scans rows that are new since the last call, for at most about `budget`.
    /// Returns whether the scan has reached the end.
    pub fn advance(&mut self, transcript: &Transcript, budget: Duration) -> bool {
        if self.transcript != transcript.id() {
            *self = Self { query: std::mem::take(&mut self.query), transcript: transcript.id(), ..Self::default() };
        }
        self.forget_dropped(transcript.first_row());
        if self.query.is_all() {
            return true;
        }
        let started = Instant::now();
        let needle = self.query.text.to_ascii_lowercase();
        let finder = memmem::Finder::new(needle.as_bytes());
        let mut lowered = Vec::new();
        for (scanned, row) in transcript.rows_from(self.scanned_to).enumerate() {
            if scanned % 256 == 255 && started.elapsed() >= budget {
                return false;
            }
            self.scanned_to = row.number + 1;
            if self.wants(&row) && (needle.is_empty() || contains(&finder, &row, &mut lowered)) {
                self.hits.push(row.number);
            }
        }
        true
    }

    /// How many rows are shown.
    pub fn len(&self, transcript: &Transcript) -> u64 {
        if self.query.is_all() { transcript.len() } else { self.hits.len() as u64 }
    }

    /// The number of the row that is shown at a position.
    pub fn row_at(&self, transcript: &Transcript, position: u64) -> Option<u64> {
        if self.query.is_all() {
            let number = transcript.first_row() + position;
            (number < transcript.end_row()).then_some(number)
        } else {
            self.hits.get(usize::try_from(position).ok()?).copied()
        }
    }

    /// The position at which a row is shown, or where it would be.
    pub fn position_of(&self, transcript: &Transcript, number: u64) -> u64 {
        if self.query.is_all() {
            number.saturating_sub(transcript.first_row())
        } else {
            self.hits.partition_point(|&hit| hit < number) as u64
        }
    }

    fn forget_dropped(&mut self, first_row: u64) {
        if self.hits.first().is_some_and(|&hit| hit < first_row) {
            self.hits.drain(..self.hits.partition_point(|&hit| hit < first_row));
        }
    }

    fn wants(&self, row: &RowRef<'_>) -> bool {
        let Query { hidden_kinds, hidden_labels, hidden_directions, .. } = &self.query;
        let label_is_hidden = row.kind == Kind::Event && hidden_labels.contains(&row.label);
        !(hidden_kinds.contains(&row.kind) || hidden_directions.contains(&row.direction) || label_is_hidden)
    }
}

fn contains(finder: &memmem::Finder<'_>, row: &RowRef<'_>, lowered: &mut Vec<u8>) -> bool {
    [row.payload, row.head].into_iter().any(|bytes| {
        lowered.clear();
        lowered.extend(bytes.iter().map(u8::to_ascii_lowercase));
        finder.find(lowered).is_some()
    })
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{Body, Entry};

    fn transcript(texts: &[&str]) -> Transcript {
        let mut transcript = Transcript::default();
        for text in texts {
            transcript.push(&Entry::incoming(0, Body::Text(Bytes::from((*text).to_owned()))));
        }
        transcript
    }

    fn scanned(transcript: &Transcript, query: Query) -> Vec<u64> {
        let mut filter = Filter::default();
        filter.set_query(query);
        assert!(filter.advance(transcript, Duration::MAX));
        (0..filter.len(transcript)).filter_map(|position| filter.row_at(transcript, position)).collect()
    }

    #[test]
    fn text_is_found_whatever_its_case() {
        let transcript = transcript(&["Alpha", "beta", "ALPHABET"]);
        let query = Query { text: "alpha".to_owned(), ..Query::default() };
        assert_eq!(scanned(&transcript, query), [0, 2]);
        assert_eq!(scanned(&transcript, Query::default()), [0, 1, 2]);
    }

    #[test]
    fn a_hidden_kind_is_not_shown() {
        let mut transcript = transcript(&["a"]);
        transcript.push(&Entry::incoming(0, Body::Ping(Bytes::new())));
        let query = Query { hidden_kinds: HashSet::from([Kind::Ping]), ..Query::default() };
        assert_eq!(scanned(&transcript, query), [0]);
    }

    #[test]
    fn new_rows_join_a_scan_that_had_ended() {
        let mut transcript = transcript(&["x", "y"]);
        let mut filter = Filter::default();
        filter.set_query(Query { text: "x".to_owned(), ..Query::default() });
        assert!(filter.advance(&transcript, Duration::MAX));
        transcript.push(&Entry::incoming(0, Body::Text(Bytes::from_static(b"xx"))));
        assert!(filter.advance(&transcript, Duration::MAX));
        assert_eq!(filter.len(&transcript), 2);
        assert_eq!(filter.row_at(&transcript, 1), Some(2));
        assert_eq!(filter.position_of(&transcript, 2), 1);
    }

    #[test]
    fn another_sessions_rows_are_scanned_from_their_first() {
        let mut filter = Filter::default();
        filter.set_query(Query { text: "x".to_owned(), ..Query::default() });
        assert!(filter.advance(&transcript(&["x", "y", "x"]), Duration::MAX));
        let next = transcript(&["y", "x", "y", "y"]);
        assert!(filter.advance(&next, Duration::MAX));
        assert_eq!((filter.len(&next), filter.row_at(&next, 0)), (1, Some(1)));
    }
}
