//! How a list writes times: as the clock, since the session began, or since a marked row.

use jiff::Timestamp;

use crate::{settings::TimeMode, transcript::Transcript, ui::format};

/// How times are written in this frame.
#[derive(Clone, Copy, Debug)]
pub(super) struct TimeWords<'a> {
    pub(super) mode: TimeMode,
    pub(super) started_at: Timestamp,
    pub(super) transcript: &'a Transcript,
}

impl TimeWords<'_> {
    /// A time, at or below a row.
    pub(super) fn of(&self, at_micros: u64, row: u64) -> String {
        match self.mode {
            TimeMode::Clock => format::time_of_day(self.started_at, at_micros),
            TimeMode::SinceStart => format::seconds(at_micros),
            TimeMode::SinceMark => match self.origin(row) {
                None => "–".to_owned(),
                Some((_, origin)) if at_micros < origin => format!("−{}", format::seconds(origin - at_micros)),
                Some((_, origin)) => format!("+{}", format::seconds(at_micros - origin)),
            },
        }
    }

    /// The mark that a row's time counts from, and its time: the nearest one at or above, or else the first.
    pub(super) fn origin(&self, row: u64) -> Option<(u64, u64)> {
        let marks = self.transcript.marks();
        let above = marks.next(row.saturating_add(1), false);
        let marked = above.or_else(|| marks.iter().next().map(|(row, _)| row))?;
        Some((marked, self.transcript.row(marked)?.at_micros))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{Body, Entry, MarkColor, RowMark};

    #[test]
    fn times_count_from_the_nearest_mark_above_or_the_first() {
        let mut transcript = Transcript::default();
        for n in 0..10 {
            transcript.push(&Entry::incoming(n * 1_500_000, Body::Text(Bytes::new())));
        }
        let words = |transcript: &Transcript, row: u64| {
            let mode = TimeMode::SinceMark;
            TimeWords { mode, started_at: Timestamp::UNIX_EPOCH, transcript }.of(row * 1_500_000, row)
        };
        assert_eq!(words(&transcript, 4), "–");
        for row in [3, 7] {
            let mark = RowMark { color: MarkColor::Red, note: String::new() };
            transcript.marks_mut().set(row, Some(mark));
        }
        for (row, expected) in [(1, "−3.000"), (3, "+0.000"), (6, "+4.500"), (8, "+1.500")] {
            assert_eq!(words(&transcript, row), expected);
        }
    }
}
