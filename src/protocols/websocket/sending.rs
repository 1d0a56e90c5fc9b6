//! What the user wants to be sent, as the queue gets it: drafts, fragments by hand, repeated sends. Sans-IO.

use std::{collections::VecDeque, num::NonZeroUsize};

use jiff::Timestamp;
use tokio::{sync::OwnedSemaphorePermit, time::Instant};

use super::{
    draft::{Draft, Made},
    error::WebSocketError,
    event::{Event, Outgoing},
    fragments::{ByHand, Fragment, OpenMessage},
    frame::RawFrame,
    queue::SendQueue,
    repeat::{Due, Order, Progress, Repeat, Stage},
};

/// Progress is reported at most so often, and always at the end.
const PROGRESS_INTERVAL: std::time::Duration = std::time::Duration::from_millis(50);

/// Sources of messages, and what has been reported of them.
#[derive(Debug, Default)]
pub(super) struct Sending {
    pub(super) repeat: Repeat,
    by_hand: ByHand,
    /// Drafts with placeholders that were sent on their own: their `{{n}}`.
    numbers: u64,
    reported_progress: Option<Progress>,
    reported_at: Option<Instant>,
    reported_open: Option<OpenMessage>,
}

impl Sending {
    /// Follows the frames that the user describes.
    pub(super) fn frame(&mut self, frame: &RawFrame) {
        self.by_hand.sent(frame);
    }

    fn number_of(&mut self, is_constant: bool) -> u64 {
        self.numbers += u64::from(!is_constant);
        self.numbers
    }

    /// What has changed since it was reported.
    pub(super) fn changes(&mut self, now: Instant) -> impl Iterator<Item = Event> {
        let open = self.by_hand.open();
        let open = (open != self.reported_open).then(|| {
            self.reported_open = open;
            Event::OpenMessage(open)
        });
        let progress = self.repeat.progress().filter(|progress| Some(*progress) != self.reported_progress);
        let is_soon = self.reported_at.is_some_and(|reported_at| now < reported_at + PROGRESS_INTERVAL);
        let progress = progress.filter(|progress| progress.stage != Stage::Running || !is_soon).map(|progress| {
            self.reported_progress = Some(progress);
            self.reported_at = Some(now);
            Event::Repeat(progress)
        });
        open.into_iter().chain(progress)
    }

    /// When progress that came too soon is reported.
    pub(super) fn report_at(&self) -> Option<Instant> {
        let is_unreported = self.repeat.progress() != self.reported_progress;
        self.reported_at.filter(|_| is_unreported).map(|reported_at| reported_at + PROGRESS_INTERVAL)
    }
}

impl SendQueue {
    /// Adds what is written, its placeholders filled in.
    ///
    /// # Errors
    /// When it makes no message, or too much waits already.
    pub(super) fn push_draft(&mut self, draft: Draft) -> Result<(), WebSocketError> {
        let Draft { content, fragment_bytes, slot } = draft;
        let number = self.sending.number_of(content.is_constant());
        let made = content.make(number, Timestamp::now())?;
        self.push_made(made, fragment_bytes, slot)
    }

    /// Adds a fragment of a message.
    ///
    /// # Errors
    /// When it cannot be one, or too much waits already.
    pub(super) fn push_fragment(&mut self, fragment: &Fragment) -> Result<(), WebSocketError> {
        let number = self.sending.number_of(fragment.content.is_constant());
        let frame = self.sending.by_hand.frame(fragment, number, Timestamp::now())?;
        self.push_frame(frame)
    }

    /// Begins a repeated send.
    pub(super) fn repeat(&mut self, order: Order) {
        self.sending.repeat.start(order);
    }

    /// Adds what is due; a connection that closes ends it.
    ///
    /// # Errors
    /// When something cannot be sent; nothing more is then.
    pub(super) fn repeat_what_is_due(&mut self, now: Instant, closes: bool) -> Result<(), WebSocketError> {
        if closes || self.is_closing() {
            self.sending.repeat.stop(Stage::Closed);
        }
        while let Some(due) = self.sending.repeat.due(now, self.load(), Timestamp::now()) {
            let Due { made, fragment_bytes } = due?;
            self.push_made(made, fragment_bytes, None)?;
        }
        Ok(())
    }

    /// When the next is due.
    pub(super) fn repeat_at(&self) -> Option<Instant> {
        self.sending.repeat.next_at(self.load())
    }

    /// The lines that were asked for; an error ends it.
    pub(super) fn lines_read(&mut self, lines: Result<VecDeque<String>, WebSocketError>) -> Result<(), WebSocketError> {
        if lines.is_err() {
            self.sending.repeat.stop(Stage::Failed);
        }
        self.sending.repeat.lines_read(lines?);
        Ok(())
    }

    fn push_made(
        &mut self,
        made: Made,
        fragment_bytes: Option<NonZeroUsize>,
        slot: Option<OwnedSemaphorePermit>,
    ) -> Result<(), WebSocketError> {
        match made {
            Made::Message(payload) => self.push(Outgoing { payload, slot, fragment_bytes })?,
            Made::Ping(payload) => self.ping(payload.into()),
        }
        Ok(())
    }
}
