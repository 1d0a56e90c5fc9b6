//! The model of a long poll: its rows, and from them one line for each poll and each wait.
//!
//! Fed by [`Model::apply`] only; it knows no socket and no clock. A line begins with a `request` or a `backoff` and ends with
//! what became of it. It names its rows and is kept as long as the last of them, so that a limit on rows limits lines too.

use std::{collections::VecDeque, ops::Range};

use super::{Event, Published};
use crate::{
    session::Model,
    transcript::{
        Body, Entry, Traffic, Transcript,
        distribution::Newest,
        entry::{Certificate, SessionState, Wait},
        reason::{Code, Vocabulary as _},
        record::RecordHeader,
    },
};

/// How long the newest polls were held, in microseconds. A thousand are ten a second for a minute and a half, or half-minute
/// ones for eight hours.
pub type HeldTimes = Newest<1000>;

/// A long poll as a window sees it.
#[derive(Debug, Default)]
pub struct Session {
    transcript: Transcript,
    traffic: Traffic,
    phase: Phase,
    lines: VecDeque<Line>,
    first_line: u64,
    live: Option<LivePoll>,
    counts: Counts,
    held: HeldTimes,
    published: Option<Published>,
    stopped_at: Option<u64>,
    refused: Option<Box<Certificate>>,
}

/// What the session is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Phase {
    /// Not begun.
    #[default]
    Idle,
    /// A request is held, or about to leave.
    Waiting,
    /// Waiting before the next request.
    Backoff {
        /// When the wait began, in microseconds since the session began.
        since_micros: u64,
        /// When the request leaves.
        until_micros: u64,
        /// Whether it is the guard's wait, which nobody can end.
        guard: bool,
    },
    /// Over.
    Stopped,
}

/// How many of each there were.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Requests that left.
    pub requests: u64,
    /// Answers with a message.
    pub messages: u64,
    /// Answers without one.
    pub empties: u64,
    /// Failures.
    pub errors: u64,
    /// Waits.
    pub backoffs: u64,
}

/// A finished poll, or a wait between two.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The poll's number from 1; of a wait, that of the poll before it.
    pub number: u64,
    /// When the request left or the wait began, in microseconds since the session began.
    pub started_micros: u64,
    /// When the answer's head came.
    pub headed_micros: Option<u64>,
    /// How long it was held, or how long the wait was to be.
    pub held_micros: u64,
    /// The answer's status code, if there was an answer.
    pub status: Option<u16>,
    /// What it was.
    pub outcome: Outcome,
    /// Its rows in the transcript; what it ended with is the last, and is kept as long as the line.
    pub rows: Range<u64>,
}

/// How a poll ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Outcome {
    /// With a message.
    Message,
    /// Without one.
    Empty,
    /// It failed.
    Error,
    /// We gave it up.
    Stopped,
    /// It is no poll but a wait.
    Backoff,
}

/// The request that is held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LivePoll {
    /// Its number, from 1.
    pub number: u64,
    /// When it left, in microseconds since the session began.
    pub started_micros: u64,
    /// When the answer's head came, if it has.
    pub headed_micros: Option<u64>,
    status: Option<u16>,
    first_row: u64,
}

impl Session {
    /// The server's certificate, where the last attempt refused it.
    pub fn refused_certificate(&self) -> Option<&Certificate> {
        self.refused.as_deref()
    }

    /// Messages and their bytes.
    pub fn traffic(&self) -> &Traffic {
        &self.traffic
    }

    /// What the session is doing.
    pub fn phase(&self) -> Phase {
        self.phase
    }

    /// How many polls of each kind there were.
    pub fn counts(&self) -> Counts {
        self.counts
    }

    /// How long the last polls were held.
    pub fn held(&self) -> &HeldTimes {
        &self.held
    }

    /// The request that is held now.
    pub fn live(&self) -> Option<&LivePoll> {
        self.live.as_ref()
    }

    /// What became of the last message that was published.
    pub fn published(&self) -> Option<&Published> {
        self.published.as_ref()
    }

    /// A session that keeps about `limit_bytes` of rows.
    pub fn with_limit(limit_bytes: usize) -> Self {
        Self { transcript: Transcript::with_limit(limit_bytes), ..Self::default() }
    }

    /// The number of the oldest line that is kept.
    pub fn first_line(&self) -> u64 {
        self.first_line + self.stale_lines() as u64
    }

    /// One more than the number of the newest line.
    pub fn end_line(&self) -> u64 {
        self.first_line + self.lines.len() as u64
    }

    /// The line with this number, if it is kept.
    pub fn line(&self, number: u64) -> Option<&Line> {
        let index = usize::try_from(number.checked_sub(self.first_line)?).ok()?;
        self.lines.get(index).filter(|line| self.is_kept(line))
    }

    /// How many messages came in polls that left at this time or later.
    pub fn messages_since(&self, micros: u64) -> u64 {
        let first = self.lines.partition_point(|line| line.started_micros < micros);
        self.lines.range(first..).filter(|line| line.outcome == Outcome::Message).count() as u64
    }

    /// From the end of a line's poll to the begin of the next poll, if there was one.
    pub fn gap_after(&self, number: u64) -> Option<u64> {
        let line = self.line(number)?;
        let next = (number + 1..self.end_line())
            .filter_map(|next| self.line(next))
            .find(|next| next.outcome != Outcome::Backoff)
            .map(|next| next.started_micros)
            .or_else(|| self.live.as_ref().map(|live| live.started_micros))?;
        Some(next.saturating_sub(line.started_micros + line.held_micros))
    }

    /// When the session ended.
    pub fn stopped_at(&self) -> Option<u64> {
        self.stopped_at
    }

    /// The line that a row belongs to.
    pub fn line_of_row(&self, row: u64) -> Option<u64> {
        let index = self.lines.partition_point(|line| line.rows.end <= row);
        self.lines.get(index).filter(|line| line.rows.contains(&row)).map(|_| self.first_line + index as u64)
    }

    fn row(&mut self, entry: &Entry) {
        let row = self.transcript.end_row();
        self.traffic.count(entry);
        let at_micros = entry.at_micros;
        match &entry.body {
            Body::State(state) => match state.state.known() {
                Some(SessionState::Waiting) => self.phase = Phase::Waiting,
                Some(SessionState::Stopped) => self.stopped(at_micros, row),
                _ => {}
            },
            Body::Request(_) => {
                self.counts.requests += 1;
                self.live = Some(LivePoll {
                    number: self.counts.requests,
                    started_micros: at_micros,
                    headed_micros: None,
                    status: None,
                    first_row: row,
                });
            }
            Body::Response(response) if !response.is_interim() => {
                if let Some(live) = &mut self.live {
                    live.status = Some(response.status);
                    live.headed_micros = Some(at_micros);
                }
            }
            Body::Message(answer, _) => {
                self.counts.messages += 1;
                self.ended(Outcome::Message, millis_to_micros(answer.held_millis), row);
            }
            Body::Empty(answer) => {
                self.counts.empties += 1;
                self.ended(Outcome::Empty, millis_to_micros(answer.held_millis), row);
            }
            Body::Error(failure) => {
                self.refused.clone_from(&failure.certificate);
                self.counts.errors += 1;
                let started = self.live.as_ref().map_or(at_micros, |live| live.started_micros);
                self.ended(Outcome::Error, at_micros.saturating_sub(started), row);
            }
            Body::Backoff(wait) => self.waits(at_micros, wait, row),
            _ => {}
        }
    }

    fn waits(&mut self, at_micros: u64, wait: &Wait, row: u64) {
        self.counts.backoffs += 1;
        let held_micros = wait.millis.saturating_mul(1000);
        self.phase = Phase::Backoff {
            since_micros: at_micros,
            until_micros: at_micros.saturating_add(held_micros),
            guard: wait.reason == Code::Guard.name(),
        };
        self.add_line(Line {
            number: self.counts.requests,
            started_micros: at_micros,
            headed_micros: None,
            held_micros,
            status: None,
            outcome: Outcome::Backoff,
            rows: row..row + 1,
        });
    }

    fn ended(&mut self, outcome: Outcome, held_micros: u64, row: u64) {
        // An error without a request is one of the set-up: it has a row but no line.
        let Some(live) = self.live.take() else { return };
        if outcome != Outcome::Stopped {
            self.held.push(held_micros);
        }
        self.add_line(Line {
            number: live.number,
            started_micros: live.started_micros,
            headed_micros: live.headed_micros,
            held_micros,
            status: live.status,
            outcome,
            rows: live.first_row..row + 1,
        });
    }

    fn stopped(&mut self, at_micros: u64, row: u64) {
        self.phase = Phase::Stopped;
        self.stopped_at = Some(at_micros);
        if let Some(live) = &self.live {
            let held_micros = at_micros.saturating_sub(live.started_micros);
            self.ended(Outcome::Stopped, held_micros, row);
        }
    }

    fn add_line(&mut self, line: Line) {
        self.lines.push_back(line);
        let stale = self.stale_lines();
        self.lines.drain(..stale);
        self.first_line += stale as u64;
    }

    fn stale_lines(&self) -> usize {
        self.lines.partition_point(|line| !self.is_kept(line))
    }

    fn is_kept(&self, line: &Line) -> bool {
        line.rows.end > self.transcript.first_row()
    }
}

impl Model for Session {
    type Event = Event;

    fn begin(_header: &RecordHeader, transcript: Transcript) -> Self {
        // Each wait and each answer says in its row all that a line shows.
        Self { transcript, ..Self::default() }
    }

    fn apply(&mut self, event: Event) {
        match event {
            Event::Row(entry) => {
                self.row(&entry);
                self.transcript.push_owned(entry);
            }
            Event::Published(published) => self.published = Some(published),
            // The bar of the held request grows already; cookies are the tab's.
            Event::Awaiting(_) | Event::Cookies(_) => {}
        }
    }

    fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    // Lines whose rows are gone are gone too; numbers and counts go on.
    fn transcript_mut(&mut self) -> &mut Transcript {
        &mut self.transcript
    }
}

fn millis_to_micros(millis: f64) -> u64 {
    (millis * 1000.0).round() as u64
}

#[cfg(test)]
mod tests;
