//! What is written, as the queue gets it: drafts, fragments by hand, repeated sends. Sans-IO.

use std::collections::VecDeque;

use jiff::Timestamp;
use tokio::time::Instant;

use super::{
    super::{
        draft::Draft,
        error::SendError,
        fragments::Fragment,
        message::Outgoing,
        repeat::{Order, Stage},
    },
    SendQueue,
};

impl SendQueue {
    /// Adds what is written, its placeholders filled in.
    ///
    /// # Errors
    /// When it makes no message, or too much waits already.
    pub(crate) fn push_draft(&mut self, draft: Draft) -> Result<(), SendError> {
        let Draft { content, fragment_bytes, slot } = draft;
        let number = self.sending.number_of(content.is_constant());
        let payload = content.make(number, Timestamp::now())?;
        self.push(Outgoing { payload, slot, fragment_bytes })
    }

    /// Adds a fragment of a message.
    ///
    /// # Errors
    /// When it cannot be one, or too much waits already.
    pub(crate) fn push_fragment(&mut self, fragment: &Fragment) -> Result<(), SendError> {
        let number = self.sending.number_of(fragment.content.is_constant());
        let frame = self.sending.by_hand.frame(fragment, number, Timestamp::now())?;
        self.push_frame(frame)
    }

    /// Begins a repeated send.
    pub(crate) fn repeat(&mut self, order: Order) {
        self.sending.repeat.start(order);
    }

    /// Adds what is due; a connection that closes ends it.
    ///
    /// # Errors
    /// When something cannot be sent; nothing more is then.
    pub(crate) fn repeat_what_is_due(&mut self, now: Instant, closes: bool) -> Result<(), SendError> {
        if closes || self.is_closing() {
            self.sending.repeat.stop(Stage::Closed);
        }
        while let Some(due) = self.sending.repeat.due(now, self.backlog(), Timestamp::now()) {
            self.push(due?)?;
        }
        Ok(())
    }

    /// When the next is due.
    pub(crate) fn repeat_at(&self) -> Option<Instant> {
        self.sending.repeat.next_at(self.backlog())
    }

    /// The lines that were asked for; an error ends it.
    ///
    /// # Errors
    /// What kept the lines from being read, for an error row.
    pub(crate) fn lines_read(&mut self, lines: Result<VecDeque<String>, SendError>) -> Result<(), SendError> {
        if lines.is_err() {
            self.sending.repeat.stop(Stage::Failed);
        }
        self.sending.repeat.lines_read(lines?);
        Ok(())
    }
}
