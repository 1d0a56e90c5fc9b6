//! What a session did over its whole time, in constant memory: messages and bytes, incidents, gaps. It goes on
//! counting rows that a limit has removed since. Sans-IO: rows are handed to it.

mod buckets;
mod incidents;

use std::ops::Range;

pub use self::{
    buckets::Bin,
    incidents::{Incident, IncidentKind},
};
use self::{buckets::Buckets, incidents::Incidents};
use super::{
    distribution::Histogram,
    entry::{Body, Direction, Entry, Kind},
    traffic::Tally,
};

/// The traffic of a session over time, since its begin or the last clear.
#[derive(Debug, Default)]
pub struct Timeline {
    span: Option<(u64, u64)>,
    buckets: Buckets,
    incidents: Incidents,
    incoming: Flow,
    outgoing: Flow,
    /// The last position of the upload request that runs.
    sent: Option<u64>,
}

/// One direction's totals.
#[derive(Debug, Default)]
struct Flow {
    tally: Tally,
    gaps: Histogram,
    last_at_micros: Option<u64>,
}

impl Timeline {
    /// Takes a row in. What counts as a message is what [`super::Traffic`] counts; an upload's progress counts as bytes.
    pub(super) fn count(&mut self, entry: &Entry, row: u64) {
        let at = entry.at_micros;
        let (_, end) = self.span.get_or_insert((at, at));
        *end = at.max(*end);
        match entry.body.kind() {
            kind if kind.is_message() => {
                self.message(at, entry.direction, entry.body.payload().len() as u64);
            }
            Kind::Progress => self.progress(at, &entry.body),
            Kind::Request => self.sent = None,
            Kind::Backoff => self.incidents.push(at, row, IncidentKind::Reconnect),
            Kind::Error => self.incidents.push(at, row, IncidentKind::Error),
            Kind::Close => self.incidents.push(at, row, IncidentKind::Close),
            _ => {}
        }
    }

    /// From the first row to the last one, in microseconds; empty without rows.
    pub fn span(&self) -> Range<u64> {
        self.span.map_or(0..0, |(start, end)| start..end)
    }

    /// Messages and bytes of a direction in all. Of an upload, only bytes.
    pub fn tally(&self, direction: Direction) -> Tally {
        self.flow(direction).map_or_else(Tally::default, |flow| flow.tally)
    }

    /// The gaps between messages of a direction, in microseconds.
    pub fn gaps(&self, direction: Direction) -> Option<&Histogram> {
        self.flow(direction).map(|flow| &flow.gaps)
    }

    /// How fine the bins can be, in microseconds. It becomes coarser as the session grows.
    pub fn resolution_micros(&self) -> u64 {
        self.buckets.width_micros()
    }

    /// The traffic of a time range in bins of at least a width, which is rounded up to what is known.
    pub fn bins(&self, range: Range<u64>, least_width_micros: u64) -> Vec<Bin> {
        let (start, _) = self.span.unwrap_or_default();
        self.buckets.bins(start, range, least_width_micros)
    }

    /// What went wrong, in order; those close to each other are one with a count once there are many.
    pub fn incidents(&self) -> &[Incident] {
        self.incidents.as_slice()
    }

    /// How many incidents of a kind there were.
    pub fn incident_count(&self, kind: IncidentKind) -> u64 {
        self.incidents.count(kind)
    }

    fn flow(&self, direction: Direction) -> Option<&Flow> {
        match direction {
            Direction::In => Some(&self.incoming),
            Direction::Out => Some(&self.outgoing),
            Direction::Local => None,
        }
    }

    fn message(&mut self, at_micros: u64, direction: Direction, bytes: u64) {
        let since = self.since_start(at_micros);
        let bucket = self.buckets.at(since);
        let (flow, tally) = match direction {
            Direction::In => (&mut self.incoming, &mut bucket.incoming),
            Direction::Out => (&mut self.outgoing, &mut bucket.outgoing),
            Direction::Local => return,
        };
        for tally in [tally, &mut flow.tally] {
            tally.messages += 1;
            tally.bytes += bytes;
        }
        if let Some(last) = flow.last_at_micros.replace(at_micros) {
            flow.gaps.push(at_micros.saturating_sub(last));
        }
    }

    /// Each request of an upload begins where the server is; what it sends from there on is counted once.
    fn progress(&mut self, at_micros: u64, body: &Body) {
        let Body::Progress(progress) = body else { return };
        let from = self.sent.replace(progress.sent).unwrap_or(progress.confirmed);
        let moved = progress.sent.saturating_sub(from);
        if moved > 0 {
            let since = self.since_start(at_micros);
            self.buckets.at(since).outgoing.bytes += moved;
            self.outgoing.tally.bytes += moved;
        }
    }

    fn since_start(&self, at_micros: u64) -> u64 {
        at_micros.saturating_sub(self.span.map_or(at_micros, |(start, _)| start))
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::transcript::{
        Transcript,
        entry::{Failure, Progress, Request, Wait},
    };

    fn text(at_micros: u64, length: usize) -> Entry {
        Entry::incoming(at_micros, Body::Text(Bytes::from(vec![b'x'; length])))
    }

    fn totals(bins: &[Bin]) -> (Tally, Tally) {
        bins.iter().fold(Default::default(), |(mut incoming, mut outgoing): (Tally, Tally), bin| {
            incoming.add(bin.incoming);
            outgoing.add(bin.outgoing);
            (incoming, outgoing)
        })
    }

    #[test]
    fn rows_that_the_limit_removed_stay_on_the_timeline() {
        let mut transcript = Transcript::with_limit(1 << 20);
        for n in 0..1_000 {
            transcript.push(&text(n * 1_000, 10_000));
        }
        assert!(transcript.dropped().rows > 0);
        let timeline = transcript.timeline();
        assert_eq!(timeline.tally(Direction::In), Tally { messages: 1_000, bytes: 10_000_000 });
        let bins = timeline.bins(timeline.span(), 100_000);
        assert_eq!(bins.len(), 10);
        assert!(bins.iter().all(|bin| bin.incoming.messages == 100), "{bins:?}");
        transcript.clear();
        assert_eq!(transcript.timeline().tally(Direction::In), Tally::default());
        assert_eq!(transcript.timeline().span(), 0..0);
    }

    #[test]
    fn after_a_clear_the_first_row_is_the_start() {
        let day = 86_400_000_000;
        let mut timeline = Timeline::default();
        timeline.count(&text(day, 1), 0);
        timeline.count(&text(day + 20_000, 1), 1);
        let width = timeline.resolution_micros();
        assert_eq!(width, 10_000, "a late start costs no resolution");
        let bins = timeline.bins(timeline.span(), 0);
        assert_eq!(bins.first().map(|bin| bin.start_micros), Some(day));
        assert_eq!(totals(&bins).0.messages, 2);
    }

    #[test]
    fn an_uploads_bytes_are_those_that_were_sent_since_the_last_progress() {
        let progress = |sent, confirmed| Body::Progress(Progress { sent, confirmed, total: 1_000 });
        let request = || Body::from(Request::new("PATCH", String::new(), Vec::new()));
        let mut timeline = Timeline::default();
        let rows = [
            Entry::outgoing(0, request()),
            Entry::local(1, progress(300, 100)),
            Entry::local(2, progress(500, 100)),
            // Cut; the server had taken 250 of them.
            Entry::outgoing(3, request()),
            Entry::local(4, progress(600, 250)),
            Entry::local(5, progress(1_000, 250)),
            Entry::local(6, progress(1_000, 1_000)),
        ];
        for (row, entry) in rows.iter().enumerate() {
            timeline.count(entry, row as u64);
        }
        assert_eq!(timeline.tally(Direction::Out), Tally { messages: 0, bytes: 400 + 750 });
    }

    #[test]
    fn waits_errors_and_closes_are_incidents_with_their_row() {
        let wait = Wait { millis: 10, attempt: 1, ..Wait::default() };
        let failure = Failure::default();
        let mut timeline = Timeline::default();
        timeline.count(&text(5, 1), 0);
        timeline.count(&Entry::local(7, Body::from(failure)), 1);
        timeline.count(&Entry::local(9, Body::Backoff(wait)), 2);
        let seen: Vec<_> = timeline.incidents().iter().map(|one| (one.at_micros, one.row, one.kind)).collect();
        assert_eq!(seen, [(7, 1, IncidentKind::Error), (9, 2, IncidentKind::Reconnect)]);
        assert_eq!(timeline.incident_count(IncidentKind::Error), 1);
        assert_eq!(timeline.incident_count(IncidentKind::Close), 0);
    }
}
