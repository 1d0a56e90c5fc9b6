//! A long poll's log as it is drawn now: what its rows and the inspector share.

use std::time::Duration;

use super::{bar::Scale, words};
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{
        long_poll::{Line, Phase, Session},
        tab::Live,
    },
    transcript::{Kind, RowRef},
    ui::{format, row_words},
};

/// How often what is going on is drawn anew.
const STEPS: [Duration; 3] = [Duration::from_millis(100), Duration::from_millis(500), Duration::from_secs(1)];

/// One for each frame.
pub(super) struct PollLog<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) session: &'a Session,
    pub(super) clock: SessionClock,
    pub(super) now_micros: u64,
    pub(super) over: bool,
    pub(super) scale: Scale,
}

impl<'a> PollLog<'a> {
    pub(super) fn new(i18n: &'a I18n, live: Live<'a, Session>) -> Self {
        let Live { session, clock, over, .. } = live;
        let now_micros = session.stopped_at().unwrap_or_else(|| clock.micros());
        let running = session.live().map_or(0, |poll| now_micros.saturating_sub(poll.started_micros));
        let longest = session.held().max().unwrap_or(0).max(running);
        Self { i18n, session, clock, now_micros, over, scale: Scale::fitting(longest) }
    }

    /// When it must be drawn again though nothing comes.
    pub(super) fn redraw_step(&self) -> Option<Duration> {
        let since = match (self.session.live(), self.session.phase()) {
            _ if self.over => return None,
            (Some(poll), _) => poll.started_micros,
            (None, Phase::Backoff { .. }) => return Some(STEPS[0]),
            (None, _) => return None,
        };
        // The number has tenths of a second at first, then whole seconds.
        Some(match self.now_micros.saturating_sub(since) {
            0..10_000_000 => STEPS[0],
            10_000_000..60_000_000 => STEPS[1],
            _ => STEPS[2],
        })
    }

    /// The line that this row stands for.
    pub(super) fn line(&self, row: &RowRef<'_>) -> Option<&'a Line> {
        self.line_number(row).and_then(|number| self.session.line(number))
    }

    pub(super) fn line_number(&self, row: &RowRef<'_>) -> Option<u64> {
        self.session.line_of_row(row.number)
    }

    pub(super) fn time(&self, micros: u64) -> String {
        format::time_of_day(self.clock.started_at(), micros)
    }

    /// The word for a kind.
    pub(super) fn kind_word(&self, kind: Kind) -> String {
        row_words::kind_word(self.i18n, kind, words::kind_key(kind))
    }
}
