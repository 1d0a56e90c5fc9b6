//! A WebSocket's log as it is drawn now: what its rows and the inspector share.

use super::words;
use crate::{
    engine::SessionClock,
    i18n::I18n,
    protocols::{tab::Live, websocket::Session},
    transcript::{Kind, RowRef},
    ui::{format, row_words},
};

/// One for each frame.
pub(super) struct WebSocketLog<'a> {
    pub(super) i18n: &'a I18n,
    pub(super) session: &'a Session,
    pub(super) clock: SessionClock,
    pub(super) narrow: bool,
}

impl<'a> WebSocketLog<'a> {
    pub(super) fn new(i18n: &'a I18n, live: Live<'a, Session>, narrow: bool) -> Self {
        Self { i18n, session: live.session, clock: live.clock, narrow }
    }

    /// The word for a kind.
    pub(super) fn kind_word(&self, kind: Kind) -> String {
        row_words::kind_word(self.i18n, kind, words::kind_key(kind))
    }

    pub(super) fn time(&self, row: &RowRef<'_>) -> String {
        format::time_of_day(self.clock.started_at(), row.at_micros)
    }
}
